"""Where a photo was taken is taken out of it; nothing else of it changes."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.files.location import location_patches, patched

Image = pytest.importorskip("PIL.Image")
GPS, MAKE = 0x8825, 0x010F


def photo(kind: str, *, place: bool = True) -> bytes:
    """A small picture that knows its camera, and perhaps its place."""
    exif = Image.Exif()
    exif[MAKE] = "Ridge Optics"
    if place:
        exif.get_ifd(GPS).update({1: "N", 2: (47.0, 25.0, 12.5), 3: "E", 4: (8.0, 40.0, 1.25)})
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, kind, exif=exif)
    return out.getvalue()


def stripped(data: bytes) -> bytes:
    return patched(data, 0, location_patches(io.BytesIO(data)))


def place_in(data: bytes) -> dict[int, object]:
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        return {tag: value for tag, value in picture.getexif().get_ifd(GPS).items() if tag}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_place_goes_and_the_rest_stays(kind: str) -> None:
    data = photo(kind)
    assert place_in(data)
    clean = stripped(data)
    assert len(clean) == len(data)
    assert not place_in(clean)
    with Image.open(io.BytesIO(clean)) as picture:
        assert picture.getexif()[MAKE] == "Ridge Optics"
        assert picture.size == (40, 30)


@pytest.mark.parametrize("number", [47.0, 12.5])
def test_no_number_of_the_place_is_left_anywhere(number: float) -> None:
    data = photo("JPEG")
    packed = struct.pack(">II", *number.as_integer_ratio())
    assert packed in data or packed[::-1] in data or struct.pack("<II", *number.as_integer_ratio()) in data
    clean = stripped(data)
    assert packed not in clean
    assert struct.pack("<II", *number.as_integer_ratio()) not in clean


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_without_a_place_is_not_touched(kind: str) -> None:
    assert location_patches(io.BytesIO(photo(kind, place=False))) == ()


def test_a_packet_that_speaks_of_a_place_is_blank() -> None:
    packet = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><a exif:GPSLatitude='47,25N'/></x:xmpmeta>"
    data = b"\xff\xd8\xff\xe1" + struct.pack(">H", len(packet) + 2) + packet + b"\xff\xd9"
    clean = stripped(data)
    assert b"GPS" not in clean
    assert b"47,25" not in clean
    assert len(clean) == len(data)
    assert clean.startswith(data[:30])


def test_a_packet_about_something_else_stays() -> None:
    packet = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><a dc:title='Ridge'/></x:xmpmeta>"
    data = b"\xff\xd8\xff\xe1" + struct.pack(">H", len(packet) + 2) + packet + b"\xff\xd9"
    assert stripped(data) == data


@given(st.binary(max_size=300), st.sampled_from(["JPEG", "PNG", "WEBP"]), st.integers(0, 200))
def test_a_damaged_picture_breaks_nothing(noise: bytes, kind: str, at: int) -> None:
    data = photo(kind)
    data = data[:at] + noise + data[at + len(noise) :]
    assert len(stripped(data)) == len(data)


@given(st.integers(0, 100), st.integers(1, 100), st.integers(0, 50), st.binary(min_size=1, max_size=30))
def test_a_patch_is_laid_over_whatever_piece_it_touches(start: int, length: int, offset: int, data: bytes) -> None:
    from app.models.files.location import Patch

    whole = bytearray(300)
    patch = Patch(offset, data)
    whole[offset : offset + len(data)] = data
    assert patched(bytes(length), start, (patch,)) == bytes(whole[start : start + length])
