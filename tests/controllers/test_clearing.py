"""What was said is cleared from view, and from view only."""

from datetime import UTC

from hypothesis import given, settings
from hypothesis import strategies as st

from app.controllers.chat_rows import ChatRows
from app.controllers.local_time import LocalTime
from app.controllers.rows_builder import RowsBuilder
from app.controllers.spans import TextContext
from app.models.changes import EntriesChanged
from app.models.chats import Chat
from app.protocol.events import MessageKind
from tests.controllers.app_in_hand import app_in_general
from tests.fakes.session import FakeSession
from tests.fakes.views import line_of

NOON = 1_795_521_600_000
"""24 November 2026, 12:00 UTC."""
MINUTE = 60_000


def rows_of(chat: Chat) -> ChatRows:
    context = TextContext(own_nick="sam")
    return ChatRows(chat, RowsBuilder(LocalTime(UTC), lambda: context, lambda: True, lambda: True))


def lines(rows: ChatRows) -> list[str]:
    return [line_of(row) for row in rows.range(0, rows.count())]


def test_what_comes_later_is_seen_and_what_was_before_is_not() -> None:
    session = FakeSession()
    session.go_online()
    chat = session.chat("#general")
    session.hear("maya", "before", time_ms=NOON)
    rows = rows_of(chat)
    spliced = []
    session.subscribe(EntriesChanged, lambda change: spliced.append(rows.splice(change)))
    rows.clear()
    assert rows.count() == 0
    session.hear("maya", "long ago", time_ms=NOON - 100 * MINUTE)
    assert rows.count() == 0
    session.hear("maya", "after", time_ms=NOON + MINUTE)
    chat.first_unread = None
    assert lines(rows)[-1] == "maya: after"
    assert not [line for line in lines(rows) if "before" in line or "ago" in line]
    assert [line for line in lines(rows_of(chat)) if "before" in line]


def test_what_is_not_sent_yet_stays_in_sight() -> None:
    app = app_in_general()
    app.session.hear("maya", "before")
    app.kit.composer.send("on its way")
    app.kit.composer.send("/clear")
    assert [line for line in app.lines if "on its way" in line]
    assert not [line for line in app.lines if "before" in line]


def test_nothing_older_is_asked_for_while_the_view_is_cleared() -> None:
    app = app_in_general()
    app.session.hear("maya", "before")
    app.kit.composer.send("/clear")
    app.kit.timeline.actions.need_older()
    assert ("request_older", "#general") not in app.session.calls


_STEP = st.tuples(st.sampled_from(["hear", "past", "own", "echo", "clear"]), st.integers(0, 40))


@settings(deadline=None, max_examples=60)
@given(st.lists(_STEP, max_size=25))
def test_what_the_view_was_told_is_what_it_can_pull(steps: list[tuple[str, int]]) -> None:
    session = FakeSession()
    session.go_online()
    chat = session.chat("#general")
    rows = rows_of(chat)
    shown = lines(rows)

    def follow(change: EntriesChanged) -> None:
        spliced = rows.splice(change)
        inserted = rows.range(spliced.start, spliced.start + spliced.inserted)
        shown[spliced.start : spliced.start + spliced.removed] = [line_of(row) for row in inserted]

    session.subscribe(EntriesChanged, follow)
    for what, minutes in steps:
        if what == "clear":
            cleared = rows.clear()
            shown[cleared.start : cleared.start + cleared.removed] = lines(rows)
        elif what == "own":
            session.send_message(chat, "mine", MessageKind.PRIVMSG)
        elif what == "echo" and chat.waiting():
            session.echo(chat)
        else:
            session.hear("maya", "theirs", time_ms=NOON + (minutes if what == "hear" else -minutes) * MINUTE)
        chat.first_unread = None
    assert shown == lines(rows)
