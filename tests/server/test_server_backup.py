"""Backups: whole, private, made while the server goes on; and put back only if they are sound."""

import sqlite3
import stat
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.server.core.history import HistoryQuery
from app.server.storage.backup import BackupError, backup, restore
from app.server.storage.schema import STEPS
from tests.server.outside import Caller, RunningServer
from tests.server.stores import KeptStore, does_all_upkeep, index_is_right, said, search_texts

ALL = HistoryQuery(conversations=("#room",), limit=100)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    store = KeptStore(tmp_path / "data" / "chat.db")
    store.writes(said(1, "first"), said(2, "second"))
    store.close()
    return store.path


def texts_of(database: Path) -> list[str]:
    store = KeptStore(database)
    texts = store.reads(ALL)
    store.close()
    return texts


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_backup_holds_everything_that_was_saved(database: Path, tmp_path: Path) -> None:
    does_all_upkeep(database)
    backup(database, tmp_path / "copy.db")

    assert texts_of(tmp_path / "copy.db") == ["first", "second"]
    assert search_texts(tmp_path / "copy.db", "second") == ["second"]
    assert index_is_right(tmp_path / "copy.db")


def test_a_backup_is_made_while_the_writer_goes_on(database: Path, tmp_path: Path) -> None:
    store = KeptStore(database)
    store.writes(said(3, "in the log still"))
    backup(database, tmp_path / "copy.db")
    store.writes(said(4, "later"))
    store.close()

    assert texts_of(tmp_path / "copy.db") == ["first", "second", "in the log still"]
    assert texts_of(database)[-1] == "later"


def test_a_backup_of_a_running_server_holds_what_it_acknowledged(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "data") as server, Caller(server.ports[0]) as ann:
        ann.enters("ann", caps="echo-message")
        ann.says("PRIVMSG #general :keep this")
        ann.hears("keep this")
        backup(tmp_path / "data" / "chat.db", tmp_path / "copy.db")
        ann.says("PRIVMSG #general :and go on")
        ann.hears("and go on")

    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        assert connection.execute("SELECT body FROM msg WHERE kind = 1").fetchall() == [("keep this",)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permission bits")
def test_a_backup_is_for_its_owner_alone_and_one_file(database: Path, tmp_path: Path) -> None:
    (tmp_path / "safe").mkdir()
    backup(database, tmp_path / "safe" / "copy.db")

    assert names(tmp_path / "safe") == {"copy.db"}
    assert stat.S_IMODE((tmp_path / "safe" / "copy.db").stat().st_mode) == 0o600


def test_a_backup_overwrites_nothing(database: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")

    with pytest.raises(BackupError, match="is there already"):
        backup(database, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"


@pytest.mark.parametrize(("content", "sentence"), [
    (None, "There are no messages"), (b"no database" * 999, "can't be made"),
])
def test_a_backup_that_can_not_be_made_leaves_nothing(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    (tmp_path / "data").mkdir()
    if content is not None:
        (tmp_path / "data" / "chat.db").write_bytes(content)
    before = names(tmp_path)

    with pytest.raises(BackupError, match=sentence):
        backup(tmp_path / "data" / "chat.db", tmp_path / "copy.db")
    assert names(tmp_path) == before


def test_a_backup_into_a_folder_that_is_not_there_is_refused(database: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="can't be written"):
        backup(database, tmp_path / "nowhere" / "copy.db")


def test_a_restored_backup_is_what_the_next_start_finds(database: Path, tmp_path: Path) -> None:
    backup(database, tmp_path / "copy.db")
    store = KeptStore(database)
    store.writes(said(3, "a mistake"))
    store.close()
    replaced = restore(database, tmp_path / "copy.db")

    assert texts_of(database) == ["first", "second"]
    assert replaced is not None
    assert replaced.name.startswith("chat.db.before-restore-")
    assert texts_of(replaced) == ["first", "second", "a mistake"]


def test_what_only_the_log_held_is_kept_with_the_old_one(database: Path, tmp_path: Path) -> None:
    backup(database, tmp_path / "copy.db")
    store = KeptStore(database)
    store.writes(said(3, "only in the log"))
    killed = {path: path.read_bytes() for path in database.parent.iterdir()}
    store.close()
    for path, content in killed.items():
        path.write_bytes(content)
    replaced = restore(database, tmp_path / "copy.db")

    assert replaced is not None
    assert texts_of(replaced) == ["first", "second", "only in the log"]
    assert texts_of(database) == ["first", "second"]


def test_a_backup_can_be_restored_where_nothing_was(database: Path, tmp_path: Path) -> None:
    backup(database, tmp_path / "copy.db")
    (tmp_path / "new").mkdir()

    assert restore(tmp_path / "new" / "chat.db", tmp_path / "copy.db") is None
    assert texts_of(tmp_path / "new" / "chat.db") == ["first", "second"]


def no_database(path: Path) -> None:
    path.write_bytes(b"no database" * 999)


def strange_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE song (title TEXT); PRAGMA user_version = 1;")


def newer_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"CREATE TABLE msg (seq INTEGER); PRAGMA user_version = {len(STEPS) + 1};")


def damaged_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(STEPS[0] + "PRAGMA user_version = 1;")
        connection.execute("INSERT INTO target VALUES (1, '#room', '#Room', 1)")
        connection.executemany("INSERT INTO msg VALUES (?, 1, 1, 1, 'a!b@c', NULL, NULL, NULL, ?)",
                               [(number, "x" * 500) for number in range(100)])
        connection.commit()
    data = bytearray(path.read_bytes())
    data[len(data) - 4096:] = b"\xa5" * 4096
    path.write_bytes(data)


def nothing(_path: Path) -> None:
    """There is no file."""


def test_a_damaged_backup_is_refused_in_one_line(database: Path, tmp_path: Path) -> None:
    damaged_database(tmp_path / "copy.db")

    with pytest.raises(BackupError) as refusal:
        restore(database, tmp_path / "copy.db")
    assert "***" not in str(refusal.value)
    assert len(str(refusal.value).splitlines()) == 1


@pytest.mark.parametrize(("make", "sentence"), [
    (nothing, "There is no file"), (no_database, "no backup of messages"), (strange_database, "no backup of messages"),
    (newer_database, "newer version"), (damaged_database, "damaged"),
])
def test_what_is_no_sound_backup_is_refused_and_nothing_is_touched(
        database: Path, tmp_path: Path, make: Callable[[Path], None], sentence: str) -> None:
    make(tmp_path / "copy.db")
    before = {path.name: path.read_bytes() for path in database.parent.iterdir()}

    with pytest.raises(BackupError, match=sentence):
        restore(database, tmp_path / "copy.db")
    assert {path.name: path.read_bytes() for path in database.parent.iterdir()} == before


def test_a_backup_of_an_earlier_version_is_brought_up_to_date(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        connection.executescript(STEPS[0] + "PRAGMA user_version = 1;")
        connection.execute("INSERT INTO target VALUES (1, '#room', '#Room', 1)")
        connection.execute("INSERT INTO msg VALUES (1, 1, 1, 1, 'a!b@c', NULL, NULL, NULL, 'old times')")
        connection.commit()
    restore(tmp_path / "chat.db", tmp_path / "copy.db")

    assert texts_of(tmp_path / "chat.db") == ["old times"]
