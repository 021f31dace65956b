"""Nicks that look like somebody else's: `rnaya` for `maya`, a Cyrillic letter for a Latin one, a capital I for an l.

Two nicks look alike when they have the same skeleton, as in Unicode's security mechanisms (UTS 39, "Confusable
Detection"), with a table of our own: the letters that names are forged with. The whole table of Unicode is a megabyte
that takes longer to read than the window to open, and would hold next to nothing more that can be typed as a nick.

Of two who look alike, the one we know keeps the name: ourselves, friends, who has a rank, who has an account. Between
strangers nobody can say who was first, and both are marked.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from app.protocol.casemapping import Folded

_FORGED = (
    # Cyrillic
    "аa вb еe ёe зз иu іi їi јj кk мm нh оo рp сc тt уy хx ѕs ԁd һh ӏl ԛq ԝw ԍg ѵv ґr ɡg "
    "АA ВB ЕE ІI ЈJ КK МM НH ОO РP СC ТT УY ХX ЅS ӀI Ԛq ԜW Ѵv "
    # Greek
    "αa βb γy εe ηn ιi κk νv οo ρp σo τt υu χx ωw ϲc ϳj "
    "ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX "
    # Armenian, Hebrew, letters for sounds, small capitals
    "օo սu ցg հh ոn զq ѡw ոn օo ѳo סo "
    "ɑa ɩi ɪi ʟl ɴn ʀr ʏy ʙb ᴀa ᴄc ᴅd ᴇe ᴊj ᴋk ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz ɢg ʜh ꜱs ꞯq ıi ȷj ſf ɐa ᴉi ɯw "
    # Cherokee and Lisu capitals that are drawn like Latin ones
    "ᎪA ᏴB ᏟC ᎠD ᎬE ᎻH ᎫJ ᏦK ᏞL ᎷM ᏢP ᏒR ᏚS ᎢT ᏙV ᎳW ᏃZ ꓐB ꓑP ꓓD ꓔT ꓖG ꓗK ꓙJ ꓚC ꓜZ ꓝF ꓟM ꓠN ꓡL ꓢS ꓣR ꓦV ꓧH ꓪW ꓫX ꓬY "
    "ꓮA ꓰE ꓲI ꓳO ꓴU "
    # Signs that are drawn like a letter
    "|l 1l Il 0o ǀl ∣l ⅼl ׀l ℓl ∨v ∪u "
)
_ONE_FOR_ONE = str.maketrans({pair[0]: pair[1] for pair in _FORGED.split()})
_CAPITALS = str.maketrans({"I": "l", "|": "l", "1": "l", "0": "o"})
"""A capital I looks like an l; folded to an i it would not."""
_TWO_FOR_ONE = (("rn", "m"), ("vv", "w"), ("cj", "g"))
_UNSEEN = frozenset({"Cf", "Mn", "Me", "Cc", "Zs"})
_KEPT = 20_000


@lru_cache(maxsize=_KEPT)
def skeleton(nick: str) -> str:
    """What a nick looks like: the same text for all that look the same."""
    if not nick.isascii():
        nick = _plain(nick)
    text = nick.translate(_CAPITALS).casefold()
    for two, one in _TWO_FOR_ONE:
        text = text.replace(two, one)
    return text


def _plain(nick: str) -> str:
    """Without marks and what can't be seen, and with Latin letters where others are drawn like them."""
    decomposed = unicodedata.normalize("NFKD", nick.translate(_ONE_FOR_ONE))
    seen = "".join(char for char in decomposed if unicodedata.category(char) not in _UNSEEN)
    return seen.translate(_ONE_FOR_ONE)


class Known(IntEnum):
    """How sure it is that somebody is who the name says."""

    STRANGER = 0
    HAS_ACCOUNT = 1
    HAS_RANK = 2
    FRIEND = 3
    OURSELVES = 4


class Bearer(NamedTuple):
    """Somebody with a nick, also as the server folds it. A tuple: there are thousands, made anew with every change."""

    folded: Folded
    nick: str
    known: Known


class LookAlikes:
    """Who looks like whom among some people. Made anew when they change: five thousand take a few milliseconds."""

    def __init__(self, bearers: Iterable[Bearer]) -> None:
        self._by_look: dict[str, list[Bearer]] = {}
        crowded: set[str] = set()
        for bearer in bearers:
            look = skeleton(bearer.nick)
            alike = self._by_look.get(look)
            if alike is None:
                self._by_look[look] = [bearer]
            else:
                alike.append(bearer)
                crowded.add(look)
        self.present: Mapping[Folded, str] = {
            bearer.folded: original for look in crowded for bearer in self._by_look[look]
            if (original := self.original_of(bearer.folded, bearer.nick))}
        """Those among them who look like another one of them, with that one's nick: mostly nobody."""

    def original_of(self, folded: Folded, nick: str) -> str:
        """The nick that somebody's looks like, "" where there is none or theirs is the better known one."""
        alike = self._by_look.get(skeleton(nick), ())
        others = [bearer for bearer in alike if bearer.folded != folded]
        if not others:
            return ""
        own = max((bearer.known for bearer in alike if bearer.folded == folded), default=Known.STRANGER)
        best = max(others, key=lambda bearer: (bearer.known, bearer.nick))
        is_theirs = own > best.known or own is Known.OURSELVES
        return "" if is_theirs else best.nick
