"""What is written can be read again: pages of history, rooms, the place where the log ended."""

import sqlite3
import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.protocol.casemapping import Folded
from app.protocol.modes import ModeChange
from app.server.core.events import ChannelState, Event, MessageSent, ModesChanged, Record, TopicChanged
from app.server.core.history import Anchor, AroundQuery, Bound, HistoryQuery, LatestIn, StoredMessage, TargetsQuery
from app.server.core.ordering import Position
from app.server.core.sender import Sender
from app.server.storage.reader import HistoryReader, read
from app.server.storage.room_rows import read_channels
from app.server.storage.rows import Forget, Item, Restore
from app.server.storage.schema import STEPS, DatabaseTooNew, open_for_reading, open_for_writing
from app.server.storage.stored_state import read_last_position
from app.server.storage.writer import StorageWriter

ANN = Sender(source="ann!~a@h")


class Store:
    """A database, a writer, and what the writer said."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.committed: list[Record] = []
        self.failed: list[Record] = []
        self._done = threading.Semaphore(0)
        self.writer = StorageWriter(open_for_writing(path), self._on_committed, self._on_failed)

    def _on_committed(self, records: list[Record], last: int) -> None:
        self.committed += records
        self._done.release()

    def _on_failed(self, records: list[Record]) -> None:
        self.failed += records
        self._done.release()

    def write(self, *items: Item) -> None:
        self.writer.submit(list(items))
        assert self._done.acquire(timeout=10)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "chat.db")
    yield store
    store.writer.close()


def said(number: int, text: str, room: str = "#Room", time_ms: int | None = None, verb: str = "PRIVMSG") -> Record:
    event = MessageSent(verb=verb, sender=ANN, target=room, key=Folded(room.lower()), history=room.lower(),
                        text=text, tags={"+reply": "a b"} if number == 1 else {})
    return Record(Position(number, time_ms if time_ms is not None else number * 10), event)


def told(number: int, text: str, reader: str, conversation: str) -> Record:
    return Record(Position(number, number * 10), MessageSent(
        verb="PRIVMSG", sender=ANN, target=reader, key=Folded(reader.lower()), history=conversation, text=text))


def page(store: Store, **query: object) -> list[str]:
    connection = open_for_reading(store.path)
    asked = HistoryQuery(**{"conversations": ("#room",), "limit": 3, **query})  # type: ignore[arg-type]
    rows = [row for row in read(connection, asked) if isinstance(row, StoredMessage)]
    connection.close()
    return [row.text for row in rows]


@pytest.fixture
def full(store: Store) -> Store:
    """Messages 1 to 7 at 10 to 70 ms; 4 and 5 in the same millisecond."""
    times = {5: 40}
    store.write(*(said(number, str(number), time_ms=times.get(number)) for number in range(1, 8)))
    return store


def test_a_message_is_read_as_it_was_sent(store: Store) -> None:
    store.write(said(1, "hello"), said(2, "world", verb="NOTICE"))
    connection = open_for_reading(store.path)

    assert read(connection, HistoryQuery(conversations=("#room",), limit=9)) == [
        StoredMessage(sequence=1, event=1, time_ms=10, verb="PRIVMSG", sender=ANN, target="#Room", text="hello",
                      conversation="#room", tags={"+reply": "a b"}),
        StoredMessage(sequence=2, event=2, time_ms=20, verb="NOTICE", sender=ANN, target="#Room", text="world",
                      conversation="#room"),
    ]
    connection.close()


@pytest.mark.parametrize(("query", "found"), [
    ({}, "567"),
    ({"limit": 99}, "1234567"),
    ({"anchor": Anchor.OLDEST}, "123"),
    ({"after": Bound(time_ms=20)}, "567"),
    ({"after": Bound(time_ms=20), "anchor": Anchor.OLDEST}, "345"),
    ({"after": Bound(time_ms=40), "anchor": Anchor.OLDEST}, "67"),
    ({"after": Bound(sequence=4), "anchor": Anchor.OLDEST}, "567"),
    ({"before": Bound(time_ms=40)}, "123"),
    ({"before": Bound(sequence=5)}, "234"),
    ({"before": Bound(sequence=4), "after": Bound(sequence=1)}, "23"),
    ({"after": Bound(sequence=1), "before": Bound(sequence=7), "anchor": Anchor.OLDEST}, "234"),
    ({"after": Bound(sequence=7), "before": Bound(sequence=1), "anchor": Anchor.OLDEST}, "456"),
    ({"after": Bound(time_ms=70), "before": Bound(time_ms=10), "anchor": Anchor.OLDEST}, "456"),
    ({"after": Bound(sequence=5), "before": Bound(sequence=5)}, ""),
    ({"after": Bound(sequence=10**9)}, ""),
    ({"not_before_ms": 60}, "67"),
    ({"up_to": 5}, "345"),
    ({"conversations": ("#other",)}, ""),
])
def test_a_page_of_history(full: Store, query: dict[str, object], found: str) -> None:
    assert "".join(page(full, **query)) == found


@pytest.mark.parametrize(("center", "limit", "found"), [
    (Bound(sequence=4), 3, "345"), (Bound(time_ms=40), 4, "2345"), (Bound(sequence=1), 4, "1234"),
    (Bound(sequence=7), 3, "67"), (Bound(sequence=4), 1, "4"),
])
def test_what_stood_around_a_message(full: Store, center: Bound, limit: int, found: str) -> None:
    connection = open_for_reading(full.path)
    rows = read(connection, AroundQuery(conversations=("#room",), limit=limit, center=center))
    connection.close()

    assert "".join(row.text for row in rows if isinstance(row, StoredMessage)) == found


def test_conversations_by_latest_message(store: Store) -> None:
    store.write(said(1, "a"), said(2, "b", "#other"), told(3, "c", "Bob", "ann:1 ~bob"),
                told(4, "d", "eve", "~bob ~eve"), told(5, "e", "x_n", "a_n:1 ~x"), said(6, "f"))
    connection = open_for_reading(store.path)

    def found(**query: object) -> list[LatestIn]:
        everything = {"rooms": ("#room", "#other"), "identity": "ann:1", "since_ms": 0, "after_ms": 0,
                      "before_ms": 1000, "limit": 10}
        rows = read(connection, TargetsQuery(**{**everything, **query}))  # type: ignore[arg-type]
        return [row for row in rows if isinstance(row, LatestIn)]

    assert found() == [LatestIn("#other", 20), LatestIn("ann:1 ~bob", 30), LatestIn("#room", 60)]
    assert found(rooms=("#room",), since_ms=40) == [LatestIn("#room", 60)]
    assert found(after_ms=20, limit=1) == [LatestIn("ann:1 ~bob", 30)]
    assert found(identity="a_n:1", rooms=()) == [LatestIn("a_n:1 ~x", 50)]
    connection.close()


def test_tagged_messages_without_text_are_kept_but_not_shown(store: Store) -> None:
    store.write(Record(Position(1, 10), MessageSent(
        verb="TAGMSG", sender=Sender(source="a!b@c"), target="#room", key=Folded("#room"), history="#room", text=None,
        tags={"+draft/react": "x"})))

    assert page(store) == []
    assert store.committed != []


def test_a_forgotten_message_is_gone(store: Store) -> None:
    store.write(said(1, "one"), said(2, "two"))
    store.write(Forget(said(1, "one")))

    assert page(store) == ["two"]


def test_the_log_goes_on_where_it_ended(store: Store) -> None:
    store.write(said(7, "x"))
    store.writer.submit([])

    connection = open_for_reading(store.path)
    assert read_last_position(connection) == Position(7, 70)
    connection.close()


def record(number: int, event: Event) -> Record:
    return Record(Position(number, number * 10), event)


def modes(number: int, *changes: tuple[str, str | None]) -> Record:
    made = tuple(ModeChange(adding=text[0] == "+", letter=text[1], argument=argument) for text, argument in changes)
    return record(number, ModesChanged(channel=Folded("#room"), display="#Room", changes=made, sender=ANN))


def topic(number: int, text: str) -> Record:
    return record(number, TopicChanged(channel=Folded("#room"), display="#Room", text=text, sender=ANN))


def channels(store: Store) -> list[ChannelState]:
    connection = open_for_reading(store.path)
    found = read_channels(connection)
    connection.close()
    return list(found)


def test_a_rooms_topic_modes_and_bans_are_kept(store: Store) -> None:
    store.write(topic(1, "Plans"), modes(2, ("+m", None), ("-n", None), ("+k", "sesame"), ("+o", "ann"),
                                        ("+b", "x!*@*"), ("+b", "y!*@*")))
    store.write(modes(3, ("-b", "X!*@*"), ("+k", "other"), ("+l", "5"), ("-l", None)))

    assert channels(store) == [ChannelState(
        name="#Room", folded=Folded("#room"), created_ms=10, has_history=True, topic=("Plans", "ann!~a@h", 10),
        modes={"m": "", "n": None, "k": "other"}, entries=(("b", "y!*@*", "ann!~a@h", 20),))]


def test_a_room_with_messages_only_is_known_too(store: Store) -> None:
    store.write(said(1, "hi"), topic(2, "t"), topic(3, ""), said(4, "hi", "#Plain"))

    assert sorted((state.name, state.has_history, state.topic) for state in channels(store)) == [
        ("#Plain", True, None), ("#Room", True, None)]


def test_a_restored_room_is_what_the_world_says(store: Store) -> None:
    store.write(topic(1, "wrong"), modes(2, ("+b", "x!*@*"), ("+m", None)))
    state = ChannelState(name="#Room", folded=Folded("#room"), created_ms=10, has_history=True, topic=("right", "b", 5),
                         modes={"s": ""}, entries=(("b", "z!*@*", "b", 6),))
    store.write(Restore(state))

    assert channels(store) == [state]


def test_what_waits_while_a_commit_runs_goes_into_the_next_one(tmp_path: Path) -> None:
    store = Store(tmp_path / "chat.db")
    for number in range(1, 501):
        store.writer.submit([said(number, str(number))])
    store.writer.close()

    assert [each.position.sequence for each in store.committed] == list(range(1, 501))


def test_reading_does_not_wait_for_writing(store: Store, tmp_path: Path) -> None:
    store.write(said(1, "one"))
    blocker = open_for_writing(store.path)
    blocker.execute("BEGIN IMMEDIATE")

    assert page(store) == ["one"]
    blocker.execute("ROLLBACK")
    blocker.close()


def test_the_reader_answers_in_order_and_none_when_it_cannot_read(tmp_path: Path) -> None:
    answers: list[object] = []
    done = threading.Semaphore(0)

    def hand_over(_answer: object, rows: object) -> None:
        answers.append(rows)
        done.release()

    reader = HistoryReader(tmp_path / "missing.db", hand_over)
    reader.ask(HistoryQuery(conversations=("#x",), limit=1), lambda _rows: None)
    reader.close()

    assert answers == [None]


def test_a_newer_database_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    connection.close()

    with pytest.raises(DatabaseTooNew):
        open_for_writing(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permission bits")
def test_nobody_else_on_the_computer_may_read_what_was_said(tmp_path: Path) -> None:
    connection = open_for_writing(tmp_path / "chat.db")
    connection.execute("CREATE TABLE proof (x)")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    connection.close()

    assert set(modes.values()) == {0o600}, modes
