"""A server core in memory: people who type lines and read what they get; a log and clocks turned by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from app.server.config import Config
from app.server.core.client import Client, Moment, Peer
from app.server.core.events import ChannelState, Event, MessageSent, Record
from app.server.core.history import Answer, Query
from app.server.core.ordering import LogClock, Position
from app.server.core.request import Request
from app.server.core.server import Identity, ServerCore
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


class House:
    """The server and its clocks."""

    def __init__(self, *, limits: dict[str, object] | None = None, channels: Iterable[ChannelState] = (),
                 **sections: dict[str, object]) -> None:
        config = Config()
        config = replace(config, limits=replace(config.limits, **{"flood": False, **(limits or {})}))  # type: ignore[arg-type]
        for name, values in sections.items():
            value = values if name == "operators" else replace(getattr(config, name), **values)
            config = replace(config, **{name: value})  # type: ignore[arg-type]
        self.history = FakeHistory()
        self.core = ServerCore(config, Identity(version="test-1", created="today", host_key="hostkey"), RULES,
                               self.history)
        self.log = FakeLog(self.core)
        self.now = Moment(1000.0, START_MS)
        self.core.start(self.log, 0, channels, self.now)

    def connect(self, address: str = "127.0.0.1", *, secure: bool = True) -> "Person":
        peer = Peer(address=address, host="localhost", is_loopback=True, is_secure=secure)
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

    def reads(self) -> list[str]:
        """The lines that came since the last reading."""
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
    def is_closed(self) -> bool:
        return self.client.close_reason is not None


def verb_of(line: str) -> str:
    words = [word for word in line.split(" ") if word[:1] not in ("@", ":")]
    return words[0]


def untagged(lines: Sequence[str]) -> list[str]:
    return [line.partition(" ")[2] if line.startswith("@") else line for line in lines]
