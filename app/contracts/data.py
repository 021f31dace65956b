"""Chats going out as files and logs coming in: what controllers ask of the models."""

from collections.abc import Callable, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Protocol

from app.models.export.exports import Exported, ExportWish
from app.models.importing.imports import Imported, ImportWish, Looked
from app.models.store.contract import StoredChat


class Exports(Protocol):
    """Writes chats down, one export at a time."""

    @property
    def is_busy(self) -> bool:
        """Whether something is being written."""

    def chats(self, answer: Callable[[Sequence[StoredChat]], None]) -> None:
        """All chats that can be written down."""

    def start(self, wish: ExportWish, progress: Callable[[int, int], None], done: Callable[[Exported], None]) -> None:
        """Write it. `progress(entries written, of about so many)` comes a few times a second, `done` at the end."""

    def cancel(self) -> None:
        """Stop; nothing is left behind."""


class Imports(Protocol):
    """Looks through logs and files them, one task at a time."""

    @property
    def is_busy(self) -> bool:
        """Whether logs are being read."""

    def look(self, paths: Sequence[Path], zone: tzinfo | None, done: Callable[[Sequence[Looked]], None]) -> None:
        """Look through files, and all files in folders; `done` follows unless it is cancelled."""

    def start(self, wish: ImportWish, progress: Callable[[int], None], done: Callable[[Imported], None]) -> None:
        """File a log. `progress(entries read)` comes now and then, `done` at the end, also of a cancelled one."""

    def cancel(self) -> None:
        """Stop reading. What was filed stays."""
