"""Masks that keep somebody out of a channel, or silent in it, made of what is known of them.

Follows account-extban.md and modern.ircdocs.horse, "EXTBAN parameter". The rule of this file: a mask made here names
a nick, a host or an account. One that would fit everybody is never made, and none that fits ourselves.
"""

import re

from app.models.chat_state import ChatState, Person
from app.protocol.isupport import ISupport
from app.protocol.mask import compile_mask
from app.values import frozen

_WILD = frozenset("*?")
_UNREAL_SIGN = "~"
_SIGNS = re.compile(r"(?:[$~]?[A-Za-z]+:)*")
"""What may stand before a mask and says how it is meant: `m:`, `~q:~a:`, `$a:`."""
_ACCOUNT = re.compile(r"(?:\$?a|account):(.+)", re.IGNORECASE)


@frozen
class Silence:
    """How a server silences: a mode letter, and what stands before the mask."""

    letter: str
    before: str


def silence_of(isupport: ISupport) -> Silence | None:
    """How somebody is silenced here; None where nobody can be.

    A list of its own (`q`), or a ban that only silences: `~q:` where extended bans begin with a tilde, elsewhere `m:`.
    """
    if "q" in isupport.chanmodes.lists:
        return Silence("q", "")
    sign, _, letters = (isupport.get("EXTBAN") or "").partition(",")
    if sign == _UNREAL_SIGN:
        return Silence("b", "~q:") if "q" in letters else None
    return Silence("b", f"{sign}m:") if "m" in letters else None


def host_mask(state: ChatState, nick: str) -> str:
    """The mask of where somebody comes from; of their nick where that is not known, or is where we come from, too."""
    person, me = state.person(nick), state.person(state.nick)
    if person is None or not _is_plain(person.host):
        return nick_mask(nick)
    mask = f"*!*@{person.host}"
    return nick_mask(nick) if me is not None and fits(mask, me, state.isupport) else mask


def account_mask(state: ChatState, nick: str) -> str:
    """The mask of somebody's account; "" where they have none or the server has no such masks."""
    person = state.person(nick)
    is_known = person is not None and _is_plain(person.account)
    return state.isupport.account_ban_mask(person.account) if person is not None and is_known else ""


def best_mask(state: ChatState, nick: str) -> str:
    """The mask that holds longest: an account stays the same under every nick and host."""
    return account_mask(state, nick) or host_mask(state, nick)


def nick_mask(nick: str) -> str:
    """The mask of a nick, wherever it comes from."""
    return f"{nick}!*@*"


def typed_mask(text: str, isupport: ISupport) -> str:
    """What people typed as a mask, whole; "" where it is a nick, to be looked up.

    `$a:NAME`, `a:NAME` and `account:NAME` mean an account, however this server writes that.
    """
    account = _ACCOUNT.fullmatch(text)
    if account is not None:
        return isupport.account_ban_mask(account[1]) or text
    if ":" in text.partition("@")[0] or text[:1] in "$~":
        return text
    if "!" in text:
        return text if "@" in text else f"{text}@*"
    if "@" in text:
        return f"*!{text}"
    return f"{text}!*@*" if _WILD & set(text) else ""


def is_unknown_account_mask(text: str, isupport: ISupport) -> bool:
    """Whether people typed the mask of an account for a server without such masks, which would take it for a nick.

    Servers older than account-extban.md announce `a` among their letters (EXTBAN), and are told what was typed.
    """
    account = _ACCOUNT.fullmatch(text)
    if account is None or isupport.account_ban_mask(account[1]):
        return False
    sign, _, letters = (isupport.get("EXTBAN") or "").partition(",")
    return not ("a" in letters and text.startswith(f"{sign}a:"))


def fits_everybody(mask: str) -> bool:
    """Whether a mask names nobody: nothing but wildcards, and signs between its parts."""
    return not set(without_signs(mask)) - _WILD - set("!@.:/")


def without_signs(mask: str) -> str:
    """A mask without what says how it is meant."""
    signs = _SIGNS.match(mask)
    return mask if signs is None else mask[signs.end():]


def fits(mask: str, person: Person, isupport: ISupport) -> bool:
    """Whether a mask `nick!user@host` fits somebody, as far as we know them."""
    source = f"{person.nick}!{person.user}@{person.host}"
    return compile_mask(mask, isupport.casemapping).matches(source)


def _is_plain(text: str) -> bool:
    """Whether a text of the server's can stand in a mask and mean itself."""
    return bool(text) and not set(text) & (_WILD | set(" ,!@"))
