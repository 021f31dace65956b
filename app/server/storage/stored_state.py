"""What a starting server reads: where the log ended, and everything beside the messages."""

import sqlite3

from app.protocol.casemapping import Folded
from app.server.core.events import StoredState
from app.server.core.ordering import Position
from app.server.storage import people_rows, room_rows


def read_state(connection: sqlite3.Connection) -> StoredState:
    """Rooms, accounts and all that belongs to them."""
    renamed = connection.execute("SELECT old, new FROM renamed")
    return StoredState(
        channels=room_rows.read_channels(connection), accounts=people_rows.read_accounts(connection),
        account_metadata=people_rows.read_metadata(connection), markers=people_rows.read_markers(connection),
        bans=people_rows.read_bans(connection), renamed={Folded(old): Folded(new) for old, new in renamed},
        stays=people_rows.read_stays(connection),
    )


def read_last_position(connection: sqlite3.Connection) -> Position:
    """The last place that was written to, to go on from, even if what was there is deleted."""
    row = connection.execute("SELECT seq, ts FROM msg ORDER BY seq DESC LIMIT 1").fetchone() or (0, 0)
    marks = dict(connection.execute("SELECT name, value FROM mark WHERE name IN ('last_seq', 'last_ts')"))
    return Position(max(row[0], marks.get("last_seq", 0)), max(row[1], marks.get("last_ts", 0)))
