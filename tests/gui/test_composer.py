"""Writing and sending, with real keys."""

import tkinter as tk

import pytest

from app.contracts.regions import Completion, ComposerState
from app.themes.loader import load_builtin
from app.views.tk.composer import Composer
from app.views.tk.styling import Style
from tests.fakes.view_actions import RecordedActions
from tests.gui.pumping import pump_until

pytestmark = pytest.mark.gui


class Box:
    """A composer in a window and what it reported."""

    def __init__(self, root: tk.Tk, style: Style) -> None:
        self.root = root
        self.actions = RecordedActions()
        self.composer = Composer(root, style)
        self.composer.bind(self.actions)
        self.composer.frame.pack(side="bottom", fill="x")
        self.composer.show(ComposerState(placeholder="Message #general", hint="Enter to send"))
        self.text = self.composer.text
        self.text.focus_force()
        pump_until(root, lambda: root.focus_get() is self.text)

    @property
    def content(self) -> str:
        return self.text.get("1.0", "end - 1 chars")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.text.event_generate(key)
        self.root.update()

    def type(self, words: str) -> None:
        self.press(*({" ": "<space>"}.get(letter, letter) for letter in words))

    def shows_placeholder(self) -> bool:
        return bool(self.composer.placeholder.winfo_ismapped())

    def before_cursor(self) -> str:
        return self.text.get("1.0", "insert")


@pytest.fixture
def box(root: tk.Tk, style: Style) -> Box:
    return Box(root, style)


def test_enter_sends_what_was_typed_and_empties_the_box(box: Box) -> None:
    box.type("hello all")
    box.press("<Return>")
    assert box.actions.arguments("submit") == [("hello all",)]
    assert box.content == ""
    assert box.actions.arguments("edited")[-1] == ("",)


def test_a_text_that_was_not_taken_stays_in_the_box(box: Box) -> None:
    box.actions.accepts = False
    box.type("/nonsense")
    box.press("<Return>")
    assert box.content == "/nonsense"


def test_shift_enter_begins_a_new_line_and_sends_nothing(box: Box) -> None:
    box.type("one")
    box.press("<Shift-Return>")
    box.type("two")
    assert box.content == "one\ntwo"
    assert box.actions.arguments("submit") == []


def test_nothing_but_space_is_not_sent(box: Box) -> None:
    box.press("<Return>")
    box.type("   ")
    box.press("<Return>")
    assert box.actions.arguments("submit") == []


def test_every_edit_is_reported_as_the_draft(box: Box) -> None:
    box.type("h")
    box.type("i")
    assert box.actions.arguments("edited") == [("h",), ("hi",)]


def test_a_text_that_is_put_in_by_the_app_is_no_edit(box: Box) -> None:
    box.composer.set_text("draft of yesterday")
    box.root.update()
    assert box.actions.arguments("edited") == []
    assert box.before_cursor() == "draft of yesterday"


def test_an_inserted_mention_is_an_edit_at_the_cursor(box: Box) -> None:
    box.composer.set_text("hello ")
    box.composer.insert("maya ")
    box.root.update()
    assert box.actions.arguments("edited") == [("hello maya ",)]


def test_tab_completes_with_the_cursor_where_the_completion_puts_it(box: Box) -> None:
    box.actions.completion = Completion(text="ma🏔️ya: there", cursor=7, candidates=("ma🏔️ya",))
    box.type("ma")
    box.press("<Tab>")
    assert box.actions.arguments("complete") == [("ma", 2, False)]
    assert box.content == "ma🏔️ya: there"
    assert box.before_cursor() == "ma🏔️ya:"


def test_shift_tab_completes_backwards(box: Box) -> None:
    box.type("ma")
    box.press("<ISO_Left_Tab>")
    assert box.actions.arguments("complete") == [("ma", 2, True)]


def test_several_candidates_are_named_below_the_box_until_the_next_key(box: Box) -> None:
    box.actions.completion = Completion(text="maya", cursor=4, candidates=("maya", "marc"))
    box.type("ma")
    box.press("<Tab>")
    assert box.composer.hint_text == "maya  marc"
    box.type("x")
    assert box.composer.hint_text == "Enter to send"


def test_up_and_down_walk_through_what_was_sent(box: Box) -> None:
    box.actions.recalled = {-1: "older", 1: "newer"}
    box.type("now")
    box.press("<Up>")
    assert box.content == "older"
    box.press("<Down>")
    assert box.content == "newer"
    assert box.actions.arguments("recall") == [(-1, "now"), (1, "older")]


def test_within_several_lines_up_and_down_move_the_cursor(box: Box) -> None:
    box.composer.set_text("one\ntwo")
    box.press("<Up>")
    assert box.actions.arguments("recall") == []
    box.press("<Up>")
    assert box.actions.arguments("recall") == [(-1, "one\ntwo")]


@pytest.mark.parametrize("key", ["<Alt-Up>", "<Alt-Down>", "<Alt-Shift-Up>", "<Alt-Shift-Down>"])
def test_the_keys_to_other_chats_are_left_to_the_window(box: Box, key: str) -> None:
    box.actions.recalled = {-1: "older", 1: "newer"}
    box.root.bind(key, lambda _: pressed.append(key))
    pressed: list[str] = []
    box.type("now")
    box.press(key)
    box.root.unbind(key)
    assert (box.content, pressed) == ("now", [key])


def test_at_either_end_of_what_was_sent_the_text_stays(box: Box) -> None:
    box.type("now")
    box.press("<Up>")
    assert box.content == "now"


def test_the_box_grows_from_one_to_eight_lines(box: Box) -> None:
    heights = []
    for lines in (1, 3, 8, 20):
        box.composer.set_text("\n".join("x" * lines))
        box.root.update()
        heights.append(int(box.text.cget("height")))
    assert heights == [1, 3, 8, 8]


def test_a_long_line_grows_the_box_by_wrapping(box: Box) -> None:
    box.composer.set_text("word " * 60)
    box.root.update()
    assert int(box.text.cget("height")) > 1


def test_the_placeholder_goes_with_the_first_letter_and_comes_back(box: Box) -> None:
    seen = [box.shows_placeholder()]
    box.type("x")
    seen.append(box.shows_placeholder())
    box.press("<BackSpace>")
    seen.append(box.shows_placeholder())
    assert seen == [True, False, True]


def test_the_send_button_sends_and_is_off_while_there_is_nothing_to_send(box: Box) -> None:
    seen = [box.composer.send_button.is_enabled]
    box.type("hi")
    assert [*seen, box.composer.send_button.is_enabled] == [False, True]
    box.composer.send_button.invoke()
    assert box.actions.arguments("submit") == [("hi",)]


def test_pasting_replaces_the_selection_and_keeps_lines(box: Box) -> None:
    box.composer.set_text("old text")
    box.text.tag_add("sel", "1.0", "1.3")
    box.root.clipboard_clear()
    box.root.clipboard_append("one\r\ntwo\rthree")
    box.press("<<Paste>>")
    assert box.content == "one\ntwo\nthree text"
    assert box.actions.arguments("submit") == []


def test_pasting_an_empty_clipboard_does_nothing(box: Box) -> None:
    box.root.clipboard_clear()
    box.press("<<Paste>>")
    assert box.content == ""


def test_a_switched_off_box_takes_no_keys_but_keeps_its_text(box: Box) -> None:
    box.composer.set_text("draft")
    box.composer.show(ComposerState(placeholder="You are not in #general", is_enabled=False))
    box.type("x")
    box.press("<Return>")
    assert box.content == "draft"
    assert box.actions.arguments("submit") == []
    box.composer.set_text("another chat's draft")
    assert box.content == "another chat's draft"


def test_a_change_of_theme_keeps_text_cursor_and_selection(box: Box, style: Style) -> None:
    box.composer.set_text("a draft")
    box.text.mark_set("insert", "1.3")
    box.text.tag_add("sel", "1.0", "1.2")
    style.apply(load_builtin("daylight"))
    box.root.update()
    assert box.content == "a draft"
    assert box.before_cursor() == "a d"
    assert box.text.get("sel.first", "sel.last") == "a "


def test_what_tk_can_not_draw_does_not_break_the_box(box: Box) -> None:
    box.composer.insert("nul\0 and half \ud83d of a pair")
    box.root.update()
    assert box.content == "nul and half ? of a pair"


def test_why_a_text_was_not_taken_stands_below_the_box_until_it_is_changed(box: Box) -> None:
    box.composer.show_error("There is no command /foo. Type /help for a list.")
    box.root.update()
    assert box.composer.error_text == "There is no command /foo. Type /help for a list."
    assert box.composer.hint_text == ""

    box.type("x")
    pump_until(box.root, lambda: not box.composer.error_text)
    assert box.composer.hint_text == "Enter to send"


def test_who_else_is_writing_stands_below_the_box_and_leaves_candidates_alone(box: Box) -> None:
    box.actions.completion = Completion(text="maya", cursor=4, candidates=("maya", "marc"))
    box.type("ma")
    box.press("<Tab>")
    box.composer.show(ComposerState(placeholder="Message #general", hint="Enter to send", typing="olu is typing…"))
    assert (box.composer.typing_text, box.composer.hint_text) == ("olu is typing…", "maya  marc")
