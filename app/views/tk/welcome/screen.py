"""The first screen put together: it centres itself, and scrolls where the window is too low for it."""

import tkinter as tk
from typing import TYPE_CHECKING

from app.contracts.first_screen import WelcomeState
from app.themes.roles import Role
from app.views.tk.controls import Button, WrappingLabel, label
from app.views.tk.controls.scrolling import ScrollingFrame
from app.views.tk.styling import Style
from app.views.tk.welcome.name_card import NameCard
from app.views.tk.welcome.task_card import Task, TaskCard
from app.views.tk.welcome.theme_dots import ThemeDots

if TYPE_CHECKING:
    from app.contracts.views import WelcomeActions

_JOIN = Task(
    icon="login",
    title="Join a chat",
    text="Paste the invite link a friend sent you, or type a server address.",
    placeholder="Invite link or server address",
    field_icon="link",
    button="Join",
    kind="primary",
    foot_icon="globe",
    foot="Works with any IRC server, too",
)
_HOST = Task(
    icon="server",
    title="Host a chat",
    text="Run a chat from this computer. Friends join with one link, on any device.",
    placeholder="Name of your group",
    field_icon=None,
    button="Start hosting",
    kind="soft",
    foot_icon="lock",
    foot="Encrypted · history kept on this computer",
)
_SUBTITLE = "Chat with your group. No account needed, and your history stays with you."
_FOOT = "Open source · Everything runs on your own computer"
_NARROWEST_CARD = 260
_WIDEST_CARD = 372
_GAP = 24
_LOW = 600
"""Below this height the logo and the line under the title make room for what one has to fill in."""


class WelcomeScreen:
    """The `WelcomeView` of this look; `frame` is what the window shows."""

    def __init__(self, parent: tk.Misc, style: Style) -> None:
        self._style = style
        self._actions: WelcomeActions | None = None
        self._state = WelcomeState(name="")
        self.frame = tk.Frame(parent, borderwidth=0)
        style.paint(self.frame, background=Role.PANEL)
        self._scroller = ScrollingFrame(
            self.frame, style, backdrop=Role.PANEL, bar_style="Panel.Quiet.Vertical.TScrollbar"
        )
        self._scroller.pack(fill="both", expand=True)
        page = self._scroller.body
        self.name_card = NameCard(page, style, on_return=self._name_done)
        self._name_error = WrappingLabel(
            page, style, "", style.fonts.small, role=Role.DANGER, backdrop=Role.PANEL, least_width=360
        )
        self._cards = self._strip(page)
        self.join_card = TaskCard(self._cards, style, _JOIN, on_submit=self._join, on_cancel=self._cancel)
        self.host_card = TaskCard(self._cards, style, _HOST, on_submit=self._host, on_cancel=self._cancel)
        self._busy_card = self.join_card
        self._themes = self._strip(page)
        self.theme_dots = ThemeDots(self._themes, style, on_choose=self._choose_theme)
        self.back = Button(self.frame, style, "Back to your chats", self._back, kind="link", backdrop=Role.PANEL)
        self._lay_out(page)
        self._scroller.follow_wheel()
        self.frame.bind("<Configure>", self._fit)
        self.frame.bind("<Map>", lambda _event: self.focus())
        for widget in (self.name_card.entry, *self.join_card.stops, *self.host_card.stops):
            widget.bind("<Escape>", lambda _event: self._escaped(), add="+")

    def bind(self, actions: "WelcomeActions") -> None:
        """Take the receiver of gestures."""
        self._actions = actions

    def show(self, state: WelcomeState) -> None:
        """Show this; what has been typed stays unless `state` says something else than it said before."""
        before, self._state = self._state, state
        if state.name != before.name:
            self.name_card.set_name(state.name)
        else:
            self.name_card.show_avatar()
        if state.link != before.link:
            self.join_card.field.text = state.link
        if state.group_name != before.group_name:
            self.host_card.field.text = state.group_name
        self._show_name_error(state.name_error)
        self.join_card.show_error(state.join_error)
        self.host_card.show_error(state.host_error)
        for card in (self.join_card, self.host_card):
            card.show_busy(state.busy, is_here=card is self._busy_card)
        self.theme_dots.show(state.themes, state.theme)
        self._show_back(visible=state.can_go_back)

    def focus(self) -> None:
        """Give the keyboard to what has to be filled in first."""
        if self.name_card.name:
            self.join_card.field.focus()
        else:
            self.name_card.edit()

    def _strip(self, parent: tk.Misc) -> tk.Frame:
        strip = tk.Frame(parent, borderwidth=0)
        self._style.paint(strip, background=Role.PANEL)
        return strip

    def _lay_out(self, page: tk.Frame) -> None:
        px, style = self._style.px, self._style
        self._title = label(page, style, "Welcome to Group Chat", style.fonts.h0, backdrop=Role.PANEL)
        subtitle = label(page, style, _SUBTITLE, style.fonts.body, role=Role.MUTED, backdrop=Role.PANEL)
        foot = label(page, style, _FOOT, style.fonts.meta, role=Role.MUTED, backdrop=Role.PANEL)
        themes_title = label(self._themes, style, "Theme", style.fonts.small, role=Role.MUTED, backdrop=Role.PANEL)
        page.grid_columnconfigure(0, weight=1)
        logo = self._make_logo(page)
        logo.grid(row=1, pady=(px(43), px(18)))
        self._title.grid(row=2, pady=(0, px(8)))
        subtitle.grid(row=3, pady=(0, px(28)))
        self._left_out_when_low = (logo, subtitle)
        self.name_card.grid(row=4)
        self._name_error.grid(row=5, pady=(px(6), 0))
        self._cards.grid(row=6, pady=px(26))
        self._themes.grid(row=7, pady=(px(11), px(26)))
        foot.grid(row=8, pady=(0, px(18)))
        themes_title.pack(side="left", padx=(0, px(12)))
        self.theme_dots.pack(side="left")
        self._name_error.grid_remove()

    def _make_logo(self, page: tk.Frame) -> tk.Label:
        picture = self._style.painter.tile(
            "chat", 34, size=64, radius=18, fill=Role.ACCENT, ink=Role.ON_ACCENT, backdrop=Role.PANEL
        )
        logo = tk.Label(page, image=picture, borderwidth=0)
        self._style.paint(logo, background=Role.PANEL)
        return logo

    def _fit(self, event: "tk.Event[tk.Frame]") -> None:
        """Make the best of a small window."""
        self._fit_cards(event.width)
        is_low = event.height < self._style.px(_LOW)
        for widget in self._left_out_when_low:
            if is_low:
                widget.grid_remove()
            else:
                widget.grid()
        px = self._style.px
        self._title.grid(pady=(px(20), px(16)) if is_low else (0, px(8)))

    def _fit_cards(self, width: int) -> None:
        """Two cards beside each other, or below each other where they would get too narrow."""
        gap = self._style.px(_GAP)
        beside = (width - 3 * gap) // 2
        is_wide = beside >= self._style.px(_NARROWEST_CARD)
        card = min(beside if is_wide else width - 2 * gap, self._style.px(_WIDEST_CARD))
        self.join_card.grid(row=0, column=0, sticky="nsew")
        if is_wide:
            self.host_card.grid(row=0, column=1, sticky="nsew", padx=(gap, 0), pady=0)
        else:
            self.host_card.grid(row=1, column=0, sticky="nsew", padx=0, pady=(gap, 0))
        self._cards.grid_columnconfigure(0, minsize=card)
        self._cards.grid_columnconfigure(1, minsize=card + gap if is_wide else 0)

    def _show_name_error(self, text: str) -> None:
        self.name_card.set_error(has_error=bool(text))
        self._name_error.configure(text=text)
        if text:
            self._name_error.grid()
        else:
            self._name_error.grid_remove()

    def _show_back(self, *, visible: bool) -> None:
        if visible:
            self.back.place(x=self._style.px(12), y=self._style.px(12))
        else:
            self.back.place_forget()

    def _name_done(self) -> None:
        self.join_card.field.focus()

    def _join(self) -> None:
        self._busy_card = self.join_card
        if self._actions is not None:
            self._actions.join(self.name_card.name, self.join_card.field.text.strip())

    def _host(self) -> None:
        self._busy_card = self.host_card
        if self._actions is not None:
            self._actions.host(self.name_card.name, self.host_card.field.text.strip())

    def _escaped(self) -> None:
        """Stop what is being done, or go back."""
        if self._state.busy:
            self._cancel()
        elif self._state.can_go_back:
            self._back()

    def _cancel(self) -> None:
        if self._actions is not None:
            self._actions.cancel()

    def _back(self) -> None:
        if self._actions is not None:
            self._actions.back()

    def _choose_theme(self, key: str) -> None:
        if self._actions is not None:
            self._actions.choose_theme(key)
