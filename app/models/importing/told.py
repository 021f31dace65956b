"""Entries out of what a line of a log tells: who said or did what, and when."""

import re
from collections.abc import Callable

from app.models.chats import Entry, EntryKind, new_entry_id
from app.protocol import events as ev
from app.protocol.source import Source


def said(time_ms: int, nick: str, text: str, kind: EntryKind = EntryKind.PRIVMSG) -> Entry:
    """Somebody said something."""
    return Entry(id=new_entry_id(), time_ms=time_ms, kind=kind, nick=nick, text=text)


def noted(time_ms: int, text: str) -> Entry:
    """The log has something to say that nobody said."""
    return Entry(id=new_entry_id(), time_ms=time_ms, kind=EntryKind.NOTE, text=text)


def happened(time_ms: int, text: str, channel: str) -> Entry | None:
    """What happened, as the programs read here tell it in English; None for what is told in other words."""
    for pattern, make in _HAPPENINGS:
        found = pattern.match(text)
        if found is not None:
            event = make({name: value or "" for name, value in found.groupdict().items()}, channel, time_ms)
            return Entry(id=new_entry_id(), time_ms=time_ms, kind=EntryKind.EVENT, nick=found["nick"], event=event)
    return None


def source_of(nick: str, host: str = "") -> Source:
    """A person as logs name them: the nick, and `user@host` where it is told."""
    user, _, rest = host.rpartition("@")
    return Source(nick, user, rest)


Groups = dict[str, str]
_NICK = r"(?P<nick>[^\s()<>]+)"
_HOST = r"(?: \[[^\]]*\])?(?: \([^()]*\))??(?: [\[(](?P<host>[^\s()\[\]]+@[^\s()\[\]]*)[\])])?"
_REASON = r"(?: [\[(](?P<reason>.*)[\])])?"


def _joined(found: Groups, channel: str, time_ms: int) -> ev.Event:
    return ev.UserJoined(source=source_of(found["nick"], found["host"]), channel=channel, envelope=_at(time_ms))


def _parted(found: Groups, channel: str, time_ms: int) -> ev.Event:
    return ev.UserParted(source=source_of(found["nick"], found["host"]), channel=channel, reason=found["reason"],
                         envelope=_at(time_ms))


def _quit(found: Groups, _channel: str, time_ms: int) -> ev.Event:
    return ev.UserQuit(source=source_of(found["nick"], found["host"]), reason=found["reason"], envelope=_at(time_ms))


def _kicked(found: Groups, channel: str, time_ms: int) -> ev.Event:
    return ev.UserKicked(source=source_of(found["by"]), channel=channel, nick=found["nick"], reason=found["reason"],
                         envelope=_at(time_ms))


def _renamed(found: Groups, _channel: str, time_ms: int) -> ev.Event:
    return ev.NickChanged(source=source_of(found["nick"]), nick=found["new"], envelope=_at(time_ms))


def _topic(found: Groups, channel: str, time_ms: int) -> ev.Event:
    return ev.TopicChanged(source=source_of(found["nick"]), channel=channel, topic=found["topic"],
                           envelope=_at(time_ms))


def _at(time_ms: int) -> ev.Envelope:
    return ev.Envelope(time_ms=time_ms)


_HAPPENINGS: tuple[tuple[re.Pattern[str], Callable[[Groups, str, int], ev.Event]], ...] = (
    (re.compile(rf"{_NICK}{_HOST} has joined(?: \S+)?$"), _joined),
    (re.compile(rf"{_NICK}{_HOST} has left(?: [#&+!]\S*)?{_REASON}$"), _parted),
    (re.compile(rf"{_NICK}{_HOST} (?:has quit|has quit IRC|Quit){_REASON}$"), _quit),
    (re.compile(rf"Joins: {_NICK}{_HOST}$"), _joined),
    (re.compile(rf"Parts: {_NICK}{_HOST}{_REASON}$"), _parted),
    (re.compile(rf"Quits: {_NICK}{_HOST}{_REASON}$"), _quit),
    (re.compile(rf"(?P<by>[^\s()<>]+) has kicked {_NICK}(?: from \S+)?{_REASON}$"), _kicked),
    (re.compile(rf"{_NICK} was kicked(?: from \S+)? by (?P<by>[^\s()<>]+){_REASON}$"), _kicked),
    (re.compile(rf"{_NICK} is now known as (?P<new>\S+)$"), _renamed),
    (re.compile(rf"{_NICK} has changed the topic to: ?(?P<topic>.*)$"), _topic),
    (re.compile(rf"{_NICK} changed the topic of \S+ to: ?(?P<topic>.*)$"), _topic),
    (re.compile(rf"{_NICK} changes topic to '(?P<topic>.*)'$"), _topic),
    (re.compile(rf'{_NICK} has changed topic for \S+(?: from ".*")? to "(?P<topic>.*)"$'), _topic),
    (re.compile(rf'{_NICK} has set topic for \S+ to "(?P<topic>.*)"$'), _topic),
)
