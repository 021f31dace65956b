"""The line on top of the messages that tells of the connection."""

import tkinter as tk
from collections.abc import Callable

from app.contracts.regions import Banner, BannerTone
from app.contracts.views import BannerActions
from app.themes.roles import Role
from app.views.tk.controls import Button, WrappingLabel, label
from app.views.tk.styling import Style

_TONES = {
    BannerTone.WARNING: (Role.WARNING_SOFT, Role.WARNING, "wifi_off"),
    BannerTone.DANGER: (Role.DANGER_SOFT, Role.DANGER, "warning"),
    BannerTone.INFO: (Role.ACCENT_SOFT, Role.ACCENT_TEXT, "server"),
}
_BUTTON = 30
_AIR = 90
"""What the picture and the gaps take of the width."""


class BannerBar:
    """What happened, what the app does about it, and a button (a `BannerView`) in `frame`, which hides itself."""

    def __init__(self, parent: tk.Misc, style: Style) -> None:
        self.frame = tk.Frame(parent, borderwidth=0)
        self._style = style
        self._actions: BannerActions | None = None
        self._shown: Banner | None = None
        self._line: _Line | None = None
        self.button: Button | None = None

    def bind(self, actions: BannerActions) -> None:
        """Take the receiver of gestures."""
        self._actions = actions

    def show(self, banner: Banner | None) -> None:
        """Show this, or nothing. A new text in the same tone only changes the words."""
        if banner == self._shown:
            return
        before, self._shown = self._shown, banner
        if banner is None:
            self.frame.grid_remove()
            return
        if before is None or self._line is None or (before.tone, before.action) != (banner.tone, banner.action):
            if self._line is not None:
                self._line.frame.destroy()
            self._line = _Line(self.frame, self._style, banner, self._press)
            self._line.frame.pack(fill="both", expand=True)
            self.button = self._line.button
        self._line.say(banner)
        self.frame.grid()

    def _press(self) -> None:
        if self._actions is not None:
            self._actions.banner_action()


class _Line:
    """The widgets of one tone."""

    def __init__(self, parent: tk.Misc, style: Style, banner: Banner, press: Callable[[], None]) -> None:
        background, ink, icon = _TONES[banner.tone]
        self._px = px = style.px
        self.frame = tk.Frame(parent, borderwidth=0)
        picture = tk.Label(self.frame, image=style.painter.icon(icon, 20, ink, background), borderwidth=0)
        style.paint(self.frame, background=background)
        style.paint(picture, background=background)
        self._title = label(self.frame, style, "", style.fonts.row_bold, role=ink, backdrop=background)
        self._font = style.fonts.row
        self._text = WrappingLabel(self.frame, style, "", self._font, backdrop=background)
        self.frame.columnconfigure(2, weight=1)
        picture.grid(row=0, column=0, rowspan=2, padx=(px(20), px(10)), pady=px(12))
        self._put(is_beside=True)
        self.frame.bind("<Configure>", self._fit, add=True)
        self.button: Button | None = None
        if banner.action:
            self.button = Button(
                self.frame, style, banner.action, press, kind="link", backdrop=background, height=_BUTTON, padding=10
            )
            self.button.grid(row=0, column=3, rowspan=2, padx=(0, px(10)))

    def say(self, banner: Banner) -> None:
        """Change the words."""
        self._title.configure(text=banner.title)
        self._text.configure(text=banner.text)
        self._fit()

    def _fit(self, *_event: object) -> None:
        """Put the text beside the title where it has room for one line, else below it."""
        button = 0 if self.button is None else self.button.winfo_reqwidth()
        wanted = self._title.winfo_reqwidth() + self._font.measure(str(self._text.cget("text")))
        is_beside = self.frame.winfo_width() - button - self._px(_AIR) >= wanted
        if is_beside != self._is_beside:
            self._put(is_beside=is_beside)

    def _put(self, *, is_beside: bool) -> None:
        self._is_beside = is_beside
        gap = self._px(8)
        self._title.grid(row=0, column=1, rowspan=2 if is_beside else 1, sticky="w", pady=0 if is_beside else (gap, 0))
        self._text.grid(row=0 if is_beside else 1, rowspan=2 if is_beside else 1, column=2 if is_beside else 1,
                        columnspan=1 if is_beside else 2, sticky="ew",
                        padx=(gap if is_beside else 0, gap), pady=gap if is_beside else (0, gap))
