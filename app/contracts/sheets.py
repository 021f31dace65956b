"""What sheets show: questions, the invitation to a chat, the list of networks and the form of one."""

from collections.abc import Sequence
from enum import Enum, auto

from app.contracts.rows import Avatar
from app.values import frozen


class Reach(Enum):
    """From where a hosted chat can be reached, as far as we know."""

    THIS_COMPUTER = auto()
    LOCAL_NETWORK = auto()
    INTERNET = auto()


@frozen(kw_only=True)
class InviteState:
    """The invite sheet. `details` are pairs of a label and a value for people who type it into another IRC app."""

    title: str
    link: str
    explanation: str
    reach: Reach
    reach_text: str
    details: Sequence[tuple[str, str]] = ()


@frozen(kw_only=True)
class Choice:
    """A button of a question. The `is_default` one is taken by Return, the `is_cancel` one by Escape."""

    key: str
    label: str
    is_default: bool = False
    is_cancel: bool = False
    is_danger: bool = False


@frozen(kw_only=True)
class Question:
    """Something to decide in a sheet. With a `field_label` there is a box to write in, filled with `field_text`.

    `facts` are shown below the text as label and value, in a fixed-width font (fingerprints); the pairs of `table` as
    two columns (keys and what they do).
    """

    title: str
    text: str
    choices: Sequence[Choice]
    field_label: str = ""
    field_text: str = ""
    facts: Sequence[tuple[str, str]] = ()
    table: Sequence[tuple[str, str]] = ()


class Standing(Enum):
    """How a network stands, for the colour of its words."""

    ONLINE = auto()
    ON_THE_WAY = auto()
    OFFLINE = auto()
    FAILED = auto()


@frozen(kw_only=True)
class NetworkRow:
    """A network in the list of all. `toggle` is what the button says that connects or disconnects it."""

    key: str
    title: str
    avatar: Avatar
    address: str
    status: str
    standing: Standing
    toggle: str


@frozen(kw_only=True)
class NetworksState:
    """The sheet with all networks. `text` stands above the rows, or in their place where there are none."""

    title: str
    text: str
    rows: Sequence[NetworkRow] = ()


class FieldKind(Enum):
    """What a field of a form is: a line, a line nobody should read over a shoulder, several lines, or a switch."""

    LINE = auto()
    SECRET = auto()
    LINES = auto()
    SWITCH = auto()


@frozen(kw_only=True)
class FormField:
    """A field of a form. The text of a switch is `SWITCH_ON`, or "" when it is off.

    An `error` is shown in place of the `hint`. `weight` is how wide it is beside the others of its row.
    """

    key: str
    label: str
    text: str = ""
    kind: FieldKind = FieldKind.LINE
    hint: str = ""
    error: str = ""
    weight: int = 1


SWITCH_ON = "on"


@frozen(kw_only=True)
class FormGroup:
    """Fields that belong together; those of a row stand side by side."""

    title: str
    rows: Sequence[Sequence[FormField]]


@frozen(kw_only=True)
class NetworkForm:
    """How a network is reached, to be changed by hand. `save` is what the button says that Return presses."""

    title: str
    save: str
    groups: Sequence[FormGroup]

    @property
    def fields(self) -> Sequence[FormField]:
        """All fields, in order."""
        return [field for group in self.groups for row in group.rows for field in row]
