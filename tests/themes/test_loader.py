"""Finding the theme a setting names."""

from pathlib import Path

import pytest

from app.themes.loader import BUILTIN_KEYS, find_theme

OWN = '[theme]\nname = "Mine"\n[colors]\nwindow = "#101418"\ntext = "#f0f0f0"\naccent = "#6aa0ff"\n'


def test_a_theme_of_ones_own_is_found_by_its_files_name(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(OWN)
    assert find_theme("mine", tmp_path).name == "Mine"


@pytest.mark.parametrize("key", ["", "nowhere", "../mine", "/etc/passwd", "a\0b"])
def test_a_name_that_leads_nowhere_gives_the_first_theme(tmp_path: Path, key: str) -> None:
    (tmp_path / "mine.toml").write_text(OWN)
    (tmp_path / "folder").mkdir()
    assert find_theme(key, tmp_path / "folder").key == BUILTIN_KEYS[0]


def test_a_broken_theme_gives_the_first_one(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("[colors")
    assert find_theme("mine", tmp_path).key == BUILTIN_KEYS[0]
