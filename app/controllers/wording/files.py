"""Sentences about the files the app keeps."""

import errno
import os

from app.models.data_folder import STORE_FILE
from app.models.store import reasons
from app.models.store.contract import StoreOpened

_FREE = "Make room on the disk"
_ALLOW = "Check that you may write there"
_STEPS = {
    reasons.DISK_FULL: _FREE,
    os.strerror(errno.ENOSPC): _FREE,
    os.strerror(errno.EDQUOT): _FREE,
    reasons.WRITE_PROTECTED: _ALLOW,
    os.strerror(errno.EACCES): _ALLOW,
    os.strerror(errno.EPERM): _ALLOW,
    os.strerror(errno.EROFS): _ALLOW,
    reasons.NOT_OPENED: _ALLOW,
    reasons.LOCKED: "Close the other program",
    reasons.DISK_BROKEN: "Check the disk",
    os.strerror(errno.EIO): "Check the disk",
    reasons.NO_MEMORY: "Close other programs",
    reasons.TOO_NEW: "Install the newest version",
}
"""What people can do about a reason."""


def networks_text(kept_as: str) -> str:
    """The list of networks could not be read at start; the old file has the name `kept_as` now."""
    return (f"Your list of chats couldn't be read, so the app starts without it. The old file is kept as {kept_as}. "
            "Join again with an invite link.")


def store_text(opened: StoreOpened) -> str:
    """What people should know of what was kept of their chats, "" for nothing."""
    if opened.unusable:
        return (f"What was said here before can't be opened ({opened.unusable}), and what is said now won't be "
                f"remembered. The file stays as it is. {_step(opened.unusable)}start the app again.")
    if not opened.damaged:
        return ""
    if opened.lost:
        return (f"What was said here couldn't be read completely. What can be read is there; the rest comes back from "
                f"the server where it keeps it, when you scroll up. The old file is kept as {opened.damaged}.")
    return (f"The file with what was said here was damaged. Nothing is missing, and there is nothing you have to "
            f"do. The old file is kept as {opened.damaged}.")


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
    if file == STORE_FILE:
        return _store_trouble_text(reason)
    return f"{file} couldn't be saved ({reason}). {_step(reason)}the app tries again with the next change."


def _store_trouble_text(reason: str) -> str:
    if reason == reasons.DAMAGED:
        return ("The file with what is said here is damaged. Close the app and start it again: it saves all that can "
                "be read. Messages still go out.")
    return (f"What is said can't be saved now ({reason}). Messages still go out. {_step(reason)}"
            "the app saves the rest when it can.")


def _step(reason: str) -> str:
    return f"{_STEPS.get(reason, 'Check the disk')}; "
