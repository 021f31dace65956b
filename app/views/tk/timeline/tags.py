"""How each tag of the typesetter looks: fonts, colours and distances, as one table from the lowest to the highest rank.

Sizes are px at 100 %. There is one tag per look, never one per row, so the paper's tags stay as few as they are here.
"""

import tkinter as tk
from collections.abc import Mapping
from dataclasses import field

from app.themes.roles import Role
from app.themes.theme import Theme
from app.values import frozen
from app.views.tk.styling import Style
from app.views.tk.timeline.layouts import NICK_TAGS
from app.views.tk.timeline.sent_colours import paint_tags
from app.views.tk.timeline.typesetter import BLOCK, BODY, COVER, DELETE, HIDDEN, RETRY, TARGETS

AVATAR = 38
AVATAR_X = 20
TEXT_X = 72
RIGHT = 24
NICK_END = 154
COMPACT_X = 168
RULE_MARGIN = 36

HOVERED = "row.hovered"
LINK_HOVERED = "link.hovered"
MARKED = "row.marked"
"""A row that people were led to."""
UNCOVERED = "spoiler.uncovered"
"""A spoiler people have asked to see; its cover is LIFTED."""
LIFTED = "spoiler.lifted"


@frozen(kw_only=True)
class Look:
    """What a tag sets. `distances` are Text options in px; `tabs` are positions, a negative one right-aligned."""

    font: str = ""
    foreground: Role | None = None
    background: Role | None = None
    distances: Mapping[str, int] = field(default_factory=dict)
    tabs: tuple[int, ...] = ()
    options: Mapping[str, str | bool] = field(default_factory=dict)


def _paragraph(left: int, hanging: int, above: int, below: int = 0) -> dict[str, int]:
    return {
        "lmargin1": left, "lmargin2": hanging, "rmargin": RIGHT, "spacing1": above, "spacing2": 2, "spacing3": below,
    }


def _cozy(left: int, above: int, below: int = 0, *, tabs: tuple[int, ...] = ()) -> Look:
    return Look(font="body", foreground=Role.TEXT, distances=_paragraph(left, TEXT_X, above, below), tabs=tabs)


def _centred(font: str, role: Role, above: int, below: int) -> Look:
    return Look(
        font=font, foreground=role, options={"justify": "center"},
        distances=_paragraph(RULE_MARGIN, RULE_MARGIN, above, below) | {"rmargin": RULE_MARGIN},
    )


_COMPACT_TABS = (-NICK_END, COMPACT_X)

LOOKS: dict[str, Look] = {
    "cozy.gap": Look(distances={"spacing1": 7}),
    "cozy.pad": Look(distances={"spacing1": 5}),
    "cozy.head": _cozy(AVATAR_X, 16, tabs=(TEXT_X,)),
    "cozy.head.mention": _cozy(AVATAR_X, 0, tabs=(TEXT_X,)),
    "cozy.text": _cozy(AVATAR_X, 0, tabs=(TEXT_X,)),
    "cozy.more": _cozy(TEXT_X, 6),
    "cozy.more.mention": _cozy(TEXT_X, 0),
    "cozy.line": _cozy(TEXT_X, 2),
    "cozy.note": Look(font="small", distances=_paragraph(TEXT_X, TEXT_X, 2)),
    "cozy.system": Look(font="small", foreground=Role.MUTED, distances=_paragraph(TEXT_X, TEXT_X, 10)),
    "compact.text": Look(
        font="body", foreground=Role.TEXT, distances=_paragraph(16, COMPACT_X, 3, 2), tabs=_COMPACT_TABS,
    ),
    "compact.line": Look(font="body", foreground=Role.TEXT, distances=_paragraph(COMPACT_X, COMPACT_X, 2, 2)),
    "compact.note": Look(font="small", distances=_paragraph(COMPACT_X, COMPACT_X, 0, 3)),
    "day": _centred("caps", Role.MUTED, 14, 0),
    "unread": _centred("caps", Role.UNREAD, 9, 1),
    "beginning.title": _centred("h2", Role.TEXT, 28, 2),
    "beginning.text": _centred("small", Role.MUTED, 4, 14),
    "row.mention": Look(background=Role.MENTION),
    HOVERED: Look(background=Role.ROW_HOVER),
    MARKED: Look(background=Role.ACCENT_SOFT),
    "action": Look(font="body_italic"),
    "bold": Look(font="body_bold"),
    "italic": Look(font="body_italic"),
    "bold_italic": Look(font="body_bold_italic"),
    "name": Look(font="h3"),
    "strong": Look(font="small_bold"),
    "time": Look(font="meta", foreground=Role.MUTED),
    "muted": Look(foreground=Role.MUTED),
    "aside": Look(font="small", foreground=Role.MUTED),
    "danger": Look(foreground=Role.DANGER),
    **{tag: Look() for tag in NICK_TAGS},
    "quote": Look(foreground=Role.MUTED),
    "quote.bar": Look(foreground=Role.BORDER_STRONG),
    BLOCK: Look(font="code", background=Role.CODE),
    "reverse": Look(foreground=Role.WINDOW, background=Role.TEXT),
    "underline": Look(options={"underline": True}),
    "strike": Look(options={"overstrike": True}),
    "code": Look(font="code", background=Role.CODE),
    "mention": Look(font="body_bold", foreground=Role.ACCENT_TEXT, background=Role.ACCENT_SOFT),
    "channel": Look(foreground=Role.LINK),
    "link": Look(foreground=Role.LINK),
    "pending": Look(foreground=Role.FAINT),
    COVER: Look(font="small", foreground=Role.MUTED, background=Role.BORDER),
    HIDDEN: Look(options={"elide": True}),
    UNCOVERED: Look(background=Role.CODE, options={"elide": False}),
    LIFTED: Look(options={"elide": True}),
    LINK_HOVERED: Look(options={"underline": True}),
    **{tag: Look() for tag in (BODY, *TARGETS, RETRY, DELETE)},
}

_FILLED = {"row.mention", HOVERED, MARKED}
"""Rows with a background of their own; it fills the margins too, from edge to edge."""


def set_tags(text: tk.Text, style: Style) -> None:
    """Give `text` all tags, in their order of rank; once, before anything is written."""
    for name, look in LOOKS.items():
        text.tag_configure(name, _measures(look, style))
    color_tags(text, style.theme)
    text.tag_raise("sel")


def color_tags(text: tk.Text, theme: Theme) -> None:
    """Give the tags the colours of `theme`; nothing moves."""
    for name, look in LOOKS.items():
        # A margin is filled like the piece of text beside it, such as inline code, unless it has a colour of its own.
        margin = look.background if name in _FILLED else Role.WINDOW if "lmargin1" in look.distances else None
        colors = {} if margin is None else {"lmargincolor": theme[margin], "rmargincolor": theme[margin]}
        if look.foreground is not None:
            colors["foreground"] = colors["underlinefg"] = theme[look.foreground]
        if look.background is not None:
            colors["background"] = theme[look.background]
        if colors:
            text.tag_configure(name, dict(colors))
    for index, name in enumerate(NICK_TAGS):
        text.tag_configure(name, foreground=theme.nick_color(index))
    paint_tags(text, theme)
    text.tag_configure("sel", background=theme[Role.SELECT], foreground=theme[Role.TEXT])


def _measures(look: Look, style: Style) -> dict[str, object]:
    measures: dict[str, object] = {name: style.px(size) for name, size in look.distances.items()}
    measures |= look.options
    if look.font:
        measures["font"] = getattr(style.fonts, look.font)
    if look.tabs:
        measures["tabs"] = tuple(
            word for stop in look.tabs for word in (style.px(abs(stop)), "right" if stop < 0 else "left")
        )
    return measures
