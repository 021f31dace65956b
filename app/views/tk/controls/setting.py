"""What a setting is changed with: a switch, a field, a button that offers choices."""

import tkinter as tk
from collections.abc import Callable
from functools import partial

from app.contracts.settings_page import ON, SettingKind, SettingRow
from app.themes.roles import Role
from app.views.tk.controls.button import Button
from app.views.tk.controls.field import Field
from app.views.tk.controls.labels import label
from app.views.tk.controls.switch import Switch
from app.views.tk.popup import PopupMenu
from app.views.tk.styling import Style

_HEIGHT = 36
_NUMBER = 90
_GAP = 8
_FINDERS = (SettingKind.FOLDER, SettingKind.FILE)


class SettingInput:
    """Lay out `frame`. `change` gets what people set: a field's text when it is left or Return is pressed in it."""

    def __init__(self, parent: tk.Misc, style: Style, row: SettingRow, change: Callable[[str], None]) -> None:
        self.frame = tk.Frame(parent, borderwidth=0)
        self._style = style
        self._row = row
        self._change = change
        style.paint(self.frame, background=Role.RAISED)
        self.switch: Switch | None = None
        self.field: Field | None = None
        self.button: Button | None = None
        if row.kind is SettingKind.SWITCH:
            self.switch = Switch(self.frame, style, "", is_on=row.text == ON, backdrop=Role.RAISED,
                                 on_change=self._turned)
            self.switch.pack(side="right")
        elif row.kind is SettingKind.CHOICE:
            self.button = self._add_button(self._chosen_name(), self._offer)
        else:
            self._add_field()

    def show(self, row: SettingRow) -> None:
        """Show what is set now; what is being typed stays, unless something else is set than before."""
        before, self._row = self._row, row
        if self.switch is not None:
            self.switch.set_on(is_on=row.text == ON)
        elif self.field is not None:
            self.field.set_error(bool(row.error))
            if row.text != before.text or not self.field.entry.has_focus:
                self.field.text = row.text
        elif self.button is not None:
            self.button.set_text(self._chosen_name(), "chevron_down")

    @property
    def focus(self) -> tk.Misc:
        """The widget that takes the keyboard."""
        return self.field.entry if self.field is not None else self.switch or self.button or self.frame

    def commit(self) -> None:
        """Set what is written in the field."""
        if self.field is not None and self.field.text != self._row.text:
            self._change(self.field.text)

    def choose(self, key: str) -> None:
        """Set one of the choices."""
        self._change(key)

    # Making

    def _add_field(self) -> None:
        style, row = self._style, self._row
        if row.unit:
            unit = label(self.frame, style, row.unit, style.fonts.small, role=Role.MUTED, backdrop=Role.RAISED)
            unit.pack(side="right", padx=(style.px(_GAP), 0))
        if row.kind in _FINDERS:
            self.button = self._add_button("Choose…", self._find)
        is_number = row.kind is SettingKind.NUMBER
        self.field = Field(self.frame, style, text=row.text, width=_NUMBER, height=_HEIGHT, backdrop=Role.RAISED,
                           on_return=self.commit)
        self.field.entry.bind("<FocusOut>", lambda _event: self.commit(), add="+")
        self.field.pack(side="right" if is_number else "left", fill="none" if is_number else "x",
                        expand=not is_number)

    def _add_button(self, text: str, act: Callable[[], object]) -> Button:
        made = Button(self.frame, self._style, text, act, kind="plain", height=_HEIGHT - 2, padding=12,
                      backdrop=Role.RAISED, text_font=self._style.fonts.small_bold)
        made.pack(side="right")
        return made

    # What people do

    def _turned(self) -> None:
        if self.switch is not None:
            self._change(ON if self.switch.is_on else "")

    def _offer(self) -> None:
        if self.button is None:
            return
        popup = PopupMenu(self.frame, self._style)
        entries = [(name, partial(self.choose, key)) for key, name in self._row.choices]
        popup.show(entries, self.button.winfo_rootx(), self.button.winfo_rooty() + self.button.winfo_height())

    def _find(self) -> None:
        # Imported here: most people never look for a folder.
        from tkinter import filedialog

        ask = filedialog.askdirectory if self._row.kind is SettingKind.FOLDER else filedialog.askopenfilename
        found = ask(parent=self.frame, initialdir=self._row.text or None)
        if found:
            self._change(str(found))

    def _chosen_name(self) -> str:
        return dict(self._row.choices).get(self._row.text) or next((name for _, name in self._row.choices), "")
