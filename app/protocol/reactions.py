"""What is a reaction: an emoji or a short word. client-tags/react.md sets no bounds; these are ours."""

REACTION_BYTES = 64
"""The longest emoji there are, flags and families with skin tones, take 41."""
_FIRST_PRINTABLE = " "


def is_reaction(text: str) -> bool:
    """Whether people may be shown this as a reaction: something, short, and in one line."""
    if not text.strip() or len(text) > REACTION_BYTES:
        return False
    if any(char < _FIRST_PRINTABLE or "\x7f" <= char <= "\x9f" or char in "\u2028\u2029" for char in text):
        return False
    return len(text.encode(errors="replace")) <= REACTION_BYTES
