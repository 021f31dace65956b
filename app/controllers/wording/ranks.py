"""Ranks that many people get or lose, in one line: "ines and olu got voice"."""

from collections.abc import Sequence

from app.controllers.plain_text import plain_text
from app.controllers.wording.times import count_text, list_text
from app.models.ranks import MEMBERSHIPS
from app.protocol import events as ev

_MOST_NAMES = 3
_SIGNS_OF_MASKS = frozenset("!@*:")
_GIVEN = {"v": ("got voice", "got voice"), "h": ("is a helper now", "are helpers now"),
          "o": ("is an admin now", "are admins now"), "a": ("is a host now", "are hosts now"),
          "q": ("is a host now", "are hosts now")}
_TAKEN = {"v": ("lost voice", "lost voice"), "h": ("is a helper no longer", "are helpers no longer"),
          "o": ("is an admin no longer", "are admins no longer"), "a": ("is a host no longer", "are hosts no longer"),
          "q": ("is a host no longer", "are hosts no longer")}


def is_about_ranks(event: ev.ModesChanged, own_nick: str) -> bool:
    """Whether modes say nothing but who has which rank, and none of it is ours or done by us."""
    own = own_nick.casefold()
    return bool(event.changes) and not event.is_own and all(
        change.letter in MEMBERSHIPS and change.argument and not _SIGNS_OF_MASKS & set(change.argument)
        and change.argument.casefold() != own for change in event.changes)


def rank_texts(events: Sequence[ev.ModesChanged]) -> list[str]:
    """What became of ranks in the end: who got and lost one again is not told."""
    first: dict[tuple[str, str], bool] = {}
    last: dict[tuple[str, str], tuple[str, bool]] = {}
    for change in (change for event in events for change in event.changes):
        nick = change.argument or ""
        key = (change.letter, nick.casefold())
        first.setdefault(key, change.adding)
        last[key] = (nick, change.adding)
    told: dict[tuple[str, bool], list[str]] = {}
    for key, (nick, is_given) in last.items():
        if first[key] is is_given:
            told.setdefault((key[0], is_given), []).append(plain_text(nick))
    return [f"{_names(nicks)} {(_GIVEN if is_given else _TAKEN)[letter][len(nicks) > 1]}"
            for (letter, is_given), nicks in told.items()] or (["ranks were given and taken again"] if events else [])


def _names(nicks: Sequence[str]) -> str:
    if len(nicks) <= _MOST_NAMES:
        return list_text(list(nicks))
    return list_text([*nicks[: _MOST_NAMES - 1], count_text(len(nicks) - _MOST_NAMES + 1, "other")])
