"""Bytes of a stream into lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocol.lines import LineBuffer, OverlongLine

LIMIT = 8


def lines_of(*pieces: bytes, limit: int = LIMIT) -> list[bytes | OverlongLine]:
    buffer = LineBuffer(limit)
    return [line for piece in pieces for line in buffer.feed(piece)]


@pytest.mark.parametrize(("data", "lines"), [
    (b"one\r\ntwo\r\n", [b"one", b"two"]),
    (b"one\ntwo\n", [b"one", b"two"]),
    (b"one\r\r\n", [b"one"]),
    (b"\r\n\n\r\n", []),
    (b"one\rtwo\r\n", [b"one\rtwo"]),
    (b"unfinished", []),
    (b"12345678\r\n", [b"12345678"]),
    (b"123456789\r\n", [OverlongLine(LIMIT)]),
    (b"12345678\rx\r\nnext\n", [OverlongLine(LIMIT), b"next"]),
    (b"1234567890123\r\nshort\r\n", [OverlongLine(LIMIT), b"short"]),
])
def test_lines_end_at_lf_wherever_the_stream_is_cut(data: bytes, lines: list[bytes | OverlongLine]) -> None:
    assert lines_of(data) == lines
    assert lines_of(*(bytes((byte,)) for byte in data)) == lines
    for cut in range(len(data)):
        assert lines_of(data[:cut], data[cut:]) == lines


@given(st.lists(st.binary(max_size=30)))
def test_no_cut_of_any_stream_changes_its_lines(pieces: list[bytes]) -> None:
    assert lines_of(*pieces) == lines_of(b"".join(pieces))


def test_an_endless_line_is_not_kept() -> None:
    buffer = LineBuffer(512)

    for _ in range(10_000):
        assert buffer.feed(b"x" * 1000) == []

    assert buffer.pending_bytes <= 513
    assert buffer.feed(b"\r\nPING\r\n") == [OverlongLine(512), b"PING"]
