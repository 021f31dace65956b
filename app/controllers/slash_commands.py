"""Slash commands: a table of names, usage and help with the function that carries each out.

A new command is one row in one of the families of `app/controllers/commands/`.
"""

from difflib import get_close_matches

from app.controllers.commands import (
    account_commands,
    app_commands,
    channel_commands,
    message_commands,
    people_commands,
    quiet_commands,
)
from app.controllers.commands.command import SlashCommand
from app.controllers.desk import Desk
from app.controllers.user_error import UserError
from app.protocol.errors import ProtocolError


def _help(desk: Desk, text: str) -> None:
    if text:
        command = find(text.lstrip("/").casefold())
        desk.answer(f"{command.usage} — {command.help}")
        for alias in command.aliases:
            desk.answer(f"/{alias} does the same.")
        return
    for command in COMMANDS:
        desk.answer(f"{command.usage} — {command.help}")
    desk.answer("To send a text that begins with a slash, type two: //like this")


COMMANDS: tuple[SlashCommand, ...] = tuple(sorted((
    *account_commands.COMMANDS,
    *channel_commands.COMMANDS,
    *people_commands.COMMANDS,
    *message_commands.COMMANDS,
    *app_commands.COMMANDS,
    *quiet_commands.COMMANDS,
    SlashCommand(name="help", usage="/help [command]", help="List the commands, or explain one.", run=_help,
                 aliases=("commands",)),
), key=lambda command: command.name))

_BY_NAME = {name: command for command in COMMANDS for name in (command.name, *command.aliases)}


def is_command(text: str) -> bool:
    """Whether `text` is meant as a command. Two slashes are a text that begins with one."""
    return text.startswith("/") and not text.startswith("//")


def literal_text(text: str) -> str:
    """The text to send: of two slashes in front, one."""
    return text[1:] if text.startswith("//") else text


def carry_out(desk: Desk, text: str) -> None:
    """Do what the command in `text` says. Raises UserError when it can't be done; nothing is sent then."""
    word, _, rest = text[1:].replace("\n", " ").partition(" ")
    command = find(word.casefold(), original=word)
    try:
        command.run(desk, rest.strip())
    except ProtocolError as error:
        raise UserError("That can't be sent like this.", command.usage_hint) from error


def find(name: str, *, original: str = "") -> SlashCommand:
    """The command called `name`, or an alias. Raises UserError that names the nearest one."""
    command = _BY_NAME.get(name)
    if command is not None:
        return command
    word = original or name
    if "/" in word:
        raise UserError(f"“/{word}” isn't a command.", f"To send it as text, type one more slash: //{word}")
    near = get_close_matches(name, _BY_NAME, n=1)
    suggestion = f"Did you mean /{near[0]}?" if near else "Type /help for a list."
    raise UserError(f"There is no command /{word}.", suggestion)


def command_names() -> list[str]:
    """All names, for completion; aliases are for fingers that know them."""
    return [command.name for command in COMMANDS]
