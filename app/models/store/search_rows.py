"""What the index knows of a message: marks, each one word, and what it says."""

from app.models.search.query import Has
from app.models.search.texts import searchable, things_in
from app.models.store.rows import MENTION, clean

EVERY = "m"
"""A mark that every message has: what is not wanted has to be taken away from something."""
MENTIONS_ME = "xme"


def chat_mark(chat: int) -> str:
    """The mark of a chat's messages."""
    return f"c{chat}"


def sender_mark(nick: str) -> str:
    """The mark of somebody's messages."""
    return f"n{clean(nick).casefold().encode().hex()}"


def thing_mark(thing: Has) -> str:
    """The mark of messages that hold such a thing."""
    return f"x{thing.value}"


def indexed(chat: int, nick: str, text: str, flags: int) -> tuple[str, str]:
    """The marks of a message, and its words."""
    marks = [EVERY, chat_mark(chat), sender_mark(nick), *(thing_mark(thing) for thing in things_in(text))]
    if flags & MENTION:
        marks.append(MENTIONS_ME)
    return " ".join(marks), searchable(text)
