"""Files handed to the program the desktop has for them."""

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path


def open_file(path: Path) -> bool:
    """Let the desktop open the file; whether there was somebody to ask. Never waits for the program."""
    start = getattr(os, "startfile", None)
    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    try:
        if start is not None:
            start(str(path))
        elif opener is not None:
            _run([opener, str(path)])
        else:
            return False
    except OSError:
        return False
    return True


def _run(command: list[str]) -> None:
    """Start a program in a session of its own: it outlives this app. Raises OSError."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,  # noqa: S603 - a program
                               stderr=subprocess.DEVNULL, start_new_session=True)  # of the system, a file of ours
    threading.Thread(target=process.wait, name="desktop", daemon=True).start()
