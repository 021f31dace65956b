"""CAP: which extensions a connection speaks. Follows the IRCv3 capability-negotiation specification, version 302."""

from collections.abc import Callable, Sequence

from app.protocol.numerics import ERR_INVALIDCAPCMD
from app.server.core import metadata
from app.server.core.commands import Command
from app.server.core.line_filling import fill_lines
from app.server.core.offering import NEEDS_VALUE, NEVER_REQUESTED, offered_to
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request

_LINE_BUDGET = 400


def handle_cap(request: Request) -> None:
    """CAP: LS, LIST, REQ and END by table; anything else is 410."""
    subcommand = request.param(0).upper()
    handler = _SUBCOMMANDS.get(subcommand)
    if handler is None:
        request.error(ERR_INVALIDCAPCMD, request.param(0))
    else:
        handler(request)


def _ls(request: Request) -> None:
    client = request.client
    if not client.is_registered:
        client.cap_negotiating = True
    version = request.param(1)
    if version.isascii() and version.isdigit() and int(version[:6]) >= 302:
        client.cap_version = 302
        # Clients of version 302 have cap-notify whether they asked or not.
        client.set_capabilities(client.capabilities | {"cap-notify"})
    offered = offered_to(request.server, client)
    if client.cap_version >= 302:
        shown = [f"{name}={value}" if value else name for name, value in sorted(offered.items())]
    else:
        shown = sorted(offered.keys() - NEEDS_VALUE)
    _send_list(request, "LS", shown)


def _list(request: Request) -> None:
    _send_list(request, "LIST", sorted(request.client.capabilities))


def _req(request: Request) -> None:
    """Taken whole or not at all."""
    client = request.client
    if not client.is_registered:
        client.cap_negotiating = True
    asked = request.param(1).split()
    offered = offered_to(request.server, client)
    wanted = set(client.capabilities)
    for item in asked:
        name = item.removeprefix("-")
        if name not in offered or name in NEVER_REQUESTED:
            _say(request, f"NAK :{request.param(1)}")
            return
        if item.startswith("-"):
            wanted.discard(name)
        else:
            wanted.add(name)
    if client.cap_version >= 302:
        wanted.add("cap-notify")
    # The answer goes out before the change, so that it is in the form the client knows.
    # Several lines of it are taken as one (capability-negotiation, "The CAP ACK Subcommand").
    for line in fill_lines(asked) if asked else [""]:
        _say(request, f"ACK :{line}")
    _switch(request, wanted)


def _switch(request: Request, wanted: set[str]) -> None:
    """Change the capabilities, and what follows from that."""
    client = request.client
    fresh, gone = wanted - client.capabilities, client.capabilities - wanted
    client.set_capabilities(wanted)
    for act in dict.fromkeys(WHEN_ENABLED[name] for name in sorted(fresh & WHEN_ENABLED.keys())):
        act(request)
    if gone & {"batch", *metadata.CAPABILITIES}:
        # IRCv3 metadata, "draft/metadata-3 Capability": who can't be told of values follows none.
        client.subscriptions.clear()


WHEN_ENABLED: dict[str, Callable[[Request], None]] = dict.fromkeys(metadata.CAPABILITIES, metadata.send_own_metadata)
"""What a client is told at once when it switches a capability on."""


def _end(request: Request) -> None:
    request.client.cap_negotiating = False


def _send_list(request: Request, subcommand: str, names: Sequence[str]) -> None:
    """One line, or several with `*` for clients that know them."""
    lines: list[list[str]] = [[]]
    size = 0
    for name in names:
        if size + len(name) + 1 > _LINE_BUDGET and request.client.cap_version >= 302:
            lines.append([])
            size = 0
        lines[-1].append(name)
        size += len(name) + 1
    for index, line in enumerate(lines):
        more = "* " if index < len(lines) - 1 else ""
        _say(request, f"{subcommand} {more}:{' '.join(line)}")


def _say(request: Request, rest: str) -> None:
    request.send(Outgoing(f":{request.server.name} CAP {request.client.name} {rest}"))


_SUBCOMMANDS = {"LS": _ls, "LIST": _list, "REQ": _req, "END": _end}

COMMANDS = {"CAP": Command(handle_cap, 1, before_registration=True)}
