"""What is too old goes, a little at a time; what is younger stays, and nobody who writes has to wait."""

import asyncio
import itertools
import time
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

import pytest

from app.protocol.casemapping import Folded
from app.server.core.events import ChannelDropped
from app.server.core.history import HistoryQuery, TargetsQuery
from app.server.core.ordering import Position
from app.server.storage.rows import TargetIds
from app.server.storage.stored_state import read_last_position
from app.server.storage.upkeep import Upkeep
from app.server.store import Store
from tests.server.outside import PATIENCE_S, Caller, RunningServer
from tests.server.stores import (
    KeptStore,
    at,
    does_all_upkeep,
    index_is_right,
    joined,
    reading,
    said,
    search_texts,
    whispered,
    writing,
)

DAY_MS = 86_400_000


def page(room: str = "#room") -> HistoryQuery:
    return HistoryQuery(conversations=(room,), limit=10_000)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Ten messages at 10 to 100 ms, in the index; a conversation of which all is old; comings."""
    store = KeptStore(tmp_path / "chat.db")
    store.writes(said(1, "word 1"), whispered(2, "word in private", identities=("ann:1", "~bob")),
                 said(3, "word elsewhere", room="#other"), joined(4),
                 *(said(number, f"word {number}") for number in range(5, 11)))
    store.close()
    does_all_upkeep(store.path)
    return store.path


def test_old_messages_are_deleted_and_young_ones_stay(database: Path) -> None:
    does_all_upkeep(database, before_ms=80)
    store = KeptStore(database)

    assert store.reads(page()) == ["word 8", "word 9", "word 10"]
    assert store.reads(page("#other")) == []
    assert store.asks("SELECT count(*) FROM msg") == [(3,)]
    store.close()
    assert search_texts(database, "word", conversations=("#room", "#other"), identity="ann:1") == [
        "word 8", "word 9", "word 10"]
    assert index_is_right(database)


def test_messages_that_were_not_indexed_yet_are_deleted_too(tmp_path: Path) -> None:
    store = KeptStore(tmp_path / "chat.db")
    store.writes(*(said(number, f"word {number}") for number in range(1, 6)))
    store.close()
    with writing(store.path) as connection:
        upkeep = Upkeep(connection, TargetIds(connection))
        upkeep.expire(40)
        while upkeep.step():
            pass

    assert search_texts(store.path, "word") == ["word 4", "word 5"]
    assert index_is_right(store.path)


def test_a_conversation_of_which_nothing_is_left_is_forgotten(database: Path) -> None:
    does_all_upkeep(database, before_ms=80)
    with reading(database) as connection:
        names = connection.execute("SELECT name FROM target").fetchall()
        correspondents = connection.execute("SELECT * FROM correspondent").fetchall()

    assert names == [("#room",)]
    assert correspondents == []


def test_a_conversation_that_was_forgotten_can_begin_anew(database: Path) -> None:
    store = KeptStore(database)
    store.writer.expire(80)
    store.writes(said(11, "again", room="#other"), whispered(12, "psst", identities=("ann:1", "~bob")))
    store.close()
    does_all_upkeep(database, before_ms=80)
    store = KeptStore(database)

    assert store.reads(page("#other")) == ["again"]
    assert store.reads(page("ann:1 ~bob")) == ["psst"]
    assert store.reads(TargetsQuery(rooms=(), identity="~bob", since_ms=0, after_ms=0, before_ms=999, limit=9)) == []
    assert store.failed == []
    store.close()


def test_the_running_writer_forgets_and_begins_anew(database: Path) -> None:
    store = KeptStore(database)
    is_done: SimpleQueue[bool] = SimpleQueue()
    store.writer.expire(10_000, is_done.put)
    assert is_done.get(timeout=PATIENCE_S)
    assert store.asks("SELECT 1 FROM target") == []
    store.writes(said(11, "again"))

    assert store.reads(page()) == ["again"]
    store.close()


def test_a_place_in_the_log_is_never_given_twice_even_when_all_is_deleted(database: Path) -> None:
    does_all_upkeep(database, before_ms=10_000)
    with reading(database) as connection:
        assert connection.execute("SELECT count(*) FROM msg").fetchall() == [(0,)]
        assert read_last_position(connection) == Position(10, 100)


def test_deleting_is_done_in_steps_between_which_others_can_write(tmp_path: Path) -> None:
    store = KeptStore(tmp_path / "chat.db")
    store.writes(*(said(number, f"word {number}") for number in range(1, 2001)))
    store.close()
    does_all_upkeep(store.path)
    with writing(store.path) as connection:
        upkeep = Upkeep(connection, TargetIds(connection))
        upkeep.expire(15_000)
        left = [2000]
        while upkeep.step():
            left.append(connection.execute("SELECT count(*) FROM msg").fetchone()[0])

    deleted = [before - after for before, after in itertools.pairwise(left) if before != after]
    assert left[-1] == 501
    assert len(deleted) > 3
    assert max(deleted) < 1500


def test_a_message_does_not_wait_until_all_that_is_old_is_deleted(tmp_path: Path) -> None:
    store = KeptStore(tmp_path / "chat.db")
    store.writes(*(said(number, f"word {number}") for number in range(1, 10_001)))
    store.writer.expire(10_001 * 10)
    store.writes(said(10_001, "now"))

    assert store.asks("SELECT count(*) FROM msg")[0] > (1,)
    store.close()


def test_a_dropped_room_is_gone_at_once_and_its_messages_later(database: Path) -> None:
    store = KeptStore(database)
    store.writes(at(11, ChannelDropped(channel=Folded("#room"))))
    assert store.reads(page()) == []
    store.writes(said(12, "a new room of that name"))
    store.close()
    does_all_upkeep(database)
    store = KeptStore(database)

    assert store.reads(page()) == ["a new room of that name"]
    assert store.asks("SELECT count(*) FROM msg WHERE kind = 1") == [(3,)]
    store.close()
    assert index_is_right(database)


def test_a_server_deletes_at_its_start_what_is_too_old(tmp_path: Path) -> None:
    now_ms = time.time_ns() // 1_000_000
    with writing(tmp_path / "chat.db") as connection:
        connection.execute("INSERT INTO target VALUES (1, '#general', '#general', 1)")
        connection.executemany(
            "INSERT INTO msg (seq, target, ts, kind, sender, body) VALUES (?, 1, ?, 1, 'ann!a@h', ?)",
            [(1, now_ms - 31 * DAY_MS, "last month"), (2, now_ms - 29 * DAY_MS, "this month")])
    with RunningServer(tmp_path, "--set", "history.keep_days=30") as server, Caller(server.ports[0]) as bob:
        bob.enters("bob", caps="draft/chathistory batch")
        found: list[str] = []
        while len(found) != 1:
            bob.says("CHATHISTORY LATEST #general * 10")
            found = [line for line in bob.hears("BATCH -") if "PRIVMSG" in line]

    assert found[0].endswith(":this month")


class DayByHand:
    """Stands for the running loop: remembers what is to be called later."""

    def __init__(self) -> None:
        self.calls: list[tuple[float, Callable[..., None], tuple[object, ...]]] = []

    def call_later(self, delay: float, call: Callable[..., None], *values: object) -> "DayByHand":
        self.calls.append((delay, call, values))
        return self

    def cancel(self) -> None:
        self.calls.clear()

    def passes(self) -> None:
        ((_, call, values),) = self.calls
        self.calls.clear()
        call(*values)


def test_old_messages_are_looked_for_once_a_day_and_not_at_all_when_all_are_kept(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day = DayByHand()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: day)
    limits: list[int] = []
    monkeypatch.setattr("app.server.storage.writer.StorageWriter.expire", lambda _self, before: limits.append(before))
    store = Store(tmp_path / "chat.db", lambda *_: None, lambda *_: None, lambda *_: None, may_salvage=True)
    store.keep(0)
    assert (day.calls, limits) == ([], [])

    store.keep(30)
    assert [delay for delay, _, _ in day.calls] == [DAY_MS / 1000]
    day.passes()
    assert len(limits) == 2
    assert abs(limits[1] - (time.time() * 1000 - 30 * DAY_MS)) < 60_000

    store.keep(0)
    assert day.calls == []
    monkeypatch.undo()
    asyncio.run(store.close())
