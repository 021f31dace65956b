"""A question with its answers as buttons."""

import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial

from app.contracts.sheets import Choice, Question
from app.themes.roles import Role
from app.views.tk.controls import Button, Field, WrappingLabel, label
from app.views.tk.controls.button import Kind
from app.views.tk.controls.selectable import SelectableText
from app.views.tk.dialogs.sheet import Sheet
from app.views.tk.styling import Style

_WIDTH = 460
_KINDS: dict[tuple[bool, bool], Kind] = {
    (False, False): "plain",
    (False, True): "primary",
    (True, False): "danger_plain",
    (True, True): "danger",
}
"""By whether a choice is dangerous and whether it is the default one: only what Return does is filled."""

OnAnswer = Callable[[str, str], object]


class QuestionSheet:
    """Shows `question` at once. `on_answer` gets the key of the choice and the field's text, when the sheet is gone."""

    def __init__(self, parent: tk.Misc, style: Style, question: Question, on_answer: OnAnswer) -> None:
        self.sheet = Sheet(parent, style, width=_WIDTH)
        self.field: Field | None = None
        self.buttons: dict[str, Button] = {}
        self._style = style
        self._question = question
        self._on_answer = on_answer
        self._add_texts()
        self._add_facts()
        self._add_table()
        self._add_field()
        self._add_buttons()
        self.sheet.open(self._first_focus(), on_return=self._take_default, on_escape=self._cancel)

    def answer(self, choice_key: str) -> None:
        """Close the sheet with this choice."""
        text = self.field.text if self.field else ""
        self.sheet.close()
        self._on_answer(choice_key, text)

    def _add_texts(self) -> None:
        px, fonts, question = self._style.px, self._style.fonts, self._question
        self.sheet.text(question.title, fonts.h2).grid(sticky="w")
        if question.text:
            text = self.sheet.text(question.text, fonts.row, Role.MUTED)
            text.grid(sticky="w", pady=(px(8), 0))

    def _add_facts(self) -> None:
        px, style = self._style.px, self._style
        for name, value in self._question.facts:
            label(self.sheet.body, style, name, style.fonts.small_bold, role=Role.MUTED, backdrop=Role.RAISED).grid(
                sticky="w", pady=(px(14), px(2))
            )
            SelectableText(self.sheet.body, style, value, style.fonts.code, backdrop=Role.RAISED).grid(sticky="ew")

    def _add_table(self) -> None:
        if not self._question.table:
            return
        px, style = self._style.px, self._style
        table = tk.Frame(self.sheet.body, borderwidth=0)
        style.paint(table, background=Role.RAISED)
        table.grid_columnconfigure(1, weight=1)
        for row, (name, meaning) in enumerate(self._question.table):
            left = label(table, style, name, style.fonts.small_bold, backdrop=Role.RAISED)
            right = WrappingLabel(table, style, meaning, style.fonts.small, role=Role.MUTED, backdrop=Role.RAISED)
            left.grid(row=row, column=0, sticky="nw", pady=(0, px(8)))
            right.grid(row=row, column=1, sticky="new", padx=(px(20), 0), pady=(0, px(8)))
        table.grid(sticky="ew", pady=(px(16), 0))

    def _add_field(self) -> None:
        question, style, body = self._question, self._style, self.sheet.body
        if not question.field_label:
            return
        name = label(body, style, question.field_label, style.fonts.small_bold, role=Role.MUTED, backdrop=Role.RAISED)
        name.grid(sticky="w", pady=(style.px(16), style.px(6)))
        self.field = Field(
            body,
            style,
            text=question.field_text,
            backdrop=Role.RAISED,
            height=40,
            on_return=self._take_default,
        )
        self.field.grid(sticky="ew")

    def _add_buttons(self) -> None:
        """In a row at the right, the last one outermost; below each other where that would be too wide."""
        for choice in self._question.choices:
            self.buttons[choice.key] = Button(
                self.sheet.foot,
                self._style,
                choice.label,
                partial(self.answer, choice.key),
                kind=_KINDS[choice.is_danger, choice.is_default],
                backdrop=Role.RAISED,
            )
        top = self._style.px(20)
        in_row = sum(button.winfo_reqwidth() for button in self.buttons.values()) <= self.sheet.inner_width
        for index, button in enumerate(reversed(self.buttons.values()) if in_row else self.buttons.values()):
            if in_row:
                button.pack(side="right", pady=(top, 0))
            else:
                button.pack(fill="x", pady=(0 if index else top, 0))

    def _first_focus(self) -> tk.Misc:
        if self.field is not None:
            self.field.select_all()
            return self.field.entry
        default = next((choice.key for choice in self._question.choices if choice.is_default), "")
        return self.buttons.get(default, self.sheet.box)

    def _take_default(self) -> None:
        self._answer_with([choice for choice in self._question.choices if choice.is_default])

    def _cancel(self) -> None:
        self._answer_with([choice for choice in self._question.choices if choice.is_cancel])

    def _answer_with(self, choices: Sequence[Choice]) -> None:
        """Answer with the first of `choices`; where there is none, the key does nothing."""
        if choices:
            self.answer(choices[0].key)
