"""One theme file (TOML): read, checked, and completed by deriving what it does not say.

    [theme]    name (required), version, author
    [colors]   window, text, accent (required); any other role; nicks, avatars
    [options]  contrast (4.5 or 7.0), saturation (0 to 1), repair (true or false)

What can't be meant is a `ThemeError`; a name we don't know is only a warning, so that a theme made for a newer version
still loads.
"""

import logging
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeGuard

from app.themes.contrast import is_dark
from app.themes.derive import Anchors, Palette, derive, derived_avatars, derived_nicks, shortfalls
from app.themes.roles import Role
from app.themes.surfaces import HIGH_RATIO, TEXT_RATIO
from app.themes.theme import Theme

MAX_FILE_BYTES = 64 * 1024

Table = Mapping[str, object]
Warn = Callable[[str], None]

_REQUIRED = (Role.WINDOW, Role.TEXT, Role.ACCENT)
_LIST_LENGTHS = range(4, 17)
_KNOWN: Mapping[str, frozenset[str]] = {
    "theme": frozenset({"name", "version", "author"}),
    "colors": frozenset({*Role, "nicks", "avatars"}),
    "options": frozenset({"contrast", "saturation", "repair"}),
}

log = logging.getLogger(__name__)


class ThemeError(Exception):
    """A theme file that can't be used. As text it is a sentence that names the file, the line and the key."""

    def __init__(self, path: Path, line: int | None, text: str) -> None:
        place = path.name if line is None else f"{path.name}, line {line}"
        super().__init__(f"{place}: {text}")
        self.path = path
        self.line = line


def load_theme_file(path: Path, warn: Warn = log.warning) -> Theme:
    """The theme in `path`; its key is the file's name without the ending. Raises ThemeError.

    Whatever is odd but can be lived with goes to `warn`, a sentence each.
    """
    text = _read(path)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ThemeError(path, None, f"this is not TOML: {error}") from error
    return _Reader(path, text, tables, warn).theme()


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise ThemeError(path, None, f"a theme has at most {MAX_FILE_BYTES // 1024} KiB")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ThemeError(path, None, f"can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ThemeError(path, None, "this is not UTF-8 text") from error


def _is_color(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and re.fullmatch(r"#[0-9a-fA-F]{6}", value) is not None


class _Reader:
    """Takes the parsed file apart; keeps its text as well, so that a complaint can name the line."""

    def __init__(self, path: Path, text: str, tables: Table, warn: Warn) -> None:
        self._path = path
        self._text = text
        self._tables = tables
        self._warn = warn

    def theme(self) -> Theme:
        self._warn_of_unknown_names()
        name = self._name()
        colors = self._colors()
        anchors = self._anchors(colors)
        repair = self._repair()
        palette = derive(anchors, colors, repair=repair)
        if not repair:
            for shortfall in shortfalls(palette, anchors.ratio):
                self._warn(f"{self._path.name}: {shortfall}")
        return Theme(
            key=self._path.stem,
            name=name,
            is_dark=is_dark(palette[Role.WINDOW]),
            colors=palette,
            nicks=self._color_list("nicks") or derived_nicks(palette, anchors.saturation, anchors.ratio),
            avatars=self._color_list("avatars") or derived_avatars(anchors.saturation),
        )

    def _name(self) -> str:
        name = self._table("theme").get("name")
        if not isinstance(name, str) or not name.strip():
            raise self._error("theme", "name", "the theme needs a name")
        return name.strip()

    def _colors(self) -> Palette:
        table = self._table("colors")
        for role in _REQUIRED:
            if role not in table:
                raise self._error("colors", role, f"{role} is missing")
        return {role: self._color(role, table[role]) for role in Role if role in table}

    def _color(self, key: str, value: object) -> str:
        if not _is_color(value):
            raise self._error("colors", key, f'{key} has to be a colour such as "#1b1e24", not {value!r}')
        return value.lower()

    def _color_list(self, key: str) -> tuple[str, ...]:
        value = self._table("colors").get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or len(value) not in _LIST_LENGTHS:
            least, most = _LIST_LENGTHS[0], _LIST_LENGTHS[-1]
            raise self._error("colors", key, f"{key} has to be a list of {least} to {most} colours")
        return tuple(self._color(key, color) for color in value)

    def _anchors(self, colors: Palette) -> Anchors:
        ratio = self._number("contrast", TEXT_RATIO)
        if ratio not in {TEXT_RATIO, HIGH_RATIO}:
            raise self._error("options", "contrast", f"contrast has to be {TEXT_RATIO} or {HIGH_RATIO}")
        saturation = self._number("saturation", 0.6)
        if not 0 <= saturation <= 1:
            raise self._error("options", "saturation", "saturation has to be from 0 to 1")
        said = {name: colors[Role(name)] for name in Anchors.COLORS if Role(name) in colors}
        return Anchors(**said, saturation=saturation, ratio=ratio)

    def _number(self, key: str, default: float) -> float:
        value = self._table("options").get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._error("options", key, f"{key} has to be a number, not {value!r}")
        return float(value)

    def _repair(self) -> bool:
        value = self._table("options").get("repair", True)
        if not isinstance(value, bool):
            raise self._error("options", "repair", f"repair has to be true or false, not {value!r}")
        return value

    def _table(self, name: str) -> Table:
        table = self._tables.get(name, {})
        if not isinstance(table, dict):
            raise self._error("", name, f"{name} has to be a section, [{name}]")
        return table

    def _warn_of_unknown_names(self) -> None:
        self._warn_unless_known("", self._tables, frozenset(_KNOWN))
        for section, known in _KNOWN.items():
            self._warn_unless_known(section, self._table(section), known)

    def _warn_unless_known(self, section: str, table: Table, known: frozenset[str]) -> None:
        for key in table:
            if key not in known:
                self._warn(str(self._error(section, key, f"{key} is not known{_nearest(key, known)}")))

    def _error(self, section: str, key: str, text: str) -> ThemeError:
        return ThemeError(self._path, _line_of(self._text, section, key), text)


def _nearest(key: str, known: frozenset[str]) -> str:
    # Imported here: only a mistake needs it.
    from difflib import get_close_matches

    matches = get_close_matches(key, sorted(known), n=1)
    return f"; did you mean {matches[0]}?" if matches else ""


def _line_of(text: str, section: str, key: str) -> int | None:
    """The line where `key` of `section` is set, or else where its section begins."""
    current, begins = "", None
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
            current = header[1]
            begins = number if current in {section, key} else begins
        elif current == section and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", line):
            return number
    return begins
