"""The settings on disk: read with care, written when one changes, and taken over when people edit the file.

Nothing people wrote is lost: before each writing the file is looked at once more, and what it says otherwise than it
did is taken first. A file that is no text is renamed, not overwritten; one that is write-protected stays as it is.
"""

import errno
import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from app.models.file_writer import put_aside, write_file
from app.models.options import OPTIONS, Value
from app.models.owner_thread import Timers
from app.models.settings import Settings
from app.models.settings_text import SettingsProblem, SettingsText, Trouble, change_text, read_text

_log = logging.getLogger(__name__)
MOST_BYTES = 65_536
SAVE_AFTER_S = 0.3
"""How long changes are gathered before the file is written."""
_MOST_OURS = 16
_MOST_LOGGED = 10
_MARK = b"\xef\xbb\xbf"
"""Some editors begin a file with it; it stays."""


class SettingsFile:
    """`settings` and the file they are kept in."""

    def __init__(self, path: Path) -> None:
        """Read the file; `settings.problems()` says what was wrong with it. Never raises."""
        # People keep such files in folders of their own, and a link to them here: the link stays one.
        self.path = _place_of(path)
        self.settings = Settings()
        self._said = SettingsText()
        self._content = b""
        self._ours: list[bytes] = []
        self._changed: set[str] = set()
        self._write: Callable[[bytes], None] = _nowhere
        self._cannot: Callable[[str], None] = _nobody
        self._timers: Timers | None = None
        self._cancel: Callable[[], None] | None = None
        self._is_refused = False
        self._is_taking = False
        self._look(is_free=True)

    def keep(self, write: Callable[[bytes], None], timers: Timers, cannot: Callable[[str], None]) -> None:
        """Write what changes from now on; `cannot` is told the system's reason when that is not possible."""
        self._write, self._timers, self._cannot = write, timers, cannot
        self.settings.keep(self._setting_changed)

    def reload(self) -> None:
        """The file may have changed: what it says otherwise than before is used from now on."""
        self._look(is_free=False)

    def for_editor(self) -> Path:
        """The file, made where there is none yet, for a program that people write in. Raises OSError."""
        if not self.path.exists():
            values = {name: self._value(name) for name in OPTIONS}
            write_file(self.path, change_text(SettingsText(), values, ()).encode(errors="replace"))
        return self.path

    def close(self) -> None:
        """Write what is left."""
        if self._cancel is not None:
            self._cancel()
            self._save()

    # Reading

    def _look(self, *, is_free: bool) -> bool:
        """Read the file if it has changed; whether it can be written over.

        One that is no text is put aside when it `is_free`; an editor may still be at work on it otherwise.
        """
        try:
            content = _content_of(self.path)
        except FileNotFoundError:
            return True
        except OSError as error:
            self._tell_file(SettingsProblem(trouble=Trouble.UNREADABLE, reason=error.strerror or str(error)))
            return False
        if content in (self._content, *self._ours):
            return True
        try:
            text = content.decode("utf-8-sig") if len(content) <= MOST_BYTES else None
        except UnicodeDecodeError:
            text = None
        if text is None:
            return self._unusable(is_free=is_free)
        self._content = content
        self._take(read_text(text))
        return True

    def _unusable(self, *, is_free: bool) -> bool:
        name = ""
        if is_free:
            name = put_aside(self.path).name
            self._content, self._said = b"", SettingsText()
        _log.warning("the settings are no text, or far too long")
        self._tell_file(SettingsProblem(trouble=Trouble.PUT_ASIDE if is_free else Trouble.NO_TEXT, key=name))
        return is_free and not self.path.exists()

    def _tell_file(self, problem: SettingsProblem) -> None:
        if problem not in self.settings.problems():
            self.settings.found([problem])

    def _take(self, said: SettingsText) -> None:
        """Use what the file says otherwise than before; what it no longer says has its default."""
        before, self._said = self._said.values, said
        self._is_taking = True
        for name, value in self._news(before, said).items():
            # What was changed here and is not written yet is newer than the file.
            if name not in self._changed:
                setattr(self.settings, name, value)
        self._is_taking = False
        self._changed -= {name for name in self._changed if said.values.get(name) == self._value(name)}
        for problem in said.problems[:_MOST_LOGGED]:
            _log.warning("the settings, line %d, %s: %s", problem.line, problem.key, problem.trouble.name)
        if said.problems or self.settings.problems():
            self.settings.found(said.problems)

    def _news(self, before: Mapping[str, Value], said: SettingsText) -> dict[str, Value]:
        gone = {name: OPTIONS[name].default for name in before
                if name not in said.values and name not in said.unclear}
        return gone | {name: value for name, value in said.values.items() if before.get(name) != value}

    # Writing

    def _setting_changed(self, name: str) -> None:
        if self._is_taking:
            return
        self._changed.add(name)
        if self._cancel is None and self._timers is not None:
            self._cancel = self._timers.call_later(SAVE_AFTER_S, self._save)

    def _save(self) -> None:
        self._cancel = None
        if not self._look(is_free=True) or self._is_protected():
            return
        changed, self._changed = self._changed, set()
        if not changed:
            return
        text = change_text(self._said, {name: self._value(name) for name in OPTIONS}, changed)
        self._said = read_text(text)
        content = text.replace("\n", "\r\n") if b"\r\n" in self._content else text
        # Half characters, as terminals hand them on, must not cost everything else that is kept.
        written = content.encode(errors="replace")
        self._content = _MARK + written if self._content.startswith(_MARK) else written
        self._ours = [*self._ours[1 - _MOST_OURS:], self._content]
        self._write(self._content)

    def _is_protected(self) -> bool:
        """Whether people have protected the file; said once."""
        try:
            is_protected = not self.path.stat().st_mode & 0o222
        except OSError:
            return False
        if is_protected and not self._is_refused:
            self._cannot(os.strerror(errno.EACCES))
        self._is_refused = is_protected
        return is_protected

    def _value(self, name: str) -> Value:
        value: Value = getattr(self.settings, name)
        return value


def _place_of(path: Path) -> Path:
    """The file itself, where `path` is a link to it."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        # A link that leads to itself; reading it says so.
        return path


def _content_of(path: Path) -> bytes:
    """The file, or as much of it as shows that it is too long. Raises OSError."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _nowhere(_content: bytes) -> None:
    """Nothing is kept before there is a place."""


def _nobody(_reason: str) -> None:
    """Nobody is told before there is somebody."""
