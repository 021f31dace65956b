"""The sheet to search in, made when it is first shown; while it is open, only its hits change."""

import tkinter as tk

from app.contracts.search import SearchActions, SearchState
from app.views.tk.dialogs.search import SearchSheet
from app.views.tk.styling import Style


class SearchSheets:
    """Satisfies `SearchView`."""

    def __init__(self, parent: tk.Misc, style: Style) -> None:
        self._parent = parent
        self._style = style
        self._actions: SearchActions | None = None
        self.sheet: SearchSheet | None = None

    def bind(self, actions: SearchActions) -> None:
        """Take the receiver of gestures."""
        self._actions = actions

    def show(self, state: SearchState | None) -> None:
        """Show this, or nothing."""
        if self.sheet is not None and state is not None and self.sheet.takes(state):
            self.sheet.show(state)
            return
        if self.sheet is not None:
            self.sheet.close()
            self.sheet = None
        if state is not None and self._actions is not None:
            self.sheet = SearchSheet(self._parent, self._style, state, self._actions)
