"""What the sheet to search in says."""

from app.models.search.query import Fault, QueryError

TITLE = "Search"
HINT = ("Narrow it down with from:ines  in:#maps  before:2026-01-31  after:2026-01  on:yesterday  has:link  has:image"
        "  has:file  mentions:me  “exact words”  -without")
WIDEN = "Search everywhere"
MORE = "Show older ones"
SEARCHING = "Searching…"
STILL_INDEXING = "Older messages are still being made ready to search."
NOTHING_KEPT = "Nothing is kept on this computer, so there is nothing to search."
NOT_OPEN = "The chat this was said in isn't open any more. Join it to read there."
ONLY_ON_SERVER = "Only the server has this message. Scroll up in the chat to get there."
NO_SEARCH = "Search for something first, with Ctrl+Shift+F."
NO_MORE_HITS = "There are no more messages to go to."

_FAULTS = {
    Fault.NO_VALUE: "“{word}” needs something behind it, such as from:ines or before:2026-01-31.",
    Fault.NO_DAY: "“{word}” is no day. Write it like 2026-01-31, 2026-01, today or yesterday.",
    Fault.NO_SUCH_THING: "“{word}” can't be searched for. Messages have links, files and images: has:link.",
    Fault.ONLY_ME: "“{word}” can't be searched for. Only mentions:me can.",
    Fault.NO_MINUS: "“{word}” can't have a minus. Use before: and after: instead.",
    Fault.TOO_LONG: "That is too long to search for. Use fewer words.",
}


def title(chat_name: str) -> str:
    """What the sheet is called."""
    return f"Search in {chat_name}" if chat_name else TITLE


def fault_text(error: QueryError) -> str:
    """What is wrong with what was typed."""
    word = error.word if len(error.word) <= 40 else f"{error.word[:40]}…"
    return _FAULTS[error.fault].format(word=word)


def count_text(count: int, *, is_more: bool, is_indexing: bool) -> str:
    """How much was found."""
    found = "1 message" if count == 1 else f"{count:,} messages"
    more = f"More than {found}" if is_more else found
    return f"{more}. {STILL_INDEXING}" if is_indexing else more


def nothing_text(text: str, *, is_indexing: bool) -> str:
    """Nothing was found."""
    shown = text if len(text) <= 60 else f"{text[:60]}…"
    return f"Nothing found for “{shown}”.{f' {STILL_INDEXING}' if is_indexing else ''}"


def line_text(nick: str, text: str) -> str:
    """A message in a line."""
    return f"{nick}: {text}"


def log_line(when: str, nick: str, text: str) -> str:
    """A message as /lastlog tells it."""
    return f"{when} {nick}: {text}"


def log_title(count: int, text: str) -> str:
    """What /lastlog found."""
    return f"The last message with “{text}”:" if count == 1 else f"The last {count} messages with “{text}”:"
