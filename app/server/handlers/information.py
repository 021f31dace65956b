"""What the server tells about itself: MOTD, LUSERS, VERSION, TIME, INFO, ADMIN, LINKS, HELP.

Follows modern.ircdocs.horse, "Server Queries and Commands".
"""

from app.protocol.numerics import (
    ERR_HELPNOTFOUND,
    ERR_NOMOTD,
    ERR_NOSUCHSERVER,
    RPL_ADMINEMAIL,
    RPL_ADMINLOC1,
    RPL_ADMINME,
    RPL_ENDOFHELP,
    RPL_ENDOFINFO,
    RPL_ENDOFLINKS,
    RPL_ENDOFMOTD,
    RPL_GLOBALUSERS,
    RPL_HELPSTART,
    RPL_HELPTXT,
    RPL_INFO,
    RPL_LINKS,
    RPL_LOCALUSERS,
    RPL_LUSERCHANNELS,
    RPL_LUSERCLIENT,
    RPL_LUSERME,
    RPL_LUSEROP,
    RPL_LUSERUNKNOWN,
    RPL_MOTD,
    RPL_MOTDSTART,
    RPL_TIME,
    RPL_VERSION,
)
from app.server.core.commands import Command, Handler
from app.server.core.ordering import format_time
from app.server.core.request import Request
from app.server.handlers.help import HELP
from app.server.handlers.supported import send_isupport


def _for_this_server(handler: Handler, index: int = 0) -> Handler:
    """The handler, but only for queries about this server: the target may be left out, its name, or a nick here."""
    def checked(request: Request) -> None:
        target = request.param(index)
        if target and target not in ("*", request.server.name) and request.server.world.user(target) is None:
            request.error(ERR_NOSUCHSERVER, target)
        else:
            handler(request)
    return checked


def send_motd(request: Request) -> None:
    """MOTD, or 422 when there is none."""
    motd = request.server.config.server.motd
    if not motd:
        request.error(ERR_NOMOTD)
        return
    request.reply(RPL_MOTDSTART, f"- {request.server.name} Message of the day -")
    for line in motd.splitlines():
        request.reply(RPL_MOTD, f"- {line}")
    request.reply(RPL_ENDOFMOTD)


def send_lusers(request: Request) -> None:
    """LUSERS: how many are here."""
    world = request.server.world
    invisible = len(world.invisible)
    count, most = str(world.people), str(world.most_people)
    request.reply(RPL_LUSERCLIENT, f"There are {world.people - invisible} users and {invisible} invisible on 1 server")
    request.reply(RPL_LUSEROP, str(len(world.opers)), "operators online")
    request.reply(RPL_LUSERUNKNOWN, str(request.server.clocks.unregistered), "connections not yet registered")
    request.reply(RPL_LUSERCHANNELS, str(world.rooms_in_use), "rooms in use")
    request.reply(RPL_LUSERME, f"I have {count} clients and 0 servers")
    request.reply(RPL_LOCALUSERS, count, most, f"Users here now: {count}, at most: {most}")
    request.reply(RPL_GLOBALUSERS, count, most, f"Users everywhere now: {count}, at most: {most}")


def handle_version(request: Request) -> None:
    """VERSION: the program's, then ISUPPORT once more."""
    server = request.server
    request.reply(RPL_VERSION, server.identity.version, server.name, "A group chat that a group runs by itself")
    send_isupport(request)


def handle_time(request: Request) -> None:
    """TIME: this server's clock."""
    request.reply(RPL_TIME, request.server.name, format_time(request.server.now.wall_ms))


def handle_info(request: Request) -> None:
    """INFO: what this is."""
    identity = request.server.identity
    for line in (f"{identity.version}: a group chat that a group runs by itself", f"Started {identity.created}"):
        request.reply(RPL_INFO, line)
    request.reply(RPL_ENDOFINFO)


def handle_admin(request: Request) -> None:
    """ADMIN: who looks after the server."""
    server = request.server.config.server
    request.reply(RPL_ADMINME, request.server.name, "About the people who run this server")
    request.reply(RPL_ADMINLOC1, server.network)
    request.reply(RPL_ADMINEMAIL, server.admin or "Ask an operator of the first room")


def handle_links(request: Request) -> None:
    """LINKS: this server is alone."""
    name = request.server.name
    request.reply(RPL_LINKS, name, name, f"0 {request.server.config.server.network}")
    request.reply(RPL_ENDOFLINKS, "*", "End of LINKS")


def handle_help(request: Request) -> None:
    """HELP: an index, or one command's line (modern.ircdocs.horse, "HELP message")."""
    subject = request.param(0).upper() or "INDEX"
    if subject == "INDEX":
        lines = [" ".join(sorted(HELP))]
    elif subject in HELP:
        lines = [HELP[subject]]
    else:
        request.error(ERR_HELPNOTFOUND, subject)
        return
    request.reply(RPL_HELPSTART, subject, f"Help on {subject}" if subject != "INDEX" else "Commands; ask HELP COMMAND")
    for line in lines:
        request.reply(RPL_HELPTXT, subject, line)
    request.reply(RPL_ENDOFHELP, subject, "End of help")


COMMANDS = {
    "MOTD": Command(_for_this_server(send_motd), cost=2.0),
    "LUSERS": Command(_for_this_server(send_lusers, 1), cost=2.0),
    "VERSION": Command(_for_this_server(handle_version), cost=2.0),
    "TIME": Command(_for_this_server(handle_time)),
    "INFO": Command(_for_this_server(handle_info), cost=2.0),
    "ADMIN": Command(_for_this_server(handle_admin)),
    "LINKS": Command(handle_links),
    "HELP": Command(handle_help),
}
