"""Well-behaved people who talk while something else goes on, and notice what it does to them.

Each says a number and the time again and again and hears all that are said in the room, its own included: a number
missing, double or out of order is a fault. A watcher who is a server operator, whom nothing throttles, asks for PONG
often enough to see each turn of the loop that took long.
"""

import asyncio
import contextlib
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

ROOM = "#calm"
_PING_S = 4.0
_WATCH_S = 0.04
_PATIENCE_S = 30.0


@dataclass(slots=True)
class Noticed:
    """What well-behaved people noticed."""

    latencies_ms: list[float] = field(default_factory=list)
    pongs_ms: list[float] = field(default_factory=list)
    said: int = 0
    heard: int = 0
    doubled: int = 0
    disordered: int = 0
    lost: int = 0
    thrown_out: int = 0

    @property
    def faults(self) -> int:
        """Whatever must never be."""
        return self.lost + self.doubled + self.disordered + self.thrown_out


class Talker:
    """One connection that reads all the time, answers PING, and hands lines to `take`."""

    def __init__(self, nick: str) -> None:
        self.nick = nick
        self.is_open = True
        self._marks: list[tuple[bytes, asyncio.Future[None]]] = []
        self._writer: asyncio.StreamWriter
        self._task: asyncio.Task[None]

    async def enter(self, port: int, *lines: str) -> None:
        """Connect, register with echo-message, then say `lines` one after the other, each answered with a PONG."""
        reader, self._writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        self._task = asyncio.create_task(self._read(reader))
        registered = self.expect(b" 001 ")
        self.say("CAP REQ :echo-message", f"NICK {self.nick}", f"USER {self.nick} 0 * :{self.nick}", "CAP END")
        await registered
        for number, line in enumerate(lines):
            answered = self.expect(f" PONG chat.local :entering{number}".encode())
            self.say(line, f"PING entering{number}")
            await answered

    def expect(self, mark: bytes) -> "asyncio.Future[None]":
        """A future of the first line that holds `mark`; waits for half a minute."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._marks.append((mark, future))
        return asyncio.ensure_future(asyncio.wait_for(future, _PATIENCE_S))

    def say(self, *lines: str) -> None:
        self._writer.write("".join(line + "\r\n" for line in lines).encode())

    def take(self, line: bytes) -> None:
        """A line came in that is no PING."""

    async def _read(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(ConnectionError):
            while line := await reader.readline():
                if line.startswith(b"PING"):
                    self._writer.write(b"PONG" + line[4:])
                    continue
                for pair in [pair for pair in self._marks if pair[0] in line]:
                    self._marks.remove(pair)
                    if not pair[1].done():
                        pair[1].set_result(None)
                self.take(line)
        self.is_open = False

    async def leave(self) -> None:
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._writer.close()


class _Counting(Talker):
    """Hears the numbers of all talkers in the room."""

    def __init__(self, nick: str, noticed: Noticed) -> None:
        super().__init__(nick)
        self.noticed = noticed
        self.said = 0
        self.expected: dict[bytes, int] = {}

    def speak(self) -> None:
        self.say(f"PRIVMSG {ROOM} :{self.nick} {self.said} {time.perf_counter()}")
        self.said += 1
        self.noticed.said += 1

    def take(self, line: bytes) -> None:
        words = line.split()
        if len(words) != 6 or words[1] != b"PRIVMSG" or words[2] != ROOM.encode() or not words[3].startswith(b":calm"):
            return
        name, number, noticed = words[3], int(words[4]), self.noticed
        expected = self.expected.get(name, 0)
        noticed.heard += 1
        if number < expected:
            noticed.doubled += 1
        elif number > expected:
            noticed.disordered += 1
        self.expected[name] = max(expected, number + 1)
        noticed.latencies_ms.append((time.perf_counter() - float(words[5])) * 1000)


class _Watcher(Talker):
    """Asks for a PONG again and again; it is an operator, so nothing of it has to wait by rule."""

    def __init__(self, noticed: Noticed) -> None:
        super().__init__("watcher")
        self.noticed = noticed

    def take(self, line: bytes) -> None:
        verb, _, token = line.rpartition(b" :at")
        if b" PONG " in verb + b" ":
            self.noticed.pongs_ms.append((time.perf_counter() - float(token)) * 1000)

    def ask(self) -> None:
        self.say(f"PING at{time.perf_counter()}")


class _HistoryReader(Talker):
    """Reads a room from its beginning, page by page."""

    def __init__(self, nick: str) -> None:
        super().__init__(nick)
        self._texts: list[tuple[str, str]] = []
        self._last = ""

    async def read_all(self) -> list[tuple[str, str]]:
        """All that talkers said, oldest first: who, and which number."""
        place, last = "timestamp=1970-01-01T00:00:00.000Z", None
        while self._last != last:
            last = self._last
            ended = self.expect(b" PONG chat.local :page")
            self.say(f"CHATHISTORY AFTER {ROOM} {place} 100", "PING page")
            await ended
            place = f"msgid={self._last}"
        return self._texts

    def take(self, line: bytes) -> None:
        tags, _, rest = line.decode().partition(" ")
        msgid = tags.partition("msgid=")[2].partition(";")[0]
        if not tags.startswith("@batch=") and "batch=" not in tags:
            return
        self._last = msgid or self._last
        words = rest.split()
        if len(words) == 6 and words[1] == "PRIVMSG" and words[3].startswith(":calm"):
            self._texts.append((words[3][1:], words[4]))


class Company:
    """Two talkers and the watcher in one room."""

    def __init__(self, operator: Sequence[str], *, say_s: float = 0.5) -> None:
        """Each says something every `say_s` seconds; more than 1.7 times a second is slowed by the flood limit."""
        self.noticed = Noticed()
        self._say_s = say_s
        self._talkers = [_Counting(f"calm{number}", self.noticed) for number in range(2)]
        self._watcher = _Watcher(self.noticed)
        self._operator = " ".join(operator)

    async def enter(self, port: int) -> None:
        for talker in self._talkers:
            await talker.enter(port, f"JOIN {ROOM}")
        await self._watcher.enter(port, f"OPER {self._operator}")

    async def talk(self, until: "asyncio.Task[object]") -> None:
        """Talk until the task is done, then wait until everything was heard."""
        tasks = [asyncio.create_task(self._talk(talker, index)) for index, talker in enumerate(self._talkers)]
        tasks.append(asyncio.create_task(self._watch()))
        await asyncio.wait([until])
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._hear_out()

    async def read_back(self, port: int) -> int:
        """Look for everything in the history: how many numbers of talkers are not there once and in their order."""
        reader = _HistoryReader("reader")
        await reader.enter(port, "CAP REQ :batch draft/chathistory message-tags", f"OPER {self._operator}",
                           f"JOIN {ROOM}")
        texts = await reader.read_all()
        await reader.leave()
        wrong = 0
        for talker in self._talkers:
            numbers = [int(number) for nick, number in texts if nick == talker.nick]
            wrong += sum(a != b for a, b in itertools.zip_longest(numbers, range(talker.said)))
        return wrong

    async def leave(self) -> None:
        for talker in (*self._talkers, self._watcher):
            await talker.leave()

    async def _talk(self, talker: _Counting, index: int) -> None:
        await asyncio.sleep(self._say_s * index / len(self._talkers))
        pinged = time.monotonic()
        while True:
            talker.speak()
            if time.monotonic() - pinged > _PING_S:
                pinged = time.monotonic()
                talker.say("PING calm")
            await asyncio.sleep(self._say_s)

    async def _watch(self) -> None:
        while True:
            self._watcher.ask()
            await asyncio.sleep(_WATCH_S)

    def _talkers_are_here(self) -> bool:
        return all(each.is_open for each in self._talkers)

    async def _hear_out(self) -> None:
        """Whatever is not heard now, long after it was said, is lost."""
        noticed = self.noticed
        deadline = time.monotonic() + _PATIENCE_S
        goal = noticed.said * len(self._talkers)
        # Two conditions of which either ends the waiting: an event for both would be more than this loop.
        while noticed.heard < goal and time.monotonic() < deadline and self._talkers_are_here():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        noticed.lost = goal - noticed.heard
        noticed.thrown_out = sum(not each.is_open for each in (*self._talkers, self._watcher))
