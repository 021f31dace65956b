"""What an option is: the kind of its value, the words that explain it, and the section it stands in.

Options are declared as fields of `models/settings.Settings`; a maker below gives each field what is said about it.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum, auto

from app.values import frozen

Value = str | bool | int


class Section(Enum):
    """Where an option is listed, in this order. What is hidden is remembered by the window, and listed nowhere."""

    PROFILE = "Profile"
    APPEARANCE = "Appearance"
    NOTIFICATIONS = "Notifications"
    PRIVACY = "Privacy"
    MESSAGES = "Messages"
    NETWORK = "Network"
    ADVANCED = "Advanced"
    HIDDEN = ""


class Kind(Enum):
    """What people may choose: all but a switch and a number are texts in the file.

    No option is a secret: passwords lie in the vault (`models/secret_vault`).
    """

    SWITCH = auto()
    NUMBER = auto()
    CHOICE = auto()
    TEXT = auto()
    WORDS = auto()
    """Words or phrases, parted by commas."""
    HOURS = auto()
    """Hours of the day, such as "22:00-07:00" or "22:00-07:00 fri sat"."""
    FILE = auto()
    FOLDER = auto()


@frozen(kw_only=True)
class Option:
    """One setting as the file, `/set` and the page of settings show it.

    `unit` and the range from `least` to `most` are a number's. `choices` are pairs of key and name; where there are
    none the app knows them only when it runs (themes, layouts), and any key is kept.
    """

    name: str
    default: Value
    section: Section
    kind: Kind
    label: str
    help: str
    unit: str = ""
    least: int = 0
    most: int = 1_000_000
    choices: Sequence[tuple[str, str]] = ()

    @property
    def is_listed(self) -> bool:
        """Whether people are shown it."""
        return self.section is not Section.HIDDEN


Said = Mapping[str, object]
"""What a field's metadata say of its option."""


def _maker(kind: Kind) -> Callable[[Section, str, str], Said]:
    def make(section: Section, label: str, explanation: str) -> Said:
        return {"section": section, "kind": kind, "label": label, "help": explanation}

    return make


switch = _maker(Kind.SWITCH)
text = _maker(Kind.TEXT)
words = _maker(Kind.WORDS)
hours = _maker(Kind.HOURS)
file = _maker(Kind.FILE)
folder = _maker(Kind.FOLDER)


def number(section: Section, label: str, explanation: str, *, unit: str = "", least: int = 0,
           most: int = 1_000_000) -> Said:
    """A whole number from `least` to `most`."""
    return {"section": section, "kind": Kind.NUMBER, "label": label, "help": explanation, "unit": unit, "least": least,
            "most": most}


def choice(section: Section, label: str, explanation: str, choices: Sequence[tuple[str, str]] = ()) -> Said:
    """One of the keys of `choices`; without any, of those the app finds when it runs."""
    return {"section": section, "kind": Kind.CHOICE, "label": label, "help": explanation, "choices": tuple(choices)}


def remembered(explanation: str, kind: Kind = Kind.TEXT) -> Said:
    """What the window remembers by itself."""
    return {"section": Section.HIDDEN, "kind": kind, "label": "", "help": explanation}
