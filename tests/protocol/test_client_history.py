"""The past: which question a page answers, what is in it, who there is history with, searches, read markers."""

from collections.abc import Sequence
from functools import partial

import pytest

from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol.client import ClientConnection
from app.protocol.client_handlers.history import MAX_ASKED
from app.protocol.errors import LocalProtocolError
from app.protocol.events import HistoryTarget
from tests.protocol.server_side import MODERN, hear, hear_at_every_cut, registered, said, wire

UNLABELLED = tuple(name for name in MODERN if name != "labeled-response")
ALL = (*MODERN, "draft/event-playback", "draft/read-marker", "groupchat.local/search")
NOON = 1_795_435_200_000


def page(reference: str, target: str, *texts: str, label: str = "") -> list[str]:
    """The lines of a page."""
    tag = f"@label={label} " if label else ""
    return [f"{tag}:irc.example BATCH +{reference} chathistory {target}",
            *(f"@batch={reference};msgid={text} :olu!o@host PRIVMSG {target} :{text}" for text in texts),
            f":irc.example BATCH -{reference}"]


def pages(happened: Sequence[ev.Event]) -> list[ev.HistoryReceived]:
    return [event for event in happened if isinstance(event, ev.HistoryReceived)]


def ask(client: ClientConnection, *requests: cmd.RequestHistory) -> None:
    for request in requests:
        client.send(request)
    client.data_to_send()


# Questions


@pytest.mark.parametrize(("request_", "line"), [
    (cmd.RequestHistory(target="#a", limit=50), "CHATHISTORY LATEST #a * 50"),
    (cmd.RequestHistory(target="#a", limit=50, before="msgid=x"), "CHATHISTORY BEFORE #a msgid=x 50"),
    (cmd.RequestHistory(target="#a", limit=50, after="msgid=x"), "CHATHISTORY AFTER #a msgid=x 50"),
    (cmd.RequestHistory(target="#a", limit=50, after="msgid=x", newest=True), "CHATHISTORY LATEST #a msgid=x 50"),
    (cmd.RequestHistory(target="#a", limit=50, around="msgid=x"), "CHATHISTORY AROUND #a msgid=x 50"),
    (cmd.RequestHistory(target="#a", limit=50, after="msgid=x", before="msgid=y"),
     "CHATHISTORY BETWEEN #a msgid=x msgid=y 50"),
    (cmd.RequestHistory(target="#a", limit=50, after="msgid=x", before="msgid=y", newest=True),
     "CHATHISTORY BETWEEN #a msgid=y msgid=x 50"),
    (cmd.RequestHistoryTargets(after_ms=NOON, before_ms=NOON + 1, limit=9),
     "CHATHISTORY TARGETS timestamp=2026-11-23T12:00:00.000Z timestamp=2026-11-23T12:00:00.001Z 9"),
    (cmd.Search(text="pizza friday", within="#a", sender="olu", limit=2),
     r"SEARCH text=pizza\sfriday;in=#a;from=olu;limit=2"),
    (cmd.Search(after_ms=NOON, before_ms=NOON + 1),
     "SEARCH after=2026-11-23T12:00:00.000Z;before=2026-11-23T12:00:00.001Z"),
    (cmd.Search(text=r"a;b\c"), r"SEARCH text=a\:b\\c"),
    (cmd.Search(text="a\r\nQUIT"), r"SEARCH text=a\r\nQUIT"),
    (cmd.RequestReadMarker(target="olu"), "MARKREAD olu"),
    (cmd.SetReadMarker(target="#a", time_ms=NOON + 7), "MARKREAD #a timestamp=2026-11-23T12:00:00.007Z"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_a_question_is_asked_as_the_specification_has_it(request_: cmd.Command, line: str) -> None:
    client = registered(*ALL)

    client.send(request_)

    assert said(client) == [line]


@pytest.mark.parametrize("request_", [
    cmd.RequestHistory(target="#a", limit=50, around="msgid=x", before="msgid=y"), cmd.Search(), cmd.Search(limit=3),
    cmd.Search(text="x" * 600), cmd.RequestHistory(target="#a", limit=50, before="msgid=x y"),
])
def test_a_question_that_makes_no_sense_is_not_asked(request_: cmd.Command) -> None:
    client = registered(*ALL)

    with pytest.raises(LocalProtocolError):
        client.send(request_)

    assert said(client) == []


@pytest.mark.parametrize("request_", [
    cmd.RequestHistory(target="#a", limit=50), cmd.Search(text="x"), cmd.RequestReadMarker(target="olu"),
    cmd.Redact(target="#a", msgid="x"), cmd.EditMessage(target="#a", msgid="x", text="y"),
])
def test_a_server_is_not_asked_for_what_it_does_not_know(request_: cmd.Command) -> None:
    client = registered("message-tags")

    with pytest.raises(LocalProtocolError):
        client.send(request_)


# Which question a page answers


def test_a_page_names_the_question_of_its_label() -> None:
    client = registered(*MODERN)
    older = cmd.RequestHistory(target="#a", limit=2, before="msgid=x", label="h1")
    newer = cmd.RequestHistory(target="#a", limit=3, after="msgid=y", label="h2")
    ask(client, older, newer)

    happened = hear(client, *page("1", "#a", "later", label="h2"), *page("2", "#a", "earlier", label="h1"))

    assert [(event.request, event.limit, event.envelope.label) for event in pages(happened)] == [
        (newer, 3, "h2"), (older, 2, "h1")]


def test_without_labels_pages_of_one_target_come_in_the_order_they_were_asked_for() -> None:
    client = registered(*UNLABELLED)
    first = cmd.RequestHistory(target="#A", limit=2, before="msgid=x", label="h1")
    other = cmd.RequestHistory(target="olu", limit=2, label="h2")
    second = cmd.RequestHistory(target="#a", limit=2, after="msgid=x", label="h3")
    ask(client, first, other, second)

    happened = hear(client, *page("1", "olu"), *page("2", "#a"), *page("3", "#a"), *page("4", "#a"))

    assert [event.request for event in pages(happened)] == [other, first, second, None]


def test_a_page_that_nobody_asked_for_answers_no_question() -> None:
    client = registered(*MODERN)
    request = cmd.RequestHistory(target="#a", limit=2, label="h1")
    ask(client, request)

    happened = hear(client, *page("1", "#a", "greeting"), *page("2", "#a", label="h9"), *page("3", "#a", label="h1"))

    assert [event.request for event in pages(happened)] == [None, None, request]


@pytest.mark.parametrize(("request_", "is_complete"), [
    (cmd.RequestHistory(target="#a", limit=2), True),
    (cmd.RequestHistory(target="#a", limit=2, before="msgid=x"), True),
    (cmd.RequestHistory(target="#a", limit=2, after="msgid=x"), False),
    (cmd.RequestHistory(target="#a", limit=2, after="msgid=x", newest=True), False),
    (cmd.RequestHistory(target="#a", limit=2, around="msgid=x"), False),
    (cmd.RequestHistory(target="#a", limit=2, after="msgid=x", before="msgid=y"), False),
])
def test_only_a_question_for_all_that_was_before_finds_the_beginning(
        request_: cmd.RequestHistory, *, is_complete: bool) -> None:
    client = registered(*MODERN)
    ask(client, request_)

    (empty,) = pages(hear(client, *page("1", "#a")))

    assert (empty.request, empty.is_complete) == (request_, is_complete)


@pytest.mark.parametrize("refusal", [
    "@label=h2 FAIL CHATHISTORY INVALID_TARGET LATEST #b :There is no history here.",
    "@label=h2 FAIL CHATHISTORY MESSAGE_ERROR :Messages could not be retrieved.",
    "@label=h2 FAIL CHATHISTORY",
])
def test_a_refused_question_is_told_to_have_no_answer(refusal: str) -> None:
    client = registered(*MODERN)
    kept = cmd.RequestHistory(target="#a", limit=2, label="h1")
    refused = cmd.RequestHistory(target="#b", limit=2, label="h2")
    ask(client, kept, refused)

    told, reply = hear(client, refusal)
    (answer,) = pages(hear(client, *page("1", "#a", label="h1")))

    assert isinstance(told, ev.HistoryRefused)
    assert told.request == refused
    assert isinstance(reply, ev.StandardReplyReceived)
    assert answer.request == kept


def test_without_labels_a_refusal_is_for_the_target_it_names_or_the_first_question() -> None:
    client = registered(*UNLABELLED)
    first, second, third = (cmd.RequestHistory(target=target, limit=2) for target in ("#a", "#b", "#c"))
    ask(client, first, second, third)

    happened = hear(client, "FAIL CHATHISTORY INVALID_TARGET LATEST #B :None here.",
                    "FAIL CHATHISTORY INVALID_PARAMS TARGETS :That was another question.",
                    *["FAIL CHATHISTORY MESSAGE_ERROR :No."] * 3)

    assert [event.request for event in happened if isinstance(event, ev.HistoryRefused)] == [second, first, third]


def test_questions_that_are_never_answered_are_forgotten() -> None:
    client = registered(*MODERN)
    requests = [cmd.RequestHistory(target="#a", limit=2, label=f"h{number}") for number in range(MAX_ASKED + 1)]
    ask(client, *requests)

    first, last = pages(hear(client, *page("1", "#a", label="h0"), *page("2", "#a", label=f"h{MAX_ASKED}")))

    assert (first.request, last.request) == (None, requests[-1])


def test_a_page_told_early_answers_once_and_its_end_says_nothing_of_the_beginning() -> None:
    client = registered(*MODERN)
    request = cmd.RequestHistory(target="#a", limit=2, label="h1")
    ask(client, request)

    happened = hear(client, "@label=h1 BATCH +1 chathistory #a", *["@batch=1 :olu!o@host PRIVMSG #a :hi"] * 20_001)
    happened += hear(client, "BATCH -1")

    assert [(event.request, event.is_complete) for event in pages(happened)] == [(request, False), (None, False)]
    assert sum(len(event.messages) for event in pages(happened)) == 20_001


def test_a_page_cut_off_by_the_end_of_the_connection_is_not_told() -> None:
    client = registered(*MODERN)
    ask(client, cmd.RequestHistory(target="#a", limit=2))

    happened = hear(client, *page("1", "#a", "one")[:-1], "ERROR :Closing link")

    assert [type(event) for event in happened] == [ev.ServerClosing]


# What is in a page


def test_what_was_done_stands_in_a_page_where_it_happened() -> None:
    lines = [":kim!k@host JOIN #a", ":olu!o@host PRIVMSG #a :hi", "@REACT :kim!k@host TAGMSG #a",
             ":olu!o@host EDIT #a m1 :hello", ":olu!o@host REDACT #a m1", ":olu!o@host TOPIC #a :new",
             ":olu!o@host MODE #a +o kim", ":kim!k@host NICK kimmy", ":olu!o@host KICK #a kimmy :bye",
             ":kim!k@host PART #a", ":olu!o@host QUIT :gone", "@+typing=active :olu!o@host TAGMSG #a"]
    past = [f"@batch=h;{line[1:]}" if line[0] == "@" else f"@batch=h {line}" for line in lines]
    past = [line.replace("REACT", "+draft/reply=m1;+draft/react=x") for line in past]
    (told,), _ = hear_at_every_cut(
        partial(registered, *ALL), wire("BATCH +h chathistory #a", *past, "BATCH -h"))

    assert isinstance(told, ev.HistoryReceived)
    assert [type(event).__name__ for event in told.messages] == [
        "UserJoined", "MessageReceived", "ReactionReceived", "MessageEdited", "MessageRedacted", "TopicChanged",
        "ModesChanged", "NickChanged", "UserKicked", "UserParted", "UserQuit"]
    assert all(event.envelope.is_history for event in told.messages)


def test_servers_that_lost_each_other_long_ago_are_told_one_by_one() -> None:
    (told,) = pages(hear(registered(*ALL), "BATCH +h chathistory #a", "@batch=h BATCH +s netsplit a.example b.example",
                         "@batch=s :olu!o@host QUIT :a.example b.example", "@batch=h BATCH -s", "BATCH -h"))

    assert [type(event) for event in told.messages] == [ev.UserQuit]


# Targets, searches, read markers


def test_where_there_is_history_is_told_as_one() -> None:
    (told,), _ = hear_at_every_cut(partial(registered, *MODERN), wire(
        "@label=7 BATCH +t draft/chathistory-targets", "@batch=t CHATHISTORY TARGETS #a 2026-11-23T12:00:00.000Z",
        "@batch=t CHATHISTORY TARGETS olu timestamp=2026-11-23T12:00:00.001Z",
        "@batch=t CHATHISTORY TARGETS x yesterday", "@batch=t CHATHISTORY TARGETS", "@batch=t CHATHISTORY", "BATCH -t"))

    assert told == ev.HistoryTargetsReceived(
        envelope=ev.Envelope(label="7"), targets=[HistoryTarget("#a", NOON), HistoryTarget("olu", NOON + 1)])


@pytest.mark.parametrize(("kind", "empty"), [
    ("chathistory-targets", ev.HistoryTargetsReceived(targets=[])),
    ("groupchat.local/search", ev.SearchResultsReceived(messages=[])),
])
def test_an_empty_answer_is_an_answer(kind: str, empty: ev.Event) -> None:
    assert hear(registered(*ALL), f"BATCH +t {kind}", "BATCH -t") == [empty]


def test_what_a_search_found_is_told_as_one_and_is_no_news() -> None:
    client = registered(*ALL)

    (found,) = hear(
        client, "@label=3 BATCH +s groupchat.local/search", "@batch=s;msgid=m1 :olu!o@host PRIVMSG #a :pizza?",
        "@batch=s;msgid=m2 :olu!o@host BATCH +l draft/multiline #a", "@batch=l :olu!o@host PRIVMSG #a :two",
        "@batch=l :olu!o@host PRIVMSG #a :pizzas", "@batch=s BATCH -l", "@batch=s :irc.example 001 other :Welcome",
        "BATCH -s")

    assert isinstance(found, ev.SearchResultsReceived)
    assert found.envelope.label == "3"
    texts = [event.text for event in found.messages if isinstance(event, ev.MessageReceived)]
    assert texts == ["pizza?", "two\npizzas"]
    assert [event.envelope.is_history for event in found.messages] == [True, True]


@pytest.mark.parametrize(("line", "time_ms"), [
    ("MARKREAD #a timestamp=2026-11-23T12:00:00.007Z", NOON + 7), ("MARKREAD #a *", None),
])
def test_it_is_told_how_far_we_have_read(line: str, time_ms: int | None) -> None:
    assert hear(registered(*ALL), f":irc.example {line}") == [ev.ReadMarkerReceived(target="#a", time_ms=time_ms)]


@pytest.mark.parametrize("line", [
    "MARKREAD", "MARKREAD #a", "MARKREAD #a :", "MARKREAD #a yesterday", "MARKREAD #a timestamp=yesterday",
    "MARKREAD #a 2026-11-23T12:00:00.007Z", "MARKREAD #a timestamp=" + "9" * 10_000,
])
def test_a_marker_that_marks_nothing_is_passed_over(line: str) -> None:
    assert hear(registered(*ALL), f":irc.example {line}") == []
