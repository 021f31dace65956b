"""Our own export: JSON lines, each chat below its head (docs/specs/export.md)."""

import json
from collections.abc import Sequence
from dataclasses import replace

from app.models.chats import Delivery, Entry
from app.models.export.entry_json import NotAnEntry, entry_from_json
from app.models.export.jsonl import FORMAT, VERSION
from app.models.importing.log_reader import LogFormat, LogPlace, UnreadableLine

_MAX_TEXT = 400


class JsonLinesReader:
    """A `LogReader`. Entries of a later version, and of a second chat in the file, can't be read.

    What was said by whoever wrote it down is ours only if that was us.
    """

    def __init__(self, place: LogPlace) -> None:
        self._place = place
        self._is_readable = False
        self._is_ours = False
        self._chat: object = None

    def read(self, line: str) -> Sequence[Entry]:
        """What a line tells. Raises UnreadableLine."""
        if not line.strip():
            return ()
        try:
            told = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UnreadableLine from error
        if isinstance(told, dict) and "format" in told:
            self._begin(told)
            return ()
        if not self._is_readable:
            raise UnreadableLine
        try:
            entry = entry_from_json(told)
        except NotAnEntry as error:
            raise UnreadableLine from error
        if entry.is_own and not self._is_ours:
            entry = replace(entry, is_own=False, delivery=Delivery.RECEIVED)
        return (entry,)

    def _begin(self, head: dict[str, object]) -> None:
        chat, nick = head.get("chat"), head.get("nick")
        if self._chat is None:
            self._chat = chat
        self._is_readable = head.get("format") == FORMAT and head.get("version") == VERSION and chat == self._chat
        self._is_ours = isinstance(nick, str) and self._place.is_own(nick)
        if not self._is_readable:
            raise UnreadableLine


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
