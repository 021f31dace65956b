"""Where an export is written: beside its place first, and put there when it is whole."""

import contextlib
import os
import shutil
from pathlib import Path
from typing import TextIO

_BESIDE = ".part"


class Output:
    """A file, or a folder of files, that is there as a whole or not at all. All methods raise OSError."""

    def __init__(self, place: Path, *, is_folder: bool) -> None:
        """`place` is what the file or the folder shall be called. A file there is replaced, a folder never."""
        if is_folder and place.exists():
            raise FileExistsError
        self._place = place
        self._is_folder = is_folder
        self._beside = place.with_name(f".{place.name}{_BESIDE}")
        self._file: TextIO | None = None
        self.discard()
        if is_folder:
            self._beside.mkdir(parents=True)

    def begin_file(self, name: str = "") -> None:
        """Write into the file of that name from now on; for an output that is one file, into that."""
        self._end_file()
        path = self._beside / name if self._is_folder else self._beside
        # Others on this computer have no business in it.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="\n")

    def write(self, text: str) -> None:
        """Add to the file."""
        assert self._file is not None, "begin_file comes first"
        self._file.write(text)

    def finish(self) -> None:
        """Put it in its place."""
        self._end_file()
        self._beside.replace(self._place)

    def discard(self) -> None:
        """Leave nothing behind of what was not finished."""
        with contextlib.suppress(OSError):
            self._end_file()
        if self._beside.is_dir():
            shutil.rmtree(self._beside, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                self._beside.unlink()

    def _end_file(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with file:
                file.flush()
                os.fsync(file.fileno())
