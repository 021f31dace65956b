"""The menu of a message: what it offers, and writing an answer or another text."""

from collections.abc import Callable

import pytest

from app.models.problem import ProblemKind
from app.protocol import commands as cmd
from app.protocol import events as ev
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import source

ROOM = "#general"
MODERN = frozenset({"message-tags", "draft/message-redaction", "groupchat.local/edit", "echo-message"})
HINT = "Enter to send · Shift+Enter for a new line"


@pytest.fixture
def app() -> AppInHand:
    """Maya has asked, and we have answered."""
    app = app_in_general()
    app.session.capabilities = MODERN
    app.session.hear("maya", "Who brings the stove?", msgid="m1")
    app.session.deliver(ev.MessageReceived(source=source("sam"), target=ROOM, text="I do", is_own=True,
                                           envelope=ev.Envelope(msgid="own")))
    return app


def offers(app: AppInHand, row: int) -> dict[str, Callable[[], None]]:
    return dict(app.kit.timeline.actions.offers(app.kit.timeline.rows[row].key))


MAYAS, OURS = -2, -1


def test_the_message_of_another_can_be_answered_and_reacted_to(app: AppInHand) -> None:
    assert list(offers(app, MAYAS)) == ["Reply", "React 👍"]


def test_a_message_of_ours_can_be_changed_and_deleted(app: AppInHand) -> None:
    assert list(offers(app, OURS)) == ["Reply", "React 👍", "Edit", "Delete for everybody"]


@pytest.mark.parametrize(("ours", "theirs", "may"), [
    ("@", "", True), ("@", "+", True), ("@", "@", False), ("+", "", False), ("", "", False),
])
def test_those_who_look_after_a_room_delete_what_others_say_there(ours: str, theirs: str, may: bool) -> None:
    app = app_in_general(((theirs, "maya"), (ours, "sam")))
    app.session.capabilities = MODERN
    app.session.hear("maya", "Buy my boats", msgid="m1")
    assert ("Delete for everybody" in offers(app, -1)) is may


def test_only_what_the_server_can_do_is_offered(app: AppInHand) -> None:
    app.session.capabilities = frozenset({"message-tags"})
    assert list(offers(app, OURS)) == ["Reply", "React 👍"]
    app.session.capabilities = frozenset()
    assert offers(app, OURS) == {}


def test_a_deleted_message_and_a_day_offer_nothing(app: AppInHand) -> None:
    app.session.deliver(ev.MessageRedacted(source=source("sam"), target=ROOM, msgid="own", is_own=True))
    assert offers(app, OURS) == {}
    assert offers(app, 0) == {}


def test_a_message_of_several_lines_is_not_changed_as_one(app: AppInHand) -> None:
    app.session.deliver(ev.MessageEdited(source=source("sam"), target=ROOM, msgid="own", text="I\ndo", is_own=True))
    assert "Edit" not in offers(app, OURS)


def test_a_reaction_is_given_and_taken_back(app: AppInHand) -> None:
    offers(app, MAYAS)["React 👍"]()
    assert app.session.sent[-1] == cmd.React(target=ROOM, msgid="m1", reaction="👍")
    app.session.deliver(ev.ReactionReceived(source=source("sam"), target=ROOM, msgid="m1", reaction="👍", is_own=True))
    offers(app, MAYAS)["Take back 👍"]()
    assert app.session.sent[-1] == cmd.React(target=ROOM, msgid="m1", reaction="👍", present=False)


def test_a_message_is_deleted_at_once(app: AppInHand) -> None:
    offers(app, OURS)["Delete for everybody"]()
    assert app.session.sent[-1] == cmd.Redact(target=ROOM, msgid="own")


def test_what_fails_is_told(app: AppInHand) -> None:
    delete = offers(app, OURS)["Delete for everybody"]
    app.session.fail(ProblemKind.LOST, retry_in_s=8)
    delete()
    assert app.toasts[-1] == "You aren't connected. Try again when you're back."


def test_an_answer_is_written_like_any_message(app: AppInHand) -> None:
    offers(app, MAYAS)["Reply"]()
    assert app.kit.composer.state.hint == "Answering maya · Empty the box to write something else"
    assert app.kit.composer.send("Me too")
    assert app.session.calls[-1] == ("send_message", ROOM, "Me too", ev.MessageKind.PRIVMSG, "m1")


def test_after_an_answer_messages_answer_nothing(app: AppInHand) -> None:
    offers(app, MAYAS)["Reply"]()
    app.kit.composer.send("Me too")
    app.kit.composer.type("")
    assert app.kit.composer.state.hint == HINT
    app.kit.composer.send("And the gas")
    assert app.session.calls[-1] == ("send_message", ROOM, "And the gas", ev.MessageKind.PRIVMSG)


def test_an_emptied_box_answers_nothing(app: AppInHand) -> None:
    offers(app, MAYAS)["Reply"]()
    app.kit.composer.type("Me")
    app.kit.composer.type("")
    app.kit.composer.send("Anybody else?")
    assert app.session.calls[-1] == ("send_message", ROOM, "Anybody else?", ev.MessageKind.PRIVMSG)


def test_another_chat_has_no_part_in_it(app: AppInHand) -> None:
    offers(app, MAYAS)["Reply"]()
    app.session.enter("#maps")
    app.turn()
    app.kit.sidebar.actions.open_chat(app.kit.sidebar.item("maps").key)
    assert app.kit.composer.state.hint == HINT
    app.kit.composer.send("Hello")
    assert app.session.calls[-1] == ("send_message", "#maps", "Hello", ev.MessageKind.PRIVMSG)


def test_a_message_of_ours_is_changed_in_the_box(app: AppInHand) -> None:
    offers(app, OURS)["Edit"]()
    assert (app.kit.composer.text, app.kit.composer.has_focus) == ("I do", True)
    assert app.kit.composer.send("I don't")
    assert app.session.sent[-1] == cmd.EditMessage(target=ROOM, msgid="own", text="I don't")


def test_a_draft_survives_changing_a_message(app: AppInHand) -> None:
    app.kit.composer.type("half a thought")
    offers(app, OURS)["Edit"]()
    app.kit.composer.send("I don't")
    app.kit.composer.type("")
    assert (app.kit.composer.text, app.session.chat(ROOM).draft) == ("half a thought", "half a thought")


def test_a_change_has_one_line(app: AppInHand) -> None:
    offers(app, OURS)["Edit"]()
    assert not app.kit.composer.send("I\ndon't")
    assert app.kit.composer.error == "A changed message has one line. Take out the line breaks."
