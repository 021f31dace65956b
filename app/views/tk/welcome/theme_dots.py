"""Themes as a row of dots, one of them ringed. One stop for Tab; arrow keys choose."""

import tkinter as tk
from collections.abc import Callable, Sequence

from app.contracts.first_screen import ThemeChoice
from app.themes.roles import Role
from app.views.tk.controls import Tooltip
from app.views.tk.picture_cache import Ink
from app.views.tk.styling import Style

_MOST = 6
_SIZE = 38


class ThemeDots(tk.Frame):
    """`on_choose` gets the key of the theme that was clicked or reached by an arrow key."""

    def __init__(self, parent: tk.Misc, style: Style, *, on_choose: Callable[[str], object]) -> None:
        super().__init__(parent, borderwidth=0)
        self._style = style
        self._on_choose = on_choose
        self._choices: Sequence[ThemeChoice] = ()
        self._current = ""
        self._dots: list[tk.Label] = []
        self._focused = False
        style.paint(self, background=Role.PANEL)

    def show(self, themes: Sequence[ThemeChoice], current: str) -> None:
        """Offer the first six, and the current one in the last place when it is none of them."""
        choices = list(themes[:_MOST])
        if current not in {choice.key for choice in choices}:
            choices[_MOST - 1 :] = [choice for choice in themes if choice.key == current]
        if choices != self._choices:
            self._choices = choices
            self._make_dots()
        self._current = current
        self._draw()

    def _make_dots(self) -> None:
        for dot in self._dots:
            dot.destroy()
        self._dots = [self._make_dot(index, choice) for index, choice in enumerate(self._choices)]

    def _make_dot(self, index: int, choice: ThemeChoice) -> tk.Label:
        dot = tk.Label(self, borderwidth=0, highlightthickness=0, cursor="hand2")
        self._style.paint(dot, background=Role.PANEL)
        Tooltip(dot, self._style, choice.name)
        dot.bind("<Button-1>", lambda _event: self._choose(index), add="+")
        dot.bind("<Left>", lambda _event: self._choose(index - 1))
        dot.bind("<Right>", lambda _event: self._choose(index + 1))
        dot.bind("<FocusIn>", lambda _event: self._focus_changed(focused=True), add="+")
        dot.bind("<FocusOut>", lambda _event: self._focus_changed(focused=False), add="+")
        dot.pack(side="left")
        return dot

    def _choose(self, index: int) -> None:
        choice = self._choices[index % len(self._choices)]
        self._current = choice.key
        self._draw()
        self._dots[index % len(self._choices)].focus_set()
        self._on_choose(choice.key)

    def _focus_changed(self, *, focused: bool) -> None:
        self._focused = focused
        self._draw()

    def _draw(self) -> None:
        for dot, choice in zip(self._dots, self._choices, strict=True):
            is_current = choice.key == self._current
            dot.configure(image=self._style.painter.discs(self._discs(choice), Role.PANEL), takefocus=is_current)

    def _discs(self, choice: ThemeChoice) -> list[tuple[float, Ink]]:
        dot: list[tuple[float, Ink]] = [(26, Role.BORDER_STRONG), (24, choice.window), (10, choice.accent)]
        if choice.key != self._current:
            return [(_SIZE, Role.PANEL), *dot]
        focus = Role.TEXT if self._focused else Role.PANEL
        return [(_SIZE, focus), (36, Role.PANEL), (34, Role.ACCENT), (30, Role.PANEL), *dot]
