"""Where an export is written: beside its place first, and put there when it is whole."""

import contextlib
import errno
import os
import shutil
import tempfile
from pathlib import Path
from typing import TextIO

_BESIDE = ".part"


class Output:
    """A file, or a folder of files, that is there as a whole or not at all. All methods raise OSError."""

    def __init__(self, place: Path, *, is_folder: bool, may_replace: bool) -> None:
        """`place` is what the file or the folder shall be called. `may_replace`: a file there goes, a folder never."""
        self._place = place
        self._is_folder = is_folder
        self._may_replace = may_replace and not is_folder
        self._file: TextIO | None = None
        self._check_place()
        # A name of its own, as long as any system takes, in which nobody else has any business.
        self._beside = Path(tempfile.mkdtemp(suffix=_BESIDE, prefix=".", dir=place.parent))

    def begin_file(self, name: str = "") -> None:
        """Write into the file of that name from now on; for an output that is one file, into that."""
        self._end_file()
        path = self._beside / name if self._is_folder else self._only_file
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="\n")

    def write(self, text: str) -> None:
        """Add to the file."""
        assert self._file is not None, "begin_file comes first"
        self._file.write(text)

    def finish(self) -> None:
        """Put it in its place."""
        self._end_file()
        self._check_place()
        if self._is_folder:
            self._beside.replace(self._place)
        else:
            self._only_file.replace(self._place)
            self._beside.rmdir()

    def discard(self) -> None:
        """Leave nothing behind of what was not finished."""
        with contextlib.suppress(OSError):
            self._end_file()
        shutil.rmtree(self._beside, ignore_errors=True)

    @property
    def _only_file(self) -> Path:
        return self._beside / "file"

    def _check_place(self) -> None:
        """Refuse a place in which there is something that must stay: a folder, a device, a file nobody gave up."""
        place = self._place
        if "\0" in str(place):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        if place.is_dir():
            code = errno.EEXIST if self._is_folder else errno.EISDIR
            raise OSError(code, os.strerror(code))
        if os.path.lexists(place) and not (self._may_replace and place.is_file()):
            raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))

    def _end_file(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with file:
                file.flush()
                os.fsync(file.fileno())
