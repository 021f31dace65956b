"""Where a picture was taken, taken out of it: the place stays with who took it.

Nothing is encoded anew and no byte moves: the GPS part of the Exif data, and XMP packets that speak of it, are
overwritten in place (Exif 3.0, 4.6.6; JPEG: markers APP1, PNG: chunks eXIf and iTXt, WebP: chunks EXIF and "XMP ").
Files that are none of these, or damaged, are left as they are: what can't be read tells nothing.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from app.values import frozen

_MAX_BLOCK = 4 << 20
_MAX_BLOCKS = 10_000
_GPS_TAG = 0x8825
_EXIF = b"Exif\0\0"
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
"""Bytes of a value by its type (TIFF 6.0, section 2)."""


@frozen
class Patch:
    """Bytes that stand at `offset` in place of what is in the file."""

    offset: int
    data: bytes


@frozen
class _Block:
    """A piece of metadata: where it is, and where the checksum of it stands, with what it covers before the block."""

    offset: int
    data: bytes
    checked: bytes | None = None


def location_patches(file: BinaryIO) -> tuple[Patch, ...]:
    """What has to be overwritten for the file not to tell a place. Leaves the file where it stands."""
    start = file.tell()
    try:
        file.seek(0)
        head = file.read(12)
        blocks = _blocks_of(file, head)
        return tuple(patch for block in blocks for patch in _patches(block))
    except (struct.error, IndexError, ValueError):
        return ()
    finally:
        file.seek(start)


def patched(data: bytes, offset: int, patches: tuple[Patch, ...]) -> bytes:
    """`data`, which is at `offset` of the file, with all patches that touch it."""
    for patch in patches:
        start, stop = max(patch.offset, offset), min(patch.offset + len(patch.data), offset + len(data))
        if start < stop:
            piece = patch.data[start - patch.offset : stop - patch.offset]
            data = data[: start - offset] + piece + data[stop - offset :]
    return data


def _blocks_of(file: BinaryIO, head: bytes) -> list[_Block]:
    if head.startswith(b"\xff\xd8\xff"):
        return list(_jpeg_blocks(file))
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return list(_png_blocks(file))
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return list(_webp_blocks(file))
    return []


def _jpeg_blocks(file: BinaryIO) -> Iterator[_Block]:
    offset = 2
    for _ in range(_MAX_BLOCKS):
        file.seek(offset)
        marker = file.read(4)
        if len(marker) < 4 or marker[0] != 0xFF or marker[1] in (0xDA, 0xD9):
            return
        size = struct.unpack(">H", marker[2:])[0]
        if marker[1] == 0xE1:
            yield _Block(offset + 4, file.read(size - 2))
        offset += 2 + size


def _png_blocks(file: BinaryIO) -> Iterator[_Block]:
    offset = 8
    for _ in range(_MAX_BLOCKS):
        file.seek(offset)
        head = file.read(8)
        if len(head) < 8:
            return
        size, kind = struct.unpack(">I4s", head)
        if kind in (b"eXIf", b"iTXt", b"tEXt", b"zTXt") and size <= _MAX_BLOCK:
            yield _Block(offset + 8, file.read(size), kind)
        offset += 12 + size


def _webp_blocks(file: BinaryIO) -> Iterator[_Block]:
    offset = 12
    for _ in range(_MAX_BLOCKS):
        file.seek(offset)
        head = file.read(8)
        if len(head) < 8:
            return
        kind, size = struct.unpack("<4sI", head)
        if kind in (b"EXIF", b"XMP ") and size <= _MAX_BLOCK:
            yield _Block(offset + 8, file.read(size))
        offset += 8 + size + size % 2


def _patches(block: _Block) -> Iterator[Patch]:
    clean = _without_place(block.data)
    if clean == block.data:
        return
    yield Patch(block.offset, clean)
    if block.checked is not None:
        yield Patch(block.offset + len(clean), struct.pack(">I", zlib.crc32(block.checked + clean)))


def _without_place(data: bytes) -> bytes:
    start = len(_EXIF) if data.startswith(_EXIF) else 0
    if data[start : start + 4] in (b"II*\0", b"MM\0*"):
        return data[:start] + _without_gps(data[start:])
    if b"xmp" in data[:64].lower() or b"ns.adobe.com/xap" in data[:64] or data[:64].lstrip().startswith(b"<"):
        return _without_xmp_place(data)
    return data


def _without_xmp_place(data: bytes) -> bytes:
    """A packet that speaks of a place goes as a whole: what is left of it is blank, which XMP allows."""
    start = max(data.find(b"<"), 0)
    if b"GPS" not in data and not _is_packed(data):
        return data
    return data[:start] + b" " * (len(data) - start)


def _is_packed(data: bytes) -> bool:
    """Whether a PNG text is compressed, so that nobody sees what it says."""
    keyword, _, rest = data.partition(b"\0")
    return keyword.startswith(b"XML:com.adobe.xmp") and rest[:1] == b"\1"


def _without_gps(tiff: bytes) -> bytes:
    """Blank every value of the GPS directory, and the entry that leads there."""
    order = "<" if tiff[:2] == b"II" else ">"
    changed = bytearray(tiff)
    directory = struct.unpack_from(f"{order}I", tiff, 4)[0]
    for at in _entries(tiff, order, directory):
        tag, _, _, value = struct.unpack_from(f"{order}HHII", tiff, at)
        if tag == _GPS_TAG:
            _blank(changed, tiff, order, value)
            # The tag stays, so that the order of tags does; it leads to a directory without entries.
    return bytes(changed)


def _blank(changed: bytearray, tiff: bytes, order: str, directory: int) -> None:
    for at in _entries(tiff, order, directory):
        _, kind, count, value = struct.unpack_from(f"{order}HHII", tiff, at)
        size = _SIZES.get(kind, 1) * count
        if 4 < size <= _MAX_BLOCK and value + size <= len(tiff):
            changed[value : value + size] = bytes(size)
        changed[at : at + 12] = bytes(12)
    changed[directory : directory + 2] = bytes(2)


def _entries(tiff: bytes, order: str, directory: int) -> Iterator[int]:
    """Where the entries of a directory stand; those beyond the end are none."""
    if directory + 2 > len(tiff):
        return
    count = struct.unpack_from(f"{order}H", tiff, directory)[0]
    for number in range(count):
        at = directory + 2 + 12 * number
        if at + 12 > len(tiff):
            return
        yield at
