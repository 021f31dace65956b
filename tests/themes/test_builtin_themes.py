"""What can be read on what, in every theme we ship."""

import tomllib
from pathlib import Path

import pytest

import app.themes
from app.themes.contrast import WHITE, contrast
from app.themes.loader import BUILTIN_KEYS, builtin_themes, load_builtin
from app.themes.roles import Role
from app.themes.surfaces import NICK_SURFACES, SHAPE_SURFACES, TEXT_SURFACES

PAIRS = [(text, surface) for text, surfaces in TEXT_SURFACES.items() for surface in surfaces]
SHAPES = [(shape, surface) for shape, surfaces in SHAPE_SURFACES.items() for surface in surfaces]


def ratio_of(key: str) -> float:
    return 7.0 if key.startswith("contrast-") else 4.5


def too_faint(key: str, pairs: list[tuple[Role, Role]], ratio: float) -> list[str]:
    theme = load_builtin(key)
    return [f"{a} on {b}: {contrast(theme[a], theme[b]):.2f}" for a, b in pairs if contrast(theme[a], theme[b]) < ratio]


@pytest.mark.parametrize("key", BUILTIN_KEYS)
def test_every_text_can_be_read_on_every_surface_it_stands_on(key: str) -> None:
    assert too_faint(key, PAIRS, ratio_of(key)) == []


@pytest.mark.parametrize("key", BUILTIN_KEYS)
def test_every_shape_that_means_something_can_be_seen(key: str) -> None:
    assert too_faint(key, SHAPES, 3.0) == []


@pytest.mark.parametrize("key", BUILTIN_KEYS)
def test_every_name_can_be_read_among_the_messages(key: str) -> None:
    theme = load_builtin(key)
    for nick in theme.nicks:
        assert min(contrast(nick, theme[surface]) for surface in NICK_SURFACES) >= ratio_of(key), nick


@pytest.mark.parametrize("key", BUILTIN_KEYS)
def test_the_letter_of_an_avatar_can_be_read(key: str) -> None:
    assert all(contrast(fill, WHITE) >= 4.5 for fill in load_builtin(key).avatars)


@pytest.mark.parametrize("key", BUILTIN_KEYS)
def test_a_theme_is_complete(key: str) -> None:
    theme = load_builtin(key)
    assert set(theme.colors) == set(Role)
    assert len(theme.nicks) == len(theme.avatars) == 10
    assert theme.key == key


@pytest.mark.parametrize("key", BUILTIN_KEYS)
def test_window_and_text_are_those_of_the_file(key: str) -> None:
    path = Path(app.themes.__file__).parent / "builtin" / f"{key}.toml"
    said = tomllib.loads(path.read_text(encoding="utf-8"))["colors"]
    theme = load_builtin(key)
    assert theme[Role.WINDOW] == said["window"]
    assert theme[Role.TEXT] == said["text"]


def test_an_accent_is_darkened_so_that_white_can_be_read_on_it() -> None:
    grape = load_builtin("grape")
    assert (grape[Role.ON_ACCENT], grape[Role.ACCENT]) == ("#ffffff", "#7e61da")


def test_the_two_drawn_by_hand_are_taken_to_the_letter() -> None:
    midnight, daylight = load_builtin("midnight"), load_builtin("daylight")
    assert (midnight[Role.SIDEBAR], midnight[Role.MUTED], midnight[Role.OWN_META]) == ("#11141a", "#9aa5b4", "#b9c9e6")
    assert (daylight[Role.SIDEBAR], daylight[Role.MUTED], daylight[Role.OWN_META]) == ("#f3f5f8", "#596473", "#4a5f87")
    assert midnight.nicks[0] == "#ff8f8f"
    assert daylight.avatars[0] == "#c2525a"


def test_contrast_themes_have_one_surface_and_full_edges() -> None:
    for key, edge in (("contrast-light", "#000000"), ("contrast-dark", "#ffffff")):
        theme = load_builtin(key)
        assert theme[Role.SIDEBAR] == theme[Role.PANEL] == theme[Role.WINDOW]
        assert theme[Role.BORDER_CONTROL] == edge


def test_light_and_dark_themes_are_told_apart() -> None:
    assert {theme.key for theme in builtin_themes() if not theme.is_dark} == {
        "daylight",
        "sand",
        "rose",
        "contrast-light",
    }


def test_a_theme_of_another_name_is_not_built_in() -> None:
    with pytest.raises(KeyError):
        load_builtin("../../etc/passwd")
