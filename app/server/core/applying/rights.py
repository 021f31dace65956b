"""What an account holds in a room it gets again when it comes back. A guest's nick proves nothing: nothing is kept."""

from typing import TYPE_CHECKING

from app.server.core.events import AccessChanged
from app.server.core.isupport import CHANMODES
from app.server.core.names import fold
from app.server.core.state import Channel
from app.server.core.user import User

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def in_order(letters: set[str]) -> str:
    """Prefix modes, the most powerful first."""
    return "".join(letter for letter in CHANMODES.prefix_letters if letter in letters)


def keep_rights(server: "ServerCore", channel: Channel, member: User, modes: str) -> None:
    """The member's account gets these modes from now on when it comes in.

    In a permanent room operators come and go with who happens to be first, so being one is not kept there.
    """
    kept = modes.replace("o", "") if channel.is_permanent else modes
    if member.account and channel.access.get(fold(member.account), "") != kept:
        server.submit_own(AccessChanged(channel=channel.folded, display=channel.name, account=fold(member.account),
                                        modes=kept))


def keep_rights_of_guest(server: "ServerCore", member: User) -> None:
    """Who ran a room as a guest and has just logged in runs it as that account from now on, beside what it had."""
    for channel in member.channels.values():
        had = channel.access.get(fold(member.account), "")
        keep_rights(server, channel, member, in_order({*had, *channel.members[member].modes}))
