"""`admin export`: what was said, as JSON lines or as text; a page at a time, however much it is."""

import datetime as dt
import json
import re
import sqlite3
from collections.abc import Callable, Iterator

from app.server.admin.show import plain
from app.server.core.events import CONCAT, LINE_BREAK
from app.server.core.history import StoredMessage
from app.server.core.names import fold
from app.server.core.ordering import format_msgid, format_time
from app.server.storage.kinds import MESSAGES
from app.server.storage.message_rows import COLUMNS, stored_message

_PAGE = 1000
_FORMATTING = re.compile(r"\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[0-9A-Fa-f]{6})?|[\x02\x0f\x11\x16\x1d\x1e\x1f]")
_ACTION = re.compile(r"\x01ACTION ?(.*?)\x01?", re.DOTALL)
_INDENT = " " * 4


def conversations(connection: sqlite3.Connection, *, channel: str, with_private: bool) -> list[str]:
    """Names of what to write out: one room, or all of them and then, if wanted, what people wrote to each other."""
    if channel:
        rows = connection.execute("SELECT name FROM target WHERE name = ?", (fold(channel),))
    else:
        # What begins with a space was a room that was dropped, and is deleted bit by bit.
        rows = connection.execute(
            "SELECT name FROM target WHERE name LIKE '#%' OR (? AND name NOT LIKE ' %')"
            " ORDER BY name LIKE '#%' DESC, name", (with_private,))
    return [name for (name,) in rows]


def messages(connection: sqlite3.Connection, conversation: str, since_ms: int) -> Iterator[StoredMessage]:
    """Messages of a conversation in its order. A page is one short transaction: a server may be writing beside us."""
    place = (since_ms, -1)
    while True:
        rows = connection.execute(
            f"SELECT {COLUMNS} FROM target t JOIN msg m ON m.target = t.id"  # noqa: S608 - only constants of ours
            f" WHERE t.name = ? AND (m.ts, m.seq) > (?, ?) AND m.kind IN {MESSAGES} ORDER BY m.ts, m.seq LIMIT ?",
            (conversation, *place, _PAGE)).fetchall()
        page = [stored_message(row) for row in rows]
        yield from page
        if len(page) < _PAGE:
            return
        place = (page[-1].time_ms, page[-1].sequence)


def title_of(conversation: str) -> str:
    """A room's name; of a private conversation the two people's, a guest's with a tilde."""
    return " and ".join(name.partition(":")[0] for name in conversation.split(" "))


def as_json(message: StoredMessage) -> str:
    """One line: an object with everything that is kept of the message."""
    return json.dumps({
        "conversation": title_of(message.conversation), "id": format_msgid(message.event),
        "time": format_time(message.time_ms), "verb": message.verb, "from": message.sender.source,
        "account": message.sender.account, "to": message.target, "text": _joined(message.text),
        "tags": dict(message.tags), "edited": format_time(message.edited_ms) if message.edited_ms else "",
    }, ensure_ascii=False)


def as_text(message: StoredMessage) -> str:
    """A line to read, its time that of this machine; further lines of the same message are set in."""
    time = dt.datetime.fromtimestamp(message.time_ms / 1000).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    nick = message.sender.source.partition("!")[0]
    text = _FORMATTING.sub("", _joined(message.text))
    action = _ACTION.fullmatch(text)
    if action is not None:
        said = f"* {nick} {action[1]}"
    else:
        said = f"<{nick}> {text}" if message.verb == "PRIVMSG" else f"-{nick}- {text}"
    edited = " (edited)" if message.edited_ms else ""
    return f"{time} " + f"\n{_INDENT}".join(plain(line) for line in said.split(LINE_BREAK)) + edited


def _joined(text: str) -> str:
    """The text with its line breaks; where a line only went on, nothing stands between."""
    return text.replace(CONCAT, "")


FORMATS: dict[str, Callable[[StoredMessage], str]] = {"jsonl": as_json, "text": as_text}


def lines(connection: sqlite3.Connection, names: list[str], style: str, since_ms: int) -> Iterator[str]:
    """All lines of an export. In text each conversation has a heading."""
    write = FORMATS[style]
    for name in names:
        is_first = True
        for message in messages(connection, name, since_ms):
            if is_first and style == "text":
                yield f"== {plain(title_of(name))} =="
            is_first = False
            yield write(message)
