"""Who and what is on a network: channels, members, topics, presence. `apply(event)` is the only way in; no I/O.

One rule: everything that changes membership lives here, so that every order of JOIN, PART, KICK, NICK, MODE and QUIT
ends in one truth.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.protocol import events as ev
from app.protocol.casemapping import Folded
from app.protocol.isupport import ISupport
from app.protocol.modes import ModeChange
from app.protocol.source import Source

_MAX_CHANNEL_FLAGS = 60


@dataclass(slots=True)
class Person:
    """Somebody we share a channel with, or talk to. `away` is None while they are here."""

    nick: str
    user: str = ""
    host: str = ""
    account: str = ""
    realname: str = ""
    away: str | None = None

    def learn(self, source: Source) -> None:
        """Take what a source says of them."""
        self.nick = source.nick
        if source.host:
            self.user, self.host = source.user, source.host


@dataclass(slots=True)
class Channel:
    """A channel we are in. `members` maps to membership signs, the most powerful first."""

    name: str
    topic: str = ""
    members: dict[Folded, str] = field(default_factory=dict)
    modes: dict[str, str] = field(default_factory=dict)
    has_names: bool = False


class ChatState:
    """All that is known of a network while connected.

    `isupport` is our own copy, fed by ISupportChanged: the connection's lives in another thread.
    """

    def __init__(self) -> None:
        self.isupport = ISupport()
        self.reset("")

    def reset(self, nick: str) -> None:
        """Know nothing but our nick: a new connection begins."""
        self.nick = nick
        self.is_away = False
        self.channels: dict[Folded, Channel] = {}
        self.people: dict[Folded, Person] = {}

    def channel(self, name: str) -> Channel | None:
        """The channel of that name, if we are in it."""
        return self.channels.get(self.isupport.fold(name))

    def person(self, nick: str) -> Person | None:
        """Somebody by nick, if known."""
        return self.people.get(self.isupport.fold(nick))

    def members(self, channel_name: str) -> list[tuple[Person, str]]:
        """Everybody in a channel with membership signs, in no order."""
        channel = self.channel(channel_name)
        if channel is None:
            return []
        return [(self.people[folded], signs) for folded, signs in channel.members.items()]

    def signs_of(self, channel_name: str, nick: str) -> str:
        """The membership signs of somebody in a channel, "" for none or nobody."""
        channel = self.channel(channel_name)
        return channel.members.get(self.isupport.fold(nick), "") if channel else ""

    def shared_channels(self, nick: str) -> list[str]:
        """The channels we share with somebody."""
        folded = self.isupport.fold(nick)
        return [channel.name for channel in self.channels.values() if folded in channel.members]

    def is_self(self, nick: str) -> bool:
        """Whether `nick` is us."""
        return self.isupport.fold(nick) == self.isupport.fold(self.nick)

    def apply(self, event: ev.Event) -> None:
        """Take in what happened. Events out of history change nothing here: they are past."""
        handler = _HANDLERS.get(type(event))
        if handler is not None and event.envelope.batch != "chathistory":
            handler(self, event)

    def _meet(self, source: Source) -> Person:
        folded = self.isupport.fold(source.nick)
        person = self.people.get(folded)
        if person is None:
            person = self.people[folded] = Person(source.nick)
        person.learn(source)
        return person

    def _forget_unless_shared(self, folded: Folded) -> None:
        if not any(folded in channel.members for channel in self.channels.values()):
            self.people.pop(folded, None)

    def _remove_member(self, channel_name: str, nick: str) -> None:
        channel = self.channel(channel_name)
        folded = self.isupport.fold(nick)
        if channel is not None and channel.members.pop(folded, None) is not None:
            self._forget_unless_shared(folded)

    def _leave(self, channel_name: str) -> None:
        channel = self.channels.pop(self.isupport.fold(channel_name), None)
        for folded in channel.members if channel else ():
            self._forget_unless_shared(folded)

    def _registered(self, event: ev.Registered) -> None:
        self.reset(event.nick)

    def _isupport(self, event: ev.ISupportChanged) -> None:
        before = self.isupport.casemapping
        self.isupport.update(event.tokens)
        if self.isupport.casemapping is not before:
            self._refold()

    def _refold(self) -> None:
        """Names are compared in another way from now on: find everything under its new name."""
        fold = self.isupport.fold
        renamed = {folded: fold(person.nick) for folded, person in self.people.items()}
        self.people = {renamed[folded]: person for folded, person in self.people.items()}
        self.channels = {fold(channel.name): channel for channel in self.channels.values()}
        for channel in self.channels.values():
            channel.members = {renamed[folded]: signs for folded, signs in channel.members.items()}

    def _joined(self, event: ev.UserJoined) -> None:
        if event.is_own:
            self._leave(event.channel)
            self.channels[self.isupport.fold(event.channel)] = Channel(event.channel)
        channel = self.channel(event.channel)
        if channel is None:
            return
        person = self._meet(event.source)
        person.account = event.account or person.account
        person.realname = event.realname or person.realname
        channel.members.setdefault(self.isupport.fold(event.source.nick), "")

    def _parted(self, event: ev.UserParted) -> None:
        if event.is_own:
            self._leave(event.channel)
        else:
            self._remove_member(event.channel, event.source.nick)

    def _kicked(self, event: ev.UserKicked) -> None:
        if event.is_own:
            self._leave(event.channel)
        else:
            self._remove_member(event.channel, event.nick)

    def _quit(self, event: ev.UserQuit) -> None:
        folded = self.isupport.fold(event.source.nick)
        for channel in self.channels.values():
            channel.members.pop(folded, None)
        self.people.pop(folded, None)

    def _nick_changed(self, event: ev.NickChanged) -> None:
        old, new = self.isupport.fold(event.source.nick), self.isupport.fold(event.nick)
        if event.is_own:
            self.nick = event.nick
        person = self.people.pop(old, None)
        if person is None:
            return
        person.learn(event.source)
        person.nick = event.nick
        self.people[new] = person
        for channel in self.channels.values():
            signs = channel.members.pop(old, None)
            if signs is not None:
                channel.members[new] = signs

    def _topic(self, event: ev.TopicReceived | ev.TopicChanged) -> None:
        channel = self.channel(event.channel)
        if channel is not None:
            channel.topic = event.topic

    def _names(self, event: ev.NamesReceived) -> None:
        channel = self.channel(event.channel)
        if channel is None:
            return
        # We are there, whatever an empty or cut list says: only PART, KICK and QUIT take us out.
        gone = set(channel.members) - {self.isupport.fold(self.nick)}
        for named in event.members:
            if not named.source.nick:
                continue
            folded = self.isupport.fold(named.source.nick)
            self._meet(named.source)
            channel.members[folded] = self.isupport.sort_prefixes(named.prefixes)
            gone.discard(folded)
        for folded in gone:
            del channel.members[folded]
            self._forget_unless_shared(folded)
        channel.has_names = True

    def _modes_changed(self, event: ev.ModesChanged) -> None:
        channel = self.channel(event.target)
        for change in event.changes if channel else ():
            self._apply_mode(channel, change)

    def _modes_received(self, event: ev.ChannelModesReceived) -> None:
        channel = self.channel(event.channel)
        if channel is not None:
            channel.modes.clear()
            for change in event.changes:
                self._apply_mode(channel, change)

    def _apply_mode(self, channel: Channel | None, change: ModeChange) -> None:
        if channel is None or change.letter in self.isupport.chanmodes.lists:
            return
        sign = self.isupport.prefix_of(change.letter)
        if sign:
            folded = self.isupport.fold(change.argument or "")
            signs = channel.members.get(folded)
            if signs is not None:
                kept = signs.replace(sign, "")
                channel.members[folded] = self.isupport.sort_prefixes(kept + sign if change.adding else kept)
        elif change.adding and len(channel.modes) < _MAX_CHANNEL_FLAGS:
            channel.modes[change.letter] = change.argument or ""
        elif not change.adding:
            channel.modes.pop(change.letter, None)

    def _away(self, event: ev.AwayChanged) -> None:
        if event.is_own:
            self.is_away = event.reason is not None
        person = self.person(event.nick)
        if person is not None:
            person.away = event.reason

    def _account(self, event: ev.AccountChanged) -> None:
        person = self.person(event.source.nick)
        if person is not None:
            person.account = event.account

    def _host(self, event: ev.HostChanged) -> None:
        person = self.person(event.source.nick)
        if person is not None:
            person.user, person.host = event.user, event.host

    def _realname(self, event: ev.RealnameChanged) -> None:
        person = self.person(event.source.nick)
        if person is not None:
            person.realname = event.realname

    def _who(self, event: ev.WhoReceived) -> None:
        for source, is_away, realname in event.people:
            person = self.person(source.nick)
            if person is not None:
                person.learn(source)
                person.realname = realname
                person.away = (person.away or "") if is_away else None


# Any: each handler takes the one event type it stands beside; the table is keyed by that type.
_HANDLERS: dict[type[ev.Event], Callable[[ChatState, Any], None]] = {
    ev.Registered: ChatState._registered,
    ev.ISupportChanged: ChatState._isupport,
    ev.UserJoined: ChatState._joined,
    ev.UserParted: ChatState._parted,
    ev.UserKicked: ChatState._kicked,
    ev.UserQuit: ChatState._quit,
    ev.NickChanged: ChatState._nick_changed,
    ev.TopicReceived: ChatState._topic,
    ev.TopicChanged: ChatState._topic,
    ev.NamesReceived: ChatState._names,
    ev.ModesChanged: ChatState._modes_changed,
    ev.ChannelModesReceived: ChatState._modes_received,
    ev.AwayChanged: ChatState._away,
    ev.AccountChanged: ChatState._account,
    ev.HostChanged: ChatState._host,
    ev.RealnameChanged: ChatState._realname,
    ev.WhoReceived: ChatState._who,
}
