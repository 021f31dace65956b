"""Small pictures: of what we send, and of what strangers sent."""

import io
import struct
import zlib
from pathlib import Path

import pytest

from app.models.files.thumbnails import MOST, MOST_BYTES, make_thumbnail, small_picture

Image = pytest.importorskip("PIL.Image")


def encoded(width: int, height: int, kind: str = "PNG", mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), "teal").save(out, kind, **options)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is large."""
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("size", "expected"), [
    ((900, 600), (344, 229)), ((300, 2000), (39, 260)), ((40, 30), (40, 30)),
])
def test_a_picture_becomes_as_small_as_messages_have_room_for(size: tuple[int, int], expected: tuple[int, int]) -> None:
    picture = small_picture(encoded(*size))
    assert picture is not None
    assert (picture.width, picture.height) == expected
    assert picture.png.startswith(b"\x89PNG")


@pytest.mark.parametrize(("mode", "kind"), [
    ("RGBA", "PNG"), ("LA", "PNG"), ("P", "GIF"), ("L", "JPEG"), ("CMYK", "JPEG"),
])
def test_a_picture_has_no_transparency_when_it_is_shown(mode: str, kind: str) -> None:
    picture = small_picture(encoded(400, 300, kind, mode))
    assert picture is not None
    with Image.open(io.BytesIO(picture.png)) as shown:
        assert shown.mode == "RGB"


@pytest.mark.parametrize("data", [
    b"", b"hello", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0" + bytes(100), bomb(60_000, 60_000), bomb(9000, 9000),
    b"<svg xmlns='http://www.w3.org/2000/svg'/>", encoded(100, 100)[:80], b"GIF89a" + bytes(50),
    b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
], ids=range(10))
def test_what_is_no_picture_shows_none(data: bytes) -> None:
    assert small_picture(data) is None


def test_a_photo_taken_upright_is_shown_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = small_picture(encoded(80, 40, "JPEG", exif=exif))
    assert picture is not None
    assert (picture.width, picture.height) == (40, 80)


def test_a_thumbnail_tells_nothing_of_the_camera(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Ridge Optics"
    (tmp_path / "a.jpg").write_bytes(encoded(900, 600, "JPEG", exif=exif))
    made = make_thumbnail(str(tmp_path / "a.jpg"))
    assert made is not None
    kind, data = made
    assert (kind, len(data) <= MOST_BYTES, b"Ridge" in data) == ("image/jpeg", True, False)


def test_a_noisy_picture_still_has_a_small_thumbnail(tmp_path: Path) -> None:
    import random

    noise = Image.frombytes("RGB", MOST, random.Random(1).randbytes(MOST[0] * MOST[1] * 3))
    noise.putalpha(200)
    noise.save(tmp_path / "a.png")
    made = make_thumbnail(str(tmp_path / "a.png"))
    assert made is not None
    assert len(made[1]) <= MOST_BYTES


def test_a_file_that_is_no_picture_has_no_thumbnail(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_text("hello")
    assert make_thumbnail(str(tmp_path / "a.jpg")) is None
    assert make_thumbnail(str(tmp_path / "missing.jpg")) is None
