"""What a slash command is."""

from collections.abc import Callable
from enum import Enum

from app.controllers.commands.parameters import Parameter, check
from app.controllers.desk import Desk
from app.controllers.user_error import UserError
from app.protocol.commands import Command
from app.values import frozen


class Group(Enum):
    """What a command is about; the value is the heading in lists of commands, in this order."""

    CHATS = "Chats"
    WRITING = "Writing"
    PEOPLE = "People"
    MODERATION = "Moderation"
    QUIET = "Notifications"
    NETWORKS = "Networks and accounts"
    APP = "The app"


@frozen(kw_only=True)
class SlashCommand:
    """A row of the table. `run` takes what follows the name; it raises UserError when that can't be done.

    `takes` are its parameters: what is missing or absurd among them is refused before `run`. `has_lines`: a text of
    several lines may follow. Where it doesn't, one that was pasted is no command.
    """

    name: str
    usage: str
    help: str
    run: Callable[[Desk, str], None]
    aliases: tuple[str, ...] = ()
    group: Group = Group.APP
    takes: tuple[Parameter, ...] = ()
    has_lines: bool = False

    @property
    def usage_hint(self) -> str:
        """How it is used, as a next step."""
        return f"Use it like this: {self.usage}"

    @property
    def takes_nothing(self) -> bool:
        """Whether nothing may follow the name."""
        return not self.takes and self.usage == f"/{self.name}"

    def check(self, given: str) -> None:
        """Raise UserError when this can't follow the name."""
        if given and self.takes_nothing:
            raise UserError(f"Nothing follows /{self.name}.",
                            f"To send it as text, type one more slash: //{self.name} …")
        if "\n" in given and not self.has_lines:
            raise UserError("A command has one line, and this has several.",
                            f"To send it as text, type one more slash in front: //{self.name} …")
        check(self.takes, given, self.usage_hint)


def ask_server(desk: Desk, command: Command) -> None:
    """Send a command now. Raises UserError while there is no connection."""
    if not desk.session.send(command):
        raise UserError("You aren't connected.", "Try again when you're back, or type /reconnect.")


def first_word(text: str, missing: str, usage: str) -> tuple[str, str]:
    """The first word and the rest. Raises UserError with `missing` when there is none."""
    word, rest = parted(text)
    if not word:
        raise UserError(missing, f"Use it like this: {usage}")
    return word, rest


def parted(text: str) -> tuple[str, str]:
    """The first word and the rest, either of which may be empty."""
    word, rest, *_ = *text.split(maxsplit=1), "", ""
    return word, rest.strip()
