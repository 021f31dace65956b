"""Sentences about the files the app keeps."""


def settings_text(kept_as: str) -> str:
    """The settings could not be read at start; the old file has the name `kept_as` now."""
    return f"Your settings couldn't be read, so the usual ones are used. The old file is kept as {kept_as}."


def networks_text(kept_as: str) -> str:
    """The list of networks could not be read at start; the old file has the name `kept_as` now."""
    return (f"Your list of chats couldn't be read, so the app starts without it. The old file is kept as {kept_as}. "
            "Join again with an invite link.")


def store_text(kept_as: str) -> str:
    """The store was damaged; what could be read of it is in a new one, the old file has the name `kept_as` now."""
    return (f"What was said here couldn't be read completely. The rest is there; what is missing comes back from the "
            f"server where it keeps it. The old file is kept as {kept_as}.")


def folder_in_use_text(folder: str) -> str:
    """Another copy of the app has the folder and does not answer."""
    return (f"Group Chat is open already with what is kept in {folder}, but doesn't answer. "
            "Close it, or use another folder with --data-dir.")


def not_writable_text(folder: str, reason: str) -> str:
    """The folder of the app can't be written to."""
    return (f"Nothing can be saved in {folder} ({reason}). Chats and settings won't be remembered. "
            "Start with --data-dir FOLDER to use another place.")


def not_saved_text(file: str, reason: str) -> str:
    """A file could not be written while the app ran."""
    return f"{file} couldn't be saved ({reason}). Make room on the disk; the app tries again with the next change."
