"""Attacks before registration: slow ones, half-open ones, and as many connections and handshakes as there can be."""

import asyncio
import os
import ssl

from benchmarks.attacking import ADDRESSES, PER_ADDRESS, Field, connect, no_checks

_WORKERS = 60
_ANSWER_S = 0.02


async def _drip(where: Field, port: int, beginning: bytes) -> None:
    """Say a beginning and then a byte at a time, if anything, from every address as often as it is let in."""
    async def one(address: int) -> None:
        while not where.is_over():
            attacker = await connect(where, address, port)
            if attacker is None or not attacker.say(beginning):
                await asyncio.sleep(0.2)
                continue
            while not where.is_over() and attacker.is_open:
                attacker.say(beginning and b"x")
                await asyncio.sleep(0.5)
            if attacker.is_open:
                attacker.transport.abort()

    await asyncio.gather(*(one(number % ADDRESSES) for number in range(ADDRESSES * PER_ADDRESS)))


async def _repeat(where: Field, port: int, data: bytes, patience_s: float = _ANSWER_S) -> None:
    """Connect, say something, wait a little for an answer, hang up; over and over."""
    async def one(number: int) -> None:
        address = number
        while not where.is_over():
            address += 1
            attacker = await connect(where, address % ADDRESSES, port)
            if attacker is None:
                await asyncio.sleep(0.01)
                continue
            attacker.say(data)
            await asyncio.sleep(patience_s)
            if attacker.is_open:
                attacker.transport.abort()

    await asyncio.gather(*map(one, range(_WORKERS)))


def _client_hello() -> bytes:
    """The first message of a TLS handshake. Said again and again, it costs us nothing and the server a signature."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = no_checks().wrap_bio(incoming, outgoing)
    try:
        session.do_handshake()
    except ssl.SSLWantReadError:
        return outgoing.read()
    raise AssertionError("a handshake needs an answer")


async def slow_registration(where: Field) -> None:
    await _drip(where, where.plain, b"NICK slow\r\nUSER ")


async def slow_tls(where: Field) -> None:
    await _drip(where, where.tls, _client_hello()[:40])


async def slow_websocket(where: Field) -> None:
    await _drip(where, where.websocket, b"GET / HTTP/1.1\r\nHost: chat.local\r\nX-Slow: ")


async def half_open(where: Field) -> None:
    await _drip(where, where.tls, b"")


async def hellos(where: Field) -> None:
    await _repeat(where, where.tls, _client_hello())


async def handshakes(where: Field) -> None:
    context = no_checks()

    async def one(number: int) -> None:
        address = number
        while not where.is_over():
            address += 1
            attacker = await connect(where, address % ADDRESSES, where.tls, context=context)
            if attacker is None:
                await asyncio.sleep(0.01)
            else:
                attacker.transport.abort()

    await asyncio.gather(*map(one, range(_WORKERS)))


async def malformed_tls(where: Field) -> None:
    await _repeat(where, where.tls, b"\x16\x03\x01\xff\xff" + os.urandom(4000))


async def connects(where: Field) -> None:
    await _repeat(where, where.plain, b"", 0.0)


async def talkative_strangers(where: Field) -> None:
    await _repeat(where, where.plain, b"NICK x\r\n" + b"PING x\r\n" * 60)
