"""HexChat's and XChat's logs: sessions below a line with their full date, lines stamped without a year.

A month is told in the language of whoever wrote the log: names that are not English are learned from the order they
come in, since the head of a session is always English. Lines without a stamp have the time of what was before them.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from app.models.chats import Entry, EntryKind
from app.models.importing.log_reader import LogFormat, LogPlace, UnreadableLine
from app.models.importing.log_time import MONTHS, SECOND_MS, LogClock, Spread, head_time
from app.models.importing.told import happened, noted, said

_HEAD = re.compile(r"\*\*\*\* (?:BEGIN|ENDING) LOGGING AT (.+)")
_STAMPED = re.compile(r"(\S{1,12}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (.*)", re.DOTALL)
_ISO_STAMPED = re.compile(r"\[?(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d)\]? (.*)", re.DOTALL)
_CLOCKED = re.compile(r"\[?(\d\d):(\d\d)(?::(\d\d))?(?: ([AaPp][Mm]))?\]?[\t ](.*)", re.DOTALL)
_SAID = re.compile(r"<([^\s>]+)>[\t ](.*)", re.DOTALL)
_NOTICE = re.compile(r"-([^\s/-][^\s/]*)(?:/\S+)?-[\t ](.*)", re.DOTALL)
_STARRED = re.compile(r"(?:\*|-->|<--|---)\t(.*)", re.DOTALL)
_DAY = timedelta(days=1)
_NOT_ACTED = re.compile(
    r"(?:Now talking on|Topic for|You are now|You have been|Disconnected|Connected|Looking up|Users on|Cannot join|"
    r"Loaded log|Received a CTCP|Found your IP|Reconnecting|Closing link)\b"
    r"|[#&]\S* :|\S+ (?:gives|removes|sets|has changed|has been|invites|has invited|enables|disables)\b")
"""What stands where the acts of people do, and is none. A log does not tell them apart."""


class HexChatReader:
    """A `LogReader`."""

    def __init__(self, place: LogPlace) -> None:
        self._chat = place.chat
        self._clock = LogClock(place.zone)
        self._spread = Spread(SECOND_MS)
        self._months = dict(MONTHS)
        self._now: datetime | None = None

    def read(self, line: str) -> Sequence[Entry]:
        """What a line tells. Raises UnreadableLine."""
        if not line.strip():
            return ()
        head = _HEAD.fullmatch(line)
        if head is not None:
            self._now = self._begin(head[1])
            return ()
        try:
            moment, rest = self._stamp(line)
            time_ms = self._spread.place(self._clock.read(moment))
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
        """When a line was written, and the rest of it. Raises ValueError."""
        if (iso := _ISO_STAMPED.fullmatch(line)) is not None:
            return datetime.fromisoformat(iso[1]), iso[2]
        if self._now is None:
            raise UnreadableLine
        found = _STAMPED.fullmatch(line)
        if found is None:
            return self._clocked(line, self._now)
        month = self._month(found[1].casefold().rstrip("."), int(found[2]), self._now)
        # The log goes on from day to day: what seems half a year back is in the next year.
        year = self._now.year + (self._now.month - month > 6)
        return _moment(year, month, found[2], found.group(3, 4, 5)), found[6]

    def _clocked(self, line: str, now: datetime) -> tuple[datetime, str]:
        """A line that has the hour alone, or nothing; after an evening, the small hours are the next day's."""
        found = _CLOCKED.fullmatch(line)
        if found is None:
            return now, line
        hour, minute, second, half, rest = found.groups()
        hours = int(hour) if half is None else int(hour) % 12 + 12 * (half.casefold() == "pm")
        moment = datetime.combine(now.date(), time(hours, int(minute), int(second or 0)))
        return (moment + _DAY if now - moment > _DAY / 2 else moment), rest

    def _month(self, name: str, day: int, now: datetime) -> int:
        """The number of a month; of one with an unknown name, this month's, or the next one's when days begin anew."""
        known = self._months.get(name)
        if known is None:
            known = now.month if day >= now.day else now.month % 12 + 1
            self._months[name] = known
        return known

    def _told(self, time_ms: int, rest: str) -> Entry:
        for pattern, kind in ((_SAID, EntryKind.PRIVMSG), (_NOTICE, EntryKind.NOTICE)):
            found = pattern.fullmatch(rest)
            if found is not None:
                return said(time_ms, found[1], found[2], kind)
        starred = _STARRED.fullmatch(rest)
        if starred is None:
            return noted(time_ms, rest)
        text = starred[1]
        entry = happened(time_ms, text, self._chat)
        if entry is not None:
            return entry
        nick, _, act = text.partition(" ")
        if not act or not rest.startswith("*") or _NOT_ACTED.match(text):
            return noted(time_ms, text)
        return said(time_ms, nick, act, EntryKind.ACTION)


def _moment(year: int, month: int, day: str, clock: Sequence[str]) -> datetime:
    """A time on the wall. Raises ValueError for one that no clock shows."""
    hour, minute, second = clock
    return datetime.combine(date(year, month, int(day)), time(int(hour), int(minute), int(second)))


def _looks_like(lines: Sequence[str]) -> bool:
    return any(_HEAD.fullmatch(line) for line in lines)


HEXCHAT = LogFormat(key="hexchat", name="HexChat", resolution_ms=SECOND_MS, looks_like=_looks_like, make=HexChatReader)
