"""What the pointer and the clipboard get from the message view."""

import tkinter as tk
from collections.abc import Callable

import pytest

from app.contracts.rows import Row, SendState, Span, SpanStyle
from app.views.tk.styling import Style
from app.views.tk.timeline.layout_names import COMPACT, COZY
from app.views.tk.timeline.view import TimelinePane
from tests.fakes.view_actions import RecordedActions
from tests.gui.pumping import pump_until
from tests.gui.scene import CHANNEL, LINK, RowList, message

pytestmark = pytest.mark.gui

FAILED = message(
    "failed", "sam", "One more thing", is_own=True, state=SendState.FAILED, failure="Not sent — no connection."
)

Open = Callable[..., "Shown"]


class Shown:
    """Some rows in a window, and a hand to point at their words."""

    def __init__(self, root: tk.Tk, style: Style, rows: list[Row], layout: str) -> None:
        self.root = root
        self.actions = RecordedActions()
        self.pane = TimelinePane(root, style, layout)
        self.pane.bind(self.actions)
        self.pane.frame.pack(fill="both", expand=True)
        self.text = self.pane.text
        self.pane.show(RowList(rows))
        pump_until(root, lambda: len(self.pane.paper.rows) == len(rows) and self.text.winfo_ismapped() == 1)

    def point_at(self, words: str, into: int = 1) -> tuple[int, int]:
        """A pixel within `words`."""
        box = self.text.bbox(f"{self.text.search(words, '1.0')} + {into} chars")
        assert box is not None
        return box[0] + 1, box[1] + box[3] // 2

    def click(self, words: str, times: int = 1) -> None:
        x, y = self.point_at(words)
        for _ in range(times):
            self.text.event_generate("<Motion>", x=x, y=y)
            self.text.event_generate("<ButtonPress-1>", x=x, y=y)
            self.text.event_generate("<ButtonRelease-1>", x=x, y=y)
        self.root.update()

    def hover(self, words: str) -> None:
        x, y = self.point_at(words)
        self.text.event_generate("<Motion>", x=x, y=y)
        self.root.update()

    def select(self, start: str, stop: str) -> None:
        """Select from the words `start` to the end of the words `stop`."""
        first = self.text.search(start, "1.0")
        last = self.text.search(stop, first)
        self.text.tag_add("sel", first, f"{last} + {len(stop)} chars")

    def copied(self) -> str:
        self.text.focus_force()
        self.text.event_generate("<<Copy>>")
        self.root.update()
        return str(self.root.clipboard_get())


@pytest.fixture
def opened(root: tk.Tk, style: Style) -> Open:
    def open_rows(*rows: Row, layout: str = COZY) -> Shown:
        return Shown(root, style, list(rows), layout)

    return open_rows


@pytest.mark.parametrize("layout", [COZY, COMPACT])
def test_a_click_on_a_link_opens_it(opened: Open, layout: str) -> None:
    shown = opened(message("1", "ines", "List: ", LINK, " and ", CHANNEL), layout=layout)
    shown.click("example.org")
    shown.click("#maps")
    assert shown.actions.arguments("open_target") == [(LINK.target,), (CHANNEL.target,)]


def test_links_that_touch_each_other_stay_two(opened: Open) -> None:
    other = Span("second", SpanStyle.LINK, "https://example.org/second")
    third = Span("third", SpanStyle.LINK, "https://example.org/third")
    shown = opened(message("1", "ines", LINK, other, third))
    for words in ("third", "second", "ridge-walk"):
        shown.click(words)
    assert shown.actions.arguments("open_target") == [
        (third.target, "third"), (other.target, "second"), (LINK.target,)]


def test_an_emoji_before_a_link_does_not_shift_it(opened: Open) -> None:
    other = Span("second", SpanStyle.LINK, "https://example.org/second")
    shown = opened(message("1", "ines", "🏔️👍🏽 ", LINK, " 🏔️ ", other))
    shown.click("second")
    assert shown.actions.arguments("open_target") == [(other.target, "second")]


def test_a_click_on_plain_text_and_beside_the_text_opens_nothing(opened: Open) -> None:
    shown = opened(message("1", "ines", "List: ", LINK))
    shown.click("List")
    _, y = shown.point_at("ridge-walk")
    shown.text.event_generate("<ButtonPress-1>", x=900, y=y)
    shown.text.event_generate("<ButtonRelease-1>", x=900, y=y)
    assert shown.actions.arguments("open_target") == []


def test_dragging_over_a_link_selects_and_does_not_open_it(opened: Open) -> None:
    shown = opened(message("1", "ines", "List: ", LINK))
    x, y = shown.point_at("https")
    shown.text.event_generate("<ButtonPress-1>", x=x, y=y)
    shown.text.event_generate("<B1-Motion>", x=x + 80, y=y)
    shown.text.event_generate("<ButtonRelease-1>", x=x + 80, y=y)
    assert shown.text.tag_ranges("sel")
    assert shown.actions.arguments("open_target") == []


def test_try_again_and_delete_name_their_message(opened: Open) -> None:
    shown = opened(message("1", "ines", "hi"), FAILED)
    shown.click("Try again")
    shown.click("Delete")
    assert shown.actions.arguments("retry") == [("failed",)]
    assert shown.actions.arguments("delete") == [("failed",)]


def test_a_link_below_the_pointer_is_underlined_and_has_a_hand(opened: Open) -> None:
    shown = opened(message("1", "ines", "List: ", LINK))
    shown.hover("example")
    start, stop = (str(index) for index in shown.text.tag_ranges("link.hovered"))
    assert shown.text.get(start, stop) == LINK.text
    assert shown.text.cget("cursor") == "hand2"
    shown.hover("List")
    assert not shown.text.tag_ranges("link.hovered")
    assert shown.text.cget("cursor") == "arrow"


def test_the_row_below_the_pointer_is_lifted_and_no_other(opened: Open) -> None:
    shown = opened(message("1", "ines", "first"), message("2", "maya", "second"))
    shown.hover("first")
    shown.hover("second")
    ranges = [str(index) for index in shown.text.tag_ranges("row.hovered")]
    assert ranges == list(shown.pane.paper.row_range(1))
    shown.text.event_generate("<Leave>")
    assert not shown.text.tag_ranges("row.hovered")


def test_a_mention_keeps_its_own_background_below_the_pointer(opened: Open) -> None:
    shown = opened(message("1", "priya", "could you", is_mention=True))
    shown.hover("could")
    assert not shown.text.tag_ranges("row.hovered")


def test_a_message_that_goes_on_shows_its_time_in_the_gutter_below_the_pointer(opened: Open) -> None:
    shown = opened(message("1", "ines", "first"), message("2", "ines", "second", time="09:13", continues=True))
    shown.hover("second")
    assert shown.pane.pointer.gutter_time == "09:13"
    shown.hover("first")
    assert shown.pane.pointer.gutter_time == ""


def test_code_that_wraps_does_not_fill_the_margin_of_its_next_line(opened: Open) -> None:
    shown = opened(message("1", "ines", Span("trail import " * 40, SpanStyle.CODE)))
    assert shown.text.tag_cget("cozy.text", "lmargincolor") == shown.text.cget("background")


def test_copying_gives_the_words_of_messages_without_names_and_times(opened: Open) -> None:
    shown = opened(message("1", "ines", "first"), message("2", "maya", "second"), message("3", "olu", "third"))
    shown.select("first", "third")
    assert shown.copied() == "first\nsecond\nthird"


def test_copying_code_and_links_gives_just_their_text(opened: Open) -> None:
    shown = opened(message("1", "ines", "run ", Span("trail import", SpanStyle.CODE), " or ", LINK))
    shown.select("run", "ridge-walk")
    assert shown.copied() == f"run trail import or {LINK.text}"


def test_copying_a_failed_message_leaves_out_why(opened: Open) -> None:
    shown = opened(FAILED, message("2", "maya", "second"))
    shown.select("One more", "second")
    assert shown.copied() == "One more thing\nsecond"


def test_a_name_selected_by_itself_is_copied(opened: Open) -> None:
    shown = opened(message("1", "ines", "first"))
    shown.select("ines", "ines")
    assert shown.copied() == "ines"


def test_a_double_click_selects_a_word(opened: Open) -> None:
    shown = opened(message("1", "ines", "Dinner is at seven"))
    shown.click("seven", times=2)
    assert shown.copied() == "seven"


def test_a_triple_click_selects_the_message(opened: Open) -> None:
    shown = opened(message("1", "ines", "Dinner is at seven"), message("2", "maya", "fine"))
    shown.click("seven", times=3)
    assert shown.copied() == "Dinner is at seven"


def labels(shown: Shown, words: str) -> list[str]:
    entries = shown.pane.pointer.menu_entries(shown.text.index(f"{shown.text.search(words, '1.0')} + 1 chars"))
    return [entry[0] for entry in entries if entry is not None]


def test_the_menu_offers_what_makes_sense_where_it_comes_up(opened: Open) -> None:
    shown = opened(message("1", "ines", "List: ", LINK), FAILED)
    assert labels(shown, "List") == ["Copy message"]
    assert labels(shown, "https") == ["Copy message", "Copy link"]
    assert labels(shown, "One more") == ["Copy message", "Try again", "Delete"]
    shown.select("List", "List")
    assert labels(shown, "List")[0] == "Copy"


def test_the_menu_key_reaches_links_and_failed_messages_without_a_pointer(opened: Open) -> None:
    shown = opened(message("1", "ines", "List: ", LINK))
    entries = dict(entry for entry in shown.pane.pointer.keyboard_entries() if entry is not None)
    entries[f"Open {LINK.text}"]()
    assert shown.actions.arguments("open_target") == [(LINK.target,)]


def test_the_menu_key_prefers_a_failed_message(opened: Open) -> None:
    shown = opened(FAILED, message("2", "ines", "later"))
    entries = dict(entry for entry in shown.pane.pointer.keyboard_entries() if entry is not None)
    entries["Try again"]()
    assert shown.actions.arguments("retry") == [("failed",)]


def test_nothing_moves_below_the_pointer_while_text_is_being_selected(opened: Open) -> None:
    rows = [message(str(number), "ines", f"text {number}.") for number in range(5)]
    shown = opened(*rows)
    x, y = shown.point_at("text 4.")
    shown.text.event_generate("<ButtonPress-1>", x=x, y=y)
    source = RowList([*rows, message("new", "maya", "new one")])
    drawn = shown.pane.paper.rows_drawn
    shown.pane.show(source)
    shown.root.update()
    assert shown.pane.paper.rows_drawn == drawn
    shown.text.event_generate("<ButtonRelease-1>", x=x, y=y)
    pump_until(shown.root, lambda: shown.pane.paper.rows[-1:] != rows[-1:])


@pytest.mark.parametrize("by_keyboard", [True, False])
def test_the_menu_of_a_message_has_what_can_be_done_with_it(opened: Open, *, by_keyboard: bool) -> None:
    shown = opened(message("1", "maya", "hello"))
    shown.actions.offered = ("Reply",)
    entries = (shown.pane.pointer.keyboard_entries() if by_keyboard
               else shown.pane.pointer.menu_entries(shown.text.search("hello", "1.0")))
    reply = next(act for name, act in filter(None, entries) if name == "Reply")
    reply()
    assert shown.actions.calls[-1] == ("Reply", ("1",))
