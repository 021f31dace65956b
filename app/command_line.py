"""The command line of the app itself; `serve` has its own in `app.server.options`."""

import argparse
import os
from collections.abc import Sequence

from app import __version__
from app.values import frozen


@frozen(kw_only=True)
class WindowOptions:
    """`main.py [LINK] …`: what to open the window with. `host` is a group's name, "" for none."""

    link: str = ""
    name: str = ""
    theme: str = ""
    layout: str = ""
    data_dir: str = ""
    host: str = ""


@frozen(kw_only=True)
class ConnectOptions:
    """`main.py connect …`: where to go without a window, or with one."""

    link: str = ""
    name: str = ""
    join: tuple[str, ...] = ()
    config: str = ""
    data_dir: str = ""
    headless: bool = False


def parse_window(arguments: Sequence[str], themes: Sequence[str], layouts: Sequence[str]) -> WindowOptions:
    """Read the options of the window. Leaves by SystemExit 2, with the usage, for one nobody knows."""
    parser = argparse.ArgumentParser(
        prog="group-chat", formatter_class=_help, description="A group chat that a group runs by itself.",
        epilog="Other ways to start: “serve” hosts a chat without a window, “connect --headless” joins one. "
               "Each has its own --help.",
    )
    parser.add_argument("link", nargs="?", default="", metavar="LINK", help="an invite link, or a server's address")
    parser.add_argument("--name", default="", help="what others call you")
    parser.add_argument("--theme", default="", choices=["", *themes], metavar="NAME",
                        help=f"one of {', '.join(themes)}")
    parser.add_argument("--layout", default="", choices=["", *layouts], metavar="NAME",
                        help=f"one of {', '.join(layouts)}")
    parser.add_argument("--data-dir", default="", metavar="DIR", help="where settings and chats are kept")
    parser.add_argument("--host", nargs="?", const="Group chat", default="", metavar="NAME",
                        help="host a chat of this name on this computer")
    parser.add_argument("--version", action="version", version=f"Group Chat {__version__}")
    return WindowOptions(**vars(parser.parse_args(arguments)))


def parse_connect(arguments: Sequence[str]) -> ConnectOptions:
    """Read the options of `connect`. Leaves by SystemExit 2 for one nobody knows, or with nowhere to go."""
    parser = argparse.ArgumentParser(
        prog="group-chat connect", formatter_class=_help, description="Join a chat, with --headless without a window.")
    parser.add_argument("link", nargs="?", default="", metavar="LINK", help="an invite link, or a server's address")
    parser.add_argument("--headless", action="store_true",
                        help="lines from stdin are sent, events come out as one JSON object a line (docs/headless.md)")
    parser.add_argument("--name", default="", help="what others call you")
    parser.add_argument("--join", action="append", default=[], metavar="CHANNEL", help="a channel to enter, too")
    parser.add_argument("--config", default="", metavar="FILE.json", help="a network profile (docs/headless.md)")
    parser.add_argument("--data-dir", default="", metavar="DIR", help="where unsent messages and the log are kept")
    options = parser.parse_args(arguments)
    if not options.link and not options.config:
        parser.error("say where to go: an invite link, or --config FILE.json")
    return ConnectOptions(**{**vars(options), "join": tuple(options.join)})


def _help(prog: str) -> argparse.HelpFormatter:
    """Help as wide as the terminal. Left to itself argparse asks shutil, which takes 4 ms of every start to import."""
    try:
        columns = os.get_terminal_size().columns
    except (OSError, ValueError):  # stdout is no terminal, or there is none
        columns = 80
    return argparse.HelpFormatter(prog, width=columns - 2)
