"""Who is where: joining, leaving, being put out, other nicks, quitting."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from app.protocol.numerics import RPL_ENDOFNAMES, RPL_NAMREPLY, RPL_TOPIC, RPL_TOPICWHOTIME
from app.server.core.access import is_visible
from app.server.core.client import Client, fold
from app.server.core.events import ClientQuit, Joined, Kicked, NickChanged, Parted, Record
from app.server.core.isupport import PREFIXES
from app.server.core.outgoing import Outgoing
from app.server.core.replay import replay_history
from app.server.core.request import Request
from app.server.core.state import Channel, Departed, Membership

if TYPE_CHECKING:
    from app.server.core.server import ServerCore

_NAMES_BUDGET = 400


def apply_joined(server: "ServerCore", record: Record) -> None:
    """The client is in: all are told, it gets topic and names, and history if it can't ask for it."""
    event, origin = record.event, record.origin
    assert isinstance(event, Joined)
    client = server.world.clients.get(event.nick)
    if client is None or fold(event.channel) in client.channels:
        return
    channel = server.world.channel(event.channel) or server.make_channel(event.channel, server.now.wall_ms)
    modes = _modes_on_joining(channel, client)
    others = list(channel.members)
    server.world.rooms_in_use += not channel.members
    channel.members[client] = Membership(modes)
    client.channels[channel.folded] = channel
    client.invited_to.discard(channel.folded)
    _announce_join(server, record, channel, client)
    if modes and others:
        server.deliver(Outgoing(f":{server.name} MODE {channel.name} +{modes} {client.nick}", record.position), others)
    if client.away is not None:
        line = Outgoing(f":{client.source} AWAY :{client.away}", record.position)
        server.deliver(line, (member for member in others if member.has("away-notify")))
    if origin is not None:
        send_topic(origin, channel)
        if not client.has("no-implicit-names"):
            send_names(origin, channel)
    replay_history(server, client, channel)


def _modes_on_joining(channel: Channel, client: Client) -> str:
    """The first in an empty room runs it, and a permanent one always has somebody who does. The host does anyway."""
    is_host = channel.is_permanent and client.is_oper
    is_first = not channel.members or (channel.is_permanent and not channel.has_operator())
    return "o" if is_host or is_first else ""


def _announce_join(server: "ServerCore", record: Record, channel: Channel, client: Client) -> None:
    plain = Outgoing(f":{client.source} JOIN {channel.name}", record.position)
    extended = Outgoing(f":{client.source} JOIN {channel.name} * :{client.realname}", record.position)
    members = channel.members
    server.deliver(plain, (each for each in members if not each.has("extended-join")), record.origin)
    server.deliver(extended, (each for each in members if each.has("extended-join")), record.origin)


def send_topic(request: Request, channel: Channel) -> None:
    """RPL_TOPIC and who set it, if there is a topic."""
    if channel.topic is not None:
        request.reply(RPL_TOPIC, channel.name, channel.topic.text)
        request.reply(RPL_TOPICWHOTIME, channel.name, channel.topic.set_by, str(channel.topic.set_ms // 1000))


def send_names(request: Request, channel: Channel) -> None:
    """RPL_NAMREPLY in lines that fit, then RPL_ENDOFNAMES; outsiders see no one who is invisible."""
    client = request.client
    if is_visible(channel, client):
        symbol = "@" if "s" in channel.flags else "="
        is_inside = client in channel.members
        shown = (
            (member, membership) for member, membership in channel.members.items()
            if is_inside or "i" not in member.modes
        )
        for line in _fill_lines(_names_of(client, shown)):
            request.reply(RPL_NAMREPLY, symbol, channel.name, line)
    request.reply(RPL_ENDOFNAMES, channel.name, "End of the list of names")


def prefix_of(membership: Membership, client: Client) -> str:
    """The prefixes `client` is shown for a member: all with multi-prefix, else the highest."""
    prefixes = "".join(PREFIXES[letter] for letter in membership.modes)
    return prefixes if client.has("multi-prefix") else prefixes[:1]


def _names_of(client: Client, shown: Iterable[tuple[Client, Membership]]) -> Iterator[str]:
    with_host = client.has("userhost-in-names")
    for member, membership in shown:
        name = member.source if with_host else member.nick
        yield prefix_of(membership, client) + name if membership.modes else name


def _fill_lines(names: Iterable[str]) -> Iterator[str]:
    line: list[str] = []
    size = 0
    for name in names:
        size += len(name) + 1
        if size > _NAMES_BUDGET:
            yield " ".join(line)
            line, size = [], len(name) + 1
        line.append(name)
    if line:
        yield " ".join(line)


def apply_parted(server: "ServerCore", record: Record) -> None:
    """The client is out; it and those who stay are told."""
    event = record.event
    assert isinstance(event, Parted)
    client, channel = server.world.clients.get(event.nick), server.world.channels.get(event.channel)
    if client is None or channel is None or client not in channel.members:
        return
    reason = f" :{event.reason}" if event.reason else ""
    line = Outgoing(f":{client.source} PART {channel.name}{reason}", record.position)
    server.deliver(line, channel.members, record.origin)
    _leave(server, client, channel)


def apply_kicked(server: "ServerCore", record: Record) -> None:
    """The victim and all others are told."""
    event = record.event
    assert isinstance(event, Kicked)
    victim, channel = server.world.clients.get(event.nick), server.world.channels.get(event.channel)
    if victim is None or channel is None or victim not in channel.members:
        return
    line = Outgoing(f":{event.source} KICK {channel.name} {victim.nick} :{event.reason}", record.position)
    server.deliver(line, channel.members, record.origin)
    _leave(server, victim, channel)


def apply_nick_changed(server: "ServerCore", record: Record) -> None:
    """The client has another nick; it and everybody who sees it are told once."""
    event = record.event
    assert isinstance(event, NickChanged)
    world = server.world
    client, holder = world.clients.get(event.old), world.clients.get(fold(event.new))
    if client is None or (holder is not None and holder is not client):
        return
    line = Outgoing(f":{client.source} NICK :{event.new}", record.position)
    world.departed.appendleft(_departed(server, client))
    del world.clients[event.old]
    client.rename(event.new, server.now)
    world.clients[client.folded] = client
    server.deliver(line, [client, *world.neighbours(client)], record.origin)


def apply_client_quit(server: "ServerCore", record: Record) -> None:
    """The client is gone; everybody who saw it is told once."""
    event = record.event
    assert isinstance(event, ClientQuit)
    world = server.world
    client = world.clients.get(event.nick)
    if client is None:
        return
    world.remove(client)
    world.departed.appendleft(_departed(server, client))
    server.deliver(Outgoing(f":{client.source} QUIT :{event.reason}", record.position), world.neighbours(client))
    for channel in list(client.channels.values()):
        _leave(server, client, channel)


def _leave(server: "ServerCore", client: Client, channel: Channel) -> None:
    del channel.members[client]
    del client.channels[channel.folded]
    if channel.members:
        return
    server.world.rooms_in_use -= 1
    if not channel.is_kept_when_empty:
        del server.world.channels[channel.folded]


def _departed(server: "ServerCore", client: Client) -> Departed:
    return Departed(nick=client.nick, user=client.user, host=client.host, realname=client.realname,
                    left_ms=server.now.wall_ms)
