"""What people write and what is sent for it: formatting, emoji by name, and all of it back in the box."""

import pytest

from app.contracts.rows import MessageRow
from app.controllers.completion import Completer, Words
from app.controllers.emoji_names import named, with_emoji, with_faces
from app.controllers.formatting import preview_text, without_formatting
from app.protocol import commands as cmd
from app.protocol import events as ev
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import source


def sent(app: AppInHand, written: str) -> object:
    """What was sent for what was written."""
    assert app.kit.composer.send(written), app.kit.composer.error
    return app.session.calls[-1][2]


def targets(app: AppInHand) -> list[str]:
    """What can be clicked in the newest message."""
    row = app.kit.timeline.rows[-1]
    return [span.target for span in row.spans if span.target] if isinstance(row, MessageRow) else []


@pytest.mark.parametrize(("written", "text"), [
    ("**bold** and `code`", "\x02bold\x02 and \x11code\x11"),
    ("/me waves **hard**", "waves \x02hard\x02"),
    ("/say ~~no~~", "\x1eno\x1e"),
    ("//**bold**", "/**bold**"),
    ("/plain **bold**", "**bold**\x0f"),
    ("/plain :tada:", ":tada:"),
    ("2*3*4 is snake_case", "2*3*4 is snake_case"),
    (":tada: `:tada:` 12:30:45", "🎉 \x11:tada:\x11 12:30:45"),
    ("/shrug well", "well ¯\\_(ツ)_/¯"),
    ("||secret||", "\x0301,01secret\x03"),
    ("> said\nyes", "> said\nyes"),
])
def test_what_is_written_is_sent_with_formatting(written: str, text: str) -> None:
    assert sent(app_in_general(), written) == text


def test_formatting_can_be_switched_off_and_what_is_here_is_read_anew() -> None:
    app = app_in_general()
    app.session.hear("maya", "**hi**")
    assert app.lines[-1] == "maya: hi"
    app.settings.format_text = False
    assert app.lines[-1] == "maya: **hi**"
    assert sent(app, "**x** :tada:") == "**x** :tada:"


def test_faces_become_emoji_if_people_wish() -> None:
    app = app_in_general()
    assert sent(app, "well :-)") == "well :-)"
    app.settings.emoticons = True
    assert sent(app, "well :-) and <3, https://a.b/:-)") == "well 🙂 and <3, https://a.b/:-)"


def test_a_message_is_changed_in_markdown_and_changing_nothing_changes_nothing() -> None:
    app = app_in_general()
    app.session.capabilities = frozenset({"message-tags", "groupchat.local/edit", "echo-message"})
    app.session.deliver(ev.MessageReceived(
        source=source("sam"), target="#general", text="\x02bold\x02 > 2*3", is_own=True,
        envelope=ev.Envelope(msgid="own")))
    offers = dict(app.kit.timeline.actions.offers(app.kit.timeline.rows[-1].key))
    next(act for label, act in offers.items() if label.startswith(("Change", "Edit")))()

    assert app.kit.composer.text == "**bold** > 2*3"
    app.kit.composer.send(app.kit.composer.text)
    assert app.session.sent[-1] == cmd.EditMessage(target="#general", msgid="own", text="\x02bold\x02 > 2*3")


def test_a_reaction_can_be_given_by_the_name_of_an_emoji() -> None:
    app = app_in_general()
    app.session.capabilities = frozenset({"message-tags"})
    app.session.hear("maya", "hi", msgid="m1")
    assert app.kit.composer.send("/react :tada:"), app.kit.composer.error
    assert app.session.sent[-1] == cmd.React(target="#general", msgid="m1", reaction="🎉")


def test_who_is_named_in_older_messages_is_known_when_the_names_come() -> None:
    app = app_in_general(members=())
    app.session.hear("tom", "ask @zoe")
    assert targets(app) == []
    named = (ev.NamedMember(prefixes="", source=source("zoe")),)
    app.session.deliver(ev.NamesListed(channel="#general", members=named),
                        ev.NamesReceived(channel="#general", members=named))
    assert targets(app) == ["zoe"]


# Emoji

@pytest.mark.parametrize(("text", "shown"), [
    (":tada:", "🎉"), ("well done :tada:!", "well done 🎉!"), (":+1:", "👍"), (":THUMBSUP:", "👍"),
    (":thumbs_up:", "👍"),
    (":nothing_like_it:", ":nothing_like_it:"), ("12:30:45", "12:30:45"), ("a:b:c", "a:b:c"), ("std::heart::x",) * 2,
    ("https://a.b/:tada:", "https://a.b/:tada:"), (":", ":"), ("::", "::"), (":100:", ":100:"), ("(:heart:)", "(❤️)"),
])
def test_names_of_emoji_are_known_where_they_stand_alone(text: str, shown: str) -> None:
    assert with_emoji(text) == shown


def test_faces_stand_alone() -> None:
    assert with_faces(":) a:) :)) <3") == "🙂 a:) :)) ❤️"


def test_the_shortest_names_are_offered_first_and_each_emoji_once() -> None:
    found = named("ta")
    assert ("🎉", "tada") in found[:5]
    assert len({picture for picture, _ in found}) == len(found) <= 50
    assert named("t") == ()
    assert list(named("no such name")) == []


def test_the_name_of_an_emoji_is_completed_by_the_emoji() -> None:
    completer, words = Completer(), Words(nicks=("tad",), emoji=named)
    done = completer.complete("well :tad", 9, lambda: words)
    assert done is not None
    assert (done.text, done.candidates) == ("well 🎉 ", ("🎉 :tada:",))
    assert completer.complete("at 10:ta", 8, lambda: words) is None


# Where there are words only

def test_a_preview_keeps_a_spoiler_and_shows_no_signs() -> None:
    assert preview_text("the \x0301,01butler\x03 did **it**") == "the ▒▒▒ did **it**"
    assert preview_text("the ||butler|| did **it**") == "the ▒▒▒ did it"
    assert without_formatting("\x02a\x02 \x0304b") == "a b"


def test_a_notification_does_not_give_a_spoiler_away() -> None:
    app = app_in_general()
    app.kit.window.actions.focus_changed(has_focus=False)
    app.session.hear("maya", "sam: it was ||the butler||")
    app.turn()
    assert "butler" not in "".join(app.notifier.texts())
    assert "it was ▒▒▒" in app.notifier.texts()[-1]
