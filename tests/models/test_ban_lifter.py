"""Bans with an end, on a server that knows none: this app lifts them."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.models.chat_session import ChatSession
from app.models.profile import NetworkId, Profile
from app.models.saved_networks import load_networks, save_networks
from app.models.timed_masks import TimedMask, timed_masks_from_values
from tests.fakes.link import FakeLinks
from tests.fakes.turned_clock import TurnedClock

MASK = "*!*@hill"


class Op:
    """A session in #maps whose server does as it is told."""

    def __init__(self, *timed: TimedMask, clock: TurnedClock | None = None) -> None:
        self.clock = clock or TurnedClock()
        self.links = FakeLinks()
        profile = Profile(id=NetworkId("n"), host="irc.example", port=6697, nick="ines", channels=("#maps",),
                          timed_masks=timed)
        self.session = ChatSession(profile, self.links.open, self.clock, self.clock, lambda: 0.5)

    def comes(self, signs: str = "@") -> None:
        self.session.connect()
        link = self.links.last
        link.welcomes("ines")
        link.says(":ines!i@home JOIN #maps", f":s.x 353 ines = #maps :{signs}ines olu", ":s.x 366 ines #maps :End")

    def bans(self, mask: str = MASK, *, for_s: int = 60) -> None:
        self.session.lift_later([TimedMask("#maps", "b", mask, self.clock.now_ms() + for_s * 1000)])

    @property
    def lifted(self) -> list[str]:
        return [line for link in self.links.made for line in link.sent if line.startswith("MODE #maps -")]

    @property
    def kept(self) -> int:
        return len(self.session.profile.timed_masks)


def test_a_ban_is_lifted_when_it_is_due_and_not_before() -> None:
    op = Op()
    op.comes()
    op.bans(for_s=60)
    op.clock.advance(59)
    assert op.lifted == []
    op.clock.advance(1)
    assert op.lifted == [f"MODE #maps -b {MASK}"]


def test_it_is_forgotten_once_the_server_has_lifted_it() -> None:
    op = Op()
    op.comes()
    op.bans()
    op.clock.advance(60)
    op.links.last.says(f":ines!i@home MODE #maps -b {MASK}")
    assert op.kept == 0


def test_what_somebody_else_lifts_is_not_lifted_again() -> None:
    op = Op()
    op.comes()
    op.bans()
    op.links.last.says(f":olu!o@x MODE #MAPS -b {MASK.upper()}")
    op.clock.advance(60)
    assert op.lifted == []
    assert op.kept == 0


def test_what_falls_due_while_we_are_away_is_lifted_when_we_come_back() -> None:
    op = Op(TimedMask("#maps", "b", MASK, 1))
    op.comes()
    assert op.lifted == [f"MODE #maps -b {MASK}"]


def test_who_may_not_lift_it_waits_for_the_rank() -> None:
    op = Op(TimedMask("#maps", "b", MASK, 1))
    op.comes(signs="")
    assert op.lifted == []
    op.links.last.says(":olu!o@x MODE #maps +o ines")
    assert op.lifted == [f"MODE #maps -b {MASK}"]


def test_when_the_connection_breaks_before_the_answer_it_is_asked_again() -> None:
    op = Op(TimedMask("#maps", "b", MASK, 1))
    op.comes()
    op.links.last.breaks()
    op.clock.advance(5)
    op.comes()
    assert len(op.lifted) == 2


def test_many_that_are_due_together_go_in_as_few_lines_as_the_server_takes() -> None:
    op = Op(*(TimedMask("#maps", "b", f"m{number}!*@*", 1) for number in range(5)))
    op.comes()
    assert op.lifted == ["MODE #maps -bbb m0!*@* m1!*@* m2!*@*", "MODE #maps -bb m3!*@* m4!*@*"]


def test_a_new_time_takes_the_place_of_the_old_one() -> None:
    op = Op()
    op.comes()
    op.bans(for_s=60)
    op.bans(for_s=600)
    op.clock.advance(61)
    assert (op.lifted, op.kept) == ([], 1)


def test_nothing_wakes_an_app_without_timed_bans() -> None:
    assert Op().clock.next_due_s is None


def test_they_survive_a_restart(tmp_path: Path) -> None:
    op = Op(TimedMask("#maps", "b", MASK, 123))
    path = tmp_path / "networks.json"
    path.write_bytes(save_networks([op.session.profile]))
    assert load_networks(path)[0][0].timed_masks == (TimedMask("#maps", "b", MASK, 123),)


def test_another_link_to_the_same_server_forgets_none() -> None:
    op = Op(TimedMask("#maps", "b", MASK, 123))
    newer = replace(op.session.profile, timed_masks=())
    assert newer.in_place_of(op.session.profile).timed_masks == op.session.profile.timed_masks


@pytest.mark.parametrize("values", [
    None, 3, "x", [None], [{}], [{"channel": "#a", "letter": "b", "mask": "x", "until_ms": "soon"}],
    [{"channel": "#a", "letter": "bb", "mask": "x", "until_ms": 1}],
    [{"channel": "#a b", "letter": "b", "mask": "x", "until_ms": 1}],
    [{"channel": "#a", "letter": "b", "mask": "x\r\nQUIT", "until_ms": 1}],
    [{"channel": "#a", "letter": "b", "mask": "", "until_ms": True}],
])
def test_what_makes_no_sense_in_the_file_is_left_out(values: object) -> None:
    assert timed_masks_from_values(values) == ()
