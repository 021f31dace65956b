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
import ssl
import sys
import time
from asyncio import sslproto
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app import __version__
from app.protocol.url import InviteLink
from app.server.certs import (
    Certificate,
    CertificateError,
    PackageMissing,
    given_certificate,
    own_certificate,
    tls_context,
)
from app.server.config import Config, ConfigError
from app.server.core.server import Identity
from app.server.data_folder import DataFolder, FolderInUse, FolderUnusable, RunningServer
from app.server.listener import ListenError, Listening, PortInUse, listen, own_addresses
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

_TLS_READ_BYTES = 16_384
"""asyncio's TLS read buffer: its default costs 256 KiB a connection, and no IRC client sends that much at once."""


def main(argv: list[str]) -> int:
    """Run `serve` with these arguments; answer the exit code."""
    try:
        options = parse_options(argv)
        _log_to_stderr(verbose=options.verbose)
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


def _log_to_stderr(*, verbose: bool) -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # Not the root logger: asyncio says much at DEBUG.
    logging.getLogger("app.server").setLevel(logging.DEBUG if verbose else logging.INFO)


def _run(options: Options, folder: DataFolder) -> int:
    config = options.config
    sockets = [listen(text, is_tls=False, fallback=config.listen.port_fallback) for text in config.listen.plain]
    sockets += [listen(text, is_tls=True, fallback=config.listen.port_fallback) for text in config.listen.tls]
    server = _Server(options, folder, sockets)
    with _runner() as runner:
        return runner.run(server.run())


def _settle_memory() -> None:
    """What is loaded now stays, so the collector need not look at it; messages make no cycles, so it looks seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _runner() -> asyncio.Runner:
    """Uvloop where it is installed: a tenth to a quarter less CPU at peak. Never required."""
    try:
        import uvloop
    except ImportError:
        # Asyncio offers no public setting for it; without, a TLS connection costs 279 kB instead of 40.
        sslproto.SSLProtocol.max_size = _TLS_READ_BYTES
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)


def _certificate(config: Config, folder: Path) -> Certificate:
    if config.tls.cert:
        return given_certificate(Path(config.tls.cert), Path(config.tls.key))
    return own_certificate(folder, config.server.name)


@dataclass(slots=True)
class _Server:
    """One run of the server."""

    options: Options
    folder: DataFolder
    sockets: list[Listening]
    certificate: Certificate | None = None

    async def run(self) -> int:
        """Serve until told to stop."""
        config, loop = self.options.config, asyncio.get_running_loop()
        # Making a certificate and making a database take about as long: side by side they fit the 0.3 s of a start.
        making = loop.run_in_executor(None, _certificate, config, self.folder.path) if config.listen.tls else None
        identity = Identity(version=f"group-chat-{__version__}", host_key=secrets.token_hex(16),
                            created=time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()))
        shell = Shell(config, identity, self.folder.database, self.folder.cloak_secret(), self.options.read_config)
        shell.start()
        reason = "The server could not start"
        try:
            self.certificate = await making if making is not None else None
            reason = await self._serve_until_stopped(shell, identity.host_key)
        finally:
            await shell.stop(reason)
        return EXIT_OK

    async def _serve_until_stopped(self, shell: Shell, host_key: str) -> str:
        """Listen, say so, and answer the reason to stop."""
        context = tls_context(self.certificate) if self.certificate is not None else None
        servers = [await self._serve(shell, each, context) for each in self.sockets]
        stopped: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._obey(stopped)
        self._announce(host_key)
        _settle_memory()
        reason = await stopped
        logger.info("stopping: %s", reason)
        for server in servers:
            server.close()
        return reason

    async def _serve(self, shell: Shell, listening: Listening, context: ssl.SSLContext | None) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        if not listening.is_tls or context is None:
            return await loop.create_server(shell.make_connection, sock=listening.socket, backlog=1024)
        return await loop.create_server(shell.make_connection, sock=listening.socket, ssl=context, backlog=1024,
                                        ssl_handshake_timeout=self.options.config.limits.handshake_seconds)

    def _obey(self, stopped: "asyncio.Future[str]") -> None:
        """Stop at SIGINT and SIGTERM, and by stdin if the app that started us wants that."""
        loop = asyncio.get_running_loop()

        def stop(reason: str) -> None:
            if not stopped.done():
                stopped.set_result(reason)

        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, stop, "The server is shutting down")
            except NotImplementedError:
                signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop, "The server is shutting down"))
        if self.options.stop_with_stdin:
            watch_stdin(loop, stop)

    def _announce(self, host_key: str) -> None:
        """Print the link and a line for each listener, and leave the note for the app."""
        link = self._link()
        config = self.options.config
        self.folder.announce(RunningServer(
            pid=os.getpid(), name=config.server.network, link=link, host_key=host_key,
            listeners=tuple(each.text for each in self.sockets)))
        lines = [
            f"Another program uses port {each.wanted}. Hosting on {each.port} instead; the invite link knows."
            for each in self.sockets if each.wanted not in (0, each.port)
        ]
        lines += [link, *(f"ready {each.text}" for each in self.sockets)]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()

    def _link(self) -> str:
        """The invite link: the first TLS listener, or the first of all, under the address others reach it by."""
        config = self.options.config
        listening = next((each for each in self.sockets if each.is_tls), self.sockets[0])
        hosts = _hosts(listening)
        pinned = self.certificate is not None and self.certificate.is_self_signed and listening.is_tls
        return InviteLink(
            host=hosts[0], port=listening.port, tls=listening.is_tls, key=config.server.password,
            channel=config.rooms.permanent[0] if config.rooms.permanent else "",
            certfp=self.certificate.fingerprint if self.certificate is not None and pinned else "",
            name=config.server.network, hosts=tuple(hosts[1:]),
        ).to_url()


def _hosts(listening: Listening) -> list[str]:
    if listening.host != "0.0.0.0":  # noqa: S104 - compared, not bound
        return [listening.host]
    return own_addresses() or ["127.0.0.1"]
