"""The foot of the sidebar: who I am here, and whether I am there."""

import tkinter as tk
from collections.abc import Callable

from app.contracts.presence import Presence
from app.contracts.regions import SidebarState
from app.themes.roles import Role
from app.views.tk.controls import IconButton, label
from app.views.tk.eliding import elided
from app.views.tk.styling import Style
from app.views.tk.timeline.typesetter import clean_line

HEIGHT = 60
_AVATAR = 36


class OwnFoot:
    """Own picture, nick and state in `frame`. A press on them changes the name; the moon is for being away."""

    def __init__(
        self, parent: tk.Misc, style: Style, *, change_name: Callable[[], None], toggle_away: Callable[[], None]
    ) -> None:
        self._style = style
        self._state: SidebarState | None = None
        self.frame = tk.Frame(parent, height=style.px(HEIGHT), borderwidth=0)
        self._line = tk.Frame(self.frame, height=style.px(1), borderwidth=0)
        self._me = tk.Frame(
            self.frame, borderwidth=0, highlightthickness=style.px(2), takefocus=True, cursor="hand2"
        )
        style.paint(self.frame, background=Role.SIDEBAR)
        style.paint(self._line, background=Role.BORDER)
        style.paint(self._me, background=Role.SIDEBAR, highlightbackground=Role.SIDEBAR, highlightcolor=Role.ACCENT)
        self._picture = tk.Label(self._me, borderwidth=0)
        style.paint(self._picture, background=Role.SIDEBAR)
        self._name = label(self._me, style, "", style.fonts.row_bold, backdrop=Role.SIDEBAR)
        self._status = label(self._me, style, "", style.fonts.meta, role=Role.MUTED, backdrop=Role.SIDEBAR)
        self._away = IconButton(self.frame, style, "moon", toggle_away, tooltip="Away", backdrop=Role.SIDEBAR)
        self._bind(change_name)
        self.frame.bind("<Configure>", lambda _: self._fit())

    def show(self, state: SidebarState) -> None:
        """Show who and how I am."""
        before, self._state = self._state, state
        if before is not None and _own(before) == _own(state):
            return
        if state.own_avatar is not None:
            self._picture.configure(image=self._style.painter.avatar(
                state.own_avatar.initial, state.own_avatar.colour, _AVATAR, backdrop=Role.SIDEBAR,
                presence=state.own_presence,
            ))
        self._away.set_toggled(state.own_presence is Presence.AWAY)
        self._away.tooltip.text = "I’m back" if state.own_presence is Presence.AWAY else "Away"
        self._fit()

    def _fit(self) -> None:
        """Lay it out for the width there is: the whole foot, or the picture alone in the rail."""
        if self._state is None:
            return
        px, fonts, width = self._style.px, self._style.fonts, self.frame.winfo_width()
        is_rail = width < px(100)
        room = width - px(60 + 52)
        self._name.configure(text=elided(clean_line(self._state.own_nick), fonts.row_bold, room))
        self._status.configure(text=elided(clean_line(self._state.own_status), fonts.meta, room))
        self._line.place(x=0, y=0, relwidth=1)
        self._me.place(x=px(4), y=px(4), width=width - px(8 if is_rail else 56), height=px(HEIGHT - 7))
        left = px(8)
        self._picture.place(x=left, rely=0.5, anchor="w")
        self._name.place(x=px(54), y=px(15), anchor="w")
        self._status.place(x=px(54), y=px(33), anchor="w")
        if is_rail:
            self._away.place_forget()
        else:
            self._away.place(relx=1, x=-px(12), y=px(HEIGHT // 2), anchor="e")

    def _bind(self, change_name: Callable[[], None]) -> None:
        for widget in (self._me, self._picture, self._name, self._status):
            widget.bind("<ButtonRelease-1>", lambda _: change_name())
        for key in ("<Return>", "<space>"):
            self._me.bind(key, lambda _: change_name())


def _own(state: SidebarState) -> tuple[object, ...]:
    return state.own_nick, state.own_avatar, state.own_status, state.own_presence
