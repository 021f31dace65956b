"""The folder with the files' contents. A file's place follows from its id, which we made; nobody else names places."""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from app.server.files.kinds import HEAD_BYTES, kind_of

_ID = re.compile(r"[0-9a-f]{32}")
_THUMBNAIL = ".thumb"
_CHUNK_BYTES = 262_144


def is_id(text: str) -> bool:
    """Whether it could be a file's id."""
    return _ID.fullmatch(text) is not None


class FileVault:
    """Contents on the disk, by id. Everything here may raise OSError, and blocks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def free_bytes(self) -> int:
        """How much the disk can still take."""
        folder = self._folder if self._folder.exists() else self._folder.parent
        return shutil.disk_usage(folder).free

    def create(self, file_id: str) -> None:
        """Begin a file, with nothing in it, for its owner alone."""
        place = self._place(file_id)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

    def size_of(self, file_id: str) -> int:
        """How much of it is here; -1 where there is no such file."""
        try:
            return self._place(file_id).stat().st_size
        except FileNotFoundError:
            return -1

    def append_to(self, file_id: str) -> BinaryIO:
        """The file, open at its end. One that isn't there is not made."""
        content = self._place(file_id).open("r+b")
        content.seek(0, os.SEEK_END)
        return content

    def read_from(self, file_id: str, *, is_thumbnail: bool = False) -> BinaryIO:
        """The file, or its thumbnail, open at its beginning."""
        return self._place(file_id, _THUMBNAIL if is_thumbnail else "").open("rb")

    def seal(self, file_id: str) -> tuple[str, str]:
        """Make a whole file safe on the disk; answer its SHA-256, of what really is there, and what kind it is."""
        digest = hashlib.sha256()
        with self._place(file_id).open("r+b") as file:
            os.fsync(file.fileno())
            head = file.read(HEAD_BYTES)
            digest.update(head)
            while chunk := file.read(_CHUNK_BYTES):
                digest.update(chunk)
        return digest.hexdigest(), kind_of(head)

    def keep_thumbnail(self, file_id: str, content: bytes) -> None:
        """Put a thumbnail beside its file, instead of one that is there."""
        place = self._place(file_id, _THUMBNAIL)
        part = place.with_name(place.name + ".part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        part.replace(place)

    def remove(self, file_id: str) -> None:
        """Delete a file and its thumbnail."""
        for ending in ("", _THUMBNAIL, f"{_THUMBNAIL}.part"):
            self._place(file_id, ending).unlink(missing_ok=True)
        with suppress(OSError):
            self._place(file_id).parent.rmdir()

    def ids(self) -> Iterator[str]:
        """Every id that anything is kept of."""
        for folder in self._folder.iterdir() if self._folder.is_dir() else ():
            if folder.is_dir() and not folder.is_symlink():
                yield from {file.name[:32] for file in folder.iterdir() if is_id(file.name[:32])}

    def _place(self, file_id: str, ending: str = "") -> Path:
        assert is_id(file_id), "an id is looked up before it is used"
        return self._folder / file_id[:2] / f"{file_id}{ending}"
