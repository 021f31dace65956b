"""A house full of people who believe their wires, watched after every step: for tests that do anything in any order.

One number says who, everything else is words, so that a step can be drawn, changed a little, and kept in a file.
"""

import base64
import logging
from collections import Counter
from dataclasses import dataclass, field, replace

from app.protocol.casemapping import Folded
from app.protocol.errors import MalformedMessage
from app.protocol.message import parse_message
from app.server.core.accounts import AccountState
from app.server.core.client import Client
from app.server.core.events import AccountSaved, MessageSent, Record
from app.server.core.server import ServerCore
from tests.server.belief import TOKEN, Belief
from tests.server.disk_house import DiskHouse
from tests.server.house import START_MS, Person, make_verifier
from tests.server.soundness import assert_settled, assert_sound
from tests.server.telling import assert_agrees, assert_all_heard, assert_heard_in_order, assert_kept

PASSWORD = "sesame"
ACCOUNTS = tuple(AccountState(name=name, created_ms=START_MS - 1, verifier=make_verifier(PASSWORD))
                 for name in ("amy", "ben"))
PEOPLE_MAX = 12
_SETTLING_STEPS = 60
_SETTLING_S = 2.0
_PAST = ("CHATHISTORY", "SEARCH")
_LABEL_ROOM = 400
"""A line up to so long may have a label: with it, it is still no longer than a line may be."""


@dataclass(eq=False)
class Sitter:
    """A person, what it believes, and what it waits for.

    `capabilities`, `sessions` and `had_gate` are as they were when everybody had last read. Who asks for history
    without knowing batches can't tell it from what is said now.
    """

    person: Person
    belief: Belief = field(default_factory=Belief)
    labels: set[str] = field(default_factory=set)
    capabilities: set[str] = field(default_factory=set)
    sessions: dict[Folded, int] = field(default_factory=dict)
    had_gate: bool = False
    takes_past_for_now: bool = False

    @property
    def client(self) -> Client:
        return self.person.client

    @property
    def is_here(self) -> bool:
        return not self.client.is_gone

    @property
    def sees_all(self) -> bool:
        """Whether nothing of what it is to know is held back."""
        client = self.client
        return self.is_here and client.is_registered and client.lost_reason is None and not client.gates

    def surely_has(self, capability: str) -> bool:
        """Whether a capability has been on since it last read."""
        return self.client.has(capability) and capability in self.capabilities

    def sat_through(self, room: Folded) -> bool:
        """Whether it has been in a room since it last read, and sees all that was said there."""
        now = self.belief.rooms.get(room)
        is_same = now is not None and self.sessions.get(room) == now.session
        return is_same and self.sees_all and not self.had_gate

    def note(self) -> None:
        """Everybody has read. What still waits behind a gate is in a form of before."""
        before = self.capabilities if self.client.gates else set()
        self.capabilities = before | self.client.capabilities
        self.sessions = {folded: room.session for folded, room in self.belief.rooms.items()}
        self.had_gate = bool(self.client.gates)


class _Complaints(logging.Handler):
    """What the server logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.setFormatter(logging.Formatter("%(message)s"))
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record))


class Crowd:
    """The house, and everybody who came. Each step is followed by a look at everything."""

    def __init__(self, **config: dict[str, object]) -> None:
        limits: dict[str, object] = {"loopback_exempt": False, **config.pop("limits", {})}
        self.house = DiskHouse(limits=limits, operators={"root": "secret"}, **config)
        for account in ACCOUNTS:
            self.core.submit_own(AccountSaved(account=account))
        self.house.commit()
        self.house.hashing.answers_at_once = False
        self.sitters: list[Sitter] = []
        self.order: dict[tuple[str, str], int] = {}
        """Where in the log each saying has its place, by room and token."""
        self.is_busy = False
        self._seen_records = 0
        self._count = 0
        self._is_config_its_first = True
        self._complaints = _Complaints()
        logging.getLogger("app").addHandler(self._complaints)

    @property
    def core(self) -> ServerCore:
        return self.house.core

    def close(self) -> None:
        logging.getLogger("app").removeHandler(self._complaints)
        self.house.close()

    # Steps.

    def come(self, nick: str, capabilities: str = "", account: str = "") -> None:
        """Somebody connects; with an account, logged in to it as soon as the password was looked at."""
        if len(self.sitters) >= PEOPLE_MAX and not self._forget_one_who_left():
            return
        person = self.house.connect(address=f"192.0.2.{self._next() % 3 + 1}")
        self.sitters.append(Sitter(person))
        lines = [f"CAP REQ :{capabilities}"] if capabilities else []
        if account:
            proof = base64.b64encode(f"\0{account}\0{PASSWORD}".encode()).decode()
            lines += ["CAP REQ sasl", "AUTHENTICATE PLAIN", f"AUTHENTICATE {proof}"]
        lines += [f"NICK {nick}", f"USER {nick} 0 * :{nick.title()} Person", *(["CAP END"] if lines else [])]
        self.core.receive_data(person.client, "".join(line + "\r\n" for line in lines).encode(), self.house.now)
        self.look()

    def _forget_one_who_left(self) -> bool:
        gone = next((sitter for sitter in self.sitters if not sitter.is_here and not sitter.client.in_flight), None)
        if gone is not None:
            self.sitters.remove(gone)
        return gone is not None

    def type(self, who: int, line: str, *, labelled: bool = False) -> None:
        """Somebody types a line, which may be anything."""
        sitter = self._sitter(who)
        if sitter is None:
            return
        data = self._with_what_is_known(sitter, line).encode("utf-8", "replace")
        is_about_past = any(verb in line.upper() for verb in _PAST)
        sitter.takes_past_for_now |= "-BATCH" in line.upper() or (is_about_past and not sitter.surely_has("batch"))
        if b"CAP" in data.upper():
            # What it asked before may be answered with the label or without, whichever comes first.
            sitter.labels.clear()
        elif labelled and _is_answerable(sitter, data):
            label = f"l{self._next()}"
            sitter.labels.add(label)
            data = f"@label={label} ".encode() + data
        self.core.receive_data(sitter.client, data + b"\r\n", self.house.now)
        self.look()

    def say(self, who: int, where: str, *, labelled: bool = False) -> None:
        """Somebody says what nobody has said before."""
        self.type(who, f"PRIVMSG {where} :tok{self._next()}.", labelled=labelled)

    def send(self, who: int, data: bytes) -> None:
        """Somebody sends bytes that need not be lines."""
        sitter = self._sitter(who)
        if sitter is not None:
            sitter.labels.clear()
            self.core.receive_data(sitter.client, data, self.house.now)
            self.look()

    def hang_up(self, who: int) -> None:
        sitter = self._sitter(who)
        if sitter is not None:
            sitter.person.hangs_up()
            self.look()

    def clog(self, who: int) -> None:
        """Somebody reads slower than it is written to."""
        sitter = self._sitter(who)
        if sitter is not None:
            self.core.clog(sitter.client)

    def unclog(self, who: int) -> None:
        sitter = self._sitter(who)
        if sitter is not None:
            self.core.unclog(sitter.client, self.house.now)
            self.look()

    def commit(self) -> None:
        self.house.commit()
        self.look()

    def fail(self) -> None:
        """The disk is full just now."""
        self.house.fail()
        self.look()

    def answer(self, *, fails: bool = False) -> None:
        """The store answers the oldest question, and the passwords that were being looked at have been."""
        self.house.answer(fails=fails)
        self.house.hashing.is_full = fails
        self.house.hashing.answer()
        self.look()

    def turn(self) -> None:
        """Of what takes long, the next step is done."""
        if self.core.turns:
            self.core.turns.take()
        self.look()

    def be_busy(self, *, is_busy: bool) -> None:
        """While the server is busy, what takes long goes on by a step only when `turn` says so."""
        self.is_busy = is_busy
        self.look()

    def wait(self, seconds: float) -> None:
        self.house.wait(seconds)
        self.look()

    def change_config(self, section: str, **values: object) -> None:
        """The config is read anew and says something else."""
        self._is_config_its_first = False
        config = self.core.config
        changed = replace(getattr(config, section), **values)
        self.house.next_config = replace(config, **{section: changed})
        self.core.take_config(self.house.next_config)
        self.look()

    def _sitter(self, who: int) -> Sitter | None:
        here = [sitter for sitter in self.sitters if sitter.is_here]
        return here[who % len(here)] if here else None

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _with_what_is_known(self, sitter: Sitter, line: str) -> str:
        """`%id` and `%at` stand for a message somebody was told of, and where that was."""
        known = sitter.belief.msgids[-5:] or [("#x", "0e7tn8g000000")]
        target, msgid = known[self._count % len(known)]
        return line.replace("%id", msgid).replace("%at", target)

    # Watching.

    def look(self) -> None:
        """Everybody reads, answers PINGs, and goes when told to; then everything is looked over."""
        self.core.now = self.house.now
        while self.core.turns and not self.is_busy:
            self.core.turns.take()
        self.house.backplane.hand_over()
        while sum(self._read(sitter) for sitter in self.sitters):
            pass
        self.core.dirty.clear()
        assert not self._complaints.texts, self._complaints.texts
        assert_sound(self.core)
        self._number_what_was_said()
        for sitter in self.sitters:
            assert_agrees(sitter)
            assert_heard_in_order(sitter, self.order)
        for record in self._take_new_records():
            assert_all_heard(record, self.sitters)
        for sitter in self.sitters:
            sitter.note()

    def _read(self, sitter: Sitter) -> bool:
        """What the network and a decent program do: take what is there, answer a PING, close what is closed."""
        client, belief = sitter.client, sitter.belief
        assert client in self.core.dirty or not _is_sendable(client), "nobody will send that"
        data = b"".join(client.take_output())
        if client.lost_reason is not None:
            return False
        certain = client.capabilities & sitter.capabilities if not sitter.had_gate else set()
        belief.hear(data, client.capabilities | sitter.capabilities, certain)
        assert client.gates or not belief.batches
        pings, belief.pings = belief.pings, []
        for token in pings:
            if sitter.is_here:
                self.core.receive_data(client, f"PONG {token}\r\n".encode(), self.house.now)
        if client.close_reason is not None and client.lost_reason is None:
            sitter.person.hangs_up()
            return True
        return bool(data)

    def _number_what_was_said(self) -> None:
        for record in self.house.accepted[self._seen_records:]:
            event = record.event
            if isinstance(event, MessageSent):
                for token in TOKEN.findall(event.text or ""):
                    self.order[event.key, token] = len(self.order)

    def _take_new_records(self) -> list[Record]:
        new = self.house.accepted[self._seen_records:]
        self._seen_records = len(self.house.accepted)
        return new

    def settle(self) -> None:
        """Let everything come to its end, and see whether anybody or anything is left waiting."""
        self.is_busy = False
        for sitter in self.sitters:
            if sitter.is_here:
                self.core.unclog(sitter.client, self.house.now)
        self.look()
        self.house.hashing.is_full = False
        for _ in range(_SETTLING_STEPS):
            while not self.house.is_idle:
                self.house.commit()
                self.answer()
            self.house.hashing.answer()
            self.wait(_SETTLING_S)
        self.house.commit()
        assert_settled(self.core, [sitter.client for sitter in self.sitters])
        for sitter in self.sitters:
            answered = Counter(sitter.belief.labels)
            assert max(answered.values(), default=0) <= 1
            if sitter.is_here:
                assert sitter.labels <= answered.keys(), "a label was never answered"
        assert_kept(self.house, is_same_config=self._is_config_its_first)


def _is_sendable(client: Client) -> bool:
    return bool(client.out[: client.gates[0]] if client.gates else client.out)


def _is_answerable(sitter: Sitter, data: bytes) -> bool:
    """Whether a line with a label has to be answered: it can be read, and is no part of a batch."""
    client = sitter.client
    is_changing = any(message.verb == "CAP" for message in client.inbox) or client.unread
    if not {"labeled-response", "batch"} <= client.capabilities or is_changing:
        return False
    if client.buffer.pending_bytes or data[:1] == b"@" or len(data) > _LABEL_ROOM:
        return False
    try:
        return parse_message(data.decode()).verb != "BATCH"
    except MalformedMessage:
        return False
