"""IRC servers that others wrote, each with the least configuration it starts with, and ours beside them.

They take people without limits of their own: how a server holds people back is not what the client meets here. They
write nothing outside a folder that goes with them, and none of them runs as root.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from string import Template
from types import TracebackType
from typing import Protocol, Self

from app.values import frozen
from tests.e2e.desktop import wait_for
from tests.server.outside import RunningServer
from tests.wire.certificates import Authority, Certified

HOST = "127.0.0.1"

_NGIRCD = """
[Global]
Name = ngircd.example.org
Info = a server others wrote
Network = Next
Listen = 127.0.0.1
Ports = $plain
MotdPhrase = Be kind.
AdminInfo1 = nobody
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxNickLength = 31
MaxPenaltyTime = 0
[Options]
DNS = no
Ident = no
PAM = no
[SSL]
CertFile = $certificate
KeyFile = $certificate
Ports = $tls
"""

_MODULES = (
    "botmode", "cap", "chanhistory", "chghost", "ircv3", "ircv3_accounttag", "ircv3_batch", "ircv3_capnotify",
    "ircv3_chghost", "ircv3_ctctags", "ircv3_echomessage", "ircv3_invitenotify", "ircv3_labeledresponse", "ircv3_msgid",
    "ircv3_servertime", "knock", "monitor", "namesx", "services_account", "setname", "ssl_gnutls", "uhnames",
)

_INSPIRCD = """
<config format="xml">
<server name="inspircd.example.org" description="a server others wrote" network="Inspire">
<admin name="nobody" description="nobody" email="nobody@example.org">
<bind address="127.0.0.1" port="$plain" type="clients">
<bind address="127.0.0.1" port="$tls" type="clients" sslprofile="own">
<sslprofile name="own" provider="gnutls" certfile="$certificate" keyfile="$certificate" hash="sha256">
<connect name="all" allow="*" timeout="30" pingfreq="2m" hardsendq="1M" softsendq="64K" recvq="64K" threshold="1000"
 commandrate="1000000" fakelag="no" localmax="100" globalmax="100" resolvehostnames="no" useident="no">
<options defaultmodes="not">
<path configdir="$folder" datadir="$folder" logdir="$folder" runtimedir="$folder"
 moduledir="$system/lib/inspircd/modules">
<ircv3 accountnotify="yes" awaynotify="yes" extendedjoin="yes">
<chanhistory enableumode="no" prefixmsg="no" bots="yes">
""" + "".join(f'<module name="{name}">\n' for name in _MODULES)

_HYBRID = """
serverinfo {
  name = "hybrid.example.org"; description = "a server others wrote"; network_name = "Hybrid"; hub = no;
  default_max_clients = 100; max_nick_length = 30; max_topic_length = 300;
  rsa_private_key_file = "$certificate"; tls_certificate_file = "$certificate";
};
admin { name = "nobody"; description = "nobody"; email = "nobody@example.org"; };
class {
  name = "people"; ping_time = 90 seconds; number_per_ip_local = 50; number_per_ip_global = 50; max_number = 100;
  sendq = 1 mbytes; recvq = 8000 bytes; max_channels = 60;
};
listen { host = "127.0.0.1"; port = $plain; flags = tls; port = $tls; };
auth { user = "*@*"; class = "people"; flags = exceed_limit, can_flood, no_tilde; };
general {
  disable_auth = yes; throttle_count = 1000; anti_nick_flood = no; default_floodcount = 1000; pace_wait = 0;
  pace_wait_simple = 0; max_monitor = 60; anti_spam_exit_message_time = 0;
};
channel { max_bans = 100; default_join_flood_count = 0; };
modules { path = "$system/lib/ircd-hybrid/modules"; path = "$system/lib/ircd-hybrid/modules/autoload"; };
log { use_logging = no; };
"""


@frozen(kw_only=True)
class Kind:
    """A program that serves, and how. In `command` and `config`, `$folder`, `$config`, `$plain`, `$tls` and
    `$certificate` stand for what a start has of its own, `$system` for the folder the program is installed under.
    """

    name: str
    program: str
    command: str
    config: str


KINDS = (
    Kind(name="ngIRCd", program="ngircd", command="--nodaemon --config $config", config=_NGIRCD),
    Kind(name="InspIRCd", program="inspircd", command="--nofork --nopid --config $config", config=_INSPIRCD),
    Kind(name="ircd-hybrid", program="ircd-hybrid", config=_HYBRID,
         command="-foreground -configfile $config -pidfile $folder/pid -logfile $folder/log -klinefile $folder/klines"
                 " -dlinefile $folder/dlines -xlinefile $folder/xlines -resvfile $folder/resvs"),
)


class ServerNearby(Protocol):
    """A server on loopback, with and without TLS; it ends with the `with` block."""

    name: str
    plain_port: int
    tls_port: int
    fingerprint: str

    def __enter__(self) -> Self:
        """It listens."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        """It is gone, and so is its folder."""


class OthersServer:
    """A server of one of the `KINDS`."""

    def __init__(self, kind: Kind) -> None:
        self.name = kind.name
        # Not the test's own folder: nobody but root may look into that.
        self._folder = tempfile.TemporaryDirectory(prefix="irc-server-")
        folder = Path(self._folder.name)
        certified = _certificate(folder)
        self.fingerprint = certified.fingerprint
        self.plain_port, self.tls_port = _free_ports(2)
        config = folder / "config"
        program = Path(shutil.which(kind.program) or kind.program)
        words = {
            "system": str(program.parent.parent), "folder": str(folder), "config": str(config),
            "certificate": str(certified.file), "plain": str(self.plain_port), "tls": str(self.tls_port),
        }
        config.write_text(Template(kind.config).substitute(words))
        _give_to_nobody(folder)
        self._process = subprocess.Popen(
            [program, *Template(kind.command).substitute(words).split()], cwd=folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user="nobody" if _is_root() else None,
            group="nogroup" if _is_root() else None, extra_groups=() if _is_root() else None)

    def __enter__(self) -> Self:
        wait_for(self._listens, self.name)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._process.terminate()
        self._process.wait(10)
        self._folder.cleanup()

    def _listens(self) -> bool:
        assert self._process.poll() is None, f"{self.name} has ended"
        try:
            for port in (self.plain_port, self.tls_port):
                socket.create_connection((HOST, port), 1).close()
        except OSError:
            return False
        return True


class OurServer:
    """Ours: `app.server`."""

    name = "Group Chat"

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="irc-server-")
        self._server = RunningServer(Path(self._folder.name), plain=True, tls=True)
        self.plain_port, self.tls_port = self._server.ports
        self.fingerprint = self._server.invite.certfp

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._server.__exit__(kind, error, trace)
        self._folder.cleanup()


def missing() -> list[str]:
    """The programs that are not installed here."""
    return [kind.program for kind in KINDS if shutil.which(kind.program) is None]


def start(name: str) -> ServerNearby:
    """Start the server of that name."""
    for kind in KINDS:
        if kind.name == name:
            return OthersServer(kind)
    return OurServer()


def _certificate(folder: Path) -> Certified:
    return Authority(folder).certify("irc.example.org")


def _free_ports(count: int) -> list[int]:
    probes = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports: list[int] = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _is_root() -> bool:
    """InspIRCd and ircd-hybrid don't run as root, and nothing others wrote should."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _give_to_nobody(folder: Path) -> None:
    if _is_root():
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, "nobody", "nogroup")
