"""The strip of files on their way, files dropped on the window, and pictures among the messages."""

import io
import sys
import tkinter as tk
from dataclasses import replace

import pytest

from app.contracts.files import TransferRow
from app.contracts.rows import MessageRow, RowPicture, Span, SpanStyle
from app.views.tk.styling import Style
from app.views.tk.timeline.layouts import make_layout
from app.views.tk.timeline.paper import Paper
from app.views.tk.transfers import TransferStrip, accept_drops
from tests.gui.scene import message

pytestmark = pytest.mark.gui

ADDRESS = "https://ridge.example.net:6697/files/1/a.jpg"


class Noted:
    """Satisfies FilesActions."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, object]] = []

    def choose_files(self) -> None:
        self.calls.append(("choose", None))

    def files_dropped(self, paths: object) -> None:
        self.calls.append(("dropped", paths))

    def cancel_transfer(self, key: str) -> None:
        self.calls.append(("cancel", key))

    def retry_transfer(self, key: str) -> None:
        self.calls.append(("retry", key))


@pytest.fixture
def strip(root: tk.Tk, style: Style) -> TransferStrip:
    strip = TransferStrip(root, style)
    strip.frame.grid(row=0, column=0, sticky="ew")
    root.columnconfigure(0, weight=1)
    return strip


def row(key: str = "1", **more: object) -> TransferRow:
    return TransferRow(key=key, title=f"{key}.jpg to #maps", text="1 of 2 MB", **more)  # type: ignore[arg-type]


def test_the_strip_is_there_only_while_files_are_on_their_way(root: tk.Tk, strip: TransferStrip) -> None:
    strip.show([row(fraction=0.25)])
    root.update()
    assert strip.frame.winfo_ismapped()
    line = strip.lines[0]
    strip.show([row(fraction=0.5)])
    assert strip.lines[0] is line
    strip.show([])
    root.update()
    assert not strip.frame.winfo_ismapped()


def test_each_file_can_be_cancelled_and_a_failed_one_tried_again(strip: TransferStrip) -> None:
    actions = Noted()
    strip.bind(actions)
    strip.show([row("1"), row("2", is_error=True, retry="Try again", cancel="Dismiss")])
    assert [[button.text for button in line.buttons] for line in strip.lines] == [["Cancel"], ["Try again", "Dismiss"]]
    strip.lines[0].buttons[0].invoke()
    for button in strip.lines[1].buttons:
        button.invoke()
    assert actions.calls == [("cancel", "1"), ("retry", "2"), ("cancel", "2")]


def test_many_files_take_little_room(strip: TransferStrip) -> None:
    strip.show([row(str(number)) for number in range(50)])
    assert len(strip.lines) == 4


def test_files_dropped_on_the_window_are_told(root: tk.Tk) -> None:
    pytest.importorskip("tkinterdnd2")
    actions = Noted()
    assert accept_drops(root, actions)
    # What the package does with a drop: it puts the data in the place of %D.
    script = str(root.tk.call("bind", ".", "<<Drop:DND_Files>>"))
    paths = ("/home/sam/summit view.jpg", "/home/sam/{odd} $name [x].txt")
    root.tk.call("set", "paths", paths)
    data = root.tk.eval("list $paths")
    assert root.tk.eval(script.replace("%D", data)) == "copy"
    root.update()
    assert actions.calls == [("dropped", list(paths))]


def test_a_window_without_the_package_goes_without_drops(root: tk.Tk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tkinterdnd2.TkinterDnD", None)
    assert not accept_drops(root, Noted())


def picture_row(png: bytes) -> MessageRow:
    return replace(message("1", "maya", Span("a.jpg", SpanStyle.LINK, ADDRESS)),
                   picture=RowPicture(png=png, width=40, height=30, target=ADDRESS))


@pytest.mark.parametrize("layout", ["cozy", "compact"])
def test_a_picture_stands_below_its_file_and_opens_it(root: tk.Tk, style: Style, layout: str) -> None:
    image = pytest.importorskip("PIL.Image")
    out = io.BytesIO()
    image.new("RGB", (40, 30), "navy").save(out, "PNG")
    text = tk.Text(root, width=80, height=10)
    text.grid()
    paper = Paper(text, style, make_layout(layout, str))
    paper.set_rows([picture_row(out.getvalue()), message("2", "sam", "hello")])
    root.update()
    [where] = [index for index in text.tk.splitlist(text.tk.call(str(text), "image", "names"))
               if text.image_cget(index, "align") == "center"]
    index = text.index(where)
    box = text.bbox(index)
    assert box is not None
    assert box[2:] == (40, 30)
    assert paper.target_at(index) == ADDRESS
    assert paper.position_at(index) == 0


def test_a_picture_that_is_none_leaves_the_message(root: tk.Tk, style: Style) -> None:
    text = tk.Text(root, width=80, height=10)
    text.grid()
    paper = Paper(text, style, make_layout("cozy", str))
    paper.set_rows([picture_row(b"no picture")])
    assert "a.jpg" in text.get("1.0", "end")
