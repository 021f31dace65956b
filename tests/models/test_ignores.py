"""Whom people don't want to hear: by mask, by account, of which kinds."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.ignores import (
    ALL_KINDS,
    MAX_IGNORES,
    Ignore,
    IgnoreKind,
    IgnoreList,
    ignores_from_values,
    ignores_to_values,
    mask_of,
    with_ignore,
    without_ignore,
)
from app.protocol import events as ev
from app.protocol.casemapping import CaseMapping
from app.protocol.events import Envelope, MessageKind
from app.protocol.source import Source

SPAMMER = Source("Spam[x]", "u", "host.example")


def message(source: Source = SPAMMER, *, kind: MessageKind = MessageKind.PRIVMSG, account: str = "",
            is_own: bool = False) -> ev.MessageReceived:
    return ev.MessageReceived(source=source, target="#a", text="buy", kind=kind, is_own=is_own,
                              envelope=Envelope(account=account))


def test_an_account_is_ignored_where_the_server_does_not_name_it_each_time() -> None:
    accounts = {"Spam[x]": "spammer"}
    ignores = IgnoreList([Ignore("$a:spammer")], lambda nick: accounts.get(nick, ""))
    assert ignores.stops(message(), CaseMapping.RFC1459)
    assert not ignores.stops(message(Source("maya", "m", "host.example")), CaseMapping.RFC1459)


def stops(event: ev.Event, *rules: Ignore, casemapping: CaseMapping = CaseMapping.RFC1459) -> bool:
    return IgnoreList(rules).stops(event, casemapping)


@pytest.mark.parametrize(
    ("mask", "expected"),
    [
        ("spam[x]!*@*", True),
        ("SPAM{X}!*@*", True),
        ("*!*@host.example", True),
        ("sp?m*!*@*", True),
        ("*!*@*.org", False),
        ("maya!*@*", False),
        ("$a:spammer", True),
        ("$a:spam*", True),
        ("$a:maya", False),
    ],
)
def test_masks_fit_as_the_server_folds_names(mask: str, expected: bool) -> None:
    assert stops(message(account="spammer"), Ignore(mask)) is expected


def test_a_casemapping_that_comes_later_is_heeded() -> None:
    ignores = IgnoreList([Ignore("SPAM{X}!*@*")])
    assert ignores.stops(message(), CaseMapping.RFC1459)
    assert not ignores.stops(message(), CaseMapping.ASCII)


EVENTS = {
    IgnoreKind.MESSAGES: message(),
    IgnoreKind.NOTICES: message(kind=MessageKind.NOTICE),
    IgnoreKind.INVITES: ev.InviteReceived(source=SPAMMER, nick="sam", channel="#b", is_own=True),
    IgnoreKind.CTCP: ev.CtcpReceived(source=SPAMMER, target="sam", command="VERSION", argument="", is_reply=False),
}


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_only_the_kinds_that_were_chosen_are_not_heard(kind: IgnoreKind) -> None:
    rule = Ignore("spam*!*@*", (kind,))
    assert {each for each, event in EVENTS.items() if stops(event, rule)} == {kind}


@pytest.mark.parametrize("event", [
    ev.TagMessageReceived(source=SPAMMER, target="#a"),
    ev.TypingReceived(source=SPAMMER, target="#a", state=ev.TypingState.ACTIVE),
    ev.ReactionReceived(source=SPAMMER, target="#a", msgid="x", reaction="!"),
    ev.MessageEdited(source=SPAMMER, target="#a", msgid="x", text="y"),
])
def test_typing_reactions_and_edits_go_with_messages(event: ev.Event) -> None:
    assert stops(event, Ignore("spam*!*@*", (IgnoreKind.MESSAGES,)))
    assert not stops(event, Ignore("spam*!*@*", (IgnoreKind.CTCP,)))


@pytest.mark.parametrize("event", [
    message(is_own=True),
    message(Source("irc.example.net")),
    ev.MessageRedacted(source=SPAMMER, target="#a", msgid="x"),
    ev.UserKicked(source=SPAMMER, channel="#a", nick="olu"),
    ev.UserJoined(source=SPAMMER, channel="#a"),
])
def test_we_the_server_and_what_happens_are_always_heard(event: ev.Event) -> None:
    assert not stops(event, Ignore("*!*@*"), Ignore("*"))


@pytest.mark.parametrize(
    ("typed", "mask"),
    [
        ("maya", "maya!*@*"), (" maya ", "maya!*@*"), ("*@host", "*!*@host"), ("maya!u", "maya!u@*"),
        ("maya!*@*", "maya!*@*"), ("$A:maya", "$a:maya"), ("$a:", ""), ("", ""), ("two words", ""), ("x" * 201, ""),
        ("a\0b", ""),
    ],
)
def test_what_people_type_becomes_a_mask(typed: str, mask: str) -> None:
    assert mask_of(typed) == mask


def test_a_mask_is_in_the_list_once_and_the_list_is_bounded() -> None:
    rules = with_ignore(with_ignore((), Ignore("a!*@*")), Ignore("A!*@*", (IgnoreKind.CTCP,)))
    assert rules == (Ignore("A!*@*", (IgnoreKind.CTCP,)),)
    assert without_ignore(rules, "a!*@*") == ()
    for number in range(MAX_IGNORES + 5):
        rules = with_ignore(rules, Ignore(f"n{number}!*@*"))
    assert len(rules) == MAX_IGNORES


def test_the_list_survives_being_kept_as_json() -> None:
    rules = (Ignore("maya!*@*"), Ignore("$a:spammer", (IgnoreKind.CTCP, IgnoreKind.INVITES)))
    kept = json.loads(json.dumps(ignores_to_values(rules)))
    assert {(rule.mask, frozenset(rule.kinds)) for rule in ignores_from_values(kept)} == {
        (rule.mask, frozenset(rule.kinds)) for rule in rules}


@pytest.mark.parametrize("value", [
    None, "x", 7, {}, [7, "x", {}], [{"mask": "x", "kinds": ["ctcp"]}], [{"mask": "a!*@*", "kinds": "ctcp"}],
    [{"mask": "a!*@*", "kinds": ["nonsense", []]}], [{"mask": ["a!*@*"], "kinds": ["ctcp"]}],
])
def test_what_makes_no_sense_in_a_kept_list_is_left_out(value: object) -> None:
    assert ignores_from_values(value) == ()


def test_a_mask_of_hundreds_of_stars_takes_no_time() -> None:
    ignores = IgnoreList([Ignore("*a" * 95 + "b")] * MAX_IGNORES)
    long = message(Source("a" * 400, "a" * 400, "a" * 400))
    began = time.perf_counter()
    assert not ignores.stops(long, CaseMapping.RFC1459)
    assert time.perf_counter() - began < 1


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_mask_and_no_name_is_too_odd(mask: str, name: str) -> None:
    stops(message(Source(name, name, name), account=name), Ignore(mask), Ignore(mask_of(mask)))
