"""Which capabilities a connection is offered, and their values: that depends on the config and on how it came.

Follows the IRCv3 capability-negotiation specification, and for each value the capability's own.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.protocol.capabilities import server_capabilities
from app.server.core.client import Client
from app.server.core.metadata import KEY_BYTES_MAX
from app.server.core.sasl import MECHANISMS

if TYPE_CHECKING:
    from app.server.core.server import ServerCore

NEVER_REQUESTED = frozenset({"sts"})
"""Offered for their values alone: asking for them is refused (sts.md, "Details")."""

NEEDS_VALUE = frozenset(
    {"draft/account-registration", "draft/metadata-2", "draft/metadata-3", "draft/multiline", "sts"})
"""Of no use without their values, so not offered to those who asked for no values (CAP LS before version 302)."""

_DAY_S = 86_400


def offered_to(server: "ServerCore", client: Client) -> dict[str, str]:
    """Names and values; a name with an empty value has none."""
    offered = {}
    for name in server_capabilities():
        make = _VALUES.get(name)
        value = make(server, client) if make is not None else ""
        if value is not None:
            offered[name] = value
    return offered


def mechanisms_for(client: Client) -> tuple[str, ...]:
    """How this connection may log in: with its certificate if it has one, with a password said only if unheard."""
    unusable = set() if client.peer.certfp else {"EXTERNAL"}
    if not client.peer.is_private:
        unusable.add("PLAIN")
    return tuple(name for name in MECHANISMS if name not in unusable)


def _account_registration(server: "ServerCore", _client: Client) -> str | None:
    accounts = server.config.accounts
    if not accounts.register:
        return None
    flags = (("before-connect", accounts.register_before_connect), ("email-required", accounts.email_required))
    return ",".join(name for name, is_on in flags if is_on)


def _sts(server: "ServerCore", client: Client) -> str | None:
    """Only where a certificate is one that anybody's program accepts: else it would lock people out."""
    port = server.identity.sts_port
    days = server.config.tls.sts_days
    if not port or not days:
        return None
    return f"duration={days * _DAY_S}" if client.peer.is_secure else f"port={port}"


_VALUES: dict[str, Callable[["ServerCore", Client], str | None]] = {
    "draft/account-registration": _account_registration,
    "draft/metadata-2": lambda server, _client: _metadata(server),
    "draft/metadata-3": lambda server, _client: _metadata(server),
    "draft/multiline": lambda server, _client: (
        f"max-bytes={server.config.limits.multiline_bytes},max-lines={server.config.limits.multiline_lines}"),
    "sasl": lambda _server, client: ",".join(mechanisms_for(client)),
    "sts": _sts,
}


def _metadata(server: "ServerCore") -> str:
    limits = server.config.limits
    return (f"before-connect,max-subs={limits.metadata_subscriptions},max-keys={limits.metadata_keys},"
            f"max-key-bytes={KEY_BYTES_MAX},max-value-bytes={limits.metadata_value_length}")
