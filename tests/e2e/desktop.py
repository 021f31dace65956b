"""People at their desktops: the app as a process of its own, driven by keys, read through its clipboard."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

MAIN = Path(__file__).parents[2] / "main.py"
WAIT_S = 20.0


def wait_for(condition: Callable[[], object], what: str) -> None:
    """Look again and again until `condition` holds; another process can't tell us when it does."""
    deadline = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < deadline, f"waited {WAIT_S:.0f} s in vain for {what}"
        time.sleep(0.05)


def needs(*programs: str) -> pytest.MarkDecorator:
    """Skip where one of these programs is not installed."""
    missing = [program for program in programs if shutil.which(program) is None]
    return pytest.mark.skipif(bool(missing), reason=f"needs {', '.join(missing)}")


class Desktop:
    """One app window. Keys reach it as a person's would, through the X server."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._folder = folder
        folder.mkdir()
        self._errors = (folder / "stderr").open("w")
        self._others = windows()
        self.process = subprocess.Popen(
            [sys.executable, str(MAIN), *arguments, "--data-dir", str(folder / "data")], stderr=self._errors)
        wait_for(self._find_window, "a window")

    def _find_window(self) -> bool:
        assert self.process.poll() is None, f"the app ended: {self.said()}"
        found = windows() - self._others
        self.window = next(iter(found), "")
        return bool(found)

    def write(self, text: str) -> None:
        """Click into the composer, type, and send. Without a window manager the keyboard follows the pointer."""
        self._click(0.5, -75)
        xdotool("type", "--delay", "12", text)
        xdotool("key", "Return")

    def _click(self, across: float, down: int) -> None:
        """Click at a share of the width, and so many pixels from the top, or from the bottom when negative."""
        size = dict(line.split("=") for line in xdotool("getwindowgeometry", "--shell", self.window).split())
        x, y = int(int(size["WIDTH"]) * across), down % int(size["HEIGHT"])
        xdotool("windowraise", self.window)
        xdotool("mousemove", "--window", self.window, str(x), str(y), "click", "1")

    @property
    def title(self) -> str:
        """What stands in the title bar."""
        return xdotool("getwindowname", self.window).strip()

    @property
    def server_note(self) -> Path:
        """The note of the server this app hosts."""
        return next(iter(self._folder.glob("data/servers/*/server.json")), self._folder / "none")

    def hosts(self) -> bool:
        """Whether the chat this app hosts is open to others."""
        return self.server_note.exists()

    def is_online(self) -> bool:
        """Whether it has been taken in by a server."""
        log = self._folder / "data" / "group-chat.log"
        return log.exists() and ": ONLINE" in log.read_text()

    def said(self) -> str:
        """What it wrote to stderr: nothing, if all is well."""
        return (self._folder / "stderr").read_text()

    def copied_messages(self) -> str:
        """The messages in sight: click among them, select all, copy, and look at the clipboard."""
        self._click(0.5, 300)
        xdotool("key", "--delay", "20", "ctrl+a", "ctrl+c")
        return clipboard()

    def wait_to_show(self, *texts: str) -> None:
        """Wait until all of these can be read among the messages."""
        deadline = time.monotonic() + WAIT_S
        shown = self.copied_messages()
        while not all(text in shown for text in texts):
            assert time.monotonic() < deadline, f"the window shows only:\n{shown}"
            time.sleep(0.2)
            shown = self.copied_messages()

    def close(self) -> None:
        """Ask the app to end, as the system does when people log out."""
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(15)
        self._errors.close()


def clipboard() -> str:
    """The text on the clipboard, read by a process of its own: Tk answers for what this one once put there."""
    program = "import tkinter; root = tkinter.Tk(); root.withdraw(); print(root.clipboard_get())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=20, check=False)
    return done.stdout


def windows() -> set[str]:
    """The windows of the app on the screen, by id. Tk does not say which process one is of."""
    return set(xdotool("search", "--onlyvisible", "--class", "GroupChat").split())


def xdotool(*arguments: str) -> str:
    """Run xdotool; what it finds out, "" when it finds nothing."""
    done = subprocess.run(["xdotool", *arguments], capture_output=True, text=True, timeout=20, check=False)
    return done.stdout
