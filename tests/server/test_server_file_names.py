"""Names and kinds of files from strangers: made harmless before anybody sees them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.server.core.file_address import files_named_in
from app.server.files.kinds import HEAD_BYTES, OTHER, TEXT, is_shown, kind_of, thumbnail_kind
from app.server.files.names import NAME_MAX, disposition_of, name_from, path_name, safe_name

ID = "0123456789abcdef" * 2


@pytest.mark.parametrize(("given_name", "name"), [
    ("picture.png", "picture.png"), ("../../etc/passwd", "passwd"), ("C:\\Windows\\cmd.exe", "cmd.exe"),
    ("..", "file"), (".", "file"), ("", "file"), ("/", "file"), (".bashrc", "bashrc"), ("a\0b", "ab"),
    ("CON", "_CON"), ("con.txt", "_con.txt"), ("LPT1.x.y", "_LPT1.x.y"), ("console.log", "console.log"),
    ("photo\u202egnp.exe", "photognp.exe"), ("a\u200bb\ufeff.png", "ab.png"), ("line\r\nbreak.txt", "linebreak.txt"),
    ("a  b\t.txt", "a b.txt"), ("trailing. . .", "trailing"), ('a"b<c>d|e?f*g:h', "a_b_c_d_e_f_g_h"),
    ("Größe.pdf", "Größe.pdf"), ("e\u0301.txt", "é.txt"), ("🎂.png", "🎂.png"), ("\ud800.txt", "txt"),
    ("x" * 300 + ".jpeg", "x" * 115 + ".jpeg"), ("x." + "y" * 300, "x." + "y" * 118), ("名" * 300, "名" * 120),
])
def test_a_name_is_made_harmless(given_name: str, name: str) -> None:
    assert safe_name(given_name) == name


@given(st.text(max_size=400))
def test_no_name_hides_anything_or_leads_anywhere(text: str) -> None:
    name = safe_name(text)

    assert 0 < len(name) <= NAME_MAX
    assert not set(name) & set('/\\\0:"<>|?*')
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in name)
    assert safe_name(name) == name
    assert name_from(disposition_of(name, is_shown=False)) == name


@pytest.mark.parametrize(("disposition", "name"), [
    ('attachment; filename="picture.jpeg"', "picture.jpeg"), ("attachment; filename=picture.jpeg", "picture.jpeg"),
    ('attachment; filename="a \\"b\\" c"', "a _b_ c"),
    ("attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf", "Größe.pdf"),
    ("attachment; filename=\"plain\"; filename*=utf-8'en'%e2%82%ac.txt", "€.txt"), ("attachment", "file"),
    ("attachment; filename*=UTF-8''%2e%2e%2fx", "x"), ("attachment; filename*=UTF-8''%ff%fe", "\ufffd\ufffd"),
    ("attachment; filename*=latin-1''x", "file"), ('attachment; filename="' + "\\" * 4000, "file"), ("", "file"),
])
def test_a_name_is_read_as_http_gives_it(disposition: str, name: str) -> None:
    assert name_from(disposition) == name


@given(st.text(max_size=2000))
def test_whatever_stands_where_a_name_should_there_is_one(text: str) -> None:
    assert name_from(text)
    assert name_from(f"attachment; filename*=UTF-8''{text}")


def test_a_name_in_an_address_has_no_parts() -> None:
    assert path_name("a b/ö?.png") == "a%20b%2F%C3%B6%3F.png"


@pytest.mark.parametrize(("head", "kind"), [
    (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff\xe0", "image/jpeg"), (b"GIF89a", "image/gif"),
    (b"RIFF\0\0\0\0WEBP", "image/webp"), (b"RIFF\0\0\0\0WAVE", "audio/wav"), (b"RIFF\0\0\0\0AVI ", OTHER),
    (b"\0\0\0\x20ftypisom", "video/mp4"), (b"\0\0\0\x20ftypM4A ", "audio/mp4"), (b"ID3\x04", "audio/mpeg"),
    (b"OggS", "audio/ogg"), (b"fLaC", "audio/flac"), (b"\x1aE\xdf\xa3", "video/webm"),
    (b"hello\r\n", TEXT), ("Größe".encode(), TEXT), (b"x" * (HEAD_BYTES - 1) + b"\xc3", TEXT),
    (b"Gr\xf6\xdfe", OTHER), (b"<!doctype html>", OTHER), (b"\n <svg>", OTHER), (b"\xef\xbb\xbf<html>", OTHER),
    (b"%PDF-1.7\n%\xe2\xe3", OTHER), (b"MZ\x90\0", OTHER), (b"", OTHER), (b"a\0b", OTHER), (b"\x1b[2J", OTHER),
])
def test_a_file_is_what_its_first_bytes_say(head: bytes, kind: str) -> None:
    assert kind_of(head) == kind
    assert is_shown(kind) is (kind != OTHER)


def test_only_small_pictures_are_thumbnails() -> None:
    assert thumbnail_kind(b"\xff\xd8\xff") == "image/jpeg"
    assert [thumbnail_kind(head) for head in (b"GIF89a", b"hello", b"ID3", b"")] == [""] * 4


@pytest.mark.parametrize(("text", "ids"), [
    (f"https://chat.example:6697/files/{ID}/x.png", (ID,)), (f"see /files/{ID}, /files/{ID}", (ID,)),
    (f"/files/{ID}0/x", ()), (f"/files/{ID[1:]}", ()), (f"/files/{ID.upper()}", ()), ("/files", ()), ("", ()),
])
def test_a_message_names_a_file_by_its_address(text: str, ids: tuple[str, ...]) -> None:
    assert files_named_in(text) == ids


def test_a_message_full_of_addresses_names_a_few() -> None:
    assert len(files_named_in(" ".join(f"/files/{number:032x}" for number in range(500)))) == 16
