"""The thread that answers questions about chats. It starts with the first one and sleeps while there is none."""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

from app.models.owner_thread import Poster
from app.models.store.reading import ChatReader
from app.models.store.schema import open_for_reading
from app.models.store.trouble import Trouble, is_damage

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
_CLOSE_S = 1.0


class Reader:
    """Answers questions in the order they are asked, on the owner thread."""

    def __init__(self, path: Path, owner: Poster, trouble: Trouble) -> None:
        self._path = path
        self._owner = owner
        self._trouble = trouble
        self._questions: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._connection: sqlite3.Connection | None = None

    def start(self) -> None:
        """Be ready for questions. Owner thread only."""
        if self._thread is None:
            self._thread = Thread(target=self._run, name="store-reader", daemon=True)
            self._thread.start()

    def ask(self, question: Callable[[ChatReader], _T], nothing: _T, answer: Callable[[_T], None]) -> None:
        """Answer a question, with `nothing` where the file can't be read. From any thread, after `start`."""
        self._questions.put(lambda: self._owner.post(partial(answer, self._look(question, nothing))))

    def close(self) -> None:
        """End, in the middle of a question if need be."""
        if self._thread is not None:
            self._questions.put(None)
            if self._connection is not None:
                # It is closed already when this is the second time.
                with suppress(sqlite3.ProgrammingError):
                    self._connection.interrupt()
            self._thread.join(_CLOSE_S)

    def _run(self) -> None:
        while (answer := self._questions.get()) is not None:
            answer()
        if self._connection is not None:
            self._connection.close()

    def _look(self, question: Callable[[ChatReader], _T], nothing: _T) -> _T:
        try:
            if self._connection is None:
                self._connection = open_for_reading(self._path)
            return question(ChatReader(self._connection))
        except sqlite3.Error as error:
            logger.warning("%s could not be read: %s", self._path.name, error)
            if is_damage(error):
                self._trouble.met(error)
            return nothing
