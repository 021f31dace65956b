"""Writing: sending, drafts, what was sent before, and text that must not get lost."""

import pytest

from app.models.problem import ProblemKind
from app.protocol.events import ErrorReceived, MessageKind, UserKicked
from tests.controllers.app_in_hand import app_in_general
from tests.fakes.session import source


def test_blank_text_is_not_sent() -> None:
    app = app_in_general()
    assert not app.kit.composer.send("   ")
    assert app.session.chat("#general").entries == []


def test_two_slashes_send_one() -> None:
    app = app_in_general()
    assert app.kit.composer.send("//usr/bin is a folder")
    assert app.session.calls[-1] == ("send_message", "#general", "/usr/bin is a folder", MessageKind.PRIVMSG)


def test_a_path_is_no_command_and_stays_in_the_box() -> None:
    app = app_in_general()
    assert not app.kit.composer.send("/usr/bin/x")
    assert app.kit.composer.text == "/usr/bin/x"
    assert app.kit.composer.error == (
        "“/usr/bin/x” isn't a command. To send it as text, type one more slash: //usr/bin/x")
    assert app.session.chat("#general").entries == []


def test_while_offline_messages_wait_and_are_shown() -> None:
    app = app_in_general()
    app.session.fail(ProblemKind.LOST, retry_in_s=8)
    assert app.kit.composer.send("See you there")
    assert app.lines[-1] == "sam: See you there …"


def test_a_refused_message_says_why() -> None:
    app = app_in_general()
    app.kit.composer.send("Hello")
    chat = app.session.chat("#general")
    app.session.refuse(chat, ErrorReceived(numeric="404", name="ERR_CANNOTSENDTOCHAN", params=("#general",),
                                           reason="Cannot send to channel"))
    app.turn()
    assert app.lines[-1] == ("sam: Hello ! Not sent — you can't write in #general right now. "
                             "Ask an admin of the channel.")
    assert len(chat.entries) == 1, "the reason stands with the message, and nowhere else"


def test_a_failed_message_can_be_sent_again_or_deleted() -> None:
    app = app_in_general()
    app.kit.composer.send("Hello")
    chat = app.session.chat("#general")
    app.session.refuse(chat, ErrorReceived(numeric="404", name="", params=(), reason="No"))
    row = app.kit.timeline.rows[-1]
    app.kit.timeline.actions.retry(row.key)
    assert app.session.calls[-1] == ("retry", "#general", chat.entries[0].id)
    app.kit.timeline.actions.delete(row.key)
    assert chat.entries == []


def test_each_chat_keeps_its_draft() -> None:
    app = app_in_general()
    app.kit.composer.type("half a thought")
    app.session.enter("#maps")
    app.turn()
    app.kit.sidebar.actions.open_chat(app.kit.sidebar.item("maps").key)
    assert app.kit.composer.text == ""
    app.kit.sidebar.actions.open_chat(app.kit.sidebar.item("general").key)
    assert app.kit.composer.text == "half a thought"


def test_the_pencil_of_a_draft_stands_at_chats_that_are_not_open() -> None:
    app = app_in_general()
    app.kit.composer.type("half a thought")
    app.session.enter("#maps")
    app.turn()
    assert not app.kit.sidebar.item("general").has_draft
    app.kit.sidebar.actions.open_chat(app.kit.sidebar.item("maps").key)
    app.turn()
    assert app.kit.sidebar.item("general").has_draft


def test_a_sent_message_is_no_draft_any_more() -> None:
    app = app_in_general()
    app.kit.composer.send("done")
    assert app.session.chat("#general").draft == ""


def test_a_command_that_opens_another_chat_leaves_that_chats_draft() -> None:
    app = app_in_general()
    maps = app.session.enter("#maps")
    maps.draft = "about the map"
    assert app.kit.composer.send("/join #maps")
    app.kit.composer.actions.edited("")
    app.turn()
    assert app.kit.composer.text == "about the map"
    assert maps.draft == "about the map"


def test_what_was_sent_before_comes_back_and_so_does_what_was_being_written() -> None:
    app = app_in_general()
    box = app.kit.composer
    for text in ("one", "two"):
        box.send(text)
    recall = box.actions.recall
    assert recall(-1, "three, half") == "two"
    assert recall(-1, "two") == "one"
    assert recall(-1, "one") is None
    assert recall(+1, "one") == "two"
    assert recall(+1, "two") == "three, half"
    assert recall(+1, "three, half") is None


def test_the_hint_fades_when_it_has_been_learned() -> None:
    app = app_in_general()
    assert "Enter to send" in app.kit.composer.state.hint
    for number in range(10):
        app.kit.composer.send(str(number))
    assert app.kit.composer.state.hint == ""


def test_someone_who_was_removed_reads_how_to_come_back() -> None:
    app = app_in_general()
    app.session.deliver(UserKicked(source=source("maya"), channel="#general", nick="sam", is_own=True, reason="spam"))
    app.turn()
    assert app.lines[-1] == "* maya removed you (spam)"
    assert app.kit.composer.state.placeholder == "You aren't in #general. Type /join to go in"
    app.kit.composer.send("/join")
    assert app.session.calls[-1] == ("join", "#general", "")


def test_someone_who_was_removed_reads_it_whatever_is_shown_after_that() -> None:
    app = app_in_general()
    app.session.deliver(UserKicked(source=source("maya"), channel="#general", nick="sam", is_own=True, reason="spam"))
    app.kit.composer.send("/help")
    app.turn()
    assert app.kit.composer.state.placeholder == "You aren't in #general. Type /join to go in"


def test_sending_goes_to_the_end() -> None:
    app = app_in_general()
    app.kit.composer.send("hello")
    assert app.kit.timeline.at_end == 1


@pytest.mark.parametrize(("nicks", "text"), [
    (("maya",), "maya is typing…"),
    (("maya", "olu"), "maya and olu are typing…"),
    (("maya", "olu", "ines"), "several people are typing…"),
    ((), ""),
])
def test_who_else_is_writing_is_told(nicks: tuple[str, ...], text: str) -> None:
    app = app_in_general()
    app.session.type(*nicks)
    assert app.kit.composer.state.typing == text
    assert app.kit.composer.state.placeholder == "Message #general"


def test_only_who_writes_in_the_open_chat_is_told() -> None:
    app = app_in_general()
    app.session.open_direct("maya")
    app.session.type("maya", target="maya")
    app.turn()
    assert app.kit.composer.state.typing == ""
    app.kit.sidebar.actions.open_chat(app.kit.sidebar.item("maya").key)
    assert app.kit.composer.state.typing == "maya is typing…"


@pytest.mark.parametrize(("written", "told"), [("hello", "hello"), ("//usr", "//usr"), ("/whois maya", ""), ("", "")])
def test_others_hear_that_we_write_and_nothing_of_commands(written: str, told: str) -> None:
    app = app_in_general()
    app.kit.composer.type(written)
    assert app.session.typed == [("#general", told)]


def test_who_does_not_want_to_be_seen_writing_is_not() -> None:
    app = app_in_general()
    app.settings.send_typing = False
    app.kit.composer.type("hello")
    assert set(app.session.typed) == {("#general", "")}
