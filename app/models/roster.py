"""Who is in which channel, and how they are found: the tables under `ChatState`, always in agreement with each other.

One rule: whatever enters, leaves or renames goes through here. A person knows their channels and a channel its members,
so that nobody is looked for among everybody. Somebody is known as long as we share a channel or watch them online; we
always know ourselves.
"""

from collections.abc import Iterable

from app.models.friends import Friends
from app.models.people import Channel, Listing, Person
from app.protocol.casemapping import Folded
from app.protocol.isupport import ISupport
from app.protocol.source import Source

MAX_CHANNELS = 2_000
MAX_MEMBERSHIPS = 1_000_000
"""Members of all channels together. A server that tells of more is not believed."""


class Roster:
    """The channels we are in and the people we know.

    `isupport` is our own copy, fed by ISupportChanged: the connection's lives in another thread. `metadata_count` is
    how many values channels and people say of themselves, all together.
    """

    def __init__(self) -> None:
        self.isupport = ISupport()
        self.friends = Friends(self.isupport)
        self.nick = ""
        self.channels: dict[Folded, Channel] = {}
        self.people: dict[Folded, Person] = {}
        self.metadata_count = 0
        self._memberships = 0

    def begin(self, nick: str) -> None:
        """Know nobody but ourselves: a new connection begins."""
        self.nick = nick
        self.channels = {}
        self.people = {}
        self.metadata_count = self._memberships = 0
        self.friends.begin()
        self.meet(Source(nick))

    def channel(self, name: str) -> Channel | None:
        """The channel of that name, if we are in it."""
        return self.channels.get(self.isupport.fold(name))

    def person(self, nick: str) -> Person | None:
        """Somebody by nick, if known."""
        return self.people.get(self.isupport.fold(nick))

    def is_self(self, nick: str) -> bool:
        """Whether `nick` is us."""
        return self.isupport.fold(nick) == self.isupport.fold(self.nick)

    def meet(self, source: Source) -> Person:
        """Somebody is here: know them."""
        folded = self.isupport.fold(source.nick)
        person = self.people.get(folded)
        if person is None:
            person = self.people[folded] = Person(source.nick)
        person.learn(source)
        return person

    def open_channel(self, name: str) -> Channel | None:
        """We are in a channel, of which nothing is known yet; None when we are in more than anybody is."""
        self.close_channel(name)
        if len(self.channels) >= MAX_CHANNELS:
            return None
        channel = self.channels[self.isupport.fold(name)] = Channel(name)
        return channel

    def close_channel(self, name: str) -> None:
        """We are not in a channel any more."""
        key = self.isupport.fold(name)
        channel = self.channels.pop(key, None)
        if channel is not None:
            self.metadata_count -= len(channel.metadata)
            for folded in channel.members:
                self._is_not_in(key, folded)

    def enter(self, channel: Channel, source: Source) -> Person | None:
        """Somebody is in a channel; None when there is no room for them in our memory."""
        folded = self.isupport.fold(source.nick)
        if folded not in channel.members:
            if self._memberships >= MAX_MEMBERSHIPS and not self.is_self(source.nick):
                return None
            person = self.meet(source)
            person.channels = (*person.channels, self.isupport.fold(channel.name))
            channel.members[folded] = ""
            self._memberships += 1
            return person
        return self.meet(source)

    def leave(self, channel: Channel, nick: str) -> None:
        """Somebody is not in a channel any more."""
        folded = self.isupport.fold(nick)
        if self._take_out(channel, folded):
            self._is_not_in(self.isupport.fold(channel.name), folded)

    def remove(self, folded: Folded) -> None:
        """Somebody is in no channel any more."""
        person = self.people.get(folded)
        if person is None:
            return
        for key in person.channels:
            self._take_out(self.channels[key], folded)
        self._memberships -= len(person.channels)
        person.channels = ()
        self.forget_unless_known(folded)

    def forget_unless_known(self, folded: Folded) -> None:
        """Nothing more is told of who shares no channel with us and is not watched: what was known goes stale."""
        person = self.people.get(folded)
        if person is None or person.channels or self.friends.is_here(folded) or self.is_self(person.nick):
            return
        self._forget(folded)

    def _forget(self, folded: Folded) -> None:
        person = self.people.pop(folded, None)
        self.metadata_count -= 0 if person is None else len(person.metadata)

    def rename(self, old: str, new: str) -> Person | None:
        """Somebody goes by another nick, wherever they are. Who had it before is gone: a nick is one person's."""
        old_key, new_key = self.isupport.fold(old), self.isupport.fold(new)
        person = self.people.get(old_key)
        if person is None:
            return None
        if old_key != new_key:
            self.remove(new_key)
            self._forget(new_key)
            del self.people[old_key]
            self.people[new_key] = person
            for key in person.channels:
                _rename_member(self.channels[key], old_key, new_key)
        person.nick = new
        return person

    def rename_channel(self, old: str, new: str) -> None:
        """A channel goes by another name, and all in it move along. What we thought was there before is not."""
        old_key, new_key = self.isupport.fold(old), self.isupport.fold(new)
        channel = self.channels.get(old_key)
        if channel is None:
            return
        channel.name = new
        if old_key == new_key:
            return
        self.close_channel(new)
        self.channels[new_key] = self.channels.pop(old_key)
        for folded in channel.members:
            person = self.people[folded]
            person.channels = tuple(new_key if key == old_key else key for key in person.channels)

    def _take_out(self, channel: Channel, folded: Folded) -> bool:
        if channel.listing is not None:
            channel.listing.leave(folded)
        return channel.members.pop(folded, None) is not None

    def _is_not_in(self, channel_key: Folded, folded: Folded) -> None:
        person = self.people[folded]
        person.channels = tuple(key for key in person.channels if key != channel_key)
        self._memberships -= 1
        self.forget_unless_known(folded)

    def refold(self) -> None:
        """Names are compared in another way from now on: find everything under its new name.

        Of two that are one now, the one stays whose name sorts first, and is where either was; we stay in any case.
        """
        fold = self.isupport.fold
        people = sorted(self.people.values(), key=lambda person: (person.nick != self.nick, person.nick))
        channels = sorted(self.channels.values(), key=lambda channel: channel.name)
        new_keys = {folded: fold(person.nick) for folded, person in self.people.items()}
        self.people, self.channels, self._memberships = {}, {}, 0
        for person in people:
            person.channels = ()
            self.people.setdefault(fold(person.nick), person)
        for channel in channels:
            members, channel.members = channel.members, {}
            listing, channel.listing = channel.listing, None
            kept = self.channels.setdefault(fold(channel.name), channel)
            self._move_in(kept, ((new_keys[folded], signs) for folded, signs in members.items()))
            if listing is not None:
                present = {new_keys[folded] for folded in listing.present}
                kept.listing = Listing(present | (kept.listing.present if kept.listing else set()))
        self._count_metadata()
        self.friends.refold()

    def _count_metadata(self) -> None:
        of_people = sum(len(person.metadata) for person in self.people.values())
        self.metadata_count = of_people + sum(len(channel.metadata) for channel in self.channels.values())

    def _move_in(self, channel: Channel, members: Iterable[tuple[Folded, str]]) -> None:
        key = self.isupport.fold(channel.name)
        for folded, signs in members:
            before = channel.members.get(folded)
            if before is None:
                self.people[folded].channels += (key,)
                self._memberships += 1
            channel.members[folded] = self.isupport.sort_prefixes((before or "") + signs)


def _rename_member(channel: Channel, old: Folded, new: Folded) -> None:
    channel.members[new] = channel.members.pop(old)
    if channel.listing is not None:
        channel.listing.leave(old)
        channel.listing.enter(new)
