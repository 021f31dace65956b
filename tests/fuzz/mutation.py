"""A small fuzzer guided by coverage, for where Atheris can't be had: slower, but it finds its way, too.

What reaches a line of ours that nothing reached before is kept, and changed further.
"""

import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

SIZE_MAX = 2000
_CHANGES_MAX = 4
_PRINTABLE = range(32, 127)

Lines = set[tuple[CodeType, int]]


def explore(target: Callable[[bytes], None], seeds: Sequence[bytes], seconds: float, *, path: str,
            seed: int = 0) -> tuple[int, list[bytes], bytes | None]:
    """Try changed seeds for so long: how many, what reached something new in files of `path`, and what failed."""
    choose = random.Random(seed)
    known: Lines = set()
    pool = list(seeds) or [b""]
    for data in pool:
        with _tracing(path, known):
            target(data)
    kept: list[bytes] = []
    count = 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        data = _changed(choose, pool)
        before = len(known)
        count += 1
        try:
            with _tracing(path, known):
                target(data)
        except Exception:  # noqa: BLE001 - any is a find, and is raised anew for who looks at it
            return count, kept, data
        if len(known) > before:
            pool.append(data)
            kept.append(data)
    return count, kept, None


@contextmanager
def _tracing(path: str, reached: Lines) -> Iterator[None]:
    """Note the lines that are reached in files below a path."""
    def in_file(frame: FrameType, _event: str, _argument: Any) -> Any:
        reached.add((frame.f_code, frame.f_lineno))
        return in_file

    def on_call(frame: FrameType, _event: str, _argument: Any) -> Any:
        return in_file if frame.f_code.co_filename.startswith(path) else None

    before = sys.gettrace()
    sys.settrace(on_call)
    try:
        yield
    finally:
        sys.settrace(before)


def _changed(choose: random.Random, pool: Sequence[bytes]) -> bytes:
    """One of the pool, changed a little."""
    data = bytearray(choose.choice(pool))
    for _ in range(choose.randint(1, _CHANGES_MAX)):
        choose.choice(_CHANGES)(choose, data, pool)
    return bytes(data[:SIZE_MAX])


def _place(choose: random.Random, data: bytearray) -> int:
    return choose.randint(0, len(data))


def _put_byte(choose: random.Random, data: bytearray, _pool: Sequence[bytes]) -> None:
    place = _place(choose, data)
    data[place:place + choose.randint(0, 1)] = bytes([choose.choice(_PRINTABLE)])


def _put_any_byte(choose: random.Random, data: bytearray, _pool: Sequence[bytes]) -> None:
    place = _place(choose, data)
    data[place:place + choose.randint(0, 1)] = bytes([choose.randrange(256)])


def _cut_out(choose: random.Random, data: bytearray, _pool: Sequence[bytes]) -> None:
    place = _place(choose, data)
    del data[place:place + choose.randint(1, 16)]


def _repeat(choose: random.Random, data: bytearray, _pool: Sequence[bytes]) -> None:
    place = _place(choose, data)
    piece = data[place:place + choose.randint(1, 16)]
    data[place:place] = piece * choose.choice((1, 1, 2, 50))


def _take_line_of_another(choose: random.Random, data: bytearray, pool: Sequence[bytes]) -> None:
    lines, others = bytes(data).split(b"\n"), choose.choice(pool).split(b"\n")
    lines.insert(choose.randint(0, len(lines)), choose.choice(others))
    data[:] = b"\n".join(lines)


def _drop_line(choose: random.Random, data: bytearray, _pool: Sequence[bytes]) -> None:
    lines = bytes(data).split(b"\n")
    del lines[choose.randrange(len(lines))]
    data[:] = b"\n".join(lines)


def _take_word_of_another(choose: random.Random, data: bytearray, pool: Sequence[bytes]) -> None:
    words, others = bytes(data).split(b" "), choose.choice(pool).split(b" ")
    words[choose.randrange(len(words))] = choose.choice(others)
    data[:] = b" ".join(words)


_CHANGES = (_put_byte, _put_any_byte, _cut_out, _repeat, _take_line_of_another, _take_line_of_another, _drop_line,
            _take_word_of_another)
