"""`admin`: carry out what was typed, and say how it went.

Exit codes: 0 done, 1 refused, 2 a command that makes no sense, 3 something is at work in the folder that can't be
reached or must be stopped first, 5 the folder or its database can't be used. What goes wrong is one sentence on stderr.
"""

import getpass
import json
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

from app.server.admin.commands import Asked, parse
from app.server.admin.files import back_up, put_back, tell_metrics, tell_status, write_out
from app.server.admin.office import Answer, Refused
from app.server.admin.reach import carry_out
from app.server.admin.show import shown
from app.server.data_folder import FolderInUse, FolderUnusable

EXIT_OK = 0
EXIT_REFUSED = 1
EXIT_USAGE = 2
EXIT_FOLDER_IN_USE = 3
EXIT_FOLDER_UNUSABLE = 5

_HERE: dict[str, Callable[[Path, dict[str, object]], Answer]] = {
    "backup": back_up, "restore": put_back, "export": write_out, "status": tell_status,
    "metrics": tell_metrics,
}
"""What this process does itself; everything else is an operation of the server."""


class NotMeant(Exception):
    """It can't be known whether it is meant, or with which password. The message is a plain sentence."""


_EXIT_CODES: dict[type[Exception], int] = {
    Refused: EXIT_REFUSED, NotMeant: EXIT_USAGE, FolderInUse: EXIT_FOLDER_IN_USE, FolderUnusable: EXIT_FOLDER_UNUSABLE,
}


def main(argv: list[str]) -> int:
    """Run `admin` with these arguments; answer the exit code."""
    asked = parse(argv)
    _log_plainly()
    try:
        _confirm(asked)
        values = {**asked.values, "password": _password(asked)} if asked.command.has_password else asked.values
        here = _HERE.get(asked.command.words)
        answer = here(asked.folder, values) if here is not None else carry_out(
            asked.folder, asked.command.words, values)
        _say(answer, as_json=asked.as_json)
    except tuple(_EXIT_CODES) as error:
        sys.stderr.write(f"{error}\n")
        return _EXIT_CODES[type(error)]
    except (KeyboardInterrupt, EOFError):
        sys.stderr.write("\nInterrupted.\n")
        return EXIT_REFUSED
    except BrokenPipeError:
        # Whoever read what we write has enough of it, and at our end Python would try to write the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        sys.stderr.write(f"That could not be done ({error.strerror or error}).\n")
        return EXIT_REFUSED
    return EXIT_OK


def _confirm(asked: Asked) -> None:
    """Ask whether it is meant, unless that was said. Raises NotMeant or Refused."""
    if not asked.question or asked.is_sure:
        return
    if not sys.stdin.isatty():
        raise NotMeant("That can't be undone. Say --yes if it is meant.")
    sys.stderr.write(f"{asked.question} This can't be undone. [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
        raise Refused("Nothing was done.")


def _password(asked: Asked) -> str:
    """The new password, typed twice without being seen, or the first line of stdin. Raises NotMeant or Refused."""
    if asked.password_from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise NotMeant("There is no terminal to ask for the password. Say --password-stdin and give it there.")
    password = getpass.getpass("New password: ")
    if getpass.getpass("Once more: ") != password:
        raise Refused("The two passwords are different. Nothing was done.")
    return password


def _say(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        text = json.dumps(answer, indent=1)
    elif not answer and isinstance(answer, dict):
        return  # An export to stdout has said it all.
    else:
        text = shown(answer)
    sys.stdout.buffer.write(text.encode() + b"\n")
    sys.stdout.flush()


class _OneLine(logging.Formatter):
    """Log records without tracebacks."""

    def formatException(self, ei: object) -> str:  # noqa: N802, ARG002 - the name of the standard library
        return ""


def _log_plainly() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(_OneLine("%(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
