"""`serve --check`: what stands against a start, found out without starting. A restart asks this before anybody goes."""

import sqlite3
import subprocess
from contextlib import closing, suppress
from pathlib import Path

from app.server.config import ListenSection
from app.server.data_folder import read_note
from app.server.entrances import prepare
from app.server.handover import command
from app.server.listener import PortInUse, listen, parse_address, wanted_by
from app.server.options import Options
from app.server.storage.schema import check_version, open_for_reading

_PATIENCE_S = 20.0


def check_start(options: Options) -> None:
    """Raise what a start would: for a certificate, missing packages, ports, the database's version. Changes nothing."""
    config, folder = options.config, options.data_folder
    needs_keys = config.listen.tls or config.listen.websocket_tls
    if not needs_keys or config.tls.cert or (folder / "certificate.pem").exists():
        prepare(config, folder)
    _check_database(folder / "chat.db")
    if not config.listen.port_fallback:
        _check_ports(config.listen, folder)


def _check_database(file: Path) -> None:
    """Raises DatabaseTooNew. A damaged one is no obstacle: a start saves what can be read."""
    if file.exists():
        with suppress(sqlite3.Error), closing(open_for_reading(file)) as connection:
            check_version(connection)


def _check_ports(section: ListenSection, folder: Path) -> None:
    """Each port is free, or the one of the server that works in the folder. Raises PortInUse or ListenError."""
    note = read_note(folder)
    ours = {each.rpartition(":")[2] for each in note.listeners} if note is not None else set()
    for texts, is_tls, is_websocket in wanted_by(section):
        for text in texts:
            try:
                listen(text, is_tls=is_tls, is_websocket=is_websocket, fallback=False).socket.close()
            except PortInUse:
                if str(parse_address(text)[1]) not in ours:
                    raise


def what_stands_against(*, has_given_sockets: bool) -> str:
    """What the program as it is on the disk now would say against starting as we were started; empty for nothing.

    Waits for a child process.
    """
    words = [*command(), "--check", *(["--given-sockets"] if has_given_sockets else [])]
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE_S, check=False,  # noqa: S603 - ours
                              encoding="utf-8", errors="replace")
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"The program can't be run ({type(error).__name__})."
    lines = done.stderr.strip().splitlines()
    return "" if done.returncode == 0 else lines[-1] if lines else "The program ends without saying why."
