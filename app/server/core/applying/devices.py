"""One person at several devices: coming in with one more, going with one less, being there with none."""

from typing import TYPE_CHECKING

from app.server.core.applying.arrival import join_line
from app.server.core.applying.membership import show_room
from app.server.core.applying.standing import refresh_away
from app.server.core.applying.stays import is_always_on
from app.server.core.applying.watching import stop_watching
from app.server.core.client import Client
from app.server.core.replay import replay_history
from app.server.core.request import Request
from app.server.core.user import User

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def attach(server: "ServerCore", client: Client, user: User) -> None:
    """The connection is one more device of `user`, and what it was before is forgotten."""
    own = client.user
    if own.folded and server.world.users.get(own.folded) is own:
        del server.world.users[own.folded]
    own.devices.remove(client)
    client.user = user
    user.devices.append(client)
    for channel in user.channels.values():
        channel.audience_changed()
    refresh_away(server, user)


def enter_rooms(server: "ServerCore", client: Client) -> None:
    """Tell a new device which rooms its user is in, as if it had just joined them."""
    user = client.user
    request = Request(server, client, "JOIN", (), {})
    for channel in list(user.channels.values()):
        client.send(join_line(user, channel, None))
        show_room(request, channel)
        replay_history(server, client, channel)


def detach(server: "ServerCore", client: Client, reason: str) -> None:
    """A device is gone. The user goes with its last one, unless it is always on."""
    user = client.user
    for watched in list(client.monitored):
        stop_watching(server, client, watched)
    if len(user.devices) == 1 and not is_always_on(server, user):
        server.leave_world(user, reason)
        return
    if client in user.devices:
        user.devices.remove(client)
    for channel in user.channels.values():
        channel.audience_changed()
    refresh_away(server, user)
