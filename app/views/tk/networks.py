"""The list of networks and the form of one: two sheets, each made when it is first shown."""

import tkinter as tk
from collections.abc import Mapping

from app.contracts.networks import NetworksActions
from app.contracts.sheets import NetworkForm, NetworksState
from app.views.tk.dialogs.network_form import NetworkFormSheet
from app.views.tk.dialogs.network_list import NetworkListSheet
from app.views.tk.styling import Style


class NetworkSheets:
    """Satisfies `NetworksView`."""

    def __init__(self, parent: tk.Misc, style: Style) -> None:
        self._parent = parent
        self._style = style
        self._actions: NetworksActions | None = None
        self.list: NetworkListSheet | None = None
        self.form: NetworkFormSheet | None = None

    def bind(self, actions: NetworksActions) -> None:
        """Take the receiver of gestures."""
        self._actions = actions

    def show(self, state: NetworksState | None) -> None:
        """Show this list, or none. The sheet is made anew when it lists others than before."""
        if self.list is not None and state is not None and self.list.takes(state):
            self.list.show(state)
            return
        if self.list is not None:
            self.list.sheet.close()
            self.list = None
        if state is not None and self._actions is not None:
            self.list = NetworkListSheet(self._parent, self._style, state, self._actions)

    def show_form(self, form: NetworkForm | None) -> None:
        """Show this form, or none; what is wrong appears in the one that is open."""
        if form is not None and self.form is not None:
            self.form.show_errors(form)
            return
        if self.form is not None:
            self.form.sheet.close()
            self.form = None
        if form is not None and self._actions is not None:
            self.form = NetworkFormSheet(self._parent, self._style, form, save=self._save, cancel=self._cancel)

    def _save(self, texts: Mapping[str, str]) -> None:
        if self._actions is not None:
            self._actions.save_form(texts)

    def _cancel(self) -> None:
        if self._actions is not None:
            self._actions.close_form()
