"""Whatever follows a command of moderation, it ends in words or in lines a server can read."""

import pytest

from app.controllers.commands import channel_commands, ignore_commands, moderation_commands
from app.protocol import commands as cmd
from tests.controllers.app_in_hand import app_in_general

NAMES = [command.name for family in (channel_commands, ignore_commands, moderation_commands)
         for command in family.COMMANDS]
ABSURD = ("", " ", ",", ",,,", "#", "*", "@", "!", "!@", ":", ":x", "-", "+", "0", "-1", "1", "99999999999999999999",
          "2h", "a" * 1000, "a," * 200, "a " * 200, "add", "add ,", "remove", "remove 0", "add maya", "add maya king",
          "\x00", "\ud800", "maya\x07", "maya :x y", "m:", "$a:", "~q:~a:", "a:*", "*!*@*", "maya 0m", "maya 9999w x",
          "+bbbbbbbbb", "+b *", "-", "+" + "ov" * 100, "#maps", "#maps +k", "maya,maya maya", "😀", "\u202emaya")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_follows_a_command_breaks_it(name: str) -> None:
    app = app_in_general()
    app.session.support("PREFIX=(qaohv)~&@%+", "EXTBAN=,am", "ACCOUNTEXTBAN=a", "MODES=3", "CHANMODES=beI,k,l,imnt")
    for text in ABSURD:
        app.kit.window.questions.clear()
        is_taken = app.kit.composer.send(f"/{name} {text}".rstrip(" "))
        assert is_taken or app.kit.composer.error, text
    app.turn()
    for sent in app.session.sent:
        for message in sent.messages():
            assert len(message.to_bytes()) <= 512, message
        if isinstance(sent, cmd.SetModes) and sent.target == "#general" and len(sent.modes) > 1:
            assert len(sent.modes) <= 4, sent
