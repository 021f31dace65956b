"""A file on its way in: written beside its place as a part, checked, and given its name when it is whole.

Everything here waits for the disk, so it is called in a thread of its own. The rule of this file: no name from the
network chooses a folder, and no file that is there is ever overwritten.
"""

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from app.models.files.failures import Reason, TransferError
from app.models.files.safe_names import numbered, safe_name

_MOST_ALIKE = 1000
_ROOM_LEFT = 50_000_000
"""Bytes a download leaves free, so that the rest of the computer works on."""
_BINARY = getattr(os, "O_BINARY", 0)


def part_of(folder: str, path: str) -> Path:
    """Where a part of the file at the host's `path` is kept: by its id, so that it is found again after a restart."""
    return Path(folder).expanduser() / f".{hashlib.sha256(path.encode()).hexdigest()[:16]}.part"


class IncomingFile:
    """The part of a file that is here already, and what comes."""

    def __init__(self, folder: str, name: str, path: str) -> None:
        """`path` is the file's at its host. Raises TransferError."""
        self._folder = Path(folder).expanduser()
        self._name = safe_name(name)
        self._part = part_of(folder, path)
        self._hash = hashlib.sha256()
        self.offset = 0
        with _told():
            self._folder.mkdir(parents=True, exist_ok=True)
            # Whoever put a link in its place would have us write elsewhere.
            if self._part.is_symlink() or (self._part.exists() and not self._part.is_file()):
                self._part.unlink()
            flags = os.O_RDWR | os.O_CREAT | _BINARY | getattr(os, "O_NOFOLLOW", 0)
            self._file: BinaryIO = os.fdopen(os.open(self._part, flags, 0o600), "r+b")
            while piece := self._file.read(1 << 20):
                self._hash.update(piece)
                self.offset += len(piece)

    def make_room(self, size: int) -> None:
        """Raise TransferError when the disk has no room for a file of that size."""
        with _told():
            if shutil.disk_usage(self._folder).free < size - self.offset + _ROOM_LEFT:
                raise TransferError(Reason.UNWRITABLE, os.strerror(errno.ENOSPC))

    def write(self, data: bytes) -> None:
        """Append."""
        with _told():
            self._file.write(data)
        self._hash.update(data)
        self.offset += len(data)

    def start_over(self) -> None:
        """Forget what is here."""
        with _told():
            self._file.seek(0)
            self._file.truncate()
        self._hash = hashlib.sha256()
        self.offset = 0

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of what is here."""
        return self._hash.hexdigest()

    def finish(self) -> str:
        """Give the whole file its name, or one with a number where that is taken; where it is now."""
        with _told():
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            place = self._free_place()
            self._part.replace(place)
            place.chmod(0o644)
            return str(place)

    def _free_place(self) -> Path:
        for number in range(1, _MOST_ALIKE):
            place = self._folder / (self._name if number == 1 else numbered(self._name, number))
            with contextlib.suppress(FileExistsError):
                os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
                return place
        raise TransferError(Reason.UNWRITABLE, "a thousand files of that name are there")

    def close(self, *, discards: bool = False) -> None:
        """Let go of it; what is here stays for another attempt, unless it `discards`."""
        self._file.close()
        if discards:
            with contextlib.suppress(OSError):
                self._part.unlink()


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Tell of the disk's errors as a TransferError."""
    try:
        yield
    except OSError as error:
        raise TransferError(Reason.UNWRITABLE, error.strerror or str(error)) from error
