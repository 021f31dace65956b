"""What one client believes of the world, having only what came over its wire.

It also objects to whatever a client of its capabilities could not understand: that is how a picture goes wrong.
"""

import re
from dataclasses import dataclass, field

from app.protocol.casemapping import Folded
from app.protocol.lines import BODY_MAX, TAGS_MAX
from app.protocol.message import Message, parse_message
from app.server.core.isupport import CHANMODES, PREFIXES
from app.server.core.names import fold

TAG_NEEDS = {
    "time": "server-time", "msgid": "message-tags", "account": "account-tag", "batch": "batch",
    "label": "labeled-response", "bot": "message-tags", "draft/oper": "draft/oper",
    "draft/multiline-concat": "draft/multiline", "groupchat.local/edited": "groupchat.local/edit",
}
"""The capability that each tag is sent for; client-only tags are for message-tags."""
VERB_NEEDS = {
    "AWAY": ("away-notify",), "ACCOUNT": ("account-notify",), "CHGHOST": ("chghost",), "SETNAME": ("setname",),
    "BATCH": ("batch",), "RENAME": ("draft/channel-rename",), "REDACT": ("draft/message-redaction",),
    "EDIT": ("groupchat.local/edit",), "TAGMSG": ("message-tags",),
}
"""Capabilities of which a client has to have one to be told such a line."""
PAST = frozenset({"chathistory", "groupchat.local/search"})
"""Batches of what is over: nothing in them changes what is true now."""
TOKEN = re.compile(r"(?:\[[^\]]*\] )?(tok\d+\.)")
"""A word that is said once, maybe after the time that is put before what is replayed."""
_MODE_OF = {sign: letter for letter, sign in PREFIXES.items()}


@dataclass
class RoomBelief:
    """A room one is in. `members` are folded nicks with their prefix modes; `session` tells one stay from the next."""

    name: str
    session: int
    shows_all_ranks: bool
    members: dict[Folded, set[str]] = field(default_factory=dict)
    are_members_known: bool = False
    topic: str | None = None


@dataclass(frozen=True)
class Heard:
    """A message, live or past: where it went, the stay in that room it fell into, and the token it said, if any."""

    target: str
    token: str
    session: int
    is_past: bool


class Belief:
    """Takes lines one by one; raises AssertionError for what makes no sense."""

    def __init__(self) -> None:
        self.nick = ""
        # What one said under an earlier nick may still be on its way.
        self.nicks: set[Folded] = set()
        self.is_registered = False
        self.is_over = False
        self.rooms: dict[Folded, RoomBelief] = {}
        self.batches: dict[str, str] = {}
        self.labels: list[str] = []
        self.heard: list[Heard] = []
        self.pings: list[str] = []
        self.msgids: list[tuple[str, str]] = []
        self._sessions = 0
        self._possible: set[str] = set()
        self._certain: set[str] = set()

    def hear(self, data: bytes, possible: set[str], certain: set[str]) -> None:
        """Bytes that came, all lines whole, while some capabilities were `certain` and others at most `possible`."""
        assert not data or data.endswith(b"\r\n"), data[-80:]
        self._possible, self._certain = possible, certain
        for line in data.split(b"\r\n")[:-1]:
            try:
                self._hear_line(line)
            except AssertionError as error:
                error.add_note(f"{self.nick or '*'} was told {line!r}")
                raise

    def _hear_line(self, line: bytes) -> None:
        assert line
        assert not any(byte in line for byte in b"\r\n\0")
        tags_size = line.find(b" ") + 1 if line.startswith(b"@") else 0
        assert tags_size <= TAGS_MAX
        assert len(line) - tags_size <= BODY_MAX - 2
        message = parse_message(line.decode())
        for tag in message.tags:
            assert TAG_NEEDS.get(tag, "message-tags" if tag[0] == "+" else "?") in self._possible, tag
        needed = VERB_NEEDS.get(message.verb)
        assert needed is None or self._possible & set(needed), message.verb
        if "label" in message.tags:
            self.labels.append(message.tags["label"])
        if not self.is_over:
            # What was on its way when the connection ended nobody reads any more.
            self._act(message)

    def _act(self, message: Message) -> None:
        batch = message.tags.get("batch")
        assert batch is None or batch in self.batches, f"no batch {batch} is open"
        kind = self.batches[batch] if batch is not None else ""
        if message.verb == "BATCH":
            self._take_batch(message, kind)
            return
        is_past = kind in PAST
        if message.verb in ("PRIVMSG", "NOTICE", "TAGMSG"):
            self._take_message(message, is_past=is_past)
        elif not is_past:
            handler = _HANDLERS.get(message.verb)
            if handler is not None:
                handler(self, message)

    def _take_batch(self, message: Message, outer: str) -> None:
        sign, reference = message.params[0][:1], message.params[0][1:]
        if sign == "+":
            assert reference not in self.batches
            self.batches[reference] = outer if outer in PAST else message.params[1]
            if "msgid" in message.tags and len(message.params) > 2:
                self.msgids.append((message.params[2], message.tags["msgid"]))
        else:
            assert sign == "-"
            del self.batches[reference]

    def _take_message(self, message: Message, *, is_past: bool) -> None:
        if message.source is None or "!" not in message.source:
            return
        target, nick = message.params[0], message.source.partition("!")[0]
        is_own = fold(nick) in self.nicks
        name = target.lstrip("".join(PREFIXES.values()))
        session = 0
        if name.startswith("#"):
            room = self.rooms.get(fold(name))
            assert room is not None or is_past or is_own, f"a message of {name}, where {self.nick} is not"
            session = room.session if room is not None else 0
        else:
            assert fold(target) == fold(self.nick) or is_own or is_past, "a message to somebody else"
        if "msgid" in message.tags:
            self.msgids.append((target, message.tags["msgid"]))
        found = TOKEN.fullmatch(message.param(1))
        if found is not None:
            self.heard.append(Heard(target, found.group(1), session, is_past))

    # What lines say of who is where.

    def _welcome(self, message: Message) -> None:
        assert not self.is_registered
        self.is_registered, self.nick = True, message.params[0]
        self.nicks.add(fold(self.nick))

    def _join(self, message: Message) -> None:
        nick, name = _nick_of(message), message.params[0]
        assert "extended-join" in self._possible if len(message.params) > 1 else "extended-join" not in self._certain
        if fold(nick) == fold(self.nick):
            assert fold(name) not in self.rooms, f"joined {name} twice"
            self._sessions += 1
            self.rooms[fold(name)] = RoomBelief(name, self._sessions, "multi-prefix" in self._certain)
        room = self._room(name)
        assert fold(nick) not in room.members, f"{nick} came into {name} twice"
        room.members[fold(nick)] = set()

    def _part(self, message: Message) -> None:
        self._leave(message.params[0], _nick_of(message))

    def _kick(self, message: Message) -> None:
        self._leave(message.params[0], message.params[1])

    def _leave(self, name: str, nick: str) -> None:
        room = self._room(name)
        if fold(nick) == fold(self.nick):
            del self.rooms[fold(name)]
        else:
            self._forget(room, nick)

    def _forget(self, room: RoomBelief, nick: str) -> None:
        known = room.members.pop(fold(nick), None)
        assert known is not None or not room.are_members_known, f"{nick} left {room.name}, where nobody saw it"

    def _quit(self, message: Message) -> None:
        nick = fold(_nick_of(message))
        assert nick != fold(self.nick), "one's own QUIT is told by ERROR"
        seen_in = [room for room in self.rooms.values() if nick in room.members]
        assert seen_in or not all(room.are_members_known for room in self.rooms.values()), f"{nick} was not here"
        for room in seen_in:
            self._forget(room, nick)

    def _change_nick(self, message: Message) -> None:
        old, new = _nick_of(message), message.params[0]
        if fold(old) == fold(self.nick):
            self.nick = new
            self.nicks.add(fold(new))
        for room in self.rooms.values():
            held = room.members.pop(fold(old), None)
            if held is not None:
                assert fold(new) not in room.members
                room.members[fold(new)] = held

    def _names(self, message: Message) -> None:
        room = self.rooms.get(fold(message.params[2]))
        if room is None:
            return
        room.shows_all_ranks &= "multi-prefix" in self._certain
        for item in message.params[3].split():
            nick = item.lstrip("".join(_MODE_OF)).partition("!")[0]
            room.members[fold(nick)] = {_MODE_OF[sign] for sign in item[: item.index(nick)]}

    def _names_end(self, message: Message) -> None:
        room = self.rooms.get(fold(message.params[1]))
        if room is not None:
            room.are_members_known = True

    def _mode(self, message: Message) -> None:
        if not message.params[0].startswith("#"):
            return
        room = self._room(message.params[0])
        arguments = list(message.params[2:])
        adding = True
        for letter in message.params[1]:
            if letter in "+-":
                adding = letter == "+"
            elif letter in CHANMODES.prefix_letters:
                self._change_rank(room, letter, arguments.pop(0), adding=adding)
            elif letter in CHANMODES.lists + CHANMODES.always_argument or (
                    adding and letter in CHANMODES.argument_when_set):
                arguments.pop(0)
        assert not arguments, "arguments that belong to no mode"

    def _change_rank(self, room: RoomBelief, letter: str, nick: str, *, adding: bool) -> None:
        held = room.members.get(fold(nick))
        if held is None:
            assert not room.are_members_known, f"{nick} is not in {room.name}"
        elif adding:
            held.add(letter)
        else:
            held.discard(letter)

    def _topic(self, message: Message) -> None:
        self._room(message.params[0]).topic = message.params[1] or None

    def _topic_told(self, message: Message) -> None:
        room = self.rooms.get(fold(message.params[1]))
        if room is not None:
            room.topic = message.params[2] if message.verb == "332" else None

    def _rename(self, message: Message) -> None:
        old, new = message.params[:2]
        room = self.rooms.pop(fold(old), None)
        assert room is not None, f"{old} is not known here"
        room.name = new
        self.rooms[fold(new)] = room

    def _ping(self, message: Message) -> None:
        self.pings.append(message.params[0])

    def _error(self, _message: Message) -> None:
        self.is_over = True

    def _room(self, name: str) -> RoomBelief:
        room = self.rooms.get(fold(name))
        assert room is not None, f"{self.nick} is not in {name}"
        return room


def _nick_of(message: Message) -> str:
    assert message.source is not None
    return message.source.partition("!")[0]


_HANDLERS = {
    "001": Belief._welcome, "JOIN": Belief._join, "PART": Belief._part, "KICK": Belief._kick, "QUIT": Belief._quit,
    "NICK": Belief._change_nick, "353": Belief._names, "366": Belief._names_end, "MODE": Belief._mode,
    "TOPIC": Belief._topic, "331": Belief._topic_told, "332": Belief._topic_told, "RENAME": Belief._rename,
    "PING": Belief._ping, "ERROR": Belief._error,
}
