"""What the page of settings says."""

TITLE = "Settings"
NOTHING_FOUND = "No setting has these words."
LESS_KEPT_TITLE = "Delete older messages?"
LESS_KEPT = "Delete"
LESS_KEPT_TEXT = ("Messages beyond the new limit go from this computer for good, in a minute and each day from now on. "
                  "They come back only from servers that keep them. What you haven't read stays.")


def wrong_value(reason: str) -> str:
    """A value a setting can't have; `reason` is such as "has to be on or off"."""
    return f"This {reason}."


def not_opened(path: str) -> str:
    """There is no program that opens the file by itself."""
    return f"Open this file with any text editor: {path}"
