"""What was kept, told again: for CHATHISTORY, and as plain messages on joining for clients that can't ask.

Today's irssi, WeeChat and HexChat know neither batch nor chathistory. With server-time they see when a message was
sent; without, the time stands in the text.
"""

from typing import TYPE_CHECKING

from app.protocol.capabilities import EDIT, REDACTION
from app.protocol.lines import BODY_MAX
from app.server.core.client import Client
from app.server.core.events import CONCAT, LINE_BREAK
from app.server.core.history import HistoryQuery, Rows, StoredMessage
from app.server.core.multiline import longest_line, outgoing_text
from app.server.core.ordering import Position, format_msgid, format_time
from app.server.core.outgoing import TIME, Outgoing
from app.server.core.state import Channel

if TYPE_CHECKING:
    from app.server.core.server import ServerCore

EDITED_TAG = "groupchat.local/edited"
"""Tag on a kept message whose text was changed: when, as a server-time."""
_ACTION = "\x01ACTION "
_MESSAGES = frozenset({"PRIVMSG", "NOTICE", "TAGMSG"})
_KNOWN_BY = {"REDACT": REDACTION, "EDIT": EDIT}
"""Happenings that only those understand who know an extension."""


def replay_history(server: "ServerCore", client: Client, channel: Channel) -> None:
    """Ask for the last messages; what comes live waits behind them, so that nothing is out of order."""
    limit = server.config.history.replay_lines
    if not limit or not channel.has_history or client.has("draft/chathistory"):
        return

    def answer(rows: Rows) -> None:
        messages = [row for row in rows or () if isinstance(row, StoredMessage)]
        client.pass_gate([_replayed(server, client, message).form(client.tagging) for message in messages])

    client.open_gate()
    server.history.ask(HistoryQuery(conversations=(channel.folded,), limit=limit, up_to=server.applied), answer)


def stored_line(server: "ServerCore", client: Client, row: StoredMessage) -> Outgoing | None:
    """A row as `client` understands it; None for what it can't."""
    position = Position(row.event, row.time_ms)
    if row.verb in _MESSAGES:
        tags = dict(row.tags)
        if row.edited_ms and client.has(EDIT):
            tags[EDITED_TAG] = format_time(row.edited_ms)
        text = None if row.verb == "TAGMSG" else row.text
        return outgoing_text(server, row.verb, row.sender, row.target, text, position=position, tags=tags)
    needed = _KNOWN_BY.get(row.verb)
    if needed is not None and not client.has(needed):
        return None
    return Outgoing(f":{row.sender.source} {_rest(client, row)}", position, with_id=True, sender=row.sender)


def _rest(client: Client, row: StoredMessage) -> str:
    """What follows the source of a happening."""
    match row.verb:
        case "JOIN" if client.has("extended-join"):
            return f"JOIN {row.target} {row.sender.account or '*'} :{row.text}"
        case "JOIN":
            return f"JOIN {row.target}"
        case "PART":
            return f"PART {row.target} :{row.text}" if row.text else f"PART {row.target}"
        case "QUIT" | "NICK":
            return f"{row.verb} :{row.text}"
        case "TOPIC":
            return f"TOPIC {row.target} :{row.text}"
        case "REDACT" | "EDIT":
            about = format_msgid(int(row.tags.get("about", "0")))
            reason = f" :{row.text}" if row.text or row.verb == "EDIT" else ""
            return f"{row.verb} {row.target} {about}{reason}"
        case _:
            return f"{row.verb} {row.target} {row.text}"


def _replayed(server: "ServerCore", client: Client, message: StoredMessage) -> Outgoing:
    position = Position(message.event, message.time_ms)
    if client.tagging & TIME:
        return outgoing_text(server, message.verb, message.sender, message.target, message.text, position=position,
                             tags=message.tags)
    return outgoing_text(server, message.verb, message.sender, message.target, _with_clock(message), position=position,
                         tags={})


def _with_clock(message: StoredMessage) -> str:
    """The text with its time before it: once for a message of several lines, on a line of its own if it needs one."""
    clock = f"[{format_time(message.time_ms)[:16].replace('T', ' ')}]"
    text = message.text.lstrip(LINE_BREAK + CONCAT)
    timed = f"{_ACTION}{clock} {text[len(_ACTION):]}" if text.startswith(_ACTION) else f"{clock} {text}"
    head = f":{message.sender.source} {message.verb} {message.target} :"
    is_too_long = len(head.encode()) + longest_line(timed) > BODY_MAX - 2
    return f"{clock}{LINE_BREAK}{text}" if is_too_long else timed
