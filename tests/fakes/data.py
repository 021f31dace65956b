"""Exports and imports that a test answers by hand."""

from collections.abc import Callable, Sequence
from datetime import tzinfo
from pathlib import Path

from app.models.export.exports import Exported, ExportWish
from app.models.importing.imports import Imported, ImportWish, Looked
from app.models.store.contract import StoredChat


class FakeExports:
    """Satisfies Exports."""

    def __init__(self) -> None:
        self.stored: Sequence[StoredChat] = ()
        self.is_busy = False
        self.wishes: list[ExportWish] = []
        self.progress: Callable[[int, int], None] = lambda _done, _total: None
        self.done: Callable[[Exported], None] = lambda _exported: None
        self.is_cancelled = False

    def chats(self, answer: Callable[[Sequence[StoredChat]], None]) -> None:
        answer(self.stored)

    def start(self, wish: ExportWish, progress: Callable[[int, int], None], done: Callable[[Exported], None]) -> None:
        self.wishes.append(wish)
        self.progress, self.done = progress, done

    def cancel(self) -> None:
        self.is_cancelled = True


class FakeImports:
    """Satisfies Imports."""

    def __init__(self) -> None:
        self.is_busy = False
        self.looked_at: list[Path] = []
        self.looked: Callable[[Sequence[Looked]], None] = lambda _looked: None
        self.wishes: list[ImportWish] = []
        self.progress: Callable[[int], None] = lambda _count: None
        self.done: Callable[[Imported], None] = lambda _imported: None
        self.is_cancelled = False

    def look(self, paths: Sequence[Path], zone: tzinfo | None, done: Callable[[Sequence[Looked]], None]) -> None:
        self.looked_at = list(paths)
        self.looked = done

    def start(self, wish: ImportWish, progress: Callable[[int], None], done: Callable[[Imported], None]) -> None:
        self.wishes.append(wish)
        self.progress, self.done = progress, done

    def cancel(self) -> None:
        self.is_cancelled = True
