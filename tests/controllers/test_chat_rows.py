"""Rows follow entries step by step, and always say what a fresh look would say."""

from dataclasses import replace
from datetime import UTC

from hypothesis import given, settings
from hypothesis import strategies as st

from app.contracts.rows import DayRow, MessageRow, Row, RowsChanged, UnreadRow
from app.controllers.chat_rows import ChatRows
from app.controllers.local_time import LocalTime
from app.controllers.rows_builder import RowsBuilder, entry_key
from app.controllers.spans import TextContext
from app.models.changes import ChatChanged, EntriesChanged
from app.models.chats import Chat, Entry, EntryId, EntryKind, HistoryState
from app.protocol.events import Envelope, HistoryReceived, MessageKind, MessageReceived, UserJoined, UserParted
from tests.fakes.session import FakeSession, source
from tests.fakes.views import line_of

NOON = 1_795_521_600_000
"""24 November 2026, 12:00 UTC."""
MINUTE = 60_000
DAY = 24 * 60 * MINUTE


def rows_of(chat: Chat) -> ChatRows:
    context = TextContext(own_nick="sam")
    return ChatRows(chat, RowsBuilder(LocalTime(UTC), lambda: context, lambda: True, lambda: True))


def lines(chat_rows: ChatRows) -> list[str]:
    return [line_of(row) for row in chat_rows.range(0, chat_rows.count())]


def in_general() -> tuple[FakeSession, Chat]:
    session = FakeSession()
    session.go_online()
    return session, session.chat("#general")


def test_a_day_has_a_line_and_one_sender_has_a_name_once_within_seven_minutes() -> None:
    session, chat = in_general()
    session.hear("maya", "Good morning", time_ms=NOON)
    session.hear("maya", "Weather looks clear", time_ms=NOON + 6 * MINUTE)
    session.hear("maya", "Still does", time_ms=NOON + 14 * MINUTE)
    session.hear("olu", "Good", time_ms=NOON + 15 * MINUTE)
    session.hear("maya", "Next day", time_ms=NOON + DAY)
    chat.first_unread = None
    assert lines(rows_of(chat)) == [
        "--- Tuesday, 24 November 2026", "maya: Good morning", "Weather looks clear", "maya: Still does", "olu: Good",
        "--- Wednesday, 25 November 2026", "maya: Next day",
    ]


def test_the_line_of_new_messages_is_found_below_comings_in_one_line() -> None:
    session, chat = in_general()
    session.deliver(*(UserJoined(source=source(nick), channel="#general", envelope=Envelope(time_ms=NOON))
                      for nick in ("ines", "olu", "tom", "keiko")))
    session.hear("maya", "Hello", time_ms=NOON + MINUTE)
    chat.first_unread = chat.entries[-1].id
    rows = rows_of(chat)
    key = rows.unread_key()
    assert key is not None
    position = rows.position_of(key)
    assert position is not None
    assert [row.key for row in rows.range(position, position + 1)] == [key]


def test_an_action_always_has_its_name() -> None:
    session, chat = in_general()
    session.hear("maya", "Hello", time_ms=NOON)
    session.deliver(MessageReceived(source=source("maya"), target="#general", text="waves",
                                    kind=MessageKind.ACTION,
                                    envelope=Envelope(time_ms=NOON + 1)))
    chat.first_unread = None
    last = rows_of(chat).range(2, 3)[0]
    assert isinstance(last, MessageRow)
    assert last.is_action
    assert not last.continues


def test_a_sender_is_named_again_below_the_line_of_new_messages() -> None:
    session, chat = in_general()
    session.hear("maya", "Read", time_ms=NOON)
    session.mark_read(chat)
    session.forget_unread_line(chat)
    session.hear("maya", "Not read", time_ms=NOON + MINUTE)
    rows = rows_of(chat)
    assert lines(rows)[1:] == ["maya: Read", "--- New messages", "maya: Not read"]
    assert rows.unread_key() == rows.range(2, 3)[0].key


def test_appending_touches_the_new_row_only() -> None:
    session, chat = in_general()
    session.look_at(chat)
    session.hear("maya", "one", time_ms=NOON)
    rows = rows_of(chat)
    changes: list[RowsChanged] = []
    session.subscribe(EntriesChanged, lambda change: changes.append(rows.splice(change)))
    session.hear("maya", "two", time_ms=NOON + 1)
    assert changes == [RowsChanged(start=2, removed=0, inserted=1)]


def test_older_history_stands_above_and_takes_the_day_line_with_it() -> None:
    session, chat = in_general()
    session.look_at(chat)
    session.hear("maya", "new", time_ms=NOON, msgid="b")
    rows = rows_of(chat)
    mirror = list(rows.range(0, rows.count()))
    follow(session, rows, mirror)
    old = MessageReceived(source=source("maya"), target="#general", text="old",
                          envelope=Envelope(time_ms=NOON - MINUTE, msgid="a"))
    session.deliver(HistoryReceived(target="#general", messages=[old], limit=50, is_complete=True))
    assert [line_of(row) for row in mirror] == [
        "=== This is the beginning of #general", "--- Tuesday, 24 November 2026", "maya: old", "new",
    ]


def test_where_the_server_keeps_no_history_there_is_no_beginning() -> None:
    _, chat = in_general()
    chat.history = HistoryState.COMPLETE
    rows = ChatRows(chat, RowsBuilder(LocalTime(UTC), TextContext, lambda: False, lambda: True))
    assert lines(rows) == []


def test_every_row_is_found_by_its_key() -> None:
    session, chat = in_general()
    for minute in range(5):
        session.hear("maya", str(minute), time_ms=NOON + minute * DAY)
    chat.history = HistoryState.COMPLETE
    rows = rows_of(chat)
    for position, row in enumerate(rows.range(0, rows.count())):
        assert rows.position_of(row.key) == position
    assert rows.position_of("entry-999999999") is None
    assert rows.position_of("nonsense") is None


def test_twenty_thousand_messages_cost_a_page_only() -> None:
    _, chat = in_general()
    made = 0

    class Counting(RowsBuilder):
        __slots__ = ()

        def entry_row(self, entry: Entry, *, continues: bool) -> MessageRow:
            nonlocal made
            made += 1
            row = super().entry_row(entry, continues=continues)
            assert isinstance(row, MessageRow)
            return row

    chat.entries.extend(message(number, NOON + number) for number in range(20_000))
    rows = ChatRows(chat, Counting(LocalTime(UTC), TextContext, lambda: True, lambda: True))
    page = rows.range(19_950, 20_001)
    assert len(page) == 51
    assert made <= 52
    assert page[-1].key == entry_key(EntryId(19_999 + 1_000_000))


def message(number: int, time_ms: int, nick: str = "maya") -> Entry:
    return Entry(id=EntryId(number + 1_000_000), time_ms=time_ms, kind=EntryKind.PRIVMSG, nick=nick, text=str(number))


def comes(nick: str, time_ms: int = NOON) -> UserJoined:
    return UserJoined(source=source(nick), channel="#general", envelope=Envelope(time_ms=time_ms))


def goes(nick: str, time_ms: int = NOON) -> UserParted:
    return UserParted(source=source(nick), channel="#general", envelope=Envelope(time_ms=time_ms))


def test_who_comes_and_goes_stands_in_one_row_that_keeps_its_key() -> None:
    session, chat = in_general()
    rows = rows_of(chat)
    mirror = list(rows.range(0, rows.count()))
    follow(session, rows, mirror)
    session.deliver(comes("maya"))
    key = mirror[-1].key
    session.deliver(comes("olu"), goes("maya", NOON + MINUTE))
    assert [line_of(row) for row in mirror[1:]] == ["* olu joined · maya joined and left"]
    assert mirror[-1].key == key
    session.hear("olu", "hello", time_ms=NOON + MINUTE)
    session.deliver(goes("olu", NOON + 2 * MINUTE))
    assert [line_of(row) for row in mirror[1:]] == [
        "* olu joined · maya joined and left", "--- New messages", "olu: hello", "* olu left",
    ]


def test_all_that_is_told_in_one_row_is_found_there() -> None:
    session, chat = in_general()
    session.deliver(comes("maya"), comes("olu"), goes("olu"))
    rows = rows_of(chat)
    assert [rows.position_of(entry_key(entry.id)) for entry in chat.entries] == [1, 1, 1]


def test_a_new_day_begins_a_new_row() -> None:
    session, chat = in_general()
    session.deliver(comes("maya"), comes("olu", NOON + DAY), comes("ines", NOON + DAY))
    assert [line for line in lines(rows_of(chat)) if line.startswith("*")] == ["* maya joined", "* olu and ines joined"]


def test_comings_and_goings_have_a_row_each_where_people_want_it_so() -> None:
    session, chat = in_general()
    session.deliver(comes("maya"), comes("olu"))
    rows = ChatRows(chat, RowsBuilder(LocalTime(UTC), TextContext, lambda: True, lambda: False))
    assert lines(rows)[1:] == ["* maya joined", "* olu joined"]


steps = st.lists(st.one_of(
    st.tuples(st.just("comes"), st.sampled_from(["maya", "olu"]), st.integers(-3, 6)),
    st.tuples(st.just("comes"), st.sampled_from(["ines", "tom"]), st.integers(0, 1)),
    st.tuples(st.just("goes"), st.sampled_from(["maya", "olu"]), st.integers(-1, 2)),
    st.tuples(st.just("hear"), st.sampled_from(["maya", "olu"]), st.integers(-3, 6)),
    st.tuples(st.just("write"), st.just(""), st.integers(0, 3)),
    st.tuples(st.just("echo"), st.just(""), st.integers(0, 3)),
    st.tuples(st.just("old"), st.sampled_from(["maya", "olu"]), st.integers(1, 4)),
    st.tuples(st.just("read"), st.just(""), st.integers(0, 1)),
    st.tuples(st.just("discard"), st.just(""), st.integers(0, 3)),
), max_size=30)


@settings(max_examples=150, deadline=None)
@given(steps)
def test_what_the_view_was_told_is_what_a_fresh_look_would_show(happenings: list[tuple[str, str, int]]) -> None:
    session, chat = in_general()
    rows = rows_of(chat)
    mirror = list(rows.range(0, rows.count()))
    follow(session, rows, mirror)
    for number, (what, nick, amount) in enumerate(happenings):
        happen(session, chat, what, nick, amount, number)
        assert mirror == list(rows.range(0, rows.count()))
    fresh = rows_of(chat)
    assert mirror == list(fresh.range(0, fresh.count()))
    for start in range(fresh.count()):
        assert list(fresh.range(start, start + 3)) == mirror[start : start + 3]


def happen(session: FakeSession, chat: Chat, what: str, nick: str, amount: int, number: int) -> None:
    hours = 9 * 60 * MINUTE
    match what:
        case "hear":
            session.hear(nick, "text", time_ms=NOON + amount * hours, msgid=f"h{number}")
        case "comes":
            session.deliver(comes(nick, NOON + amount * hours))
        case "goes":
            session.deliver(goes(nick, NOON + amount * hours))
        case "write":
            session.send_message(chat, "mine")
        case "echo" if chat.waiting():
            session.clock.advance(float(amount) * 3600)
            session.echo(chat, f"e{number}")
        case "old":
            page = [MessageReceived(source=source(nick), target="#general", text="old",
                                    envelope=Envelope(time_ms=NOON - part * hours * amount, msgid=f"o{number}.{part}"))
                    for part in (3, 2, 1)]
            session.deliver(HistoryReceived(target="#general", messages=page, limit=3, is_complete=amount == 1))
        case "read":
            session.mark_read(chat)
            session.forget_unread_line(chat)
        case "discard" if chat.waiting():
            session.discard(chat, chat.waiting()[-1].id)


def follow(session: FakeSession, rows: ChatRows, mirror: list[Row]) -> None:
    """Keep `mirror` as a view would: by what it is told, pulling only that."""

    def take(change: RowsChanged | None) -> None:
        if change is not None:
            mirror[change.start : change.start + change.removed] = rows.range(change.start,
                                                                              change.start + change.inserted)

    session.subscribe(EntriesChanged, lambda change: take(rows.splice(change)))
    session.subscribe(ChatChanged, lambda _change: take(rows.history_changed()))


def test_only_the_first_of_a_day_and_the_first_unread_have_lines() -> None:
    session, chat = in_general()
    for minute in range(10):
        session.hear("maya", str(minute), time_ms=NOON + minute)
    marks = [row for row in rows_of(chat).range(0, 100) if isinstance(row, DayRow | UnreadRow)]
    assert [type(mark) for mark in marks] == [DayRow, UnreadRow]


def test_a_change_of_delivery_keeps_the_key() -> None:
    session, chat = in_general()
    session.send_message(chat, "mine")
    before = rows_of(chat).range(1, 2)[0].key
    chat.entries[0] = replace(chat.entries[0], text="mine, edited")
    assert rows_of(chat).range(1, 2)[0].key == before
