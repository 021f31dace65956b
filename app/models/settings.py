"""What is remembered of the app itself: a flat TOML file that people may edit.

Every setting is a field of `Settings`, with its type and default; a file that can't be read is put aside, never
overwritten, and the defaults are used.
"""

import logging
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

from app.models.file_writer import put_aside

_log = logging.getLogger(__name__)
_MAX_BYTES = 65_536
_MAX_TEXT = 4000


@dataclass
class Settings:
    """The settings with their defaults; assigning one saves the file soon.

    `name` is the nick people go by, `theme` and `layout` are keys, `geometry` is the window's place in the form of the
    view kit, `last_chat` the key of the chat that was open. With `fold_joins`, many who come and go stand in one line.
    `highlights` are words that count like our own nick, parted by commas. In `quiet_hours`, such as "22:00-07:00" or
    "22:00-07:00 fri sat", nothing asks for attention. `sound`: what is meant for us is heard.
    `send_typing`: others see that we are writing. Messages older than `keep_days` are deleted from this computer, and
    the oldest beyond `keep_megabytes`; 0 keeps all.
    """

    name: str = ""
    theme: str = ""
    layout: str = "cozy"
    geometry: str = ""
    members_shown: bool = True
    last_chat: str = ""
    fold_joins: bool = True
    highlights: str = ""
    quiet_hours: str = ""
    sound: bool = True
    send_typing: bool = True
    keep_days: int = 0
    keep_megabytes: int = 0

    def __post_init__(self) -> None:
        self._save: Callable[[bytes], None] | None = None
        self._problem = ""

    def __setattr__(self, name: str, value: object) -> None:
        before = getattr(self, name, None)
        super().__setattr__(name, value)
        save = self.__dict__.get("_save")
        if save is not None and not name.startswith("_") and before != value:
            save(self.to_toml())

    def keep(self, save: Callable[[bytes], None], problem: str) -> None:
        """From now on hand every change to `save`; `problem` is what people should know, "" for nothing."""
        self._problem = problem
        self._save = save

    def problem(self) -> str:
        """What people should know of what was read, "" for nothing."""
        return self._problem

    def to_toml(self) -> bytes:
        """The file's content. A TOML basic string is written as JSON writes one."""
        # Imported here: nothing is written before the first paint.
        import json

        lines = ["# Settings of Group Chat. It writes this file when a setting changes in its window."]
        for setting in fields(self):
            value = getattr(self, setting.name)
            lines.append(f"{setting.name} = {json.dumps(value, ensure_ascii=False)}")
        return ("\n".join(lines) + "\n").encode()


def load_settings(path: Path) -> tuple[Settings, str]:
    """Read the settings; what is missing or of the wrong type has its default.

    A file that can't be read is put aside; the second part is the name it has now, "" when all was well.
    """
    settings = Settings()
    try:
        data = path.read_bytes() if path.stat().st_size <= _MAX_BYTES else b"="
        _take(settings, tomllib.loads(data.decode()))
    except FileNotFoundError:
        return settings, ""
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        aside = put_aside(path)
        _log.warning("the settings can't be read and lie in %s now: %s", aside.name, error)
        return settings, aside.name
    except OSError as error:
        _log.warning("the settings can't be read: %s", error)
        return settings, path.name
    return settings, ""


def _take(settings: Settings, values: dict[str, object]) -> None:
    for setting in fields(settings):
        value = values.get(setting.name, getattr(settings, setting.name))
        # A switch is a number to Python, but `keep_days = true` is not one day.
        if type(value) is type(getattr(settings, setting.name)) and len(str(value)) <= _MAX_TEXT:
            setattr(settings, setting.name, value)
        else:
            _log.warning("the setting %s has a value that makes no sense; the default is used", setting.name)
