"""What people may be called, and channels: checked before a server has to refuse it."""

import re
import unicodedata

from app.controllers.user_error import UserError

MAX_NICK = 32
"""Longest name where no server has said its own limit yet; the embedded server takes as much."""
_FALLBACK = "guest"
_UNUSUAL = re.compile(r"[^A-Za-z0-9_\-]")
_FORBIDDEN = re.compile(r"[\s,*?!@:#&$+%~.]")
_BAD_START = re.compile(r"[\d\-]")
_BAD_IN_CHANNEL = re.compile(r"[\s,\x07\x00-\x1f\x7f]")


def checked_nick(text: str, longest: int = MAX_NICK) -> str:
    """The name, trimmed. Raises UserError that says what is wrong with it."""
    nick = text.strip()
    if not nick:
        raise UserError("Type a name for yourself.", "Others see it beside your messages.")
    if any(char.isspace() for char in nick):
        raise UserError("A name can't have spaces.", f"How about {suggested_nick(nick)}?")
    found = _FORBIDDEN.search(nick)
    if found is not None or not nick.isprintable():
        sign = f"“{found[0]}”" if found is not None else "invisible characters"
        raise UserError(f"A name can't have {sign}.", "Use letters, digits, - and _.")
    if _BAD_START.match(nick):
        raise UserError("A name begins with a letter.", f"How about {suggested_nick(nick)}?")
    if len(nick.encode(errors="replace")) > longest:
        shorter = nick.encode(errors="ignore")[:longest].decode(errors="ignore")
        raise UserError(f"That name is too long. {longest} letters fit.", f"How about {shorter}?")
    return nick


def suggested_nick(text: str, longest: int = MAX_NICK) -> str:
    """A name near `text` that servers take: of a person's whole name, of a login, of anything."""
    plain = unicodedata.normalize("NFKD", text.strip())
    ascii_only = plain.encode("ascii", "ignore").decode()
    joined = _UNUSUAL.sub("", re.sub(r"\s+", "_", ascii_only))
    return joined.lstrip("0123456789-_").rstrip("_-")[:longest] or _FALLBACK


def checked_channel(text: str, signs: str = "#&") -> str:
    """A channel's name with its sign, which may be left out. Raises UserError that says what is wrong with it."""
    name = text.strip()
    if not name.strip(signs):
        raise UserError("Type the name of a channel.", "For example: #maps.")
    if name[0] not in (signs or "#"):
        name = (signs[:1] or "#") + name
    if _BAD_IN_CHANNEL.search(name):
        raise UserError("A channel's name can't have spaces or commas.",
                        f"How about {_BAD_IN_CHANNEL.sub('-', name)}?")
    return name
