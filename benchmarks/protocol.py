"""How fast the wire is read and written: messages a second on one core, best of a few rounds.

    python benchmarks/protocol.py

The aim is 100,000 messages a second turned into events, tags and all. It takes about ten seconds.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.protocol.client import ClientConnection
from app.protocol.client_context import ClientConfig
from app.protocol.message import Message, parse_message

MESSAGES = 20_000
ROUNDS = 5
READ_BYTES = 16_384
"""As much as the network thread takes from a socket at once."""
AIM_PER_S = 100_000
NAMES_PER_LINE = 12


@dataclass(frozen=True, slots=True)
class Measured:
    what: str
    count: int
    seconds: float

    @property
    def per_second(self) -> float:
        return self.count / self.seconds


def registered_connection() -> ClientConnection:
    connection = ClientConnection(ClientConfig(nick="maya"), now=0.0)
    connection.receive_data(
        b":irc.example.org CAP * LS :message-tags server-time account-tag batch echo-message\r\n"
        b":irc.example.org CAP * ACK :message-tags server-time account-tag batch echo-message\r\n"
        b":irc.example.org 001 maya :Welcome\r\n", now=0.0)
    connection.events_received()
    connection.data_to_send()
    return connection


def tagged_line(number: int) -> str:
    moment = f"2026-11-23T14:{number // 60_000 % 60:02}:{number // 1000 % 60:02}.{number % 1000:03}Z"
    return (f"@time={moment};msgid=k7q2v{number:08};account=olu{number % 40} :olu{number % 40}!olu@host.example "
            f"PRIVMSG #harbour :message number {number}, as long as people write them")


def plain_line(number: int) -> str:
    return (f":olu{number % 40}!olu@host.example PRIVMSG #harbour "
            f":message number {number}, as long as people write them")


def join_or_part_line(number: int) -> str:
    who = f":guest{number // 2}!guest@host.example"
    return f"{who} PART #harbour :see you" if number % 2 else f"{who} JOIN #harbour guest{number} :A Guest"


def names_line(number: int) -> str:
    if number % 50 == 49:
        return ":irc.example.org 366 maya #harbour :End of /NAMES list."
    first = number * NAMES_PER_LINE
    names = " ".join(f"{'@' if index % 9 == 0 else ''}guest{index}" for index in range(first, first + NAMES_PER_LINE))
    return f":irc.example.org 353 maya = #harbour :{names}"


def measure(what: str, prepare: Callable[[], Callable[[], object]], count: int = MESSAGES) -> Measured:
    """The best of a few rounds: the others were disturbed."""
    best = float("inf")
    for _ in range(ROUNDS):
        run = prepare()
        begin = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - begin)
    return Measured(what, count, best)


def receiving(line: Callable[[int], str]) -> Callable[[], Callable[[], object]]:
    wire = "".join(line(number) + "\r\n" for number in range(MESSAGES)).encode()
    reads = [wire[start : start + READ_BYTES] for start in range(0, len(wire), READ_BYTES)]

    def prepare() -> Callable[[], object]:
        connection = registered_connection()

        def run() -> None:
            for data in reads:
                connection.receive_data(data, now=0.0)
                connection.events_received()

        return run

    return prepare


def parsing(line: Callable[[int], str]) -> Callable[[], Callable[[], object]]:
    lines = [line(number) for number in range(MESSAGES)]
    return lambda: lambda: [parse_message(text) for text in lines]


def serialising(line: Callable[[int], str]) -> Callable[[], Callable[[], object]]:
    messages: list[Message] = [parse_message(line(number)) for number in range(MESSAGES)]
    return lambda: lambda: [message.to_line() for message in messages]


def main() -> None:
    figures = [
        measure("events from tagged PRIVMSG (time, msgid, account)", receiving(tagged_line)),
        measure("events from plain PRIVMSG", receiving(plain_line)),
        measure("events from JOIN and PART", receiving(join_or_part_line)),
        measure(f"lines of NAMES, {NAMES_PER_LINE} names each", receiving(names_line)),
        measure("parse only, tagged", parsing(tagged_line)),
        measure("parse only, plain", parsing(plain_line)),
        measure("serialise only, tagged", serialising(tagged_line)),
        measure("serialise only, plain", serialising(plain_line)),
    ]
    print(f"Python {sys.version.split()[0]}, one core, {MESSAGES:,} messages, best of {ROUNDS}")
    print(f"{'what':<52}{'per second':>12}{'µs each':>9}")
    for figure in figures:
        print(f"{figure.what:<52}{figure.per_second:>12,.0f}{1e6 / figure.per_second:>9.1f}")
    slow = [figure.what for figure in figures[:3] if figure.per_second < AIM_PER_S]
    print(f"aim of {AIM_PER_S:,} events a second: {'missed by ' + ', '.join(slow) if slow else 'reached'}")


if __name__ == "__main__":
    main()
