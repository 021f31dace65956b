"""What is known of files, kept between runs in the app's own folder: a small file each, so many bytes in all.

Everything here waits for the disk, so it is called in a thread of its own. A file is named by a hash, and looked at
when it is read: whoever can write in the folder can make the app show a wrong picture, and nothing else.
"""

import hashlib
import json
import logging
from pathlib import Path

from app.models.file_writer import write_file
from app.models.files.facts import Facts
from app.models.files.thumbnails import MOST, SmallPicture

_log = logging.getLogger(__name__)

MOST_BYTES = 64_000_000
_LARGEST = 1_000_000
_TRIM_EVERY = 20
_PNG = b"\x89PNG\r\n\x1a\n"


class FactsStore:
    """Facts by key, in `folder`."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._written = 0

    def read(self, key: str) -> Facts | None:
        """What is kept under `key`, None for nothing that makes sense."""
        place = self._place(key)
        try:
            if place.stat().st_size > _LARGEST:
                return None
            head, _, png = place.read_bytes().partition(b"\n")
            place.touch()
            return _facts(json.loads(head), png)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError, KeyError, TypeError) as error:
            _log.info("what was kept of a file can't be read: %s", error)
            return None

    def write(self, key: str, facts: Facts) -> None:
        """Keep this; what was looked at longest ago goes when it becomes too much."""
        picture = facts.picture
        head: dict[str, object] = {"size": facts.size, "type": facts.type}
        if picture is not None:
            head |= {"width": picture.width, "height": picture.height}
        try:
            write_file(self._place(key), json.dumps(head).encode() + b"\n" + (picture.png if picture else b""))
            if self._written % _TRIM_EVERY == 0:
                self._trim()
            self._written += 1
        except OSError as error:
            _log.info("what is known of a file can't be kept: %s", error)

    def _place(self, key: str) -> Path:
        return self._folder / hashlib.sha256(key.encode()).hexdigest()

    def _trim(self) -> None:
        kept = sorted(((place.stat(), place) for place in self._folder.iterdir()),
                      key=lambda one: one[0].st_mtime, reverse=True)
        total = 0
        for seen, place in kept:
            total += seen.st_size
            if total > self._most_bytes:
                place.unlink(missing_ok=True)


def _facts(head: dict[str, object], png: bytes) -> Facts | None:
    size, kind = head["size"], head["type"]
    width, height = head.get("width", 0), head.get("height", 0)
    if type(size) is not int or not isinstance(kind, str) or type(width) is not int or type(height) is not int:
        return None
    if not png:
        return Facts(size=size, type=kind)
    if not png.startswith(_PNG) or not 0 < width <= MOST[0] or not 0 < height <= MOST[1]:
        return None
    return Facts(size=size, type=kind, picture=SmallPicture(png=png, width=width, height=height))
