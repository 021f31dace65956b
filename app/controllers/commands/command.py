"""What a slash command is."""

from collections.abc import Callable

from app.controllers.desk import Desk
from app.controllers.user_error import UserError
from app.protocol.commands import Command
from app.values import frozen


@frozen(kw_only=True)
class SlashCommand:
    """A row of the table. `run` takes what follows the name; it raises UserError when that can't be done."""

    name: str
    usage: str
    help: str
    run: Callable[[Desk, str], None]
    aliases: tuple[str, ...] = ()

    @property
    def usage_hint(self) -> str:
        """How it is used, as a next step."""
        return f"Use it like this: {self.usage}"


def ask_server(desk: Desk, command: Command) -> None:
    """Send a command now. Raises UserError while there is no connection."""
    if not desk.session.send(command):
        raise UserError("You aren't connected.", "Try again when you're back, or type /reconnect.")


def first_word(text: str, missing: str, usage: str) -> tuple[str, str]:
    """The first word and the rest. Raises UserError with `missing` when there is none."""
    word, _, rest = text.partition(" ")
    if not word:
        raise UserError(missing, f"Use it like this: {usage}")
    return word, rest.strip()
