"""Who wrote a kept message: an account that was the same then, or a guest who has had the nick ever since."""

from typing import TYPE_CHECKING

from app.server.core.access import kick_refusal, operator_refusal
from app.server.core.names import fold
from app.server.core.sender import Sender
from app.server.core.state import Channel
from app.server.core.user import User

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def is_author(server: "ServerCore", user: User, sender: Sender, said_ms: int) -> bool:
    """Whether `user` is who said something as `sender` at that time.

    A name proves nothing by itself: an account may have been dropped and made again by somebody else, and a guest's
    nick is anybody's once it is free.
    """
    if not sender.account:
        return fold(sender.nick) == user.folded and said_ms >= user.nick_since_ms
    account = server.world.accounts.get(user.account) if user.account else None
    return account is not None and account.folded == fold(sender.account) and said_ms >= account.created_ms


def author_of(server: "ServerCore", sender: Sender, said_ms: int) -> User | None:
    """Who said it, if that person is here."""
    by_nick = server.world.user(sender.nick)
    if by_nick is not None and is_author(server, by_nick, sender, said_ms):
        return by_nick
    if not sender.account:
        return None
    return next((user for user in server.world.registered() if is_author(server, user, sender, said_ms)), None)


def may_redact(server: "ServerCore", user: User, channel: Channel | None, sender: Sender, said_ms: int) -> bool:
    """Whether `user` may delete the message: its author everywhere; in a room helpers and above too.

    Nobody deletes what somebody present says who stands above them. Private talk is for its authors alone.
    """
    if is_author(server, user, sender, said_ms):
        return True
    if channel is None:
        return False
    author = author_of(server, sender, said_ms)
    if author is not None and author in channel.members:
        return kick_refusal(channel, user, author) is None
    return operator_refusal(channel, user, allowed="qaoh") is None
