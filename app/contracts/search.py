"""Searching: what the sheet shows, which gestures come back from it, and what controllers ask of what is kept."""

from collections.abc import Callable, Sequence
from typing import Protocol

from app.models.chats import ChatRow
from app.models.search.found import SearchPage, SearchQuestion
from app.models.store.contract import Page
from app.values import frozen


class Archive(Protocol):
    """What was said, as it is kept on this computer. Answers follow on the owner thread."""

    def search(self, question: SearchQuestion, answer: Callable[[SearchPage], None]) -> Callable[[], None]:
        """Find messages, the newest first. What comes back is called when nobody waits any more."""

    def read_range(self, chat: ChatRow, start: int, stop: int, answer: Callable[[Page], None]) -> None:
        """The entries at positions `[start, stop)`, cut to what there is."""

    def find_msgid(self, chat: ChatRow, msgid: str, answer: Callable[[int | None], None]) -> None:
        """The position of a message."""

    def find_time(self, chat: ChatRow, time_ms: int, answer: Callable[[int], None]) -> None:
        """The position of the first entry later than a time."""


@frozen(kw_only=True)
class SearchRow:
    """A message that was found. `pieces` are its text, each with whether it is what was looked for.

    `earlier` and `later` are the messages around it in a line each, "" for none.
    """

    key: str
    nick: str
    where: str
    time: str
    pieces: Sequence[tuple[str, bool]]
    earlier: str = ""
    later: str = ""


@frozen(kw_only=True)
class SearchState:
    """The sheet. `widen` is what the button says that searches everywhere, `more` the one for older hits; "" for none.

    `status` says how much was found, or what is wrong with what is typed (`is_error`).
    """

    title: str
    text: str
    hint: str
    status: str
    is_error: bool = False
    rows: Sequence[SearchRow] = ()
    widen: str = ""
    more: str = ""


class SearchActions(Protocol):
    """What people do in the sheet. Keys are those of rows."""

    def search_typed(self, text: str) -> None:
        """The text in the field has changed."""

    def choose_hit(self, row_key: str) -> None:
        """Show this message in its chat."""

    def more_hits(self) -> None:
        """List older ones, too."""

    def search_everywhere(self) -> None:
        """Look in all chats and not in the open one alone."""

    def close_search(self) -> None:
        """Take the sheet away."""


class SearchView(Protocol):
    """The sheet to search in."""

    def bind(self, actions: SearchActions) -> None:
        """Take the receiver of gestures; called once, before `show`."""

    def show(self, state: SearchState | None) -> None:
        """Show this, or nothing. What is typed in the open sheet stays."""
