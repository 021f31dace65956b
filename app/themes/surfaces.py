"""Which text stands on which surface: what a theme's contrast is checked and repaired against."""

from collections.abc import Mapping

from app.themes.roles import Role

TEXT_RATIO = 4.5
"""Text and its surface (WCAG 2.2, 1.4.3)."""

HIGH_RATIO = 7.0
"""The same for the contrast themes (WCAG 2.2, 1.4.6)."""

SHAPE_RATIO = 3.0
"""Shapes that mean something, such as the edge of a switch (WCAG 2.2, 1.4.11)."""

_PANES = (Role.WINDOW, Role.SIDEBAR, Role.PANEL, Role.RAISED)
_MESSAGE_ROWS = (Role.WINDOW, Role.ROW_HOVER, Role.MENTION)
_SOFT = (Role.SUCCESS_SOFT, Role.WARNING_SOFT, Role.DANGER_SOFT)

TEXT_SURFACES: Mapping[Role, tuple[Role, ...]] = {
    Role.TEXT: (
        *_PANES,
        Role.INPUT,
        Role.HOVER,
        *_MESSAGE_ROWS,
        Role.SELECTED,
        Role.OTHER,
        Role.CODE,
        Role.SELECT,
        Role.ACCENT_SOFT,
        *_SOFT,
    ),
    Role.MUTED: (*_PANES, Role.INPUT, Role.HOVER, *_MESSAGE_ROWS, Role.SELECTED, Role.OTHER),
    Role.FAINT: (*_PANES, Role.INPUT, Role.ROW_HOVER),
    Role.BADGE_TEXT: (Role.BADGE,),
    Role.ON_ACCENT: (Role.ACCENT, Role.ACCENT_HOVER),
    Role.ON_DANGER: (Role.DANGER_FILL,),
    Role.ACCENT_TEXT: (*_PANES, Role.ACCENT_SOFT, *_MESSAGE_ROWS, *_SOFT),
    Role.LINK: (*_PANES, *_MESSAGE_ROWS, Role.OTHER),
    Role.SUCCESS: (*_PANES, Role.SUCCESS_SOFT),
    Role.WARNING: (*_PANES, Role.WARNING_SOFT),
    Role.DANGER: (*_PANES, *_MESSAGE_ROWS, Role.DANGER_SOFT),
    Role.UNREAD: (Role.WINDOW,),
    Role.OWN_TEXT: (Role.OWN,),
    Role.OWN_META: (Role.OWN,),
}

SHAPE_SURFACES: Mapping[Role, tuple[Role, ...]] = {
    Role.BORDER_STRONG: (Role.WINDOW, Role.RAISED),
    Role.ONLINE: (Role.WINDOW, Role.SIDEBAR, Role.PANEL),
    Role.AWAY: (Role.WINDOW, Role.SIDEBAR, Role.PANEL),
}

NICK_SURFACES = (*_MESSAGE_ROWS, Role.OTHER)
