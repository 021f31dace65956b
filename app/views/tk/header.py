"""The line above the messages: what this chat is called and about."""

import tkinter as tk
from collections.abc import Callable

from app.contracts.regions import ChatKind, HeaderState
from app.contracts.views import HeaderActions
from app.themes.roles import Role
from app.views.tk.controls import IconButton, label
from app.views.tk.eliding import elided
from app.views.tk.styling import Style
from app.views.tk.timeline.typesetter import clean_line

HEIGHT = 56
_ICONS = {ChatKind.CHANNEL: "hash", ChatKind.DIRECT: "chat", ChatKind.SERVER: "server"}
_TITLE_SHARE = 0.6


class Header:
    """Icon, title, topic and the members button (a `HeaderView`) in `frame`."""

    def __init__(self, parent: tk.Misc, style: Style, toggle_members: Callable[[], None]) -> None:
        self.frame = tk.Frame(parent, borderwidth=0, height=style.px(HEIGHT))
        self.frame.pack_propagate(flag=False)
        self._style = style
        self._actions: HeaderActions | None = None
        self._state = HeaderState(kind=ChatKind.CHANNEL, title="")
        style.paint(self.frame, background=Role.WINDOW)
        self._icon = tk.Label(self.frame, borderwidth=0, padx=0, pady=0)
        style.paint(self._icon, background=Role.WINDOW)
        self._title = label(self.frame, style, "", style.fonts.h2, backdrop=Role.WINDOW)
        self._divider = tk.Frame(self.frame, borderwidth=0, width=style.px(1), height=style.px(20))
        style.paint(self._divider, background=Role.BORDER)
        self.topic = label(self.frame, style, "", style.fonts.small, role=Role.MUTED, backdrop=Role.WINDOW)
        self.topic.configure(takefocus=True, cursor="hand2", highlightthickness=style.px(2))
        style.paint(self.topic, highlightbackground=Role.WINDOW, highlightcolor=Role.ACCENT)
        self.members_button = IconButton(self.frame, style, "people", toggle_members, tooltip="Members")
        self._lay_out()
        for gesture in ("<Button-1>", "<Return>", "<space>"):
            self.topic.bind(gesture, lambda _: self._ask_topic())
        self.frame.bind("<Configure>", lambda _: self._fit())

    def bind(self, actions: HeaderActions) -> None:
        """Take the receiver of gestures."""
        self._actions = actions

    def show(self, state: HeaderState) -> None:
        """Show this chat's title and topic."""
        self._state = state
        self._icon.configure(image=self._style.painter.icon(_ICONS[state.kind], 20, Role.MUTED, Role.WINDOW))
        if state.members is None:
            self.members_button.pack_forget()
        elif not self.members_button.winfo_manager():
            self.members_button.pack(side="right", padx=self._style.px(16), before=self._icon)
        self._fit()

    def _lay_out(self) -> None:
        px = self._style.px
        self._icon.pack(side="left", padx=(px(20), px(8)))
        self._title.pack(side="left")
        self._divider.pack(side="left", padx=(px(16), px(13)))
        self.topic.pack(side="left")

    def _fit(self) -> None:
        """Cut title and topic to the width there is; the title goes first, the topic takes what is left."""
        px, fonts, state = self._style.px, self._style.fonts, self._state
        room = self.frame.winfo_width() - px(20 + 20 + 8) - (px(70) if state.members is not None else px(16))
        title = elided(clean_line(state.title), fonts.h2, round(room * _TITLE_SHARE) if state.topic else room)
        self._title.configure(text=title)
        left = room - fonts.h2.measure(title) - px(40)
        topic = clean_line(state.topic) or ("Set a topic" if state.can_set_topic else "")
        shown = elided(topic, fonts.small, left)
        self.topic.configure(text=shown)
        if shown and not self.topic.winfo_manager():
            self._divider.pack(side="left", padx=(px(16), px(13)))
            self.topic.pack(side="left")
        elif not shown:
            self._divider.pack_forget()
            self.topic.pack_forget()

    def _ask_topic(self) -> str:
        if self._actions is not None:
            self._actions.ask_topic()
        return "break"
