"""What attackers are made of: many connections from many addresses that count what the server does to them.

Addresses are 127.1.0.2, 127.2.0.2 and so on, each of another network; the server is told that loopback has limits like
everybody (`limits.loopback_exempt`).
Each connection answers PING, so that it stays until the server has had enough of it.
"""

import asyncio
import contextlib
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import cast

ADDRESSES = 20
PER_ADDRESS = 10
_UNSENT_MAX = 32_768
_ENTER_S = 20.0


@dataclass(slots=True)
class Counts:
    """What attackers did, and what they saw. `done` counts the answers that say that a command was carried out."""

    tried: int = 0
    entered: int = 0
    refused: int = 0
    cut: int = 0
    said: int = 0
    done: int = 0
    heard_bytes: int = 0
    last_words: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Where the attack takes place, and for how long."""

    plain: int
    tls: int
    websocket: int
    seconds: float
    counts: Counts = field(default_factory=Counts)
    began: float = field(default_factory=time.monotonic)

    def is_over(self) -> bool:
        return time.monotonic() - self.began > self.seconds


class Attacker(asyncio.Protocol):
    """One connection. `mark` is what an answer to the attack's command holds."""

    def __init__(self, counts: Counts, mark: bytes = b"") -> None:
        self.counts = counts
        self.mark = mark
        self.transport: asyncio.Transport
        self.registered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.is_open = False
        self.reads = True
        self._rest = b""
        self._awaited: tuple[bytes, asyncio.Future[bool]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.is_open = True

    def data_received(self, data: bytes) -> None:
        self.counts.heard_bytes += len(data)
        data = self._rest + data
        cut = data.rfind(b"\n") + 1
        data, self._rest = data[:cut], data[cut:][-600:]
        if self.mark:
            self.counts.done += data.count(self.mark)
        if b"PING :" in data and self.reads:
            self.transport.write(b"PONG x\r\n")
        if not self.registered.done() and b" 001 " in data:
            self.counts.entered += 1
            self.registered.set_result(True)
        if self._awaited is not None and self._awaited[0] in data and not self._awaited[1].done():
            self._awaited[1].set_result(True)
        if b"ERROR :" in data:
            words = data[data.rfind(b"ERROR :") + 7:].split(b"\r\n")[0].decode()
            self.counts.last_words[words] = self.counts.last_words.get(words, 0) + 1

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - as asyncio calls it
        self.is_open = False
        if not self.registered.done():
            self.counts.refused += 1
            self.registered.set_result(False)
        elif self.registered.result():
            self.counts.cut += 1
        if self._awaited is not None and not self._awaited[1].done():
            self._awaited[1].set_result(False)

    def say(self, data: bytes, commands: int = 1) -> bool:
        """Send, unless the server does not read; tells whether it was sent."""
        if not self.is_open or self.transport.is_closing() or self.transport.get_write_buffer_size() > _UNSENT_MAX:
            return False
        self.transport.write(data)
        self.counts.said += commands
        return True

    async def asks(self, data: bytes, mark: bytes) -> bool:
        """Say something and wait for its answer; not counted as an attack."""
        awaited: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._awaited = (mark, awaited)
        if self.is_open:
            self.transport.write(data)
            with contextlib.suppress(TimeoutError):
                return await asyncio.wait_for(awaited, _ENTER_S)
        return False


def no_checks() -> ssl.SSLContext:
    """TLS that trusts anybody: this is about the server's work, not about who it is."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def connect(where: Field, address: int, port: int, *, mark: bytes = b"",
                  context: ssl.SSLContext | None = None) -> Attacker | None:
    """A connection from the attackers' address of that number; None when there is none to be had."""
    attacker = Attacker(where.counts, mark)
    where.counts.tried += 1
    try:
        async with asyncio.timeout(_ENTER_S):
            await asyncio.get_running_loop().create_connection(
                lambda: attacker, "127.0.0.1", port, local_addr=(f"127.{1 + address}.0.2", 0), ssl=context)
    except (OSError, TimeoutError):
        where.counts.refused += 1
        return None
    return attacker


async def enter(where: Field, nick: str, address: int, *, mark: bytes = b"", caps: str = "",
                port: int = 0, context: ssl.SSLContext | None = None) -> Attacker | None:
    """A registered connection."""
    attacker = await connect(where, address, port or where.plain, mark=mark, context=context)
    if attacker is None:
        return None
    asked = f"CAP REQ :{caps}\r\nCAP END\r\n" if caps else ""
    attacker.transport.write(f"NICK {nick}\r\nUSER {nick} 0 * :{nick}\r\n{asked}".encode())
    with contextlib.suppress(TimeoutError):
        if await asyncio.wait_for(asyncio.shield(attacker.registered), _ENTER_S):
            return attacker
    return None


async def crowd(where: Field, *, mark: bytes = b"", caps: str = "", addresses: int = ADDRESSES) -> list[Attacker]:
    """As many registered connections as the limits let in: each address brings its own one after the other."""
    async def from_one(address: int) -> list[Attacker]:
        entered = [await enter(where, f"a{address}-{number}", address, mark=mark, caps=caps)
                   for number in range(PER_ADDRESS)]
        return [each for each in entered if each is not None]

    return [each for some in await asyncio.gather(*map(from_one, range(addresses))) for each in some]


async def flood(where: Field, attackers: Iterable[Attacker], lines: Callable[[int, int], str], *,
                chunk: int = 20) -> None:
    """Say lines as fast as the server takes them; `lines` makes one of the attacker's number and a running number."""
    attackers = list(attackers)
    running = 0
    while not where.is_over() and any(each.is_open for each in attackers):
        said = 0
        for number, attacker in enumerate(attackers):
            text = "".join(lines(number, running + n) + "\r\n" for n in range(chunk))
            if attacker.say(text.encode(), chunk):
                running += chunk
                said += 1
        await asyncio.sleep(0 if said else 0.01)


