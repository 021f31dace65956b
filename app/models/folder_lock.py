"""One copy of the app a data folder. The lock belongs to a process and goes with it, however it ends."""

import sys
from pathlib import Path
from typing import IO

LOCK_FILE = "running.lock"


class FolderInUse(Exception):
    """Another process has the folder."""


def lock_folder(folder: Path) -> IO[bytes]:
    """Have the folder for this process alone, until the answer is closed.

    Raises FolderInUse, and OSError where nothing can be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = (folder / LOCK_FILE).open("ab")
    try:
        _lock(lock)
    except OSError as error:
        lock.close()
        raise FolderInUse(str(folder)) from error
    return lock


if sys.platform == "win32":
    import msvcrt

    def _lock(lock: IO[bytes]) -> None:
        lock.seek(0)
        msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(lock: IO[bytes]) -> None:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
