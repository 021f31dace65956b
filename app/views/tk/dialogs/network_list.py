"""All networks, each with what it is doing and the buttons for it."""

import tkinter as tk
from collections.abc import Callable
from functools import partial

from app.contracts.networks import NetworksActions
from app.contracts.sheets import NetworkRow, NetworksState, Standing
from app.themes.roles import Role
from app.views.tk.controls import Button, WrappingLabel, label
from app.views.tk.controls.button import Kind
from app.views.tk.dialogs.sheet import Sheet
from app.views.tk.eliding import elided
from app.views.tk.styling import Style
from app.views.tk.timeline.typesetter import clean_line

_WIDTH = 620
_AVATAR = 34
_DOTS = {
    Standing.ONLINE: Role.ONLINE, Standing.ON_THE_WAY: Role.AWAY, Standing.OFFLINE: Role.FAINT,
    Standing.FAILED: Role.DANGER,
}
_WORDS = {Standing.FAILED: Role.DANGER}


class NetworkListSheet:
    """Shows `state` at once; `show` puts other words in the same rows."""

    def __init__(self, parent: tk.Misc, style: Style, state: NetworksState, actions: NetworksActions) -> None:
        self.sheet = Sheet(parent, style, width=_WIDTH)
        self.rows = {row.key: _Row(self.sheet, style, row, actions) for row in state.rows}
        self._state = state
        self._style = style
        self._lay_out()
        self.add_button, self.close_button = self._add_buttons(actions)
        self.show(state)
        first = next((row.toggle for row in self.rows.values()), self.add_button)
        self.sheet.open(first, on_return=actions.close_networks, on_escape=actions.close_networks)

    def takes(self, state: NetworksState) -> bool:
        """Whether the rows there are can show this."""
        return self.sheet.is_open and [row.key for row in state.rows] == [row.key for row in self._state.rows]

    def show(self, state: NetworksState) -> None:
        """Show how the networks stand now."""
        self._state = state
        for row in state.rows:
            self.rows[row.key].show(row)

    def _lay_out(self) -> None:
        px, fonts = self._style.px, self._style.fonts
        self.sheet.text(self._state.title, fonts.h2).grid(sticky="w")
        self.sheet.text(self._state.text, fonts.row, Role.MUTED).grid(sticky="w", pady=(px(8), px(6)))
        for row in self.rows.values():
            line = tk.Frame(self.sheet.body, borderwidth=0, height=px(1))
            self._style.paint(line, background=Role.BORDER)
            line.grid(sticky="ew", pady=(px(10), px(12)))
            row.frame.grid(sticky="ew")

    def _add_buttons(self, actions: NetworksActions) -> tuple[Button, Button]:
        style, top = self._style, self._style.px(20)
        add = Button(self.sheet.foot, style, "Add network…", actions.add_network, kind="plain", icon="plus",
                     backdrop=Role.RAISED)
        close = Button(self.sheet.foot, style, "Close", actions.close_networks, backdrop=Role.RAISED)
        add.pack(side="left", pady=(top, 0))
        close.pack(side="right", pady=(top, 0))
        return add, close


class _Row:
    """Picture, name and address, buttons at the right, and below them how it stands, as long as that takes."""

    def __init__(self, sheet: Sheet, style: Style, row: NetworkRow, actions: NetworksActions) -> None:
        self._style = style
        self._shown: NetworkRow | None = None
        self.frame = tk.Frame(sheet.body, borderwidth=0)
        style.paint(self.frame, background=Role.RAISED)
        self._picture, self._dot = (tk.Label(self.frame, borderwidth=0) for _ in range(2))
        for widget in (self._picture, self._dot):
            style.paint(widget, background=Role.RAISED)
        self._title = label(self.frame, style, "", style.fonts.row_bold, backdrop=Role.RAISED)
        self._address = label(self.frame, style, "", style.fonts.small, role=Role.MUTED, backdrop=Role.RAISED)
        self.status = WrappingLabel(self.frame, style, "", style.fonts.small, role=Role.MUTED, backdrop=Role.RAISED)
        self._buttons = tk.Frame(self.frame, borderwidth=0)
        style.paint(self._buttons, background=Role.RAISED)
        self.toggle = self._button(row.toggle, "plain", partial(actions.toggle_network, row.key))
        self.edit = self._button("Edit…", "link", partial(actions.edit_network, row.key))
        self.remove = self._button("Remove…", "link", partial(actions.remove_network, row.key))
        self._width = sheet.inner_width
        self._lay_out()

    def show(self, row: NetworkRow) -> None:
        """Show this; what stayed the same is left alone."""
        if row == self._shown:
            return
        self._shown = row
        style = self._style
        self.toggle.set_text(row.toggle)
        avatar = row.avatar
        self._picture.configure(
            image=style.painter.avatar(avatar.initial, avatar.colour, _AVATAR, backdrop=Role.RAISED, square=True))
        self._dot.configure(image=style.painter.dot(8, _DOTS[row.standing], Role.RAISED))
        self.status.configure(text=clean_line(row.status))
        style.paint(self.status, foreground=_WORDS.get(row.standing, Role.MUTED))
        self._elide(row)

    def _elide(self, row: NetworkRow) -> None:
        fonts = self._style.fonts
        buttons = sum(button.winfo_reqwidth() for button in (self.toggle, self.edit, self.remove))
        room = self._width - buttons - self._style.px(_AVATAR + 24)
        self._title.configure(text=elided(clean_line(row.title), fonts.row_bold, room))
        self._address.configure(text=elided(clean_line(row.address), fonts.small, room))

    def _button(self, text: str, kind: Kind, act: Callable[[], None]) -> Button:
        button = Button(self._buttons, self._style, text, act, kind=kind, height=32, padding=10, backdrop=Role.RAISED,
                        text_font=self._style.fonts.small_bold)
        button.pack(side="left")
        return button

    def _lay_out(self) -> None:
        px = self._style.px
        self.frame.grid_columnconfigure(1, weight=1)
        self._picture.grid(row=0, column=0, rowspan=2, padx=(0, px(12)))
        self._title.grid(row=0, column=1, sticky="sw")
        self._address.grid(row=1, column=1, sticky="nw")
        self._buttons.grid(row=0, column=2, rowspan=2, sticky="e", padx=(px(12), 0))
        self._dot.grid(row=2, column=0, sticky="ne", padx=(0, px(14)), pady=(px(12), 0))
        self.status.grid(row=2, column=1, columnspan=2, sticky="ew", pady=(px(6), 0))
