"""WeeChat's logs: time, prefix and text of a line, parted by tabs (its logger plugin)."""

import re
from collections.abc import Sequence
from datetime import datetime

from app.models.chats import Entry, EntryKind
from app.models.importing.log_reader import LogFormat, LogPlace, UnreadableLine
from app.models.importing.log_time import SECOND_MS, LogClock, Spread
from app.models.importing.told import happened, noted, said

_STAMP = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{1,6})?(?:Z|[+-]\d\d:?\d\d)?"
_LINE = re.compile(rf"({_STAMP})\t([^\t]*)\t(.*)", re.DOTALL)
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
"""Lines have colours where people wish them (`logger.file.color_lines`)."""
_NOTICE = re.compile(r"(?:PvNotice|Notice)\((?P<nick>[^)\s]+)\)(?: -> \S+)?: (?P<text>.*)")
_RANKS = "@%+~&!"
_SIGNS = r"[]\`_^{|}"
"""What a nick may consist of besides letters and digits."""
_HAPPENINGS = ("-->", "<--", "--", "=!=")


class WeeChatReader:
    """A `LogReader`."""

    def __init__(self, place: LogPlace) -> None:
        self._chat = place.chat
        self._clock = LogClock(place.zone)
        self._spread = Spread(SECOND_MS)

    def read(self, line: str) -> Sequence[Entry]:
        """What a line tells. Raises UnreadableLine."""
        found = _LINE.fullmatch(_ANSI.sub("", line) if "\x1b" in line else line)
        if found is None:
            if not line.strip():
                return ()
            raise UnreadableLine
        stamp, prefix, text = found.groups()
        try:
            time_ms = self._spread.place(self._clock.read(datetime.fromisoformat(stamp.replace(",", "."))))
        except ValueError as error:
            raise UnreadableLine from error
        return (self._told(time_ms, prefix.strip(), text),)

    def _told(self, time_ms: int, prefix: str, text: str) -> Entry:
        if prefix == "*":
            nick, _, act = text.partition(" ")
            return said(time_ms, nick, act, EntryKind.ACTION)
        notice = _NOTICE.fullmatch(text) if prefix == "--" else None
        if notice is not None:
            return said(time_ms, notice["nick"], notice["text"], EntryKind.NOTICE)
        if prefix in _HAPPENINGS or not any(letter.isalnum() or letter in _SIGNS for letter in prefix):
            # What stands before joins and errors is for people to choose, and mostly a sign.
            return happened(time_ms, text, self._chat) or noted(time_ms, text)
        if prefix.startswith("<") and prefix.endswith(">"):
            prefix = prefix[1:-1]
        return said(time_ms, prefix.lstrip(_RANKS) or prefix, text)


def _looks_like(lines: Sequence[str]) -> bool:
    return any(_LINE.fullmatch(line) for line in lines)


WEECHAT = LogFormat(key="weechat", name="WeeChat", resolution_ms=SECOND_MS, looks_like=_looks_like, make=WeeChatReader)
