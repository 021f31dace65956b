"""Pictures: what is in them, that each is made once, and that a theme redraws them where they are."""

import tkinter as tk

import pytest

from app.contracts.presence import Presence
from app.themes.loader import load_builtin
from app.themes.roles import Role
from app.views.tk.masks import ICON_SIZES, LEVELS, Mask, icon_mask, letter_mask, resampled
from app.views.tk.paint import Painter
from app.views.tk.styling import Style
from tests.gui.pumping import pump_until
from tools.icon_strokes import ICONS

pytestmark = pytest.mark.gui


def pixel(photo: tk.PhotoImage, x: int, y: int) -> str:
    red, green, blue = photo.get(x, y)
    return f"#{red:02x}{green:02x}{blue:02x}"


def test_a_rounded_box_has_its_fill_inside_and_the_backdrop_in_its_corners(style: Style) -> None:
    box = style.painter.rounded(40, 20, 8, Role.ACCENT, backdrop=Role.WINDOW)
    assert (box.width(), box.height()) == (40, 20)
    assert pixel(box, 20, 10) == style.color(Role.ACCENT)
    assert pixel(box, 0, 0) == pixel(box, 39, 19) == style.color(Role.WINDOW)
    assert pixel(box, 20, 0) == style.color(Role.ACCENT)


def test_a_border_runs_along_the_edge(style: Style) -> None:
    box = style.painter.rounded(40, 20, 8, Role.RAISED, backdrop=Role.WINDOW, border=Role.DANGER, border_width=2)
    assert [pixel(box, 20, y) for y in (0, 1, 2)] == [style.color(Role.DANGER)] * 2 + [style.color(Role.RAISED)]


def test_the_same_recipe_gives_the_same_picture(style: Style) -> None:
    painter = style.painter
    assert painter.icon("hash", 18, Role.MUTED, Role.SIDEBAR) is painter.icon("hash", 18, Role.MUTED, Role.SIDEBAR)
    assert painter.icon("hash", 18, Role.MUTED, Role.SIDEBAR) is not painter.icon("hash", 18, Role.TEXT, Role.SIDEBAR)


def test_a_theme_redraws_what_is_shown_at_once_and_in_place(root: tk.Tk, style: Style) -> None:
    dot = style.painter.dot(10, Role.ONLINE, Role.SIDEBAR)
    tk.Label(root, image=dot).pack()
    daylight = load_builtin("daylight")
    style.painter.retheme(daylight)
    assert pixel(dot, 5, 5) == daylight[Role.ONLINE]
    assert pixel(dot, 0, 0) == daylight[Role.SIDEBAR]


def test_what_is_not_shown_is_redrawn_soon_or_when_it_is_asked_for(root: tk.Tk, style: Style) -> None:
    asked = style.painter.dot(10, Role.ONLINE, Role.SIDEBAR)
    kept = [style.painter.dot(size, Role.AWAY, Role.SIDEBAR) for size in range(4, 60)]
    rose = load_builtin("rose")
    style.painter.retheme(load_builtin("daylight"))
    style.painter.retheme(rose)
    assert pixel(style.painter.dot(10, Role.ONLINE, Role.SIDEBAR), 5, 5) == rose[Role.ONLINE]
    assert pixel(asked, 5, 5) == rose[Role.ONLINE]
    pump_until(root, lambda: all(pixel(dot, dot.width() // 2, dot.width() // 2) == rose[Role.AWAY] for dot in kept))


def test_an_icon_without_backdrop_is_transparent_around_its_lines(style: Style) -> None:
    icon = style.painter.icon("plus", 20, Role.TEXT)
    assert icon.transparency_get(0, 0)
    assert not icon.transparency_get(10, 10)


def test_an_avatar_is_a_disc_with_a_white_letter(style: Style) -> None:
    avatar = style.painter.avatar("M", 3, 38, backdrop=Role.WINDOW)
    assert (avatar.width(), avatar.height()) == (38, 38)
    assert pixel(avatar, 0, 0) == style.color(Role.WINDOW)
    assert pixel(avatar, 19, 4) == style.theme.avatar_color(3)
    assert "#ffffff" in {pixel(avatar, x, 19) for x in range(10, 28)}


@pytest.mark.parametrize(
    ("presence", "role", "inside"),
    [
        (Presence.ONLINE, Role.ONLINE, Role.ONLINE),
        (Presence.AWAY, Role.AWAY, Role.AWAY),
        (Presence.OFFLINE, Role.MUTED, Role.PANEL),
    ],
)
def test_presence_differs_in_shape_as_well_as_in_colour(
    style: Style, presence: Presence, role: Role, inside: Role
) -> None:
    avatar = style.painter.avatar("A", 0, 36, backdrop=Role.PANEL, presence=presence)
    assert pixel(avatar, 31, 27) == style.color(role)
    assert pixel(avatar, 31, 31) == style.color(inside)
    assert pixel(avatar, 31, 25) == style.color(Role.PANEL)


def test_unknown_presence_shows_no_dot(style: Style) -> None:
    avatar = style.painter.avatar("A", 0, 36, backdrop=Role.PANEL, presence=Presence.UNKNOWN)
    assert pixel(avatar, 35, 35) == style.color(Role.PANEL)
    assert avatar.width() == 36


def test_discs_lie_upon_each_other(style: Style) -> None:
    dots = style.painter.discs(((30, "#ff0000"), (20, Role.WINDOW), (10, "#00ff00")), Role.PANEL)
    assert [pixel(dots, x, 15) for x in (2, 8, 15)] == ["#ff0000", style.color(Role.WINDOW), "#00ff00"]


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_pictures_grow_with_the_scale(root: tk.Tk, scale: float) -> None:
    painter = Painter(root, load_builtin("midnight"), scale)
    assert painter.icon("gear", 20, Role.TEXT, Role.WINDOW).width() == round(20 * scale)
    assert painter.avatar("M", 0, 38, backdrop=Role.WINDOW, presence=Presence.ONLINE).width() == round(38 * scale)
    assert painter.rounded(30, 30, 9, Role.INPUT, backdrop=Role.WINDOW).height() == round(30 * scale)


def test_every_size_of_avatar_can_carry_every_letter_we_ship(style: Style) -> None:
    for size in (16, 24, 30, 34, 38):
        for letter in "AMWÅÇŐǾŴẞЖЁΩ09#?ß漢ع🙂":
            picture = style.painter.avatar(letter, 0, size, backdrop=Role.WINDOW, presence=Presence.AWAY)
            assert picture.width() >= size


def test_a_script_we_have_no_letters_of_gets_a_person() -> None:
    assert letter_mask("漢", 12) == letter_mask("ع", 12) != letter_mask("A", 12)


def test_small_letters_are_drawn_as_capitals() -> None:
    assert letter_mask("é", 12) == letter_mask("É", 12)


@pytest.mark.parametrize("name", ICONS)
def test_every_drawing_is_shipped_in_every_size(name: str) -> None:
    for size in ICON_SIZES:
        mask = icon_mask(name, size)
        assert (mask.width, mask.height) == (size, size)
        assert any(mask.levels)


def test_an_icon_nobody_drew_is_an_error() -> None:
    with pytest.raises(KeyError, match="no icon is called 'unicorn'"):
        icon_mask("unicorn", 20)


def test_resampling_keeps_the_share_that_is_covered() -> None:
    half = Mask(4, 2, bytes([0, 0, LEVELS, LEVELS] * 2))
    assert resampled(half, 2, 1).levels == bytes([0, LEVELS])
    assert resampled(half, 1, 1).levels == bytes([LEVELS // 2])
