"""How people say what they are up to: AWAY, SETNAME; and quick questions about them: USERHOST, ISON.

Follows modern.ircdocs.horse, "Optional Messages", and the IRCv3 specifications away-notify and setname.
"""

from app.protocol.numerics import ERR_NOTREGISTERED, RPL_ISON, RPL_NOWAWAY, RPL_UNAWAY, RPL_USERHOST
from app.server.core.applying.standing import refresh_away
from app.server.core.applying.stays import note_stay
from app.server.core.commands import Command
from app.server.core.line_filling import fill_lines
from app.server.core.ordering import Position
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request

_USERHOST_MAX = 5


def handle_away(request: Request) -> None:
    """AWAY: with a reason one is away, without one back. Observers who asked to know are told of a change."""
    client, server = request.client, request.server
    if not client.is_registered and not client.has("draft/pre-away"):
        request.error(ERR_NOTREGISTERED)
        return
    client.away = request.param(0)[: server.config.limits.away_length] or None
    request.error(RPL_NOWAWAY if client.away else RPL_UNAWAY)
    refresh_away(server, client.user)


def handle_setname(request: Request) -> None:
    """SETNAME: another real name; all who know the extension are told, the user's devices too."""
    user, server = request.user, request.server
    name = request.param(0)
    if not name or len(name) > server.config.limits.realname_length:
        request.fail("INVALID_REALNAME", "That name is empty or too long.")
        return
    user.realname = name
    line = Outgoing(f":{user.source} SETNAME :{name}", Position(0, server.now.wall_ms), sender=user.sender)
    if request.client.has("setname"):
        request.send(line)
    server.deliver(line, server.world.observers(user, "setname"))
    server.deliver(line, (each for each in user.others(request.client) if each.has("setname")))
    note_stay(server, user)


def handle_userhost(request: Request) -> None:
    """USERHOST: `nick*=-user@host`; a star for operators, minus for away."""
    found = []
    for nick in request.params[:_USERHOST_MAX]:
        person = request.server.world.user(nick)
        if person is not None:
            star, sign = "*" if person.is_oper else "", "-" if person.away is not None else "+"
            found.append(f"{person.nick}{star}={sign}{person.user}@{person.host}")
    _send_list(request, RPL_USERHOST, found)


def handle_ison(request: Request) -> None:
    """ISON: which of these nicks are here."""
    asked = [nick for param in request.params for nick in param.split()]
    people = (request.server.world.user(nick) for nick in dict.fromkeys(asked))
    _send_list(request, RPL_ISON, [person.nick for person in people if person is not None])


def _send_list(request: Request, numeric: str, items: list[str]) -> None:
    """All in one line, as long as they fit; nobody is said as well."""
    for line in fill_lines(items) if items else [""]:
        request.reply(numeric, line)


COMMANDS = {
    "AWAY": Command(handle_away, cost=2.0, before_registration=True),
    "SETNAME": Command(handle_setname, 1, cost=2.0),
    "USERHOST": Command(handle_userhost, 1),
    "ISON": Command(handle_ison, 1),
}
