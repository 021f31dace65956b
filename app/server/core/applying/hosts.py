"""Somebody's user name or host changes while it is here (IRCv3 chghost)."""

from typing import TYPE_CHECKING

from app.protocol.numerics import RPL_HOSTHIDDEN
from app.server.core.applying.arrival import join_line
from app.server.core.client import Client
from app.server.core.ordering import Position
from app.server.core.outgoing import Outgoing
from app.server.core.user import User

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def change_host(server: "ServerCore", user: User, name: str, host: str) -> None:
    """Give the user another `user@host`. Who doesn't know CHGHOST sees it leave and come back with the new one."""
    if (name, host) == (user.user, user.host):
        return
    position = Position(0, server.now.wall_ms)
    old = user.sender
    line = Outgoing(f":{old.source} CHGHOST {name} {host}", position, sender=old)
    left = Outgoing(f":{old.source} QUIT :Changing host", position, sender=old)
    observers, neighbours = server.world.observers(user, "chghost"), server.world.neighbours(user)
    user.user, user.host = name, host
    user.refresh_sender()
    server.deliver(line, observers)
    for device in user.devices:
        device.send(line if device.has("chghost") else Outgoing(
            f":{server.name} {RPL_HOSTHIDDEN} {device.name} {user.host} :is your host now, as others see it"))
    for device in neighbours:
        if not device.has("chghost"):
            device.send(left)
            _come_back(device, user, position)


def _come_back(device: Client, user: User, position: Position) -> None:
    """JOIN, the prefixes, and whether it is away, in every room both are in."""
    for channel in user.channels.values():
        if device.user not in channel.members:
            continue
        device.send(join_line(user, channel, position))
        modes = channel.members[user].modes
        if modes:
            nicks = " ".join([user.nick] * len(modes))
            device.send(Outgoing(f":{user.source} MODE {channel.name} +{modes} {nicks}", position,
                                 sender=user.sender))
        if user.away is not None and device.has("away-notify"):
            device.send(Outgoing(f":{user.source} AWAY :{user.away}", position, sender=user.sender))
