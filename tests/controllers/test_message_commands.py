"""Commands about what was said last: what is asked of the server, and what is said when it can't be done."""

import pytest

from app.models.chats import Reaction
from app.models.problem import ProblemKind
from app.protocol import commands as cmd
from app.protocol import events as ev
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import source

ROOM = "#general"
MODERN = frozenset({"message-tags", "draft/message-redaction", "groupchat.local/edit", "echo-message"})


@pytest.fixture
def app() -> AppInHand:
    """Maya has said two things, and we between them."""
    app = app_in_general()
    app.session.capabilities = MODERN
    app.session.hear("maya", "Who brings the stove?", msgid="m1")
    app.session.deliver(ev.MessageReceived(source=source("sam"), target=ROOM, text="I do", is_own=True,
                                           envelope=ev.Envelope(msgid="own")))
    app.session.hear("maya", "And the gas?", msgid="m2")
    return app


@pytest.mark.parametrize(("text", "command"), [
    ("/react 👍", cmd.React(target=ROOM, msgid="m2", reaction="👍")),
    ("/react so nice", cmd.React(target=ROOM, msgid="m2", reaction="so nice")),
    ("/edit I don't", cmd.EditMessage(target=ROOM, msgid="own", text="I don't")),
    ("/delete", cmd.Redact(target=ROOM, msgid="own")),
])
def test_a_command_is_about_the_newest_message(app: AppInHand, text: str, command: cmd.Command) -> None:
    assert app.kit.composer.send(text), app.kit.composer.error
    assert app.session.sent[-1] == command


def test_an_answer_names_the_newest_message_of_somebody_else(app: AppInHand) -> None:
    assert app.kit.composer.send("/reply me too")
    assert app.session.calls[-1] == ("send_message", ROOM, "me too", ev.MessageKind.PRIVMSG, "m2")


def test_a_reaction_is_taken_back_where_it_was_given(app: AppInHand) -> None:
    app.session.deliver(ev.ReactionReceived(source=source("sam"), target=ROOM, msgid="m1", reaction="👍", is_own=True))
    assert list(app.session.chat(ROOM).entries[0].reactions) == [Reaction("👍", ("sam",))]
    assert app.kit.composer.send("/unreact 👍")
    assert app.session.sent[-1] == cmd.React(target=ROOM, msgid="m1", reaction="👍", present=False)


def test_a_deleted_message_is_passed_over(app: AppInHand) -> None:
    app.session.deliver(ev.MessageRedacted(source=source("maya"), target=ROOM, msgid="m2"))
    assert app.kit.composer.send("/react 👍")
    assert app.session.sent[-1] == cmd.React(target=ROOM, msgid="m1", reaction="👍")


COMPLAINTS = [
    ("/react 👍", "This server can't carry reactions. Answer with a message."),
    ("/unreact 👍", "This server can't carry reactions. Answer with a message."),
    ("/reply hello", "This server can't mark answers. Write without /reply."),
    ("/edit hello", "This server can't change messages. Write another one."),
    ("/delete", "This server can't delete messages."),
]


@pytest.mark.parametrize(("text", "complaint"), COMPLAINTS)
def test_what_a_server_lacks_is_said_plainly(app: AppInHand, text: str, complaint: str) -> None:
    app.session.capabilities = frozenset()
    assert not app.kit.composer.send(text)
    assert app.kit.composer.error == complaint
    assert app.session.sent == []


def test_a_server_that_keeps_tags_back_can_carry_no_reactions(app: AppInHand) -> None:
    app.session.support("CLIENTTAGDENY=*")
    assert not app.kit.composer.send("/react 👍")
    assert app.kit.composer.error == "This server can't carry reactions. Answer with a message."


@pytest.mark.parametrize(("text", "complaint"), [
    ("/react 👍", "There is no message to react to."),
    ("/unreact 👍", "You haven't reacted with 👍 here."),
    ("/reply hello", "There is no message to answer."),
    ("/edit hello", "There is no message of yours to change."),
    ("/delete", "There is no message of yours to delete."),
])
def test_where_nothing_was_said_nothing_can_be_done(text: str, complaint: str) -> None:
    app = app_in_general()
    app.session.capabilities = MODERN
    assert not app.kit.composer.send(text)
    assert app.kit.composer.error == complaint


@pytest.mark.parametrize(("text", "complaint"), [
    ("/react", "Say what to react with. Use it like this: /react EMOJI"),
    ("/react " + "x" * 65, "That is too long for a reaction. Take an emoji or a short word."),
    ("/reply", "There is no text to send. Use it like this: /reply text"),
    ("/edit", "Say what your message should be. Use it like this: /edit text"),
])
def test_what_is_missing_is_said(app: AppInHand, text: str, complaint: str) -> None:
    assert not app.kit.composer.send(text)
    assert app.kit.composer.error == complaint


def test_without_a_connection_nothing_is_deleted(app: AppInHand) -> None:
    app.session.fail(ProblemKind.LOST, retry_in_s=8)
    assert not app.kit.composer.send("/delete")
    assert app.kit.composer.error == "You aren't connected. Try again when you're back."


@pytest.mark.parametrize(("text", "answer", "sends"), [
    ("/typing off", "Others do not see when you are writing.", False),
    ("/typing on", "Others see when you are writing.", True),
    ("/typing", "Others see when you are writing.", True),
])
def test_who_sees_us_write_is_chosen_by_a_command(app: AppInHand, text: str, answer: str, *, sends: bool) -> None:
    assert app.kit.composer.send(text)
    assert app.lines[-1] == f"* {answer}"
    assert app.settings.send_typing is sends
