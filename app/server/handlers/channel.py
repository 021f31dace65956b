"""Rooms: PART, TOPIC, NAMES, KICK, INVITE. Follows modern.ircdocs.horse, "Channel Operations"."""

import re
from collections.abc import Iterator

from app.protocol.numerics import (
    ERR_CHANOPRIVSNEEDED,
    ERR_NOSUCHCHANNEL,
    ERR_NOSUCHNICK,
    ERR_NOTONCHANNEL,
    ERR_USERNOTINCHANNEL,
    ERR_USERONCHANNEL,
    RPL_AWAY,
    RPL_ENDOFINVITELIST,
    RPL_ENDOFNAMES,
    RPL_INVITELIST,
    RPL_INVITING,
    RPL_NOTOPIC,
    RPL_TRYAGAIN,
)
from app.server.core.access import is_visible, kick_refusal, operator_refusal, speak_refusal, topic_refusal
from app.server.core.applying.membership import send_name_lines, send_topic
from app.server.core.commands import Command
from app.server.core.events import Kicked, Parted, TopicChanged
from app.server.core.isupport import ROOMS_PER_QUERY
from app.server.core.names import fold
from app.server.core.ordering import Position
from app.server.core.outgoing import Outgoing
from app.server.core.rates import Deed, seconds
from app.server.core.request import Request
from app.server.core.state import Channel
from app.server.core.user import User

_BAD_IN_NAME = re.compile(
    r"[\x00-\x20\x7f-\xa0,\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200b\u200e\u200f"
    r"\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]")
"""Control characters, line ends, spaces of all kinds, and what is not seen or turns the reading direction: names have
to be told apart. The zero-width joiners and the selectors of how an emoji looks stay: Persian and emoji need them."""


def is_good_name(name: str) -> bool:
    """Whether a room may be called this, were it short enough."""
    return name[:1] == "#" and len(name) > 1 and not _BAD_IN_NAME.search(name)


def handle_part(request: Request) -> None:
    """PART: each room by itself. Who may not speak there has no last word either."""
    words = request.param(1)[: request.server.config.limits.kick_length] or None
    for name in request.param(0).split(","):
        request.server.waiting_joins.give_up(request.client, fold(name))
        channel = _room_of(request, name)
        if channel is not None:
            reason = words if speak_refusal(channel, request.user) is None else None
            request.server.submit(
                request, Parted(nick=request.user.folded, channel=channel.folded, reason=reason))


def _room_of(request: Request, name: str) -> Channel | None:
    """The room `name` if the client is in it; else the error was sent."""
    channel = request.server.world.channel(name)
    if channel is None or not is_visible(channel, request.user):
        request.error(ERR_NOSUCHCHANNEL, name)
        return None
    if request.user not in channel.members:
        request.error(ERR_NOTONCHANNEL, name)
        return None
    return channel


def handle_topic(request: Request) -> None:
    """TOPIC: ask, set, or with an empty text take away."""
    name = request.param(0)
    channel = request.server.world.channel(name)
    if channel is None or not is_visible(channel, request.user):
        request.error(ERR_NOSUCHCHANNEL, name)
    elif len(request.params) < 2:
        _ask_topic(request, channel)
    else:
        _set_topic(request, channel)


def _ask_topic(request: Request, channel: Channel) -> None:
    if channel.topic is not None:
        send_topic(request, channel)
    else:
        request.error(RPL_NOTOPIC, channel.name)


def _set_topic(request: Request, channel: Channel) -> None:
    user, server = request.user, request.server
    refusal = topic_refusal(channel, user)
    if refusal is not None:
        request.error(refusal, channel.name)
        return
    text = request.param(1)[: server.config.limits.topic_length]
    server.submit(request, TopicChanged(channel=channel.folded, display=channel.name, text=text,
                                        sender=user.sender))


def handle_names(request: Request) -> Iterator[None]:
    """NAMES: of one room or a few, with one end; without any, only the end: a list of everybody helps no one."""
    if not request.param(0):
        request.reply(RPL_ENDOFNAMES, "*", "End of the list of names")
        return
    for name in dict.fromkeys(map(fold, request.param(0).split(",")[:ROOMS_PER_QUERY])):
        channel = request.server.world.channel(name)
        if channel is not None:
            send_name_lines(request, channel)
            if not request.label:
                # What a label keeps back must not be old when it is told: nobody may come or go meanwhile.
                yield
    request.error(RPL_ENDOFNAMES, request.param(0))


def handle_kick(request: Request) -> None:
    """KICK: put members out of a room; several, as pairs with their rooms or all out of one."""
    server, user = request.server, request.user
    rooms, nicks = request.param(0).split(","), request.param(1).split(",")
    reason = request.param(2)[: server.config.limits.kick_length] or user.nick
    for index, nick in enumerate(nicks[: server.config.limits.targets]):
        name = rooms[index] if index < len(rooms) else rooms[0]
        channel = server.world.channel(name)
        victim = server.world.user(nick)
        if channel is None or not is_visible(channel, user):
            request.error(ERR_NOSUCHCHANNEL, name)
        elif (refusal := operator_refusal(channel, user, allowed="qaoh")) is not None:
            request.error(refusal, name)
        elif victim is None or victim not in channel.members:
            request.error(ERR_USERNOTINCHANNEL, nick, channel.name)
        elif (refusal := kick_refusal(channel, user, victim)) is not None:
            request.error(refusal, channel.name)
        else:
            server.submit(request, Kicked(sender=user.sender, nick=victim.folded, channel=channel.folded,
                                          reason=reason))


def handle_invite(request: Request) -> None:
    """INVITE: let somebody in; without parameters, the rooms one is invited to."""
    if len(request.params) < 2:
        if request.params:
            request.need_more_params()
        else:
            _list_invitations(request)
        return
    server, user = request.server, request.user
    nick, name = request.param(0), request.param(1)
    guest, channel = server.world.user(nick), server.world.channel(name)
    if guest is None:
        request.error(ERR_NOSUCHNICK, nick)
    elif channel is None or not is_visible(channel, user):
        request.error(ERR_NOSUCHCHANNEL, name)
    elif user not in channel.members:
        request.error(ERR_NOTONCHANNEL, name)
    elif guest in channel.members:
        request.error(ERR_USERONCHANNEL, nick, name)
    elif "i" in channel.flags and operator_refusal(channel, user, allowed="qaoh") is not None:
        request.error(ERR_CHANOPRIVSNEEDED, name)
    elif wait_s := server.rates.take(server.config.limits, user, Deed.INVITE, server.now.monotonic):
        request.reply(RPL_TRYAGAIN, "INVITE", f"You invite very fast. Try again in {seconds(wait_s)}")
    else:
        _invite(request, guest, channel)


def _invite(request: Request, guest: User, channel: Channel) -> None:
    """Tell the guest, and those who asked to know and could invite too (IRCv3 invite-notify)."""
    server, user = request.server, request.user
    if len(guest.invited_to) < server.config.limits.channels_per_user:
        guest.invited_to.add(channel.folded)
    request.reply(RPL_INVITING, guest.nick, channel.name)
    if guest.away is not None:
        request.reply(RPL_AWAY, guest.nick, guest.away)
    line = Outgoing(f":{user.source} INVITE {guest.nick} {channel.name}", Position(0, server.now.wall_ms),
                    sender=user.sender)
    guest.send(line)
    watchers = (device for member, membership in channel.members.items() if set(membership.modes) & set("qaoh")
                for device in member.devices if device is not request.client and device.has("invite-notify"))
    server.deliver(line, watchers)


def _list_invitations(request: Request) -> None:
    for folded in sorted(request.user.invited_to):
        channel = request.server.world.channels.get(fold(folded))
        if channel is not None:
            request.reply(RPL_INVITELIST, channel.name)
    request.reply(RPL_ENDOFINVITELIST)


COMMANDS = {
    "PART": Command(handle_part, 1),
    "TOPIC": Command(handle_topic, 1),
    "NAMES": Command(handle_names, cost=4.0),
    "KICK": Command(handle_kick, 2),
    "INVITE": Command(handle_invite, cost=2.0),
}
