"""What the server says of itself in RPL_ISUPPORT: only what is true. Follows modern.ircdocs.horse, "RPL_ISUPPORT"."""

from app.protocol.modes import ChanModes
from app.protocol.numerics import RPL_ISUPPORT
from app.server.config import Config
from app.server.core.file_address import SERVICE, upload_address
from app.server.core.masks import ACCOUNT_NAMES, EXTBAN_LETTERS
from app.server.core.names import CASEMAPPING
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request

CHANMODES = ChanModes(lists="beI", always_argument="k", argument_when_set="fl", flags="CPRimnst",
                      prefix_letters="qaohv")
PREFIXES = {"q": "~", "a": "&", "o": "@", "h": "%", "v": "+"}
USER_MODES = "BRTiow"
ROOMS_PER_QUERY = 10
"""Of so many rooms WHO and NAMES tell at most who is in them: a short line must not ask for thousands of names."""

_TOKENS_PER_LINE = 12


def isupport_tokens(config: Config, files_port: int = 0) -> list[str]:
    """All tokens, sorted as a person would look for them. `files_port` is where files are taken, 0 for nowhere."""
    limits = config.limits
    targets = limits.targets
    lists = limits.bans_per_channel
    tokens = [
        f"ACCOUNTEXTBAN={','.join(ACCOUNT_NAMES)}",
        f"AWAYLEN={limits.away_length}",
        "BOT=B",
        f"CASEMAPPING={CASEMAPPING.token}",
        f"CHANLIMIT=#:{limits.channels_per_user}",
        f"CHANMODES={CHANMODES.token}",
        f"CHANNELLEN={limits.channel_length}",
        "CHANTYPES=#",
        f"CHATHISTORY={config.history.page_max}",
        f"CLIENTTAGDENY={','.join(config.rooms.denied_tags)}",
        "ELIST=CMNTU",
        "EXCEPTS=e",
        f"EXTBAN=,{EXTBAN_LETTERS}",
        "INVEX=I",
        f"KICKLEN={limits.kick_length}",
        f"MAXLIST={CHANMODES.lists}:{lists}",
        f"MAXTARGETS={targets}",
        f"MODES={limits.modes_per_line}",
        f"MONITOR={limits.monitored}",
        "MSGREFTYPES=timestamp,msgid",
        f"NAMELEN={limits.realname_length}",
        f"NETWORK={_escape(config.server.network)}",
        f"NICKLEN={limits.nick_length}",
        f"PREFIX=({''.join(PREFIXES)}){''.join(PREFIXES.values())}",
        "SAFELIST",
        "STATUSMSG=" + "".join(PREFIXES.values()),
        (f"TARGMAX=JOIN:,KICK:{targets},LIST:,NAMES:{ROOMS_PER_QUERY},NOTICE:{targets},PART:,PRIVMSG:{targets},"
         f"TAGMSG:{targets},WHOIS:1"),
        f"TOPICLEN={limits.topic_length}",
        "UTF8ONLY",
        "WHOX",
    ]
    if config.server.icon:
        tokens.append(f"draft/ICON={_escape(config.server.icon)}")
    if address := upload_address(config.files, files_port):
        tokens.append(f"{SERVICE}={_escape(address)}")
    return tokens


def isupport_changes(before: list[str], after: list[str]) -> list[str]:
    """The tokens that tell of a change: new ones, those with another value, and `-NAME` of those that are gone."""
    names = {token.partition("=")[0] for token in after}
    gone = [name for name in (token.partition("=")[0] for token in before) if name not in names]
    return [token for token in after if token not in before] + [f"-{name}" for name in gone]


def send_isupport_lines(request: Request, lines: list[str]) -> None:
    """RPL_ISUPPORT; in a batch for who knows draft/extended-isupport."""
    head = f":{request.server.name} {RPL_ISUPPORT} {request.client.name}"
    numerics = [Outgoing(f"{head} {line} :are supported by this server") for line in lines]
    if request.client.has("draft/extended-isupport"):
        request.send_batch("draft/isupport", numerics)
        return
    for numeric in numerics:
        request.send(numeric)


def isupport_lines(tokens: list[str]) -> list[str]:
    """The tokens, at most twelve a line."""
    return [" ".join(tokens[start:start + _TOKENS_PER_LINE]) for start in range(0, len(tokens), _TOKENS_PER_LINE)]


def _escape(value: str) -> str:
    return value.replace("\\", "\\x5C").replace(" ", "\\x20").replace("=", "\\x3D")
