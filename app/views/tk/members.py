"""Who is in the room: the panel at the right."""

import tkinter as tk
from collections.abc import Callable

from app.contracts.presence import Presence
from app.contracts.regions import MemberItem, MembersState
from app.contracts.views import MembersActions
from app.themes.roles import Role
from app.values import frozen
from app.views.tk.controls import Button, IconButton, WrappingLabel, label
from app.views.tk.pen import Pen
from app.views.tk.popup import Entry, PopupMenu, unavailable
from app.views.tk.row_list import Look, RowList
from app.views.tk.styling import Style
from app.views.tk.timeline.typesetter import clean_line

WIDTH = 226
_HEAD = 56
_AVATAR = 30


@frozen
class _GroupRow:
    title: str
    height: int
    is_choosable: bool = False


@frozen
class _MemberRow:
    item: MemberItem
    height: int = 44
    is_choosable: bool = True


_Row = _GroupRow | _MemberRow


class Members:
    """The members panel (a `MembersView`) in `frame`."""

    def __init__(self, parent: tk.Misc, style: Style) -> None:
        self._actions: MembersActions | None = None
        self._style = style
        self.frame = tk.Frame(parent, width=style.px(WIDTH), borderwidth=0)
        self.frame.pack_propagate(flag=False)
        style.paint(self.frame, background=Role.PANEL)
        self._menu = PopupMenu(self.frame, style)
        self._count = self._make_head()
        self.list: RowList[_Row] = RowList(
            self.frame, style, background=Role.PANEL, draw=_draw, choose=self._show_menu, menu=self._show_menu
        )
        self.hint = Hint(self.frame, style, self._invite)
        self.list.frame.pack(fill="both", expand=True)

    def bind(self, actions: MembersActions) -> None:
        """Take the receiver of gestures."""
        self._actions = actions

    def show(self, state: MembersState) -> None:
        """Show these people; only those in view are drawn."""
        self._count.configure(text=str(state.total) if state.total else "")
        rows: list[_Row] = []
        for number, group in enumerate(state.groups):
            rows.append(_GroupRow(group.title, 36 if number else 31))
            rows += [_MemberRow(item) for item in group.members]
        self.list.show(rows)
        self.hint.say(state.hint, state.hint_action)

    def focus(self) -> None:
        """Give it the keyboard."""
        self.list.focus()

    def _make_head(self) -> tk.Label:
        style, px = self._style, self._style.px
        head = tk.Frame(self.frame, height=px(_HEAD), borderwidth=0)
        head.pack_propagate(flag=False)
        line = tk.Frame(self.frame, height=px(1), borderwidth=0)
        style.paint(head, background=Role.PANEL)
        style.paint(line, background=Role.BORDER)
        label(head, style, "Members", style.fonts.h3, backdrop=Role.PANEL).pack(side="left", padx=(px(20), px(8)))
        count = label(head, style, "", style.fonts.small, role=Role.MUTED, backdrop=Role.PANEL)
        count.pack(side="left")
        IconButton(
            head, style, "close", self._close, tooltip="Hide members", size=18, backdrop=Role.PANEL
        ).pack(side="right", padx=px(10))
        head.pack(fill="x")
        line.pack(fill="x")
        return count

    # Gestures

    def _show_menu(self, row: _Row, x: int, y: int) -> None:
        if isinstance(row, _MemberRow):
            self._menu.show(self.member_menu(row.item.nick), x, y)

    def member_menu(self, nick: str) -> list[Entry]:
        """What one can do with someone."""
        entries: list[Entry] = []
        for offer in () if self._actions is None else self._actions.member_offers(nick):
            if offer.begins_group and entries:
                entries.append(None)
            entries.append((offer.label, offer.do if offer.is_enabled else unavailable))
        return entries

    def _close(self) -> None:
        if self._actions is not None:
            self._actions.close_members()

    def _invite(self) -> None:
        if self._actions is not None:
            self._actions.invite()


class Hint:
    """What is said, and offered, when nobody else is there."""

    def __init__(self, parent: tk.Misc, style: Style, on_press: Callable[[], None]) -> None:
        self._style = style
        self.press = on_press
        self._frame = tk.Frame(parent, borderwidth=0)
        style.paint(self._frame, background=Role.PANEL)
        self._said: tuple[str, str] = ("", "")

    @property
    def text(self) -> str:
        """What is said now."""
        return self._said[0]

    def say(self, text: str, action: str) -> None:
        """Show the text with a button; an empty text shows nothing."""
        if (text, action) == self._said:
            return
        self._said = (text, action)
        for widget in self._frame.winfo_children():
            widget.destroy()
        if not text:
            self._frame.pack_forget()
            return
        px, fonts = self._style.px, self._style.fonts
        words = WrappingLabel(self._frame, self._style, text, fonts.small, role=Role.MUTED, backdrop=Role.PANEL)
        words.pack(fill="x", padx=px(20), pady=(px(6), px(8)))
        if action:
            button = Button(self._frame, self._style, action, self.press, kind="soft", backdrop=Role.PANEL)
            button.pack(anchor="w", padx=px(16), pady=(0, px(16)))
        self._frame.pack(side="bottom", fill="x")


def _draw(pen: Pen, row: _Row, look: Look) -> None:
    fonts = pen.style.fonts
    if isinstance(row, _GroupRow):
        pen.text(20, row.height - 8, row.title, fonts.caps, Role.MUTED, room=pen.width - 40)
        return
    if look.is_hovered or look.is_focused:
        pen.pill(Role.HOVER, Role.ACCENT if look.is_focused else None)
    _draw_member(pen, row.item, row.height / 2)


def _draw_member(pen: Pen, item: MemberItem, middle: float) -> None:
    fonts, painter = pen.style.fonts, pen.style.painter
    picture = painter.avatar(
        item.avatar.initial, item.avatar.colour, _AVATAR, backdrop=pen.background, presence=item.presence
    )
    pen.image(18, middle - _AVATAR / 2, picture, "nw")
    right = pen.width - 16.0
    if item.role:
        right = pen.badge(right, middle, item.role, Role.ACCENT_SOFT, Role.ACCENT_TEXT) - 8
    is_here = item.presence is Presence.ONLINE
    font, ink = (fonts.row_bold, Role.TEXT) if is_here else (fonts.row, Role.MUTED)
    shift = 8 if item.status else 0
    pen.text(60, middle - shift, clean_line(item.nick), font, ink, room=right - 60)
    if item.status:
        pen.text(60, middle + 9, clean_line(item.status), fonts.meta, Role.MUTED, room=right - 60)
