"""JSON lines: all that is kept of a chat, one object a line, to be read again by this app and by programs.

The format is docs/specs/export.md.
"""

import json
from collections.abc import Sequence

from app.models.chats import Entry
from app.models.export.entry_json import entry_to_json
from app.models.export.writing import ChatHead
from app.protocol.server_time import format_server_time

FORMAT = "group-chat"
VERSION = 1


class JsonLinesWriter:
    """A `ChatWriter`. Several chats may follow each other in one file, each below its own head."""

    def __init__(self, head: ChatHead) -> None:
        self._head = head

    def begin(self, file: str) -> str:  # noqa: ARG002 - all files of a chat are alike
        """The head, which says what follows."""
        head = self._head
        return _line({"format": FORMAT, "version": VERSION, "chat": head.name, "kind": head.kind.name.casefold(),
                      "network": head.network, "nick": head.nick, "exported": format_server_time(head.exported_ms)})

    def entries(self, entries: Sequence[Entry]) -> str:
        """A line for each."""
        return "".join(_line(entry_to_json(entry)) for entry in entries)

    def end(self) -> str:
        """Nothing: a file may be added to."""
        return ""


def _line(told: dict[str, object]) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"
