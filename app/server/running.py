"""One run of the server: from its sockets to its end, and what it passes on if the program begins anew.

It says where it is (the note in the folder, the lines on stdout at a first start), and does what signals, stdin,
`admin` and server operators ask for.
"""

import asyncio
import gc
import logging
import os
import secrets
import signal
import sys
import time
from dataclasses import dataclass, replace

from app import __version__
from app.protocol.url import InviteLink
from app.server.certs import CertificateError
from app.server.config import Config, ConfigError
from app.server.control import Control
from app.server.core.server import Identity
from app.server.data_folder import DataFolder, RunningServer
from app.server.departure import Departure, Ending
from app.server.entrances import Entrances, Keys, load_keys, prepare
from app.server.files.service import can_serve_files
from app.server.handover import Handover
from app.server.listener import ACTIVATED, Listening, own_addresses
from app.server.logs import set_up_logging
from app.server.options import Options
from app.server.service_manager import tell_ready, tell_reloading, tell_stopping
from app.server.shell import Shell
from app.server.starting import what_stands_against
from app.server.stdin_control import StdinControl

logger = logging.getLogger(__name__)

_SWITCH_S = 0.001
_STOPPED = "The server is shutting down"


def _settle_memory() -> None:
    """What is loaded now stays, so the collector need not look at it. Nothing makes circles, so it looks seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)
    gc.enable()
    # With the usual 5 ms a message waits ten times so long while the loop has much to do: the storage thread has to
    # take the interpreter's lock that often for a commit.
    sys.setswitchinterval(_SWITCH_S)


def _reload(shell: Shell) -> None:
    tell_reloading()
    shell.reload()
    tell_ready()


@dataclass(slots=True)
class ServerRun:
    """One run of the server on sockets that listen already."""

    options: Options
    folder: DataFolder
    sockets: list[Listening]
    handover: Handover | None = None
    """What the run before this one left, after a restart."""
    entrances: Entrances | None = None

    async def serve(self) -> Handover | None:
        """Serve until told to stop; answer what to pass on when the program should begin anew."""
        config, loop = self.options.config, asyncio.get_running_loop()
        # Making a certificate and making a database take about as long: side by side they fit the 0.3 s of a start.
        preparing = loop.run_in_executor(None, prepare, config, self.folder.path)
        # Who is the host stays it over a restart.
        host_key = self.handover.host_key if self.handover is not None else secrets.token_hex(16)
        identity = Identity(version=f"group-chat-{__version__}", host_key=host_key,
                            created=time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()))
        departure = Departure(self._check)
        shell = Shell(config, identity, self.folder.database, self.folder.cloak_secret(), self._read_config, departure)
        departure.begin(shell.hand_over, shell.warn_of_restart)
        shell.start()
        ending, successor = Ending("The server could not start"), None
        try:
            self.entrances = entrances = Entrances(shell, await preparing)
            shell.core.take_identity(replace(
                identity, sts_port=self._sts_port(entrances.keys), files_port=self._files_port()))
            ending, successor = await self._serve_until_stopped(shell, entrances, departure)
        finally:
            await shell.stop(ending.reason)
        return successor

    async def _serve_until_stopped(self, shell: Shell, entrances: Entrances,
                                   departure: Departure) -> tuple[Ending, Handover | None]:
        """Listen, say so, and answer how it ends."""
        servers = [await entrances.open(each) for each in self.sockets]
        stdin = self._obey(departure, shell)
        host_key = shell.core.identity.host_key
        control = Control(shell.office(is_serving=True), host_key, self.folder.path)
        await control.start()
        self._announce(host_key, control)
        _settle_memory()
        tell_ready()
        ending = await departure.ending
        logger.info("stopping: %s", ending.reason)
        shell.let_nobody_in(ending.reason)
        successor = self._successor(host_key, stdin) if ending.restarts else None
        (tell_reloading if ending.restarts else tell_stopping)()
        await control.stop()
        for server in servers:
            server.close()
        return ending, successor

    def _successor(self, host_key: str, stdin: StdinControl | None) -> Handover:
        """What to pass on: copies of the sockets, since those that are served now are closed with their servers."""
        return Handover(
            sockets=tuple(replace(each, socket=each.socket.dup()) for each in self.sockets), lock=self.folder.lock,
            host_key=host_key, keeps_running=stdin is not None and stdin.keeps_running)

    def _check(self) -> str:
        return what_stands_against(has_given_sockets=any(each.asked == ACTIVATED for each in self.sockets))

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

    def _files_port(self) -> int:
        """The port that takes files, 0 for none."""
        port = self._tls_port()
        return port if port and can_serve_files() else 0

    def _tls_port(self) -> int:
        """The first TLS port for IRC, 0 for none."""
        return next((each.port for each in self.sockets if each.is_tls and not each.is_websocket), 0)

    def _sts_port(self, keys: Keys | None) -> int:
        """The first TLS port, where every client can check the certificate; else 0."""
        if keys is None or keys.certificate.is_self_signed:
            return 0
        return self._tls_port()

    def _obey(self, departure: Departure, shell: Shell) -> StdinControl | None:
        """Do what signals ask for, and what stdin says if the app that started us wants that."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, departure.stop, _STOPPED)
            except NotImplementedError:
                signal.signal(number, lambda *_: loop.call_soon_threadsafe(departure.stop, _STOPPED))
        if sys.platform != "win32":
            loop.add_signal_handler(signal.SIGHUP, _reload, shell)
            # What stands against it is in the log: nobody waits for an answer.
            loop.add_signal_handler(signal.SIGUSR2, departure.restart, 0, "", lambda _trouble: None)
        if not self.options.stop_with_stdin:
            return None
        keeps_running = self.handover is not None and self.handover.keeps_running
        return StdinControl(loop, departure.stop, keeps_running=keeps_running)

    def _announce(self, host_key: str, control: Control) -> None:
        """Leave the note for the app, and at a first start print the link and a line for each listener."""
        link = self._link()
        config = self.options.config
        self.folder.announce(RunningServer(
            pid=os.getpid(), name=config.server.network, link=link, host_key=host_key,
            listeners=tuple(each.text for each in self.sockets), control=control.port,
            control_socket=control.socket_name))
        if self.handover is not None:
            return
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
