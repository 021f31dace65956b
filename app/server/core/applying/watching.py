"""MONITOR's notifications: a nick that somebody watches is here, or is gone (IRCv3 monitor)."""

from typing import TYPE_CHECKING

from app.protocol.casemapping import Folded
from app.protocol.numerics import RPL_MONOFFLINE, RPL_MONONLINE
from app.server.core.outgoing import Outgoing
from app.server.core.user import User

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def tell_watchers(server: "ServerCore", user: User) -> None:
    """The user is here now under its nick."""
    for client in server.world.watchers.get(user.folded, ()):
        client.send(Outgoing(f":{server.name} {RPL_MONONLINE} {client.name} :{user.source}"))


def tell_watchers_of_leaving(server: "ServerCore", folded: Folded) -> None:
    """Nobody is here any more under a nick; each watcher reads it as it wrote it."""
    for client in server.world.watchers.get(folded, ()):
        client.send(Outgoing(f":{server.name} {RPL_MONOFFLINE} {client.name} :{client.monitored[folded]}"))
