"""Disks fill up, files are locked, clocks go back: whoever sends is told, nobody else notices, and life goes on."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.protocol.casemapping import Folded
from app.server.core.events import ChannelState, Record, Stay
from app.server.core.history import HistoryQuery
from app.server.core.ordering import LogClock, Position
from app.server.storage.rows import Forget, KeepStay, Restore, TargetIds
from app.server.storage.stored_state import read_last_position, read_state
from app.server.storage.upkeep import Upkeep
from tests.server.outside import Caller, RunningServer, serve_and_fail
from tests.server.stores import KeptStore, joined, reading, said, writing

PAGE = HistoryQuery(conversations=("#room",), limit=100)
LONG = "x" * 300


@pytest.fixture
def store(tmp_path: Path) -> Iterator[KeptStore]:
    store = KeptStore(tmp_path / "chat.db")
    store.writes(said(1, "before"))
    yield store
    store.close()


class FullDisk:
    """No page can be added to the file."""

    def __init__(self, store: KeptStore) -> None:
        self._store = store

    def begins(self) -> None:
        (pages,) = self._store.connection.execute("PRAGMA page_count").fetchone()
        self._store.connection.execute(f"PRAGMA max_page_count = {pages}")

    def ends(self) -> None:
        self._store.connection.execute("PRAGMA max_page_count = 1000000")


class ReadOnlyFile(FullDisk):
    """Nothing can be written."""

    def begins(self) -> None:
        self._store.connection.execute("PRAGMA query_only = ON")

    def ends(self) -> None:
        self._store.connection.execute("PRAGMA query_only = OFF")


class LockedFile(FullDisk):
    """Another program writes and does not come to an end."""

    def __init__(self, store: KeptStore) -> None:
        super().__init__(store)
        self._other = sqlite3.connect(store.path, isolation_level=None, check_same_thread=False)

    def begins(self) -> None:
        self._store.connection.execute("PRAGMA busy_timeout = 20")
        self._other.execute("BEGIN IMMEDIATE")

    def ends(self) -> None:
        self._other.execute("ROLLBACK")
        self._other.close()


Trouble = Callable[[KeptStore], FullDisk]


@pytest.fixture(params=[FullDisk, ReadOnlyFile, LockedFile])
def trouble(store: KeptStore, request: pytest.FixtureRequest) -> FullDisk:
    make: Trouble = request.param
    return make(store)


def big(first: int) -> list[object]:
    """More than fits into the pages there are."""
    return [said(first + number, f"{first + number} {LONG}") for number in range(100)]


def test_what_can_not_be_saved_is_refused_and_reading_goes_on(store: KeptStore, trouble: FullDisk) -> None:
    trouble.begins()
    store.writes(*big(2))  # type: ignore[arg-type]  # records all of them

    assert [record.position.sequence for record in store.failed] == list(range(2, 102))
    assert store.reads(PAGE) == ["before"]
    trouble.ends()
    store.writes(said(200, "after"))
    assert store.reads(PAGE) == ["before", "after"]


def test_a_new_room_begins_after_the_trouble_though_it_could_not_during_it(
        store: KeptStore, trouble: FullDisk) -> None:
    trouble.begins()
    store.writes(said(2, LONG * 100, room="#new"))
    trouble.ends()
    store.writes(said(3, "hello", room="#new"))

    assert store.reads(HistoryQuery(conversations=("#new",), limit=9)) == ["hello"]


def test_the_log_says_it_once_and_says_when_it_is_over(
        store: KeptStore, trouble: FullDisk, caplog: pytest.LogCaptureFixture) -> None:
    trouble.begins()
    for number in range(2, 8):
        store.writes(said(number, LONG * 100))
    trouble.ends()
    store.writes(said(9, "after"))
    said_once = [record.getMessage() for record in caplog.records if "trouble" in record.name]

    assert len(said_once) == 2
    assert said_once[0].startswith("messages can't be saved: ")
    assert said_once[1] == "messages are saved again; 6 were refused meanwhile"


def test_what_the_world_holds_already_is_saved_when_that_works_again(store: KeptStore, trouble: FullDisk) -> None:
    state = ChannelState(name="#Room", folded=Folded("#room"), created_ms=10, has_history=True, topic=("T", "b", 5))
    stay = Stay(account=Folded("ann"), nick="Ann", user="a", host="h", realname="A", channels={"#room": "o"})
    store.writes(said(2, "against the rules"))
    trouble.begins()
    store.writes(Forget(said(2, "")), Restore(state), KeepStay("ann", None), KeepStay("ann", stay), *big(3))  # type: ignore[arg-type]  # records all of them
    trouble.ends()
    store.writes(said(200, "after"))

    assert store.reads(PAGE) == ["before", "after"]
    with reading(store.path) as connection:
        stored = read_state(connection)
    assert [channel.topic for channel in stored.channels] == [("T", "b", 5)]
    assert stored.stays == (stay,)


def test_comings_that_can_not_be_kept_disturb_nobody(store: KeptStore, trouble: FullDisk) -> None:
    trouble.begins()
    store.writer.submit([joined(number) for number in range(2, 300)])
    trouble.ends()
    store.writes(said(400, "after"))

    assert store.reads(PAGE) == ["before", "after"]
    assert store.failed == []


def test_one_record_that_can_not_be_written_costs_nobody_else_anything(store: KeptStore) -> None:
    store.writes(said(2, "two"), said(1, "a place that is taken", room="#new"), said(3, "no text \ud800", room="#new"),
                 said(4, "four", room="#new"))

    assert [record.position.sequence for record in store.failed] == [1, 3]
    assert [record.position.sequence for record in store.committed] == [1, 2, 4]
    assert store.reads(PAGE) == ["before", "two"]


def test_upkeep_that_fails_waits_until_writing_works(
        store: KeptStore, caplog: pytest.LogCaptureFixture) -> None:
    store.close()
    with writing(store.path) as connection:
        upkeep = Upkeep(connection, TargetIds(connection))
        upkeep.expire(10_000)
        connection.execute("PRAGMA query_only = ON")
        assert [upkeep.step() for _ in range(5)] == [False] * 5
        connection.execute("PRAGMA query_only = OFF")
        assert upkeep.step() is False
        upkeep.wrote(1, may_have_dropped=False)
        while upkeep.step():
            pass
        left = connection.execute("SELECT count(*) FROM msg").fetchone()

    assert left == (0,)
    assert [record.getMessage().partition(":")[0] for record in caplog.records if record.levelname == "WARNING"] == [
        "upkeep of the messages has to wait"]


@pytest.mark.skipif(sys.platform != "linux", reason="limits of another process can be set on Linux only")
def test_a_server_on_a_full_disk_refuses_messages_and_does_all_else(tmp_path: Path) -> None:
    import resource  # there is none on Windows

    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as ann, Caller(server.ports[0]) as bob:
        ann.enters("ann", caps="echo-message labeled-response batch draft/chathistory")
        bob.enters("bob")
        ann.says("PRIVMSG #general :one")
        ann.hears(":one")
        largest = (tmp_path / "chat.db-wal").stat().st_size
        _, hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (largest, hard))
        ann.says("@label=L PRIVMSG #general :two", "PRIVMSG #general :three")
        refusals = [ann.line(), ann.line()]
        with Caller(server.ports[0]) as eve:
            eve.enters("eve")
        ann.says("CHATHISTORY LATEST #general * 10")
        history = [line for line in ann.hears("BATCH -") if "PRIVMSG" in line]
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
        ann.says("PRIVMSG #general :four")
        ann.hears(":four")
        heard = [line for line in bob.catches_up() if "PRIVMSG" in line or "eve" in line]
        server.stop()
        assert server.process.stderr is not None
        log = server.process.stderr.read()

    assert refusals[0].startswith("@label=L :chat.local FAIL PRIVMSG STORAGE_FAILED :")
    assert refusals[1].startswith(":chat.local FAIL PRIVMSG STORAGE_FAILED :")
    assert [line.rpartition(":")[2] for line in history] == ["one"]
    assert [line.partition(" ")[2].partition(" ")[0] for line in heard] == ["PRIVMSG", "JOIN", "QUIT", "PRIVMSG"]
    assert log.count("messages can't be saved") == 1


def test_a_server_whose_file_is_locked_refuses_messages_and_reads_at_once(tmp_path: Path) -> None:
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as ann, Caller(server.ports[0]) as bob:
        ann.enters("ann", caps="echo-message")
        bob.enters("bob", caps="draft/chathistory batch")
        ann.says("PRIVMSG #general :one")
        ann.hears(":one")
        blocker = sqlite3.connect(tmp_path / "chat.db", isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        ann.says("PRIVMSG #general :two")
        bob.says("CHATHISTORY LATEST #general * 10")
        history = [line for line in bob.hears("BATCH -") if "PRIVMSG" in line]
        refusal = ann.hears("STORAGE_FAILED")
        blocker.execute("ROLLBACK")
        blocker.close()
        ann.says("PRIVMSG #general :three")

        assert [line for line in history if line.startswith("@batch")] == history[-1:]
        assert not any("PRIVMSG #general :two" in line for line in refusal)
        assert ann.hears(":three")[-1].endswith("PRIVMSG #general :three")


def test_a_file_that_another_program_has_for_itself_ends_the_start(tmp_path: Path) -> None:
    with RunningServer(tmp_path):
        pass
    blocker = sqlite3.connect(tmp_path / "chat.db", isolation_level=None)
    blocker.execute("PRAGMA locking_mode = EXCLUSIVE")
    blocker.execute("BEGIN IMMEDIATE")
    code, said_out, said_err = serve_and_fail("--listen", "127.0.0.1:0", "--data-dir", str(tmp_path))
    blocker.close()

    assert (code, said_out) == (5, "")
    assert said_err.splitlines()[-1].startswith("Another program has the messages in")
    assert "Traceback" not in said_err


def test_the_log_never_goes_back_though_the_clock_does(tmp_path: Path) -> None:
    store = KeptStore(tmp_path / "chat.db")
    clock = LogClock()
    first = clock.next(1_767_225_600_000)
    store.writes(Record(first, said(1, "today").event))
    store.close()
    with reading(store.path) as connection:
        again = LogClock(read_last_position(connection)).next(1_000_000_000_000)

    assert again.sequence > first.sequence
    assert again.time_ms == first.time_ms


def test_a_forgotten_last_message_leaves_its_place_taken(store: KeptStore) -> None:
    store.writes(said(7, "against the rules"))
    store.writes(Forget(said(7, "")), said(2, "earlier"))
    store.close()
    with reading(store.path) as connection:
        assert read_last_position(connection) == Position(7, 70)
