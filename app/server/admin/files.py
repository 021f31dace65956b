"""`admin backup`, `restore` and `export`: what is done by this process with the folder itself.

A backup and an export only read, which SQLite allows beside a running server; the files they make are those of
whoever asked for them. To restore, nothing else may be at work in the folder.
"""

import os
import sqlite3
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from app.server.admin import export
from app.server.admin.keeping import size_of
from app.server.admin.metrics import as_metrics
from app.server.admin.office import Answer, Refused
from app.server.admin.reach import carry_out, database_of, running
from app.server.data_folder import DataFolder, FolderInUse
from app.server.files.copies import copies_of, copy_contents
from app.server.files.service import FOLDER
from app.server.storage.backup import BackupError, backup, restore
from app.server.storage.schema import open_for_reading

_STDOUT = "-"


def back_up(folder: Path, values: dict[str, object]) -> Answer:
    """Copy all that is kept into a file. Raises Refused."""
    destination = _new_file(str(values["file"]))
    beside = _new_file(str(copies_of(destination)))
    with database_of(folder) as database:
        try:
            backup(database, destination)
            count = copy_contents(destination, database.parent / FOLDER, beside)
        except BackupError as error:
            raise Refused(str(error)) from error
        except OSError as error:
            raise Refused(f"The messages are saved, but not the files that were sent: {beside} can't be written "
                          f"({error.strerror or error}).") from error
    return {"file": str(destination), "size_bytes": size_of(destination), "files": count,
            "files_are_in": str(beside) if count else ""}


def put_back(folder: Path, values: dict[str, object]) -> Answer:
    """Put a backup back. Raises Refused, or FolderInUse while a server runs."""
    source = Path(str(values["file"])).expanduser().absolute()
    try:
        locked = DataFolder(folder)
    except FolderInUse as error:
        raise FolderInUse(f"A server works in {folder}. Stop it first: a backup can only be put back while no server "
                          "runs.") from error
    with closing(locked):
        try:
            replaced = restore(locked.database, source)
            copy_contents(locked.database, copies_of(source), locked.path / FOLDER)
        except BackupError as error:
            raise Refused(str(error)) from error
        except OSError as error:
            raise Refused(f"The messages are back, but not all files that were sent: {locked.path / FOLDER} can't be "
                          f"written ({error.strerror or error}).") from error
    return {"restored_from": str(source), "replaced_is_kept_in": str(replaced) if replaced is not None else ""}


def write_out(folder: Path, values: dict[str, object]) -> Answer:
    """Write messages into a file, or to the terminal. Raises Refused."""
    name, channel = str(values["file"]), str(values["channel"])
    destination = None if name == _STDOUT else _new_file(name)
    with database_of(folder) as database:
        try:
            with closing(open_for_reading(database)) as connection:
                found = export.conversations(connection, channel=channel, with_private=bool(values["private"]))
                if channel and not found:
                    raise Refused(f"Nothing is kept of “{channel}”.")
                since_ms = values["since_ms"]
                assert isinstance(since_ms, int)
                count = _write(destination, export.lines(connection, found, str(values["format"]), since_ms))
        except sqlite3.Error as error:
            raise Refused(f"The database can't be read ({error}).") from error
    return {} if destination is None else {"file": str(destination), "lines": count}


def tell_status(folder: Path, values: dict[str, object]) -> Answer:
    """What the server says of itself, and where it is."""
    answer = carry_out(folder, "status", values)
    assert isinstance(answer, dict)
    if not answer["running"]:
        return {**answer, "folder": str(folder)}
    note = running(folder)
    return {**answer, "folder": str(folder), "pid": note.pid, "link": note.link, "listeners": list(note.listeners)}


def tell_metrics(folder: Path, values: dict[str, object]) -> Answer:
    """The status for Prometheus, on stdout or in a file, which a collector never finds half written. Raises Refused."""
    name = str(values["file"])
    lines = as_metrics(carry_out(folder, "status", {})).split("\n")
    if not name:
        _copy(lines, sys.stdout.buffer.write)
        return {}
    # Collectors take only files whose names end in .prom; the one being written doesn't.
    _write(Path(name).expanduser().absolute(), lines, mode=0o644)
    return {"file": name}


def _new_file(text: str) -> Path:
    file = Path(text).expanduser().absolute()
    if file.exists():
        raise Refused(f"{file} is there already. Choose another name.")
    if not file.parent.is_dir():
        raise Refused(f"There is no folder {file.parent}.")
    return file


def _write(destination: Path | None, lines: Iterable[str], mode: int = 0o600) -> int:
    """Write lines; a file is its owner's alone by default, and has its name only when it is whole. Raises Refused."""
    if destination is None:
        return _copy(lines, sys.stdout.buffer.write)
    part = destination.with_name(destination.name + ".part")
    try:
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            count = _copy(lines, file.write)
        part.replace(destination)
    except OSError as error:
        raise Refused(f"{destination} can't be written ({error.strerror or error}).") from error
    finally:
        part.unlink(missing_ok=True)
    return count


def _copy(lines: Iterable[str], write: Callable[[bytes], int]) -> int:
    count = 0
    for line in lines:
        write(line.encode() + b"\n")
        count += 1
    return count
