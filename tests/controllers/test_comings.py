"""Many comings and goings in one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.controllers.wording.comings import comings_text, is_coming_or_going
from app.protocol import events as ev
from app.protocol.events import Envelope
from app.protocol.modes import ModeChange
from tests.fakes.session import source


def joined(nick: str, batch: str = "") -> ev.Event:
    return ev.UserJoined(source=source(nick), channel="#a", envelope=Envelope(batch=batch))


def left(nick: str) -> ev.Event:
    return ev.UserParted(source=source(nick), channel="#a", reason="bye")


def gone(nick: str, reason: str = "bye", batch: str = "") -> ev.Event:
    return ev.UserQuit(source=source(nick), reason=reason, envelope=Envelope(batch=batch))


def renamed(nick: str, new: str) -> ev.Event:
    return ev.NickChanged(source=source(nick), nick=new)


def ranks(mode: str, *nicks: str) -> ev.Event:
    changes = [ModeChange(adding=mode[0] == "+", letter=mode[1], argument=nick) for nick in nicks]
    return ev.ModesChanged(source=source("ChanServ"), target="#a", changes=changes)


SPLIT = "hub.example.net leaf.example.net"


@pytest.mark.parametrize(
    ("events", "text"),
    [
        ([joined("ines"), joined("olu")], "ines and olu joined"),
        ([joined("a"), joined("b"), joined("c")], "a, b and c joined"),
        ([joined("a"), joined("b"), joined("c"), joined("d")], "a, b and 2 others joined"),
        ([left("sam"), joined("sam")], "sam left and came back"),
        ([gone("sam"), joined("Sam")], "Sam left and came back"),
        ([joined("sam"), left("sam")], "sam joined and left"),
        ([joined("sam"), left("sam"), joined("sam")], "sam joined"),
        ([left("sam"), joined("sam"), left("sam")], "sam left"),
        ([joined("ines"), left("olu"), gone("maya")], "ines joined · olu left · maya went offline"),
        ([renamed("tomas", "tom"), joined("ines")], "ines joined · tomas is now called tom"),
        ([joined("guest1"), renamed("guest1", "ines")], "ines joined"),
        ([renamed("olu", "olu_"), gone("olu_")], "olu_ went offline"),
        ([renamed("olu", "olu_"), renamed("olu_", "olu")], "olu changed names and back"),
        ([gone("olu"), renamed("olu_", "olu")], "olu went offline · olu_ is now called olu"),
        ([gone("a", SPLIT), gone("b", SPLIT)], "a and b lost the connection to this part of the network"),
        ([gone("a", "", "netsplit"), gone("b", "x", "netsplit")],
         "a and b lost the connection to this part of the network"),
        ([gone("a", SPLIT), gone("b", SPLIT), joined("a", "netjoin"), joined("b", "netjoin")],
         "a and b left and came back"),
        ([joined("a", "netjoin"), joined("b", "netjoin")], "a and b came back"),
        ([renamed(f"n{number}", f"m{number}") for number in range(5)], "5 people changed their names"),
        ([joined("a\u202eb"), joined("c")], "ab and c joined"),
        ([joined("ines"), ranks("+v", "ines"), joined("olu"), ranks("+v", "olu")],
         "ines and olu joined · ines and olu got voice"),
        ([ranks("+o", "ines"), ranks("-o", "olu")], "ines is an admin now · olu is an admin no longer"),
        ([joined("ines"), ranks("+v", "ines"), ranks("-v", "INES")], "ines joined · ranks were given and taken again"),
        ([ranks("+v", "a", "b"), ranks("+v", "c", "d")], "a, b and 2 others got voice"),
    ],
)
def test_what_a_line_says(events: list[ev.Event], text: str) -> None:
    assert comings_text(events) == text


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (joined("maya"), True),
        (ev.UserParted(source=source("sam"), channel="#a", is_own=True), False),
        (ev.NickChanged(source=source("sam"), nick="sam2", is_own=True), False),
        (ev.UserKicked(source=source("maya"), channel="#a", nick="olu"), False),
        (ev.TopicChanged(source=source("maya"), channel="#a", topic="x"), False),
        (ranks("+v", "maya"), True),
        (ranks("+v", "sam"), False),
        (ranks("+b", "maya"), False),
        (ranks("+q", "*!*@hill"), False),
        (ev.ModesChanged(source=source("maya"), target="#a", changes=[]), False),
        (None, False),
    ],
)
def test_only_comings_and_goings_of_others_stand_together(event: ev.Event | None, expected: bool) -> None:
    assert is_coming_or_going(event, "sam") is expected


nicks = st.sampled_from(["a", "b", "c", "A"])
happenings = st.lists(st.one_of(st.builds(joined, nicks), st.builds(left, nicks), st.builds(gone, nicks),
                                st.builds(renamed, nicks, nicks)), min_size=1, max_size=12)


@given(happenings)
def test_a_line_always_says_something_whatever_the_order(events: list[ev.Event]) -> None:
    assert comings_text(events)
