"""The first screen, made when it is first shown: whoever opens the app into a chat does not pay for it."""

import tkinter as tk
from typing import TYPE_CHECKING

from app.views.tk.styling import Style

if TYPE_CHECKING:
    from app.contracts.first_screen import WelcomeState
    from app.contracts.views import WelcomeActions
    from app.views.tk.welcome import WelcomeScreen


class WelcomePage:
    """A `WelcomeView` that keeps what it was told until there is a screen to show it on."""

    def __init__(self, parent: tk.Misc, style: Style) -> None:
        self._parent = parent
        self._style = style
        self._actions: WelcomeActions | None = None
        self._state: WelcomeState | None = None
        self._screen: WelcomeScreen | None = None

    def bind(self, actions: "WelcomeActions") -> None:
        """Take the receiver of gestures."""
        self._actions = actions
        if self._screen is not None:
            self._screen.bind(actions)

    def show(self, state: "WelcomeState") -> None:
        """Show this, now or when the screen comes up."""
        self._state = state
        if self._screen is not None:
            self._screen.show(state)

    @property
    def frame(self) -> tk.Frame:
        """The screen's widget; makes the screen."""
        return self._made().frame

    def _made(self) -> "WelcomeScreen":
        if self._screen is None:
            from app.views.tk.welcome import WelcomeScreen

            self._screen = WelcomeScreen(self._parent, self._style)
            if self._actions is not None:
                self._screen.bind(self._actions)
            if self._state is not None:
                self._screen.show(self._state)
        return self._screen
