"""Who is always on stays in its rooms while no device is connected, and over a restart of the server."""

from typing import TYPE_CHECKING

from app.server.core.applying.standing import NOBODY_THERE
from app.server.core.client import Moment
from app.server.core.events import Stay
from app.server.core.names import fold
from app.server.core.user import User

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def is_at_home(user: User) -> bool:
    """Whether the user goes by its account's own nick. Of several under one account, that one alone may stay."""
    return bool(user.account) and fold(user.account) == user.folded


def is_always_on(server: "ServerCore", user: User) -> bool:
    """Whether the user stays when the last device goes."""
    return server.config.accounts.always_on and is_at_home(user)


def note_stay(server: "ServerCore", user: User) -> None:
    """Keep over a restart where somebody who is always on is."""
    if server.backplane is None or not is_always_on(server, user) or user.is_gone:
        return
    rooms = {channel.name: channel.members[user].modes for channel in user.channels.values()}
    server.backplane.keep_stay(fold(user.account), Stay(
        account=fold(user.account), nick=user.nick, user=user.user, host=user.host, realname=user.realname,
        channels=rooms))


def forget_stay(server: "ServerCore", account: str) -> None:
    """The account is not always on any more, or is gone."""
    if server.backplane is not None:
        server.backplane.keep_stay(fold(account), None)


def restore_stay(server: "ServerCore", stay: Stay, now: Moment) -> None:
    """Somebody who was always on before the restart is there again, with no device."""
    account = server.world.accounts.get(stay.account)
    if account is None or not account.is_usable or not server.config.accounts.always_on:
        return
    user = User(stay.host, now)
    user.user, user.realname = stay.user, stay.realname
    user.log_in(account)
    user.away = NOBODY_THERE
    user.rename(stay.nick, now)
    if user.folded in server.world.users:
        return
    server.world.users[user.folded] = user
    server.world.admit(user)
    user.metadata = server.world.account_metadata.setdefault(account.folded, {})
    for name, modes in stay.channels.items():
        channel = server.world.channel(name) or server.make_channel(name, now.wall_ms)
        server.world.rooms_in_use += not channel.members
        channel.add(user, modes)
