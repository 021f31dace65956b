"""Working by another config from now on, and telling people what that changes for them.

Follows the IRCv3 specification capability-negotiation, "cap-notify", and modern.ircdocs.horse, "RPL_ISUPPORT".
"""

from typing import TYPE_CHECKING

from app.server.config import Config
from app.server.core.client import Client
from app.server.core.isupport import isupport_changes, isupport_lines, isupport_tokens, send_isupport_lines
from app.server.core.offering import NEEDS_VALUE, NEVER_REQUESTED, offered_to
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request

if TYPE_CHECKING:
    from app.server.core.server import ServerCore

_LINE_BUDGET = 400


def reconfigure(server: "ServerCore", config: Config) -> None:
    """Take the config. The server's name stays: clients know it by that."""
    clients = list(server.world.connections.values())
    offered = {client: offered_to(server, client) for client in clients if client.has("cap-notify")}
    before = isupport_tokens(server.config, server.identity.files_port)
    server.config = config
    after = isupport_tokens(config, server.identity.files_port)
    server.isupport = isupport_lines(after)
    for client in clients:
        client.bucket.retune(config.limits.flood_burst, config.limits.flood_rate)
    for client, was_offered in offered.items():
        _tell_capabilities(server, client, was_offered)
    changes = isupport_lines(isupport_changes(before, after))
    for client in clients:
        if changes and client.is_registered and not client.is_gone:
            send_isupport_lines(Request(server, client, "ISUPPORT", (), {}), changes)


def _tell_capabilities(server: "ServerCore", client: Client, before: dict[str, str]) -> None:
    """CAP DEL for what is gone, CAP NEW for what is new or has another value. Of `sts` nothing is ever taken back."""
    after = offered_to(server, client)
    gone = sorted(before.keys() - after.keys() - NEVER_REQUESTED)
    client.set_capabilities(client.capabilities - set(gone))
    fresh = sorted(name for name, value in after.items() if before.get(name) != value)
    if client.cap_version >= 302:
        fresh = [f"{name}={after[name]}" if after[name] else name for name in fresh]
    else:
        # To those who know no values, a changed one is no news.
        fresh = [name for name in fresh if name not in before and name not in NEEDS_VALUE]
    _say(server, client, "DEL", gone)
    _say(server, client, "NEW", fresh)


def _say(server: "ServerCore", client: Client, subcommand: str, names: list[str]) -> None:
    line = ""
    for name in names:
        if line and len(line) + len(name) > _LINE_BUDGET:
            client.send(Outgoing(f":{server.name} CAP {client.name} {subcommand} :{line}"))
            line = ""
        line = f"{line} {name}" if line else name
    if line:
        client.send(Outgoing(f":{server.name} CAP {client.name} {subcommand} :{line}"))
