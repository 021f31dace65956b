"""PNG files from palette pictures, with the standard library only (PNG specification, 3rd edition)."""

import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PALETTE_COLOUR = 3


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


_END = _chunk(b"IEND", b"")


def indexed_pixels(rows: list[bytes]) -> bytes:
    """The IDAT chunk for `rows` of one-byte palette indices. It holds no colour: keep it and swap the palette."""
    return _chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows), 1))


def indexed_png(width: int, height: int, pixels: bytes, palette: bytes, alpha: bytes = b"") -> bytes:
    """A file of `pixels` (from `indexed_pixels`) in the RGB triples of `palette`; `alpha` has a byte per entry."""
    header = struct.pack(">IIBBBBB", width, height, 8, _PALETTE_COLOUR, 0, 0, 0)
    transparency = _chunk(b"tRNS", alpha) if alpha else b""
    return b"".join((_SIGNATURE, _chunk(b"IHDR", header), _chunk(b"PLTE", palette), transparency, pixels, _END))
