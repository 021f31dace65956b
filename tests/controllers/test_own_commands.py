"""Commands of people's own, settings by command, reminders, pins, polls."""

import pytest

from app.controllers.commands.poll_commands import NUMBERS
from app.models.chats import Reaction
from app.models.reminders import MAX_REMINDERS
from app.models.shared_pins import KEY
from app.protocol.commands import SetMetadata
from app.protocol.events import MessageKind, MetadataChanged, ModesChanged, ReactionReceived
from app.protocol.modes import ModeChange
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import source

SAY = MessageKind.PRIVMSG
SEVERAL = "A command has one line, and this has several."
SPACE = ("A command has nothing before its slash. "
         "Take out the space. To send it as text, type one more slash.")
HOW = "Use it like this: /alias hi say Hello $1, nice to see you"


def refusal(app: AppInHand, text: str) -> str:
    """Why that is refused; nothing is sent then."""
    before = len(app.session.sent), len(app.session.calls)
    assert not app.kit.composer.send(text), "it was done"
    assert (len(app.session.sent), len(app.session.calls)) == before
    return app.kit.composer.error


def do(app: AppInHand, *texts: str) -> str:
    """The last line after these were done."""
    for text in texts:
        assert app.kit.composer.send(text), app.kit.composer.error
        app.turn()
    return next(iter(app.lines[-1:]), "")


# What is no command

@pytest.mark.parametrize(("text", "error"), [
    ("/usr/bin/env python", "“/usr/bin/env” isn't a command. To send it as text, type one more slash: //usr/bin/env"),
    ("/home/x", "“/home/x” isn't a command. To send it as text, type one more slash: //home/x"),
    ("/etc/hosts: no such file",
     "“/etc/hosts:” isn't a command. To send it as text, type one more slash: //etc/hosts:"),
    ("/join #maps\nand then\n/part",
     f"{SEVERAL} To send it as text, type one more slash in front: //join …"),
    ("/back to work", "Nothing follows /back. To send it as text, type one more slash: //back …"),
    ("/oper sam secret", "There is no command /oper. To say it to the server as it is, type /quote OPER …"),
    (" /login secret", SPACE), ("\n/join #maps", SPACE),
    ("/whois /set", "/set is nobody's name. Type one command at a time."),
    ("/ hello", "There is no command /. Type /help for a list, or // to send it as text."),
    ("/" + "x" * 200, f"“/{'x' * 40}…” isn't a command. To send it as text, type one more slash: //{'x' * 40}…"),
])
def test_what_is_no_command_sends_nothing_and_says_how_to_send_it(text: str, error: str) -> None:
    assert refusal(app_in_general(), text) == error


def test_two_slashes_send_a_text_that_begins_with_one() -> None:
    app = app_in_general()
    do(app, "//etc/hosts: no such file")
    assert ("send_message", "#general", "/etc/hosts: no such file", SAY) in app.session.calls


def test_a_slash_behind_a_space_that_is_no_command_is_text() -> None:
    app = app_in_general()
    do(app, " /o\\", " //join")
    assert ("send_message", "#general", " //join", SAY) in app.session.calls


def test_several_lines_may_follow_what_writes() -> None:
    app = app_in_general()
    do(app, "/say one\ntwo", "/msg maya\nthree")
    assert ("send_message", "#general", "one\ntwo", SAY) in app.session.calls
    assert ("send_message", "maya", "three", SAY) in app.session.calls


# Aliases

def test_an_alias_does_what_it_stands_for() -> None:
    app = app_in_general()
    assert do(app, "/alias hi say Hello $1!") == "* /hi stands for /say Hello $1!"
    do(app, "/hi maya")
    assert ("send_message", "#general", "Hello maya!", SAY) in app.session.calls
    assert app.settings.aliases == "hi say Hello $1!"


def test_aliases_are_listed_explained_and_taken_away() -> None:
    app = app_in_general()
    do(app, "/alias hi say Hello", "/alias brb /away back soon")
    do(app, "/alias")
    assert app.lines[-2:] == ["* /brb stands for /away back soon", "* /hi stands for /say Hello"]
    assert do(app, "/alias hi") == "* /hi stands for /say Hello"
    do(app, "/unalias hi")
    assert app.settings.aliases == "brb away back soon"
    assert refusal(app, "/unalias hi").startswith("There is no alias /hi.")


@pytest.mark.parametrize(("text", "error"), [
    ("/alias join say no", "/join is a command already, and an alias would hide it. Choose another name."),
    ("/alias j say no", "/j is a command already, and an alias would hide it. Choose another name."),
    ("/alias a/b say no", f"An alias has a short name of letters and digits. {HOW}"),
    ("/alias hi say a ;; b say c", f"An alias is one line without ;;. {HOW}"),
    ("/alias nothing", f"There is no alias /nothing. {HOW}"),
])
def test_what_can_be_no_alias(text: str, error: str) -> None:
    app = app_in_general()
    assert refusal(app, text) == error
    assert app.settings.aliases == ""


def test_an_alias_that_comes_back_to_itself_ends() -> None:
    app = app_in_general()
    do(app, "/alias a b $*", "/alias b a $*")
    assert refusal(app, "/a x") == "/b comes back to itself. Change it with /alias."


def test_an_alias_in_the_settings_file_never_hides_a_command() -> None:
    app = app_in_general()
    app.settings.aliases = "away quit"
    do(app, "/away lunch")
    assert ("set_away", "lunch") in app.session.calls


def test_an_alias_that_grows_without_end_is_refused() -> None:
    app = app_in_general()
    app.settings.aliases = "a say " + "$* " * 100
    assert refusal(app, f"/a {'x' * 100}") == "What /a stands for is too long here. Make it shorter."


# Settings

def test_settings_are_listed_explained_changed_and_put_back() -> None:
    app = app_in_general()
    do(app, "/set")
    assert "* sound = on — Sound" in app.lines
    do(app, "/set sound off")
    assert app.settings.sound is False
    do(app, "/set sound default", "/set keep_days = 30", "/set highlights ridge, walk")
    assert (app.settings.sound, app.settings.keep_days, app.settings.highlights) == (True, 30, "ridge, walk")
    do(app, '/set highlights ""')
    assert app.settings.highlights == ""
    do(app, "/set sound")
    assert "* sound = on — Make a sound for what is meant for you." in app.lines


@pytest.mark.parametrize(("text", "error"), [
    ("/set soud off", "There is no setting soud. Did you mean sound?"),
    ("/set zzz", "There is no setting zzz. Type /set to list them."),
    ("/set geometry 1x1", "There is no setting geometry."),
    ("/set sound loud", "sound has to be on or off"),
    ("/set keep_days -1", "keep_days has to be a whole number from 0 to"),
    ("/set theme neon", "There is no theme called neon."),
])
def test_a_setting_that_can_not_be_is_refused(text: str, error: str) -> None:
    assert refusal(app_in_general(), text).startswith(error)


def test_a_theme_is_used_at_once_when_it_is_set() -> None:
    app = app_in_general()
    do(app, "/set theme midnight")
    assert app.kit.window.theme is not None
    assert app.kit.window.theme.key == "midnight"


# Reminders

def test_a_reminder_comes_at_its_time_in_its_chat() -> None:
    app = app_in_general()
    assert do(app, "/remind 20m tea") == "* You will be reminded at 06:20. To cancel it, type /remind cancel 1"
    app.dispatcher.advance(19 * 60)
    assert not any("tea" in line for line in app.lines if "reminded:" in line)
    app.dispatcher.advance(61)
    assert app.lines[-1] == "* ⏰ You wanted to be reminded: tea"
    assert "⏰ You wanted to be reminded: tea" in app.toasts
    assert (app.notifier.shown[-1].title, app.notifier.shown[-1].text) == ("⏰ Reminder", "tea")


def test_a_reminder_that_the_computer_can_not_show_is_said_once_in_the_window() -> None:
    app = app_in_general()
    app.kit.window.actions.focus_changed(has_focus=True)
    app.notifier.is_broken = True
    do(app, "/remind 20m tea")
    app.dispatcher.advance(21 * 60)
    assert [toast for toast in app.toasts if "tea" in toast] == ["⏰ You wanted to be reminded: tea"]


def test_a_reminder_hides_its_text_where_notifications_do() -> None:
    app = app_in_general()
    app.settings.private_notifications = True
    do(app, "/remind 20m tea")
    app.dispatcher.advance(21 * 60)
    assert app.notifier.shown[-1].text == ""


def test_a_reminder_far_away_is_waited_for_in_steps() -> None:
    app = app_in_general()
    do(app, "/remind 5h tea")
    for _ in range(6):
        app.dispatcher.advance(3600)
    assert app.lines[-1].endswith("tea")


def test_reminders_are_listed_and_cancelled() -> None:
    app = app_in_general()
    do(app, "/remind tomorrow 9:00 call olu", "/remind 18:30 dinner")
    do(app, "/remind")
    assert app.lines[-2:] == ["* 2. at 18:30: dinner",
                              "* 1. tomorrow at 09:00: call olu"]
    assert do(app, "/remind cancel 2") == "* You won't be reminded: dinner"
    assert refusal(app, "/remind cancel 2").startswith("There is no reminder with that number.")


@pytest.mark.parametrize("text", ["/remind tea", "/remind 20m", "/remind 25:00 tea", "/remind cancel x",
                                  "/remind 20m " + "x" * 600])
def test_what_can_be_no_reminder(text: str) -> None:
    app = app_in_general()
    refusal(app, text)
    assert do(app, "/remind list").startswith("* You have no reminders.")


def test_there_are_only_so_many_reminders() -> None:
    app = app_in_general()
    for _ in range(MAX_REMINDERS):
        assert app.kit.composer.send("/remind 20m tea")
    assert refusal(app, "/remind 20m tea").startswith("You have 100 reminders already.")


# Pins

def test_the_newest_message_or_one_with_words_is_pinned() -> None:
    app = app_in_general()
    app.session.hear("maya", "meet at nine", time_ms=1_795_497_120_000)
    app.session.hear("olu", "fine", time_ms=1_795_497_130_000)
    assert do(app, "/pin last") == "* Pinned on this computer: olu: fine"
    assert do(app, "/pin NINE") == "* Pinned on this computer: maya: meet at nine"
    do(app, "/pin")
    assert app.lines[-1] == "* 2. maya: meet at nine (on this computer, Tuesday, 24 November 2026, 05:12)"
    assert do(app, "/unpin 1") == "* No longer pinned: olu: fine"
    assert refusal(app, "/pin nine").startswith("That is pinned already")
    assert refusal(app, "/pin elephant").startswith("No message here has “elephant”.")
    assert refusal(app, "/unpin 7").startswith("There is no pinned message with that number.")


def operator_with_metadata() -> AppInHand:
    app = app_in_general()
    app.session.capabilities |= {"draft/metadata-2"}
    app.session.deliver(ModesChanged(source=source("maya"), target="#general",
                                     changes=(ModeChange(adding=True, letter="o", argument="sam"),)))
    app.session.hear("maya", "meet at nine", msgid="m1", time_ms=1_795_497_120_000)
    return app


def pinned_for_all(app: AppInHand, value: str | None) -> None:
    app.session.deliver(MetadataChanged(target="#general", key=KEY, value=value))


def test_an_operator_pins_for_everybody_where_the_server_has_metadata() -> None:
    app = operator_with_metadata()
    assert "* Pinned for everybody here: maya: meet at nine" in (do(app, "/pin last"), *app.lines)
    assert app.session.sent[-1] == SetMetadata(target="#general", key=KEY, value="m1")
    pinned_for_all(app, "m1")
    do(app, "/pin", "/unpin 1")
    assert app.session.sent[-1] == SetMetadata(target="#general", key=KEY, value=None)


def test_what_others_pinned_for_everybody_is_listed_and_theirs_to_take_away() -> None:
    app = app_in_general()
    app.session.hear("maya", "meet at nine", msgid="m1", time_ms=1_795_497_120_000)
    pinned_for_all(app, "m1 m0 \x01")
    do(app, "/pin")
    assert app.lines[-2:] == ["* 1. maya: meet at nine (for everybody, Tuesday, 24 November 2026, 05:12)",
                              "* 2. a message further back (for everybody)"]
    assert refusal(app, "/unpin 1").startswith("That is pinned for everybody in #general.")


def test_what_has_no_room_for_everybody_is_pinned_here() -> None:
    app = operator_with_metadata()
    pinned_for_all(app, " ".join("x" * 90 + str(number) for number in range(3)))
    do(app, "/pin last")
    assert not [each for each in app.session.sent if isinstance(each, SetMetadata)]


# Polls

def test_a_poll_is_a_numbered_message() -> None:
    app = app_in_general()
    do(app, "/poll Where to? | Ridge | Lake |")
    text = f"📊 Where to? {NUMBERS[0]} Ridge · {NUMBERS[1]} Lake"
    assert ("send_message", "#general", text, SAY) in app.session.calls
    assert any(line.startswith("* This server can't carry reactions") for line in app.lines)


def test_votes_are_counted_by_reactions_and_by_numbers_written() -> None:
    app = app_in_general()
    app.session.capabilities |= {"message-tags"}
    app.session.hear("maya", f"📊 Where to? {NUMBERS[0]} Ridge · {NUMBERS[1]} Lake", msgid="p1")
    app.session.deliver(ReactionReceived(source=source("olu"), target="#general", msgid="p1", reaction=NUMBERS[1]))
    app.session.hear("olu", "2")
    app.session.hear("maya", "2")
    app.session.hear("mark", "no idea")
    poll = next(entry for entry in app.session.chat("#general").entries if entry.msgid == "p1")
    assert list(poll.reactions) == [Reaction(NUMBERS[1], ("olu",))]
    assert do(app, "/poll") == f"* Where to? {NUMBERS[0]} 0 votes · {NUMBERS[1]} 2 votes"


@pytest.mark.parametrize(("text", "error"), [
    ("/poll", "There is no poll here."), ("/poll Where to?", "A poll has a question and two answers or more"),
    ("/poll | a | b", "A poll has a question"),
    ("/poll q | " + " | ".join("abcdefghij"), "A poll has 9 answers at most."),
])
def test_what_can_be_no_poll(text: str, error: str) -> None:
    assert refusal(app_in_general(), text).startswith(error)
