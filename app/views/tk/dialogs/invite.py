"""How others get here: the invite link, from where it works, and the same in words for other IRC apps."""

import tkinter as tk
from collections.abc import Callable

from app.contracts.sheets import InviteState, Reach
from app.themes.roles import Role
from app.values import frozen
from app.views.tk.controls import Button, IconButton, RoundedBox, label
from app.views.tk.controls.entry import BareEntry
from app.views.tk.controls.selectable import SelectableText
from app.views.tk.dialogs.sheet import Sheet
from app.views.tk.styling import Style

_WIDTH = 520
COPIED_MS = 2000


@frozen
class _Sign:
    icon: str
    role: Role


_REACH = {
    Reach.THIS_COMPUTER: _Sign("warning", Role.WARNING),
    Reach.LOCAL_NETWORK: _Sign("warning", Role.WARNING),
    Reach.INTERNET: _Sign("globe", Role.SUCCESS),
}


class InviteSheet:
    """Shows `state` at once. `copy` puts the link on the clipboard; `on_close` is called when the sheet is gone."""

    def __init__(
        self,
        parent: tk.Misc,
        style: Style,
        state: InviteState,
        copy: Callable[[str], None],
        on_close: Callable[[], object] = lambda: None,
    ) -> None:
        self.sheet = Sheet(parent, style, width=_WIDTH)
        self._style = style
        self._state = state
        self._copy_text = copy
        self._on_close = on_close
        self._copied_timer = ""
        self.close_button = self._add_close()
        self._add_texts()
        self.link, self.copy_button = self._add_link()
        self._add_details()
        self._add_reach()
        self.sheet.box.bind("<Destroy>", self._forget_timer, add="+")
        self.sheet.open(self.copy_button, on_return=self.copy, on_escape=self.close)

    def copy(self) -> None:
        """Copy the link, and say so for two seconds."""
        self._copy_text(self._state.link)
        self.copy_button.set_text("Copied", "check")
        if self._copied_timer:
            self.sheet.box.after_cancel(self._copied_timer)
        self._copied_timer = self.sheet.box.after(COPIED_MS, self._offer_copy)

    def close(self) -> None:
        """Take the sheet away."""
        self.sheet.close()
        self._on_close()

    def _offer_copy(self) -> None:
        self._copied_timer = ""
        self.copy_button.set_text("Copy", "copy")

    def _forget_timer(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self.sheet.box and self._copied_timer:
            self.sheet.box.after_cancel(self._copied_timer)
            self._copied_timer = ""

    def _add_close(self) -> IconButton:
        button = IconButton(
            self.sheet.box, self._style, "close", self.close, tooltip="Close", backdrop=Role.RAISED, width=32, height=32
        )
        inset = self._style.px(16)
        button.place(relx=1, x=-inset, y=inset + self._style.px(5), anchor="ne")
        return button

    def _add_texts(self) -> None:
        px, fonts, state = self._style.px, self._style.fonts, self._state
        title = self.sheet.text(state.title, fonts.h2)
        title.configure(wraplength=self.sheet.inner_width - px(32))
        title.grid(sticky="w")
        self.sheet.text(state.explanation, fonts.small, Role.MUTED).grid(sticky="w", pady=(px(10), px(18)))

    def _add_link(self) -> tuple[BareEntry, Button]:
        style = self._style
        box = RoundedBox(
            self.sheet.body,
            style,
            fill=Role.PANEL,
            backdrop=Role.RAISED,
            radius=9,
            border=Role.BORDER_CONTROL,
            width=200,
            height=46,
        )
        picture = tk.Label(box, image=style.painter.icon("link", 18, Role.MUTED, Role.PANEL), borderwidth=0)
        style.paint(picture, background=Role.PANEL)
        link = self._make_link_entry(box)
        button = Button(box, style, "Copy", self.copy, icon="copy", backdrop=Role.PANEL, height=32, padding=14)
        picture.pack(side="left", padx=(style.px(13), style.px(12)))
        button.pack(side="right", padx=(0, style.px(3)))
        link.pack(side="left", fill="x", expand=True, padx=(0, style.px(6)))
        box.grid(sticky="ew")
        return link, button

    def _make_link_entry(self, box: RoundedBox) -> BareEntry:
        link = BareEntry(box, self._style, self._style.fonts.row, fill=Role.PANEL)
        link.write(self._state.link)
        link.configure(state="readonly")
        link.bind("<FocusIn>", lambda _event: link.select_range(0, "end"), add="+")
        return link

    def _add_details(self) -> None:
        style, px = self._style, self._style.px
        if not self._state.details:
            return
        heading = self.sheet.text("In another IRC app", style.fonts.caps, Role.MUTED)
        heading.grid(sticky="w", pady=(px(20), px(6)))
        table = tk.Frame(self.sheet.body, borderwidth=0)
        style.paint(table, background=Role.RAISED)
        table.grid_columnconfigure(1, weight=1)
        for row, (name, value) in enumerate(self._state.details):
            title = label(table, style, name, style.fonts.small, role=Role.MUTED, backdrop=Role.RAISED)
            title.grid(row=row, column=0, sticky="nw", padx=(0, px(16)), pady=px(3))
            text = SelectableText(table, style, value, style.fonts.code, backdrop=Role.RAISED)
            text.grid(row=row, column=1, sticky="ew", pady=px(2))
        table.grid(sticky="ew")

    def _add_reach(self) -> None:
        style, px, foot = self._style, self._style.px, self.sheet.foot
        sign = _REACH[self._state.reach]
        line = tk.Frame(foot, borderwidth=0, height=1)
        style.paint(line, background=Role.BORDER)
        line.pack(fill="x", pady=(px(18), px(18)))
        picture = tk.Label(foot, image=style.painter.icon(sign.icon, 18, sign.role, Role.RAISED), borderwidth=0)
        style.paint(picture, background=Role.RAISED)
        picture.pack(side="left", anchor="n")
        text = label(foot, style, self._state.reach_text, style.fonts.small, role=sign.role, backdrop=Role.RAISED)
        text.configure(wraplength=self.sheet.inner_width - px(28))
        text.pack(side="left", padx=(px(9), 0))
