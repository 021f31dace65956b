"""The window: pages, narrow shapes, sheets in turn, place, and what happens when something fails."""

import tkinter as tk

import pytest

from app.contracts.files import TransferRow
from app.contracts.first_screen import ThemeChoice, WelcomeState
from app.contracts.sheets import Choice, Question
from app.themes.loader import load_builtin
from app.views.tk.errors import NoDisplay
from app.views.tk.kit import TkKit, screen_scale
from app.views.tk.styling import Style
from app.views.tk.window import Window
from tests.fakes.view_actions import RecordedActions
from tests.gui.pumping import pump_until
from tests.gui.scene import COMPOSER, HEADER, OFFLINE, RowList, conversation, members, messages, sidebar

pytestmark = pytest.mark.gui


class Shown:
    """A window with its chat page filled."""

    def __init__(self, root: tk.Tk, style: Style) -> None:
        self.root = root
        self.actions = RecordedActions()
        self.window = Window(root, style, "cozy")
        self.chat = self.window.chat
        for view in (self.window, self.window.welcome, self.chat.sidebar, self.chat.header, self.chat.timeline,
                     self.chat.composer, self.chat.members, self.chat.banner):
            view.bind(self.actions)
        self.chat.sidebar.show(sidebar())
        self.chat.header.show(HEADER)
        self.chat.composer.show(COMPOSER)
        self.chat.members.show(members())
        self.chat.timeline.show(RowList(conversation()))
        self.window.show_page("chat")
        self.resize(1200, 700)

    def resize(self, width: int, height: int) -> None:
        self.root.geometry(f"{width}x{height}")
        pump_until(self.root, lambda: self.chat.frame.winfo_width() == width)

    def shows_members(self) -> bool:
        self.root.update()
        return bool(self.chat.members.frame.winfo_ismapped())


@pytest.fixture
def shown(root: tk.Tk, style: Style) -> Shown:
    return Shown(root, style)


def question(title: str) -> Question:
    return Question(
        title=title, text="", choices=(Choice(key="yes", label="Yes", is_default=True), Choice(key="no", label="No"))
    )


def test_members_stand_beside_the_messages_in_a_wide_window(shown: Shown) -> None:
    assert shown.shows_members()
    shown.window.show_members(visible=False)
    assert not shown.shows_members()
    shown.window.show_members(visible=True)
    assert shown.shows_members()


def test_in_a_narrow_window_members_are_away_until_they_are_asked_for(shown: Shown) -> None:
    shown.resize(900, 600)
    assert not shown.shows_members()
    shown.window.show_members(visible=False)
    assert shown.shows_members()
    shown.window.show_members(visible=True)
    assert not shown.shows_members()
    shown.resize(1200, 700)
    assert shown.shows_members()


def test_a_repeated_wish_changes_nothing_in_a_narrow_window(shown: Shown) -> None:
    shown.resize(900, 600)
    shown.window.show_members(visible=True)
    assert not shown.shows_members()


def test_the_sidebar_becomes_a_rail_in_a_very_narrow_window(shown: Shown) -> None:
    shown.resize(800, 600)
    shown.root.update()
    assert shown.chat.sidebar.frame.winfo_width() == 64
    shown.resize(1000, 600)
    shown.root.update()
    assert shown.chat.sidebar.frame.winfo_width() == 264


def test_everything_fits_into_the_smallest_window(shown: Shown) -> None:
    shown.chat.banner.show(OFFLINE)
    shown.chat.composer.set_text("\n".join("lines"))
    shown.resize(720, 480)
    shown.root.update()
    bottom = shown.chat.composer.frame.winfo_rooty() + shown.chat.composer.frame.winfo_height()
    assert bottom <= shown.root.winfo_rooty() + shown.root.winfo_height()
    assert shown.chat.timeline.text.winfo_height() > 100


def test_the_banner_comes_changes_its_words_and_goes(shown: Shown) -> None:
    frame = shown.chat.banner.frame
    shown.chat.banner.show(OFFLINE)
    shown.root.update()
    assert frame.winfo_ismapped()
    assert shown.chat.banner.button is not None
    shown.chat.banner.button.invoke()
    assert shown.actions.names().count("banner_action") == 1
    shown.chat.banner.show(None)
    shown.root.update()
    assert not frame.winfo_ismapped()


def test_what_is_typed_among_the_messages_goes_into_the_box(shown: Shown) -> None:
    composer, messages = shown.chat.composer, shown.chat.timeline.text
    messages.focus_force()
    pump_until(shown.root, lambda: shown.root.focus_get() is messages)

    messages.event_generate("<h>")
    pump_until(shown.root, lambda: shown.root.focus_get() is composer.text)
    composer.text.event_generate("<i>")
    shown.root.update()

    assert composer.text.get("1.0", "end - 1 chars") == "hi"


def test_f6_goes_through_the_panes_and_back(shown: Shown) -> None:
    shown.root.focus_force()
    shown.chat.composer.focus()
    pump_until(shown.root, lambda: shown.root.focus_get() is shown.chat.composer.text)
    visited = []
    for _ in range(5):
        shown.root.focus_get().event_generate("<F6>")  # type: ignore[union-attr]
        shown.root.update()
        visited.append(shown.root.focus_get())
    assert visited == [
        shown.chat.members.list.canvas, shown.chat.sidebar.list.canvas, shown.chat.header.topic,
        shown.chat.timeline.text, shown.chat.composer.text,
    ]
    shown.chat.composer.text.event_generate("<Shift-F6>")
    shown.root.update()
    assert shown.root.focus_get() is shown.chat.timeline.text


def test_escape_leads_to_the_end_of_the_chat(shown: Shown) -> None:
    shown.chat.timeline.show(RowList(messages(300)))
    pump_until(shown.root, lambda: bool(shown.chat.timeline.paper.position_of("m299")))
    shown.chat.timeline.scroll(-2000)
    shown.root.focus_force()
    shown.chat.composer.focus()
    shown.root.update()
    shown.chat.composer.text.event_generate("<Escape>")
    pump_until(shown.root, shown.chat.timeline.paper.is_at_end)


def test_page_up_in_the_composer_scrolls_the_messages(shown: Shown) -> None:
    shown.chat.timeline.show(RowList(messages(300)))
    pump_until(shown.root, lambda: bool(shown.chat.timeline.paper.position_of("m299")))
    shown.chat.composer.focus()
    shown.chat.composer.text.event_generate("<Prior>")
    shown.root.update()
    assert not shown.chat.timeline.paper.is_at_end()


def test_the_welcome_page_is_made_when_it_is_shown_with_what_it_was_told_before(shown: Shown) -> None:
    shown.window.welcome.show(WelcomeState(name="sam"))
    shown.window.show_page("welcome")
    pump_until(shown.root, lambda: shown.window.welcome.frame.winfo_ismapped() == 1)
    assert not shown.chat.frame.winfo_ismapped()
    shown.window.show_page("chat")
    pump_until(shown.root, lambda: shown.chat.frame.winfo_ismapped() == 1)


def test_questions_wait_their_turn(shown: Shown) -> None:
    answers: list[str] = []
    shown.window.ask(question("first"), lambda choice, _text: answers.append(f"first {choice}"))
    shown.window.ask(question("second"), lambda choice, _text: answers.append(f"second {choice}"))
    shown.root.update()
    assert shown.window.question is not None
    shown.window.question.answer("yes")
    shown.root.update()
    assert shown.window.question is not None
    shown.window.question.answer("no")
    assert answers == ["first yes", "second no"]
    assert shown.window.question is None


def test_a_question_asked_by_an_answer_comes_after_those_that_wait(shown: Shown) -> None:
    asked: list[str] = []

    def answered(_choice: str, _text: str) -> None:
        asked.append("first")
        shown.window.ask(question("third"), lambda *_: asked.append("third"))

    shown.window.ask(question("first"), answered)
    shown.window.ask(question("second"), lambda *_: asked.append("second"))
    for _ in range(3):
        assert shown.window.question is not None
        shown.window.question.answer("yes")
    assert asked == ["first", "second", "third"]


def test_the_close_button_asks_the_controller(shown: Shown) -> None:
    shown.root.tk.call(*shown.root.tk.splitlist(shown.root.protocol("WM_DELETE_WINDOW")))
    assert shown.actions.names().count("close_window") == 1


def test_a_new_size_is_told_once_it_has_settled(shown: Shown) -> None:
    shown.resize(1100, 650)
    shown.resize(1111, 666)
    pump_until(shown.root, lambda: "place_changed" in shown.actions.names())
    ((geometry,),) = shown.actions.arguments("place_changed")
    assert str(geometry).startswith("1111x666+")


@pytest.mark.parametrize("geometry", ["900x600+5000+40", "900x600+10+9000", "900x600-3000+10", "junk", "900x600"])
def test_a_place_off_the_screen_is_ignored(shown: Shown, geometry: str) -> None:
    before = shown.root.geometry()
    shown.window.set_geometry(geometry)
    shown.root.update()
    assert shown.root.geometry() == before


def test_a_place_on_the_screen_is_restored(shown: Shown) -> None:
    shown.window.set_geometry("950x640+30+20")
    pump_until(shown.root, lambda: shown.root.winfo_width() == 950)


def test_a_handler_that_fails_is_told_in_plain_words(
    shown: Shown, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[str] = []

    def toast(text: str, *, is_error: bool = False) -> None:
        texts.append(text)

    monkeypatch.setattr(shown.window, "toast", toast)
    # Below the level at which the fixture takes a log line for a failed test.
    with caplog.at_level("CRITICAL", logger="app.views.tk.window"):
        shown.window.callback_failed(ValueError, ValueError("secret detail"), None)
    (text,) = texts
    assert "secret" not in text
    assert "Traceback" not in text


def test_the_clipboard_holds_what_was_put_on_it(shown: Shown) -> None:
    shown.window.copy_to_clipboard("groupchat://ridge.example.net")
    assert shown.window.clipboard_text() == "groupchat://ridge.example.net"
    shown.root.clipboard_clear()
    assert shown.window.clipboard_text() == ""


def test_the_chosen_layout_is_the_one_the_messages_are_set_in(shown: Shown) -> None:
    pump_until(shown.root, lambda: bool(shown.chat.timeline.text.tag_ranges("cozy.head")))
    shown.window.set_layouts((("cozy", "Cozy"), ("compact", "Compact")), "compact")
    shown.root.update()
    assert not shown.chat.timeline.text.tag_ranges("cozy.head")
    assert shown.chat.timeline.text.tag_ranges("compact.text")


@pytest.mark.parametrize("key", ["daylight", "sand", "contrast-dark"])
def test_a_theme_is_applied_in_place_with_the_draft_kept(shown: Shown, key: str) -> None:
    shown.chat.composer.set_text("draft")
    shown.root.update()
    shown.window.set_themes(
        [ThemeChoice(key=key, name=key, window="#000000", text="#000000", accent="#000000", is_dark=False)], key
    )
    shown.window.apply_theme(load_builtin(key))
    shown.root.update()
    theme = load_builtin(key)
    assert str(shown.chat.timeline.text.cget("background")) == theme["window"]  # type: ignore[index]
    assert str(shown.chat.sidebar.list.canvas.cget("background")) == theme["sidebar"]  # type: ignore[index]
    assert shown.chat.composer.text.get("1.0", "end - 1 chars") == "draft"


def test_long_names_do_not_push_anything_out_of_the_header(shown: Shown) -> None:
    from dataclasses import replace

    shown.chat.header.show(replace(HEADER, title="x" * 200, topic="y" * 2000))
    shown.root.update()
    button = shown.chat.header.members_button
    assert button.winfo_ismapped()
    assert button.winfo_rootx() + button.winfo_width() <= shown.chat.members.frame.winfo_rootx()
    assert shown.chat.header.topic.winfo_rootx() + shown.chat.header.topic.winfo_width() <= button.winfo_rootx()


def test_without_a_display_the_reason_is_a_plain_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":nowhere")
    with pytest.raises(NoDisplay, match="There is no display"):
        TkKit(load_builtin("midnight"), layout="cozy")


def test_the_scale_of_the_screen_is_rounded_to_quarters(root: tk.Tk, monkeypatch: pytest.MonkeyPatch) -> None:
    for dots, scale in ((96, 1.0), (110, 1.25), (192, 2.0), (60, 1.0), (500, 3.0)):
        monkeypatch.setattr(root, "winfo_fpixels", lambda _distance, dots=dots: dots)
        assert screen_scale(root) == scale


def test_the_kit_runs_until_its_window_is_destroyed() -> None:
    try:
        kit = TkKit(load_builtin("midnight"), layout="compact")
    except NoDisplay:
        pytest.skip("no display for a window")
    ran: list[str] = []
    kit.window.bind(RecordedActions())
    kit.window.show_page("chat")

    def end() -> None:
        ran.append("posted")
        kit.window.destroy()

    kit.dispatcher.call_later(60, lambda: ran.append("much too late"))
    kit.dispatcher.post(end)
    kit.run(started=lambda: None)
    kit.dispatcher.post(lambda: ran.append("too late"))
    assert ran == ["posted"]


def test_a_window_that_opens_behind_others_says_that_nobody_looks_at_it(root: tk.Tk, style: Style) -> None:
    root.withdraw()
    pump_until(root, lambda: not root.tk.call("focus", "-displayof", "."))
    window, actions = Window(root, style, "cozy"), RecordedActions()
    window.bind(actions)
    assert actions.calls == [("focus_changed", (False,))]
    root.deiconify()
    root.update()
    root.focus_force()
    pump_until(root, lambda: actions.calls[-1] == ("focus_changed", (True,)))


def test_toasts_stand_above_the_files_on_their_way(shown: Shown) -> None:
    shown.window.toast("Link copied.", is_error=True)
    shown.root.update()
    toast = shown.window.frame.winfo_children()[-1]
    lowest = toast.winfo_y() + toast.winfo_height()
    shown.chat.files.show([TransferRow(key=key, title=f"{key}.jpg to #maps", text="1 of 2 MB") for key in "12"])
    pump_until(shown.root, lambda: toast.winfo_y() + toast.winfo_height() < lowest)
    assert toast.winfo_y() + toast.winfo_height() <= shown.chat.files.frame.winfo_y()
