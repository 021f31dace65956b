"""`admin status` and `admin statistics`: how the server is, and how much there is of what."""

import datetime as dt
import sqlite3
from contextlib import suppress
from pathlib import Path

from app.server.admin.office import Answer, Arguments, Office, Operation
from app.server.storage.kinds import MESSAGES

_DAYS = 7


async def status(office: Office, _arguments: Arguments) -> Answer:
    """Whether it serves, since when, and who is here. The command line adds what the note in the folder says."""
    core = office.core
    # Without its config a server that doesn't run has no name.
    name = core.config.server.network if office.is_serving else ""
    return {
        "running": office.is_serving, "version": core.identity.version, "name": name,
        "uptime_seconds": uptime_s(office), "people": core.world.people if office.is_serving else 0,
        "connections": len(core.world.connections), "accounts": len(core.world.accounts.by_name),
        "rooms": len(core.world.channels), "database_bytes": size_of(office.database),
        **(office.gauges() if office.is_serving else {}),
    }


async def statistics(office: Office, _arguments: Arguments) -> Answer:
    """People, rooms, messages in all and by day, sizes."""
    world = office.core.world
    days = [(today() - dt.timedelta(days=back)).isoformat() for back in reversed(range(_DAYS))]
    total, by_day = await office.read(lambda connection: _count(connection, days[0]))
    return {
        "uptime_seconds": uptime_s(office), "people": world.people if office.is_serving else 0,
        "most_people": world.most_people if office.is_serving else 0, "connections": len(world.connections),
        "rooms": len(world.channels), "rooms_in_use": world.rooms_in_use if office.is_serving else 0,
        "accounts": len(world.accounts.by_name), "bans": len(world.bans.current(office.wall_ms)),
        "messages": total, "messages_by_day": [{"day": day, "messages": by_day.get(day, 0)} for day in days],
        "database_bytes": size_of(office.database),
    }


def today() -> dt.date:
    """The day where the server stands, by which people count."""
    return dt.datetime.now().astimezone().date()


def uptime_s(office: Office) -> int:
    """How long it has been serving, 0 when it isn't."""
    return int(office.clocks().monotonic - office.core.started_at) if office.is_serving else 0


def size_of(database: Path) -> int:
    """The size in bytes, with what stands in the log beside the file."""
    size = 0
    for file in (database, database.with_name(database.name + "-wal")):
        with suppress(OSError):
            size += file.stat().st_size
    return size


def _count(connection: sqlite3.Connection, first_day: str) -> tuple[int, dict[str, int]]:
    """Messages in all, and since a day by local days."""
    (total,) = connection.execute(f"SELECT count(*) FROM msg WHERE kind IN {MESSAGES}").fetchone()  # noqa: S608 - ours
    rows = connection.execute(
        f"SELECT date(ts / 1000, 'unixepoch', 'localtime') AS day, count(*) FROM msg"  # noqa: S608 - a constant of ours
        f" WHERE kind IN {MESSAGES} AND ts >= (strftime('%s', ?, 'utc') * 1000) GROUP BY day", (first_day,))
    return int(total), dict(rows.fetchall())


OPERATIONS: dict[str, Operation] = {"status": status, "statistics": statistics}
