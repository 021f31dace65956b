"""A search under way: asked and cancelled on the owner thread, looked for on the reader's."""

from collections.abc import Callable

from app.models.search.found import NOTHING_FOUND, SearchPage, SearchQuestion
from app.models.store.reading import ChatReader


class Asked:
    """One question. A cancelled one takes no time in the reader's queue, and is never answered."""

    def __init__(self, question: SearchQuestion, answer: Callable[[SearchPage], None]) -> None:
        self._question = question
        self._answer = answer
        self._is_wanted = True

    def cancel(self) -> None:
        """Nobody waits for it any more. The reader's thread sees it between two parts of the index."""
        self._is_wanted = False

    def look(self, reader: ChatReader) -> SearchPage:
        """The page; nothing, once it is cancelled. Raises sqlite3.Error. On the reader's thread."""
        if not self._is_wanted:
            return NOTHING_FOUND
        # Imported here: most runs of the app search for nothing.
        from app.models.store.searching import Cancelled, Searcher

        try:
            return Searcher(reader.connection, lambda: self._is_wanted).search(self._question)
        except Cancelled:
            return NOTHING_FOUND

    def answered(self, page: SearchPage) -> None:
        """Hand it on. On the owner thread."""
        if self._is_wanted:
            self._answer(page)
