"""TOKEN: what a connection shows to the server's file host. `docs/specs/filehost.md`; IRCv3's draft `authtoken`."""

from app.server.core.commands import Command
from app.server.core.file_address import SERVICE, upload_address
from app.server.core.file_tokens import grant_for
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request


def handle_token(request: Request) -> None:
    """TOKEN GENERATE: a service, and the room or the nick that files are for."""
    server, user = request.server, request.user
    subcommand, service, target = request.param(0), request.param(1, "*"), request.param(2)
    if subcommand.upper() != "GENERATE":
        request.fail("INVALID_PARAMS", subcommand, "The only thing to do with tokens is GENERATE.")
        return
    address = upload_address(server.config.files, server.identity.files_port)
    if not address or service.lower() != SERVICE.lower():
        request.fail("NO_SUCH_SERVICE", service, "There is no such service here.")
    elif not user.account and not server.config.files.guests:
        request.fail("ACCOUNT_REQUIRED", SERVICE, "Log in to send files.")
    elif grant_for(server, user, target) is None:
        request.fail("INVALID_TARGET", target, "You can't send files there.")
    else:
        token = server.file_tokens.issue(user, target)
        request.send(Outgoing(f":{server.name} TOKEN GENERATE {SERVICE} {address} :{token}"))


COMMANDS = {"TOKEN": Command(handle_token, min_params=1, cost=1.0)}
