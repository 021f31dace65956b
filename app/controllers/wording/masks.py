"""Whom a mask fits, in plain words; what is not plain stays a mask."""

from app.controllers.plain_text import plain_text
from app.models.ban_masks import without_signs

_SILENCING = ("m:", "$m:", "~q:", "~quiet:")
_WILD = frozenset("*?")


def is_silencing(mask: str) -> bool:
    """Whether a ban with this mask only silences."""
    return mask.startswith(_SILENCING)


def mask_text(mask: str) -> str:
    """As in "everyone from hill.example" and "the account olu, who may read but not write"."""
    return f"{whom_text(mask)}, who may read but not write" if is_silencing(mask) else whom_text(mask)


def whom_text(mask: str) -> str:
    """The same without what becomes of them."""
    sign = next((sign for sign in _SILENCING if mask.startswith(sign)), "")
    rest, bare = plain_text(mask.removeprefix(sign)), plain_text(without_signs(mask))
    nick, _, host = bare.partition("!*@")
    if bare and bare != rest and not set(bare) & set("!@*"):
        return f"the account {bare}"
    if nick == "*" and host and not set(host) & _WILD:
        return f"everyone from {host}"
    if host == "*" and nick and not set(nick) & _WILD:
        return f"anyone called {nick}"
    return rest
