"""mIRC's and ZNC's logs: the time in brackets. mIRC tells the day above each session, ZNC in the name of the file.

mIRC: `Session Start: Fri Jan 02 10:11:12 2026`, `[10:11] <@ines> text`, `[10:12] * olu (~o@host) has joined #maps`.
ZNC (its module "log"): `[10:11:12] <ines> text`, `[10:12:00] *** Joins: olu (~o@host)`.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial

from app.models.chats import Entry, EntryKind
from app.models.importing.log_reader import LogFormat, LogPlace, UnreadableLine
from app.models.importing.log_time import MINUTE_MS, SECOND_MS, LogClock, Spread, head_time
from app.models.importing.told import happened, noted, said
from app.protocol.formatting import without_codes

_HEAD = re.compile(r"Session (?:Start|Time|Close): (.+)")
_IDENT = re.compile(r"Session Ident: .*")
_LINE = re.compile(r"\[(\d\d):(\d\d)(?::(\d\d))?\] (.*)", re.DOTALL)
_COLOUR = re.compile(r"^\x03(?:\d{1,2}(?:,\d{1,2})?)?")
_SAID = re.compile(r"<[@+%~&!.]?([^>\s]+)> ?(.*)", re.DOTALL)
_NOTICE = re.compile(r"-([^\s:-][^\s:]*?)(?::[^\s]+)?- (.*)", re.DOTALL)
_STARRED = re.compile(r"(\*{1,3}) (.*)", re.DOTALL)
_NOT_ACTED = re.compile(
    r"(?:Now talking|Topic is|Set by|Disconnected|Connected|Retrieving|Rejoined|Attempting|Logging|You are|You were)\b"
    r"|\S+ (?:sets mode|invites|sets|removes)\b")
"""What mIRC writes where the acts of people stand, and is none."""
_LATE_HOUR, _EARLY_HOUR = 20, 4


class BracketReader:
    """A `LogReader`. Lines before the first that names a day can't be dated, unless the file's name does."""

    def __init__(self, place: LogPlace, resolution_ms: int) -> None:
        self._chat = place.chat
        self._clock = LogClock(place.zone)
        self._spread, self._seconds = Spread(resolution_ms), Spread(SECOND_MS)
        self._is_of_one_day = place.day is not None
        self._now = datetime.combine(place.day, time()) if place.day is not None else None

    def read(self, line: str) -> Sequence[Entry]:
        """What a line tells. Raises UnreadableLine."""
        line = _COLOUR.sub("", line, count=1)
        if not line.strip() or _IDENT.fullmatch(line):
            return ()
        head = _HEAD.fullmatch(line)
        if head is not None:
            self._now = self._begin(head[1])
            return ()
        try:
            moment, rest = self._stamp(line)
            # A log of minutes has none but whole ones.
            spread = self._seconds if moment.second else self._spread
            time_ms = spread.place(self._clock.read(moment))
        except (ValueError, OverflowError) as error:
            raise UnreadableLine from error
        self._now = moment
        return (self._told(time_ms, rest),)

    def _begin(self, text: str) -> datetime:
        try:
            return head_time(text)
        except ValueError as error:
            raise UnreadableLine from error

    def _stamp(self, line: str) -> tuple[datetime, str]:
        """When a line was written, and the rest of it. Raises ValueError, OverflowError."""
        if self._now is None:
            raise UnreadableLine
        found = _LINE.fullmatch(line)
        if found is None:
            return self._now, line
        hour, minute, second, rest = found.groups()
        moment = datetime.combine(self._now.date(), time(int(hour), int(minute), int(second or 0)))
        is_past_midnight = self._now.hour >= _LATE_HOUR and moment.hour < _EARLY_HOUR and not self._is_of_one_day
        return moment + timedelta(days=is_past_midnight), rest

    def _told(self, time_ms: int, rest: str) -> Entry:
        for pattern, kind in ((_SAID, EntryKind.PRIVMSG), (_NOTICE, EntryKind.NOTICE)):
            found = pattern.fullmatch(rest)
            if found is not None:
                return said(time_ms, found[1], found[2], kind)
        starred = _STARRED.fullmatch(without_codes(rest))
        if starred is None:
            return noted(time_ms, rest)
        stars, text = starred.groups()
        entry = happened(time_ms, text, self._chat)
        if entry is not None:
            return entry
        nick, _, act = text.partition(" ")
        if stars != "*" or not act or _NOT_ACTED.match(text):
            return noted(time_ms, text)
        return said(time_ms, nick, act, EntryKind.ACTION)


def day_of_name(stem: str) -> tuple[str, date | None]:
    """The name of a log without the day at its end, and the day: `#maps_20260102`, `#maps.2026-01-02`, `2026-01-02`."""
    found = _DAY.fullmatch(stem)
    if found is None:
        return stem, None
    try:
        return found[1], date(int(found[2]), int(found[3]), int(found[4]))
    except ValueError:
        return stem, None


_DAY = re.compile(r"(.*?)[._-]?(\d{4})-?(\d\d)-?(\d\d)")


def _looks_like_mirc(lines: Sequence[str]) -> bool:
    return any(line.startswith("Session Start: ") and _HEAD.fullmatch(line) for line in lines)


def _looks_like_znc(lines: Sequence[str]) -> bool:
    told = [line for line in lines if line.strip()]
    return bool(told) and all(_LINE.fullmatch(line) for line in told)


MIRC = LogFormat(key="mirc", name="mIRC", resolution_ms=MINUTE_MS, looks_like=_looks_like_mirc,
                 make=partial(BracketReader, resolution_ms=MINUTE_MS))
ZNC = LogFormat(key="znc", name="ZNC", resolution_ms=SECOND_MS, looks_like=_looks_like_znc,
                make=partial(BracketReader, resolution_ms=SECOND_MS))
