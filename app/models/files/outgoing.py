"""A file of ours on its way out: looked at before, read in pieces, and watched while it goes.

Everything here waits for the disk, so it is called in a thread of its own. The rule of this file: only what is an
ordinary file is opened. A pipe or a device would never end, or never begin.
"""

import hashlib
import mimetypes
import os
import stat
from pathlib import Path
from typing import BinaryIO

from app.models.files.failures import Reason, TransferError
from app.models.files.location import Patch, location_patches, patched
from app.models.files.safe_names import safe_name
from app.values import frozen

PIECE_BYTES = 131_072
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)
_REASONS = {FileNotFoundError: Reason.MISSING, NotADirectoryError: Reason.MISSING, PermissionError: Reason.NOT_ALLOWED,
            IsADirectoryError: Reason.FOLDER}


@frozen(kw_only=True)
class OutgoingFile:
    """A file as it was when it was chosen. `path` leads to it, links resolved; `name` is what others are told."""

    path: str
    name: str
    type: str
    size: int
    modified_ns: int
    number: int

    @property
    def is_picture(self) -> bool:
        """Whether it may have a thumbnail."""
        return self.type in ("image/jpeg", "image/png", "image/gif", "image/webp")


def look_at(path: str) -> OutgoingFile:
    """Look at a file that is to be sent. Raises TransferError."""
    try:
        expanded = Path(path).expanduser()
        real = expanded.resolve(strict=True)
        seen = real.stat()
    except (OSError, RuntimeError, ValueError) as error:
        raise _failure_of(error) from error
    _judge(seen)
    if not os.access(real, os.R_OK):
        raise TransferError(Reason.NOT_ALLOWED)
    kind, packed = mimetypes.guess_type(expanded.name)
    return OutgoingFile(path=str(real), name=safe_name(expanded.name), size=seen.st_size,
                        type="application/octet-stream" if kind is None or packed else kind,
                        modified_ns=seen.st_mtime_ns, number=seen.st_ino)


def _judge(seen: os.stat_result) -> None:
    if stat.S_ISDIR(seen.st_mode):
        raise TransferError(Reason.FOLDER)
    if not stat.S_ISREG(seen.st_mode):
        raise TransferError(Reason.NO_FILE)
    if not seen.st_size:
        raise TransferError(Reason.EMPTY)


def _failure_of(error: Exception) -> TransferError:
    for kind, reason in _REASONS.items():
        if isinstance(error, kind):
            return TransferError(reason, str(error))
    return TransferError(Reason.MISSING if isinstance(error, ValueError) else Reason.UNREADABLE, str(error))


class OpenFile:
    """The file while it is read, from its beginning: its hash is made on the way.

    Pictures don't tell where they were taken, unless `keeps_location`. Any change of the file ends it with CHANGED.
    """

    def __init__(self, wanted: OutgoingFile, *, keeps_location: bool) -> None:
        """Raises TransferError when it is no longer the file it was."""
        self._wanted = wanted
        try:
            self._file: BinaryIO = os.fdopen(os.open(wanted.path, _FLAGS), "rb")
        except OSError as error:
            raise _failure_of(error) from error
        self._hash = hashlib.sha256()
        self.offset = 0
        try:
            self._check()
            no_patch: tuple[Patch, ...] = ()
            is_picture = wanted.is_picture and not keeps_location
            self._patches = location_patches(self._file) if is_picture else no_patch
        except BaseException:
            self._file.close()
            raise

    def read(self) -> bytes:
        """The next piece, b"" at the end."""
        left = self._wanted.size - self.offset
        try:
            piece = self._file.read(min(PIECE_BYTES, left)) if left else b""
        except OSError as error:
            raise _failure_of(error) from error
        self._check()
        if left and not piece:
            raise TransferError(Reason.CHANGED)
        piece = patched(piece, self.offset, self._patches)
        self.offset += len(piece)
        self._hash.update(piece)
        return piece

    def skip_to(self, offset: int) -> bytes:
        """Read on to `offset`; what was read of the piece behind it is answered."""
        while self.offset < offset:
            start = self.offset
            piece = self.read()
            if self.offset > offset:
                return piece[offset - start :]
        return b""

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of what was read so far."""
        return self._hash.hexdigest()

    def close(self) -> None:
        """Let go of it."""
        self._file.close()

    def _check(self) -> None:
        """Raise CHANGED or MISSING when the file at that path is not what it was."""
        try:
            for seen in (os.fstat(self._file.fileno()), Path(self._wanted.path).stat()):
                _judge_same(seen, self._wanted)
        except OSError as error:
            raise _failure_of(error) from error


def _judge_same(seen: os.stat_result, wanted: OutgoingFile) -> None:
    known = (wanted.size, wanted.modified_ns, wanted.number)
    if not stat.S_ISREG(seen.st_mode) or (seen.st_size, seen.st_mtime_ns, seen.st_ino) != known:
        raise TransferError(Reason.CHANGED)
