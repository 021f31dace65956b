"""What sheets show: questions, and the invitation to a chat."""

from collections.abc import Sequence
from enum import Enum, auto

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
