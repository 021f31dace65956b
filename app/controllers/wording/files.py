"""Sentences about the files the app keeps."""


def settings_text(kept_as: str) -> str:
    """The settings could not be read at start; the old file has the name `kept_as` now."""
    return f"Your settings couldn't be read, so the usual ones are used. The old file is kept as {kept_as}."


def networks_text(kept_as: str) -> str:
    """The list of networks could not be read at start; the old file has the name `kept_as` now."""
    return (f"Your list of chats couldn't be read, so the app starts without it. The old file is kept as {kept_as}. "
            "Join again with an invite link.")


def not_writable_text(folder: str, reason: str) -> str:
    """The folder of the app can't be written to."""
    return (f"Nothing can be saved in {folder} ({reason}). Chats and settings won't be remembered. "
            "Start with --data-dir FOLDER to use another place.")


def not_saved_text(file: str, reason: str) -> str:
    """A file could not be written while the app ran."""
    return f"{file} couldn't be saved ({reason}). Make room on the disk; the app tries again with the next change."
