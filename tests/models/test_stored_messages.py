"""How long messages are kept: cleaned up at the start, once a day, at once on a change, and never without a limit."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from app.models.settings import Settings
from app.models.stored_messages import StoredMessages
from tests.fakes.store import MemoryStore
from tests.fakes.turned_clock import TurnedClock

DAY_S = 86_400
DAY_MS = DAY_S * 1000


class CleanedStore(MemoryStore):
    """Writes down what it shall delete; each time ten entries go."""

    def __init__(self) -> None:
        super().__init__()
        self.limits: list[tuple[int, int]] = []

    def clean_up(self, *, older_than_ms: int = 0, keep_bytes: int = 0, done: Callable[[int], None]) -> None:
        self.limits.append((older_than_ms, keep_bytes))
        done(10)


@dataclass
class Kept:
    settings: Settings
    store: CleanedStore = field(default_factory=CleanedStore)
    clock: TurnedClock = field(default_factory=TurnedClock)

    def __post_init__(self) -> None:
        self.stored = StoredMessages(self.store, self.settings, self.clock, self.clock)
        self.stored.start()


def test_without_a_limit_nothing_is_deleted_and_no_timer_wakes_anybody() -> None:
    kept = Kept(Settings())
    assert kept.store.limits == []
    assert kept.clock.next_due_s is None


def test_old_messages_go_at_the_start_and_once_a_day() -> None:
    kept = Kept(Settings(keep_days=30, keep_megabytes=500))
    start_ms = kept.clock.now_ms()
    kept.clock.advance(2.5 * DAY_S)
    assert kept.store.limits == [(start_ms + day * DAY_MS - 30 * DAY_MS, 500_000_000) for day in range(3)]


def test_another_limit_counts_at_once_and_is_remembered() -> None:
    kept = Kept(Settings())
    gone: list[int] = []
    kept.stored.keep_for(90, gone.append)
    assert gone == [10]
    assert kept.settings.keep_days == 90
    assert kept.store.limits == [(kept.clock.now_ms() - 90 * DAY_MS, 0)]
    assert kept.clock.next_due_s == DAY_S


def test_a_limit_that_is_lifted_ends_the_timer() -> None:
    kept = Kept(Settings(keep_days=30, keep_megabytes=1))
    gone: list[int] = []
    kept.stored.keep_for(0, gone.append)
    kept.clock.advance(3 * DAY_S)
    assert gone == [0]
    assert len(kept.store.limits) == 1


def test_a_limit_that_was_edited_counts_a_minute_later_so_that_it_can_be_taken_back() -> None:
    kept = Kept(Settings())
    kept.settings.keep_days = 3
    kept.clock.advance(50)
    kept.settings.keep_days = 30
    kept.clock.advance(50)
    assert kept.store.limits == []
    kept.clock.advance(10)
    assert kept.store.limits == [(kept.clock.now_ms() - 30 * DAY_MS, 0)]


def test_closed_it_cleans_no_more() -> None:
    kept = Kept(Settings(keep_days=30))
    kept.stored.close()
    kept.clock.advance(3 * DAY_S)
    assert len(kept.store.limits) == 1


@pytest.mark.parametrize(("days", "limits"), [(-5, []), (1 << 80, [(0, 0)])])
def test_numbers_that_make_no_sense_delete_nothing(days: int, limits: list[tuple[int, int]]) -> None:
    assert Kept(Settings(keep_days=days)).store.limits == limits
