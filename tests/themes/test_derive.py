"""Whatever three colours people choose, what comes out can be read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.themes.contrast import contrast, mix
from app.themes.derive import Anchors, derive, derived_avatars, derived_nicks, shortfalls
from app.themes.roles import Role
from app.themes.surfaces import NICK_SURFACES, SHAPE_SURFACES

colors = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
anchors = st.builds(
    Anchors,
    window=colors,
    text=colors,
    accent=colors,
    success=colors,
    warning=colors,
    danger=colors,
    link=st.one_of(st.just(""), colors),
    saturation=st.floats(0, 1),
    ratio=st.sampled_from([4.5, 7.0]),
)


@settings(deadline=None)
@given(anchors)
def test_every_text_of_any_theme_can_be_read(anchors: Anchors) -> None:
    assert shortfalls(derive(anchors, {}), anchors.ratio) == []


@settings(deadline=None)
@given(anchors)
def test_shapes_names_and_letters_of_any_theme_can_be_seen(anchors: Anchors) -> None:
    palette = derive(anchors, {})
    for shape, surfaces in SHAPE_SURFACES.items():
        assert min(contrast(palette[shape], palette[surface]) for surface in surfaces) >= 3.0
    for nick in derived_nicks(palette, anchors.saturation, anchors.ratio):
        assert min(contrast(nick, palette[surface]) for surface in NICK_SURFACES) >= anchors.ratio
    assert all(contrast(fill, "#ffffff") >= 4.5 for fill in derived_avatars(anchors.saturation))


HARBOR = Anchors(window="#2b313d", text="#e6ebf2", accent="#7db6cb")
SAND = Anchors(window="#fcf6e8", text="#3b474c", accent="#1f78b4")


@pytest.mark.parametrize(
    ("role", "color"),
    [
        (Role.SIDEBAR, mix(HARBOR.window, "#000000", 0.28)),
        (Role.RAISED, mix(HARBOR.window, HARBOR.text, 0.05)),
        (Role.SELECTED, mix(HARBOR.window, HARBOR.accent, 0.22)),
        (Role.OWN, mix(HARBOR.window, HARBOR.accent, 0.32)),
        (Role.CODE, mix(HARBOR.window, "#000000", 0.25)),
    ],
)
def test_surfaces_of_a_dark_theme_are_mixed_by_the_book(role: Role, color: str) -> None:
    assert derive(HARBOR, {})[role] == color


@pytest.mark.parametrize(
    ("role", "color"),
    [
        (Role.SIDEBAR, mix(SAND.window, SAND.text, 0.05)),
        (Role.RAISED, mix(SAND.window, "#ffffff", 0.6)),
        (Role.SELECTED, mix(SAND.window, SAND.accent, 0.16)),
        (Role.OWN, mix(SAND.window, SAND.accent, 0.17)),
        (Role.CODE, mix(SAND.window, SAND.text, 0.06)),
    ],
)
def test_surfaces_of_a_light_theme_are_mixed_by_the_book(role: Role, color: str) -> None:
    assert derive(SAND, {})[role] == color


def test_what_is_given_is_taken() -> None:
    assert derive(HARBOR, {Role.SIDEBAR: "#101010"})[Role.SIDEBAR] == "#101010"


def test_without_repair_a_text_stays_as_faint_as_it_was_chosen() -> None:
    palette = derive(HARBOR, {Role.MUTED: "#3a404c"}, repair=False)
    assert palette[Role.MUTED] == "#3a404c"
    assert "muted has less than 4.5:1 on window" in shortfalls(palette, 4.5)
