"""Which stored conversations a name means to somebody, and whether they may be read.

The one rule: nothing of the store is read but by way of here.
"""

from typing import TYPE_CHECKING

from app.server.core.names import conversation_of, fold, guest_identity
from app.server.core.user import User

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def conversation_with(server: "ServerCore", user: User, target: str) -> tuple[str, ...]:
    """The stored names of a room, or of what was said with a nick; nothing when that is not the user's to read.

    A nick may stand for several: an account of that name, somebody logged in under another, and a guest.
    """
    if target.startswith("#"):
        channel = server.world.channel(target)
        return (channel.folded,) if channel is not None and user in channel.members else ()
    if not target or " " in target:
        return ()
    identities = {guest_identity(fold(target))}
    account, person = server.world.accounts.get(target), server.world.user(target)
    if account is not None:
        identities.add(account.identity)
    if person is not None:
        identities.add(person.identity)
    return tuple(sorted(conversation_of(user.identity, identity) for identity in identities))


def readable_by(user: User) -> tuple[str, ...]:
    """Every room the user may read all of."""
    return tuple(user.channels)


def since_ms(user: User) -> int:
    """From when on the user may read what was said to its nick: an account from ever, a guest from when it took it."""
    return 0 if user.account else user.nick_since_ms


def display_name(server: "ServerCore", user: User, conversation: str) -> str:
    """A conversation's name as this user knows it: the room's, or the other person's nick."""
    world = server.world
    channel = world.channels.get(fold(conversation))
    if channel is not None:
        return channel.name
    identities = conversation.split(" ")
    other = next((identity for identity in identities if identity != user.identity), user.identity)
    if other.startswith("~"):
        guest = world.users.get(fold(other[1:]))
        return guest.nick if guest is not None else other[1:]
    account = world.accounts.get(other.partition(":")[0])
    return account.name if account is not None else other.partition(":")[0]
