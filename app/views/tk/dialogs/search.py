"""A field and the messages that were found: arrow keys go through them, Return shows one in its chat."""

import tkinter as tk
from collections.abc import Callable
from functools import partial

from app.contracts.search import SearchActions, SearchRow, SearchState
from app.themes.roles import Role
from app.views.tk.controls import Button, Field, label
from app.views.tk.controls.button import Kind
from app.views.tk.dialogs.hit_list import HitList
from app.views.tk.dialogs.sheet import Sheet
from app.views.tk.styling import Style

_WIDTH = 760
_FIELD = 40
_LEAST = 60


class SearchSheet:
    """Shows `state` at once; `show` puts other hits into the same sheet."""

    def __init__(self, parent: tk.Misc, style: Style, state: SearchState, actions: SearchActions) -> None:
        self._style = style
        self._actions = actions
        self._title = state.title
        self._has_widen = bool(state.widen)
        self.sheet = Sheet(parent, style, width=_WIDTH)
        body, px = self.sheet.body, style.px
        self.sheet.text(state.title, style.fonts.h2).grid(sticky="w")
        self.field = Field(body, style, text=state.text, width=_LEAST, height=_FIELD, backdrop=Role.RAISED,
                           on_return=self._chosen, on_change=actions.search_typed)
        self.field.grid(sticky="ew", pady=(px(12), 0))
        self.sheet.text(state.hint, style.fonts.meta, Role.MUTED).grid(sticky="w", pady=(px(6), 0))
        self.status = label(body, style, "", style.fonts.small_bold, role=Role.MUTED, backdrop=Role.RAISED)
        self.status.configure(wraplength=self.sheet.inner_width, justify="left")
        self.status.grid(sticky="w", pady=(px(12), px(4)))
        self.hits = HitList(body, style, self._hit_pressed)
        self.hits.text.grid(sticky="ew")
        self.more_button = self._button(state.more, "plain", actions.more_hits)
        self.widen_button = self._button(state.widen, "plain", actions.search_everywhere)
        self.close_button = self._button("Close", "primary", actions.close_search)
        self.close_button.pack(side="right", pady=(px(16), 0))
        if state.widen:
            self.widen_button.pack(side="left", pady=(px(16), 0))
        for key, step in {"<Up>": -1, "<Down>": 1, "<Prior>": -5, "<Next>": 5}.items():
            self.field.entry.bind(key, partial(self._step, step))
        self.show(state)
        self.sheet.open(self.field.entry, on_return=self._chosen, on_escape=actions.close_search)
        self.field.select_all()

    def takes(self, state: SearchState) -> bool:
        """Whether the open sheet can show this."""
        return self.sheet.is_open and state.title == self._title and bool(state.widen) == self._has_widen

    def show(self, state: SearchState) -> None:
        """Show these hits."""
        self.status.configure(text=state.status)
        self._style.paint(self.status, foreground=Role.DANGER if state.is_error else Role.MUTED)
        self.field.set_error(state.is_error)
        self.hits.show(state.rows)
        if state.more:
            self.more_button.set_text(state.more)
            self.more_button.pack(side="left", pady=(self._style.px(16), 0), padx=(0, self._style.px(8)))
        else:
            self.more_button.pack_forget()

    def close(self) -> None:
        """Take it away."""
        self.sheet.close()

    def _button(self, text: str, kind: Kind, act: Callable[[], None]) -> Button:
        return Button(self.sheet.foot, self._style, text, act, kind=kind, backdrop=Role.RAISED)

    def _step(self, step: int, _event: "tk.Event[tk.Misc]") -> str:
        self.hits.step(step)
        return "break"

    def _chosen(self) -> None:
        row = self.hits.chosen
        if row is not None:
            self._hit_pressed(row)

    def _hit_pressed(self, row: SearchRow) -> None:
        self._actions.choose_hit(row.key)
