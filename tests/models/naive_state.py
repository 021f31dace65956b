"""Who is where, told once more in the plainest way: lists of facts, searched from end to end, its own folding.

It shares nothing with `ChatState`: what both say after the same events is very likely true.
"""

from dataclasses import dataclass, field

_SIGNS = "@+"
_FOLDED = {"ascii": {}, "rfc1459": {"[": "{", "]": "}", "\\": "|", "~": "^"}}


@dataclass
class Fact:
    """Somebody is in a room."""

    room: str
    nick: str
    signs: str = ""


@dataclass
class Room:
    """A room we are in. `present` and `gone` are known since its names are being listed, None when they are not."""

    name: str
    topic: str = ""
    modes: dict[str, str] = field(default_factory=dict)
    present: list[str] | None = None
    gone: list[str] = field(default_factory=list)


@dataclass
class Known:
    """What was told of somebody."""

    nick: str
    away: str | None = None
    account: str = ""


@dataclass
class NaiveState:
    """The whole."""

    own: str
    mapping: str = "rfc1459"
    is_away: bool = False
    rooms: list[Room] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)

    def same(self, one: str, other: str) -> bool:
        return self._fold(one) == self._fold(other)

    def _fold(self, name: str) -> str:
        return "".join(_FOLDED[self.mapping].get(letter, letter.lower()) for letter in name)

    def room(self, name: str) -> Room | None:
        return next((room for room in self.rooms if self.same(room.name, name)), None)

    def who(self, nick: str) -> Known | None:
        return next((known for known in self.known if self.same(known.nick, nick)), None)

    def fact(self, room: Room, nick: str) -> Fact | None:
        return next((fact for fact in self.facts if fact.room == room.name and self.same(fact.nick, nick)), None)

    def members(self, room: Room) -> dict[str, str]:
        return {fact.nick: fact.signs for fact in self.facts if fact.room == room.name}

    # What happens

    def joins(self, nick: str, name: str, account: str, realname: str) -> None:
        if self.same(nick, self.own):
            self._close(name)
            self.rooms.append(Room(name))
        room = self.room(name)
        if room is None:
            return
        self._is_in(room, nick)
        known = self.who(nick)
        assert known is not None
        if account or realname:
            known.account = account
        if room.present is not None:
            room.gone = self._without(room.gone, nick)
            room.present.append(nick)

    def leaves(self, nick: str, name: str) -> None:
        room = self.room(name)
        if room is None:
            return
        if self.same(nick, self.own):
            self._close(name)
        else:
            self._goes(room, nick)

    def quits(self, nick: str) -> None:
        for room in list(self.rooms):
            if self.same(nick, self.own):
                self._close(room.name)
            else:
                self._goes(room, nick)

    def is_called(self, old: str, new: str) -> None:
        is_own = self.same(old, self.own)
        if self.same(new, self.own) and not is_own:
            self._is_nowhere(old)
            return
        known = self.who(old)
        if known is None and not is_own:
            return
        if not self.same(old, new):
            self._is_nowhere(new)
            self.known = [each for each in self.known if not self.same(each.nick, new)]
        where = [room for room in self.rooms if self.fact(room, old) is not None]
        for room in where if not self.same(old, new) else []:
            if room.present is not None:
                room.present = [*self._without(room.present, old), new]
                room.gone = [*self._without(room.gone, new), old]
        for fact in self.facts:
            if self.same(fact.nick, old):
                fact.nick = new
        if known is not None:
            known.nick = new
        if is_own:
            self.own = new

    def has_modes(self, name: str, changes: list[tuple[str, str]]) -> None:
        room = self.room(name)
        if room is None:
            return
        for change, argument in changes:
            is_adding, letter = change[0] == "+", change[1]
            fact = self.fact(room, argument)
            if letter in "ov" and fact is not None:
                sign = {"o": "@", "v": "+"}[letter]
                signs = set(fact.signs) - {sign} | ({sign} if is_adding else set())
                fact.signs = "".join(each for each in _SIGNS if each in signs)
            elif letter in "ntk" and is_adding:
                room.modes[letter] = argument if letter == "k" else ""
            elif letter in "ntk":
                room.modes.pop(letter, None)

    def lists_names(self, name: str, names: list[tuple[str, str]]) -> None:
        room = self.room(name)
        if room is None:
            return
        room.present = room.present or []
        for signs, nick in names:
            if any(self.same(nick, each) for each in (*room.present, *room.gone)):
                continue
            self._is_in(room, nick).signs = signs
            room.present.append(nick)

    def has_listed(self, name: str) -> None:
        room = self.room(name)
        if room is None:
            return
        present = [*(room.present or []), self.own]
        room.present, room.gone = None, []
        for nick in self.members(room):
            if not any(self.same(nick, each) for each in present):
                self._goes(room, nick)

    def is_about(self, name: str, topic: str) -> None:
        room = self.room(name)
        if room is not None:
            room.topic = topic

    def is_renamed(self, old: str, new: str) -> None:
        room = self.room(old)
        if room is None:
            return
        if not self.same(old, new):
            self._close(new)
        for fact in self.facts:
            if fact.room == room.name:
                fact.room = new
        room.name = new

    def goes_away(self, nick: str, reason: str | None) -> None:
        if self.same(nick, self.own):
            self.is_away = reason is not None
        known = self.who(nick)
        if known is not None:
            known.away = reason

    def logs_in(self, nick: str, account: str) -> None:
        known = self.who(nick)
        if known is not None:
            known.account = account

    def compares_names(self, mapping: str) -> None:
        if mapping == self.mapping:
            return
        self._spell(self.own)
        listed = {room.name: room.present for room in self.rooms}
        self.mapping = mapping
        facts, self.facts = self.facts, []
        rooms, self.rooms = sorted(self.rooms, key=lambda room: room.name), []
        people, self.known = sorted(self.known, key=lambda known: (known.nick != self.own, known.nick)), []
        for known in people:
            if self.who(known.nick) is None:
                self.known.append(known)
        for room in rooms:
            present, room.present, room.gone = listed[room.name], None, []
            first = self.room(room.name)
            if first is None:
                self.rooms.append(room)
            kept = first or room
            if present is not None:
                kept.present = [*(kept.present or []), *present]
            for fact in [fact for fact in facts if fact.room == room.name]:
                self._merge(kept, fact)

    def _merge(self, room: Room, fact: Fact) -> None:
        person, there = self.who(fact.nick), self.fact(room, fact.nick)
        assert person is not None
        if there is None:
            self.facts.append(Fact(room.name, person.nick, fact.signs))
        else:
            there.signs = "".join(sign for sign in _SIGNS if sign in there.signs + fact.signs)

    # What that comes down to

    def _is_in(self, room: Room, nick: str) -> Fact:
        self._spell(nick)
        if self.who(nick) is None:
            self.known.append(Known(nick))
        fact = self.fact(room, nick)
        if fact is None:
            fact = Fact(room.name, nick)
            self.facts.append(fact)
        return fact

    def _spell(self, nick: str) -> None:
        for fact in self.facts:
            fact.nick = nick if self.same(fact.nick, nick) else fact.nick
        for known in self.known:
            known.nick = nick if self.same(known.nick, nick) else known.nick

    def _goes(self, room: Room, nick: str) -> None:
        self.facts = [fact for fact in self.facts if fact.room != room.name or not self.same(fact.nick, nick)]
        if room.present is not None:
            room.present = self._without(room.present, nick)
            room.gone.append(nick)
        self._forget_strangers()

    def _is_nowhere(self, nick: str) -> None:
        for room in self.rooms:
            if self.fact(room, nick) is not None:
                self._goes(room, nick)

    def _close(self, name: str) -> None:
        self.facts = [fact for fact in self.facts if not self.same(fact.room, name)]
        self.rooms = [room for room in self.rooms if not self.same(room.name, name)]
        self._forget_strangers()

    def _forget_strangers(self) -> None:
        self.known = [known for known in self.known if self.same(known.nick, self.own)
                      or any(self.same(known.nick, fact.nick) for fact in self.facts)]

    def _without(self, nicks: list[str], nick: str) -> list[str]:
        return [each for each in nicks if not self.same(each, nick)]
