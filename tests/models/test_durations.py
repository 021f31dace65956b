"""Durations as people type them, many mode changes as servers take them, and ignoring for a while."""

import pytest

from app.models.chat_session import ChatSession
from app.models.durations import MAX_S, duration_s, is_meant_as_duration
from app.models.ignores import Ignore, ignores_from_values, ignores_to_values
from app.models.mode_lines import mode_lines
from app.models.profile import NetworkId, Profile
from app.protocol.isupport import ISupport
from app.protocol.modes import ModeChange
from tests.fakes.link import FakeLinks
from tests.fakes.turned_clock import TurnedClock


@pytest.mark.parametrize(("text", "seconds"), [
    ("30s", 30), ("10m", 600), ("2h", 7_200), ("1D", 86_400), ("1w", 604_800), ("1h30m", 5_400), ("366d", MAX_S),
])
def test_a_duration_is_read(text: str, seconds: int) -> None:
    assert duration_s(text) == seconds


@pytest.mark.parametrize("text", ["", "10", "0m", "m", "ten", "10 m", "-5m", "5m!", "999999w", "1m" * 9, "²m", "10mo"])
def test_what_is_no_duration_is_none(text: str) -> None:
    assert duration_s(text) is None


@pytest.mark.parametrize("text", ["5x", "99y", "30", "10MIN", "2hours", "3mo", "1h"])
def test_a_word_that_was_meant_as_a_duration_is_seen(text: str) -> None:
    assert is_meant_as_duration(text)


@pytest.mark.parametrize("text", ["3rd", "2nd", "4chan", "spam", "", "2h!", "²"])
def test_a_reason_is_not_taken_for_a_duration(text: str) -> None:
    assert not is_meant_as_duration(text)


@pytest.mark.parametrize(("tokens", "sizes"), [
    ((), [3, 3, 1]), (("MODES=4",), [4, 3]), (("MODES",), [7]), (("MODES=0",), [1] * 7), (("MODES=x",), [7]),
])
def test_no_line_has_more_changes_than_the_server_takes(tokens: tuple[str, ...], sizes: list[int]) -> None:
    isupport = ISupport()
    isupport.update(tokens)
    changes = [ModeChange(adding=True, letter="v", argument=f"n{number}") for number in range(7)]
    assert [len(line) - 1 for line in mode_lines(changes, isupport)] == sizes


def test_no_line_is_longer_than_a_line_may_be() -> None:
    isupport = ISupport()
    isupport.update(["MODES"])
    changes = [ModeChange(adding=True, letter="b", argument="m" * 150) for _ in range(5)]
    assert [len(line) - 1 for line in mode_lines(changes, isupport)] == [2, 2, 1]


def test_who_is_ignored_for_a_while_is_heard_again() -> None:
    clock, links = TurnedClock(), FakeLinks()
    profile = Profile(id=NetworkId("n"), host="irc.example", port=6697, nick="ines", channels=("#maps",))
    session = ChatSession(profile, links.open, clock, clock, lambda: 0.5)
    session.ignore([Ignore("olu!*@*", until_ms=clock.now_ms() + 60_000), Ignore("bo!*@*")])
    clock.advance(59)
    assert len(session.profile.ignores) == 2
    clock.advance(1)
    assert [rule.mask for rule in session.profile.ignores] == ["bo!*@*"]


def test_the_end_of_ignoring_is_kept() -> None:
    rules = (Ignore("olu!*@*", until_ms=5), Ignore("bo!*@*"))
    assert ignores_from_values(ignores_to_values(rules)) == rules
