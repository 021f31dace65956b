"""The page of settings: a sheet that is made when it is first shown."""

import tkinter as tk

from app.contracts.settings_page import SettingsPageActions, SettingsPageState
from app.views.tk.dialogs.settings_sheet import SettingsSheet
from app.views.tk.styling import Style


class SettingsPage:
    """Satisfies `SettingsPageView`."""

    def __init__(self, parent: tk.Misc, style: Style) -> None:
        self._parent = parent
        self._style = style
        self._actions: SettingsPageActions | None = None
        self.sheet: SettingsSheet | None = None

    def bind(self, actions: SettingsPageActions) -> None:
        """Take the receiver of gestures."""
        self._actions = actions

    def show(self, state: SettingsPageState | None) -> None:
        """Show this page, or none."""
        if state is not None and self.sheet is not None and self.sheet.takes(state):
            self.sheet.show(state)
            return
        if self.sheet is not None:
            self.sheet.sheet.close()
            self.sheet = None
        if state is not None and self._actions is not None:
            self.sheet = SettingsSheet(self._parent, self._style, state, self._actions)
