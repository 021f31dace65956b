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
    return Keepsakes(pins=Pins(_read(folder, PINS_FILE), lambda content: write(PINS_FILE, content)),
                     reminders=Reminders(_read(folder, REMINDERS_FILE), lambda content: write(REMINDERS_FILE, content)))


def _read(folder: Path | None, name: str) -> bytes:
    if folder is None:
        return b""
    path = folder / name
    try:
        content = path.read_bytes() if path.stat().st_size <= _MAX_BYTES else b"too long"
        json.loads(content)
    except FileNotFoundError:
        return b""
    except OSError as error:
        _log.warning("%s can't be read: %s", name, error)
        return b""
    except (ValueError, RecursionError) as error:
        _log.warning("%s can't be read and lies in %s now: %s", name, put_aside(path).name, type(error).__name__)
        return b""
    return content
