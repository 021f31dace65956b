"""Opening what people want imported: text or compressed, in UTF-8 or an older encoding, of any length and any line.

All is bounded: what a line may hold, how much a compressed file may become. What is no text is told as such.
"""

import gzip
import io
import re
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import date
from itertools import islice
from pathlib import Path

from app.models.importing.bracketed import MIRC, ZNC, day_of_name
from app.models.importing.halloy import HALLOY, chat_of_message
from app.models.importing.hexchat import HEXCHAT
from app.models.importing.irssi import IRSSI
from app.models.importing.json_array import NoArray, objects_of
from app.models.importing.jsonl import JSON_LINES, chat_of_head
from app.models.importing.log_reader import LogFormat
from app.models.importing.weechat import WEECHAT
from app.values import frozen

FORMATS: Sequence[LogFormat] = (JSON_LINES, HALLOY, WEECHAT, HEXCHAT, IRSSI, MIRC, ZNC)
"""In the order they are tried."""
LINE_MAX, OBJECT_MAX = 65_536, 2_000_000
"""Bytes of a line, and of one that is a JSON object; a longer one is told as one that can't be read."""
INFLATED_MAX = 4_000_000_000
_PIECE = 65_536
_LOOKED_AT = 60
_TOO_LONG = "\N{REPLACEMENT CHARACTER}"
_ARRAY = re.compile(rb"\[\s*\{")
_GZIP = b"\x1f\x8b"


class NoLog(Exception):
    """The file is none that can be imported; `reason` is one of the keys below."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


UNKNOWN, EMPTY, UNREADABLE, TOO_LARGE, MISSING = "unknown", "empty", "unreadable", "too large", "missing"


@frozen(kw_only=True)
class LogFile:
    """A file that was recognised. `chat` is the chat it seems to tell of, "" where nothing says; `day` its name has."""

    path: Path
    format: LogFormat
    chat: str
    day: date | None = None


def recognise(path: Path) -> LogFile:
    """Say what a file is, from its beginning. Raises NoLog."""
    first = _reading(path, lambda lines: [_TOO_LONG if line is None else line for line in islice(lines, _LOOKED_AT)])
    if not any(line.strip() for line in first):
        raise NoLog(EMPTY)
    found = next((each for each in FORMATS if each.looks_like(first)), None)
    if found is None:
        raise NoLog(UNKNOWN)
    stem, day = day_of_name(chat_of_name(path.name))
    if found is ZNC and day is None:
        raise NoLog(UNKNOWN)
    # ZNC has a folder for each chat, with a file for each day.
    chat = _CHATS.get(found.key, _no_chat)(first) or stem or path.parent.name
    return LogFile(path=path, format=found, chat=chat, day=day)


def lines_of(path: Path) -> Generator[str | None, None, None]:
    """The lines of a file without their ends; None for one that is too long. Raises NoLog."""
    with ExitStack() as stack:
        try:
            file = stack.enter_context(_opened(path))
            is_array = _ARRAY.match(file.peek(16)) is not None
            yield from _messages(file) if is_array else _lines(file)
        except (OSError, EOFError, zlib.error) as error:
            raise NoLog(UNREADABLE) from error


def chat_of_name(name: str) -> str:
    """The chat that clients call a log after: `irc.libera.#maps.weechatlog`, `libera-#maps.log`, `#maps.log`."""
    stem = name.removesuffix(".gz")
    for ending in (".weechatlog", ".log", ".txt", ".jsonl"):
        stem = stem.removesuffix(ending)
    at = min((stem.find(sign) for sign in "#&" if sign in stem), default=-1)
    if at >= 0:
        return stem[at:]
    return stem.rpartition(".")[2] if name.removesuffix(".gz").endswith(".weechatlog") else stem


def _reading(path: Path, take: Callable[[Iterator[str | None]], list[str]]) -> list[str]:
    with closing(lines_of(path)) as lines:
        return take(lines)


def _opened(path: Path) -> io.BufferedReader:
    if not path.exists():
        raise NoLog(MISSING)
    if not path.is_file():
        # A folder, a pipe, a device: reading it may never end.
        raise NoLog(UNREADABLE)
    with path.open("rb") as file:
        is_packed = file.read(2) == _GZIP
    return io.BufferedReader(gzip.open(path, "rb")) if is_packed else path.open("rb")


def _lines(file: io.BufferedReader) -> Iterator[str | None]:
    read = 0
    while line := file.readline(LINE_MAX + 1):
        limit = LINE_MAX
        if line.startswith(b"{"):
            limit = OBJECT_MAX
            line += b"" if line.endswith(b"\n") else file.readline(OBJECT_MAX)
        read += len(line)
        if read > INFLATED_MAX:
            raise NoLog(TOO_LARGE)
        if len(line) <= limit:
            yield _text(line).rstrip("\r\n")
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(LINE_MAX + 1)
            read += len(line)
        yield None


def _messages(file: io.BufferedReader) -> Iterator[str]:
    try:
        with io.TextIOWrapper(file, "utf-8-sig", errors="replace") as text:
            yield from objects_of(_pieces(text))
    except NoArray as error:
        raise NoLog(UNREADABLE) from error


def _pieces(file: io.TextIOWrapper) -> Iterator[str]:
    read = 0
    while piece := file.read(_PIECE):
        read += len(piece)
        if read > INFLATED_MAX:
            raise NoLog(TOO_LARGE)
        yield piece


def _text(line: bytes) -> str:
    """Text in UTF-8, else in the encoding that old logs of the West have."""
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _no_chat(_first: Sequence[str]) -> str:
    return ""


_CHATS: dict[str, Callable[[Sequence[str]], str]] = {
    JSON_LINES.key: lambda first: chat_of_head(first[0]),
    HALLOY.key: lambda first: next((chat for chat in map(chat_of_message, first) if chat), ""),
}
