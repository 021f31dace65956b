"""Answers as people read them: a sentence, lines of a name and a value, or an aligned table."""

import datetime as dt
import re
from collections.abc import Iterable

from app.server.admin.office import Answer

_GAP = "  "
_NOTHING = "-"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_SIZES = ("bytes", "kB", "MB", "GB", "TB")
_STEP = 1000


def shown(answer: Answer) -> str:
    """The text of an answer, without the last line's end. Nothing in it can steer a terminal."""
    if isinstance(answer, list):
        return _table(answer) or "None."
    if set(answer) == {"message"}:
        return plain(str(answer["message"]))
    return "\n".join(_lines(answer))


def plain(text: str) -> str:
    """The text without control characters, which people write into topics and reasons."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _lines(answer: dict[str, object]) -> Iterable[str]:
    width = max((len(_title(key)) for key in answer), default=0) + 1
    for key, value in answer.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{_title(key)}:"
            yield from ("    " + line for line in _table(value).split("\n"))
        else:
            yield f"{_title(key) + ':':{width}}{_GAP}{_cell(key, value)}".rstrip()


def _table(rows: list[dict[str, object]]) -> str:
    if not rows:
        return ""
    keys = list(rows[0])
    cells = [[_title(key).upper() for key in keys], *([_cell(key, row.get(key)) for key in keys] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(keys))]
    return "\n".join(
        _GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells)


def _title(key: str) -> str:
    for unit in ("_bytes", "_seconds", "_ms"):
        key = key.removesuffix(unit)
    text = key.replace("_", " ")
    return text[:1].upper() + text[1:]


def _cell(key: str, value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case int() if key.endswith("_bytes"):
            return _size(value)
        case float() if key.endswith("_bytes_per_second"):
            return _size(int(value))
        case int() | float() if key.endswith("_ms"):
            return f"{value:g} ms"
        case int() if key.endswith("_seconds"):
            return _span(value)
        case str() if _MOMENT.fullmatch(value):
            return dt.datetime.fromisoformat(value).astimezone().strftime("%Y-%m-%d %H:%M")
        case list():
            return plain(", ".join(str(each) for each in value)) or _NOTHING
        case dict():
            return ", ".join(f"{plain(_title(str(name)).lower())} {_cell(name, each)}"
                             for name, each in value.items()) or _NOTHING
        case None | "":
            return _NOTHING
    return plain(str(value))


def _size(size: int) -> str:
    number, unit = float(size), 0
    while number >= _STEP and unit < len(_SIZES) - 1:
        number, unit = number / _STEP, unit + 1
    return f"{number:.1f} {_SIZES[unit]}" if unit else f"{size} {_SIZES[0]}"


def _span(seconds: int) -> str:
    days, rest = divmod(seconds, 86_400)
    return (f"{days} d " if days else "") + f"{rest // 3600}:{rest // 60 % 60:02}:{rest % 60:02}"
