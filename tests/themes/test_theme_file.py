"""A theme file people wrote: what is taken, what is warned of, and how an error is told."""

from pathlib import Path

import pytest

from app.themes.loader import ThemeError, load_theme_file, load_user_themes
from app.themes.roles import Role

GOOD = """
[theme]
name = "My theme"
[colors]
window = "#1B1E24"
text = "#e8e8e8"
accent = "#6aa0ff"
"""


def written(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def warnings_of(path: Path) -> list[str]:
    warnings: list[str] = []
    load_theme_file(path, warnings.append)
    return warnings


def test_three_colours_make_a_whole_theme(tmp_path: Path) -> None:
    theme = load_theme_file(written(tmp_path, GOOD))
    assert (theme.key, theme.name, theme.is_dark) == ("mine", "My theme", True)
    assert theme[Role.WINDOW] == "#1b1e24"
    assert set(theme.colors) == set(Role)


def test_any_role_and_the_colours_of_names_can_be_set(tmp_path: Path) -> None:
    more = 'sidebar = "#000001"\nnicks = ["#ff8f8f", "#f5a35c", "#dcbf5a", "#85cf7e"]\n'
    theme = load_theme_file(written(tmp_path, GOOD + more))
    assert theme[Role.SIDEBAR] == "#000001"
    assert theme.nick_color(5) == "#f5a35c"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[theme\n", "mine.toml: this is not TOML: "),
        (GOOD.replace('name = "My theme"', ""), "mine.toml, line 2: the theme needs a name"),
        (GOOD.replace('"My theme"', "7"), "mine.toml, line 3: the theme needs a name"),
        (GOOD.replace('accent = "#6aa0ff"', ""), "mine.toml, line 4: accent is missing"),
        (
            GOOD.replace("#e8e8e8", "white"),
            "mine.toml, line 6: text has to be a colour such as \"#1b1e24\", not 'white'",
        ),
        (GOOD + "sidebar = 3\n", 'mine.toml, line 8: sidebar has to be a colour such as "#1b1e24", not 3'),
        (GOOD + 'nicks = ["#ff8f8f"]\n', "mine.toml, line 8: nicks has to be a list of 4 to 16 colours"),
        (GOOD + "[options]\ncontrast = 5\n", "mine.toml, line 9: contrast has to be 4.5 or 7.0"),
        (GOOD + '[options]\ncontrast = "much"\n', "mine.toml, line 9: contrast has to be a number, not 'much'"),
        (GOOD + "[options]\nsaturation = 2\n", "mine.toml, line 9: saturation has to be from 0 to 1"),
        (GOOD + '[options]\nrepair = "no"\n', "mine.toml, line 9: repair has to be true or false, not 'no'"),
        ("colors = 3\n[theme]\nname = 'x'\n", "mine.toml, line 1: colors has to be a section, [colors]"),
        (GOOD + "#" * 70_000, "mine.toml: a theme has at most 64 KiB"),
    ],
)
def test_an_error_names_the_file_the_line_and_the_key(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ThemeError) as raised:
        load_theme_file(written(tmp_path, text))
    assert str(raised.value).startswith(told)


def test_a_file_that_is_not_text_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ThemeError, match="this is not UTF-8 text"):
        load_theme_file(path)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match="can't be read: No such file"):
        load_theme_file(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("more", "warning"),
    [
        ('sidbar = "#000001"\n', "mine.toml, line 8: sidbar is not known; did you mean sidebar?"),
        ('zzz = "#000001"\n', "mine.toml, line 8: zzz is not known"),
        ("[option]\ncontrast = 7.0\n", "mine.toml, line 8: option is not known; did you mean options?"),
    ],
)
def test_an_unknown_name_is_a_warning_with_the_nearest_known_one(tmp_path: Path, more: str, warning: str) -> None:
    assert warnings_of(written(tmp_path, GOOD + more)) == [warning]


def test_without_repair_it_says_what_is_hard_to_read(tmp_path: Path) -> None:
    text = GOOD + 'muted = "#2a2e34"\n[options]\nrepair = false\n'
    assert "mine.toml: muted has less than 4.5:1 on window" in warnings_of(written(tmp_path, text))


def test_a_broken_theme_does_not_hide_the_others(tmp_path: Path) -> None:
    written(tmp_path, GOOD, "good.toml")
    written(tmp_path, "[theme]\n", "broken.toml")
    broken, good = load_user_themes(tmp_path)
    assert isinstance(broken, ThemeError)
    assert not isinstance(good, ThemeError)
    assert good.key == "good"


def test_no_folder_means_no_themes(tmp_path: Path) -> None:
    assert load_user_themes(tmp_path / "none") == []
