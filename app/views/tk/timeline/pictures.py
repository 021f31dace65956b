"""The pictures that stand between words: halves of avatars, rules beside day lines, small icons."""

import tkinter as tk

from app.themes.roles import Role
from app.themes.theme import Theme
from app.views.tk.styling import Style
from app.views.tk.timeline.tags import AVATAR, RULE_MARGIN
from app.views.tk.timeline.typesetter import AvatarSlice, Glyph, Rule, Thumbnail

_GLYPH = 14
_MOST_THUMBNAILS = 360
"""As many as rows are on paper at once."""


class Pictures:
    """Makes each picture once and redraws it in place when the theme changes."""

    def __init__(self, owner: tk.Misc, style: Style) -> None:
        self._style = style
        self._owner = owner
        self._slices: dict[tuple[str, int, Role, bool], tk.PhotoImage] = {}
        self._rules: dict[tuple[int, Role], tk.PhotoImage] = {}
        self._thumbnails: dict[bytes, tk.PhotoImage] = {}
        # A slice fills its line exactly, so that the halves meet: the name's line is as high as its two fonts.
        fonts = (style.fonts.h3, style.fonts.meta, style.fonts.body)
        self._top_height = min(
            style.px(AVATAR) - 1,
            max(font.metrics("ascent") for font in fonts) + max(font.metrics("descent") for font in fonts),
        )
        style.on_change(self._retheme, owner)

    def of(self, recipe: AvatarSlice | Glyph | Rule | Thumbnail, *, backdrop: Role,
           paper_width: int) -> tk.PhotoImage | None:
        """The picture, None where there is no room for it."""
        match recipe:
            case AvatarSlice():
                return self._slice(recipe, backdrop)
            case Glyph():
                return self._style.painter.icon(recipe.icon, _GLYPH, recipe.role, backdrop)
            case Rule():
                return self._rule(recipe, paper_width)
            case Thumbnail():
                return self._thumbnail(recipe)

    def _thumbnail(self, recipe: Thumbnail) -> tk.PhotoImage | None:
        """Those shown longest ago go first: a chat may have thousands, and each is as large as it looks."""
        photo = self._thumbnails.pop(recipe.png, None)
        if photo is None:
            try:
                photo = tk.PhotoImage(master=self._owner, data=recipe.png, format="png")
            except tk.TclError:
                return None
        self._thumbnails[recipe.png] = photo
        while len(self._thumbnails) > _MOST_THUMBNAILS:
            self._thumbnails.pop(next(iter(self._thumbnails)))
        return photo

    def forget_rules(self) -> None:
        """The paper has another width: drop the rules. Whoever shows one has to ask for it again."""
        self._rules.clear()

    def _slice(self, recipe: AvatarSlice, backdrop: Role) -> tk.PhotoImage:
        key = (recipe.initial, recipe.colour, backdrop, recipe.is_top)
        photo = self._slices.get(key)
        if photo is None:
            side = self._style.px(AVATAR)
            height = self._top_height if recipe.is_top else side - self._top_height
            photo = self._slices[key] = tk.PhotoImage(master=self._owner, width=side, height=height)
            self._copy_slice(key, photo)
        return photo

    def _copy_slice(self, key: tuple[str, int, Role, bool], photo: tk.PhotoImage) -> None:
        initial, colour, backdrop, is_top = key
        whole = self._style.painter.avatar(initial, colour, AVATAR, backdrop=backdrop)
        side = self._style.px(AVATAR)
        top, bottom = (0, self._top_height) if is_top else (self._top_height, side)
        photo.tk.call(photo.name, "copy", whole.name, "-from", 0, top, side, bottom, "-to", 0, 0)

    def _rule(self, recipe: Rule, paper_width: int) -> tk.PhotoImage | None:
        label = self._style.fonts.caps.measure(f"  {recipe.label}  ")
        width = (paper_width - 2 * self._style.px(RULE_MARGIN) - label) // 2 - 2
        if width < self._style.px(16):
            return None
        photo = self._rules.get((width, recipe.role))
        if photo is None:
            photo = self._rules[width, recipe.role] = tk.PhotoImage(master=self._owner)
            self._fill_rule(width, recipe.role, photo)
        return photo

    def _fill_rule(self, width: int, role: Role, photo: tk.PhotoImage) -> None:
        photo.put(self._style.color(role), to=(0, 0, width, self._style.px(1)))

    def _retheme(self, _theme: Theme) -> None:
        for key, slice_ in self._slices.items():
            self._copy_slice(key, slice_)
        for (width, role), rule in self._rules.items():
            self._fill_rule(width, role, rule)
