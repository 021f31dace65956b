"""Buttons, fields and boxes, by mouse and by keyboard."""

import tkinter as tk

import pytest

from app.themes.roles import Role
from app.views.tk.controls import Button, Field, IconButton, RoundedBox, Tooltip, WrappingLabel
from app.views.tk.controls.scrolling import ScrollingFrame
from app.views.tk.controls.selectable import SelectableText
from app.views.tk.styling import Style
from tests.gui.pumping import pump_until

pytestmark = pytest.mark.gui


@pytest.fixture
def pressed() -> list[str]:
    return []


def focus(root: tk.Tk, widget: tk.Misc) -> None:
    widget.focus_force()
    pump_until(root, lambda: root.focus_get() is widget)


def test_a_button_is_pressed_by_mouse_space_and_return(root: tk.Tk, style: Style, pressed: list[str]) -> None:
    button = Button(root, style, "Join", lambda: pressed.append("join"))
    button.pack()
    root.update()
    button.event_generate("<Button-1>", x=10, y=10)
    button.event_generate("<ButtonRelease-1>", x=10, y=10)
    focus(root, button)
    button.event_generate("<space>")
    button.event_generate("<Return>")
    assert pressed == ["join"] * 3


def test_a_field_knows_that_a_menu_has_the_keyboard(root: tk.Tk, style: Style) -> None:
    field = Field(root, style)
    field.pack()
    bar = tk.Menu(root, name="bar")
    root.configure(menu=bar)
    focus(root, field.entry)
    # Tk shows a copy of the menu, and gives that the keyboard; tkinter knows of no copy.
    root.tk.call("focus", "-force", ".#bar")
    root.update()
    assert not field.entry.has_focus
    bar.destroy()


def test_letting_go_beside_a_button_does_not_press_it(root: tk.Tk, style: Style, pressed: list[str]) -> None:
    button = Button(root, style, "Join", lambda: pressed.append("join"))
    button.pack()
    root.update()
    button.event_generate("<Button-1>", x=10, y=10)
    button.event_generate("<ButtonRelease-1>", x=10, y=500)
    assert pressed == []


def test_a_disabled_button_does_nothing_and_is_no_stop_for_tab(root: tk.Tk, style: Style, pressed: list[str]) -> None:
    first = Button(root, style, "First", lambda: None)
    second = Button(root, style, "Second", lambda: pressed.append("second"))
    third = Button(root, style, "Third", lambda: None)
    for button in (first, second, third):
        button.pack()
    second.set_enabled(False)
    root.update()
    second.invoke()
    assert pressed == []
    assert first.tk_focusNext() is third


def test_a_button_grows_with_its_text(root: tk.Tk, style: Style) -> None:
    button = Button(root, style, "Copy", lambda: None, icon="copy")
    before = button.winfo_reqwidth()
    button.set_text("Copied to the clipboard", "check")
    assert button.text == "Copied to the clipboard"
    assert button.winfo_reqwidth() > before


def test_an_icon_button_can_stay_down(root: tk.Tk, style: Style, pressed: list[str]) -> None:
    button = IconButton(root, style, "people", lambda: pressed.append("members"), tooltip="Members", toggled=True)
    button.pack()
    focus(root, button)
    button.event_generate("<Return>")
    assert pressed == ["members"]
    assert button.is_toggled
    button.set_toggled(False)
    assert not button.is_toggled


def test_icon_buttons_can_be_hit(root: tk.Tk, style: Style) -> None:
    button = IconButton(root, style, "more", lambda: None, tooltip="More")
    assert min(button.winfo_reqwidth(), button.winfo_reqheight()) >= 32


def test_a_field_tells_of_typing_but_not_of_being_filled(root: tk.Tk, style: Style) -> None:
    typed: list[str] = []
    field = Field(root, style, placeholder="Name", on_change=typed.append)
    field.pack()
    field.text = "sam"
    focus(root, field.entry)
    field.focus()
    field.entry.event_generate("<Key>", keysym="m")
    root.update()
    assert field.text == "samm"
    assert typed == ["samm"]


def test_a_fields_placeholder_is_there_while_it_is_empty(root: tk.Tk, style: Style) -> None:
    field = Field(root, style, placeholder="Invite link")
    field.pack()
    (placeholder,) = field.entry.winfo_children()
    root.update()
    assert placeholder.winfo_ismapped()
    field.text = "ircs://host"
    root.update()
    assert not placeholder.winfo_ismapped()


def test_return_in_a_field_is_told(root: tk.Tk, style: Style, pressed: list[str]) -> None:
    field = Field(root, style, on_return=lambda: pressed.append("return"))
    field.pack()
    focus(root, field.entry)
    field.entry.event_generate("<Return>")
    assert pressed == ["return"]


def test_a_field_that_is_switched_off_can_still_be_filled(root: tk.Tk, style: Style) -> None:
    field = Field(root, style)
    field.set_enabled(False)
    field.text = "ircs://host"
    assert field.text == "ircs://host"
    assert field.entry["state"] == "disabled"


def test_a_box_grows_with_what_is_in_it(root: tk.Tk, style: Style) -> None:
    box = RoundedBox(root, style, fill=Role.RAISED, backdrop=Role.WINDOW, radius=9, border=Role.BORDER)
    tk.Frame(box, width=210, height=90).pack(padx=10, pady=10)
    box.pack()
    root.update()
    assert (box.winfo_width(), box.winfo_height()) == (230, 110)


def test_a_tooltip_comes_after_a_while_and_goes_with_the_pointer(root: tk.Tk, style: Style) -> None:
    button = tk.Frame(root, width=40, height=40)
    button.pack()
    tooltip = Tooltip(button, style, "Search")
    root.update()
    button.event_generate("<Enter>")
    assert not tooltip.is_shown
    pump_until(root, lambda: tooltip.is_shown)
    button.event_generate("<Leave>")
    assert not tooltip.is_shown


def test_a_tooltip_of_a_button_that_is_gone_never_comes(root: tk.Tk, style: Style) -> None:
    button = tk.Frame(root, width=40, height=40)
    button.pack()
    tooltip = Tooltip(button, style, "Search")
    root.update()
    button.event_generate("<Enter>")
    button.destroy()
    over: list[bool] = []
    root.after(700, lambda: over.append(True))
    pump_until(root, lambda: bool(over))
    assert not tooltip.is_shown


def test_a_wrapping_label_uses_the_width_it_is_given(root: tk.Tk, style: Style) -> None:
    label = WrappingLabel(root, style, "word " * 40, style.fonts.body, backdrop=Role.WINDOW)
    label.pack(fill="x")
    pump_until(root, lambda: int(str(label.cget("wraplength"))) == label.winfo_width() > 900)
    assert label.winfo_height() <= 3 * style.fonts.body.metrics("linespace")


def test_a_selectable_text_shows_all_of_its_lines(root: tk.Tk, style: Style) -> None:
    frame = tk.Frame(root, width=200, height=300)
    frame.pack_propagate(False)
    frame.pack()
    text = SelectableText(frame, style, "AB:CD:" * 20, style.fonts.code, backdrop=Role.WINDOW)
    text.pack(fill="x")
    pump_until(root, lambda: text.bbox("end-2c") is not None)
    text.event_generate("<Key>", keysym="x")
    assert text.get("1.0", "end-1c") == "AB:CD:" * 20


def test_a_scrolling_frame_scrolls_only_what_does_not_fit(root: tk.Tk, style: Style) -> None:
    scroller = ScrollingFrame(root, style, backdrop=Role.WINDOW, bar_style="Quiet.Vertical.TScrollbar")
    scroller.pack(fill="both", expand=True)
    content = tk.Frame(scroller.body, width=100, height=300)
    content.pack()
    root.update()
    assert not scroller.overflows
    content.configure(height=3000)
    pump_until(root, lambda: scroller.overflows)
