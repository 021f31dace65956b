"""Masks that keep people out: narrow enough for nobody else, and lasting."""

import pytest

from app.models import ban_masks
from app.models.chat_state import ChatState
from app.protocol import events as ev
from app.protocol.isupport import ISupport
from app.protocol.source import Source


def isupport(*tokens: str) -> ISupport:
    known = ISupport()
    known.update(tokens)
    return known


def state_with(*people: Source, tokens: tuple[str, ...] = (), account: str = "") -> ChatState:
    state = ChatState()
    state.apply(ev.Registered(nick="sam", server="ridge", wanted_nick="sam"))
    state.isupport.update(tokens)
    state.apply(ev.UserJoined(source=Source("sam", "sam", "home.example"), channel="#maps", is_own=True))
    for person in people:
        state.apply(ev.UserJoined(source=person, channel="#maps", account=account, realname="x"))
    return state


@pytest.mark.parametrize(("tokens", "letter", "before"), [
    (("EXTBAN=,am",), "b", "m:"),
    (("EXTBAN=$,ajm",), "b", "$m:"),
    (("CHANMODES=eIbq,k,l,imnt", "EXTBAN=$,ajrxz"), "q", ""),
    (("EXTBAN=~,acmnqr",), "b", "~q:"),
])
def test_people_are_silenced_as_the_server_says(tokens: tuple[str, ...], letter: str, before: str) -> None:
    assert ban_masks.silence_of(isupport(*tokens)) == ban_masks.Silence(letter, before)


@pytest.mark.parametrize("tokens", [(), ("EXTBAN=~,acm",), ("EXTBAN=",), ("EXTBAN=$,ajr",)])
def test_where_nothing_silences_nobody_can_be_silenced(tokens: tuple[str, ...]) -> None:
    assert ban_masks.silence_of(isupport(*tokens)) is None


def test_a_host_is_banned_under_every_nick() -> None:
    state = state_with(Source("olu", "o", "hill.example"))
    assert ban_masks.best_mask(state, "olu") == "*!*@hill.example"


def test_an_account_is_banned_before_a_host() -> None:
    state = state_with(Source("olu", "o", "hill.example"), account="olu1", tokens=("EXTBAN=,am", "ACCOUNTEXTBAN=a"))
    assert ban_masks.best_mask(state, "olu") == "a:olu1"


@pytest.mark.parametrize("host", ["", "home.example", "*", "a b", "*.example"])
def test_a_host_that_is_unknown_ours_or_no_host_is_left_out(host: str) -> None:
    state = state_with(Source("olu", "o", host))
    assert ban_masks.host_mask(state, "olu") == "olu!*@*"


@pytest.mark.parametrize(("typed", "mask"), [
    ("olu", ""),
    ("*!*@hill.example", "*!*@hill.example"),
    ("o@hill.example", "*!o@hill.example"),
    ("olu!o", "olu!o@*"),
    ("olu*", "olu*!*@*"),
    ("*!*@2001:db8::1", "*!*@2001:db8::1"),
    ("$a:olu1", "~account:olu1"),
    ("account:olu1", "~account:olu1"),
    ("m:olu!*@*", "m:olu!*@*"),
    ("$a", "$a"),
])
def test_what_is_typed_becomes_a_whole_mask(typed: str, mask: str) -> None:
    known = isupport("EXTBAN=~,a", "ACCOUNTEXTBAN=account")
    assert ban_masks.typed_mask(typed, known) == mask


@pytest.mark.parametrize("mask", ["*!*@*", "*", "*@*", "?*!*@*.*", "m:*!*@*", "~q:*", "a:*", "~q:~account:*", "m:"])
def test_a_mask_of_everybody_is_known(mask: str) -> None:
    assert ban_masks.fits_everybody(mask)


@pytest.mark.parametrize("mask", ["olu!*@*", "*!*@hill.example", "m:olu!*@*", "a:olu1", "*!*@2001:db8::1", "*!~*@*.uk"])
def test_a_mask_of_somebody_is_none_of_everybody(mask: str) -> None:
    assert not ban_masks.fits_everybody(mask)
