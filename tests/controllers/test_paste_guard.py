"""A long text goes out only after a question."""

import pytest

from app.controllers.paste_guard import LINE_BYTES, lines_of
from app.protocol.events import MessageKind
from tests.controllers.app_in_hand import AppInHand, app_in_general

LONG = "\n".join(f"line {number}" for number in range(9))
SHORT = "\n".join(f"line {number}" for number in range(8))


def sent(app: AppInHand) -> list[object]:
    return [call[2] for call in app.session.calls if call[0] == "send_message"]


def test_eight_lines_go_at_once() -> None:
    app = app_in_general()
    assert app.kit.composer.send(SHORT)
    assert sent(app) == [SHORT]


def test_nine_lines_are_asked_about_and_stay_in_the_box() -> None:
    app = app_in_general()
    assert not app.kit.composer.send(LONG)
    assert app.kit.window.question.title == "Send 9 lines?"
    assert [choice.label for choice in app.kit.window.question.choices] == ["Cancel", "Send as text"]
    assert (sent(app), app.kit.composer.text) == ([], LONG)


def test_a_yes_sends_it_and_empties_the_box() -> None:
    app = app_in_general()
    app.kit.composer.send(LONG)
    app.kit.window.answer("text")
    assert sent(app) == [LONG]
    assert app.kit.composer.text == ""
    assert app.session.chat("#general").draft == ""


def test_a_no_loses_nothing() -> None:
    app = app_in_general()
    app.kit.composer.send(LONG)
    app.kit.window.answer("cancel")
    assert (sent(app), app.kit.composer.text, app.session.chat("#general").draft) == ([], LONG, LONG)


def test_one_line_that_becomes_many_is_asked_about_too() -> None:
    app = app_in_general()
    assert not app.kit.composer.send("x" * (LINE_BYTES * 8 + 1))
    assert app.kit.window.question.title == "Send 9 lines?"


def test_a_command_with_many_lines_is_asked_about_too() -> None:
    app = app_in_general()
    assert not app.kit.composer.send(f"/msg maya {LONG}")
    app.kit.window.answer("text")
    assert app.session.calls[-1] == ("send_message", "maya", LONG, MessageKind.PRIVMSG)


@pytest.mark.parametrize("text", [LONG, LONG * 100])
def test_who_wants_no_question_gets_none(text: str) -> None:
    app = app_in_general()
    app.settings.paste_lines = 0
    assert app.kit.composer.send(text)


@pytest.mark.parametrize(("text", "count"), [
    ("", 0), ("\n\n \n", 0), ("a", 1), ("a\n\nb", 2), ("ä" * LINE_BYTES, 2), ("a" * LINE_BYTES, 1),
])
def test_lines_are_counted_as_they_are_read(text: str, count: int) -> None:
    assert lines_of(text) == count


def test_in_another_chat_nothing_is_sent_by_a_late_yes() -> None:
    app = app_in_general()
    app.kit.composer.send(LONG)
    app.session.open_direct("maya")
    app.turn()
    app.kit.sidebar.actions.open_chat(app.kit.sidebar.item("maya").key)
    app.turn()
    app.kit.window.answer("text")
    assert sent(app) == []
    assert app.session.chat("#general").draft == LONG
