"""What a person is to others at the moment: away or back, logged in or not; and who is told of a change."""

from typing import TYPE_CHECKING

from app.server.core.accounts import AccountState
from app.server.core.applying.describing import bring_along
from app.server.core.applying.rights import keep_rights_of_guest
from app.server.core.ordering import Position
from app.server.core.outgoing import Outgoing
from app.server.core.user import User

if TYPE_CHECKING:
    from app.server.core.server import ServerCore

UNSPECIFIED = "*"
"""An away message of a device that says only that nobody sits at it (IRCv3 pre-away)."""
NOBODY_THERE = "Not connected"


def refresh_away(server: "ServerCore", user: User) -> None:
    """Derive whether the user is away from its devices, and tell those who asked to know of a change.

    Somebody is here while any device is. A device whose message is `*` counts as if it were not there.
    """
    counted = [device for device in user.devices if device.away != UNSPECIFIED]
    is_here = any(device.away is None for device in counted)
    away = None if is_here else (counted[-1].away if counted else NOBODY_THERE)
    if away == user.away:
        return
    user.away = away
    if user.is_registered:
        body = f":{user.source} AWAY :{away}" if away is not None else f":{user.source} AWAY"
        line = Outgoing(body, Position(0, server.now.wall_ms), sender=user.sender)
        server.deliver(line, server.world.observers(user, "away-notify"))


def log_in(server: "ServerCore", user: User, account: AccountState | None) -> None:
    """The user is known under an account from now on; None logs out. Those who asked to know are told."""
    identity = account.identity if account is not None else ""
    if user.account_identity == identity:
        return
    if account is not None and not user.is_registered and not user.account:
        bring_along(server, user, account.folded)
    user.log_in(account)
    if account is not None:
        _bring_along(server, user, account)
    if user.is_registered:
        if account is not None:
            keep_rights_of_guest(server, user)
        line = Outgoing(f":{user.source} ACCOUNT {user.account or '*'}", Position(0, server.now.wall_ms),
                        sender=user.sender)
        server.deliver(line, server.world.observers(user, "account-notify"))
        server.deliver(line, [device for device in user.devices if device.has("account-notify")])


def _bring_along(server: "ServerCore", user: User, account: AccountState) -> None:
    """What is kept of the account is the user's now; what it said of itself as a guest is forgotten."""
    user.metadata = server.world.account_metadata.setdefault(account.folded, {})
    user.markers.clear()
