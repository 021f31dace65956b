"""Names of files: nothing in them chooses a place, and nothing looks like what it is not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.files.safe_names import is_risky, numbered, safe_name


@pytest.mark.parametrize(("name", "safe"), [
    ("photo.jpg", "photo.jpg"),
    ("../../x", "x"),
    ("..\\..\\boot.ini", "boot.ini"),
    ("/etc/passwd", "passwd"),
    ("C:\\Users\\sam\\tax.pdf", "tax.pdf"),
    ("..", "file"),
    ("", "file"),
    (".", "file"),
    (".bashrc", "bashrc"),
    ("CON", "_CON"),
    ("con.txt", "_con.txt"),
    ("COM1.tar.gz", "_COM1.tar.gz"),
    ("lpt¹", "_lpt¹"),
    ("console.txt", "console.txt"),
    ("photo\u202egpj.exe", "photogpj.exe"),
    ("a\u200bb\u2066c.txt", "abc.txt"),
    ("a\x00b\nc\x1b[31m.txt", "abc[31m.txt"),
    ("what?*<>|\":.txt", "what_______.txt"),
    ("name. . .", "name"),
    ("schön ☀.jpg", "schön ☀.jpg"),
    ("x.", "x"),
])
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_is_cut_in_the_middle() -> None:
    assert safe_name("x" * 300 + ".jpg") == "x" * 116 + ".jpg"
    assert len(safe_name("☀" * 300 + ".jpg").encode()) <= 200
    assert len(safe_name("." * 3 + "y" * 300)) <= 120


@given(st.text(max_size=300))
def test_any_name_is_one_that_every_system_takes(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= 121
    assert len(safe.encode()) <= 201
    assert not set(safe) & set('/\\<>:"|?*\0')
    assert safe == safe.strip(" ")
    assert not safe.startswith(".")
    assert all(unicodedata.category(sign) not in ("Cc", "Cf", "Cs") for sign in safe)
    assert safe_name(safe) == safe


@pytest.mark.parametrize(("name", "risky"), [
    ("run.exe", True), ("RUN.EXE", True), ("page.html", True), ("drawing.svg", True), ("macro.docm", True),
    ("photo.jpg", False), ("notes.txt", False), ("noending", False), ("photo.jpg.scr", True), ("exe", True),
])
def test_what_may_do_something_is_asked_about(name: str, risky: bool) -> None:
    assert is_risky(name) is risky


def test_a_second_file_of_a_name_has_a_number() -> None:
    assert numbered("photo.jpg", 2) == "photo (2).jpg"
    assert numbered("photo", 2) == "photo (2)"
