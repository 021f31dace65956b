"""All settings by section, in a sheet: a name and what it means at the left, what is set at the right."""

import tkinter as tk
from collections.abc import Iterator

from app.contracts.settings_page import SettingRow, SettingsPageActions, SettingsPageState, SettingsSection
from app.themes.roles import Role
from app.views.tk.controls import Button, Field, WrappingLabel, label
from app.views.tk.controls.setting import SettingInput
from app.views.tk.dialogs.sheet import Sheet
from app.views.tk.styling import Style

_WIDTH = 660
_INPUT = 250
_LEAST_TEXT = 160


class SettingsSheet:
    """Shows `state` at once, which has to have all settings; `show` leaves some out, and puts others in."""

    def __init__(self, parent: tk.Misc, style: Style, state: SettingsPageState, actions: SettingsPageActions) -> None:
        self.sheet = Sheet(parent, style, width=_WIDTH)
        self._style = style
        self.find = self._add_head(state.title, actions)
        self._sections = {section.title: _Section(self.sheet, style, section, actions) for section in state.sections}
        self.rows = {key: row for section in self._sections.values() for key, row in section.rows.items()}
        self._note = self.sheet.text("", style.fonts.row, Role.MUTED)
        self._note.grid(sticky="w", pady=(style.px(18), 0))
        self.file_button, self.close_button = self._add_buttons(actions)
        self.show(state)
        self.sheet.open(self.find.entry, on_return=self._commit, on_escape=actions.close_settings)
        # It must not jump at every letter while people look for a setting.
        self.sheet.keep_height()

    def takes(self, state: SettingsPageState) -> bool:
        """Whether the rows there are can show this."""
        return self.sheet.is_open and all(row.key in self.rows for row in _rows_of(state))

    def show(self, state: SettingsPageState) -> None:
        """Show these settings, and no others."""
        found = {section.title: section for section in state.sections}
        for title, section in self._sections.items():
            section.show(found.get(title))
        self._note.configure(text=state.note)

    def _add_head(self, title: str, actions: SettingsPageActions) -> Field:
        style = self._style
        self.sheet.text(title, style.fonts.h2).grid(sticky="w")
        field = Field(self.sheet.body, style, placeholder="Find a setting", width=_WIDTH, height=40,
                      backdrop=Role.RAISED, on_change=actions.find_settings)
        field.configure(width=1)
        field.grid(sticky="ew", pady=(style.px(14), 0))
        return field

    def _add_buttons(self, actions: SettingsPageActions) -> tuple[Button, Button]:
        style, top = self._style, self._style.px(20)
        file = Button(self.sheet.foot, style, "Open the file", actions.open_settings_file, kind="plain",
                      backdrop=Role.RAISED)
        close = Button(self.sheet.foot, style, "Close", actions.close_settings, backdrop=Role.RAISED)
        file.pack(side="left", pady=(top, 0))
        close.pack(side="right", pady=(top, 0))
        return file, close

    def _commit(self) -> None:
        """Return where nothing else takes it: what was typed counts by leaving its field."""
        self.find.entry.focus_set()


class _Section:
    """A heading and its rows."""

    def __init__(self, sheet: Sheet, style: Style, section: SettingsSection, actions: SettingsPageActions) -> None:
        self._frame = tk.Frame(sheet.body, borderwidth=0)
        style.paint(self._frame, background=Role.RAISED)
        self._frame.grid_columnconfigure(0, weight=1)
        self._frame.grid(sticky="ew")
        heading = label(self._frame, style, section.title, style.fonts.h3, backdrop=Role.RAISED)
        heading.grid(sticky="w", pady=(style.px(24), 0))
        self.rows = {row.key: _Row(self._frame, style, row, actions) for row in section.rows}

    def show(self, section: SettingsSection | None) -> None:
        if section is None:
            self._frame.grid_remove()
            return
        self._frame.grid()
        shown = {row.key: row for row in section.rows}
        for key, row in self.rows.items():
            row.show(shown.get(key))


class _Row:
    """One setting. `input` is what takes the keyboard."""

    def __init__(self, parent: tk.Misc, style: Style, row: SettingRow, actions: SettingsPageActions) -> None:
        self._style = style
        self._shown: SettingRow | None = None
        self._frame = tk.Frame(parent, borderwidth=0)
        style.paint(self._frame, background=Role.RAISED)
        self._frame.grid_columnconfigure(0, weight=1)
        self._frame.grid_columnconfigure(1, minsize=style.px(_INPUT))
        self._frame.grid(sticky="ew", pady=(style.px(14), 0))
        self._add_texts(row)
        self.input = SettingInput(self._frame, style, row, lambda text: actions.set_setting(row.key, text))
        self.input.frame.grid(row=0, column=1, rowspan=2, sticky="new", padx=(style.px(20), 0))
        self.default = Button(self._frame, style, "Default", lambda: actions.reset_setting(row.key), kind="link",
                              height=28, padding=8, backdrop=Role.RAISED, text_font=style.fonts.small_bold)
        self.error = WrappingLabel(self._frame, style, "", style.fonts.small, role=Role.DANGER, backdrop=Role.RAISED)

    def show(self, row: SettingRow | None) -> None:
        if row is None:
            self._frame.grid_remove()
            return
        self._frame.grid()
        if row == self._shown:
            return
        self._shown = row
        self.input.show(row)
        self.error.configure(text=row.error)
        if row.error:
            self.error.grid(row=2, column=0, sticky="ew", pady=(self._style.px(4), 0))
        else:
            self.error.grid_remove()
        if row.is_changed:
            self.default.grid(row=2, column=1, sticky="ne")
        else:
            self.default.grid_remove()

    def _add_texts(self, row: SettingRow) -> None:
        style = self._style
        name = label(self._frame, style, row.label, style.fonts.row_bold, backdrop=Role.RAISED)
        said = WrappingLabel(self._frame, style, row.help, style.fonts.small, role=Role.MUTED, backdrop=Role.RAISED,
                             least_width=_LEAST_TEXT)
        name.grid(row=0, column=0, sticky="w")
        said.grid(row=1, column=0, sticky="new", pady=(style.px(2), 0))


def _rows_of(state: SettingsPageState) -> Iterator[SettingRow]:
    for section in state.sections:
        yield from section.rows
