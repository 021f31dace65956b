"""Who and what is on a network: channels, members, topics, presence. `apply(event)` is the only way in; no I/O.

One rule: everything that changes membership lives here, so that every order of JOIN, PART, KICK, NICK, MODE and QUIT
ends in one truth. The tables are `Roster`'s; what is told of people, wherever they are, is `person_news`.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from app.models import person_news
from app.models.friends import Standing
from app.models.people import Channel, Listing, Person
from app.models.roster import Roster
from app.protocol import events as ev
from app.protocol.modes import ModeChange
from app.protocol.state_commands import Watch, Watching

__all__ = ["Channel", "ChatState", "Person"]

_MAX_MODES = 60


class ChatState(Roster):
    """All that is known of a network while connected.

    `account` is the one we are logged in to, "" for none. `own_modes` are the letters of our own modes.
    """

    def __init__(self) -> None:
        super().__init__()
        self.account = ""
        self.is_away = False
        self.own_modes: frozenset[str] = frozenset()

    @property
    def is_operator(self) -> bool:
        """Whether we are an operator of the server."""
        return not self.own_modes.isdisjoint("oO")

    def disconnected(self, nick: str) -> None:
        """The connection is gone. Members and topics stay as they were last: people go on reading."""
        self.nick = nick
        self.account = ""
        self.friends.end()

    def watch(self, nicks: Iterable[str]) -> Sequence[Watch]:
        """What to send so that these are watched, the most wanted first, and nobody else."""
        commands = self.friends.watch(nicks)
        for command in commands:
            if command.change is Watching.REMOVE:
                for nick in command.nicks:
                    self.forget_unless_known(self.isupport.fold(nick))
        return commands

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
        person = self.person(nick)
        return [self.channels[key].name for key in person.channels] if person else []

    def standing_of(self, nick: str) -> Standing:
        """Whether somebody is there, as far as a shared channel or the server's word on those we watch tells."""
        person = self.person(nick)
        if person is not None:
            return Standing.HERE if person.away is None else Standing.AWAY
        return Standing.GONE if self.friends.is_here(self.isupport.fold(nick)) is False else Standing.UNKNOWN

    def apply(self, event: ev.Event) -> None:
        """Take in what happened. Events out of history change nothing here: they are past."""
        handler = _HANDLERS.get(type(event))
        if handler is not None and not event.envelope.is_history:
            handler(self, event)

    def _registered(self, event: ev.Registered) -> None:
        self.is_away = False
        self.own_modes = frozenset()
        self.begin(event.nick)
        self.people[self.isupport.fold(event.nick)].account = self.account

    def _isupport(self, event: ev.ISupportChanged) -> None:
        before, me = self.isupport.casemapping, self.person(self.nick)
        self.isupport.update(event.tokens)
        if self.isupport.casemapping is not before:
            if me is not None:
                # However others spelled us while that was the same.
                me.nick = self.nick
            self.refold()

    def _joined(self, event: ev.UserJoined) -> None:
        channel = self.open_channel(event.channel) if event.is_own else self.channel(event.channel)
        person = self.enter(channel, event.source) if channel is not None else None
        if channel is None or person is None:
            return
        if event.account or event.realname:
            # Only an extended JOIN has these: there, no account means logged out.
            person.account, person.realname = event.account, event.realname
        person.is_bot = person.is_bot or event.envelope.is_bot
        if channel.listing is not None:
            channel.listing.enter(self.isupport.fold(event.source.nick))

    def _parted(self, event: ev.UserParted) -> None:
        self._left(event.channel, event.source.nick, is_own=event.is_own)

    def _kicked(self, event: ev.UserKicked) -> None:
        self._left(event.channel, event.nick, is_own=event.is_own)

    def _left(self, channel_name: str, nick: str, *, is_own: bool) -> None:
        channel = self.channel(channel_name)
        if is_own:
            self.close_channel(channel_name)
        elif channel is not None:
            self.leave(channel, nick)

    def _quit(self, event: ev.UserQuit) -> None:
        if event.is_own:
            for channel in list(self.channels.values()):
                self.close_channel(channel.name)
            return
        folded = self.isupport.fold(event.source.nick)
        self.friends.told(folded, is_here=False)
        self.remove(folded)
        for channel in self.channels.values():
            if channel.listing is not None:
                # They may have been there, and stand in what of the list is still to come.
                channel.listing.leave(folded)

    def _nick_changed(self, event: ev.NickChanged) -> None:
        old, new = self.isupport.fold(event.source.nick), self.isupport.fold(event.nick)
        if new == self.isupport.fold(self.nick) and not event.is_own:
            # Nobody can take our nick while we have it: they are not who we thought.
            self.remove(old)
            return
        person = self.rename(event.source.nick, event.nick)
        if event.is_own:
            self.nick = event.nick
        if person is not None:
            person.learn(event.source)
            person.nick = event.nick
        if old != new:
            self.friends.told(old, is_here=False)
            self.friends.told(new, is_here=True)
            self.forget_unless_known(new)

    def _channel_renamed(self, event: ev.ChannelRenamed) -> None:
        self.rename_channel(event.channel, event.name)

    def _topic(self, event: ev.TopicReceived | ev.TopicChanged) -> None:
        channel = self.channel(event.channel)
        if channel is not None:
            channel.topic = event.topic

    def _created(self, event: ev.ChannelCreationReceived) -> None:
        channel = self.channel(event.channel)
        if channel is not None:
            channel.created_s = event.created_s

    def _names_listed(self, event: ev.NamesListed) -> None:
        """Take some names of a list. What happened since it began is newer than what the rest of it says."""
        channel = self.channel(event.channel)
        if channel is None:
            return
        listing = channel.listing = channel.listing or Listing()
        for named in event.members:
            folded = self.isupport.fold(named.source.nick)
            if not folded or folded in listing.present or folded in listing.gone:
                continue
            if self.enter(channel, named.source) is None:
                return
            signs = named.prefixes
            channel.members[folded] = signs if len(signs) < 2 else self.isupport.sort_prefixes(signs)
            listing.present.add(folded)

    def _names(self, event: ev.NamesReceived) -> None:
        """The list is told: who was not on it is not there. We are, whatever an empty or cut list says."""
        channel = self.channel(event.channel)
        if channel is None:
            return
        present = channel.listing.present if channel.listing is not None else set()
        channel.listing = None
        channel.has_names = True
        us = self.isupport.fold(self.nick)
        for folded in [folded for folded in channel.members if folded not in present and folded != us]:
            self.leave(channel, self.people[folded].nick)

    def _modes_changed(self, event: ev.ModesChanged) -> None:
        channel = self.channel(event.target)
        if channel is not None:
            for change in event.changes:
                self._apply_mode(channel, change)
        elif self.is_self(event.target):
            added = {change.letter for change in event.changes if change.adding}
            self._have_modes((self.own_modes | added) - {change.letter for change in event.changes
                                                         if not change.adding})

    def _own_modes(self, event: ev.OwnModesReceived) -> None:
        self._have_modes(frozenset(event.letters))

    def _have_modes(self, letters: frozenset[str]) -> None:
        if len(letters) <= _MAX_MODES:
            self.own_modes = letters

    def _modes_received(self, event: ev.ChannelModesReceived) -> None:
        channel = self.channel(event.channel)
        if channel is not None:
            channel.modes.clear()
            for change in event.changes:
                self._apply_mode(channel, change)

    def _list_received(self, event: ev.ChannelListReceived) -> None:
        channel = self.channel(event.channel)
        if channel is not None and (len(channel.lists) < _MAX_MODES or event.letter in channel.lists):
            channel.lists[event.letter] = event.masks

    def _apply_mode(self, channel: Channel, change: ModeChange) -> None:
        if change.letter in self.isupport.chanmodes.lists:
            return
        sign = self.isupport.prefix_of(change.letter)
        if sign:
            folded = self.isupport.fold(change.argument or "")
            signs = channel.members.get(folded)
            if signs is not None:
                kept = signs.replace(sign, "")
                channel.members[folded] = self.isupport.sort_prefixes(kept + sign if change.adding else kept)
        elif change.adding and (len(channel.modes) < _MAX_MODES or change.letter in channel.modes):
            channel.modes[change.letter] = change.argument or ""
        elif not change.adding:
            channel.modes.pop(change.letter, None)


# Any: each handler takes the one event type it stands beside; the table is keyed by that type.
_HANDLERS: dict[type[ev.Event], Callable[[ChatState, Any], None]] = {
    ev.Registered: ChatState._registered,
    ev.ISupportChanged: ChatState._isupport,
    ev.UserJoined: ChatState._joined,
    ev.UserParted: ChatState._parted,
    ev.UserKicked: ChatState._kicked,
    ev.UserQuit: ChatState._quit,
    ev.NickChanged: ChatState._nick_changed,
    ev.ChannelRenamed: ChatState._channel_renamed,
    ev.TopicReceived: ChatState._topic,
    ev.TopicChanged: ChatState._topic,
    ev.ChannelCreationReceived: ChatState._created,
    ev.NamesListed: ChatState._names_listed,
    ev.NamesReceived: ChatState._names,
    ev.ModesChanged: ChatState._modes_changed,
    ev.OwnModesReceived: ChatState._own_modes,
    ev.ChannelModesReceived: ChatState._modes_received,
    ev.ChannelListReceived: ChatState._list_received,
    **person_news.HANDLERS,
}
