"""Every command with nothing, too little, too much and absurd things behind it: done, or refused in plain words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.controllers.commands.command import SlashCommand
from app.controllers.commands.parameters import TEXTS, Kind
from app.controllers.slash_commands import COMMANDS
from app.models.changes import SessionState
from app.protocol.commands import Command
from app.protocol.errors import ProtocolError
from tests.controllers.app_in_hand import AppInHand, app_in_general

_RTL = "\u202eabc\u202c \u05d0\u05d1\u05d2 \u0661\u0662"
GIVEN = {
    "nothing": "", "one": "x", "two": "maya olu", "many": " ".join(f"w{number}" for number in range(300)),
    "a long word": "x" * 100_000, "a long text": "word " * 20_000, "control": "a\x02\x03,\x1f\x07b \x1b[31m",
    "NUL": "ma\x00ya hi", "CTCP": "maya \x01VERSION\x01", "lines": "maya one\ntwo\nQUIT :x",
    "returns": "a\r\nQUIT :x\rJOIN #x",
    "right to left": _RTL, "signs": "#,&!*?@$%~ +-:;|/\\\"'`(){}[]<>", "numbers": "-1 0 99999999999999999999 1e309",
    "a channel": "#general", "channels": ",".join(f"#c{number}" for number in range(500)), "only commas": ",,,,",
    "surrogate": "\ud800 \udfff", "a path": "../../etc/passwd",
    "emoji": "👍🏽 👨‍👩‍👧‍👦", "dollars": "$1 $* $$ $9-", "times": "99:99 x",
    "far away": "99999d x", "date": "2026-02-31 x", "pipes": "|||| a | b |", "colon": ":x", "plus": "+oooooooo a b c",
}
MOST_WORDS = 1000
"""Longer than any sentence that says what is wrong."""


def carry_out(app: AppInHand, text: str) -> str:
    """Why it was refused, "" when it was done. What is refused sends nothing and changes no connection."""
    session = app.session
    before = len(session.sent), len(session.calls), session.state
    is_done = app.kit.composer.send(text)
    app.turn()
    if is_done:
        return ""
    assert (len(session.sent), len(session.calls), session.state) == before, "a refused command has done something"
    return app.kit.composer.error


def unguarded() -> AppInHand:
    """An app that does not ask before it sends a long text."""
    app = app_in_general()
    app.settings.paste_lines = 0
    return app


def is_back(app: AppInHand) -> bool:
    """Whether the app is as commands find it, brought back there if need be: making another one costs much."""
    if app.session.state is not SessionState.ONLINE or app.kit.window.is_destroyed:
        return False
    if not is_open(app):
        app.kit.composer.send("/join #general")
        app.turn()
    return is_open(app)


def is_open(app: AppInHand) -> bool:
    """Whether the window is there and shows #general."""
    return not app.kit.window.is_destroyed and app.kit.header.state.title == "general"


def is_sound(command: Command) -> bool:
    """Whether the connection sends it as the lines it seems to be, or refuses to."""
    try:
        lines = [message.to_bytes() for message in command.messages()]
    except ProtocolError:
        return True
    return all(line.count(b"\r") == line.count(b"\n") == 1 and line.endswith(b"\r\n") for line in lines)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_command_is_done_or_refused_in_plain_words(command: SlashCommand) -> None:
    app = unguarded()
    for what, words in GIVEN.items():
        app = app if is_back(app) else unguarded()
        is_done_or_said = carry_out(app, f"/{command.name} {words}")
        assert len(is_done_or_said) < MOST_WORDS, what
        assert all(is_sound(command) for command in app.session.sent), what


def test_no_command_says_anything_without_a_connection() -> None:
    app = offline()
    for command in COMMANDS:
        for words in ("", "maya hi", "#general hi"):
            app = app if app.session.state is SessionState.OFFLINE and is_open(app) else offline()
            carry_out(app, f"/{command.name} {words}")
            assert app.session.sent == [], command.name


def offline() -> AppInHand:
    app = app_in_general()
    app.session.become(SessionState.OFFLINE)
    return app


def test_every_command_is_done_or_refused_with_no_chat_at_all() -> None:
    app = AppInHand()
    for command in COMMANDS:
        for words in ("", "maya hi"):
            app = AppInHand() if app.kit.window.is_destroyed else app
            app.kit.composer.send(f"/{command.name} {words}")
            app.turn()


@pytest.mark.parametrize("command", [each for each in COMMANDS if each.takes and each.takes[0].missing],
                         ids=lambda command: command.name)
def test_what_is_missing_is_said_with_how_it_is_used(command: SlashCommand) -> None:
    app = app_in_general()
    assert not app.kit.composer.send(f"/{command.name}")
    assert app.kit.composer.error == f"{command.takes[0].missing} {command.usage_hint}"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_row_says_what_it_takes(command: SlashCommand) -> None:
    assert command.usage.startswith(f"/{command.name}")
    assert command.help.endswith(".")
    assert bool(command.takes) == (command.usage != f"/{command.name}")
    texts = [place for place, parameter in enumerate(command.takes) if parameter.kind in TEXTS]
    assert texts in ([], [len(command.takes) - 1]), "a text takes all that is left"
    for parameter in command.takes:
        assert parameter.missing == "" or parameter.missing.endswith((".", "?"))
        assert parameter.kind in Kind


def test_names_and_aliases_are_each_there_once() -> None:
    names = [name for command in COMMANDS for name in (command.name, *command.aliases)]
    assert len(names) == len(set(names))
    assert all(name == name.casefold() and name.isascii() for name in names)


_WORDS = st.one_of(st.sampled_from([f"/{command.name}" for command in COMMANDS]), st.text(max_size=12),
                   st.sampled_from(["maya", "#general", "-", "+", "list", "20m", "|", "\n", "//", "/"]))


@settings(deadline=None, max_examples=80)
@given(st.lists(_WORDS, max_size=6).map(" ".join))
def test_anything_that_is_typed_is_done_or_refused(text: str) -> None:
    carry_out(unguarded(), f"/{text}")
