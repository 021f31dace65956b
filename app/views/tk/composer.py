"""The box to write in: grows to eight lines, sends with Enter, completes with Tab, remembers with Up and Down."""

import tkinter as tk
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

from app.contracts.regions import Completion, ComposerState
from app.contracts.views import ComposerActions
from app.themes.roles import Role
from app.views.tk.controls import IconButton, RoundedBox, label
from app.views.tk.keys import bind_keys
from app.views.tk.styling import Style
from app.views.tk.timeline.typesetter import clean

_MOST_LINES = 8
_MOST_CANDIDATES = 6
_RADIUS = 12


class Composer:
    """The message box (a `ComposerView`) in `frame`."""

    def __init__(self, parent: tk.Misc, style: Style, choose_files: Callable[[], object] = lambda: None) -> None:
        self.frame = tk.Frame(parent, borderwidth=0)
        self._style = style
        self._actions: ComposerActions | None = None
        self._state = ComposerState(placeholder="")
        self._is_silent = False
        style.paint(self.frame, background=Role.WINDOW)
        self._box = RoundedBox(
            self.frame, style, fill=Role.RAISED, backdrop=Role.WINDOW, radius=_RADIUS, border=Role.BORDER_CONTROL
        )
        self.text = self._make_text()
        self.placeholder = self._make_placeholder()
        self.files_button = IconButton(
            self._box, style, "plus_circle", choose_files, tooltip="Send a file", width=32, height=32,
            backdrop=Role.RAISED,
        )
        self.send_button = IconButton(
            self._box, style, "send", self._submit, tooltip="Send", size=18, width=38, height=32,
            backdrop=Role.RAISED, kind="primary",
        )
        self._foot = tk.Frame(self.frame, borderwidth=0)
        style.paint(self._foot, background=Role.WINDOW)
        self._hint = label(self._foot, style, "", style.fonts.meta, role=Role.MUTED, backdrop=Role.WINDOW)
        self._typing = label(self._foot, style, "", style.fonts.meta, role=Role.MUTED, backdrop=Role.WINDOW)
        self._error = label(self._foot, style, "", style.fonts.meta, role=Role.DANGER, backdrop=Role.WINDOW)
        self._lay_out()
        self._bind_keys()
        self._text_changed()

    # What controllers call

    def bind(self, actions: ComposerActions) -> None:
        """Take the receiver of gestures."""
        self._actions = actions

    def show(self, state: ComposerState) -> None:
        """Show this placeholder and whether one can write. Keeps the text."""
        if replace(state, typing=self._state.typing) != self._state:
            self._hint.configure(text=state.hint)
        self._state = state
        self.placeholder.configure(text=clean(state.placeholder))
        self._typing.configure(text=clean(state.typing))
        self.text.configure(state=self._text_state())
        self._text_changed()

    def show_error(self, text: str) -> None:
        """Say below the box why its text was not taken; the next change of the text takes that away."""
        self._error.configure(text=clean(text))
        self._hint.pack_forget()
        self._error.pack(side="left", padx=(self._style.px(20), 0), before=self._typing)

    def _hide_error(self) -> None:
        self._error.pack_forget()
        self._hint.pack(side="right", padx=self._style.px(20), before=self._typing)

    def set_text(self, text: str) -> None:
        """Put `text` into the box, cursor at its end."""
        self._replace(text, "")

    def insert(self, text: str) -> None:
        """Put `text` in at the cursor, as if it had been typed."""
        self.text.insert("insert", _drawable(text))
        self.text.see("insert")

    def focus(self) -> None:
        """Give the box the keyboard."""
        self.text.focus_set()

    # What the window calls

    def bind_keys(self, keys: Mapping[str, Callable[[], object]]) -> None:
        """Let keys pressed in the box do something else (scroll the messages)."""
        bind_keys(self.text, keys)

    # Making

    def _make_text(self) -> tk.Text:
        style = self._style
        text = tk.Text(
            self._box, height=1, width=10, wrap="word", undo=True, maxundo=200, borderwidth=0, highlightthickness=0,
            padx=0, pady=0, font=style.fonts.body, insertwidth=style.px(2), spacing1=style.px(1),
            spacing3=style.px(1),
        )
        style.paint(
            text, background=Role.RAISED, foreground=Role.TEXT, insertbackground=Role.ACCENT_TEXT,
            selectbackground=Role.SELECT, selectforeground=Role.TEXT, inactiveselectbackground=Role.SELECT,
        )
        return text

    def _make_placeholder(self) -> tk.Label:
        placeholder = label(
            self.text, self._style, "", self._style.fonts.body, role=Role.FAINT, backdrop=Role.RAISED
        )
        placeholder.configure(cursor="xterm")
        placeholder.bind("<Button-1>", lambda _: self.focus())
        return placeholder

    def _lay_out(self) -> None:
        px = self._style.px
        self._box.columnconfigure(1, weight=1)
        self.files_button.grid(row=0, column=0, sticky="sw", padx=(px(8), 0), pady=px(8))
        self.text.grid(row=0, column=1, sticky="nsew", padx=(px(8), px(8)), pady=px(13))
        self.send_button.grid(row=0, column=2, sticky="se", padx=(0, px(8)), pady=px(8))
        self._box.pack(fill="x", padx=px(20), pady=(px(10), 0))
        self._foot.pack(fill="x", pady=(px(7), px(9)))
        self._hint.pack(side="right", padx=px(20))
        self._typing.pack(side="left", padx=(px(20), 0))
        self._error.configure(justify="left")
        self._foot.bind("<Configure>", lambda event: self._error.configure(wraplength=event.width - px(40)))

    def _bind_keys(self) -> None:
        bind = self.text.bind
        for key in ("<Return>", "<KP_Enter>"):
            bind(key, lambda _: self._submit())
        for key in ("<Shift-Return>", "<Shift-KP_Enter>"):
            bind(key, lambda _: self._new_line())
        bind("<Tab>", lambda _: self._complete(backwards=False))
        # X11 has a name of its own for Shift+Tab, which other systems refuse.
        shift_tab = "<ISO_Left_Tab>" if self.text.tk.call("tk", "windowingsystem") == "x11" else "<Shift-Tab>"
        bind(shift_tab, lambda _: self._complete(backwards=True))
        bind("<Up>", lambda _: self._recall(-1))
        bind("<Down>", lambda _: self._recall(1))
        # Without these, Tk takes Alt+Up for Up: they are the window's, which goes to another chat.
        for key in ("<Alt-Up>", "<Alt-Down>", "<Alt-Shift-Up>", "<Alt-Shift-Down>"):
            bind(key, lambda _: None)
        bind("<<Paste>>", lambda _: self._paste())
        bind("<<Modified>>", lambda _: self._modified())
        bind("<Configure>", lambda _: self._fit_height())
        bind("<FocusIn>", lambda _: self._box.set_border(Role.BORDER_STRONG))
        bind("<FocusOut>", lambda _: self._box.set_border(Role.BORDER_CONTROL))

    # Gestures

    def _submit(self) -> str:
        text = self._content()
        if self._actions is not None and self._state.is_enabled and text.strip() and self._actions.submit(text):
            self._replace("", "")
            self._tell_edited()
        return "break"

    def _new_line(self) -> str:
        self.insert("\n")
        return "break"

    def _complete(self, *, backwards: bool) -> str | None:
        if self._actions is None or not self._content():
            return None  # Tab in an empty box goes to the next pane
        cursor = len(self.text.get("1.0", "insert"))
        completion = self._actions.complete(self._content(), cursor, backwards=backwards)
        if completion is not None:
            self._replace(completion.text[: completion.cursor], completion.text[completion.cursor :])
            self._tell_edited()
            self._show_candidates(completion)
        return "break"

    def _show_candidates(self, completion: Completion) -> None:
        if len(completion.candidates) > 1:
            shown = "  ".join(completion.candidates[:_MOST_CANDIDATES])
            self._hint.configure(text=f"{shown} …" if len(completion.candidates) > _MOST_CANDIDATES else shown)

    def _recall(self, step: int) -> str | None:
        edge = "1.0 display linestart" if step < 0 else "end - 1 chars display linestart"
        if self._actions is None or self.text.compare("insert display linestart", "!=", edge):
            return None  # within the text: the cursor moves
        text = self._actions.recall(step, self._content())
        if text is None:
            return None
        self._replace(text, "")
        self._tell_edited()
        return "break"

    def _paste(self) -> str:
        try:
            pasted = str(self.text.clipboard_get())
        except tk.TclError:
            return "break"  # nothing on the clipboard, or no text
        if self.text.tag_ranges("sel"):
            self.text.mark_set("insert", "sel.first")
            self.text.delete("sel.first", "sel.last")
        self.insert(pasted.replace("\r\n", "\n").replace("\r", "\n"))
        return "break"

    # Text

    def _text_state(self) -> Literal["normal", "disabled"]:
        return "normal" if self._state.is_enabled else "disabled"

    @property
    def hint_text(self) -> str:
        """What stands below the box, "" while a complaint is there instead."""
        return str(self._hint.cget("text")) if self._hint.winfo_manager() else ""

    @property
    def typing_text(self) -> str:
        """Who else is writing, as it stands below the box."""
        return str(self._typing.cget("text"))

    @property
    def error_text(self) -> str:
        """The complaint in the place of the hint, "" when there is none."""
        return str(self._error.cget("text")) if self._error.winfo_manager() else ""

    def _content(self) -> str:
        return self.text.get("1.0", "end - 1 chars")

    def _replace(self, before: str, after: str) -> None:
        """Set the text with the cursor between its two parts; nobody is told."""
        self._is_silent = True
        self.text.configure(state="normal")
        self.text.delete("1.0", "end")
        self.text.insert("1.0", _drawable(before))
        self.text.mark_set("cursor", "end - 1 chars")
        self.text.mark_gravity("cursor", "left")
        self.text.insert("end - 1 chars", _drawable(after))
        self.text.mark_set("insert", "cursor")
        self.text.see("insert")
        self.text.configure(state=self._text_state())
        self.text.edit_modified(False)
        self._is_silent = False
        self._hide_error()
        self._text_changed()

    def _modified(self) -> None:
        if self._is_silent or not self.text.edit_modified():
            return
        self.text.edit_modified(False)
        self._text_changed()
        self._hint.configure(text=self._state.hint)
        self._hide_error()
        self._tell_edited()

    def _tell_edited(self) -> None:
        if self._actions is not None:
            self._actions.edited(self._content())

    def _text_changed(self) -> None:
        is_empty = self.text.compare("end - 1 chars", "==", "1.0")
        if is_empty:
            self.placeholder.place(x=self._style.px(4), y=self._style.px(1))
        else:
            self.placeholder.place_forget()
        self.send_button.set_enabled(self._state.is_enabled and not is_empty)
        self._fit_height()

    def _fit_height(self) -> None:
        # Asked of Tk itself: tkinter answers with a tuple, a number or None, depending on its version.
        counted = int(self.text.tk.call(str(self.text), "count", "-displaylines", "1.0", "end"))
        lines = max(1, min(_MOST_LINES, counted))
        if int(str(self.text.cget("height"))) != lines:
            self.text.configure(height=lines)
            self.text.see("insert")


def _drawable(text: str) -> str:
    """`text` without what Tk can't take; tabs and control characters are kept, for the wire decides about them."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
