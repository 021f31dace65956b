"""Who is where: joining, leaving, being put out, other nicks, quitting."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.protocol.numerics import RPL_ENDOFNAMES, RPL_NAMREPLY, RPL_TOPIC, RPL_TOPICWHOTIME
from app.server.core.access import is_visible
from app.server.core.applying.arrival import join_line, request_of
from app.server.core.applying.describing import tell_of_newcomer
from app.server.core.applying.rights import keep_rights
from app.server.core.applying.stays import forget_stay, is_at_home, note_stay
from app.server.core.applying.watching import tell_watchers, tell_watchers_of_leaving
from app.server.core.client import Client
from app.server.core.events import ClientQuit, Happening, Joined, Kicked, NickChanged, Parted, Record
from app.server.core.isupport import CHANMODES
from app.server.core.metadata import send_room_metadata
from app.server.core.name_lists import lines_for_outsiders, style_of
from app.server.core.names import fold
from app.server.core.outgoing import Outgoing
from app.server.core.read_markers import send_marker
from app.server.core.replay import replay_history
from app.server.core.request import Request
from app.server.core.sender import Sender
from app.server.core.state import Channel, Departed
from app.server.core.user import User

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def apply_joined(server: "ServerCore", record: Record) -> None:
    """Somebody is in: all are told, its devices get topic and names, and history if they can't ask for it."""
    event = record.event
    assert isinstance(event, Joined)
    user = server.world.users.get(event.nick)
    if user is None or fold(event.channel) in user.channels:
        return
    channel = server.world.channel(event.channel) or server.make_channel(event.channel, server.now.wall_ms)
    modes = _modes_on_joining(channel, user)
    others = list(channel.audience())
    if user.account and not channel.members and not channel.access and not channel.is_permanent:
        # Who opens a room with an account runs it for good; a guest's nick would prove nothing tomorrow.
        keep_rights(server, channel, user, modes)
    server.world.rooms_in_use += not channel.members
    channel.add(user, modes)
    user.invited_to.discard(channel.folded)
    _announce_join(server, record, channel, user)
    if modes and others:
        arguments = " ".join([user.nick] * len(modes))
        server.deliver(Outgoing(f":{server.name} MODE {channel.name} +{modes} {arguments}", record.position), others)
    if user.away is not None:
        line = Outgoing(f":{user.source} AWAY :{user.away}", record.position, sender=user.sender)
        server.deliver(line, (each for each in others if each.has("away-notify")))
    for device in user.devices:
        _show_room_to(server, record, device, channel)
    tell_of_newcomer(server, channel, user)
    note_stay(server, user)


def _show_room_to(server: "ServerCore", record: Record, device: Client, channel: Channel) -> None:
    """What a device is told of a room it has just come into; the one that asked gets it as its answer."""
    request = request_of(server, record, device)
    show_room(request, channel)
    # What a label keeps back goes out now, of several rooms with the first. What was said earlier is told after the
    # JOIN, and who leaves from here on is gone.
    request.finish()
    replay_history(server, device, channel)


def show_room(request: Request, channel: Channel) -> None:
    """What a device has to know of a room it is in, after its JOIN."""
    send_topic(request, channel)
    send_marker(request, channel)
    if not request.client.has("no-implicit-names"):
        send_names(request, channel)
    send_room_metadata(request, channel)


def _modes_on_joining(channel: Channel, user: User) -> str:
    """What the account has here. Else the first in a room nobody runs runs it, and the host runs permanent ones."""
    modes = channel.access.get(fold(user.account), "") if user.account else ""
    is_host = channel.is_permanent and user.is_oper
    is_first = not channel.members or (channel.is_permanent and not channel.has_operator())
    is_run_by_accounts = any("o" in held or "q" in held for held in channel.access.values())
    if is_host or (is_first and not is_run_by_accounts):
        modes += "o"
        if user.account and not channel.is_permanent:
            modes += "q"
    return "".join(letter for letter in CHANMODES.prefix_letters if letter in modes)


def _announce_join(server: "ServerCore", record: Record, channel: Channel, user: User) -> None:
    server.deliver(join_line(user, channel, record.position, with_id=True), channel.audience(), record.origin)
    _remember(server, record, [channel], "JOIN", user.sender, user.realname)


def _remember(server: "ServerCore", record: Record, channels: Iterable[Channel], verb: str, sender: Sender,
              params: str) -> None:
    """Keep for event playback what happened in rooms that last: coming and going is no reason to keep one."""
    server.remember(record, [
        Happening(conversation=channel.folded, verb=verb, sender=sender, params=params, event=record.position.sequence)
        for channel in channels if channel.is_kept_when_empty])


def send_topic(request: Request, channel: Channel) -> None:
    """RPL_TOPIC and who set it, if there is a topic."""
    if channel.topic is not None:
        request.reply(RPL_TOPIC, channel.name, channel.topic.text)
        request.reply(RPL_TOPICWHOTIME, channel.name, channel.topic.set_by, str(channel.topic.set_ms // 1000))


def send_names(request: Request, channel: Channel) -> None:
    """Who is in the room, and the end."""
    send_name_lines(request, channel)
    request.error(RPL_ENDOFNAMES, channel.name)


def send_name_lines(request: Request, channel: Channel) -> None:
    """RPL_NAMREPLY in lines that fit; outsiders see no one who is invisible, and nothing of a secret room."""
    client = request.client
    if not is_visible(channel, client.user):
        return
    symbol = "@" if "s" in channel.flags else "="
    style = style_of(client)
    if client.user in channel.members:
        lines = channel.names.lines(style, channel.members, channel.name)
    else:
        lines = lines_for_outsiders(style, channel.members.items(), channel.name)
    for line in lines:
        request.reply(RPL_NAMREPLY, symbol, channel.name, line)


def apply_parted(server: "ServerCore", record: Record) -> None:
    """Somebody is out; it and those who stay are told."""
    event = record.event
    assert isinstance(event, Parted)
    user, channel = server.world.users.get(event.nick), server.world.channels.get(event.channel)
    if user is None or channel is None or user not in channel.members:
        return
    reason = f" :{event.reason}" if event.reason else ""
    line = Outgoing(f":{user.source} PART {channel.name}{reason}", record.position, with_id=True, sender=user.sender)
    server.deliver(line, channel.audience(), record.origin)
    _remember(server, record, [channel], "PART", user.sender, event.reason or "")
    _leave(server, user, channel)
    note_stay(server, user)


def apply_kicked(server: "ServerCore", record: Record) -> None:
    """The victim and all others are told."""
    event = record.event
    assert isinstance(event, Kicked)
    victim, channel = server.world.users.get(event.nick), server.world.channels.get(event.channel)
    if victim is None or channel is None or victim not in channel.members:
        return
    line = Outgoing(f":{event.sender.source} KICK {channel.name} {victim.nick} :{event.reason}", record.position,
                    with_id=True, sender=event.sender)
    server.deliver(line, channel.audience(), record.origin)
    _remember(server, record, [channel], "KICK", event.sender, f"{victim.nick} :{event.reason}")
    _leave(server, victim, channel)
    note_stay(server, victim)


def apply_nick_changed(server: "ServerCore", record: Record) -> None:
    """Somebody has another nick; it and everybody who sees it are told once."""
    event = record.event
    assert isinstance(event, NickChanged)
    world = server.world
    user, holder = world.users.get(event.old), world.users.get(fold(event.new))
    if user is None or (holder is not None and holder is not user):
        return
    line = Outgoing(f":{user.source} NICK :{event.new}", record.position, with_id=True, sender=user.sender)
    _remember(server, record, user.channels.values(), "NICK", user.sender, event.new)
    world.departed.appendleft(_departed(server, user))
    observers = world.neighbours(user)
    if is_at_home(user) and fold(event.new) != event.old:
        forget_stay(server, user.account)
    del world.users[event.old]
    old_nick = user.nick
    user.rename(event.new, server.now)
    world.users[user.folded] = user
    server.deliver(line, [*user.devices, *observers], record.origin)
    if user.folded != event.old:
        tell_watchers_of_leaving(server, old_nick)
        tell_watchers(server, user)
    note_stay(server, user)


def apply_client_quit(server: "ServerCore", record: Record) -> None:
    """Somebody is gone; everybody who saw it is told once."""
    event = record.event
    assert isinstance(event, ClientQuit)
    world = server.world
    user = world.users.get(event.nick)
    if user is None:
        return
    line = Outgoing(f":{user.source} QUIT :{event.reason}", record.position, with_id=True, sender=user.sender)
    server.deliver(line, world.neighbours(user))
    _remember(server, record, user.channels.values(), "QUIT", user.sender, event.reason)
    world.remove(user)
    world.departed.appendleft(_departed(server, user))
    for channel in list(user.channels.values()):
        _leave(server, user, channel)
    tell_watchers_of_leaving(server, user.nick)
    if is_at_home(user):
        forget_stay(server, user.account)
    user.forget_devices()


def _leave(server: "ServerCore", user: User, channel: Channel) -> None:
    channel.remove(user)
    if channel.members:
        return
    server.world.rooms_in_use -= 1
    if not channel.is_kept_when_empty:
        server.world.forget_channel(channel)


def _departed(server: "ServerCore", user: User) -> Departed:
    return Departed(nick=user.nick, user=user.user, host=user.host, realname=user.realname, account=user.account,
                    left_ms=server.now.wall_ms)
