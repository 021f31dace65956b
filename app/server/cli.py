"""`serve`: start the server, say where it is, run until told to stop, and end cleanly.

Exit codes: 0 ended as asked, 2 bad option or config, 3 another server works in the data folder, 4 the port is taken,
5 the data folder can't be used, 6 a package is missing. What goes wrong is said in one sentence on stderr.
"""

import asyncio
import gc
import logging
import os
import secrets
import signal
import sqlite3
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, replace

from app import __version__
from app.protocol.url import InviteLink
from app.server.certs import CertificateError, PackageMissing
from app.server.config import Config, ConfigError, ListenSection
from app.server.control import Control
from app.server.core.server import Identity
from app.server.data_folder import DataFolder, FolderInUse, FolderUnusable, RunningServer
from app.server.entrances import Entrances, Keys, load_keys, prepare
from app.server.listener import ListenError, Listening, PortInUse, listen, own_addresses
from app.server.logs import set_up_logging
from app.server.options import Options, parse_options
from app.server.shell import Shell
from app.server.stdin_control import watch_stdin
from app.server.storage.schema import DatabaseTooNew

logger = logging.getLogger(__name__)

EXIT_OK = 0
EXIT_BAD_OPTION = 2
EXIT_FOLDER_IN_USE = 3
EXIT_PORT_IN_USE = 4
EXIT_FOLDER_UNUSABLE = 5
EXIT_PACKAGE_MISSING = 6


def main(argv: list[str]) -> int:
    """Run `serve` with these arguments; answer the exit code."""
    try:
        options = parse_options(argv)
        set_up_logging(options.config.logging)
        folder = DataFolder(options.data_folder)
    except (ConfigError, FolderInUse, FolderUnusable) as error:
        return _complain(error)
    try:
        return _run(options, folder)
    except (ConfigError, CertificateError, PortInUse, ListenError) as error:
        return _complain(error)
    except DatabaseTooNew as error:
        return _complain(FolderUnusable(
            f"The messages in {folder.path} were saved by a newer version ({error}). Update Group Chat."))
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            return _complain(FolderUnusable(
                f"Another program has the messages in {folder.path} open for itself. Close it, then start again."))
        return _complain(FolderUnusable(
            f"The messages in {folder.database} can't be opened ({error}). Put a backup there, or move it away."))
    except OSError as error:
        return _complain(FolderUnusable(
            f"The folder {folder.path} can't be used ({error.strerror or error}). Choose another with --data-dir."))
    finally:
        with suppress(OSError):
            folder.close()


_EXIT_CODES: dict[type[Exception], int] = {
    FolderInUse: EXIT_FOLDER_IN_USE, PortInUse: EXIT_PORT_IN_USE, FolderUnusable: EXIT_FOLDER_UNUSABLE,
    PackageMissing: EXIT_PACKAGE_MISSING,
}


def _complain(error: Exception) -> int:
    sys.stderr.write(f"{error}\n")
    return _EXIT_CODES.get(type(error), EXIT_BAD_OPTION)


def _run(options: Options, folder: DataFolder) -> int:
    server = _Server(options, folder, _listen_everywhere(options.config.listen))
    with _runner() as runner:
        return runner.run(server.run())


def _listen_everywhere(section: ListenSection) -> list[Listening]:
    """All sockets, in the order in which they are told."""
    kinds = ((section.plain, False, False), (section.tls, True, False),
             (section.websocket, False, True), (section.websocket_tls, True, True))
    return [listen(text, is_tls=is_tls, is_websocket=is_websocket, fallback=section.port_fallback)
            for texts, is_tls, is_websocket in kinds for text in texts]


def _settle_memory() -> None:
    """What is loaded now stays, so the collector need not look at it; messages make no cycles, so it looks seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


def _runner() -> asyncio.Runner:
    """Uvloop where it is installed: a tenth to a quarter less CPU at peak. Never required."""
    try:
        import uvloop
    except ImportError:
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)


@dataclass(slots=True)
class _Server:
    """One run of the server."""

    options: Options
    folder: DataFolder
    sockets: list[Listening]
    entrances: Entrances | None = None

    async def run(self) -> int:
        """Serve until told to stop."""
        config, loop = self.options.config, asyncio.get_running_loop()
        # Making a certificate and making a database take about as long: side by side they fit the 0.3 s of a start.
        preparing = loop.run_in_executor(None, prepare, config, self.folder.path)
        identity = Identity(version=f"group-chat-{__version__}", host_key=secrets.token_hex(16),
                            created=time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()))
        shell = Shell(config, identity, self.folder.database, self.folder.cloak_secret(), self._read_config)
        shell.start()
        reason = "The server could not start"
        try:
            self.entrances = entrances = Entrances(shell, await preparing)
            shell.core.identity = replace(identity, sts_port=self._sts_port(entrances.keys))
            reason = await self._serve_until_stopped(shell, entrances, identity.host_key)
        finally:
            await shell.stop(reason)
        return EXIT_OK

    async def _serve_until_stopped(self, shell: Shell, entrances: Entrances, host_key: str) -> str:
        """Listen, say so, and answer the reason to stop."""
        servers = [await entrances.open(each) for each in self.sockets]
        stopped: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._obey(stopped, shell)
        control = Control(shell.office(is_serving=True), host_key)
        self._announce(host_key, await control.start())
        _settle_memory()
        reason = await stopped
        logger.info("stopping: %s", reason)
        await control.stop()
        for server in servers:
            server.close()
        return reason

    def _read_config(self) -> Config:
        """The config and the certificate as their files are now. Raises ConfigError."""
        config = self.options.read_config()
        if self.entrances is not None and self.entrances.keys is not None:
            try:
                self.entrances.keys = load_keys(config, self.folder.path)
            except (CertificateError, OSError) as error:
                raise ConfigError(str(error)) from error
        set_up_logging(config.logging)
        return config

    def _sts_port(self, keys: Keys | None) -> int:
        """The first TLS port, where every client can check the certificate; else 0."""
        if keys is None or keys.certificate.is_self_signed:
            return 0
        return next((each.port for each in self.sockets if each.is_tls and not each.is_websocket), 0)

    def _obey(self, stopped: "asyncio.Future[str]", shell: Shell) -> None:
        """Stop at SIGINT and SIGTERM, and by stdin if the app that started us wants that; read the config at SIGHUP."""
        loop = asyncio.get_running_loop()

        def stop(reason: str) -> None:
            if not stopped.done():
                stopped.set_result(reason)

        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, stop, "The server is shutting down")
            except NotImplementedError:
                signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop, "The server is shutting down"))
        if sys.platform != "win32":
            loop.add_signal_handler(signal.SIGHUP, shell.reload)
        if self.options.stop_with_stdin:
            watch_stdin(loop, stop)

    def _announce(self, host_key: str, control_port: int) -> None:
        """Print the link and a line for each listener, and leave the note for the app."""
        link = self._link()
        config = self.options.config
        self.folder.announce(RunningServer(
            pid=os.getpid(), name=config.server.network, link=link, host_key=host_key,
            listeners=tuple(each.text for each in self.sockets), control=control_port))
        lines = [
            f"Another program uses port {each.wanted}. Hosting on {each.port} instead; the invite link knows."
            for each in self.sockets if each.wanted not in (0, each.port)
        ]
        lines += [*([link] if link else []), *(f"ready {each.text}" for each in self.sockets)]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()

    def _link(self) -> str:
        """The invite link: the first TLS listener, or the first of all, under the address others reach it by.

        Empty where there are WebSockets only: a link can't name one.
        """
        config = self.options.config
        listening = next((each for each in self.sockets if each.is_tls and not each.is_websocket), self.sockets[0])
        if listening.is_websocket:
            return ""
        hosts = _hosts(listening)
        certificate = self.entrances.keys.certificate if self.entrances and self.entrances.keys else None
        pinned = certificate is not None and certificate.is_self_signed and listening.is_tls
        return InviteLink(
            host=hosts[0], port=listening.port, tls=listening.is_tls, key=config.server.password,
            channel=config.rooms.permanent[0] if config.rooms.permanent else "",
            certfp=certificate.fingerprint if certificate is not None and pinned else "",
            name=config.server.network, hosts=tuple(hosts[1:]),
        ).to_url()


def _hosts(listening: Listening) -> list[str]:
    if listening.host != "0.0.0.0":  # noqa: S104 - compared, not bound
        return [listening.host]
    return own_addresses() or ["127.0.0.1"]
