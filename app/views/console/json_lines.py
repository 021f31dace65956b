"""Events as JSON, one object a line, flushed, so that a script can read them as they happen."""

import json
from collections.abc import Callable, Mapping
from typing import Protocol


class ByteSink(Protocol):
    """The part of a binary stream that is written to."""

    def write(self, data: bytes, /) -> object:
        """Write all of `data`."""

    def flush(self) -> None:
        """Hand it on."""


class JsonLines:
    """Writes to a stream in UTF-8, whatever the system's encoding. `broken` is called once when nobody reads it."""

    def __init__(self, stream: ByteSink, broken: Callable[[], None]) -> None:
        self._stream = stream
        self._broken = broken
        self._is_broken = False

    def write(self, fields: Mapping[str, object]) -> None:
        """Write one event."""
        if self._is_broken:
            return
        # Half of a surrogate pair has no UTF-8: it is written as the JSON escape it would have in ASCII.
        line = json.dumps(fields, ensure_ascii=False).encode(errors="backslashreplace") + b"\n"
        try:
            self._stream.write(line)
            self._stream.flush()
        except OSError:
            self._is_broken = True
            self._broken()
