"""Ranks in a channel: who stands above whom, and which of them gives which.

PREFIX names the membership modes of a server, the most powerful first (modern.ircdocs.horse, "PREFIX parameter"). Who
gives a mode is in no specification; the table here holds for every server that has the mode.
"""

from enum import IntEnum

from app.protocol.isupport import ISupport

MEMBERSHIPS = "qaohv"
"""The membership modes whose meaning servers agree on: founder, admin, operator, helper, voice."""


class Rank(IntEnum):
    """How much somebody may do in a channel."""

    NOBODY = 0
    VOICE = 1
    HELPER = 2
    OPERATOR = 3
    ADMIN = 4
    FOUNDER = 5
    HOST = 6
    """Who runs the server of the channel and may do everything there."""


_RANKS = {"v": Rank.VOICE, "h": Rank.HELPER, "o": Rank.OPERATOR, "a": Rank.ADMIN, "q": Rank.FOUNDER}
_GIVEN_FROM = {"v": Rank.HELPER, "h": Rank.OPERATOR, "o": Rank.OPERATOR, "a": Rank.FOUNDER, "q": Rank.FOUNDER}


def rank_of(signs: str, isupport: ISupport) -> Rank:
    """The highest rank that membership signs give.

    A sign whose letter nobody agrees on stands as high as PREFIX puts it: as the mode below it, and above all as a
    founder, whom it is better to leave alone.
    """
    letters = list(isupport.prefixes)
    held = [letters.index(letter) for letter, sign in isupport.prefixes.items() if sign in signs]
    if not held:
        return Rank.NOBODY
    highest = min(held)
    if highest == 0 and letters[0] not in _RANKS:
        return Rank.FOUNDER
    return next((_RANKS[letter] for letter in letters[highest:] if letter in _RANKS), Rank.NOBODY)


def gives_from(letter: str) -> Rank:
    """The lowest rank that gives a membership mode."""
    return _GIVEN_FROM[letter]


def rank_given(letter: str) -> Rank:
    """The rank a membership mode gives."""
    return _RANKS[letter]
