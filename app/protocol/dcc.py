"""DCC: offers to send a file or to talk past the server (modern.ircdocs.horse/dcc.md).

Accepting one shows our address to the other side, and theirs to us, so none is ever accepted: an offer is only read, so
that people can be told what somebody wanted of them.
"""

import re
from enum import Enum

from app.values import frozen

_MAX_ARGUMENT = 1000
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"?\s*(.*)', re.DOTALL)
_UNQUOTED_FILE = re.compile(r"(.*?)((?:\s+[0-9a-fA-F.:]+)+)\s*", re.DOTALL)
"""An unquoted name may have spaces: address, port and size are the numbers at its end."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_MAX_NAME = 100
_SUBCOMMAND = re.compile(r"[A-Za-z]{1,16}")


class DccKind(Enum):
    """What is offered. RESUME and ACCEPT go on with a file that was begun, which we never do; OTHER we do not know."""

    SEND = "SEND"
    CHAT = "CHAT"
    RESUME = "RESUME"
    ACCEPT = "ACCEPT"
    OTHER = ""


@frozen(kw_only=True)
class DccOffer:
    """What somebody wanted. `file_name` is fit to be shown, never to be opened; `subcommand` is what stood there."""

    kind: DccKind
    subcommand: str
    file_name: str = ""


def parse_dcc(argument: str) -> DccOffer:
    """What the argument of a CTCP DCC offers. Whatever makes no sense is OTHER."""
    first, _, rest = argument[:_MAX_ARGUMENT].strip().partition(" ")
    subcommand = first.upper() if _SUBCOMMAND.fullmatch(first) else ""
    # SSEND and SCHAT are the same by TLS, TSEND without waiting for answers.
    base = subcommand[1:] if subcommand[:1] in ("S", "T") and subcommand[1:] in ("SEND", "CHAT") else subcommand
    kind = next((each for each in DccKind if each.value == base and base), DccKind.OTHER)
    has_name = kind in (DccKind.SEND, DccKind.RESUME, DccKind.ACCEPT)
    return DccOffer(kind=kind, subcommand=subcommand, file_name=_shown_name(_raw_name(rest)) if has_name else "")


def _raw_name(rest: str) -> str:
    rest = rest.strip()
    if rest.startswith('"'):
        found = _QUOTED.fullmatch(rest)
        return re.sub(r"\\(.)", r"\1", found[1]) if found is not None else ""
    found = _UNQUOTED_FILE.fullmatch(rest)
    return found[1] if found is not None else rest


def _shown_name(name: str) -> str:
    """The last part of a path, without what can't be seen and what turns the order of letters round."""
    last = re.split(r"[/\\]", name.strip().rstrip("/\\"))[-1]
    shown = _CONTROL.sub("", last).strip().strip(".")
    return shown if len(shown) <= _MAX_NAME else f"{shown[:_MAX_NAME]}…"
