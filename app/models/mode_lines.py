"""Many mode changes in as few MODE lines as the server takes.

Follows modern.ircdocs.horse, "MODES parameter": how many changes with a parameter one line may have. Without the
token it is three, as RFC 1459 has it; without a value there is no limit but the length of the line.
"""

from collections.abc import Iterator, Sequence

from app.protocol.isupport import ISupport
from app.protocol.modes import ModeChange, format_mode_changes

_MODES_DEFAULT = 3
_MODES_MOST = 50
_LINE_BYTES = 380
"""Leaves room for what the server puts before the changes when it passes them on."""


def mode_lines(changes: Sequence[ModeChange], isupport: ISupport) -> Iterator[tuple[str, ...]]:
    """The parameters of each MODE line, in order."""
    most = _most(isupport)
    part: list[ModeChange] = []
    for change in changes:
        if part and (len(part) >= most or _size([*part, change]) > _LINE_BYTES):
            yield tuple(format_mode_changes(part))
            part = []
        part.append(change)
    if part:
        yield tuple(format_mode_changes(part))


def _most(isupport: ISupport) -> int:
    value = isupport.get("MODES")
    if value is None:
        return _MODES_DEFAULT
    is_number = value.isascii() and value.isdigit() and len(value) < 4
    return min(max(int(value), 1), _MODES_MOST) if is_number else _MODES_MOST


def _size(changes: Sequence[ModeChange]) -> int:
    return len(" ".join(format_mode_changes(changes)).encode())
