"""What the window shows of files on their way. See `app.contracts.views`."""

from collections.abc import Sequence
from typing import Protocol

from app.values import frozen


@frozen(kw_only=True)
class TransferRow:
    """A file on its way. `fraction` is how much of it is done, None where nothing moves.

    `cancel` and `retry` are what the buttons say, `retry` "" where there is none.
    """

    key: str
    title: str
    text: str
    fraction: float | None = None
    is_error: bool = False
    cancel: str = "Cancel"
    retry: str = ""


class FilesActions(Protocol):
    """What people do with files. Keys are those of rows."""

    def choose_files(self) -> None:
        """Let people choose files to send to the open chat."""

    def files_dropped(self, paths: Sequence[str]) -> None:
        """Files were dropped on the window: they are meant for the open chat."""

    def cancel_transfer(self, key: str) -> None:
        """Don't go on with it, or show it no longer."""

    def retry_transfer(self, key: str) -> None:
        """Try one that failed again."""


class FilesView(Protocol):
    """The strip above the box to write in, and files that are dropped on the window."""

    def bind(self, actions: FilesActions) -> None:
        """Take the receiver of gestures; called once, before `show`."""

    def show(self, rows: Sequence[TransferRow]) -> None:
        """Show these files; none is no strip. Called ten times a second while a file moves."""
