"""People who do at random all that people do on a server, by every way in, and who look after it."""

import asyncio
import base64
import contextlib
import random
import re
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks.watched import OPERATOR, ROOT, WatchedServer
from benchmarks.ways_in import WayIn, open_way

_ROOMS = [f"#life{number}" for number in range(8)] + ["#calm"]
_KINDS = ("plain", "plain", "plain", "tls", "tls", "web")
_CAPS = ("echo-message message-tags server-time batch labeled-response draft/chathistory draft/event-playback "
         "groupchat.local/search groupchat.local/edit draft/metadata-2 draft/read-marker away-notify extended-join")
_PASSWORD = "soak-password"
_REST_S = (0.5, 3.5)
_REHASH_S = 7.0
_ADMIN_S = 11.0
_KILL_S = 3.0
_MESSAGE = re.compile(r"[@;]msgid=([^; ]+)\S* :([^! ]+)\S* PRIVMSG (#\S+) ")
_KEPT_IDS = 20


class Person:
    """Somebody who lives here, by one connection at a time."""

    def __init__(self, life: "Life", number: int) -> None:
        self.life = life
        self.nick = f"p{number}"
        self.kind = _KINDS[number % len(_KINDS)]
        self.way: WayIn | None = None
        self.seen: list[tuple[str, str]] = []
        self.own: list[tuple[str, str]] = []
        self.has_account = False
        self._reading: asyncio.Task[None] | None = None
        self._pause_s = 0.0

    async def live(self) -> None:
        """Connect again whenever the connection is gone, and do this and that."""
        while True:
            if self.way is None:
                await self.arrive()
            deed = random.choices(_DEEDS, _WEIGHTS)[0]
            self.life.deeds[deed.__name__.strip("_")] += 1
            await deed(self)
            await asyncio.sleep(random.uniform(*_REST_S) / self.life.pace)

    async def arrive(self) -> None:
        """Connect, register, log in where there is an account, and enter a few rooms."""
        way = await open_way(self.life.server, self.kind)
        if way is None:
            return
        self.way = way
        self._reading = asyncio.create_task(self._read(way))
        caps = f"{_CAPS} sasl" if self.has_account else _CAPS
        token = base64.b64encode(f"\0{self.nick}\0{_PASSWORD}".encode()).decode()
        login = ["AUTHENTICATE PLAIN", f"AUTHENTICATE {token}"] if self.has_account else []
        await way.send(f"CAP REQ :{caps}", f"NICK {self.nick}", f"USER {self.nick} 0 * :{self.nick}", *login)
        if self.has_account:
            # Registration waits for the check of the password anyway.
            await asyncio.sleep(0.1)
        await way.send("CAP END", "JOIN " + ",".join(random.sample(_ROOMS, 3)))

    async def say(self, *lines: str) -> None:
        if self.way is not None:
            await self.way.send(*lines)

    async def _read(self, way: WayIn) -> None:
        self.life.connected += 1
        try:
            async for line in way.lines():
                await self._take(way, line)
        finally:
            self.life.connected -= 1
            way.cut()
            if self.way is way:
                self.way = None

    async def _take(self, way: WayIn, line: str) -> None:
        if line.startswith("PING"):
            await way.send("PONG" + line[4:])
        elif found := _MESSAGE.search(line):
            self._remember(msgid=found[1], nick=found[2], room=found[3])
        if self._pause_s:
            pause_s, self._pause_s = self._pause_s, 0.0
            await asyncio.sleep(pause_s)

    def _remember(self, *, msgid: str, nick: str, room: str) -> None:
        """A message that one can react to, or change if it is one's own: its room and its id."""
        self.seen = [*self.seen[-_KEPT_IDS:], (room, msgid)]
        if nick == self.nick:
            self.own = [*self.own[-_KEPT_IDS:], (room, msgid)]

    def read_slowly(self, seconds: float) -> None:
        """Read nothing for a while."""
        self._pause_s = seconds

    async def leave(self) -> None:
        if self.way is not None:
            self.way.cut()
            self.way = None
        if self._reading is not None:
            await asyncio.wait([self._reading], timeout=1)
            self._reading.cancel()


# What people do. Each is counted by its name.


async def _talk(person: Person) -> None:
    words = random.choice(("hello", "what about this", "common words", "seldom said"))
    await person.say(f"PRIVMSG {random.choice(_ROOMS)} :{words} {'x' * random.randrange(200)}")


async def _whisper(person: Person) -> None:
    await person.say(f"PRIVMSG p{random.randrange(len(person.life.people))} :between us")


async def _page(person: Person) -> None:
    form = random.choice(("LATEST {} * 50", "BEFORE {} timestamp=2099-01-01T00:00:00.000Z 50"))
    await person.say("CHATHISTORY " + form.format(random.choice(_ROOMS)))


async def _search(person: Person) -> None:
    await person.say("SEARCH " + random.choice(("text=common", "text=seldom+said", "text=hello;from=p1")))


async def _react(person: Person) -> None:
    if person.seen:
        room, msgid = random.choice(person.seen)
        await person.say(f"@+draft/react=👍;+reply={msgid} TAGMSG {room}")


async def _edit(person: Person) -> None:
    if person.own:
        room, msgid = random.choice(person.own)
        await person.say(f"EDIT {room} {msgid} :corrected")


async def _delete(person: Person) -> None:
    if person.own:
        room, msgid = person.own.pop()
        await person.say(f"REDACT {room} {msgid}")


async def _rename(person: Person) -> None:
    await person.say(f"NICK {person.nick}_" if random.random() < 0.5 else f"NICK {person.nick}")


async def _go_and_come(person: Person) -> None:
    room = random.choice(_ROOMS)
    await person.say(f"PART {room} :for a moment", f"JOIN {room}")


async def _look(person: Person) -> None:
    question = random.choice(("WHO {}", "NAMES {}", "LIST", "MODE {}", "WHOIS p1", "MONITOR + p1,p2", "LUSERS"))
    await person.say(question.format(random.choice(_ROOMS)))


async def _change(person: Person) -> None:
    await person.say(random.choice(("AWAY :gone", "AWAY", "METADATA * SET status :busy", "TOPIC #life1 :new",
                                    "MARKREAD #life1 timestamp=2026-01-01T00:00:00.000Z", "MODE #life2 +b *!*@nowhere",
                                    "MODE #life2 -b *!*@nowhere", "SETNAME :somebody")))


async def _paste(person: Person) -> None:
    await person.say("BATCH +1 draft/multiline #life1", *["@batch=1 PRIVMSG #life1 :a line"] * 5, "BATCH -1")


async def _reconnect(person: Person) -> None:
    await person.say("QUIT :back soon")


async def _vanish(person: Person) -> None:
    if person.way is not None:
        person.way.cut()


async def _read_slowly(person: Person) -> None:
    person.read_slowly(random.uniform(2, 12))


async def _half_open(person: Person) -> None:
    """A connection to each way in that never says anything; the server ends it."""
    port = random.choice((person.life.server.plain, person.life.server.tls, person.life.server.websocket))
    with contextlib.suppress(OSError):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        person.life.half_open.append(writer)
        if len(person.life.half_open) > len(person.life.people) // 2:
            person.life.half_open.pop(0).transport.abort()


async def _claim(person: Person) -> None:
    """Get an account, or sit at a second device of it for a moment."""
    if not person.has_account:
        person.has_account = True
        await person.say(f"NICK {person.nick}", f"REGISTER * * {_PASSWORD}")
        return
    second = Person(person.life, int(person.nick[1:]))
    second.has_account = True
    await second.arrive()
    await asyncio.sleep(1)
    await second.say("PRIVMSG #life3 :from my other device")
    await second.leave()


_CHANCES: dict[Callable[[Person], Awaitable[None]], int] = {
    _talk: 30, _whisper: 6, _page: 8, _search: 3, _react: 8, _edit: 4, _delete: 2, _rename: 2, _go_and_come: 6,
    _look: 6, _change: 6, _paste: 2, _reconnect: 3, _vanish: 2, _read_slowly: 2, _half_open: 1, _claim: 2,
}
_DEEDS, _WEIGHTS = list(_CHANCES), list(_CHANCES.values())


class Life:
    """Everybody, and those who look after the server; all at `pace` times the speed of people."""

    def __init__(self, server: WatchedServer, config: Path, people: int, *, pace: float = 1.0) -> None:
        self.server = server
        self.deeds: Counter[str] = Counter()
        self.connected = 0
        self.half_open: list[asyncio.StreamWriter] = []
        self.people = [Person(self, number) for number in range(people)]
        self.pace = pace
        self._config = config

    async def run(self, seconds: float) -> None:
        """Live for so long, then all go."""
        tasks = [asyncio.create_task(person.live()) for person in self.people]
        tasks += [asyncio.create_task(self._rehash()), asyncio.create_task(self._administer()),
                  asyncio.create_task(self._kill())]
        done, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            task.result()
        await asyncio.gather(*(person.leave() for person in self.people))
        for writer in self.half_open:
            writer.transport.abort()

    async def _rehash(self) -> None:
        """Change the config and have it read, as an operator; SIGHUP does the same."""
        while True:
            await asyncio.sleep(_REHASH_S / self.pace)
            self._config.write_text(f'[server]\nmotd = "soak {random.random()}"\n')
            await self._as_operator("REHASH")
            self.deeds["rehash"] += 1

    async def _kill(self) -> None:
        while True:
            await asyncio.sleep(_KILL_S / self.pace)
            await self._as_operator(f"KILL p{random.randrange(len(self.people))} :by chance")
            self.deeds["kill"] += 1

    async def _as_operator(self, line: str) -> None:
        way = await open_way(self.server, "plain")
        if way is None:
            return
        try:
            await way.send(f"NICK op{random.randrange(10**6)}", "USER op 0 * :op", f"OPER {' '.join(OPERATOR)}", line,
                           "QUIT")
            async for _ in way.lines():
                pass
        finally:
            way.cut()

    async def _administer(self) -> None:
        while True:
            await asyncio.sleep(_ADMIN_S / self.pace)
            command = random.choice((("status",), ("accounts", "list"), ("channels", "list")))
            process = await asyncio.create_subprocess_exec(
                sys.executable, "main.py", "admin", "--data-dir", str(self.server.folder / "data"), *command, cwd=ROOT,
                stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL)
            try:
                await process.wait()
            except asyncio.CancelledError:
                # All go, and this one has to, too: asyncio minds a process that nobody waited for.
                process.kill()
                await process.wait()
                raise
            self.deeds["admin" if not process.returncode else "admin, refused"] += 1
