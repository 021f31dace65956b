"""The Text widget as a sheet of rows: writes and erases whole rows and knows which row is where.

Rows are counted in lines of text, so no mark or tag per row is needed: row `n` begins at the line after those of all
rows before it. Only this file writes into the widget.
"""

import tkinter as tk
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Literal

from app.contracts.rows import DayRow, MessageRow, Row, UnreadRow
from app.themes.roles import Role
from app.values import frozen
from app.views.tk.styling import Style
from app.views.tk.timeline.edits import Edit, edits
from app.views.tk.timeline.pictures import Pictures
from app.views.tk.timeline.sent_colours import make_tags
from app.views.tk.timeline.tags import HOVERED, LIFTED, MARKED, UNCOVERED, set_tags
from app.views.tk.timeline.typesetter import COVER, HIDDEN, TARGETS, AvatarSlice, Block, Layout, typeset


@frozen
class Anchor:
    """A place on the paper: a line of a row, so many characters into it, and its distance from the top of the view."""

    key: str
    line: int
    character: int
    y: int


class Paper:
    """Rows written into `text`."""

    def __init__(self, text: tk.Text, style: Style, layout: Layout) -> None:
        self.text = text
        self.layout = layout
        self.rows: list[Row] = []
        self.rows_drawn = 0
        self._style = style
        self._pictures = Pictures(text, style)
        self._lines: list[int] = []
        self._ends: list[int] | None = None
        self._hovered: str | None = None
        set_tags(text, style)

    # Writing

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Make the paper show exactly `rows`; those which are there already are left alone."""
        changes = edits(self.rows, rows)
        if not changes:
            return
        self.hover(None)
        self.text.configure(state="normal")
        for edit in changes:
            self._carry_out(edit)
        self.text.configure(state="disabled")

    def set_again(self, is_affected: Callable[[Row], bool]) -> None:
        """Write the rows anew for which `is_affected`, because what they are set with has changed."""
        self.hover(None)
        self.text.configure(state="normal")
        for position in range(len(self.rows) - 1, -1, -1):
            if is_affected(self.rows[position]):
                self._carry_out(Edit(position, 1, (self.rows[position],)))
        self.text.configure(state="disabled")

    def rule_again(self) -> None:
        """Draw the rules anew for another width."""
        self._pictures.forget_rules()
        self.set_again(lambda row: isinstance(row, DayRow | UnreadRow))

    def _carry_out(self, edit: Edit) -> None:
        stop = edit.start + edit.removed
        first = self.first_line(edit.start)
        if edit.removed:
            self.text.delete(f"{first}.0", f"{self.first_line(stop)}.0")
        blocks = [typeset(row, self.layout) for row in edit.rows]
        make_tags(self.text, self._style.theme, {name for block in blocks for name in block.colours})
        if blocks:
            # One call for all of them: it costs half of one call per row.
            words = (word for block in blocks for piece in block.pieces for word in piece)
            self.text.tk.call(str(self.text), "insert", f"{first}.0", *words)
        self.rows[edit.start : stop] = edit.rows
        self._lines[edit.start : stop] = [block.lines for block in blocks]
        self._ends = None
        self._place_pictures(first, blocks)
        self.rows_drawn += len(blocks)

    def _place_pictures(self, line: int, blocks: Sequence[Block]) -> None:
        for block in blocks:
            for picture in block.pictures:
                backdrop = Role.MENTION if "row.mention" in picture.tags else Role.WINDOW
                photo = self._pictures.of(picture.recipe, backdrop=backdrop, paper_width=self.text.winfo_width())
                if photo is None:
                    continue
                start = f"{line + picture.line}.0"
                at = f"{start} lineend" if picture.is_at_end else start
                self.text.image_create(at, image=photo, align=_alignment(picture.recipe))
                # A picture has no tags of its own, and the first thing in a line decides about its margins.
                where = f"{start} lineend - 1 indices" if picture.is_at_end else start
                for tag in picture.tags:
                    self.text.tag_add(tag, where)
            line += block.lines

    # Spoilers

    def uncover(self, start: str, stop: str) -> None:
        """Show the spoilers whose covers begin between two text indexes, until their rows are written anew."""
        cover = self.text.tag_nextrange(COVER, start, stop)
        while cover:
            hidden = self.text.tag_nextrange(HIDDEN, cover[1])
            self.text.tag_add(LIFTED, *cover)
            if hidden:
                self.text.tag_add(UNCOVERED, *hidden)
            cover = self.text.tag_nextrange(COVER, cover[1], stop)

    # Finding

    def first_line(self, position: int) -> int:
        """The number of the first line of row `position`; for the number of rows: of the empty line after all."""
        return self._line_ends()[position - 1] + 1 if position else 1

    def position_at(self, index: str) -> int | None:
        """The row at a text index."""
        line = int(self.text.index(index).partition(".")[0])
        position = bisect_right(self._line_ends(), line - 1)
        return position if position < len(self.rows) else None

    def position_of(self, key: str) -> int | None:
        """The row with this key."""
        return next((position for position, row in enumerate(self.rows) if row.key == key), None)

    def row_range(self, position: int) -> tuple[str, str]:
        """Text indices around row `position`."""
        return f"{self.first_line(position)}.0", f"{self.first_line(position + 1)}.0"

    def target_at(self, index: str) -> str:
        """What a click at a text index opens, "" for nothing."""
        position = self.position_at(index)
        if position is None or not self.target_range(index):
            return ""
        start = self.row_range(position)[0]
        opened = sum(
            1 for kind, name, _ in self.text.dump(start, f"{index} + 1 indices", tag=True)
            if kind == "tagon" and name in TARGETS
        )
        found = typeset(self.rows[position], self.layout).targets
        return found[opened - 1] if 0 < opened <= len(found) else ""

    def target_range(self, index: str) -> tuple[str, str] | None:
        """Where the clickable piece at a text index begins and ends."""
        for tag in set(TARGETS).intersection(self.text.tag_names(index)):
            found = self.text.tag_prevrange(tag, f"{index} + 1 indices")
            if found:
                return found[0], found[1]
        return None

    def _line_ends(self) -> list[int]:
        if self._ends is None:
            self._ends = list(accumulate(self._lines))
        return self._ends

    # Places

    def anchor(self) -> Anchor | None:
        """The place at the top of the view."""
        index = self.text.index("@0,0")
        position = self.position_at(index)
        seen = self.text.dlineinfo(index)
        if position is None or seen is None:
            return None
        line, _, character = index.partition(".")
        return Anchor(self.rows[position].key, int(line) - self.first_line(position), int(character), seen[1])

    def go_to(self, anchor: Anchor) -> None:
        """Scroll so that the place is where it was; nothing happens when its row is gone."""
        position = self.position_of(anchor.key)
        if position is None:
            return
        line = min(anchor.line, self._lines[position] - 1)
        self._scroll_to(f"{self.first_line(position) + line}.{anchor.character}", anchor.y)

    def go_to_row(self, position: int, y: int) -> None:
        """Scroll so that row `position` begins `y` px below the top."""
        self._scroll_to(f"{self.first_line(position)}.0", y)

    def _scroll_to(self, index: str, y: int) -> None:
        self.text.yview(index)
        seen = self.text.dlineinfo(index)
        if seen is not None and seen[1] != y:
            self.text.yview_scroll(seen[1] - y, "pixels")

    def go_to_end(self) -> None:
        """Scroll to the last row."""
        self.text.yview("end")

    def is_at_end(self) -> bool:
        """Whether the last line can be seen entirely."""
        seen = self.text.dlineinfo("end - 1 chars")
        return seen is not None and seen[1] + seen[3] <= self.text.winfo_height()

    def visible(self) -> tuple[int, int]:
        """The positions of the first row in view and of the one after the last."""
        top = self.position_at("@0,0")
        bottom = self.position_at(f"@0,{self.text.winfo_height()}")
        count = len(self.rows)
        return (count if top is None else top), (count if bottom is None else bottom + 1)

    # Hovering

    def hover(self, position: int | None) -> None:
        """Lift one row off the paper by its background, and no other."""
        row = None if position is None else self.rows[position]
        is_liftable = isinstance(row, MessageRow) and not row.is_mention
        key = row.key if row is not None and is_liftable else None
        if key == self._hovered:
            return
        self._set_lifted(self._hovered, is_lifted=False)
        self._hovered = key
        self._set_lifted(key, is_lifted=True)

    def mark(self, position: int, for_ms: int) -> None:
        """Lift a row off the paper by its background for so long."""
        self.text.tag_add(MARKED, *self.row_range(position))
        self.text.after(for_ms, lambda: self.text.tag_remove(MARKED, "1.0", "end"))

    def _set_lifted(self, key: str | None, *, is_lifted: bool) -> None:
        position = None if key is None else self.position_of(key)
        if position is None:
            return
        start, stop = self.row_range(position)
        if is_lifted:
            self.text.tag_add(HOVERED, start, stop)
        else:
            self.text.tag_remove(HOVERED, start, stop)
        backdrop = Role.ROW_HOVER if is_lifted else Role.WINDOW
        for picture_index, recipe in self._avatars(position):
            photo = self._pictures.of(recipe, backdrop=backdrop, paper_width=self.text.winfo_width())
            if photo is not None:
                self.text.image_configure(picture_index, image=photo)

    def _avatars(self, position: int) -> Iterator[tuple[str, AvatarSlice]]:
        first = self.first_line(position)
        for picture in typeset(self.rows[position], self.layout).pictures:
            if isinstance(picture.recipe, AvatarSlice):
                yield f"{first + picture.line}.0", picture.recipe


def _alignment(recipe: object) -> Literal["bottom", "top", "center"]:
    match recipe:
        case AvatarSlice(is_top=True):
            return "bottom"
        case AvatarSlice():
            return "top"
        case _:
            return "center"
