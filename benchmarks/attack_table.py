"""All attacks, as a table. `benchmarks.attacks` runs each as a process of its own:

    python -m benchmarks.attack_table NAME PLAIN TLS WEBSOCKET SECONDS

does its worst for so long, and prints what it saw as JSON.
"""

import asyncio
import dataclasses
import json
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from benchmarks import attacks_by_members as members
from benchmarks import attacks_by_strangers as strangers
from benchmarks.attacking import Field

_NICENESS = 5


@dataclass(frozen=True, slots=True)
class Attack:
    """What it is, in words, and what does it."""

    words: str
    act: Callable[[Field], Awaitable[None]]


ATTACKS = {
    "slow-registration": Attack("a byte at a time in the middle of USER", strangers.slow_registration),
    "slow-tls": Attack("a byte at a time of a TLS hello", strangers.slow_tls),
    "slow-websocket": Attack("a byte at a time of a WebSocket's request", strangers.slow_websocket),
    "half-open": Attack("connect to TLS and say nothing", strangers.half_open),
    "hellos": Attack("TLS hellos, over and over", strangers.hellos),
    "handshakes": Attack("whole TLS handshakes, over and over", strangers.handshakes),
    "malformed-tls": Attack("random bytes instead of TLS", strangers.malformed_tls),
    "connects": Attack("connect and hang up, over and over", strangers.connects),
    "strangers": Attack("60 lines before registration, over and over", strangers.talkative_strangers),
    "endless-lines": Attack("lines that never end", members.endless_lines),
    "giant-lines": Attack("lines of 5 kB", members.giant_lines),
    "tags": Attack("lines with 330 tags", members.tags),
    "empty-lines": Attack("lines without a command", members.empty_lines),
    "tiny-lines": Attack("unknown commands of one letter", members.unknown_commands),
    "pings": Attack("PING", members.pings),
    "talk": Attack("200 in a room who all talk", members.talk),
    "never-reads": Attack("half of a busy room never reads", members.never_reads),
    "never-reads-who": Attack("ask much and never read", members.never_reads_answers),
    "joins": Attack("30 rooms joined and left in a line", members.joins),
    "cycling": Attack("join and leave the others' room", members.parting),
    "who": Attack("WHO of ten rooms of 200", members.who),
    "names": Attack("NAMES of ten rooms of 200", members.names),
    "list": Attack("LIST of 10,000 rooms", members.room_lists),
    "masks": Attack("WHO with 200 stars", members.masks),
    "bans": Attack("long ban lists, and talk under them", members.bans),
    "nicks": Attack("200 who want the same 20 nicks", members.nicks),
    "targets": Attack("private messages, INVITE, KNOCK to many", members.targets),
    "watching": Attack("MONITOR and METADATA", members.watching),
    "reactions": Attack("reactions and edits", members.reactions),
    "hoards": Attack("batches and labels that are never closed", members.hoards),
    "history": Attack("CHATHISTORY, every form", members.history),
    "replays": Attack("join a room with a history, and leave", members.replays),
    "searches": Attack("SEARCH, common and rare words", members.searches),
    "logins": Attack("SASL PLAIN with a wrong password", members.logins),
    "registers": Attack("REGISTER", members.registers),
}


async def _run(name: str, plain: int, tls: int, websocket: int, seconds: float) -> None:
    where = Field(plain=plain, tls=tls, websocket=websocket, seconds=seconds)
    await ATTACKS[name].act(where)
    print(json.dumps(dataclasses.asdict(where.counts)))


def main() -> None:
    name, plain, tls, websocket, seconds = sys.argv[1:]
    # The attacker's own work must not keep those waiting whose waiting is measured.
    os.nice(_NICENESS)
    asyncio.run(_run(name, int(plain), int(tls), int(websocket), float(seconds)))


if __name__ == "__main__":
    main()
