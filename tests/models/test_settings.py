"""The settings file: read with care, written when something changes."""

import tomllib
from pathlib import Path

import pytest

from app.models.settings import Settings, load_settings


def test_without_a_file_the_defaults_are_used(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "settings.toml") == (Settings(), "")


def test_a_change_is_written_and_read_again(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    settings, _ = load_settings(file)

    def save(content: bytes) -> None:
        file.write_bytes(content)

    settings.keep(save, "")

    settings.name = 'ines "the\\host" 🐕'
    settings.members_shown = False

    again, damaged = load_settings(file)
    assert (again.name, again.members_shown, damaged) == ('ines "the\\host" 🐕', False, "")


def test_what_stays_the_same_is_not_written() -> None:
    written: list[bytes] = []
    settings = Settings(theme="sand")
    settings.keep(written.append, "")

    settings.theme = "sand"
    settings.theme = "midnight"

    assert len(written) == 1
    assert tomllib.loads(written[0].decode())["theme"] == "midnight"


@pytest.mark.parametrize("content", [b"name = ", b"\xff\xfe\0", b"[[[", b"name = 'a'\nname = 'b'\n"])
def test_a_damaged_file_is_put_aside_and_never_overwritten(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(content)

    settings, damaged = load_settings(file)

    assert settings == Settings()
    assert (tmp_path / damaged).read_bytes() == content
    assert not file.exists()


def test_a_value_of_the_wrong_type_has_its_default_and_the_others_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('name = 7\ntheme = "sand"\nunknown = true\nmembers_shown = "yes"\nkeep_days = true\n')

    settings, damaged = load_settings(file)

    assert (settings.name, settings.theme, settings.members_shown, damaged) == ("", "sand", True, "")
    assert settings.keep_days == 0
