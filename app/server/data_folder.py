"""The server's folder: one server at a time, its secrets, and a note by which a new window finds a running server."""

import json
import os
import secrets
import sys
from dataclasses import asdict
from pathlib import Path
from typing import IO

from app.server.certs import write_private
from app.values import frozen

NOTE = "server.json"
_SECRET_BYTES = 32


class FolderInUse(Exception):
    """Another server works in this folder. The message is a plain sentence."""


class FolderUnusable(Exception):
    """The folder can't be written to. The message is a plain sentence."""


@frozen(kw_only=True)
class RunningServer:
    """What `server.json` says: for the app of the same person, so it holds the key that makes one the host."""

    pid: int
    name: str
    link: str
    listeners: tuple[str, ...]
    host_key: str
    control: int = 0
    """The port of loopback by which `admin` reaches the server; 0 for none."""
    control_socket: str = ""
    """The socket in the folder by which it does so instead, where the system has such; empty for none."""


class DataFolder:
    """An open data folder, locked until `close`."""

    def __init__(self, path: Path, lock: int | None = None) -> None:
        """Make and lock the folder; `lock` is its open lock file, if we hold that already.

        Raises FolderInUse or FolderUnusable.
        """
        self.path = path
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock_file: IO[bytes] = (path / "server.lock").open("ab") if lock is None else os.fdopen(lock, "ab")
        except OSError as error:
            raise FolderUnusable(f"The folder {path} can't be written to ({error.strerror}). "
                                 "Choose another one with --data-dir.") from error
        if not _lock(self._lock_file):
            self._lock_file.close()
            raise FolderInUse(f"Another server already works in {path}. Stop it first, or choose another folder "
                              "with --data-dir.")

    @property
    def database(self) -> Path:
        """The file of messages and rooms."""
        return self.path / "chat.db"

    @property
    def note(self) -> Path:
        """The file that tells of the running server."""
        return self.path / NOTE

    @property
    def lock(self) -> int:
        """The number of the open file that locks the folder."""
        return self._lock_file.fileno()

    def cloak_secret(self) -> bytes:
        """What cloaks are made with; kept, so that bans still hold after a restart. Raises OSError."""
        file = self.path / "cloak.key"
        if file.exists():
            return file.read_bytes()
        secret = secrets.token_bytes(_SECRET_BYTES)
        write_private(file, secret)
        return secret

    def announce(self, server: RunningServer) -> None:
        """Write the note. Raises OSError."""
        write_private(self.note, json.dumps(asdict(server), indent=1).encode())

    def close(self) -> None:
        """Take the note away and let the folder go."""
        self.note.unlink(missing_ok=True)
        self._lock_file.close()


def read_note(folder: Path) -> RunningServer | None:
    """What the note of a running server says; None when it isn't there (yet) or makes no sense."""
    try:
        values = json.loads((folder / NOTE).read_text("utf-8"))
        return RunningServer(
            pid=int(values["pid"]), name=str(values["name"]), link=str(values["link"]),
            listeners=tuple(str(each) for each in values["listeners"]), host_key=str(values["host_key"]),
            control=int(values.get("control", 0)),
            control_socket=str(values.get("control_socket", "")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def default_folder() -> Path:
    """Where a server started by hand keeps its things."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", "~")).expanduser() / "Group Chat" / "server"
    if sys.platform == "darwin":
        return Path("~/Library/Application Support/Group Chat/server").expanduser()
    return Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser() / "group-chat" / "server"


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> bool:
        """Lock one byte; the system lets go when the process ends, however it ends."""
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _lock(file: IO[bytes]) -> bool:
        """Lock the file; the system lets go when the process ends, however it ends."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
