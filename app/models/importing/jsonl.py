"""Our own export: JSON lines, each chat below its head (docs/specs/export.md)."""

import json
from collections.abc import Sequence

from app.models.chats import Entry
from app.models.export.entry_json import NotAnEntry, entry_from_json
from app.models.export.jsonl import FORMAT, VERSION
from app.models.importing.log_reader import LogFormat, LogPlace, UnreadableLine

_MAX_TEXT = 400


class JsonLinesReader:
    """A `LogReader`. `head` has what the last head said; entries of a later version can't be read."""

    def __init__(self, _place: LogPlace) -> None:
        self._is_readable = False

    def read(self, line: str) -> Sequence[Entry]:
        """What a line tells. Raises UnreadableLine."""
        if not line.strip():
            return ()
        try:
            told = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UnreadableLine from error
        if isinstance(told, dict) and "format" in told:
            self._is_readable = told.get("format") == FORMAT and told.get("version") == VERSION
            if not self._is_readable:
                raise UnreadableLine
            return ()
        if not self._is_readable:
            raise UnreadableLine
        try:
            return (entry_from_json(told),)
        except NotAnEntry as error:
            raise UnreadableLine from error


def chat_of_head(line: str) -> str:
    """The name of the chat a head tells of, "" where the line is none."""
    try:
        match json.loads(line):
            case {"format": str(name), "chat": str(chat)} if name == FORMAT:
                return chat[:_MAX_TEXT]
    except (ValueError, RecursionError):
        pass
    return ""


def _looks_like(lines: Sequence[str]) -> bool:
    return bool(lines) and bool(chat_of_head(lines[0]) or f'"format":"{FORMAT}"' in lines[0])


JSON_LINES = LogFormat(key="jsonl", name="Group Chat", resolution_ms=1, looks_like=_looks_like, make=JsonLinesReader)
