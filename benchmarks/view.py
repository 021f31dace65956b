"""How much the message view costs: appending, bursts, scrolling, themes, layouts, memory. Needs a display.

Run as `python -m benchmarks.view`; it takes under a minute. CPU times are of this process, without the X server.
"""

import _tkinter
import resource
import statistics
import sys
import time
import tkinter as tk
from collections.abc import Callable
from functools import partial

from app.contracts.rows import Avatar, MessageRow, Row, RowsChanged, Span
from app.themes.loader import load_builtin
from app.views.tk.styling import Style
from app.views.tk.timeline.layout_names import COMPACT, COZY
from app.views.tk.timeline.view import TimelinePane

_HISTORY = 100_000
_BURST = 20_000
_RATE = 200
_RATE_S = 5.0


class Rows:
    """A source of many rows that are made when they are asked for."""

    def __init__(self, count: int) -> None:
        self.total = count

    def count(self) -> int:
        return self.total

    def range(self, start: int, stop: int) -> list[Row]:
        return [_row(number) for number in range(max(0, start), min(stop, self.total))]

    def position_of(self, key: str) -> int | None:
        return int(key)

    def append(self, count: int) -> RowsChanged:
        self.total += count
        return RowsChanged(start=self.total - count, removed=0, inserted=count)


def _row(number: int) -> Row:
    nick = f"nick{number // 3 % 40}"
    return MessageRow(
        key=str(number),
        nick=nick,
        avatar=Avatar(initial="N", colour=number // 3 % 10),
        time="12:34",
        full_time="",
        spans=(Span(f"message {number}, about as long as what people write to each other in a chat"),),
        continues=number % 3 != 0,
    )


def main() -> None:
    root = tk.Tk()
    root.geometry("870x730+0+0")
    style = Style(root, load_builtin("midnight"))
    pane = TimelinePane(root, style, COZY)
    pane.frame.pack(fill="both", expand=True)
    root.update()
    source = Rows(_HISTORY)
    report("open a chat of 100,000 rows", "ms CPU", cpu_ms(lambda: open_chat(root, pane, source)))
    report(f"{_RATE} messages/s while drawn", "% of a core", flow(root, pane, source))
    drawn = pane.paper.rows_drawn
    report(f"a burst of {_BURST:,}, one call each", "ms CPU", cpu_ms(lambda: burst(root, pane, source)))
    report("  rows drawn of it", "rows", pane.paper.rows_drawn - drawn)
    report("wheel notch, p95 of 300", "ms CPU", p95([cpu_ms(lambda: notch(root, pane)) for _ in range(300)]))
    jumps = [cpu_ms(partial(jump, root, pane, place)) for place in (0.1, 0.9, 0.3, 0.7, 0.5)]
    report("jump anywhere, worst of 5", "ms CPU", max(jumps))
    themes = ["daylight", "midnight"] * 5
    switches = [cpu_ms(partial(theme, root, style, key)) for key in themes]
    report("theme, median of 10", "ms CPU", statistics.median(switches))
    layouts = [COMPACT, COZY] * 5
    switches = [cpu_ms(partial(layout, root, pane, key)) for key in layouts]
    report("layout, median of 10", "ms CPU", statistics.median(switches))
    # Linux counts in kB, macOS in bytes.
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    report("memory at most", "MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
    root.destroy()


def report(what: str, unit: str, value: float) -> None:
    print(f"{what:<40} {value:>8.1f} {unit}")


def cpu_ms(act: Callable[[], None]) -> float:
    began = time.process_time()
    act()
    return (time.process_time() - began) * 1000


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def open_chat(root: tk.Tk, pane: TimelinePane, source: Rows) -> None:
    pane.show(source)
    while not pane.paper.rows:
        root.tk.dooneevent(0)
    root.update()


def flow(root: tk.Tk, pane: TimelinePane, source: Rows) -> float:
    """Append at a steady rate for some seconds; the share of a core it takes."""
    left = round(_RATE * _RATE_S)

    def append() -> None:
        nonlocal left
        left -= 1
        pane.rows_changed(source.append(1))
        if left:
            root.after(1000 // _RATE, append)

    began, cpu = time.monotonic(), time.process_time()
    append()
    while left:
        root.tk.dooneevent(0)
    return (time.process_time() - cpu) / (time.monotonic() - began) * 100


def burst(root: tk.Tk, pane: TimelinePane, source: Rows) -> None:
    for number in range(_BURST):
        pane.rows_changed(source.append(1))
        if number % 32 == 0:
            root.tk.dooneevent(_tkinter.DONT_WAIT)
    while pane.paper.rows[-1].key != str(source.total - 1):
        root.tk.dooneevent(0)


def notch(root: tk.Tk, pane: TimelinePane) -> None:
    pane.text.event_generate("<Button-4>")
    root.update()


def jump(root: tk.Tk, pane: TimelinePane, place: float) -> None:
    pane.scroll_to(place)
    root.update()


def theme(root: tk.Tk, style: Style, key: str) -> None:
    style.apply(load_builtin(key))
    root.update()


def layout(root: tk.Tk, pane: TimelinePane, key: str) -> None:
    pane.set_layout(key)
    root.update()


if __name__ == "__main__":
    main()
