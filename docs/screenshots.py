"""Takes the pictures of the README from the real app with real people in it, under a display.

    python docs/screenshots.py            on a desktop, or with Xvfb and openbox:
    xvfb-run -s "-screen 0 1600x1000x24" sh -c "openbox & python docs/screenshots.py"

Needs xdotool and ImageMagick's `import`. The people are headless clients of the chat that the window hosts.
"""

import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
sys.path.insert(0, str(ROOT))

from tests.e2e.desktop import Desktop, wait_for, xdotool  # noqa: E402 - the path had to be set first

TALK = (
    ("maya", "#general", "Good morning! Weather looks clear until Sunday. I’d leave at 7:30 from the station."),
    ("maya", "#general", "Route notes are in #maps, and the GPX import is just `trail import ridge.gpx`."),
    ("tomas", "#general", "Found the hut’s page: https://ridge.example.net/hut — they still have six beds."),
    ("olu", "#general", "Do we still need a second car?"),
    ("sam", "#general", "I can drive and take three people from the east side."),
    ("tomas", "#general", "/me packs the stove"),
    ("priya", "#general", "@sam could you pick me up on the way? I’m right by the bridge."),
    ("sam", "#general", "Sure, 7:10 at the bridge. I'll message you when I'm close."),
)
ELSEWHERE = (
    ("maya", "#maps", "The ridge path is closed between the two huts"),
    ("olu", "#maps", "Then over the saddle, it is marked"),
    ("priya", "/msg sam", "Thank you!"),
)


class Guest:
    """Somebody without a window: the headless client."""

    def __init__(self, link: str, nick: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "main.py"), "connect", link, "--headless", "--name", nick, "--join", "#maps"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._wait("names")
        self._wait("names")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        self._process.terminate()
        self._process.wait(10)

    def say(self, where: str, text: str) -> None:
        line = f"{where} {text}" if where.startswith("/") else f"/join {where}\n{text}"
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        self._wait("sent")

    def command(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _wait(self, event: str) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if json.loads(line)["event"] == event:
                return


def picture(name: str, window: Desktop) -> None:
    """Take a picture of a window, once it has drawn."""
    time.sleep(1.5)
    subprocess.run(["import", "-window", window.window, str(PICTURES / f"{name}.png")], check=True)
    sys.stdout.write(f"{name}\n")


def main_scene(folder: Path, pictures: dict[str, str]) -> None:
    """The chat of a hiking group, in each of the themes asked for: picture name → theme."""
    with ExitStack() as stack:
        host = Desktop(folder / "host", "--host", "Ridge Walkers", "--name", "sam")
        stack.callback(host.close)
        wait_for(host.hosts, "the hosted chat")
        port = json.loads(host.server_note.read_text())["listeners"][0].rpartition(":")[2]
        fingerprint = json.loads(host.server_note.read_text())["link"].partition("certfp=")[2].partition("&")[0]
        link = f"ircs://127.0.0.1:{port}/%23general?certfp={fingerprint}"
        time.sleep(2)
        guests = {nick: stack.enter_context(Guest(link, nick)) for nick in ("maya", "tomas", "olu", "priya", "ines")}
        for line in ("/topic Autumn ridge walk, 28-29 November", "/join #maps", "/join #general"):
            host.write(line)
            time.sleep(1)
        for nick, where, text in (*TALK, *ELSEWHERE):
            if nick == "sam":
                host.write(text)
                time.sleep(1)
            else:
                guests[nick].say(where, text)
        guests["tomas"].command("/away Back tonight")
        for name, theme in pictures.items():
            host.write(f"/theme {theme}")
            xdotool("mousemove", "0", "0")  # nothing should be hovered
            picture(name, host)
        toolbox(host, folder)


def toolbox(host: Desktop, folder: Path) -> None:
    """A file that was sent, what a search finds, and the page of settings, in the light theme."""
    host.write("/theme daylight")
    photo = folder / "hut.jpg"
    draw_photo(photo)
    host.write(f"/upload {photo}")
    time.sleep(3)
    picture("files", host)
    xdotool("key", "ctrl+shift+f")
    time.sleep(1)
    xdotool("type", "--delay", "20", "bridge -hut")
    picture("search", host)
    xdotool("key", "Escape")
    xdotool("key", "ctrl+comma")
    picture("settings", host)
    xdotool("key", "Escape")


def draw_photo(path: Path) -> None:
    """A hut below a ridge, as somebody might photograph it."""
    from PIL import Image, ImageDraw

    photo = Image.new("RGB", (1200, 800), "#9cc4e4")
    draw = ImageDraw.Draw(photo)
    draw.polygon([(0, 620), (260, 260), (430, 430), (700, 160), (1200, 640), (1200, 800), (0, 800)], fill="#5d7a8c")
    draw.polygon([(640, 220), (700, 160), (770, 226), (720, 250), (690, 232)], fill="#f4f7fa")
    draw.rectangle((0, 620, 1200, 800), fill="#6f9a5a")
    draw.rectangle((480, 560, 640, 660), fill="#7a4b2a")
    draw.polygon([(460, 565), (560, 490), (660, 565)], fill="#a3362c")
    photo.save(path, quality=90)


def welcome_scene(folder: Path, name: str, theme: str) -> None:
    """The first screen."""
    with ExitStack() as stack:
        window = Desktop(folder / name, "--name", "sam", "--theme", theme)
        stack.callback(window.close)
        picture(name, window)


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        welcome_scene(Path(folder), "welcome-light", "daylight")
        welcome_scene(Path(folder), "welcome-dark", "midnight")
        main_scene(Path(folder), {"main-light": "daylight", "main-dark": "midnight"})


if __name__ == "__main__":
    main()
