"""MONITOR's notifications: a nick that somebody watches is here, or is gone (IRCv3 monitor)."""

from typing import TYPE_CHECKING

from app.protocol.casemapping import Folded
from app.protocol.numerics import RPL_MONOFFLINE, RPL_MONONLINE
from app.server.core.client import Client
from app.server.core.metadata import send_watched_metadata
from app.server.core.names import fold
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request
from app.server.core.user import User

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def tell_watchers(server: "ServerCore", user: User) -> None:
    """The user is here now under its nick."""
    for client in server.world.watchers.get(user.folded, ()):
        client.send(Outgoing(f":{server.name} {RPL_MONONLINE} {client.name} :{user.source}"))
        send_watched_metadata(Request(server, client, "MONITOR", (), {}), user)


def tell_watchers_of_leaving(server: "ServerCore", nick: str) -> None:
    """Nobody is here any more under a nick, which is told as it was last written by who had it."""
    for client in server.world.watchers.get(fold(nick), ()):
        client.send(Outgoing(f":{server.name} {RPL_MONOFFLINE} {client.name} :{nick}"))


def stop_watching(server: "ServerCore", client: Client, folded: Folded) -> None:
    """The client doesn't want to know of this nick any more."""
    if client.monitored.pop(folded, None) is None:
        return
    watchers = server.world.watchers[folded]
    watchers.discard(client)
    if not watchers:
        del server.world.watchers[folded]
