"""What the pointer does on the paper: hovering, links, selecting, copying, the menu."""

import tkinter as tk
from functools import partial

from app.contracts.rows import MessageRow, Row, SendState, SpanStyle
from app.contracts.views import TimelineActions
from app.themes.roles import Role
from app.views.tk.keys import bind_keys
from app.views.tk.popup import Entry, PopupMenu, bind_menu_click
from app.views.tk.styling import Style
from app.views.tk.timeline.copying import selected_text
from app.views.tk.timeline.layouts import CozyLayout
from app.views.tk.timeline.paper import Paper
from app.views.tk.timeline.shown_links import shown_for
from app.views.tk.timeline.tags import AVATAR_X, LINK_HOVERED
from app.views.tk.timeline.typesetter import COVER, DELETE, DELETE_LABEL, RETRY, RETRY_LABEL, TARGETS

_BUTTON_1 = 0x100
_CLICKABLE = frozenset((*TARGETS, RETRY, DELETE, COVER))


class Pointer:
    """Turns the pointer's gestures into actions."""

    def __init__(self, owner: tk.Misc, paper: Paper, style: Style) -> None:
        self.actions: TimelineActions | None = None
        self.is_pressed = False
        self._paper = paper
        self._text = paper.text
        self._menu = PopupMenu(owner, style)
        self._pressed_at = ""
        self._time = tk.Label(self._text, borderwidth=0, padx=0, pady=0, font=style.fonts.meta)
        self._time_x = style.px(AVATAR_X)
        self._time_ascent = style.fonts.meta.metrics("ascent")
        style.paint(self._time, background=Role.ROW_HOVER, foreground=Role.MUTED)
        self._bind(self._text)

    def _bind(self, text: tk.Text) -> None:
        text.bind("<Motion>", self._on_motion)
        text.bind("<Leave>", lambda _: self._leave())
        text.bind("<Button-1>", self._on_press)
        text.bind("<ButtonRelease-1>", self._on_release)
        text.bind("<<Copy>>", lambda _: self._copy())
        bind_menu_click(text, self._on_menu)
        bind_keys(text, dict.fromkeys(("<Menu>", "<Shift-F10>"), self._on_menu_key))

    @property
    def gutter_time(self) -> str:
        """The time shown in the gutter now, "" for none."""
        return str(self._time.cget("text")) if self._time.winfo_manager() else ""

    def view_moved(self) -> None:
        """The rows are elsewhere below the pointer now."""
        self._leave()

    # Hovering

    def _on_motion(self, event: "tk.Event[tk.Text]") -> None:
        # The release may never come here: a sheet that opens meanwhile takes it.
        self.is_pressed = self.is_pressed and bool(int(event.state) & _BUTTON_1)
        if self.is_pressed:
            return
        index = self._index_at(event.x, event.y)
        position = None if index is None else self._paper.position_at(index)
        self._paper.hover(position)
        self._show_time(position)
        self._show_link(index)

    def _leave(self) -> None:
        self._paper.hover(None)
        self._show_time(None)
        self._show_link(None)

    def _show_time(self, position: int | None) -> None:
        """The time of a message that goes on, in the gutter where an avatar would be."""
        row = None if position is None else self._paper.rows[position]
        is_shown = isinstance(row, MessageRow) and row.continues and not row.is_mention
        if not is_shown or not isinstance(self._paper.layout, CozyLayout) or position is None:
            self._time.place_forget()
            return
        assert isinstance(row, MessageRow)
        line = self._text.dlineinfo(self._paper.row_range(position)[0])
        if line is not None:
            _, y, _, _, baseline = line
            self._time.configure(text=row.time)
            self._time.place(x=self._time_x, y=y + baseline - self._time_ascent)

    def _show_link(self, index: str | None) -> None:
        self._text.tag_remove(LINK_HOVERED, "1.0", "end")
        names = frozenset() if index is None else _CLICKABLE.intersection(self._text.tag_names(index))
        self._text.configure(cursor="hand2" if names else "arrow")
        if index is None or not names:
            return
        found = self._text.tag_prevrange(next(iter(names)), f"{index} + 1 indices")
        if found:
            self._text.tag_add(LINK_HOVERED, *found)

    def _index_at(self, x: int, y: int) -> str | None:
        """The character below the pointer, None beside and below the text."""
        index = self._text.index(f"@{x},{y}")
        line = self._text.dlineinfo(index)
        if line is None or not line[1] <= y < line[1] + line[3]:
            return None
        return index

    # Clicking

    def _on_press(self, event: "tk.Event[tk.Text]") -> None:
        self.is_pressed = True
        self._pressed_at = self._text.index(f"@{event.x},{event.y}")

    def _on_release(self, event: "tk.Event[tk.Text]") -> None:
        self.is_pressed = False
        index = self._index_at(event.x, event.y)
        if index is not None and index == self._pressed_at and not self._text.tag_ranges("sel"):
            self._click(index, event.x)

    def _click(self, index: str, x: int) -> None:
        box = self._text.bbox(index)
        if self.actions is None or box is None or x > box[0] + box[2]:
            return
        names = self._text.tag_names(index)
        row_key = self._key_at(index)
        if RETRY in names:
            self.actions.retry(row_key)
        elif DELETE in names:
            self.actions.delete(row_key)
        elif COVER in names:
            self._paper.uncover(*self._text.tag_prevrange(COVER, f"{index} + 1 indices"))
        else:
            target = self._paper.target_at(index)
            if target:
                self._open(self.actions, self._paper.position_at(index), target)

    def _open(self, actions: TimelineActions, position: int | None, target: str) -> None:
        row = None if position is None else self._paper.rows[position]
        shown = shown_for(row.spans, target) if isinstance(row, MessageRow) else ""
        if shown:
            actions.open_target(target, shown)
        else:
            actions.open_target(target)

    def _key_at(self, index: str) -> str:
        position = self._paper.position_at(index)
        return "" if position is None else self._paper.rows[position].key

    # Copying

    def _copy(self) -> str:
        self._put_on_clipboard(selected_text(self._text))
        return "break"

    def _put_on_clipboard(self, text: str) -> None:
        if text:
            self._text.clipboard_clear()
            self._text.clipboard_append(text)

    # Menu

    def _on_menu(self, event: "tk.Event[tk.Misc]") -> None:
        index = self._index_at(event.x, event.y)
        self._menu.show(self.menu_entries(index), event.x_root, event.y_root)

    def _on_menu_key(self) -> None:
        self._menu.show(self.keyboard_entries(), self._text.winfo_rootx() + 40, self._text.winfo_rooty() + 40)

    def menu_entries(self, index: str | None) -> list[Entry]:
        """What the menu offers at a text index."""
        position = None if index is None else self._paper.position_at(index)
        entries = self._copy_entries(position)
        target = "" if index is None else self._paper.target_at(index)
        if "://" in target:
            entries.append(("Copy link", lambda: self._put_on_clipboard(target)))
        return entries + self._offered_entries(position) + self._failure_entries(position)

    def keyboard_entries(self) -> list[Entry]:
        """What the menu offers where there is no pointer: for the newest row in view, a failed one first."""
        first, after_last = self._paper.visible()
        rows = self._paper.rows
        newest = sorted(range(first, after_last), key=lambda at: (_is_failed(rows[at]), at))
        position = newest[-1] if newest else None
        entries = self._copy_entries(position)
        row = None if position is None else rows[position]
        if isinstance(row, MessageRow) and self.actions is not None:
            entries += [
                (span.text if SpanStyle.DEED in span.style else f"Open {span.text}",
                 partial(self._open, self.actions, position, span.target))
                for span in row.spans if span.target
            ]
        return entries + self._offered_entries(position) + self._failure_entries(position)

    def _copy_entries(self, position: int | None) -> list[Entry]:
        if self._text.tag_ranges("sel"):
            return [("Copy", lambda: self._put_on_clipboard(selected_text(self._text)))]
        row = None if position is None else self._paper.rows[position]
        if not isinstance(row, MessageRow):
            return []
        words = "".join(span.text for span in row.spans if SpanStyle.DEED not in span.style)
        entries: list[Entry] = [("Copy message", lambda: self._put_on_clipboard(words))]
        if position is not None and any(SpanStyle.SPOILER in span.style for span in row.spans):
            entries.append(("Show what is hidden", partial(self._paper.uncover, *self._paper.row_range(position))))
        return entries

    def _offered_entries(self, position: int | None) -> list[Entry]:
        row = None if position is None else self._paper.rows[position]
        if not isinstance(row, MessageRow) or self.actions is None:
            return []
        offers = self.actions.offers(row.key)
        return [None, *offers] if offers else []

    def _failure_entries(self, position: int | None) -> list[Entry]:
        row = None if position is None else self._paper.rows[position]
        if row is None or not _is_failed(row) or self.actions is None:
            return []
        retry, delete = partial(self.actions.retry, row.key), partial(self.actions.delete, row.key)
        return [None, (RETRY_LABEL, retry), (DELETE_LABEL, delete)]


def _is_failed(row: Row) -> bool:
    return isinstance(row, MessageRow) and row.state is SendState.FAILED
