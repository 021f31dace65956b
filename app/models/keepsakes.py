"""What people put by: pinned messages and reminders, each in a small file of the app's folder."""

import json
import logging
from collections.abc import Callable
from dataclasses import field
from pathlib import Path

from app.models.file_writer import put_aside
from app.models.pins import Pins
from app.models.reminders import Reminders
from app.values import frozen

PINS_FILE = "pins.json"
REMINDERS_FILE = "reminders.json"
_MAX_BYTES = 10_000_000
_log = logging.getLogger(__name__)


@frozen(kw_only=True)
class Keepsakes:
    """Both. Made with nothing, they are kept nowhere."""

    pins: Pins = field(default_factory=Pins)
    reminders: Reminders = field(default_factory=Reminders)


def load_keepsakes(folder: Path | None, write: Callable[[str, bytes], None]) -> Keepsakes:
    """Read what was put by; every change is handed to `write` with the name of its file.

    A file that can't be read is put aside, so that nothing overwrites it. Without a folder nothing was put by.
    """
    return Keepsakes(
        pins=Pins(_read(folder, PINS_FILE), lambda document: write(PINS_FILE, _content(document))),
        reminders=Reminders(_read(folder, REMINDERS_FILE), lambda document: write(REMINDERS_FILE, _content(document))))


def _content(document: object) -> bytes:
    # A file that was edited may name half a surrogate pair, which is read and has no bytes.
    return json.dumps(document, ensure_ascii=False, indent=1).encode(errors="replace")


def _read(folder: Path | None, name: str) -> object:
    if folder is None:
        return None
    path = folder / name
    try:
        content = path.read_bytes() if path.stat().st_size <= _MAX_BYTES else b"too long"
        document: object = json.loads(content)
    except FileNotFoundError:
        return None
    except OSError as error:
        _log.warning("%s can't be read: %s", name, error)
        return None
    except (ValueError, RecursionError) as error:
        _log.warning("%s can't be read and lies in %s now: %s", name, put_aside(path).name, type(error).__name__)
        return None
    return document
