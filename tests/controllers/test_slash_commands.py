"""Slash commands: what each asks of the session, and what is said when it can't be done."""

import pytest

from app.controllers.slash_commands import COMMANDS
from app.models.changes import SessionState
from app.protocol import commands as cmd
from app.protocol.events import MessageKind
from tests.controllers.app_in_hand import AppInHand, app_in_general

SAY = MessageKind.PRIVMSG


@pytest.mark.parametrize(("text", "call"), [
    ("/join maps", ("join", "#maps", "")),
    ("/JOIN #maps", ("join", "#maps", "")),
    ("/j #maps secret", ("join", "#maps", "secret")),
    ("/part", ("part", "#general", "")),
    ("/leave see you", ("part", "#general", "see you")),
    ("/part #general see you", ("part", "#general", "see you")),
    ("/close", ("part", "#general", "")),
    ("/msg maya hi there", ("send_message", "maya", "hi there", SAY)),
    ("/msg #general hi", ("send_message", "#general", "hi", SAY)),
    ("/query maya hi", ("send_message", "maya", "hi", SAY)),
    ("/q maya", ("open_direct", "maya")),
    ("/notice maya hi", ("send_message", "maya", "hi", MessageKind.NOTICE)),
    ("/me waves", ("send_message", "#general", "waves", MessageKind.ACTION)),
    ("/shrug oh", ("send_message", "#general", "oh ¯\\_(ツ)_/¯", SAY)),
    ("/nick samantha", ("change_nick", "samantha")),
    ("/away lunch", ("set_away", "lunch")),
    ("/away", ("set_away", "Away")),
    ("/back", ("set_away", None)),
    ("/disconnect bye", ("disconnect", "bye")),
])
def test_a_command_asks_the_session(text: str, call: tuple[object, ...]) -> None:
    app = app_in_general()
    assert app.kit.composer.send(text), app.kit.composer.error
    assert call in app.session.calls


@pytest.mark.parametrize(("text", "command"), [
    ("/topic Autumn walk", cmd.SetTopic(channel="#general", topic="Autumn walk")),
    ("/topic #general Autumn walk", cmd.SetTopic(channel="#general", topic="Autumn walk")),
    ("/topic #elsewhere is for boats", cmd.SetTopic(channel="#general", topic="#elsewhere is for boats")),
    ("/mode", cmd.SetModes(target="#general")),
    ("/mode #general", cmd.SetModes(target="#general")),
    ("/mode sam +i", cmd.SetModes(target="sam")),
    ("/invite keiko", cmd.Invite(nick="keiko", channel="#general")),
    ("/invite keiko #maps", cmd.Invite(nick="keiko", channel="#maps")),
    ("/kick olu too loud", cmd.Kick(channel="#general", nick="olu", reason="too loud")),
    ("/op maya olu", cmd.SetModes(target="#general", modes=("+oo", "maya", "olu"))),
    ("/deop maya", cmd.SetModes(target="#general", modes=("-o", "maya"))),
    ("/voice olu", cmd.SetModes(target="#general", modes=("+v", "olu"))),
    ("/devoice olu", cmd.SetModes(target="#general", modes=("-v", "olu"))),
    ("/ban olu", cmd.SetModes(target="#general", modes=("+b", "olu!*@*"))),
    ("/unban *!*@host", cmd.SetModes(target="#general", modes=("-b", "*!*@host"))),
    ("/mode +k secret", cmd.SetModes(target="#general", modes=("+k", "secret"))),
    ("/mode #maps +t", cmd.SetModes(target="#maps", modes=("+t",))),
    ("/whois maya", cmd.RequestWhois(nick="maya")),
    ("/names #elsewhere", cmd.RequestNames(channel="#elsewhere")),
    ("/list", cmd.RequestList()),
])
def test_a_command_asks_the_server(text: str, command: cmd.Command) -> None:
    app = app_in_general()
    assert app.kit.composer.send(text), app.kit.composer.error
    assert command in app.session.sent


def test_a_raw_line_goes_as_it_is() -> None:
    app = app_in_general()
    assert app.kit.composer.send("/quote PRIVMSG #general :hello there")
    sent = app.session.sent[-1]
    assert [message.to_line() for message in sent.messages()] == ["PRIVMSG #general :hello there"]


@pytest.mark.parametrize(("text", "error"), [
    ("/jion #maps", "There is no command /jion. Did you mean /join?"),
    ("/zzzzzz", "There is no command /zzzzzz. Type /help for a list, or //zzzzzz to send it as text."),
    ("/", "There is no command /. Type /help for a list, or // to send it as text."),
    ("/msg", "Say whom to write to. Use it like this: /msg NAME text"),
    ("/msg maya", "There is no text to send. Use it like this: /msg NAME text"),
    ("/msg #elsewhere hi", "You aren't in #elsewhere. Join it with /join #elsewhere."),
    ("/me", "Say what you do. Use it like this: /me text"),
    ("/kick", "Say whom to remove. Use it like this: /kick NAME [reason]"),
    ("/op", "Say whom you mean. Use it like this: /op NAME …"),
    ("/nick sam smith", "A name can't have spaces. How about sam_smith?"),
    ("/nick 1sam", "A name begins with a letter. How about sam?"),
    ("/nick a!b", "A name can't have “!”. Use letters, digits, - and _."),
    ("/join #", "Type the name of a channel. For example: #maps."),
    ("/part #elsewhere", "You aren't in #elsewhere. Check the spelling."),
    ("/raw", "There is no line to send. Use it like this: /raw VERSION"),
    ("/theme neon", "There is no theme called neon. Choose from Daylight and Midnight."),
    ("/layout round", "There is no layout called round. Choose from Cozy."),
    ("/host", "A chat needs a name. Use it like this: /host Ridge Walkers"),
])
def test_what_can_not_be_done_is_said_and_nothing_is_sent(text: str, error: str) -> None:
    app = app_in_general()
    before = list(app.session.calls)
    assert not app.kit.composer.send(text)
    assert app.kit.composer.error == error
    assert app.session.sent == []
    assert app.session.calls == before


def test_without_a_connection_the_server_can_not_be_asked() -> None:
    app = app_in_general()
    app.session.become(SessionState.OFFLINE)
    assert not app.kit.composer.send("/topic Autumn walk")
    assert app.kit.composer.error == "You aren't connected. Try again when you're back, or type /reconnect."


def test_join_and_query_open_what_they_name() -> None:
    app = app_in_general()
    app.kit.composer.send("/join #maps")
    assert app.kit.header.state.title == "maps"
    app.kit.composer.send("/query maya")
    assert app.kit.header.state.title == "maya"


def test_answers_from_what_is_known_already() -> None:
    app = app_in_general()
    app.kit.composer.send("/names")
    assert app.lines[-1] == "* In #general: @maya, olu and sam"
    app.kit.composer.send("/topic")
    assert app.lines[-1] == "* #general has no topic."
    app.kit.composer.send("/nick")
    assert app.lines[-1] == "* You are called sam."


def test_help_lists_every_command_and_explains_one() -> None:
    app = app_in_general()
    app.kit.composer.send("/help")
    assert any(line.startswith("* Chats: /clear, /close, /cycle") for line in app.lines)
    app.kit.composer.send("/help all")
    for command in COMMANDS:
        assert f"* {command.usage} — {command.help}" in app.lines
    app.kit.composer.send("/help Networks and accounts")
    assert app.lines[-1].startswith("* /verify [NAME] CODE — ")
    app.kit.composer.send("/help j")
    assert app.lines[-2:] == ["* /join #channel [password] — Enter a channel.", "* /j does the same."]


def test_every_command_has_one_name_a_usage_and_a_sentence() -> None:
    names = [name for command in COMMANDS for name in (command.name, *command.aliases)]
    assert len(names) == len(set(names))
    for command in COMMANDS:
        assert command.usage.startswith(f"/{command.name}")
        assert command.help.endswith(".")


def test_theme_and_layout_are_chosen_by_name() -> None:
    app = app_in_general()
    assert app.kit.composer.send("/theme Midnight")
    assert app.settings.theme == "midnight"
    assert app.kit.window.theme is not None
    assert app.kit.window.theme.key == "midnight"
    assert app.kit.composer.send("/layout cozy")
    assert app.kit.window.current_layout == "cozy"


def test_quit_leaves_with_the_reason() -> None:
    app = app_in_general()
    app.kit.composer.send("/quit good night")
    assert app.networks.closed_with == "good night"
    assert app.kit.window.is_destroyed


def test_reconnect_leaves_and_comes_back() -> None:
    app = app_in_general()
    app.kit.composer.send("/reconnect")
    assert app.session.state is SessionState.CONNECTING


def test_commands_work_with_no_chat_open_where_they_can() -> None:
    app = AppInHand()
    app.kit.welcome.actions.join("sam", "ridge.example.net")
    app.session.go_online()
    app.turn()
    assert app.session.chats.find("#general") is None
    assert not app.kit.composer.send("hello")
    assert app.kit.composer.error == "No chat is open. Join one with /join #name."
    assert app.kit.composer.send("/join #maps")
    assert app.kit.header.state.title == "maps"
