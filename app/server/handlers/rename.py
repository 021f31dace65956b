"""RENAME: another name for a room, which keeps everything else. Follows the IRCv3 channel-rename specification."""

from app.protocol.numerics import ERR_NOSUCHCHANNEL
from app.server.core.access import is_visible, operator_refusal
from app.server.core.commands import Command
from app.server.core.events import ChannelRenamed
from app.server.core.metadata import fits
from app.server.core.names import fold
from app.server.core.request import Request
from app.server.core.state import Channel
from app.server.handlers.channel import is_good_name

_REST_S = 60.0
"""How long a name stays at least: each rename makes every older client leave and join."""
_OLD_NAMES_MAX = 20


def handle_rename(request: Request) -> None:
    """RENAME: for operators of the room."""
    server, user = request.server, request.user
    old, new = request.param(0), request.param(1)
    if not new:
        request.need_more_params()
        return
    channel = server.world.channel(old)
    if channel is None or not is_visible(channel, user):
        request.error(ERR_NOSUCHCHANNEL, old)
        return
    refusal = operator_refusal(channel, user)
    if refusal is not None:
        request.error(refusal, channel.name)
    elif (obstacle := _obstacle(request, channel, new)) is not None:
        request.fail("CANNOT_RENAME", channel.name, new, obstacle)
    elif fold(new) != channel.folded and (fold(new) in server.world.channels or fold(new) in server.world.promised):
        request.fail("CHANNEL_NAME_IN_USE", channel.name, new, "A room of that name is there already.")
    else:
        reason = request.param(2)[: server.config.limits.kick_length]
        server.submit(request, ChannelRenamed(old=channel.folded, new=new, sender=user.sender, reason=reason))


def _obstacle(request: Request, channel: Channel, new: str) -> str | None:
    """Why the room can't be called that, or not now."""
    server = request.server
    if not is_good_name(new) or len(new) > server.config.limits.channel_length:
        return "A room can't have that name."
    if any(not fits(server, new, key, value) for key, value in channel.metadata.items()):
        return "That name is too long for what the room says of itself."
    if new == channel.name:
        return "That is the room's name already."
    if channel.is_permanent:
        return "This room is always here under its name."
    if server.now.monotonic < channel.renamed_at + _REST_S:
        return "This room was renamed a moment ago. Try again in a minute."
    if sum(name == channel.folded for name in server.world.renamed.values()) >= _OLD_NAMES_MAX:
        return "This room has had too many names."
    return None


COMMANDS = {"RENAME": Command(handle_rename, 2, cost=4.0)}
