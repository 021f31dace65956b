"""Attacks by those who are registered: lines of every kind, as fast as the server takes them, from all at once."""

import asyncio
import base64
from collections.abc import Callable

from benchmarks.attacking import ADDRESSES, PER_ADDRESS, Field, crowd, flood

_ROOMS = 30
_LONG_AGO = "timestamp=2020-01-01T00:00:00.000Z"
_FAR_AHEAD = "timestamp=2099-01-01T00:00:00.000Z"


# Lines.


async def _flooding(where: Field, lines: Callable[[int, int], str], *, mark: bytes = b"", caps: str = "",
                    setup: Callable[[int], str] | None = None, chunk: int = 20) -> None:
    """All attackers do what `setup` says, and then say lines as fast as they are taken."""
    attackers = await crowd(where, mark=mark, caps=caps)
    if setup is not None:
        await asyncio.gather(*(each.asks((setup(number) + "\r\nPING ready\r\n").encode(), b" PONG chat.local :ready")
                               for number, each in enumerate(attackers)))
    await flood(where, attackers, lines, chunk=chunk)


async def endless_lines(where: Field) -> None:
    attackers = await crowd(where)
    data = b"x" * 16_384
    while not where.is_over():
        said = [each.say(data) for each in attackers]
        await asyncio.sleep(0 if any(said) else 0.01)


async def giant_lines(where: Field) -> None:
    await _flooding(where, lambda _n, _r: "PRIVMSG #hall :" + "x" * 5000, mark=b" 417 ")


async def tags(where: Field) -> None:
    line = "@" + ";".join(f"+t{number:x}=\\s\\:" for number in range(330)) + " TAGMSG #hall"
    await _flooding(where, lambda _n, _r: line, mark=b" TAGMSG ", caps="message-tags", setup=_one_hall)


async def empty_lines(where: Field) -> None:
    await _flooding(where, lambda _n, _r: ":\r\n@\r\n: \r\n@", chunk=1000)


async def pings(where: Field) -> None:
    await _flooding(where, lambda _n, running: f"PING {running}", mark=b" PONG ", chunk=500)


async def unknown_commands(where: Field) -> None:
    await _flooding(where, lambda _n, _r: "X", mark=b" 421 ", chunk=2000)


# In rooms of all attackers.


def _one_hall(_number: int) -> str:
    return "JOIN #hall"


def _halls(rooms: int) -> str:
    return ",".join(f"#hall{number}" for number in range(rooms))


async def talk(where: Field) -> None:
    await _flooding(where, lambda _n, running: f"PRIVMSG #hall :{running} " + "x" * 300, mark=b" PRIVMSG ",
                    setup=_one_hall)


async def never_reads(where: Field) -> None:
    attackers = await crowd(where)
    await asyncio.gather(*(each.asks(b"JOIN #hall\r\n", b" 366 ") for each in attackers))
    for each in attackers[::2]:
        each.reads = False
        each.transport.pause_reading()
    await flood(where, attackers, lambda _n, running: f"PRIVMSG #hall :{running} " + "x" * 400)


async def never_reads_answers(where: Field) -> None:
    attackers = await crowd(where)
    await asyncio.gather(*(each.asks(f"JOIN {_halls(10)}\r\n".encode(), b"#hall9 :") for each in attackers))
    for each in attackers:
        each.reads = False
        each.transport.pause_reading()
    await flood(where, attackers, lambda _n, _r: f"WHO {_halls(10)}")


async def joins(where: Field) -> None:
    await _flooding(where, lambda _n, running: f"JOIN {_halls(_ROOMS)}" if running % 2 else f"PART {_halls(_ROOMS)}",
                    mark=b" JOIN ")


async def parting(where: Field) -> None:
    await _flooding(where, lambda _n, running: "JOIN #calm" if running % 2 else "PART #calm :bye", mark=b" JOIN ")


async def who(where: Field) -> None:
    await _flooding(where, lambda _n, _r: f"WHO {_halls(10)}", mark=b" 315 ", setup=lambda _n: f"JOIN {_halls(10)}")


async def names(where: Field) -> None:
    await _flooding(where, lambda _n, _r: f"NAMES {_halls(10)}", mark=b"hall9 :End",
                    setup=lambda _n: f"JOIN {_halls(10)}")


def _many_rooms(number: int) -> str:
    return "\r\n".join("JOIN " + ",".join(f"#r{number}-{n + k}" for k in range(25)) for n in range(0, 100, 25))


async def room_lists(where: Field) -> None:
    await _flooding(where, lambda _n, _r: "LIST", mark=b" 323 ", setup=_many_rooms, chunk=5)


async def masks(where: Field) -> None:
    await _flooding(where, lambda _n, _r: "WHO " + "*a" * 200, mark=b" 315 ")


async def bans(where: Field) -> None:
    def line(number: int, running: int) -> str:
        if running % 2:
            return f"PRIVMSG #bans{number} :hello"
        each = [f"*{'a*' * 20}{number}{running}{k}!*@*" for k in range(6)]
        return f"MODE #bans{number} +bbbbbb " + " ".join(each)

    await _flooding(where, line, mark=b" MODE ", setup=lambda number: f"JOIN #bans{number}")


async def nicks(where: Field) -> None:
    await _flooding(where, lambda number, running: f"NICK n{(number + running) % 20}", mark=b" NICK ", setup=_one_hall)


async def targets(where: Field) -> None:
    def line(number: int, running: int) -> str:
        to = [f"a{(number + k) % ADDRESSES}-{(running + k) % PER_ADDRESS}" for k in range(4)]
        lines = (f"PRIVMSG {','.join(to)} :buy", f"INVITE {to[0]} #i{number}", "KNOCK #calm",
                 f"NOTICE calm0 :{running}")
        return lines[running % 4]

    await _flooding(where, line, setup=lambda number: f"JOIN #i{number}")


async def watching(where: Field) -> None:
    def line(number: int, running: int) -> str:
        nicks = ",".join(f"w{number}-{running}-{k}" for k in range(40))
        return ("MONITOR C", f"MONITOR + {nicks}", "MONITOR S", f"METADATA * SET k{running % 40} :{'v' * 250}",
                "METADATA #hall SYNC", "METADATA * LIST")[running % 6]

    await _flooding(where, line, mark=b" 734 ", caps="draft/metadata-2 batch", setup=_one_hall)


async def reactions(where: Field) -> None:
    def line(_number: int, running: int) -> str:
        if running % 8 == 0:
            return f"PRIVMSG #hall :{running}"
        if running % 2:
            return "@+draft/react=👍;+reply=0000000000000 TAGMSG #hall"
        return f"EDIT #hall 0000000000000 :{running}"

    await _flooding(where, line, mark=b" TAGMSG ", setup=_one_hall,
                    caps="message-tags echo-message batch groupchat.local/edit")


async def hoards(where: Field) -> None:
    tags = "label=" + "l" * 60 + ";+x=" + "y" * 3900

    def line(_number: int, running: int) -> str:
        if running % 120 == 0:
            return f"@{tags} BATCH +b{running} draft/multiline #hall"
        return f"@{tags[:3900]};batch=b{running - running % 120} PRIVMSG #hall :{'z' * 150}"

    await _flooding(where, line, setup=_one_hall,
                    caps="message-tags batch draft/multiline labeled-response echo-message")


# What is slow.


async def history(where: Field) -> None:
    forms = ("LATEST #seeded * 100", f"AFTER #seeded {_LONG_AGO} 100", f"TARGETS {_LONG_AGO} {_FAR_AHEAD} 100",
             f"AROUND #seeded {_FAR_AHEAD} 100")
    await _flooding(where, lambda _n, running: "CHATHISTORY " + forms[running % 4], mark=b"BATCH -",
                    caps="batch draft/chathistory server-time message-tags", setup=lambda _n: "JOIN #seeded")


async def replays(where: Field) -> None:
    await _flooding(where, lambda _n, running: "JOIN #seeded" if running % 2 else "PART #seeded", mark=b" 366 ")


async def searches(where: Field) -> None:
    words = ("text=word", "text=common+seldom", "in=#seeded;text=message", "from=watcher;text=seldom")
    await _flooding(where, lambda _n, running: "SEARCH " + words[running % 4], mark=b"BATCH -",
                    caps="batch server-time message-tags groupchat.local/search", setup=lambda _n: "JOIN #seeded")


async def logins(where: Field) -> None:
    wrong = base64.b64encode(b"\0owner\0wrong password").decode()
    await _flooding(where, lambda _n, running: f"AUTHENTICATE {wrong}" if running % 2 else "AUTHENTICATE PLAIN",
                    mark=b" 904 ", caps="sasl")


async def registers(where: Field) -> None:
    await _flooding(where, lambda number, running: f"REGISTER * * password{number}{running}", mark=b" REGISTER ",
                    caps="draft/account-registration")
