"""Sheets and toasts: they never block, keep the keyboard to themselves, and give it back."""

import tkinter as tk

import pytest

from app.contracts.sheets import Choice, InviteState, Question, Reach
from app.themes.loader import load_builtin
from app.themes.roles import Role
from app.views.tk.controls import Button
from app.views.tk.dialogs import InviteSheet, QuestionSheet, Toasts
from app.views.tk.dialogs import invite as invite_module
from app.views.tk.dialogs import toast as toast_module
from app.views.tk.styling import Style
from tests.gui.pumping import pump_until

pytestmark = pytest.mark.gui

JOIN = Question(
    title="Join a channel",
    text="A channel that does not exist yet is made.",
    field_label="Channel",
    field_text="#maps",
    choices=(Choice(key="no", label="Cancel", is_cancel=True), Choice(key="yes", label="Join", is_default=True)),
)
CLOSE = Question(
    title="You are hosting Ridge Walkers",
    text="Keep it running?",
    choices=(
        Choice(key="no", label="Cancel", is_cancel=True),
        Choice(key="stop", label="Stop hosting", is_danger=True),
        Choice(key="keep", label="Keep running", is_default=True),
    ),
)
INVITE = InviteState(
    title="Invite people to Ridge Walkers",
    link="ircs://192.0.2.7:6697/general",
    explanation="Anyone with this link can join.",
    reach=Reach.LOCAL_NETWORK,
    reach_text="Only on your local network",
    details=(("Address", "192.0.2.7"), ("Port", "6697")),
)


@pytest.fixture
def answers() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def frame(root: tk.Tk) -> tk.Frame:
    frame = tk.Frame(root)
    frame.pack(fill="both", expand=True)
    root.update()
    root.focus_force()
    root.update()
    return frame


def grabbing(frame: tk.Frame) -> str:
    return str(frame.tk.call("grab", "current", frame))


def ask(frame: tk.Frame, style: Style, question: Question, answers: list[tuple[str, str]]) -> QuestionSheet:
    sheet = QuestionSheet(frame, style, question, lambda key, text: answers.append((key, text)))
    pump_until(frame, lambda: grabbing(frame) == str(sheet.sheet.box))
    return sheet


def selected(frame: tk.Frame) -> str:
    return str(frame.tk.call("selection", "get"))


def press(frame: tk.Frame, key: str) -> None:
    focused = frame.focus_get()
    assert focused is not None
    focused.event_generate(key)
    frame.update()


def test_return_in_the_field_gives_the_default_answer_with_the_text(
    frame: tk.Frame, style: Style, answers: list[tuple[str, str]]
) -> None:
    sheet = ask(frame, style, JOIN, answers)
    assert sheet.field is not None
    assert frame.focus_get() is sheet.field.entry
    sheet.field.text = "#photos"
    press(frame, "<Return>")
    assert answers == [("yes", "#photos")]
    assert not sheet.sheet.is_open


def test_the_fields_text_is_selected_so_that_typing_replaces_it(
    frame: tk.Frame, style: Style, answers: list[tuple[str, str]]
) -> None:
    sheet = ask(frame, style, JOIN, answers)
    assert sheet.field is not None
    assert selected(frame) == "#maps"


def test_escape_gives_the_cancelling_answer(frame: tk.Frame, style: Style, answers: list[tuple[str, str]]) -> None:
    ask(frame, style, CLOSE, answers)
    press(frame, "<Escape>")
    assert answers == [("no", "")]


def test_the_default_button_has_the_keyboard(frame: tk.Frame, style: Style, answers: list[tuple[str, str]]) -> None:
    sheet = ask(frame, style, CLOSE, answers)
    assert frame.focus_get() is sheet.buttons["keep"]
    press(frame, "<Return>")
    assert answers == [("keep", "")]


def test_a_button_gives_its_answer(frame: tk.Frame, style: Style, answers: list[tuple[str, str]]) -> None:
    sheet = ask(frame, style, CLOSE, answers)
    sheet.buttons["stop"].invoke()
    assert answers == [("stop", "")]


def test_escape_without_a_cancelling_choice_leaves_the_question_open(
    frame: tk.Frame, style: Style, answers: list[tuple[str, str]]
) -> None:
    only = Question(title="Done", text="", choices=(Choice(key="ok", label="OK", is_default=True),))
    sheet = ask(frame, style, only, answers)
    press(frame, "<Escape>")
    assert answers == []
    assert sheet.sheet.is_open


def test_tab_stays_within_the_sheet(frame: tk.Frame, style: Style, answers: list[tuple[str, str]]) -> None:
    Button(frame, style, "Outside", lambda: None).pack()
    sheet = ask(frame, style, JOIN, answers)
    seen = []
    for _ in range(4):
        press(frame, "<Tab>")
        seen.append(str(frame.focus_get()))
    assert all(path.startswith(str(sheet.sheet.box)) for path in seen)
    assert len(set(seen)) == 3


def test_the_keyboard_goes_back_to_where_it_was(frame: tk.Frame, style: Style, answers: list[tuple[str, str]]) -> None:
    entry = tk.Entry(frame)
    entry.pack()
    entry.focus_force()
    frame.update()
    ask(frame, style, CLOSE, answers)
    press(frame, "<Escape>")
    pump_until(frame, lambda: frame.focus_get() is entry)
    assert grabbing(frame) == ""


def test_a_sheet_above_a_sheet_gives_the_window_back_to_it(
    frame: tk.Frame, style: Style, answers: list[tuple[str, str]]
) -> None:
    below = ask(frame, style, CLOSE, answers)
    ask(frame, style, JOIN, answers)
    press(frame, "<Escape>")
    assert grabbing(frame) == str(below.sheet.box)
    press(frame, "<Escape>")
    assert [key for key, _text in answers] == ["no", "no"]


def test_an_open_sheet_follows_the_theme(frame: tk.Frame, style: Style, answers: list[tuple[str, str]]) -> None:
    sheet = ask(frame, style, JOIN, answers)
    style.apply(load_builtin("rose"))
    assert sheet.field is not None
    assert sheet.field.entry["background"] == load_builtin("rose")[Role.RAISED]


@pytest.mark.parametrize("size", ["720x480", "400x300", "1400x900"])
def test_a_sheet_fits_into_every_window(
    root: tk.Tk, frame: tk.Frame, style: Style, answers: list[tuple[str, str]], size: str
) -> None:
    root.geometry(size)
    pump_until(root, lambda: f"{frame.winfo_width()}x{frame.winfo_height()}" == size)
    facts = tuple((f"Fact {number}", "AB:CD:EF:" * 12) for number in range(6))
    question = Question(title="Certificate", text="word " * 60, choices=CLOSE.choices, facts=facts)
    box = ask(frame, style, question, answers).sheet.box
    root.update()
    assert box.winfo_y() >= 0
    assert box.winfo_y() + box.winfo_height() <= frame.winfo_height()
    assert box.winfo_width() <= frame.winfo_width()


def test_a_table_stands_in_two_columns(frame: tk.Frame, style: Style, answers: list[tuple[str, str]]) -> None:
    table = (("F1", "This list"), ("Alt+Shift+Up, Alt+Shift+Down", "Previous, next unread chat"))
    sheet = ask(frame, style, Question(title="Keys", text="", choices=CLOSE.choices, table=table), answers).sheet
    frame.update()
    shown = {str(each.cget("text")): each for each in labels_in(sheet.body)}
    lefts = [[shown[text].winfo_rootx() for text in column] for column in zip(*table, strict=True)]
    assert len({*lefts[0]}) == len({*lefts[1]}) == 1
    assert min(lefts[1]) > max(shown[name].winfo_rootx() + shown[name].winfo_reqwidth() for name, _ in table)


def labels_in(widget: tk.Misc) -> list[tk.Label]:
    own = [widget] if isinstance(widget, tk.Label) else []
    return own + [label for child in widget.winfo_children() for label in labels_in(child)]


def test_copy_copies_the_link_and_says_so_for_a_while(
    frame: tk.Frame, style: Style, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invite_module, "COPIED_MS", 50)
    copied: list[str] = []
    sheet = InviteSheet(frame, style, INVITE, copied.append)
    frame.update()
    press(frame, "<Return>")
    assert copied == ["ircs://192.0.2.7:6697/general"]
    assert sheet.copy_button.text == "Copied"
    pump_until(frame, lambda: sheet.copy_button.text == "Copy")


def test_the_link_can_be_selected_but_not_changed(frame: tk.Frame, style: Style) -> None:
    sheet = InviteSheet(frame, style, INVITE, lambda _text: None)
    sheet.link.focus_force()
    frame.update()
    assert selected(frame) == INVITE.link
    sheet.link.event_generate("<Key>", keysym="x")
    assert sheet.link.get() == INVITE.link


def test_escape_closes_the_invite_sheet(frame: tk.Frame, style: Style) -> None:
    closed: list[bool] = []
    sheet = InviteSheet(frame, style, INVITE, lambda _text: None, lambda: closed.append(True))
    frame.update()
    sheet.copy()
    press(frame, "<Escape>")
    assert closed == [True]
    assert not sheet.sheet.is_open


def text_of(toast: tk.Misc) -> str:
    return "".join(str(child.cget("text")) for child in toast.winfo_children() if isinstance(child, tk.Label))


def test_a_toast_goes_by_itself_and_an_error_stays(
    frame: tk.Frame, style: Style, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toast_module, "SHOWN_MS", 50)
    toasts = Toasts(frame, style, lambda: 96)
    toasts.show("Link copied.")
    toasts.show("#photos is invite-only.", is_error=True)
    assert toasts.texts == ["Link copied.", "#photos is invite-only."]
    pump_until(frame, lambda: toasts.texts == ["#photos is invite-only."])


def test_a_click_takes_an_error_away(frame: tk.Frame, style: Style) -> None:
    toasts = Toasts(frame, style, lambda: 96)
    toasts.show("#photos is invite-only.", is_error=True)
    frame.update()
    (toast,) = frame.winfo_children()
    toast.event_generate("<Button-1>", x=5, y=5)
    assert toasts.texts == []


def test_there_are_never_more_than_three_toasts(frame: tk.Frame, style: Style) -> None:
    toasts = Toasts(frame, style, lambda: 96)
    for number in range(5):
        toasts.show(f"Toast {number}", is_error=number % 2 == 0)
    frame.update()
    assert toasts.texts == ["Toast 2", "Toast 3", "Toast 4"]
    by_place = sorted(frame.winfo_children(), key=lambda toast: toast.winfo_y())
    assert [text_of(toast) for toast in by_place] == toasts.texts


def test_toasts_may_be_shown_while_the_window_goes(root: tk.Tk, frame: tk.Frame, style: Style) -> None:
    toasts = Toasts(frame, style, lambda: 96)
    toasts.show("Link copied.")
    frame.destroy()
    root.update()
