"""What is asked before a long text goes out."""

from app.contracts.sheets import Choice

CANCEL = Choice(key="cancel", label="Cancel", is_cancel=True)
AS_FILE = Choice(key="file", label="Send as a file")
AS_TEXT = Choice(key="text", label="Send as text", is_default=True)

_SHOWN = 60


def title(count: int) -> str:
    """How much it is."""
    return f"Send {count} lines?"


def explanation(text: str, count: int) -> str:
    """What that means for those who read it, and how the text begins."""
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    begin = "".join(char if char.isprintable() else " " for char in first[:_SHOWN])
    more = "…" if len(first) > _SHOWN or count > 1 else ""
    return f"It begins with “{begin}{more}” and fills the screen of everybody here. If you cancel, it stays in the box."
