"""irssi's logs: times to the minute below lines that name the day (its default theme and log settings)."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time

from app.models.chats import Entry, EntryKind
from app.models.importing.log_reader import LogFormat, LogPlace, UnreadableLine
from app.models.importing.log_time import MINUTE_MS, SECOND_MS, LogClock, Spread, head_time
from app.models.importing.told import happened, noted, said

_OPENED = re.compile(r"--- Log (?:opened|closed) (.+)")
_DAY = re.compile(r"--- Day changed (.+)")
_LINE = re.compile(r"\[?(\d\d):(\d\d)(?::(\d\d))?\]? (.*)", re.DOTALL)
_SAID = re.compile(r"<[ @+%~&!]?([^>\s]+)> ?(.*)", re.DOTALL)
_ACTION = re.compile(r" ?\* ([^\s]+) ?(.*)", re.DOTALL)
_NOTICE = re.compile(r"-([^\s:()-][^\s:()]*)(?::[^\s]+|\([^)]*\))?- ?(.*)", re.DOTALL)
_HAPPENING = "-!- "


class IrssiReader:
    """A `LogReader`. Lines before the first that names a day can't be dated."""

    def __init__(self, place: LogPlace) -> None:
        self._chat = place.chat
        self._clock = LogClock(place.zone)
        self._spread, self._second_spread = Spread(MINUTE_MS), Spread(SECOND_MS)
        self._day: date | None = None

    def read(self, line: str) -> Sequence[Entry]:
        """What a line tells. Raises UnreadableLine."""
        if not line.strip():
            return ()
        dated = _OPENED.fullmatch(line) or _DAY.fullmatch(line)
        if dated is not None:
            self._day = self._begin(dated[1])
            return ()
        found = _LINE.fullmatch(line)
        if found is None or self._day is None:
            raise UnreadableLine
        hour, minute, second, rest = found.groups()
        try:
            moment = datetime.combine(self._day, time(int(hour), int(minute), int(second or 0)))
            spread = self._spread if second is None else self._second_spread
            time_ms = spread.place(self._clock.read(moment))
        except ValueError as error:
            raise UnreadableLine from error
        return (self._told(time_ms, rest),)

    def _begin(self, text: str) -> date:
        try:
            return head_time(text).date()
        except ValueError as error:
            raise UnreadableLine from error

    def _told(self, time_ms: int, rest: str) -> Entry:
        if rest.startswith(_HAPPENING):
            text = rest.removeprefix(_HAPPENING)
            return happened(time_ms, text, self._chat) or noted(time_ms, text)
        for pattern, kind in _SAYINGS:
            found = pattern.fullmatch(rest)
            if found is not None:
                return said(time_ms, found[1], found[2], kind)
        return noted(time_ms, rest)


_SAYINGS = ((_SAID, EntryKind.PRIVMSG), (_ACTION, EntryKind.ACTION), (_NOTICE, EntryKind.NOTICE))


def _looks_like(lines: Sequence[str]) -> bool:
    return any(_OPENED.fullmatch(line) or _DAY.fullmatch(line) for line in lines)


IRSSI = LogFormat(key="irssi", name="irssi", resolution_ms=MINUTE_MS, looks_like=_looks_like, make=IrssiReader)
