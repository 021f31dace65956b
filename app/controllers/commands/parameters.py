"""What follows the name of a slash command: each parameter's kind, and what is said when it is missing or absurd.

From these rows come the checks before a command runs, what Tab offers, and the table of commands in `docs/`.
"""

import re
from collections.abc import Sequence
from enum import Enum, auto

from app.controllers.user_error import UserError
from app.values import frozen

LONGEST_WORD = 300
"""More than any name, mask or option has."""
LONGEST_LINE = 400
"""What fits in one line of a server beside the rest of it, in bytes."""

_UNREADABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""In a name or an option; a text may have codes that format it."""
_UNSENDABLE = re.compile("[\x00\ud800-\udfff]")


class Kind(Enum):
    """What a parameter is. A WORD is none of the others, a LINE a text that goes out in one line."""

    NICK = auto()
    CHANNEL = auto()
    TARGET = auto()
    WORD = auto()
    TEXT = auto()
    LINE = auto()
    THEME = auto()
    LAYOUT = auto()
    OPTION = auto()
    COMMAND = auto()


_NAMES = frozenset({Kind.NICK, Kind.TARGET})
TEXTS = frozenset({Kind.TEXT, Kind.LINE})
"""The kinds that take all that is left, and not one word."""


@frozen(kw_only=True)
class Parameter:
    """One parameter. `name` stands in the usage; `missing` is what is said without it, "" where it may be left out.

    `choices` are the words that make sense there, for Tab. `repeats`: any number of words of this kind follow.
    """

    name: str
    kind: Kind = Kind.WORD
    missing: str = ""
    choices: tuple[str, ...] = ()
    repeats: bool = False


def nick(missing: str = "", name: str = "NAME") -> Parameter:
    """Somebody."""
    return Parameter(name=name, kind=Kind.NICK, missing=missing)


def channel(missing: str = "", name: str = "#channel") -> Parameter:
    """A channel."""
    return Parameter(name=name, kind=Kind.CHANNEL, missing=missing)


def target(missing: str = "", name: str = "NAME") -> Parameter:
    """Somebody, or a channel."""
    return Parameter(name=name, kind=Kind.TARGET, missing=missing)


def text(missing: str = "", name: str = "text") -> Parameter:
    """All that is left, however long."""
    return Parameter(name=name, kind=Kind.TEXT, missing=missing)


def line(missing: str = "", name: str = "text") -> Parameter:
    """All that is left, which has to fit in a line."""
    return Parameter(name=name, kind=Kind.LINE, missing=missing)


def word(name: str, missing: str = "", choices: tuple[str, ...] = ()) -> Parameter:
    """One word, perhaps one of these."""
    return Parameter(name=name, missing=missing, choices=choices)


def words(name: str, missing: str = "", choices: tuple[str, ...] = ()) -> Parameter:
    """Any number of words, perhaps of these."""
    return Parameter(name=name, missing=missing, choices=choices, repeats=True)


def check(takes: Sequence[Parameter], given: str, hint: str) -> None:
    """Raise UserError, with `hint` as the next step, where something is missing or can't be what it should be."""
    if _UNSENDABLE.search(given):
        raise UserError("That has a character that can't be sent.", "Type it again by hand.")
    rest = given
    for parameter in takes:
        if not rest:
            if parameter.missing:
                raise UserError(parameter.missing, hint)
            return
        if parameter.kind in TEXTS or parameter.repeats:
            _check_rest(parameter, rest)
            return
        one, rest, *_ = *rest.split(maxsplit=1), ""
        _check_word(one)
        if one.startswith("/") and parameter.kind in _NAMES:
            raise UserError(f"{one} is nobody's name.", "Type one command at a time.")


def _check_rest(parameter: Parameter, rest: str) -> None:
    if parameter.kind is Kind.LINE and len(rest.encode()) > LONGEST_LINE:
        raise UserError("That is too long.", f"About {LONGEST_LINE} letters fit.")
    if parameter.repeats:
        for one in rest.split():
            _check_word(one)


def _check_word(one: str) -> None:
    if len(one) > LONGEST_WORD:
        raise UserError("That is too long for a name.", "Check what you typed.")
    if _UNREADABLE.search(one):
        raise UserError("That has characters that can't be seen.", "Type it again by hand.")
