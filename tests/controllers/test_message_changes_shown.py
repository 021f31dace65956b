"""What became of a message, as people read it in the timeline."""

from dataclasses import replace

import pytest

from app.contracts.rows import MessageRow, SendState, SpanStyle
from app.models.changes import EntriesChanged
from app.models.chats import Chat, Delivery
from app.protocol import events as ev
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import source

ROOM = "#general"


@pytest.fixture
def app() -> AppInHand:
    app = app_in_general()
    app.session.hear("maya", "Who brings the stove?", msgid="m1", time_ms=app.clock.now_ms())
    return app


def react(app: AppInHand, nick: str, reaction: str, *, present: bool = True) -> None:
    app.session.deliver(ev.ReactionReceived(source=source(nick), target=ROOM, msgid="m1", reaction=reaction,
                                            present=present))


def redact(app: AppInHand, msgid: str = "m1") -> None:
    app.session.deliver(ev.MessageRedacted(source=source("maya"), target=ROOM, msgid=msgid))


def edit(app: AppInHand, text: str, msgid: str = "m1") -> None:
    app.session.deliver(ev.MessageEdited(source=source("maya"), target=ROOM, msgid=msgid, text=text))


def answer(app: AppInHand, text: str, reply_to: str = "m1", msgid: str = "a1") -> None:
    app.session.deliver(ev.MessageReceived(
        source=source("olu"), target=ROOM, text=text,
        envelope=ev.Envelope(msgid=msgid, time_ms=app.clock.now_ms(), tags={"+draft/reply": reply_to})))


def last_row(app: AppInHand) -> MessageRow:
    row = app.kit.timeline.rows[-1]
    assert isinstance(row, MessageRow)
    return row


def test_an_edited_message_says_so(app: AppInHand) -> None:
    edit(app, "Who brings the stove and the gas?")
    assert app.lines[-1] == "maya: Who brings the stove and the gas? (edited)"


def test_a_deleted_message_has_no_words_and_no_reactions(app: AppInHand) -> None:
    react(app, "olu", "👍")
    redact(app)
    assert app.lines[-1] == "maya: Message deleted"
    assert last_row(app).is_deleted
    assert SpanStyle.ITALIC in last_row(app).spans[0].style


def test_a_deleted_action_is_no_action_any_more(app: AppInHand) -> None:
    app.session.hear("olu", "waves", kind=ev.MessageKind.ACTION, msgid="m2")
    redact(app, "m2")
    assert not last_row(app).is_action


def test_reactions_are_counted_in_the_order_they_came(app: AppInHand) -> None:
    react(app, "olu", "👍")
    react(app, "sam", "❤")
    react(app, "sam", "👍")
    assert app.lines[-1] == "maya: Who brings the stove? 👍\u00a02  ❤\u00a01"


def test_a_reaction_taken_back_is_gone(app: AppInHand) -> None:
    react(app, "olu", "👍")
    react(app, "olu", "👍", present=False)
    assert app.lines[-1] == "maya: Who brings the stove?"


def test_an_answer_says_what_it_answers(app: AppInHand) -> None:
    answer(app, "I do")
    assert app.lines[-1] == "olu: <↪ maya: Who brings the stove?> I do"


def test_an_answer_to_something_not_here_says_so(app: AppInHand) -> None:
    answer(app, "I do", reply_to="long-gone")
    assert app.lines[-1] == "olu: <↪ an earlier message> I do"


def test_what_is_quoted_follows_its_message(app: AppInHand) -> None:
    answer(app, "I do")
    edit(app, "Who brings the \x02gas\x02?")
    assert app.lines[-1] == "olu: <↪ maya: Who brings the gas?> I do"
    redact(app)
    assert app.lines[-1] == "olu: <↪ maya: Message deleted> I do"


def test_a_message_that_comes_after_its_answer_is_quoted(app: AppInHand) -> None:
    answer(app, "Yes", reply_to="m0")
    app.session.hear("ines", "Is it far?", msgid="m0", time_ms=app.clock.now_ms() - 1000)
    assert app.lines[-1] == "olu: <↪ ines: Is it far?> Yes"


def test_the_answer_to_an_action_reads_like_the_action(app: AppInHand) -> None:
    app.session.hear("maya", "waves", kind=ev.MessageKind.ACTION, msgid="m2", time_ms=app.clock.now_ms())
    answer(app, "Hello", reply_to="m2")
    assert last_row(app).quote == "↪ maya waves"


@pytest.mark.parametrize(("text", "quoted"), [
    ("first line\nsecond line", "first line second line"),
    ("word " * 40, "word " * 14 + "word…"),
    ("x" * 300, "x" * 79 + "…"),
    ("\x1b[31mred\u202e", "[31mred"),
])
def test_a_quote_is_one_short_line(app: AppInHand, text: str, quoted: str) -> None:
    edit(app, text)
    answer(app, "Well")
    assert last_row(app).quote == f"↪ maya: {quoted}"


def test_a_bot_is_marked(app: AppInHand) -> None:
    app.session.deliver(ev.MessageReceived(source=source("gpx"), target=ROOM, text="imported",
                                           envelope=ev.Envelope(tags={"bot": ""})))
    assert app.lines[-1] == "gpx [bot]: imported"


def test_the_lines_of_a_message_stay_lines(app: AppInHand) -> None:
    app.session.hear("olu", "one\n\n`two\nthree` \x02four\nfive\x02\tsix")
    assert "".join(span.text for span in last_row(app).spans) == "one\n\n`two\nthree` four\nfive six"


@pytest.mark.parametrize(("delivery", "state"), [
    (Delivery.SAVING, SendState.SAVING), (Delivery.QUEUED, SendState.SENDING), (Delivery.SENDING, SendState.SENDING),
])
def test_a_message_not_on_disk_yet_is_not_shown_as_sending(
    app: AppInHand, delivery: Delivery, state: SendState
) -> None:
    app.kit.composer.send("Hello")
    chat = app.session.chat(ROOM)
    set_delivery(app, chat, delivery)
    assert last_row(app).state is state


def set_delivery(app: AppInHand, chat: Chat, delivery: Delivery) -> None:
    chat.entries[-1] = replace(chat.entries[-1], delivery=delivery)
    app.session.emit(EntriesChanged(chat=chat, start=len(chat.entries) - 1, removed=1, entries=chat.entries[-1:]))
