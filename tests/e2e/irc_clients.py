"""IRC programs that others wrote, each driven in its own way and read through the log it keeps."""

import os
import pty
import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from tests.e2e.desktop import wait_for, xdotool


class IrcClient(Protocol):
    """Somebody at a program: in #general over TLS, logged in where a password was given.

    Each is told not to hold back what it sends: servers with limits of their own are not what it meets here.
    """

    def log(self) -> str:
        """All it has seen in #general."""

    def say(self, text: str) -> None:
        """Say something in #general, or with a slash carry out a command."""

    def close(self) -> None:
        """End it."""


class WeeChat:
    """Without a screen, driven through its fifo."""

    def __init__(self, home: Path, port: int, fingerprint: str, nick: str, password: str = "") -> None:
        self._home = home
        home.mkdir()
        login = f" -sasl_mechanism=scram-sha-256 -sasl_username={nick} -sasl_password={password}" if password else ""
        options = (f"/server add gc 127.0.0.1/{port} -ssl -ssl_fingerprint={fingerprint} -nicks={nick} "
                   f"-autojoin=#general{login}; /set irc.server.gc.anti_flood_prio_high 0; "
                   f"/set irc.server.gc.anti_flood 0; /set logger.file.flush_delay 0; /connect gc")
        environment = dict(os.environ, HOME=str(home), XDG_RUNTIME_DIR=str(home))
        self.process = subprocess.Popen(["weechat-headless", "--dir", str(home), "-r", options], env=environment,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def log(self) -> str:
        """All it has seen in #general."""
        return "".join(path.read_text() for path in self._home.glob("logs/irc.gc.#general.weechatlog"))

    def say(self, text: str) -> None:
        """Say something in #general, or with a slash carry out a command."""
        fifo = next(self._home.glob("weechat_fifo_*"))
        with fifo.open("w") as pipe:
            pipe.write(f"irc.gc.#general *{text}\n")

    def close(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(10)


class Irssi:
    """On a terminal of its own, driven by what is typed there."""

    def __init__(self, home: Path, port: int, fingerprint: str, nick: str, password: str = "") -> None:
        self._home = home
        home.mkdir()
        login = (f'sasl_mechanism = "plain"; sasl_username = "{nick}"; sasl_password = "{password}";'
                 if password else "")
        pin = ":".join(fingerprint[index:index + 2] for index in range(0, len(fingerprint), 2)).upper()
        (home / "config").write_text(f"""
            servers = ({{ address = "127.0.0.1"; chatnet = "gc"; port = "{port}"; autoconnect = "yes"; use_tls = "yes";
                         tls_verify = "no"; tls_pinned_cert = "{pin}"; }});
            chatnets = {{ gc = {{ type = "IRC"; nick = "{nick}"; {login} }}; }};
            channels = ({{ name = "#general"; chatnet = "gc"; autojoin = "yes"; }});
            settings = {{ core = {{ real_name = "{nick}"; user_name = "{nick}"; nick = "{nick}"; }};
                         "irc/core" = {{ cmds_max_at_once = "100"; }}; }};
            logs = {{ "{home}/general.log" = {{ auto_open = "yes"; level = "ALL";
                     items = ({{ type = "target"; name = "#general"; }}); }}; }};
        """)
        self._terminal, other_end = pty.openpty()
        self.process = subprocess.Popen(
            ["irssi", "--home", str(home)], stdin=other_end, stdout=other_end, stderr=other_end,
            env=dict(os.environ, TERM="xterm", HOME=str(home)), start_new_session=True)
        os.close(other_end)
        threading.Thread(target=self._read_screen, daemon=True).start()

    def _read_screen(self) -> None:
        """A terminal that nobody reads fills up and stops the program."""
        with suppress(OSError):
            while os.read(self._terminal, 4096):
                pass

    def log(self) -> str:
        """All it has seen in #general."""
        path = self._home / "general.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def say(self, text: str) -> None:
        """Say something in #general, or with a slash carry out a command."""
        line = text if text.startswith("/") else f"/msg #general {text}"
        os.write(self._terminal, f"{line}\n".encode())

    def close(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(10)
        os.close(self._terminal)


class HexChat:
    """In a window, driven by keys."""

    def __init__(self, home: Path, port: int, fingerprint: str, nick: str, password: str = "") -> None:
        """HexChat knows no pins: it is told to take any certificate, as its users with a group's own one do."""
        del fingerprint
        self._home = home
        home.mkdir()
        # Network flags: 1 cycle, 2 use global, 4 TLS, 8 connect at start, 32 take any certificate. Login 6: SASL.
        login = f"L=6\nP={password}\n" if password else ""
        (home / "servlist.conf").write_text(
            f"v=2.16.1\n\nN=gc\nI={nick}\nU={nick}\nR={nick}\n{login}E=UTF-8 (Unicode)\nF=45\nD=0\n"
            f"S=127.0.0.1/{port}\nJ=#general\n\n")
        (home / "hexchat.conf").write_text(
            f"irc_nick1 = {nick}\nirc_nick2 = {nick}_\nirc_nick3 = {nick}__\nirc_user_name = {nick}\n"
            "irc_join_delay = 0\nnet_throttle = 0\n"
            "gui_slist_skip = 1\ngui_join_dialog = 0\nirc_logging = 1\nirc_logmask = %n-%c.log\nstamp_log = 1\n"
            "gui_quit_dialog = 0\n")
        self._others = _windows()
        self.process = subprocess.Popen(["hexchat", "-d", str(home)], env=dict(os.environ, HOME=str(home)),
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._window = ""
        wait_for(self._find_window, "HexChat's window")

    def _find_window(self) -> bool:
        """The window has a title; one without is the box in which it asks root to be somebody else."""
        for window in _windows() - self._others:
            if "HexChat" in xdotool("getwindowname", window):
                self._window = window
                return True
            xdotool("windowfocus", "--sync", window)
            xdotool("key", "Return")
        return False

    def log(self) -> str:
        """All it has seen in #general."""
        return "".join(path.read_text(errors="replace") for path in self._home.glob("logs/*general.log"))

    def say(self, text: str) -> None:
        """Say something in #general, or with a slash carry out a command."""
        xdotool("windowfocus", "--sync", self._window)
        xdotool("type", "--window", self._window, "--delay", "12", text)
        xdotool("key", "--window", self._window, "Return")

    def close(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(10)


def _windows() -> set[str]:
    return set(xdotool("search", "--onlyvisible", "--class", "hexchat").split())
