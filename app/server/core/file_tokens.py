"""Who may send files to whom, and fetch them: tokens that a connection asks for and an HTTP request shows.

A token opens nothing by itself. With every request it is looked up who holds it and what that person may do now:
whoever was put out of a room, logged out or left has a token that is good for nothing.
"""

import hashlib
from typing import TYPE_CHECKING

from app.server.core.access import speak_refusal, write_refusal
from app.server.core.conversations import conversation_with, since_ms
from app.server.core.names import conversation_of
from app.server.core.origins import origin_of
from app.server.core.user import User
from app.values import frozen

if TYPE_CHECKING:
    from app.server.core.server import ServerCore

LIFETIME_S = 900.0
_TOKENS_MAX = 50_000
"""More than a full server asks for in a quarter of an hour; the oldest are forgotten first."""
_GUESTS = "guests of "


@frozen
class Holder:
    """Who holds a token, and for which room or nick. `identity` is the one the person had when asking."""

    user: User
    target: str
    identity: str
    until: float


@frozen(kw_only=True)
class Grant:
    """What a token is good for now.

    `send_to` is the conversation to which files may be sent, empty for none; files from before `since_ms` are not for
    this person. `owner` is whose quota is used.
    """

    identity: str
    owner: str
    conversations: tuple[str, ...]
    send_to: str
    since_ms: int

    @property
    def is_guest(self) -> bool:
        """Whether the quota is the one of guests."""
        return is_of_guests(self.owner)


def is_of_guests(owner: str) -> bool:
    """Whether a quota is one of guests."""
    return owner.startswith(_GUESTS)


class FileTokens:
    """The tokens that were given out, by their digests: who reads the server's memory finds none."""

    def __init__(self, server: "ServerCore") -> None:
        self._server = server
        self._holders: dict[bytes, Holder] = {}

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._holders)

    def issue(self, user: User, target: str) -> str:
        """A new token for what the user may read, or write, there."""
        self._forget_old()
        token = self._server.outside.tokens.nonce()
        until = self._server.now.monotonic + LIFETIME_S
        self._holders[_digest(token)] = Holder(user, target, user.identity, until)
        return token

    def _forget_old(self) -> None:
        """Those that are over stand first, since all live equally long."""
        now = self._server.now.monotonic
        while self._holders:
            first = next(iter(self._holders))
            if self._holders[first].until > now and len(self._holders) < _TOKENS_MAX:
                return
            del self._holders[first]

    def grant(self, token: str, now: float) -> Grant | None:
        """What a token is good for at this moment; None for nothing at all."""
        holder = self._holders.get(_digest(token))
        if holder is None or holder.until <= now:
            return None
        user = holder.user
        if user.is_gone or user.identity != holder.identity:
            return None
        return grant_for(self._server, user, holder.target)


def grant_for(server: "ServerCore", user: User, target: str) -> Grant | None:
    """What somebody may send to a room or a nick, and fetch of it; None for nothing."""
    if not user.account and not server.config.files.guests:
        return None
    conversations = conversation_with(server, user, target)
    if not conversations:
        return None
    return Grant(identity=user.identity, owner=_owner(user), conversations=conversations,
                 send_to=_send_to(server, user, target), since_ms=0 if target.startswith("#") else since_ms(user))


def _send_to(server: "ServerCore", user: User, target: str) -> str:
    channel, reader = server.world.channel(target), server.world.user(target)
    if channel is not None:
        return channel.folded if user in channel.members and speak_refusal(channel, user) is None else ""
    if reader is None or write_refusal(reader, user) is not None:
        return ""
    return conversation_of(user.identity, reader.identity)


def _owner(user: User) -> str:
    """An account has a quota of its own; guests share that of their address, for a nick is quickly changed."""
    if user.account:
        return user.identity
    address = user.devices[0].peer.address if user.devices else ""
    return f"{_GUESTS}{origin_of(address).network if address else ''}"


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
