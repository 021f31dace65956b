"""A server core in memory: people who type lines and read what they get; a log and clocks turned by hand."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from app.protocol.casemapping import Folded
from app.server.config import Config
from app.server.core.accounts import Verifier
from app.server.core.client import Client, Moment, Peer
from app.server.core.events import ChannelState, Event, Happening, MessageSent, Record, Stay, StoredState
from app.server.core.history import Answer, Query
from app.server.core.ordering import LogClock, Position
from app.server.core.request import Request
from app.server.core.server import Identity, Outside, ServerCore
from app.server.core.user import User
from app.server.rules import RULES

START_MS = 1_767_225_600_000  # 2026-01-01T00:00:00.000Z


@dataclass
class FakeLog:
    """Satisfies Backplane. Durable records wait for `commit` unless `commits_at_once`."""

    core: ServerCore | None = None
    commits_at_once: bool = True
    clock: LogClock = field(default_factory=LogClock)
    waiting: list[Record] = field(default_factory=list)
    kept: list[Record] = field(default_factory=list)
    forgotten: list[Position] = field(default_factory=list)
    restored: list[ChannelState] = field(default_factory=list)
    remembered: list[Happening] = field(default_factory=list)
    stays: dict[Folded, Stay | None] = field(default_factory=dict)

    def append(self, event: Event, origin: Request | None, wall_ms: int) -> None:
        record = Record(self.clock.next(wall_ms), event, origin)
        assert self.core is not None
        if event.durable and not self.commits_at_once:
            self.waiting.append(record)
        else:
            if event.durable:
                self.kept.append(record)
            self.core.apply_record(record)

    def forget(self, record: Record) -> None:
        self.forgotten.append(record.position)

    def remember(self, happenings: Sequence[Happening], record: Record) -> None:
        self.remembered += happenings

    def keep_stay(self, account: Folded, stay: Stay | None) -> None:
        self.stays[account] = stay

    def restore(self, state: ChannelState) -> None:
        self.restored.append(state)

    def kept_texts(self) -> list[str | None]:
        return [record.event.text for record in self.kept if isinstance(record.event, MessageSent)]


@dataclass
class FakeHistory:
    """Satisfies HistorySource: remembers what was asked; the test answers."""

    asked: list[tuple[Query, Answer]] = field(default_factory=list)

    def ask(self, query: Query, answer: Answer) -> None:
        self.asked.append((query, answer))


class FakeHashing:
    """Satisfies Hashing with a verifier that is the password itself; answers at once, or when the test says so."""

    def __init__(self) -> None:
        self.answers_at_once = True
        self.is_full = False
        self.checked: list[tuple[str, bool]] = []
        self._waiting: list[Callable[[], None]] = []

    def make(self, password: str, answer: Callable[[Verifier | None], None]) -> None:
        self._later(lambda: answer(None if self.is_full else make_verifier(password)))

    def check(self, password: str, verifier: Verifier | None, answer: Callable[[bool | None], None]) -> None:
        self.checked.append((password, verifier is not None))
        is_right = verifier is not None and verifier.scrypt_hash == password.encode()
        self._later(lambda: answer(None if self.is_full else is_right))

    def answer(self) -> None:
        waiting, self._waiting = self._waiting, []
        for call in waiting:
            call()

    def _later(self, call: Callable[[], None]) -> None:
        self._waiting.append(call)
        if self.answers_at_once:
            self.answer()


def make_verifier(password: str) -> Verifier:
    """A real SCRAM verifier with few rounds; what stands for the scrypt hash is the password."""
    salt, rounds = b"salt of a test..", 4096
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    return Verifier(scrypt_salt=salt, scrypt_hash=password.encode(), scram_salt=salt, scram_iterations=rounds,
                    stored_key=hashlib.sha256(client_key).digest(),
                    server_key=hmac.digest(salted, b"Server Key", "sha256"))


class FakeTokens:
    """Satisfies Tokens; counts."""

    def __init__(self) -> None:
        self._count = count(1)

    def nonce(self) -> str:
        return f"nonce{next(self._count)}"

    def code(self) -> str:
        return f"{next(self._count):06}"

    def fake_salt(self, account: str) -> bytes:
        return hashlib.sha256(account.encode()).digest()[:16]


class House:
    """The server and its clocks."""

    def __init__(self, *, limits: dict[str, object] | None = None, channels: Iterable[ChannelState] = (),
                 stored: StoredState | None = None, **sections: dict[str, object]) -> None:
        config = Config()
        config = replace(config, limits=replace(config.limits, **{"flood": False, **(limits or {})}))  # type: ignore[arg-type]
        for name, values in sections.items():
            value = values if name in ("operators", "gateways") else replace(getattr(config, name), **values)
            config = replace(config, **{name: value})  # type: ignore[arg-type]
        self.history = FakeHistory()
        self.hashing = FakeHashing()
        self.mails: list[tuple[str, str, str]] = []
        self.next_config = config
        self.readmitted: list[tuple[Client, str]] = []
        self.refusal: str | None = None
        self.core = ServerCore(config, Identity(version="test-1", created="today", host_key="hostkey"), RULES, Outside(
            history=self.history, hashing=self.hashing, tokens=FakeTokens(), reload_config=lambda: self.next_config,
            send_mail=lambda *mail: self.mails.append(mail), host_of=lambda address: f"{address}.cloak",
            readmit=self._readmit))
        self.log = FakeLog(self.core)
        self.now = Moment(1000.0, START_MS)
        self.core.start(self.log, 0, stored or StoredState(channels=tuple(channels)), self.now)

    def _readmit(self, client: Client, address: str) -> str | None:
        self.readmitted.append((client, address))
        return self.refusal

    def connect(self, address: str = "127.0.0.1", *, secure: bool = True, certfp: str = "") -> "Person":
        peer = Peer(address=address, host="localhost", is_loopback=address == "127.0.0.1", is_secure=secure,
                    certfp=certfp)
        return Person(self, self.core.connect(peer, self.now))

    def person(self, nick: str, caps: str = "", *, join: str = "") -> "Person":
        """Somebody registered, with these capabilities, in these rooms; what they got so far is read."""
        person = self.connect()
        if caps:
            person.types(f"CAP REQ :{caps}")
        person.types(f"NICK {nick}", f"USER {nick} 0 * :{nick.title()} Person")
        if caps:
            person.types("CAP END")
        if join:
            person.types(f"JOIN {join}")
        person.reads()
        return person

    def take_turns(self) -> None:
        """All that is done in steps is done to its end."""
        while self.core.turns:
            self.core.turns.take()

    def commit(self) -> None:
        """What waits in the log is on disk now."""
        waiting, self.log.waiting = self.log.waiting, []
        self.log.kept += waiting
        self.core.apply(waiting, self.now)

    def fail(self) -> None:
        """What waits in the log could not be written."""
        waiting, self.log.waiting = self.log.waiting, []
        self.core.refuse(waiting, self.now)

    def wait(self, seconds: float) -> None:
        """Time goes on, and every timeout on the way is met at its moment."""
        end = self.now.monotonic + seconds
        while (due := self.core.next_timeout()) is not None and due <= end:
            self._turn_to(max(due, self.now.monotonic))
            self.core.handle_timeout(self.now)
            self.take_turns()
        self._turn_to(end)

    def _turn_to(self, monotonic: float) -> None:
        passed_ms = round((monotonic - self.now.monotonic) * 1000)
        self.now = Moment(monotonic, self.now.wall_ms + passed_ms)


class Person:
    """One connection and who sits at it."""

    def __init__(self, house: House, client: Client) -> None:
        self.house = house
        self.client = client

    def types(self, *lines: str) -> None:
        self.sends("".join(line + "\r\n" for line in lines).encode())

    def sends(self, data: bytes) -> None:
        self.house.core.receive_data(self.client, data, self.house.now)
        self.house.take_turns()

    def reads(self) -> list[str]:
        """The lines that came since the last reading."""
        self.house.take_turns()
        return b"".join(self.client.take_output()).decode().split("\r\n")[:-1]

    def hears(self, *lines: str) -> list[str]:
        """Type lines, then read."""
        self.types(*lines)
        return self.reads()

    def numerics(self, *lines: str) -> list[str]:
        """Type lines; the verbs or numerics of what comes back."""
        return [verb_of(line) for line in self.hears(*lines)]

    def hangs_up(self) -> None:
        self.house.core.disconnect(self.client, "Connection closed", self.house.now)

    @property
    def user(self) -> User:
        return self.client.user

    @property
    def is_closed(self) -> bool:
        return self.client.close_reason is not None


def verb_of(line: str) -> str:
    words = [word for word in line.split(" ") if word[:1] not in ("@", ":")]
    return words[0]


def untagged(lines: Sequence[str]) -> list[str]:
    return [line.partition(" ")[2] if line.startswith("@") else line for line in lines]
