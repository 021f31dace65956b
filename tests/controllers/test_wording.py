"""The words: every failure has a sentence, none has jargon or an exclamation mark."""

import re

import pytest

from app.controllers.wording.errors import CODE_SENTENCES, NUMERIC_SENTENCES, error_text, failure_text
from app.controllers.wording.files import networks_text, not_saved_text, not_writable_text
from app.controllers.wording.happenings import happening_text
from app.controllers.wording.problems import REMEDY_LABELS, problem_text, retry_text
from app.controllers.wording.times import list_text, span_text
from app.models.problem import STAYS_UNTIL_CHANGED, Problem, ProblemKind
from app.protocol import events as ev
from app.protocol.modes import ModeChange
from app.protocol.source import Source
from tests.fakes.session import source

JARGON = re.compile(
    r"\b(TLS|SSL|TCP|IP|DNS|URL|SASL|socket|errno|timeout|timed out|handshake|refused|numeric|PRIVMSG|protocol|"
    r"exception|traceback|parse|invalid|null|buffer|SHA|hash|client|IRCv3|capability)\b", re.IGNORECASE)
NEXT_STEP = re.compile(
    r"\b(Ask|Check|Try|Choose|Join|Enter|Write|Trust|Wait|Type|Leave|Use|Make|Sign|Start|Install|Close|Free|Name|"
    r"Take|connect|again|instead|sends people on|already)\b", re.IGNORECASE)


def is_plain(text: str) -> bool:
    return "!" not in text and not JARGON.search(text) and "{" not in text and text == text.strip()


@pytest.mark.parametrize("kind", list(ProblemKind))
def test_every_problem_says_what_happened_and_what_to_do(kind: ProblemKind) -> None:
    words = problem_text(Problem(kind=kind, host="ridge.example.net", port=6697), "sam")
    assert words.title.endswith(".")
    assert words.text.endswith(".")
    assert is_plain(words.sentence), words.sentence
    assert NEXT_STEP.search(words.text) or kind is ProblemKind.REFUSED, words.text
    assert REMEDY_LABELS[words.remedy]


def test_the_sentences_of_the_design_are_said_word_for_word() -> None:
    def sentence(kind: ProblemKind) -> str:
        return problem_text(Problem(kind=kind, host="ridge.example.net")).sentence

    assert sentence(ProblemKind.NAME_NOT_FOUND) == (
        "Can't find ridge.example.net. Check the spelling, or ask for a new invite link.")
    assert f"{sentence(ProblemKind.REFUSED)} {retry_text(8)}" == (
        "ridge.example.net isn't answering. The host may have closed the chat. Trying again in 8 seconds.")
    assert sentence(ProblemKind.CERTIFICATE_UNKNOWN).startswith(
        "This server can't prove it is ridge.example.net. Someone may be listening in.")
    assert error_text(error("474", "#photos")) == "You can't join #photos: the host has blocked you."
    assert error_text(error("473", "#photos")).startswith("#photos is invite-only.")


def test_what_the_server_said_of_it_is_quoted_without_its_codes() -> None:
    problem = Problem(kind=ProblemKind.BANNED, host="h", detail="\x02flooding\x1b[31m\r\n")
    assert problem_text(problem).text.endswith("It said: “flooding[31m”")


def test_problems_that_stay_have_a_remedy_a_person_can_carry_out() -> None:
    for kind in STAYS_UNTIL_CHANGED:
        assert problem_text(Problem(kind=kind, host="h")).remedy in REMEDY_LABELS


def error(numeric: str, *params: str, reason: str = "") -> ev.ErrorReceived:
    return ev.ErrorReceived(numeric=numeric, name="", params=params, reason=reason)


@pytest.mark.parametrize("numeric", sorted(NUMERIC_SENTENCES))
def test_every_error_is_plain_with_all_its_parameters(numeric: str) -> None:
    text = error_text(error(numeric, "#photos", "maya", "value", reason="Server words"))
    assert is_plain(text), text
    assert text.endswith(".")


@pytest.mark.parametrize("numeric", sorted(NUMERIC_SENTENCES))
@pytest.mark.parametrize("params", [(), ("",), ("", "", ""), (" ",)])
def test_an_error_without_its_parameters_says_what_the_server_said(numeric: str, params: tuple[str, ...]) -> None:
    text = error_text(error(numeric, *params, reason="The server's own words"))
    sentence = NUMERIC_SENTENCES[numeric]
    assert text == ("The server's own words" if "{" in sentence else sentence)


@pytest.mark.parametrize("params", [("{0}",), ("{}", "{x!r}"), ("\x03" * 5000,)])
def test_hostile_parameters_are_only_text(params: tuple[str, ...]) -> None:
    for numeric in NUMERIC_SENTENCES:
        assert error_text(error(numeric, *params, reason="words"))


def test_an_error_nobody_knows_is_told_in_the_servers_words() -> None:
    assert error_text(error("499", "x", reason="You're not channel owner")) == "You're not channel owner"
    assert error_text(error("499")) == "The server refused that, and didn't say why."


@pytest.mark.parametrize("code", sorted(CODE_SENTENCES))
def test_every_code_is_plain(code: str) -> None:
    assert is_plain(CODE_SENTENCES[code])


def test_a_message_that_was_not_sent_says_why() -> None:
    assert failure_text(None) == "Not sent — no connection."
    assert failure_text(error("404", "#general")) == (
        "Not sent — you can't write in #general right now. Ask an admin of the channel.")
    assert failure_text(error("401", "keiko")).startswith("Not sent — nobody here is called keiko.")
    assert failure_text(error("499", reason="IRC says no")) == "Not sent — IRC says no"


@pytest.mark.parametrize("text", [
    networks_text("n.json"), not_writable_text("F", "r"), not_saved_text("f", "r"),
])
def test_words_about_files_are_plain(text: str) -> None:
    assert is_plain(text)


MAYA, INES = source("maya"), source("ines")


@pytest.mark.parametrize(("event", "text"), [
    (ev.ChannelRenamed(source=INES, channel="#g", name="#h"), "ines renamed #g to #h"),
    (ev.ChannelRenamed(source=INES, channel="#g", name="#h", reason="typo", is_own=True),
     "You renamed #g to #h (typo)"),
    (ev.UserJoined(source=INES, channel="#g"), "ines joined"),
    (ev.UserJoined(source=source("sam"), channel="#g", is_own=True), "You joined"),
    (ev.UserParted(source=INES, channel="#g", reason="\x02bye\x02"), "ines left (bye)"),
    (ev.UserQuit(source=INES), "ines went offline"),
    (ev.UserQuit(source=INES, reason="Quit"), "ines went offline"),
    (ev.UserQuit(source=INES, reason="Quit: good night"), "ines went offline (good night)"),
    (ev.UserQuit(source=INES, reason="Ping timeout"), "ines went offline (Ping timeout)"),
    (ev.UserKicked(source=MAYA, channel="#g", nick="olu", reason="maya"), "maya removed olu"),
    (ev.UserKicked(source=MAYA, channel="#g", nick="sam", is_own=True), "maya removed you"),
    (ev.NickChanged(source=source("tomas"), nick="tom"), "tomas is now called tom"),
    (ev.NickChanged(source=source("sam"), nick="sammy", is_own=True), "You are now called sammy"),
    (ev.TopicChanged(source=MAYA, channel="#g", topic="Walk"), "maya changed the topic to “Walk”"),
    (ev.TopicChanged(source=MAYA, channel="#g", topic=" "), "maya removed the topic"),
    (ev.TopicChanged(source=Source("ridge.example.net"), channel="#g", topic="x"),
     "The server changed the topic to “x”"),
    (ev.MotdReceived(lines=[]), ""),
])
def test_happenings_are_told_as_people_would(event: ev.Event, text: str) -> None:
    assert happening_text(event, "sam") == text


@pytest.mark.parametrize(("change", "text"), [
    (ModeChange(adding=True, letter="o", argument="olu"), "ines made olu an admin"),
    (ModeChange(adding=False, letter="o", argument="sam"), "ines made you an admin no longer"),
    (ModeChange(adding=True, letter="v", argument="olu"), "ines gave olu voice"),
    (ModeChange(adding=True, letter="b", argument="*!*@x"), "ines blocked everyone from x"),
    (ModeChange(adding=False, letter="b", argument="a:olu"), "ines unblocked the account olu"),
    (ModeChange(adding=True, letter="b", argument="m:olu!*@*"), "ines silenced anyone called olu"),
    (ModeChange(adding=False, letter="q", argument="*!*@x"), "ines let everyone from x write again"),
    (ModeChange(adding=True, letter="k", argument="secret"), "ines set a password for the channel"),
    (ModeChange(adding=True, letter="l", argument="5"), "ines limited the channel to 5 people"),
    (ModeChange(adding=False, letter="l"), "ines removed the limit of people"),
    (ModeChange(adding=True, letter="i"), "ines made the channel invite-only"),
    (ModeChange(adding=True, letter="Z", argument="\x02x"), "ines changed the mode +Z x"),
    (ModeChange(adding=True, letter="o"), "ines changed the mode +o"),
])
def test_modes_are_told_in_words(change: ModeChange, text: str) -> None:
    assert happening_text(ev.ModesChanged(source=INES, target="#g", changes=[change]), "sam") == text


@pytest.mark.parametrize(("seconds", "text"), [
    (0, "0 seconds"), (1, "1 second"), (61, "1 minute 1 second"), (90_061, "1 day 1 hour"), (-5, "0 seconds"),
])
def test_spans_of_time(seconds: int, text: str) -> None:
    assert span_text(seconds) == text


def test_lists_of_names() -> None:
    assert (list_text([]), list_text(["a"]), list_text(["a", "b", "c"])) == ("", "a", "a, b and c")
