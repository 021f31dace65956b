"""`admin retention`: what is kept of what was said, and deleting what is older than people want, once."""

import sqlite3

from app.server.admin.office import Answer, Arguments, Office, Operation
from app.server.core.ordering import format_time
from app.server.storage.kinds import MESSAGES

_DAY_MS = 86_400_000
_FOR_ALWAYS = "To have that done always, set history.keep_days = {days} in the server's config."


async def retention(office: Office, arguments: Arguments) -> Answer:
    """Delete what is older than so many days; without a number, say what is kept."""
    days = arguments.number("days")
    if not days:
        return await _kept(office)
    before_ms = max(0, office.wall_ms - days * _DAY_MS)
    count = await office.read(lambda connection: _count_before(connection, before_ms))
    await office.expire(before_ms)
    kept_days = office.core.config.history.keep_days
    hint = "" if office.is_serving and 0 < kept_days <= days else " " + _FOR_ALWAYS.format(days=days)
    return {"message": f"{_counted(count, 'message')} older than {_counted(days, 'day')} "
                       f"{'was' if count == 1 else 'were'} deleted.{hint}"}


async def _kept(office: Office) -> Answer:
    count, oldest_ms = await office.read(_count_all)
    days = office.core.config.history.keep_days if office.is_serving else None
    return {"messages": count, "oldest_message": format_time(oldest_ms) if oldest_ms is not None else "",
            "keep_days": days, "rule": _rule(days)}


def _rule(days: int | None) -> str:
    """A server that doesn't run has no rule: its config is known when it starts."""
    if days is None:
        return "Only a running server knows its config."
    return f"What is older than {_counted(days, 'day')} is deleted." if days else "Everything is kept."


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _count_before(connection: sqlite3.Connection, before_ms: int) -> int:
    (count,) = connection.execute(
        f"SELECT count(*) FROM msg WHERE kind IN {MESSAGES} AND ts < ?", (before_ms,)).fetchone()  # noqa: S608 - ours
    return int(count)


def _count_all(connection: sqlite3.Connection) -> tuple[int, int | None]:
    count, oldest_ms = connection.execute(f"SELECT count(*), min(ts) FROM msg WHERE kind IN {MESSAGES}").fetchone()  # noqa: S608 - ours
    return int(count), oldest_ms


OPERATIONS: dict[str, Operation] = {"retention": retention}
