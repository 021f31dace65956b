"""Comings and goings of many people in one line: "ines and olu joined · sam left and came back".

What counts is where people are at the end of the line as against its beginning, under the name they have then.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from app.controllers.plain_text import plain_text
from app.controllers.wording.ranks import is_about_ranks, rank_texts
from app.controllers.wording.times import count_text, list_text
from app.protocol import events as ev

_MOST_NAMES = 3
_TWO_SERVERS = re.compile(r"[\w*-]+(?:\.[\w*-]+)+ [\w*-]+(?:\.[\w*-]+)+")
"""The reason servers give for everybody who is gone with a lost server: the names of the two that lost each other."""


class _Way(Enum):
    """How somebody went: of their own accord, off the network, or with a server that was lost."""

    LEFT = auto()
    OFFLINE = auto()
    SPLIT = auto()


@dataclass(slots=True)
class _Person:
    """Somebody from the beginning of the line to its end."""

    first_nick: str
    nick: str
    was_here: bool
    is_here: bool
    way: _Way | None = None
    """How they went last."""
    is_back: bool = False
    """They were gone before the line began, with a server that is back now."""


class _Outcome(Enum):
    """What became of somebody; the value is what is said of one or many."""

    JOINED = "joined"
    CAME_BACK = "came back"
    LEFT_AND_CAME_BACK = "left and came back"
    LEFT = "left"
    OFFLINE = "went offline"
    CUT_OFF = "lost the connection to this part of the network"
    CAME_AND_WENT = "joined and left"
    RENAMED = ""


def is_coming_or_going(event: ev.Event | None, own_nick: str = "") -> bool:
    """Whether an event may stand in one line with others of its kind. What happened to us has its own line.

    Ranks that are given and taken belong to it: servers and services give them to who comes.
    """
    if isinstance(event, ev.ModesChanged):
        return is_about_ranks(event, own_nick)
    return isinstance(event, ev.UserJoined | ev.UserParted | ev.UserQuit | ev.NickChanged) and not event.is_own


def comings_text(events: Iterable[ev.Event]) -> str:
    """The line for events of which `is_coming_or_going` is true."""
    crowd: dict[str, _Person] = {}
    gone: list[_Person] = []
    ranked: list[ev.ModesChanged] = []
    for event in events:
        if isinstance(event, ev.ModesChanged):
            ranked.append(event)
        else:
            _TAKERS[type(event)](crowd, gone, event)
    told: dict[_Outcome, list[_Person]] = {outcome: [] for outcome in _Outcome}
    for person in (*gone, *crowd.values()):
        told[_outcome(person)].append(person)
    renamed = told.pop(_Outcome.RENAMED)
    parts = [f"{_names(people)} {outcome.value}" for outcome, people in told.items() if people]
    return " · ".join(parts + _renamed_texts(renamed) + rank_texts(ranked))


def _outcome(person: _Person) -> _Outcome:
    if person.is_here:
        if not person.was_here:
            return _Outcome.CAME_BACK if person.is_back else _Outcome.JOINED
        return _Outcome.RENAMED if person.way is None else _Outcome.LEFT_AND_CAME_BACK
    if not person.was_here:
        return _Outcome.CAME_AND_WENT
    return _GONE[person.way or _Way.LEFT]


_GONE = {_Way.LEFT: _Outcome.LEFT, _Way.OFFLINE: _Outcome.OFFLINE, _Way.SPLIT: _Outcome.CUT_OFF}


def _names(people: Sequence[_Person]) -> str:
    names = [plain_text(person.nick) for person in people]
    if len(names) <= _MOST_NAMES:
        return list_text(names)
    return list_text([*names[: _MOST_NAMES - 1], count_text(len(names) - _MOST_NAMES + 1, "other")])


def _renamed_texts(people: Sequence[_Person]) -> list[str]:
    texts = [f"{plain_text(person.first_nick)} is now called {plain_text(person.nick)}" for person in people
             if person.nick != person.first_nick]
    back = [person for person in people if person.nick == person.first_nick]
    if len(texts) > _MOST_NAMES:
        texts = [f"{count_text(len(texts), 'person').replace('persons', 'people')} changed their names"]
    return texts + ([f"{_names(back)} changed names and back"] if back else [])


# What each event does to the crowd. People are found by the nick they have at that point.


def _joined(crowd: dict[str, _Person], _gone: list[_Person], event: ev.UserJoined) -> None:
    nick = event.source.nick
    person = crowd.get(nick.casefold())
    if person is None:
        crowd[nick.casefold()] = _Person(nick, nick, was_here=False, is_here=True,
                                         is_back=event.envelope.batch == "netjoin")
    else:
        person.nick, person.is_here = nick, True


def _left(crowd: dict[str, _Person], event: ev.UserParted | ev.UserQuit, way: _Way) -> None:
    nick = event.source.nick
    person = crowd.setdefault(nick.casefold(), _Person(nick, nick, was_here=True, is_here=False))
    person.nick, person.is_here, person.way = nick, False, way


def _parted(crowd: dict[str, _Person], _gone: list[_Person], event: ev.UserParted) -> None:
    _left(crowd, event, _Way.LEFT)


def _quit(crowd: dict[str, _Person], _gone: list[_Person], event: ev.UserQuit) -> None:
    is_split = event.envelope.batch == "netsplit" or _TWO_SERVERS.fullmatch(event.reason) is not None
    _left(crowd, event, _Way.SPLIT if is_split else _Way.OFFLINE)


def _renamed(crowd: dict[str, _Person], gone: list[_Person], event: ev.NickChanged) -> None:
    old = event.source.nick
    person = crowd.pop(old.casefold(), None) or _Person(old, old, was_here=True, is_here=True)
    person.nick, person.is_here = event.nick, True
    before = crowd.pop(event.nick.casefold(), None)
    if before is not None:
        # Somebody who went had that nick before: theirs is another story.
        gone.append(before)
    crowd[event.nick.casefold()] = person


# Any: each function takes the one event type it stands beside.
_TAKERS: dict[type[ev.Event], Callable[[dict[str, _Person], list[_Person], Any], None]] = {
    ev.UserJoined: _joined,
    ev.UserParted: _parted,
    ev.UserQuit: _quit,
    ev.NickChanged: _renamed,
}
