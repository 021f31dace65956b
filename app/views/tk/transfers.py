"""Files on their way: a strip above the box to write in, with a line for each; and files dropped on the window."""

import logging
import tkinter as tk
from collections.abc import Sequence
from importlib import import_module

from app.contracts.files import FilesActions, TransferRow
from app.themes.roles import Role
from app.themes.theme import Theme
from app.views.tk.controls import Button, label
from app.views.tk.styling import Style
from app.views.tk.timeline.typesetter import clean_line

_log = logging.getLogger(__name__)

_MOST_LINES = 4
_BUTTON = 26
_BAR_WIDTH, _BAR_HEIGHT = 140, 4
_FILES = "DND_Files"


class TransferStrip:
    """The files of all chats (a `FilesView`) in `frame`, which hides itself."""

    def __init__(self, parent: tk.Misc, style: Style) -> None:
        self.frame = tk.Frame(parent, borderwidth=0)
        self._style = style
        self._actions: FilesActions | None = None
        self._rows: Sequence[TransferRow] = ()
        self.lines: list[_Line] = []
        style.paint(self.frame, background=Role.WINDOW)
        self._more = label(self.frame, style, "", style.fonts.meta, role=Role.MUTED, backdrop=Role.WINDOW)

    def bind(self, actions: FilesActions) -> None:
        """Take the receiver of gestures, and files that are dropped on the window from now on."""
        self._actions = actions
        accept_drops(self.frame.winfo_toplevel(), actions)

    def show(self, rows: Sequence[TransferRow]) -> None:
        """Show these files. Lines of files that only got further are changed in place."""
        shown = rows[:_MOST_LINES]
        if _shapes(shown) != _shapes(self._rows[:_MOST_LINES]):
            for line in self.lines:
                line.frame.destroy()
            self.lines = [_Line(self.frame, self._style, row, self._actions) for row in shown]
        for line, row in zip(self.lines, shown, strict=True):
            line.say(row)
        self._rows = rows
        self._say_more(len(rows) - len(shown))
        if rows:
            self.frame.grid()
        else:
            self.frame.grid_remove()

    def _say_more(self, count: int) -> None:
        self._more.pack_forget()
        if count > 0:
            self._more.configure(text=f"and {count} more")
            self._more.pack(anchor="w", padx=self._style.px(24), pady=self._style.px(2))

    def choose(self) -> None:
        """The button for files was pressed."""
        if self._actions is not None:
            self._actions.choose_files()


def _shapes(rows: Sequence[TransferRow]) -> list[tuple[str, bool, str, str]]:
    """What lines are made of; the rest is only said anew."""
    return [(row.key, row.is_error, row.cancel, row.retry) for row in rows]


class _Line:
    """One file: its name, how far it is, and what can be done."""

    def __init__(self, parent: tk.Misc, style: Style, row: TransferRow, actions: FilesActions | None) -> None:
        px = style.px
        self._style = style
        self.frame = tk.Frame(parent, borderwidth=0)
        style.paint(self.frame, background=Role.WINDOW)
        self.title = label(self.frame, style, "", style.fonts.row_bold, backdrop=Role.WINDOW)
        self.text = label(self.frame, style, "", style.fonts.small, backdrop=Role.WINDOW,
                          role=Role.DANGER if row.is_error else Role.MUTED)
        self.bar = tk.Canvas(self.frame, width=px(_BAR_WIDTH), height=px(_BAR_HEIGHT), borderwidth=0,
                             highlightthickness=0)
        self._filled = self.bar.create_rectangle(0, 0, 0, px(_BAR_HEIGHT), width=0)
        self.frame.columnconfigure(2, weight=1)
        self.title.grid(row=0, column=0, sticky="w")
        self.bar.grid(row=0, column=1, padx=(px(12), 0))
        self.text.grid(row=0, column=2, sticky="w", padx=(px(12), 0))
        self.buttons = [
            self._button(text, act, column)
            for column, (text, act) in enumerate(_deeds(row, actions), start=3)
        ]
        self.frame.pack(fill="x", padx=(px(24), px(16)), pady=(px(2), 0))
        style.paint(self.bar, background=Role.BORDER)
        style.on_change(self._color, self.bar)
        self._color(style.theme)

    def _button(self, text: str, act: "_Act", column: int) -> Button:
        button = Button(self.frame, self._style, text, act, kind="link", height=_BUTTON, padding=8)
        button.grid(row=0, column=column)
        return button

    def say(self, row: TransferRow) -> None:
        """Change the words and the bar."""
        self.title.configure(text=clean_line(row.title))
        self.text.configure(text=clean_line(row.text))
        if row.fraction is None:
            self.bar.grid_remove()
        else:
            self.bar.grid()
            width, height = self._style.px(_BAR_WIDTH), self._style.px(_BAR_HEIGHT)
            self.bar.coords(self._filled, 0, 0, round(width * row.fraction), height)

    def _color(self, theme: Theme) -> None:
        self.bar.itemconfigure(self._filled, fill=theme[Role.ACCENT])


class _Act:
    """A deed on the file of a line."""

    def __init__(self, deed: str, key: str, actions: FilesActions | None) -> None:
        self._deed = deed
        self._key = key
        self._actions = actions

    def __call__(self) -> None:
        if self._actions is None:
            return
        if self._deed == "retry":
            self._actions.retry_transfer(self._key)
        else:
            self._actions.cancel_transfer(self._key)


def _deeds(row: TransferRow, actions: FilesActions | None) -> list[tuple[str, _Act]]:
    deeds = [(row.retry, _Act("retry", row.key, actions))] if row.retry else []
    return [*deeds, (row.cancel, _Act("cancel", row.key, actions))]


def accept_drops(window: tk.Misc, actions: FilesActions) -> bool:
    """Take files that are dropped on the window; whether that can be done: the package for it may be missing."""
    try:
        # Any: the package has no types. It loads its Tcl library into the window's own interpreter.
        import_module("tkinterdnd2.TkinterDnD")._require(window)  # noqa: SLF001 - it offers no other way but its own root
        window.tk.call("tkdnd::drop_target", "register", str(window), _FILES)
    except (ImportError, RuntimeError, AttributeError, tk.TclError) as error:
        _log.info("files can't be dropped on the window: %s", error)
        return False

    def dropped(data: str) -> str:
        paths = [str(path) for path in window.tk.splitlist(data)]
        # In a turn of its own: the program the files come from waits for the answer.
        window.after_idle(lambda: actions.files_dropped(paths))
        return "copy"

    command = window.register(dropped)
    window.tk.call("bind", str(window), f"<<Drop:{_FILES}>>", f"{command} %D")
    for event in ("Enter", "Position"):
        window.tk.call("bind", str(window), f"<<Drop{event}>>", "list copy")
    return True
