"""Channels and the people in them: who comes and goes, topics, modes, presence.

Follows modern.ircdocs.horse, "Channel Operations", and extended-join, away-notify, account-notify, chghost, setname,
invite-notify, channel-rename. Servers leave parameters out; a line that does not even name its channel is passed over.
"""

from app.protocol import events as ev
from app.protocol import numerics as num
from app.protocol.client_context import ClientContext, Handler
from app.protocol.client_handlers.queries import numeric, told_reason
from app.protocol.events import NamedMember
from app.protocol.message import Message
from app.protocol.modes import parse_mode_changes
from app.protocol.source import Source, parse_source

_MAX_PENDING_NAMES = 200_000
_MAX_PENDING_CHANNELS = 1_000
_MAX_OWN_MODES = 60
_MAX_TIME_DIGITS = 12


def _source(message: Message) -> Source:
    return parse_source(message.source or "")


def _join(context: ClientContext, message: Message) -> None:
    if not message.params or not message.source:
        return
    source = _source(message)
    is_extended = len(message.params) >= 3
    account = message.params[1] if is_extended and message.params[1] != "*" else ""
    realname = message.params[2] if is_extended else ""
    # "JOIN #a,#b" from a server is against the rules, but old ones did it.
    for channel in message.params[0].split(","):
        if channel:
            context.emit(ev.UserJoined(
                envelope=context.envelope(message), source=source, channel=channel, account=account,
                realname=realname, is_own=context.is_own_nick(source.nick),
            ))


def _part(context: ClientContext, message: Message) -> None:
    source = _source(message)
    for channel in message.param(0).split(","):
        if channel and source.nick:
            context.emit(ev.UserParted(
                envelope=context.envelope(message), source=source, channel=channel, reason=message.param(1),
                is_own=context.is_own_nick(source.nick),
            ))


def _kick(context: ClientContext, message: Message) -> None:
    if len(message.params) >= 2:
        context.emit(ev.UserKicked(
            envelope=context.envelope(message), source=_source(message), channel=message.params[0],
            nick=message.params[1], reason=message.param(2), is_own=context.is_own_nick(message.params[1]),
        ))


def _quit(context: ClientContext, message: Message) -> None:
    source = _source(message)
    if source.nick:
        context.emit(ev.UserQuit(
            envelope=context.envelope(message), source=source, reason=message.param(0),
            is_own=context.is_own_nick(source.nick),
        ))


def _nick(context: ClientContext, message: Message) -> None:
    source = _source(message)
    if not source.nick or not message.param(0):
        return
    is_own = context.is_own_nick(source.nick)
    if is_own and not context.is_history:
        context.nick = message.params[0]
    context.emit(ev.NickChanged(
        envelope=context.envelope(message), source=source, nick=message.params[0], is_own=is_own,
    ))


def _topic(context: ClientContext, message: Message) -> None:
    if message.params:
        source = _source(message)
        context.emit(ev.TopicChanged(
            envelope=context.envelope(message), source=source, channel=message.params[0], topic=message.param(1),
            is_own=context.is_own_nick(source.nick),
        ))


def _topic_is(context: ClientContext, message: Message) -> None:
    topic = message.param(2) if message.verb == num.RPL_TOPIC else ""
    if message.param(1):
        context.emit(ev.TopicReceived(envelope=context.envelope(message), channel=message.params[1], topic=topic))


def _names(context: ClientContext, message: Message) -> None:
    if len(message.params) < 3:
        return
    channel, names = message.params[-2], message.params[-1].split()
    replies = context.replies
    folded = context.isupport.fold(channel)
    room = _MAX_PENDING_NAMES - replies.names_count
    if room <= 0 or (folded not in replies.names and len(replies.names) >= _MAX_PENDING_CHANNELS):
        return
    signs = "".join(context.isupport.prefixes.values())
    members = [named for name in names[:room] if (named := _named(name, signs)).source.nick]
    replies.names.setdefault(folded, []).extend(members)
    replies.names_count += len(members)
    context.emit(ev.NamesListed(envelope=context.envelope(message), channel=channel, members=members))


def _named(name: str, signs: str) -> NamedMember:
    bare = name.lstrip(signs)
    # Not from the cache of sources: a large channel would push everybody who talks out of it.
    return NamedMember(name[: len(name) - len(bare)], Source.split(bare))


def _end_of_names(context: ClientContext, message: Message) -> None:
    channel = message.param(1)
    members = context.replies.names.pop(context.isupport.fold(channel), [])
    context.replies.names_count -= len(members)
    if channel:
        context.emit(ev.NamesReceived(envelope=context.envelope(message), channel=channel, members=members))


def _mode(context: ClientContext, message: Message) -> None:
    if len(message.params) < 2:
        return
    target = message.params[0]
    source = _source(message)
    if context.isupport.is_channel(target):
        changes = parse_mode_changes(message.params[1:], context.isupport.chanmodes)
    else:
        changes = parse_mode_changes(message.params[1:2], context.isupport.chanmodes)
    context.emit(ev.ModesChanged(
        envelope=context.envelope(message), source=source, target=target, changes=changes,
        is_own=context.is_own_nick(source.nick),
    ))


def _own_modes(context: ClientContext, message: Message) -> None:
    """221, which people see, too: nobody but they asks for it."""
    context.emit(ev.OwnModesReceived(
        envelope=context.envelope(message), letters=message.param(1).removeprefix("+")[:_MAX_OWN_MODES],
    ))
    numeric(context, message)


def _created(context: ClientContext, message: Message) -> None:
    created = message.param(2)
    if message.param(1) and created.isascii() and created.isdigit() and len(created) <= _MAX_TIME_DIGITS:
        context.emit(ev.ChannelCreationReceived(
            envelope=context.envelope(message), channel=message.params[1], created_s=int(created),
        ))


def _renamed(context: ClientContext, message: Message) -> None:
    if message.param(0) and message.param(1):
        source = _source(message)
        context.emit(ev.ChannelRenamed(
            envelope=context.envelope(message), source=source, channel=message.params[0], name=message.params[1],
            reason=message.param(2), is_own=context.is_own_nick(source.nick),
        ))


def _modes_are(context: ClientContext, message: Message) -> None:
    if message.param(1):
        context.emit(ev.ChannelModesReceived(
            envelope=context.envelope(message), channel=message.params[1],
            changes=parse_mode_changes(message.params[2:], context.isupport.chanmodes),
        ))


def _away(context: ClientContext, message: Message) -> None:
    source = _source(message)
    reason = message.param(0)
    if source.nick:
        context.emit(ev.AwayChanged(
            envelope=context.envelope(message), nick=source.nick, reason=told_reason(reason) if reason else None,
            is_own=context.is_own_nick(source.nick),
        ))


def _own_away(context: ClientContext, message: Message) -> None:
    reason = None if message.verb == num.RPL_UNAWAY else ""
    context.emit(ev.AwayChanged(
        envelope=context.envelope(message), nick=context.nick, reason=reason, is_own=True,
    ))


def _account(context: ClientContext, message: Message) -> None:
    account = message.param(0)
    context.emit(ev.AccountChanged(
        envelope=context.envelope(message), source=_source(message), account="" if account == "*" else account,
    ))


def _host_changed(context: ClientContext, message: Message) -> None:
    if len(message.params) >= 2:
        context.emit(ev.HostChanged(
            envelope=context.envelope(message), source=_source(message), user=message.params[0],
            host=message.params[1],
        ))


def _own_host(context: ClientContext, message: Message) -> None:
    """396: others see us as of this host, or `user@host`, from now on."""
    user, _, host = message.param(1).rpartition("@")
    if host:
        context.emit(ev.HostChanged(
            envelope=context.envelope(message), source=Source(context.nick), user=user, host=host,
        ))


def _realname(context: ClientContext, message: Message) -> None:
    context.emit(ev.RealnameChanged(
        envelope=context.envelope(message), source=_source(message), realname=message.param(0),
    ))


def _invite(context: ClientContext, message: Message) -> None:
    if len(message.params) >= 2:
        context.emit(ev.InviteReceived(
            envelope=context.envelope(message), source=_source(message), nick=message.params[0],
            channel=message.params[1], is_own=context.is_own_nick(message.params[0]),
        ))


def _inviting(context: ClientContext, message: Message) -> None:
    if len(message.params) >= 3:
        context.emit(ev.InviteSent(
            envelope=context.envelope(message), nick=message.params[1], channel=message.params[2],
        ))


HANDLERS: dict[str, Handler] = {
    "JOIN": _join,
    "PART": _part,
    "KICK": _kick,
    "QUIT": _quit,
    "NICK": _nick,
    "TOPIC": _topic,
    "MODE": _mode,
    "RENAME": _renamed,
    "AWAY": _away,
    "ACCOUNT": _account,
    "CHGHOST": _host_changed,
    "SETNAME": _realname,
    "INVITE": _invite,
    num.RPL_INVITING: _inviting,
    num.RPL_TOPIC: _topic_is,
    num.RPL_NOTOPIC: _topic_is,
    num.RPL_NAMREPLY: _names,
    num.RPL_ENDOFNAMES: _end_of_names,
    num.RPL_CHANNELMODEIS: _modes_are,
    num.RPL_CREATIONTIME: _created,
    num.RPL_UMODEIS: _own_modes,
    num.RPL_HOSTHIDDEN: _own_host,
    num.RPL_UNAWAY: _own_away,
    num.RPL_NOWAWAY: _own_away,
}
