"""JOIN: into rooms that are there, into new ones, and by the old names of those that were renamed.

Follows modern.ircdocs.horse, "JOIN message", and the IRCv3 channel-rename specification, "Channel redirection".
"""

from collections.abc import Iterator

from app.protocol.numerics import (
    ERR_BADCHANMASK,
    ERR_LINKCHANNEL,
    ERR_NOSUCHCHANNEL,
    ERR_TOOMANYCHANNELS,
    ERR_UNAVAILRESOURCE,
)
from app.server.core.access import is_visible, join_refusal
from app.server.core.commands import Command
from app.server.core.events import Joined, Parted
from app.server.core.names import fold
from app.server.core.request import Request
from app.server.core.state import Channel
from app.server.handlers.channel import is_good_name


def handle_join(request: Request) -> Iterator[None]:
    """JOIN: each room by itself; `JOIN 0` leaves all."""
    if request.param(0) == "0":
        request.server.waiting_joins.give_up_all(request.client)
        for channel in list(request.user.channels.values()):
            request.server.submit(request, Parted(nick=request.user.folded, channel=channel.folded, reason=None))
        return
    keys = request.param(1).split(",")
    for index, name in enumerate(request.param(0).split(",")):
        _ask(request, name, keys[index] if index < len(keys) else "")
        # Each is told to all who are there.
        yield


def _ask(request: Request, name: str, key: str) -> None:
    """Enter a room in its turn: a program that joins dozens at once gets into all of them, if not at once."""
    server, user = request.server, request.user
    if not name.startswith("#") or len(name) > request.server.config.limits.channel_length:
        request.error(ERR_NOSUCHCHANNEL, name)
        return
    if not is_good_name(name):
        request.error(ERR_BADCHANMASK, name)
        return
    if fold(name) in user.channels:
        return
    if len(user.channels) + server.waiting_joins.count(request.client) >= server.config.limits.channels_per_user:
        request.error(ERR_TOOMANYCHANNELS, name)
        return
    server.waiting_joins.enter(request, fold(name), lambda turn: _join(turn, name, key))


def _join(request: Request, name: str, key: str) -> None:
    world = request.server.world
    channel, renamed = world.channel(name), _renamed(request, name)
    if channel is not None:
        _enter(request, channel, key)
    elif renamed is None:
        _open(request, name)
    elif _is_led_on(request, name, renamed, key):
        _enter(request, renamed, key)


def _enter(request: Request, channel: Channel, key: str) -> None:
    """Into a room that is there."""
    server, user = request.server, request.user
    if user in channel.members:
        return
    if len(user.channels) >= server.config.limits.channels_per_user:
        request.error(ERR_TOOMANYCHANNELS, channel.name)
        return
    refusal = join_refusal(channel, user, key)
    if refusal is not None:
        _turn_away(request, channel, refusal)
    else:
        server.submit(request, Joined(nick=user.folded, channel=channel.name))


def _open(request: Request, name: str) -> None:
    """Into a room that begins with this."""
    server, user = request.server, request.user
    if len(user.channels) >= server.config.limits.channels_per_user:
        request.error(ERR_TOOMANYCHANNELS, name)
    elif len(server.world.channels) >= server.config.rooms.max_rooms:
        request.reply(ERR_TOOMANYCHANNELS, name, "There are as many rooms as this server may have. Join one of them")
    elif fold(name) in server.world.promised:
        request.reply(ERR_UNAVAILRESOURCE, name, "Another room is just taking that name. Try again")
    else:
        server.submit(request, Joined(nick=user.folded, channel=name))


def _renamed(request: Request, name: str) -> Channel | None:
    """The room that was called this. Who is in it knows its name, and means another room by the old one."""
    world = request.server.world
    new = world.renamed.get(fold(name))
    channel = world.channels.get(new) if new is not None else None
    return channel if channel is not None and request.user not in channel.members else None


def _is_led_on(request: Request, name: str, channel: Channel, key: str) -> bool:
    """Tell somebody the new name of a room. Who knows RENAME comes again by itself; others are brought there.

    Who can't come in is not told what a room that it may not see is called now.
    """
    refusal = join_refusal(channel, request.user, key)
    if refusal is not None and not is_visible(channel, request.user):
        request.error(refusal, name)
        return False
    if request.client.has("draft/channel-rename"):
        request.fail("CHANNEL_RENAMED", name, channel.name, "The room has another name now.")
        return False
    request.reply(ERR_LINKCHANNEL, name, channel.name, "The room has another name now")
    return True


def _turn_away(request: Request, channel: Channel, refusal: str) -> None:
    """Say why somebody can't come in, or bring it to the room that this one forwards to (+f)."""
    server, user = request.server, request.user
    other = server.world.channel(channel.forward) if channel.forward is not None else None
    if other is None or user in other.members or join_refusal(other, user, "") is not None:
        request.error(refusal, channel.name)
        return
    request.reply(ERR_LINKCHANNEL, channel.name, other.name, "You are brought to another room")
    server.submit(request, Joined(nick=user.folded, channel=other.name))


COMMANDS = {"JOIN": Command(handle_join, 1, cost=2.0)}
