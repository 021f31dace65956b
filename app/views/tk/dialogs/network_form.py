"""How a network is reached, as fields: what is wrong with one stands below it."""

import tkinter as tk
from collections.abc import Callable, Mapping

from app.contracts.sheets import SWITCH_ON, FieldKind, FormField, FormGroup, NetworkForm
from app.themes.roles import Role
from app.views.tk.controls import Button, Field, WrappingLabel, label
from app.views.tk.controls.switch import Switch
from app.views.tk.controls.text_box import TextBox
from app.views.tk.dialogs.sheet import Sheet
from app.views.tk.styling import Style

_WIDTH = 620
_GAP = 16
_FIELD, _BOX = 40, 92
_LEAST = 60
"""A field is as wide as its share of the row; it asks for so little that the sheet says how wide that is."""
_HIDDEN = "•"


class NetworkFormSheet:
    """Shows `form` at once. `save` gets the texts by the keys of the fields."""

    def __init__(self, parent: tk.Misc, style: Style, form: NetworkForm, *,
                 save: Callable[[Mapping[str, str]], object], cancel: Callable[[], object]) -> None:
        self.sheet = Sheet(parent, style, width=_WIDTH)
        self.inputs: dict[str, _Input] = {}
        self._style = style
        self._save = save
        self.sheet.text(form.title, style.fonts.h2).grid(sticky="w")
        for group in form.groups:
            self._add_group(group)
        self.save_button = self._add_buttons(form.save, cancel)
        first = next(iter(self.inputs.values()))
        self.sheet.open(first.focus, on_return=self.save, on_escape=cancel)
        first.select_all()

    def save(self) -> None:
        """Hand over what is written."""
        self._save({key: each.text for key, each in self.inputs.items()})

    def show_errors(self, form: NetworkForm) -> None:
        """Say at each field what is wrong with it, and go to the first of them."""
        for field in form.fields:
            self.inputs[field.key].show_note(field)
        wrong = next((self.inputs[field.key] for field in form.fields if field.error), None)
        if wrong is not None:
            wrong.focus.focus_set()
            self.sheet.see(wrong.focus)

    def _add_group(self, group: FormGroup) -> None:
        style, px, body = self._style, self._style.px, self.sheet.body
        heading = label(body, style, group.title, style.fonts.h3, backdrop=Role.RAISED)
        heading.grid(sticky="w", pady=(px(22), 0))
        for row in group.rows:
            frame = tk.Frame(body, borderwidth=0)
            style.paint(frame, background=Role.RAISED)
            frame.grid(sticky="ew", pady=(px(10), 0))
            for column, field in enumerate(row):
                made = _Input(frame, style, field, self.save)
                self.inputs[field.key] = made
                frame.grid_columnconfigure(column, weight=field.weight, uniform="fields")
                made.frame.grid(row=0, column=column, sticky="new", padx=(px(_GAP) if column else 0, 0))

    def _add_buttons(self, save: str, cancel: Callable[[], object]) -> Button:
        top, foot = self._style.px(20), self.sheet.foot
        # Made in the order of Tab.
        cancel_button = Button(foot, self._style, "Cancel", cancel, kind="plain", backdrop=Role.RAISED)
        save_button = Button(foot, self._style, save, self.save, backdrop=Role.RAISED)
        for button in (save_button, cancel_button):
            button.pack(side="right", pady=(top, 0))
        return save_button


class _Input:
    """One field: its name, the place to write, and a note below. `focus` is what takes the keyboard."""

    def __init__(self, parent: tk.Misc, style: Style, field: FormField, save: Callable[[], object]) -> None:
        self.frame = tk.Frame(parent, borderwidth=0)
        self._style = style
        style.paint(self.frame, background=Role.RAISED)
        self.frame.grid_columnconfigure(0, weight=1)
        self._switch: Switch | None = None
        self._box: Field | TextBox | None = None
        if field.kind is FieldKind.SWITCH:
            self._switch = Switch(self.frame, style, field.label, is_on=bool(field.text), backdrop=Role.RAISED)
            self._switch.grid(sticky="w")
        else:
            name = label(self.frame, style, field.label, style.fonts.small_bold, role=Role.MUTED, backdrop=Role.RAISED)
            name.grid(sticky="w", pady=(0, style.px(5)))
            self._box = self._make_box(field, save)
            self._box.grid(sticky="ew")
        self.note = WrappingLabel(self.frame, style, "", style.fonts.meta, role=Role.MUTED, backdrop=Role.RAISED)
        self.show_note(field)

    @property
    def focus(self) -> tk.Misc:
        """The widget that takes the keyboard."""
        return self._box.entry if self._box is not None else self._switch or self.frame

    @property
    def text(self) -> str:
        """What is written in it."""
        if self._box is not None:
            return self._box.text
        return SWITCH_ON if self._switch is not None and self._switch.is_on else ""

    def select_all(self) -> None:
        """Take the keyboard with everything selected."""
        if isinstance(self._box, Field):
            self._box.select_all()

    def show_note(self, field: FormField) -> None:
        """Say what is wrong, else what may need saying, else nothing."""
        if self._box is not None:
            self._box.set_error(bool(field.error))
        self._style.paint(self.note, foreground=Role.DANGER if field.error else Role.MUTED)
        text = field.error or field.hint
        self.note.configure(text=text)
        if text:
            self.note.grid(row=9, sticky="ew", pady=(self._style.px(4), 0))
        else:
            self.note.grid_forget()

    def _make_box(self, field: FormField, save: Callable[[], object]) -> Field | TextBox:
        if field.kind is FieldKind.LINES:
            return TextBox(self.frame, self._style, text=field.text, height=_BOX, backdrop=Role.RAISED, on_return=save)
        made = Field(self.frame, self._style, text=field.text, width=_LEAST, height=_FIELD, backdrop=Role.RAISED,
                     on_return=save)
        if field.kind is FieldKind.SECRET:
            made.entry.configure(show=_HIDDEN)
        return made
