"""What outlived the last run is put into the world of a starting server."""

from typing import TYPE_CHECKING

from app.server.core.applying.rooms import restore_channel
from app.server.core.applying.stays import restore_stay
from app.server.core.events import StoredState

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def restore(server: "ServerCore", stored: StoredState) -> None:
    """Rooms first, then accounts, then those who are always on, who need both."""
    world = server.world
    for state in stored.channels:
        restore_channel(server.make_channel(state.name, state.created_ms), state)
    world.accounts.load(stored.accounts)
    world.account_metadata.update({account: dict(values) for account, values in stored.account_metadata.items()})
    world.markers.update({account: dict(values) for account, values in stored.markers.items()})
    world.bans.load(stored.bans)
    world.renamed.update({old: new for old, new in stored.renamed.items() if new in world.channels})
    for stay in stored.stays:
        restore_stay(server, stay, server.now)
