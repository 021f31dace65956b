"""Slash commands: a table of names, usage and help with the function that carries each out.

A new command is one row in one of the families of `app/controllers/commands/`.
"""

from collections.abc import Mapping
from difflib import get_close_matches

from app.controllers.commands import (
    account_commands,
    alias_commands,
    app_commands,
    asking_commands,
    channel_commands,
    chat_commands,
    connection_commands,
    data_commands,
    file_commands,
    ignore_commands,
    message_commands,
    moderation_commands,
    notify_commands,
    people_commands,
    pin_commands,
    poll_commands,
    quiet_commands,
    reminder_commands,
    search_commands,
    setting_commands,
    status_commands,
    writing_commands,
)
from app.controllers.commands.command import Group, SlashCommand
from app.controllers.commands.parameters import Kind, Parameter
from app.controllers.desk import Desk
from app.controllers.user_error import UserError
from app.models.aliases import MAX_DEPTH, MAX_RESULT, aliases_of, expanded
from app.protocol.errors import ProtocolError

_RAW_VERBS = frozenset({
    "ADMIN", "AUTHENTICATE", "CAP", "CHATHISTORY", "CNOTICE", "CPRIVMSG", "DIE", "ERROR", "INFO", "ISON", "KILL",
    "KLINE", "KNOCK", "LINKS", "LUSERS", "MARKREAD", "METADATA", "MOTD", "OPER", "PASS", "PING", "PONG", "PRIVMSG",
    "REDACT", "REHASH", "RENAME", "SAJOIN", "SAMODE", "SAPART", "SQUIT", "STATS", "SUMMON", "TAGMSG", "TIME", "TRACE",
    "USER", "USERHOST", "USERIP", "USERS", "VERSION", "WALLOPS", "WATCH", "WHO",
})
"""What people type who know the protocol; there is a way to say it to the server."""
_ALL = "all"
_LONGEST_NAME = 40
_LONGEST_ERROR = 400


def _help(desk: Desk, text: str) -> None:
    """Alone, names by what they are about; with a heading, what each under it does; with a name, all about that one."""
    asked = text.lstrip("/").casefold()
    groups = [group for group in Group if asked == _ALL or (asked and group.value.casefold() == asked)]
    if not asked:
        _list_names(desk)
    elif groups:
        for command in (command for group in groups for command in _of(group)):
            desk.answer(f"{command.usage} — {command.help}")
    else:
        command = find(asked)
        desk.answer(f"{command.usage} — {command.help}")
        for alias in command.aliases:
            desk.answer(f"/{alias} does the same.")


def _list_names(desk: Desk) -> None:
    for group in Group:
        names = ", ".join(f"/{command.name}" for command in _of(group))
        desk.answer(f"{group.value}: {names}")
    desk.answer("Type /help and a name, such as /help join, to see what it does; /help all explains all of them.")
    desk.answer("To send a text that begins with a slash, type two: //like this")


def _of(group: Group) -> list[SlashCommand]:
    return [command for command in COMMANDS if command.group is group]


def _is_taken(name: str) -> bool:
    return name in _BY_NAME


COMMANDS: tuple[SlashCommand, ...] = tuple(sorted((
    *account_commands.COMMANDS,
    *channel_commands.COMMANDS,
    *chat_commands.COMMANDS,
    *people_commands.COMMANDS,
    *ignore_commands.COMMANDS,
    *message_commands.COMMANDS,
    *moderation_commands.COMMANDS,
    *notify_commands.COMMANDS,
    *app_commands.COMMANDS,
    *quiet_commands.COMMANDS,
    *asking_commands.COMMANDS,
    *writing_commands.COMMANDS,
    *connection_commands.COMMANDS,
    *data_commands.COMMANDS,
    *file_commands.COMMANDS,
    *pin_commands.COMMANDS,
    *poll_commands.COMMANDS,
    *reminder_commands.COMMANDS,
    *search_commands.COMMANDS,
    *setting_commands.COMMANDS,
    *status_commands.COMMANDS,
    *alias_commands.commands(_is_taken),
    SlashCommand(name="help", usage="/help [command, or all]", help="List the commands, or explain one.", run=_help,
                 aliases=("commands",), takes=(Parameter(name="command", kind=Kind.COMMAND, repeats=True),)),
), key=lambda command: command.name))

_BY_NAME: dict[str, SlashCommand] = {name: command for command in COMMANDS for name in (command.name, *command.aliases)}


def is_command(text: str) -> bool:
    """Whether `text` is meant as a command. Two slashes are a text that begins with one.

    So is a command the app has behind a space: that slipped in, and what follows may be a password.
    """
    if text.startswith("/"):
        return not text.startswith("//")
    word = text.lstrip()[:_LONGEST_NAME].partition(" ")[0]
    return word.startswith("/") and word[1:].casefold() in _BY_NAME


def literal_text(text: str) -> str:
    """The text to send: of two slashes in front, one."""
    return text[1:] if text.startswith("//") else text


def carry_out(desk: Desk, text: str, depth: int = 0) -> None:
    """Do what the command in `text` says. Raises UserError when it can't be done; nothing is sent then.

    `depth` counts the aliases that led here.
    """
    # Where a command ends in a line break and more follows, the break parts them as a space does.
    word, given, *_ = *text[1:].split(maxsplit=1), "", ""
    if text[:1].isspace():
        raise UserError("A command has nothing before its slash.",
                        "Take out the space. To send it as text, type one more slash.")
    if text[1:2].isspace():
        word, given = "", ""
    given = given.strip().replace("\r\n", "\n").replace("\r", "\n")
    alias = _own_aliases(desk).get(word.casefold(), "") if word.casefold() not in _BY_NAME else ""
    if alias:
        carry_out(desk, _meant_by(word, alias, given, depth), depth + 1)
        return
    command = find(word.casefold(), original=word)
    command.check(given)
    try:
        command.run(desk, given)
    except ProtocolError as error:
        raise UserError("That can't be sent like this.", command.usage_hint) from error
    except UserError as error:
        if len(str(error)) <= _LONGEST_ERROR:
            raise
        # It quotes what was typed, which may be a book.
        raise UserError(f"{error.text[:_LONGEST_ERROR]}…", command.usage_hint) from error


def _own_aliases(desk: Desk) -> Mapping[str, str]:
    try:
        return aliases_of(desk.settings.aliases)
    except UserError:
        # A run without a window remembers nothing, aliases neither.
        return {}


def _meant_by(word: str, alias: str, given: str, depth: int) -> str:
    """The command an alias of people's own stands for here."""
    if depth >= MAX_DEPTH:
        raise UserError(f"/{word} comes back to itself.", "Change it with /alias.")
    if "\n" in given:
        raise UserError("A command has one line, and this has several.",
                        f"To send it as text, type one more slash in front: //{word} …")
    meant = expanded(alias, given)
    if len(meant) > MAX_RESULT:
        raise UserError(f"What /{word} stands for is too long here.", "Make it shorter.")
    return f"/{meant}"


def find(name: str, *, original: str = "") -> SlashCommand:
    """The command called `name`, or an alias. Raises UserError that names the nearest one."""
    command = _BY_NAME.get(name)
    if command is not None:
        return command
    word = original or name
    if "/" in word or len(word) > _LONGEST_NAME:
        shown = word if len(word) <= _LONGEST_NAME else f"{word[:_LONGEST_NAME]}…"
        raise UserError(f"“/{shown}” isn't a command.", f"To send it as text, type one more slash: //{shown}")
    raise UserError(f"There is no command /{word}.", _next_step(name, word))


def _next_step(name: str, word: str) -> str:
    if name.upper() in _RAW_VERBS:
        return f"To say it to the server as it is, type /quote {name.upper()} …"
    near = get_close_matches(name, _BY_NAME, n=1)
    if near:
        return f"Did you mean /{near[0]}?"
    return f"Type /help for a list, or //{word} to send it as text."


def command_names(desk: Desk) -> list[str]:
    """All names and people's own aliases, for completion; the app's short names are for fingers that know them."""
    return sorted((*(command.name for command in COMMANDS), *_own_aliases(desk)))


def commands_by_name() -> Mapping[str, SlashCommand]:
    """Every command under each of its names."""
    return _BY_NAME


def help_on(name: str) -> str:
    """One line about a command, "" where there is none."""
    command = _BY_NAME.get(name)
    return "" if command is None else f"{command.usage} — {command.help}"
