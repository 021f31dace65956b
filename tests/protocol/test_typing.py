"""Who is typing: what we tell others and when, and how long we believe what others told."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.protocol.events import TypingState
from app.protocol.people_typing import ACTIVE_S, MAX_PEOPLE, PAUSED_S, PeopleTyping
from app.protocol.typing_notices import PAUSE_S, THROTTLE_S, TypingNotices

QUARTERS = st.integers(0, 32).map(lambda count: count / 4)
"""Seconds that add up without rounding."""
ACTIVE, PAUSED, DONE = TypingState.ACTIVE, TypingState.PAUSED, TypingState.DONE


def told(notices: TypingNotices, now: float) -> list[TypingState]:
    return [notice.state for notice in notices.due(now)]


# What we tell


def test_the_first_key_is_told_at_once() -> None:
    notices = TypingNotices()
    notices.typed("#a", 10.0)

    (notice,) = notices.due(10.0)

    assert (notice.target, notice.state) == ("#a", ACTIVE)
    assert told(notices, 10.0) == []


def test_who_types_on_is_told_again_every_three_seconds() -> None:
    notices = TypingNotices()
    times = []
    for tenth in range(100):
        now = tenth / 10
        notices.typed("#a", now)
        times += [now for _ in notices.due(now)]

    assert times == [0.0, 3.0, 6.0, 9.0]


def test_who_stops_is_told_once_to_have_paused() -> None:
    notices = TypingNotices()
    notices.typed("#a", 0.0)
    notices.due(0.0)

    assert notices.next_timeout() == PAUSE_S
    assert told(notices, PAUSE_S) == [PAUSED]
    assert notices.next_timeout() is None
    assert told(notices, 100.0) == []


def test_who_goes_on_after_a_pause_is_active_again() -> None:
    notices = TypingNotices()
    notices.typed("#a", 0.0)
    notices.due(0.0)
    notices.due(PAUSE_S)
    notices.typed("#a", 20.0)

    assert told(notices, 20.0) == [ACTIVE]


def test_a_cleared_text_is_told_once_and_not_too_soon() -> None:
    notices = TypingNotices()
    notices.typed("#a", 0.0)
    notices.due(0.0)
    notices.cleared("#a")

    assert told(notices, 1.0) == []
    assert notices.next_timeout() == THROTTLE_S
    assert told(notices, THROTTLE_S) == [DONE]
    assert notices.next_timeout() is None


def test_what_was_never_told_needs_no_end() -> None:
    notices = TypingNotices()
    notices.typed("#a", 0.0)
    notices.cleared("#a")
    notices.cleared("#b")

    assert told(notices, 100.0) == []


def test_a_sent_text_says_by_itself_that_it_is_done() -> None:
    notices = TypingNotices()
    notices.typed("#a", 0.0)
    notices.due(0.0)
    notices.sent("#a")

    assert notices.next_timeout() is None
    assert told(notices, 100.0) == []


def test_each_target_has_its_own_clock() -> None:
    notices = TypingNotices()
    notices.typed("#a", 0.0)
    notices.typed("olu", 1.0)

    assert sorted(notice.target for notice in notices.due(1.0)) == ["#a", "olu"]


def test_nothing_is_told_of_a_connection_that_is_gone() -> None:
    notices = TypingNotices()
    notices.typed("#a", 0.0)
    notices.disconnected()

    assert told(notices, 1.0) == []


@given(st.lists(st.tuples(st.sampled_from(["typed", "cleared", "sent", "wait"]), QUARTERS), max_size=40))
def test_no_two_notices_of_one_text_are_nearer_than_three_seconds(done: list[tuple[str, float]]) -> None:
    notices, now, times = TypingNotices(), 0.0, [float("-inf")]
    for what, pause_s in done:
        now += pause_s
        if what == "typed":
            notices.typed("#a", now)
        elif what == "cleared":
            notices.cleared("#a")
        elif what == "sent":
            notices.sent("#a")
        times += [now for _ in notices.due(now)]

    assert all(later - earlier >= THROTTLE_S for earlier, later in pairwise(times))


@given(st.lists(st.tuples(st.booleans(), QUARTERS), max_size=40))
def test_a_text_nobody_touches_is_told_of_no_more(done: list[tuple[bool, float]]) -> None:
    notices, now = TypingNotices(), 0.0
    for is_typed, pause_s in done:
        now += pause_s
        if is_typed:
            notices.typed("#a", now)
        else:
            notices.cleared("#a")
    for _ in range(4):
        due_at = notices.next_timeout()
        if due_at is None:
            break
        assert notices.due(max(due_at, now))

    assert notices.next_timeout() is None


# What we believe


def people() -> PeopleTyping:
    return PeopleTyping(str.lower)


def test_an_active_notice_is_believed_for_six_seconds() -> None:
    typing = people()
    typing.heard("#a", "olu", ACTIVE, 10.0)

    assert typing.in_chat("#A", 10.0 + ACTIVE_S - 0.1) == ["olu"]
    assert typing.next_timeout() == 10.0 + ACTIVE_S
    assert typing.expire(10.0 + ACTIVE_S) == {"#a"}
    assert typing.in_chat("#a", 10.0 + ACTIVE_S) == []
    assert typing.next_timeout() is None


def test_a_pause_is_believed_for_thirty_seconds() -> None:
    typing = people()
    typing.heard("#a", "olu", ACTIVE, 0.0)
    typing.heard("#a", "Olu", PAUSED, 5.0)

    assert typing.next_timeout() == 5.0 + PAUSED_S


def test_who_is_done_or_spoke_or_left_types_no_more() -> None:
    typing = people()
    for nick in ("olu", "kim", "ines"):
        typing.heard("#a", nick, ACTIVE, 0.0)
        typing.heard("#b", nick, ACTIVE, 0.0)
    typing.heard("#a", "olu", DONE, 1.0)
    typing.stopped("KIM", "#a")
    typing.stopped("ines")

    assert typing.in_chat("#a", 1.0) == []
    assert typing.in_chat("#b", 1.0) == ["olu", "kim"]


def test_who_began_first_stands_first() -> None:
    typing = people()
    for nick in ("olu", "kim", "olu"):
        typing.heard("#a", nick, ACTIVE, 0.0)

    assert typing.in_chat("#a", 1.0) == ["olu", "kim"]


def test_no_crowd_fills_the_memory() -> None:
    typing = people()
    for number in range(MAX_PEOPLE + 100):
        typing.heard("#a", f"guest{number}", ACTIVE, number / 1000)

    assert len(typing.in_chat("#a", 0.0)) == MAX_PEOPLE
    assert typing.in_chat("#a", 0.0)[-1] == f"guest{MAX_PEOPLE + 99}"


def test_nobody_types_on_a_connection_that_is_gone() -> None:
    typing = people()
    typing.heard("#a", "olu", ACTIVE, 0.0)
    typing.disconnected()

    assert typing.in_chat("#a", 0.0) == []
