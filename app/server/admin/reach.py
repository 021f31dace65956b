"""How an operation gets to a server: over its control channel while it runs, else with a core of our own.

Whether a server runs is decided by the lock of its folder, never by the note, which a crash may leave behind.
"""

import asyncio
import json
import socket
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from app import __version__
from app.server.admin.office import Answer, Refused
from app.server.admin.operations import perform
from app.server.config import Config
from app.server.core.server import Identity
from app.server.data_folder import DataFolder, FolderInUse, FolderUnusable, RunningServer, read_note
from app.server.shell import Shell
from app.server.storage.schema import DatabaseTooNew, open_for_writing

_PATIENCE_S = 600.0
"""Deleting years of messages takes a while."""


def carry_out(path: Path, operation: str, arguments: dict[str, object]) -> Answer:
    """Carry out an operation where the server runs, or here. Raises Refused, FolderInUse or FolderUnusable."""
    folder = lock(path)
    if folder is None:
        answer = _ask_running(path, operation, arguments)
    else:
        with closing(folder), plain_trouble(folder.database):
            answer = asyncio.run(_perform_here(folder, operation, arguments))
    if "done" in answer:
        done = answer["done"]
        assert isinstance(done, dict | list)
        return done
    raise Refused(str(answer.get("refused", "The server gave no answer.")))


def lock(path: Path) -> DataFolder | None:
    """The folder, locked; None while a server works in it. Raises FolderUnusable where there is no chat."""
    if not any((path / name).exists() for name in ("chat.db", "server.lock")):
        raise FolderUnusable(f"There is no chat in {path}. Say with --data-dir which folder is the server's.")
    try:
        return DataFolder(path)
    except FolderInUse:
        return None


@contextmanager
def database_of(path: Path) -> Iterator[Path]:
    """The database, ready to be read beside a running server, or with its folder locked. Raises FolderUnusable."""
    folder = lock(path)
    if folder is None:
        yield path / "chat.db"
        return
    with closing(folder):
        with plain_trouble(folder.database):
            # Brings an older database up to date.
            open_for_writing(folder.database).close()
        yield folder.database


@contextmanager
def plain_trouble(database: Path) -> Iterator[None]:
    """What can go wrong with a database, as one sentence: FolderUnusable."""
    try:
        yield
    except DatabaseTooNew as error:
        raise FolderUnusable(f"{database} was saved by a newer version ({error}). Update Group Chat.") from error
    except sqlite3.Error as error:
        raise FolderUnusable(f"{database} can't be opened ({error}). Put a backup there, or move it away.") from error
    except OSError as error:
        raise FolderUnusable(f"{database.parent} can't be used ({error.strerror or error}).") from error


def running(path: Path) -> RunningServer:
    """The server that works in the folder. Raises FolderInUse while it can't be reached."""
    note = read_note(path)
    if note is None:
        raise FolderInUse(f"Something is at work in {path}: a server that starts or ends, or another “admin”. "
                          "Try again in a moment.")
    if not note.control and not note.control_socket:
        raise FolderInUse(f"The server in {path} can't be looked after while it runs. Stop it first.")
    return note


def _ask_running(path: Path, operation: str, arguments: dict[str, object]) -> dict[str, object]:
    note = running(path)
    request = json.dumps({"operation": operation, "arguments": arguments})
    try:
        with _connected(path, note) as connection, connection.makefile("rb") as lines:
            connection.sendall(f"{note.host_key}\n{request}\n".encode())
            line = lines.readline()
    except OSError as error:
        raise FolderInUse(f"The server in {path} can't be reached ({error.strerror or error}). "
                          "Try again in a moment.") from error
    if not line.endswith(b"\n"):
        raise FolderInUse(f"The server in {path} gave no answer: it may just be ending. Look at its log.")
    answer: dict[str, object] = json.loads(line)
    return answer


def _connected(path: Path, note: RunningServer) -> socket.socket:
    """A connection to the server's socket in its folder, or to its port. Raises OSError."""
    if sys.platform == "win32" or not note.control_socket:
        return socket.create_connection(("127.0.0.1", note.control), _PATIENCE_S)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(_PATIENCE_S)
        connection.connect(str(path.resolve() / note.control_socket))
    except OSError:
        connection.close()
        raise
    return connection


async def _perform_here(folder: DataFolder, operation: str, arguments: dict[str, object]) -> dict[str, object]:
    """Carry it out on a core that listens nowhere. Which rooms are permanent only a running server knows."""
    config = Config()
    config = replace(config, rooms=replace(config.rooms, permanent=()))
    identity = Identity(version=f"group-chat-{__version__}", created="")
    shell = Shell(config, identity, folder.database, folder.cloak_secret(), lambda: config)
    shell.start(may_salvage=False)
    try:
        return dict(await perform(shell.office(is_serving=False), operation, arguments))
    finally:
        await shell.stop("")
