"""irssi's logs: times to the minute below lines that name the day (its default theme and log settings)."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time

from app.models.chats import Entry, EntryKind
from app.models.importing.log_reader import LogFormat, LogPlace, UnreadableLine
from app.models.importing.log_time import MINUTE_MS, LogClock, Spread
from app.models.importing.told import happened, noted, said

_OPENED = re.compile(r"--- Log (?:opened|closed) (.+)")
_DAY = re.compile(r"--- Day changed (.+)")
_LINE = re.compile(r"(\d\d):(\d\d)(?::(\d\d))? (.*)", re.DOTALL)
_SAID = re.compile(r"<[ @+%~&!]?([^>\s]+)> ?(.*)", re.DOTALL)
_ACTION = re.compile(r" ?\* ([^\s]+) ?(.*)", re.DOTALL)
_NOTICE = re.compile(r"-([^\s:()-][^\s:()]*)(?::[^\s]+|\([^)]*\))?- ?(.*)", re.DOTALL)
_HAPPENING = "-!- "
_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}
_DATE = re.compile(r"\S+ (\S{3})\S* +(\d{1,2})(?: \d\d:\d\d:\d\d)? (\d{4})")


class IrssiReader:
    """A `LogReader`. Lines before the first that names a day can't be dated."""

    def __init__(self, place: LogPlace) -> None:
        self._chat = place.chat
        self._clock = LogClock(place.zone)
        self._spread = Spread(MINUTE_MS)
        self._day: date | None = None

    def read(self, line: str) -> Sequence[Entry]:
        """What a line tells. Raises UnreadableLine."""
        if not line.strip():
            return ()
        dated = _OPENED.fullmatch(line) or _DAY.fullmatch(line)
        if dated is not None:
            self._day = _date_of(dated[1])
            return ()
        found = _LINE.fullmatch(line)
        if found is None or self._day is None:
            raise UnreadableLine
        hour, minute, second, rest = found.groups()
        try:
            moment = datetime.combine(self._day, time(int(hour), int(minute), int(second or 0)))
            time_ms = self._spread.place(self._clock.read(moment))
        except ValueError as error:
            raise UnreadableLine from error
        return (self._told(time_ms, rest),)

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


def _date_of(text: str) -> date:
    found = _DATE.fullmatch(text.strip())
    month = _MONTHS.get(found[1].casefold()) if found is not None else None
    if found is None or month is None:
        raise UnreadableLine
    try:
        return date(int(found[3]), month, int(found[2]))
    except ValueError as error:
        raise UnreadableLine from error


def _looks_like(lines: Sequence[str]) -> bool:
    return any(_OPENED.fullmatch(line) or _DAY.fullmatch(line) for line in lines)


IRSSI = LogFormat(key="irssi", name="irssi", resolution_ms=MINUTE_MS, looks_like=_looks_like, make=IrssiReader)
