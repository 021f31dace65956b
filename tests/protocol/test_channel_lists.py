"""Who is kept out of a channel, as servers tell it."""

import pytest

from app.protocol import events as ev
from tests.protocol.server_side import hear, registered


@pytest.mark.parametrize(("entry", "end", "letter"), [
    ("367 maya #maps *!*@hill", "368 maya #maps :End", "b"),
    ("348 maya #maps *!*@hill", "349 maya #maps :End", "e"),
    ("346 maya #maps *!*@hill", "347 maya #maps :End", "I"),
    ("728 maya #maps q *!*@hill", "729 maya #maps q :End", "q"),
])
def test_a_list_is_told_whole_with_who_and_when(entry: str, end: str, letter: str) -> None:
    client = registered()
    told = hear(client, f":s.x {entry} sam!s@home 1700000000", f":s.x {entry}", f":s.x {entry} s.x soon", f":s.x {end}")
    assert told == [ev.ChannelListReceived(channel="#maps", letter=letter, masks=[
        ev.ListedMask(mask="*!*@hill", set_by="sam", set_s=1_700_000_000), ev.ListedMask(mask="*!*@hill"),
        ev.ListedMask(mask="*!*@hill", set_by="s.x"),
    ])]


def test_an_empty_list_is_told_too() -> None:
    assert hear(registered(), ":s.x 368 maya #maps :End") == [
        ev.ChannelListReceived(channel="#maps", letter="b", masks=[])]


def test_lists_of_several_channels_may_come_mixed() -> None:
    told = hear(registered(), ":s.x 367 maya #a x!*@*", ":s.x 367 maya #b y!*@*", ":s.x 368 maya #b :",
                ":s.x 368 maya #A :")
    assert [(event.channel, [mask.mask for mask in event.masks])
            for event in told if isinstance(event, ev.ChannelListReceived)] == [("#b", ["y!*@*"]), ("#A", ["x!*@*"])]


@pytest.mark.parametrize("line", ["367", "367 maya", "367 maya #a", "368", "368 maya", "728 maya #a", "729 maya #a",
                                  "729 maya #a qq", "728 maya #a qq"])
def test_half_a_line_is_passed_over(line: str) -> None:
    assert hear(registered(), f":s.x {line}") == []


def test_a_list_without_end_does_not_fill_the_memory() -> None:
    client = registered()
    hear(client, *(f":s.x 367 maya #a m{number}!*@*" for number in range(3_000)))
    told = hear(client, ":s.x 368 maya #a :End")[0]
    assert isinstance(told, ev.ChannelListReceived)
    assert len(told.masks) == 2_000
