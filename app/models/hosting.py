"""Chats hosted on this computer: one child process a group, so that serving never shares the window's interpreter lock.

A server ends when its stdin closes, so a crashed window leaves no orphan, unless it was told to keep running; such a
one is found again by the note it leaves in its folder. One thread a server reads what it says; nothing here waits.
"""

import logging
import re
import unicodedata
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from app.models.emitter import Emitter, Unsubscribe
from app.models.hosting_state import HostingChanged, HostingFailure, HostingState
from app.models.owner_thread import Poster
from app.models.profile import HostedGroup, OperatorCredentials
from app.models.running_server import RunningServer, read_note
from app.models.server_process import ServerProcess
from app.protocol.url import TLS_PORT

_log = logging.getLogger(__name__)

T = TypeVar("T")
HOST_OPERATOR = "host"
"""The name under which the host's key is accepted (docs/server.md, "Who is the host")."""
_FOLDER_IN_USE = 3
_FAILURES = {
    4: HostingFailure.PORT_IN_USE,
    5: HostingFailure.FOLDER_NOT_WRITABLE,
    6: HostingFailure.PACKAGE_MISSING,
}
"""The server's exit codes and what they mean (docs/server.md)."""


class ChildHosting:
    """See `app.contracts.workspace.Hosting` for what each method promises."""

    def __init__(self, command: Sequence[str], folder: Path, poster: Poster) -> None:
        """`command` starts a server when its options are added; `folder` is where groups have theirs."""
        self._command = tuple(command)
        self._folder = folder
        self._poster = poster
        self._emitter = Emitter()
        self._current: dict[str, HostingChanged] = {}
        self._processes: dict[str, ServerProcess] = {}
        self._keeps_running = False

    def new_group(self, name: str) -> HostedGroup:
        """A group of that name with a folder of its own."""
        return HostedGroup(name=name, folder=folder_name(name))

    def start(self, group: HostedGroup) -> None:
        """Start the group's server, or find the one that kept running."""
        now = self._current.get(group.folder)
        if now is not None and now.state in (HostingState.STARTING, HostingState.RUNNING):
            return
        self._tell(HostingChanged(group=group, state=HostingState.STARTING))
        options = ("--data-dir", str(self._path(group)), "--name", group.name, "--tls-listen", f"*:{TLS_PORT}",
                   "--port-fallback", "--stop-with-stdin")
        process = ServerProcess(
            (*self._command, *options), self._path(group),
            on_ready=lambda: self._poster.post(lambda: self._ready(group, was_running=False)),
            on_end=lambda code, words: self._poster.post(lambda: self._ended(group, process, code, words)),
        )
        self._processes[group.folder] = process
        process.start()

    def stop(self, group: HostedGroup) -> None:
        """Stop the group's server."""
        process = self._processes.get(group.folder)
        if process is not None:
            process.stop()
            return
        note = read_note(self._path(group))
        now = self._current.get(group.folder)
        if note is not None and now is not None and now.state is HostingState.RUNNING:
            ServerProcess.terminate(note.pid)
            self._tell(HostingChanged(group=group, state=HostingState.STOPPED))

    def current(self, group: HostedGroup) -> HostingChanged | None:
        """What was last said of the group's server."""
        return self._current.get(group.folder)

    def running(self) -> Sequence[HostedGroup]:
        """The groups whose servers run."""
        return [now.group for now in self._current.values() if now.state is HostingState.RUNNING]

    def keep_running(self) -> None:
        """Let the servers stay when the app ends."""
        self._keeps_running = True
        for process in self._processes.values():
            process.keep_running()

    def subscribe(self, kind: type[T], handler: Callable[[T], None]) -> Unsubscribe:
        """Call `handler` on HostingChanged."""
        return self._emitter.subscribe(kind, handler)

    def close(self) -> None:
        """Stop all servers, except those told to keep running."""
        processes = tuple(self._processes.values())
        self._processes.clear()
        if not self._keeps_running:
            for process in processes:
                process.stop()
            for process in processes:
                process.wait()

    def _ready(self, group: HostedGroup, *, was_running: bool) -> None:
        note = read_note(self._path(group))
        if note is None:
            self._tell(HostingChanged(group=group, state=HostingState.FAILED, failure=HostingFailure.OTHER,
                                      detail="the server left no note"))
            return
        self._tell(_running(group, note, was_running=was_running))

    def _ended(self, group: HostedGroup, process: ServerProcess, code: int, last_words: str) -> None:
        if self._processes.get(group.folder) is process:
            del self._processes[group.folder]
        if process.is_stopping:
            self._tell(HostingChanged(group=group, state=HostingState.STOPPED))
        elif code == _FOLDER_IN_USE and read_note(self._path(group)) is not None:
            self._ready(group, was_running=True)
        else:
            was_up = self._current[group.folder].state is HostingState.RUNNING
            failure = HostingFailure.ENDED if was_up else _FAILURES.get(code, HostingFailure.OTHER)
            _log.warning("the server of a hosted chat ended with code %d", code)
            self._tell(HostingChanged(group=group, state=HostingState.FAILED, failure=failure, detail=last_words))

    def _tell(self, change: HostingChanged) -> None:
        _log.info("hosted chat %s: %s", change.group.folder, change.state.name)
        self._current[change.group.folder] = change
        self._emitter.emit(change)

    def _path(self, group: HostedGroup) -> Path:
        return self._folder / group.folder


def _running(group: HostedGroup, note: RunningServer, *, was_running: bool) -> HostingChanged:
    link = replace(note.link, name=note.link.name or group.name)
    return HostingChanged(
        group=group, state=HostingState.RUNNING, link=link, local_port=note.port, wanted_port=TLS_PORT,
        operator=OperatorCredentials(name=HOST_OPERATOR, password=note.host_key), was_running=was_running,
    )


_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
"""Names that Windows keeps for devices."""


def folder_name(name: str) -> str:
    """A folder for a group of this name: plain letters, the same for the same name on every system."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40]
    if words and name.isascii() and words not in _RESERVED:
        return words
    # Letters that have no plain form still part two groups.

    return f"{words or 'group'}-{zlib.crc32(name.casefold().encode()):08x}"
