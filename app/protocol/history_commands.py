"""What we ask of the past: pages of history, who there is history with, searches, and how far we have read."""

from collections.abc import Sequence
from typing import ClassVar

from app.protocol.capabilities import CHATHISTORY, READ_MARKER, SEARCH
from app.protocol.command import Command
from app.protocol.errors import LocalProtocolError
from app.protocol.message import Message, format_tags
from app.protocol.server_time import format_server_time
from app.values import frozen


@frozen(kw_only=True)
class RequestHistory(Command):
    """Ask for messages of a target (chathistory.md): the latest, or those around or between references.

    `before`, `after` and `around` are `msgid=…` or `timestamp=…`; only for `around` the message itself is part of the
    answer. With `after`, the first that follow come, or with `newest` the last ones. No reference: the latest.
    """

    target: str
    limit: int
    before: str = ""
    after: str = ""
    around: str = ""
    newest: bool = False

    needs: ClassVar[str] = CHATHISTORY

    @property
    def reaches_back(self) -> bool:
        """Whether it asks for all there is up to a point: an empty answer means that there is nothing older."""
        return not self.after and not self.around

    def messages(self) -> Sequence[Message]:
        """CHATHISTORY LATEST, BEFORE, AFTER, AROUND or BETWEEN."""
        if self.around and (self.before or self.after):
            raise LocalProtocolError("history around a message has no other end")
        subcommand, *references = self._selectors()
        return [Message("CHATHISTORY", (subcommand, self.target, *references, str(self.limit)))]

    def _selectors(self) -> tuple[str, ...]:
        if self.around:
            return "AROUND", self.around
        if self.after and self.before:
            # The answer begins at the first reference ("BETWEEN").
            ends = (self.before, self.after) if self.newest else (self.after, self.before)
            return "BETWEEN", *ends
        if self.after:
            return "LATEST" if self.newest else "AFTER", self.after
        return ("BEFORE", self.before) if self.before else ("LATEST", "*")


@frozen(kw_only=True)
class RequestHistoryTargets(Command):
    """Ask in which channels and with whom something was said between two times, in ms since 1970."""

    after_ms: int
    before_ms: int
    limit: int

    needs: ClassVar[str] = CHATHISTORY

    def messages(self) -> Sequence[Message]:
        """CHATHISTORY TARGETS."""
        times = (f"timestamp={format_server_time(time_ms)}" for time_ms in (self.after_ms, self.before_ms))
        return [Message("CHATHISTORY", ("TARGETS", *times, str(self.limit)))]


@frozen(kw_only=True)
class Search(Command):
    """Ask the server for messages (docs/specs/search.md). What is empty, None or 0 is left out; one must be there.

    `within` is a channel or a nick we talked with, `sender` who said it; times are in ms since 1970.
    """

    text: str = ""
    within: str = ""
    sender: str = ""
    after_ms: int | None = None
    before_ms: int | None = None
    limit: int = 0

    needs: ClassVar[str] = SEARCH

    def messages(self) -> Sequence[Message]:
        """SEARCH, with its attributes escaped as tags are."""
        attributes = {
            "text": self.text, "in": self.within, "from": self.sender, "after": _moment(self.after_ms),
            "before": _moment(self.before_ms), "limit": str(self.limit) if self.limit else "",
        }
        asked = {name: value for name, value in attributes.items() if value}
        if not asked.keys() - {"limit"}:
            raise LocalProtocolError("a search needs something to look for")
        return [Message("SEARCH", (format_tags(asked),))]


def _moment(time_ms: int | None) -> str:
    return "" if time_ms is None else format_server_time(time_ms)


@frozen(kw_only=True)
class RequestReadMarker(Command):
    """Ask how far we have read a conversation; of channels the server tells by itself (read-marker.md)."""

    target: str

    needs: ClassVar[str] = READ_MARKER

    def messages(self) -> Sequence[Message]:
        """MARKREAD without a time."""
        return [Message("MARKREAD", (self.target,))]


@frozen(kw_only=True)
class SetReadMarker(Command):
    """Tell our other devices that we have read up to the message of this time (read-marker.md)."""

    target: str
    time_ms: int

    needs: ClassVar[str] = READ_MARKER

    def messages(self) -> Sequence[Message]:
        """MARKREAD with a time."""
        return [Message("MARKREAD", (self.target, f"timestamp={format_server_time(self.time_ms)}"))]
