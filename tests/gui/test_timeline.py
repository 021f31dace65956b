"""The message view in a real window: what is drawn, where it stays, and when it follows."""

import tkinter as tk
from dataclasses import replace

import pytest

from app.contracts.rows import BeginningRow, Row, RowsChanged, SendState
from app.themes.loader import load_builtin
from app.views.tk.styling import Style
from app.views.tk.timeline.layout_names import COMPACT, COZY
from app.views.tk.timeline.stretch import LIMIT
from app.views.tk.timeline.tags import LOOKS
from app.views.tk.timeline.view import TimelinePane
from tests.fakes.view_actions import RecordedActions
from tests.gui.pumping import pump_until
from tests.gui.scene import RowList, conversation, message, messages

pytestmark = pytest.mark.gui


class Timeline:
    """A timeline pane, its source and its actions, with what a test wants to know of them."""

    def __init__(self, root: tk.Tk, style: Style, layout: str = COZY) -> None:
        self.root = root
        self.actions = RecordedActions()
        self.source = RowList()
        self.pane = TimelinePane(root, style, layout)
        self.pane.bind(self.actions)
        self.pane.frame.pack(fill="both", expand=True)
        root.update()

    @property
    def keys(self) -> list[str]:
        return [row.key for row in self.pane.paper.rows]

    def open(self, rows: list[Row], at_key: str | None = None) -> None:
        self.source = RowList(rows)
        self.pane.show(self.source, at_key=at_key)
        pump_until(self.root, lambda: bool(self.keys) == bool(rows))

    def change(self, change: RowsChanged) -> None:
        self.pane.rows_changed(change)

    def append(self, *rows: Row) -> None:
        self.change(self.source.append(*rows))
        pump_until(self.root, lambda: self.keys[-1:] == [rows[-1].key])

    def scroll(self, pixels: int) -> None:
        self.pane.scroll(pixels)
        self.root.update()

    def y_of(self, key: str) -> int | None:
        """How far below the top of the view the row begins, None when it is out of view."""
        position = self.pane.paper.position_of(key)
        if position is None:
            return None
        seen = self.pane.text.dlineinfo(self.pane.paper.row_range(position)[0])
        return None if seen is None else seen[1]

    def is_in_view(self, key: str) -> bool:
        return self.y_of(key) is not None

    def middle_key(self) -> str:
        """A row in the middle of the view."""
        first, after_last = self.pane.paper.visible()
        return self.keys[(first + after_last) // 2]

    def shows(self, words: str) -> bool:
        return words in self.pane.text.get("1.0", "end")


@pytest.fixture
def timeline(root: tk.Tk, style: Style) -> Timeline:
    return Timeline(root, style)


def older(count: int) -> list[Row]:
    return messages(count, "old")


def test_a_line_shows_that_the_messages_have_the_keyboard(timeline: Timeline) -> None:
    line, text = timeline.pane.focus_line, timeline.pane.text
    text.focus_force()
    pump_until(timeline.root, lambda: bool(line.winfo_ismapped()))
    timeline.root.focus_force()
    pump_until(timeline.root, lambda: not line.winfo_ismapped())


def test_a_chat_opens_at_its_end(timeline: Timeline) -> None:
    timeline.open(messages(200))
    assert timeline.is_in_view("m199")
    assert timeline.pane.paper.is_at_end()


def test_a_chat_opens_with_the_wanted_row_one_third_from_the_top(timeline: Timeline) -> None:
    timeline.open(messages(300), at_key="m100")
    height = timeline.pane.text.winfo_height()
    assert timeline.y_of("m100") == height // 3


def test_a_wanted_row_that_is_not_there_opens_the_end(timeline: Timeline) -> None:
    timeline.open(messages(100), at_key="nowhere")
    assert timeline.is_in_view("m99")


def test_only_a_part_of_a_long_chat_is_on_the_paper(timeline: Timeline) -> None:
    timeline.open(messages(10_000))
    assert timeline.pane.paper.rows_drawn < 100


def test_the_view_follows_what_is_new(timeline: Timeline) -> None:
    timeline.open(messages(100))
    timeline.append(*messages(3, "new"))
    assert timeline.is_in_view("new2")


def test_a_burst_of_20000_rows_draws_only_those_that_will_be_seen(timeline: Timeline) -> None:
    timeline.open(messages(100))
    before = timeline.pane.paper.rows_drawn
    for row in messages(20_000, "new"):
        timeline.change(timeline.source.append(row))
    pump_until(timeline.root, lambda: timeline.is_in_view("new19999"))
    assert timeline.pane.paper.rows_drawn - before <= 200


def test_a_steady_flow_is_drawn_once_per_row_and_the_paper_stays_short(timeline: Timeline) -> None:
    timeline.open(messages(100))
    before = timeline.pane.paper.rows_drawn
    for batch in range(60):
        timeline.append(*messages(10, f"b{batch}-"))
    assert timeline.pane.paper.rows_drawn - before <= 600
    assert len(timeline.keys) <= LIMIT


def test_scrolled_up_the_view_does_not_move_when_rows_are_appended(timeline: Timeline) -> None:
    timeline.open(messages(300))
    timeline.scroll(-1500)
    key = timeline.middle_key()
    y = timeline.y_of(key)
    timeline.change(timeline.source.append(*messages(5, "new")))
    pump_until(timeline.root, lambda: timeline.pane.unseen == 5)
    assert timeline.y_of(key) == y


def test_scrolled_up_the_view_does_not_move_when_older_rows_come(timeline: Timeline) -> None:
    timeline.open(messages(60))
    timeline.scroll(-10_000)
    timeline.scroll(33)
    key = timeline.middle_key()
    y = timeline.y_of(key)
    timeline.change(timeline.source.prepend(*older(50)))
    # The older rows are fetched from the source by scrolling; until then nothing shows that they came.
    timeline.root.update()
    timeline.scroll(0)
    assert timeline.y_of(key) == y
    timeline.scroll(-200)
    assert timeline.y_of(key) == (y or 0) + 200


def test_older_rows_do_not_move_a_view_that_stands_at_the_very_top(timeline: Timeline) -> None:
    timeline.open(messages(60))
    timeline.actions.on_need_older = lambda: timeline.change(timeline.source.prepend(*older(5)))
    timeline.scroll(-100_000)
    timeline.actions.on_need_older = None
    timeline.root.update()
    y = timeline.y_of("m0")
    assert y is not None
    timeline.scroll(-40)
    assert timeline.y_of("m0") == y + 40


def test_a_row_that_changes_above_the_view_does_not_move_it(timeline: Timeline) -> None:
    timeline.open(messages(200))
    timeline.scroll(-300)
    key = timeline.middle_key()
    y = timeline.y_of(key)
    first, _ = timeline.pane.paper.visible()
    changed = timeline.keys[first - 2]
    position = timeline.source.position_of(changed)
    assert position is not None
    timeline.change(timeline.source.splice(position, 1, [message(changed, "maya", "longer " * 200)]))
    pump_until(timeline.root, lambda: timeline.shows("longer longer"))
    assert timeline.y_of(key) == y


def test_scrolling_back_reaches_the_first_row_and_asks_for_older_ones(timeline: Timeline) -> None:
    timeline.open(messages(1000))
    for _ in range(200):
        timeline.scroll(-700)
        if timeline.y_of("m0") is not None:
            break
    assert timeline.is_in_view("m0")
    assert "need_older" in timeline.actions.names()
    assert len(timeline.keys) <= LIMIT


def test_a_flow_of_messages_asks_for_older_ones_only_once(timeline: Timeline) -> None:
    timeline.open(messages(5))
    for number in range(10):
        timeline.append(message(f"new{number}", "maya", "hi"))
    assert timeline.actions.names().count("need_older") == 1
    timeline.scroll(-50)
    assert timeline.actions.names().count("need_older") == 2


def test_at_the_beginning_of_a_chat_nothing_older_is_asked_for(timeline: Timeline) -> None:
    timeline.open([BeginningRow(key="b", title="This is the beginning", text=""), *messages(100)])
    timeline.pane.scroll_to_start()
    assert timeline.is_in_view("b")
    assert "need_older" not in timeline.actions.names()


def test_scrolling_back_a_long_way_and_down_again_ends_at_the_end_and_follows(timeline: Timeline) -> None:
    timeline.open(messages(900))
    for _ in range(60):
        timeline.scroll(-600)
    for _ in range(100):
        timeline.scroll(600)
    assert timeline.is_in_view("m899")
    timeline.append(*messages(1, "new"))
    assert timeline.is_in_view("new0")


def test_every_row_is_passed_in_order_when_scrolling_back(timeline: Timeline) -> None:
    timeline.open(messages(400))
    seen: set[str] = set()
    for _ in range(80):
        first, after_last = timeline.pane.paper.visible()
        seen.update(timeline.keys[first:after_last])
        timeline.scroll(-400)
    assert seen == {f"m{number}" for number in range(400)}


def test_the_pill_counts_messages_below_and_leads_to_them(timeline: Timeline) -> None:
    timeline.open(messages(200))
    timeline.scroll(-800)
    timeline.change(timeline.source.append(*messages(3, "new")))
    pump_until(timeline.root, lambda: timeline.pane.pill.text == "3 new messages ↓")
    timeline.pane.pill.label.event_generate("<Button-1>")
    pump_until(timeline.root, lambda: timeline.is_in_view("new2"))
    assert not timeline.pane.pill.label.winfo_ismapped()


def test_own_and_older_messages_are_not_counted_as_new(timeline: Timeline) -> None:
    timeline.open(messages(200))
    timeline.scroll(-800)
    timeline.change(timeline.source.prepend(*older(5)))
    timeline.change(timeline.source.append(message("own", "sam", "mine", is_own=True), *messages(1, "new")))
    pump_until(timeline.root, lambda: timeline.pane.unseen == 1)


def test_the_end_is_reported_only_while_the_window_has_the_keyboard(timeline: Timeline) -> None:
    timeline.open(messages(50))
    assert "reached_end" not in timeline.actions.names()
    timeline.pane.set_focus_state(has_focus=True)
    assert "reached_end" in timeline.actions.names()


def test_the_end_is_not_reported_while_scrolled_up(timeline: Timeline) -> None:
    timeline.open(messages(200))
    timeline.scroll(-900)
    timeline.pane.set_focus_state(has_focus=True)
    timeline.change(timeline.source.append(*messages(1, "new")))
    pump_until(timeline.root, lambda: timeline.pane.unseen == 1)
    assert "reached_end" not in timeline.actions.names()


def test_leaving_the_end_is_told_once(timeline: Timeline) -> None:
    timeline.open(messages(200))
    timeline.pane.set_focus_state(has_focus=True)
    for _ in range(3):
        timeline.scroll(-300)
    assert timeline.actions.names().count("left_end") == 1


def test_a_message_that_was_sent_takes_the_place_of_the_one_being_sent(timeline: Timeline) -> None:
    sending = message("own", "sam", "hello there", is_own=True, state=SendState.SENDING)
    timeline.open([*messages(30), sending])
    timeline.change(timeline.source.splice(30, 1, [replace(sending, state=SendState.SENT)]))
    pump_until(timeline.root, lambda: not timeline.pane.text.tag_ranges("pending"))
    assert timeline.shows("hello there")


def test_rows_that_are_gone_leave_the_paper(timeline: Timeline) -> None:
    timeline.open(messages(30))
    timeline.change(timeline.source.splice(10, 5, []))
    pump_until(timeline.root, lambda: "m12" not in timeline.keys)
    assert not timeline.shows("m12:")
    assert timeline.shows("m15:")


def test_an_emptied_chat_is_an_empty_paper(timeline: Timeline) -> None:
    timeline.open(messages(30))
    timeline.change(timeline.source.splice(0, 30, []))
    pump_until(timeline.root, lambda: timeline.keys == [])
    assert timeline.pane.text.get("1.0", "end").strip() == ""


def test_another_chat_replaces_the_first(timeline: Timeline) -> None:
    timeline.open(messages(100))
    timeline.source = RowList(messages(5, "other"))
    timeline.pane.show(timeline.source)
    pump_until(timeline.root, lambda: timeline.keys == [f"other{number}" for number in range(5)])


def test_a_change_of_theme_keeps_place_and_selection(timeline: Timeline, style: Style) -> None:
    timeline.open(messages(200))
    timeline.scroll(-500)
    key = timeline.middle_key()
    start, stop = timeline.pane.paper.row_range(timeline.keys.index(key))
    timeline.pane.text.tag_add("sel", start, stop)
    y, drawn = timeline.y_of(key), timeline.pane.paper.rows_drawn
    style.apply(load_builtin("daylight"))
    timeline.root.update()
    assert timeline.y_of(key) == y
    assert [str(index) for index in timeline.pane.text.tag_ranges("sel")] == [start, stop]
    assert timeline.pane.paper.rows_drawn == drawn
    assert timeline.pane.text.tag_cget("time", "foreground") == style.theme["muted"]  # type: ignore[index]


@pytest.mark.parametrize(("before", "after"), [(COZY, COMPACT), (COMPACT, COZY)])
def test_a_change_of_layout_keeps_the_place(root: tk.Tk, style: Style, before: str, after: str) -> None:
    timeline = Timeline(root, style, before)
    timeline.open(messages(300))
    timeline.scroll(-1500)
    first, _ = timeline.pane.paper.visible()
    key = timeline.keys[first]
    timeline.pane.set_layout(after)
    root.update()
    first, _ = timeline.pane.paper.visible()
    assert timeline.keys[first] == key


def test_a_change_of_layout_at_the_end_stays_at_the_end(timeline: Timeline) -> None:
    timeline.open(messages(300))
    timeline.pane.set_layout(COMPACT)
    timeline.root.update()
    assert timeline.is_in_view("m299")


def test_following_goes_on_when_the_window_changes_its_size(timeline: Timeline) -> None:
    timeline.open(messages(300))
    for size in ("900x400", "500x650", "1100x690"):
        timeline.root.geometry(size)
        pump_until(timeline.root, lambda size=size: timeline.root.geometry().startswith(size))  # type: ignore[misc]
        pump_until(timeline.root, timeline.pane.paper.is_at_end)
        assert timeline.is_in_view("m299")


def test_the_thumb_shows_the_place_among_all_rows(timeline: Timeline) -> None:
    timeline.open(messages(5000), at_key="m2500")
    first, last = (float(share) for share in timeline.pane.scrollbar.get())
    assert 0.49 < first < 0.51
    assert last - first < 0.02


def test_the_thumb_leads_anywhere_in_the_chat(timeline: Timeline) -> None:
    timeline.open(messages(5000))
    timeline.pane.scrollbar.tk.call(timeline.pane.scrollbar.cget("command"), "moveto", "0.2")
    timeline.root.update()
    assert timeline.y_of("m1000") == 0
    assert len(timeline.keys) <= LIMIT


def test_the_wheel_scrolls(timeline: Timeline) -> None:
    timeline.open(messages(200))
    key = timeline.middle_key()
    y = timeline.y_of(key)
    assert y is not None
    timeline.pane.text.event_generate("<Button-4>")
    timeline.root.update()
    assert timeline.y_of(key) == y + 60


@pytest.mark.parametrize("key", ["<Home>", "<Control-Home>"])
def test_home_leads_to_the_first_row_and_end_to_the_last(timeline: Timeline, key: str) -> None:
    timeline.open(messages(700))
    timeline.pane.text.focus_force()
    timeline.pane.text.event_generate(key)
    pump_until(timeline.root, lambda: timeline.is_in_view("m0"))
    timeline.pane.text.event_generate("<End>")
    pump_until(timeline.root, lambda: timeline.is_in_view("m699"))


def test_paging_goes_by_screens(timeline: Timeline) -> None:
    timeline.open(messages(200))
    first, _ = timeline.pane.paper.visible()
    top = timeline.keys[first]
    timeline.pane.scroll_pages(-1)
    timeline.root.update()
    y, height = timeline.y_of(top), timeline.pane.text.winfo_height()
    assert y is not None
    assert height * 0.8 < y < height


def test_the_text_can_not_be_edited(timeline: Timeline) -> None:
    timeline.open(messages(10))
    before = timeline.pane.text.get("1.0", "end")
    timeline.pane.text.focus_force()
    for key in ("x", "<Delete>", "<BackSpace>", "<Return>", "<Control-k>"):
        timeline.pane.text.event_generate(key)
    timeline.root.update()
    assert timeline.pane.text.get("1.0", "end") == before


def test_the_number_of_tags_does_not_grow_with_the_rows(timeline: Timeline) -> None:
    timeline.open(messages(300))
    for batch in range(5):
        timeline.append(*messages(100, f"b{batch}-"))
    assert set(timeline.pane.text.tag_names()) - set(LOOKS) <= {"sel"}


def test_rows_of_any_script_and_length_are_drawn(timeline: Timeline) -> None:
    rows: list[Row] = [
        message("rtl", "מרים", "שלום עולם مرحبا بالعالم \u202eevil\u202c"),
        message("cjk", "太郎", "你好世界 こんにちは 안녕하세요"),
        message("emoji", "😀", "👍🏽 👩‍👩‍👧 🏔️ e\u0301"),
        message("word", "x" * 200, "y" * 10_000),
        message("words", "maya", "word " * 2_000),
    ]
    timeline.open([*conversation(), *rows])
    assert timeline.is_in_view("words") or timeline.pane.paper.is_at_end()
    timeline.pane.set_layout(COMPACT)
    timeline.root.update()
    assert timeline.shows("你好世界")


def test_nothing_is_drawn_while_the_page_is_hidden_and_all_of_it_afterwards(timeline: Timeline) -> None:
    timeline.open(messages(20))
    timeline.pane.frame.pack_forget()
    timeline.root.update()
    before = timeline.pane.paper.rows_drawn
    for row in messages(50, "new"):
        timeline.change(timeline.source.append(row))
    timeline.root.update()
    assert timeline.pane.paper.rows_drawn == before
    timeline.pane.frame.pack(fill="both", expand=True)
    pump_until(timeline.root, lambda: timeline.is_in_view("new49"))
