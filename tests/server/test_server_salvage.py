"""A file that a crash, a disk or a person damaged: what can be read is saved, and the server starts."""

import re
import sqlite3
from pathlib import Path

import pytest

from app.protocol.casemapping import Folded
from app.server.core.accounts import AccountState
from app.server.core.events import AccessChanged, AccountSaved, TopicChanged
from app.server.core.history import HistoryQuery
from app.server.core.sender import Sender
from app.server.storage import beside
from app.server.storage.opening import close_store, open_store
from app.server.storage.schema import STEPS
from tests.server.outside import Caller, RunningServer
from tests.server.stores import KeptStore, at, does_all_upkeep, index_is_right, said, search_texts, writing

PAGE = 4096
COUNT = 6000
ALL = HistoryQuery(conversations=("#room", "#other"), limit=2 * COUNT)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Messages in two rooms, a topic and an account, all in the file itself."""
    store = KeptStore(tmp_path / "chat.db")
    store.writes(*(said(number, f"word{number} {'x' * 60}", room="#Other" if number % 3 == 0 else "#Room")
                   for number in range(1, COUNT + 1)),
                 at(COUNT + 1, TopicChanged(channel=Folded("#room"), display="#Room", text="Plans",
                                            sender=Sender(source="ann!~a@h"))),
                 at(COUNT + 2, AccountSaved(account=AccountState(name="Ann", created_ms=5, verifier=None))))
    store.close()
    does_all_upkeep(store.path)
    return store.path


def spoil(database: Path, *texts: str) -> None:
    """Overwrite the pages on which these texts stand first."""
    data = bytearray(database.read_bytes())
    for text in texts:
        start = data.index(text.encode()) // PAGE * PAGE
        data[start:start + PAGE] = b"\xa5" * PAGE
    database.write_bytes(data)


def opened(database: Path) -> None:
    """A server starts, looks at its messages, and ends as it should."""
    store = open_store(database)
    if store.health is not None:
        store.health.start()
        store.health.close()
    store.connection.close()
    close_store(database, is_damaged=False, is_checked=True)


def kept_numbers(database: Path) -> list[int]:
    store = KeptStore(database)
    texts = store.reads(ALL)
    store.close()
    return [int(text.split()[0].removeprefix("word")) for text in texts]


def aside(database: Path) -> list[Path]:
    return sorted(path for path in database.parent.iterdir() if ".damaged-" in path.name)


def test_a_damaged_page_costs_what_stood_on_it_and_nothing_else(
        database: Path, caplog: pytest.LogCaptureFixture) -> None:
    spoil(database, "word3000 ")
    opened(database)
    kept = kept_numbers(database)
    lost = sorted(set(range(1, COUNT + 1)) - set(kept))

    assert 3000 in lost
    assert lost == list(range(lost[0], lost[-1] + 1))
    assert len(lost) < 60
    assert f"saved from the damaged messages: 2 conversations, {len(kept) + 1:,} messages" in caplog.text
    assert f"known to be lost: {len(lost)} rows" in caplog.text


def test_two_damaged_pages_cost_what_stood_on_them(database: Path) -> None:
    spoil(database, "word1000 ", "word5000 ")
    opened(database)
    lost = set(range(1, COUNT + 1)) - set(kept_numbers(database))

    assert {1000, 5000} <= lost
    assert len(lost) < 120
    assert not lost & set(range(1100, 4900))


def test_topics_accounts_and_the_index_live_on(database: Path) -> None:
    spoil(database, "word3000 ")
    store = open_store(database)
    store.connection.close()
    does_all_upkeep(database)

    assert {channel.name: channel.topic for channel in store.stored.channels} == {
        "#Room": ("Plans", "ann!~a@h", (COUNT + 1) * 10), "#Other": None}
    assert [account.name for account in store.stored.accounts] == ["Ann"]
    assert store.last.sequence == COUNT + 1
    assert search_texts(database, "word4001") == [f"word4001 {'x' * 60}"]
    assert index_is_right(database)


def test_a_lost_page_of_conversations_is_made_good_from_its_index(database: Path) -> None:
    spoil(database, "#room#Room")
    opened(database)

    assert kept_numbers(database) == list(range(1, COUNT + 1))


def test_what_is_damaged_and_saved_is_said_in_words_and_a_line_each(
        database: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = KeptStore(database)
    store.writes(at(COUNT + 3, AccessChanged(channel=Folded("#room"), display="#Room", account=Folded("ann"),
                                           modes="o")))
    store.close()
    spoil(database, "word3000 ")
    opened(database)

    assert ", 1 rights in rooms; known to be lost" in caplog.text
    assert len(caplog.text.splitlines()) == len(caplog.records)


def test_the_damaged_file_is_kept_with_the_date(database: Path) -> None:
    spoil(database, "word3000 ")
    damaged = database.read_bytes()
    opened(database)

    (kept,) = aside(database)
    assert re.fullmatch(r"chat\.db\.damaged-\d{4}-\d\d-\d\d", kept.name)
    assert kept.read_bytes() == damaged


@pytest.mark.parametrize("content", [b"this is no database" * 1000, b"\0" * 8192])
def test_what_is_no_database_is_put_aside(tmp_path: Path, content: bytes) -> None:
    database = tmp_path / "chat.db"
    database.write_bytes(content)
    opened(database)
    database.write_bytes(content)
    opened(database)

    assert [path.read_bytes() for path in aside(database)] == [content] * 2
    assert kept_numbers(database) == []


def test_a_file_cut_in_half_gives_what_is_left(database: Path) -> None:
    data = database.read_bytes()
    database.write_bytes(data[:len(data) // 2])
    opened(database)

    assert aside(database) != []
    assert len(kept_numbers(database)) > 100


def test_a_file_of_an_earlier_version_is_saved_and_brought_up_to_date(tmp_path: Path) -> None:
    database = tmp_path / "chat.db"
    connection = sqlite3.connect(database)
    connection.executescript(f"{STEPS[0]}; PRAGMA user_version = 1;")
    connection.execute("INSERT INTO target VALUES (1, '#room', '#Room', 1), (2, 'ann bob', 'ann bob', 1)")
    connection.executemany("INSERT INTO msg VALUES (?, ?, ?, 1, 'ann!a@h', NULL, NULL, NULL, ?)",
                           [(number, 1 + number % 2, number, f"word{number} {'x' * 90}") for number in range(1, 2001)])
    connection.commit()
    connection.close()
    spoil(database, "word1000 ")
    opened(database)

    kept = kept_numbers(database)
    assert len(kept) > 940
    assert 1000 not in kept
    with writing(database) as upgraded:
        assert upgraded.execute("SELECT name FROM target ORDER BY id").fetchall() == [("#room",), ("~ann ~bob",)]


def test_a_place_far_in_the_future_is_not_taken_over(database: Path) -> None:
    with writing(database) as connection:
        connection.execute("INSERT INTO msg (seq, target, ts, kind, sender, body) VALUES (?, 1, ?, 1, 'a!b@c', 'x')",
                           (1 << 50, 1 << 50))
        connection.execute("INSERT INTO msg (seq, target, ts, kind, sender, body) VALUES (?, 1, 99, 77, 'a!b@c', 'x')",
                           (COUNT + 50,))
    spoil(database, "word3000 ")
    store = open_store(database)
    store.connection.close()

    assert store.last.sequence == COUNT + 1


def test_a_crash_between_the_two_renames_is_made_good(database: Path) -> None:
    database.rename(beside.replacement_of(database))
    opened(database)

    assert kept_numbers(database) == list(range(1, COUNT + 1))


def test_after_a_clean_stop_nothing_is_looked_over(database: Path) -> None:
    opened(database)
    spoil(database, "word3000 ")
    opened(database)

    assert aside(database) == []


def test_a_big_file_is_looked_over_while_the_server_runs_and_saved_at_the_next_start(
        database: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr("app.server.storage.opening._CHECKED_AT_ONCE", 1000)
    spoil(database, "word3000 ")
    first = open_store(database)
    assert first.health is not None
    first.health.start()
    first.health.join()
    first.connection.close()
    close_store(database, is_damaged=False, is_checked=first.health.is_done)

    assert "Restart the server" in caplog.text
    assert aside(database) == []
    opened(database)
    assert len(aside(database)) == 1


def test_damage_that_the_writer_meets_is_seen_to_at_the_next_start(database: Path) -> None:
    opened(database)
    close_store(database, is_damaged=True, is_checked=True)
    opened(database)

    assert len(aside(database)) == 1
    assert kept_numbers(database) == list(range(1, COUNT + 1))


def test_a_server_with_a_damaged_file_starts_and_says_so(database: Path) -> None:
    spoil(database, "word3000 ")
    with RunningServer(database.parent) as server, Caller(server.ports[0]) as bob:
        bob.enters("bob", room="#Other", caps="draft/chathistory batch")
        bob.says("CHATHISTORY LATEST #Other * 1")
        lines = bob.hears("BATCH -")
        server.stop()
        assert server.process.stderr is not None
        log = server.process.stderr.read()

    assert any(f"word{COUNT} " in line for line in lines)
    assert "is damaged" in log
    assert "saved from the damaged messages" in log
