"""Mode strings such as `+ov-b maya olu *!*@host`: which letters take a parameter, and what a change says.

Follows modern.ircdocs.horse, "Channel Modes" and "CHANMODES parameter".
"""

from collections.abc import Sequence
from typing import Self

from app.values import frozen


@frozen(kw_only=True)
class ModeChange:
    """One letter set or unset. `argument` is None where the mode has none."""

    adding: bool
    letter: str
    argument: str | None = None

    def __str__(self) -> str:
        sign = "+" if self.adding else "-"
        return f"{sign}{self.letter}" if self.argument is None else f"{sign}{self.letter} {self.argument}"


@frozen(kw_only=True)
class ChanModes:
    """The four types of channel modes (A to D) and the letters of membership prefixes, most powerful first."""

    lists: str = "beI"
    always_argument: str = "k"
    argument_when_set: str = "l"
    flags: str = "imnst"
    prefix_letters: str = "ov"

    @classmethod
    def from_token(cls, token: str, prefix_letters: str) -> Self:
        """From the value of `CHANMODES=`; types a server does not know yet stand after a fourth comma."""
        types = [*token.split(","), "", "", "", ""][:4]
        return cls(lists=types[0], always_argument=types[1], argument_when_set=types[2], flags=types[3],
                   prefix_letters=prefix_letters)

    @property
    def token(self) -> str:
        """The value as in `CHANMODES=`."""
        return ",".join((self.lists, self.always_argument, self.argument_when_set, self.flags))

    def takes_argument(self, letter: str, *, adding: bool) -> bool:
        """Whether a parameter belongs to this change. A list mode without one is a question for the list."""
        if letter in self.prefix_letters or letter in self.lists or letter in self.always_argument:
            return True
        return adding and letter in self.argument_when_set


def parse_mode_changes(params: Sequence[str], chanmodes: ChanModes) -> list[ModeChange]:
    """The changes of a MODE message; `params` are what follows the target.

    A letter whose parameter is missing comes out with `argument=None`; the reader decides what that means.
    """
    if not params:
        return []
    arguments = iter(params[1:])
    adding = True
    changes = []
    for letter in params[0]:
        if letter in "+-":
            adding = letter == "+"
            continue
        argument = next(arguments, None) if chanmodes.takes_argument(letter, adding=adding) else None
        changes.append(ModeChange(adding=adding, letter=letter, argument=argument))
    return changes


def format_mode_changes(changes: Sequence[ModeChange]) -> list[str]:
    """The parameters that say `changes`: signs only where they change, then the arguments."""
    letters: list[str] = []
    sign = ""
    for change in changes:
        new_sign = "+" if change.adding else "-"
        if new_sign != sign:
            letters.append(new_sign)
            sign = new_sign
        letters.append(change.letter)
    return ["".join(letters), *(change.argument for change in changes if change.argument is not None)]
