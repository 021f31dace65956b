"""`/lastlog`: the last messages of a chat with certain words, told among its messages."""

from collections.abc import Callable

from app.contracts.search import Archive
from app.controllers.local_time import LocalTime
from app.controllers.plain_text import plain_text
from app.controllers.search_rows import said_text
from app.controllers.user_error import UserError
from app.controllers.wording import search as words
from app.controllers.wording.times import day_text, time_text
from app.models.chats import NOT_KEPT, Chat
from app.models.clock import Clock
from app.models.search.found import Hit, SearchPage, SearchQuestion
from app.models.search.query import QueryError, parse_query

LINES = 10


class LastLog:
    """Looks into what is kept."""

    def __init__(self, archive: Archive, clock: Clock, times: LocalTime) -> None:
        self._archive = archive
        self._clock = clock
        self._times = times

    def tell(self, text: str, chat: Chat, answer: Callable[[str], None]) -> None:
        """Tell what was said last with these words. Raises UserError where they can't be read."""
        try:
            query = parse_query(text, self._times.day(self._clock.now_ms()), self._times.zone)
        except QueryError as error:
            raise UserError(words.fault_text(error)) from error
        if chat.row == NOT_KEPT:
            raise UserError(words.NOTHING_KEPT)

        def found(page: SearchPage) -> None:
            shown = plain_text(text)
            answer(words.log_title(len(page.hits), shown) if page.hits
                   else words.nothing_text(shown, is_indexing=page.is_indexing))
            for hit in reversed(page.hits):
                answer(self._line(hit))

        self._archive.search(SearchQuestion(query=query, chat=chat.row, limit=LINES), found)

    def _line(self, hit: Hit) -> str:
        moment = self._times.moment(hit.entry.time_ms)
        return words.log_line(f"{day_text(moment)}, {time_text(moment)}", plain_text(hit.entry.nick),
                              said_text(hit.entry))
