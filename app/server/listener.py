"""Where the server listens, and by which addresses others reach it."""

import socket
import sys
from collections.abc import Sequence
from contextlib import suppress

from app.server.config import ListenSection
from app.values import frozen

_FALLBACK_PORTS = 20
_BACKLOG = 1024
ACTIVATED = "given by the service manager"
"""Stands as what was asked for where nobody asked for an address."""
_ALL_INTERFACES = ("", "*", "0.0.0.0", "::")  # noqa: S104 - a chat for others has to listen to others
_DOCUMENTATION_V4 = ("192.0.2.1", 9)
_DOCUMENTATION_V6 = ("2001:db8::1", 9)


class PortInUse(Exception):
    """Another program has the port."""


class ListenError(Exception):
    """The address can't be listened on. The message is a plain sentence with a next step."""


@frozen
class Listening:
    """A bound socket. `wanted` is the port that was asked for, `asked` all that was."""

    socket: socket.socket
    host: str
    port: int
    wanted: int
    is_tls: bool
    is_websocket: bool = False
    asked: str = ""

    @property
    def kind(self) -> tuple[bool, bool]:
        """What is spoken there; kinds are told in this order."""
        return self.is_websocket, self.is_tls

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches it."""
        return self.host == "localhost" or self.host.startswith("127.") or self.host == "::1"

    @property
    def text(self) -> str:
        """`HOST:PORT`, with brackets around IPv6."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse_address(text: str) -> tuple[str, int]:
    """`HOST:PORT`, `[v6]:PORT`, `:PORT` or a bare port. Raises ListenError."""
    host, _, port = text.rpartition(":")
    if not port.isascii() or not port.isdigit() or int(port[:6]) > 65535:
        raise ListenError(f"“{text}” isn't an address to listen on. Write it as HOST:PORT, such as 127.0.0.1:6667.")
    return host.removeprefix("[").removesuffix("]"), int(port)


def listen(text: str, *, is_tls: bool, fallback: bool, is_websocket: bool = False) -> Listening:
    """Bind the address; with `fallback` the next free port if that one is taken. Raises PortInUse or ListenError."""
    host, port = parse_address(text)
    ports = range(port, min(port + _FALLBACK_PORTS, 65535) + 1) if fallback and port else (port,)
    for candidate in ports:
        try:
            bound = _bind(host, candidate)
        except PortInUse:
            continue
        shown = "0.0.0.0" if host in _ALL_INTERFACES else host  # noqa: S104 - shown, not bound
        return Listening(bound, shown, bound.getsockname()[1], port, is_tls, is_websocket, asked=text)
    option = _OPTIONS[is_tls, is_websocket]
    raise PortInUse(f"Another program uses port {port}. Close it, or choose another port, such as "
                    f"{option} {host or '*'}:{port + 1 if port < 65535 else port - 1}.")


def listen_everywhere(section: ListenSection, inherited: Sequence[Listening] = ()) -> list[Listening]:
    """All sockets, in the order in which they are told; those that listen already are kept where they are still wanted.

    Raises PortInUse or ListenError.
    """
    kept = list(inherited)
    found = [_inherited(kept, text, is_tls=is_tls, is_websocket=is_websocket)
             or listen(text, is_tls=is_tls, is_websocket=is_websocket, fallback=section.port_fallback)
             for texts, is_tls, is_websocket in wanted_by(section) for text in texts]
    given = [each for each in kept if each.asked == ACTIVATED]
    for each in kept:
        if each not in given:
            each.socket.close()
    return sorted([*found, *given], key=lambda each: each.kind)


def wanted_by(section: ListenSection) -> tuple[tuple[tuple[str, ...], bool, bool], ...]:
    """Addresses of each kind: whether with TLS, and whether for WebSockets."""
    return ((section.plain, False, False), (section.tls, True, False),
            (section.websocket, False, True), (section.websocket_tls, True, True))


def _inherited(kept: list[Listening], text: str, *, is_tls: bool, is_websocket: bool) -> Listening | None:
    """Take out of what listens already the one that this address asks for."""
    for each in kept:
        if (each.asked, each.kind) == (text, (is_websocket, is_tls)):
            kept.remove(each)
            return each
    return None


def listening_on(bound: socket.socket, asked: str, *, is_tls: bool, is_websocket: bool) -> Listening:
    """A socket that listens already."""
    bound.setblocking(False)
    host, port = bound.getsockname()[:2]
    shown = "0.0.0.0" if host in _ALL_INTERFACES else host  # noqa: S104 - shown, not bound
    return Listening(bound, shown, port, port, is_tls, is_websocket, asked=asked)


_OPTIONS = {
    (False, False): "--listen", (True, False): "--tls-listen",
    (False, True): "listen.websocket", (True, True): "listen.websocket_tls",
}


def _bind(host: str, port: int) -> socket.socket:
    """One socket for both families where all interfaces are meant and the system can."""
    try:
        if host in _ALL_INTERFACES:
            return _bind_all(port)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return _bind_one(family, (host, port))
    except OSError as error:
        if error.errno in _IN_USE:
            raise PortInUse from error
        is_low = isinstance(error, PermissionError)
        hint = ("Ports below 1024 are for the system: choose a higher one." if is_low
                else "Choose an address of this machine, or 0.0.0.0 for all.")
        raise ListenError(f"Can't listen on {host or '*'}:{port} ({error.strerror or error}). {hint}") from error


def _bind_all(port: int) -> socket.socket:
    if socket.has_dualstack_ipv6():
        try:
            return _bind_one(socket.AF_INET6, ("::", port), dual_stack=True)
        except OSError as error:
            if error.errno in _IN_USE:
                raise
    return _bind_one(socket.AF_INET, ("0.0.0.0", port))  # noqa: S104 - asked for


def _bind_one(family: socket.AddressFamily, address: tuple[str, int], *, dual_stack: bool = False) -> socket.socket:
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":
            # There the option means that another program may take the port over.
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, not dual_stack)
        bound.bind(address)
        bound.listen(_BACKLOG)
        bound.setblocking(False)
    except OSError:
        bound.close()
        raise
    return bound


_IN_USE = (98, 48, 10048, 10013)
"""EADDRINUSE on Linux, macOS and Windows, and what Windows says for a port held exclusively."""


def own_addresses() -> list[str]:
    """Addresses of this machine that others may reach, best first, found without sending a packet.

    `connect` of a UDP socket only asks the routing table; the addresses asked for are kept for documentation.
    """
    found: list[str] = []
    for family, destination in ((socket.AF_INET, _DOCUMENTATION_V4), (socket.AF_INET6, _DOCUMENTATION_V6)):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect(destination)
                found.append(probe.getsockname()[0])
        except OSError:
            continue
    with suppress(OSError):
        found += [str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    usable = [each for each in found if not each.startswith(("127.", "0.", "fe80:", "169.254.")) and each != "::1"]
    return list(dict.fromkeys(usable))
