"""Plain text for people: a line for each message, as IRC programs write their logs, with the date where it changes."""

from collections.abc import Callable, Sequence

from app.models.chats import Entry, EntryKind
from app.models.export.clean_text import clean_text
from app.models.export.writing import ChatHead, Words
from app.protocol.formatting import without_codes

_DELETED = "(message deleted)"
_EDITED = " (edited)"
_FORMS: dict[EntryKind, Callable[[Entry, str], str]] = {
    EntryKind.PRIVMSG: lambda entry, text: f"<{_line(entry.nick)}> {text}",
    EntryKind.NOTICE: lambda entry, text: f"-{_line(entry.nick)}- {text}",
    EntryKind.ACTION: lambda entry, text: f"* {_line(entry.nick)} {text}",
}


class PlainTextWriter:
    """A `ChatWriter`. Lines of a message after its first are indented below it."""

    def __init__(self, head: ChatHead, words: Words) -> None:
        self._head = head
        self._words = words
        self._day = ""

    def begin(self, file: str) -> str:  # noqa: ARG002 - all files of a chat are alike
        """What this is, and when it was written down."""
        self._day = ""
        head, moment = self._head, self._words.moment(self._head.exported_ms)
        return f"{head.name or head.network} on {head.network}, written down on {moment:%Y-%m-%d at %H:%M}\n"

    def entries(self, entries: Sequence[Entry]) -> str:
        """A line for each, and one for each new day."""
        return "".join(self._line(entry) for entry in entries)

    def end(self) -> str:
        """Nothing more."""
        return ""

    def _line(self, entry: Entry) -> str:
        moment = self._words.moment(entry.time_ms)
        day, before = f"{moment:%A, %Y-%m-%d}", ""
        if day != self._day:
            self._day, before = day, f"\n--- {day}\n"
        return f"{before}{moment:%H:%M:%S} {self._told(entry)}\n"

    def _told(self, entry: Entry) -> str:
        form = _FORMS.get(entry.kind)
        if form is None:
            return f"*** {_indented(self._words.happening(entry))}"
        text = _DELETED if entry.is_redacted else _indented(entry.text) + _EDITED * entry.is_edited
        reactions = " ".join(f"[{_line(reaction.text)} {', '.join(map(_line, reaction.nicks))}]"
                             for reaction in entry.reactions)
        return f"{form(entry, text)} {reactions}".rstrip()


def _indented(text: str) -> str:
    return clean_text(without_codes(text)).replace("\n", "\n         ")


def _line(text: str) -> str:
    return clean_text(text).replace("\n", " ")
