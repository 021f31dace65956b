"""What is asked before a link opens that may lead elsewhere than it seems."""

from collections.abc import Sequence

from app.contracts.sheets import Choice
from app.controllers.link_check import Hazard, without_host
from app.controllers.plain_text import plain_text

CANCEL = Choice(key="cancel", label="Don't open", is_default=True, is_cancel=True)
OPEN = Choice(key="open", label="Open")
WHOLE_ADDRESS = "Whole address"

_REASONS = {
    Hazard.OTHER_TEXT: "Its text is “{shown}”, and it leads to {host}.",
    Hazard.LOGIN: "What stands before the @ is only a name to sign in with. It leads to {host}.",
    Hazard.ODD_NAME: "The name has letters that can look like others. Check that {host} is where you want to go.",
    Hazard.UNSEEN: "The address has characters that can't be seen.",
}
_LONGEST = 80


def title(host: str) -> str:
    """Where it leads."""
    return f"Open {plain_text(host)}?"


def reasons_text(hazards: Sequence[Hazard], shown: str, host: str) -> str:
    """Why people are asked."""
    text = plain_text(without_host(shown))
    cut = f"{text[:_LONGEST]}…" if len(text) > _LONGEST else text
    return " ".join(_REASONS[hazard].format(shown=cut, host=plain_text(host)) for hazard in hazards)


def visible(url: str) -> str:
    """An address with what can't be seen written out."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in url[:2_000])
