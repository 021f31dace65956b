"""What the mentions inbox says."""

INBOX_TITLE = "Mentions"
_LONGEST = 60


def inbox_text(found: int, shown: int) -> str:
    """The line above the mentions."""
    if not found:
        return "Nobody has mentioned you since you last looked."
    if found > shown:
        return f"The newest {shown} of {found}. Choose one to read it."
    return "Choose one to read it."


def mention_line(time: str, nick: str, where: str, said: str) -> str:
    """One mention, as in "09:12 maya in #maps: sam, look"."""
    line = f"{time} {nick} in {where}: {said}" if where else f"{time} {nick}: {said}"
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"
