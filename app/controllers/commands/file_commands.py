"""Commands about files."""

from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand
from app.controllers.desk import Desk

_QUOTES = ("\"\"", "''", "“”")


def _upload(desk: Desk, text: str) -> None:
    """The whole rest is the path, however many spaces it has; quotes around it are those of a terminal."""
    path = text.strip()
    if len(path) > 1 and path[0] + path[-1] in _QUOTES:
        path = path[1:-1]
    desk.tools.send_file(path)


COMMANDS = (
    SlashCommand(name="upload", usage="/upload FILE", help="Send a file to this chat. ~ is your home folder.",
                 run=_upload, aliases=("sendfile",), group=Group.WRITING,
                 takes=(take.text("Say which file to send.", name="FILE"),)),
)
