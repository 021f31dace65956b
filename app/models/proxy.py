"""The way through a proxy: SOCKS5 (RFC 1928, with a password RFC 1929), or CONNECT of an HTTP proxy (RFC 9110, 9.3.6).

The rule of this file: not one byte is read beyond the proxy's answer, since what follows is the server's. The proxy is
told the host's name and looks it up itself, so that nobody near us learns it from our DNS.
"""

import asyncio
import base64
import ipaddress
import socket
from dataclasses import field
from urllib.parse import unquote, urlsplit

from app.models.problem import ProblemKind
from app.protocol.hostname import is_address, is_host
from app.values import frozen

TUNNEL_TIMEOUT_S = 10.0
"""How long the way to the server may take, so that time is left for TLS (`dialling.CONNECT_TIMEOUT_S`)."""
_MAX_ANSWER = 8192
_MAX_CREDENTIAL = 255
_VERSION, _CONNECT = b"\x05", b"\x01"
_NO_LOGIN, _LOGIN, _NO_WAY_IN = 0, 2, 0xFF
_IPV4, _NAME, _IPV6 = b"\x01", b"\x03", b"\x04"
_BOUND_BYTES = {_IPV4: 4, _IPV6: 16}
_NOT_ALLOWED = 2
_LAST_OF_UNREACHABLE = 6
"""Answers 1 to 6 of a SOCKS proxy say that the host can't be reached, except 2 (RFC 1928, 6)."""
_HTTP_DENIED = frozenset({b"401", b"403", b"407"})


@frozen(kw_only=True)
class Proxy:
    """Where a proxy is, and how to log in there. `scheme` is `socks5` or `http`."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def address(self) -> str:
        """The address as people read it, without anything secret."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class InvalidProxy(ValueError):
    """The text is no address of a proxy. The message says why, in plain words, and holds no part of the text."""


class ProxyError(Exception):
    """The way through the proxy failed; `kind` says how."""

    def __init__(self, kind: ProblemKind, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind


def parse_proxy(text: str) -> Proxy:
    """Read `socks5://user:password@host:port` or `http://…`. Raises InvalidProxy."""
    try:
        parts = urlsplit(text.strip())
        port = parts.port
        host = (parts.hostname or "").lower()
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
    except ValueError:
        raise InvalidProxy("The address of the proxy can't be read.") from None
    # `socks5h` is what curl calls a proxy that looks up names itself; ours always does.
    scheme = parts.scheme.replace("socks5h", "socks5")
    if scheme not in _TUNNELS:
        raise InvalidProxy("A proxy's address starts with socks5:// or http://.")
    if not port or not (is_host(host) or is_address(host)):
        raise InvalidProxy("A proxy's address needs a host and a port.")
    if max(len(user.encode(errors="replace")), len(password.encode(errors="replace"))) > _MAX_CREDENTIAL:
        raise InvalidProxy(f"Name and password of a proxy have {_MAX_CREDENTIAL} bytes at most.")
    return Proxy(scheme=scheme, host=host, port=port, user=user, password=password)


async def open_tunnel(loop: asyncio.AbstractEventLoop, proxy: Proxy, host: str, port: int) -> socket.socket:
    """A socket that leads through the proxy to `host`. Raises ProxyError."""
    peer: _Peer | None = None
    try:
        async with asyncio.timeout(TUNNEL_TIMEOUT_S):
            peer = _Peer(loop, await _connect(loop, proxy))
            await _TUNNELS[proxy.scheme](peer, proxy, host.partition("%")[0], port)
    except BaseException as error:
        if peer is not None:
            peer.connection.close()
        if isinstance(error, TimeoutError):
            has_answered = peer is not None and peer.has_answered
            kind = ProblemKind.PROXY_CANNOT_REACH if has_answered else ProblemKind.PROXY_UNREACHABLE
            raise ProxyError(kind, "no answer in time") from error
        if isinstance(error, OSError):
            raise ProxyError(ProblemKind.PROXY_UNUSABLE, str(error)) from error
        raise
    return peer.connection


async def _connect(loop: asyncio.AbstractEventLoop, proxy: Proxy) -> socket.socket:
    reason = ""
    try:
        found = await loop.getaddrinfo(proxy.host, proxy.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ProxyError(ProblemKind.PROXY_UNREACHABLE, str(error)) from error
    for family, kind, protocol, _, address in found:
        connection = socket.socket(family, kind, protocol)
        try:
            connection.setblocking(False)
            await loop.sock_connect(connection, address)
        except OSError as error:
            connection.close()
            reason = str(error)
        except BaseException:
            connection.close()
            raise
        else:
            return connection
    raise ProxyError(ProblemKind.PROXY_UNREACHABLE, reason)


class _Peer:
    """The proxy, while it is asked for the way."""

    def __init__(self, loop: asyncio.AbstractEventLoop, connection: socket.socket) -> None:
        self._loop = loop
        self.connection = connection
        self.has_answered = False

    async def tell(self, data: bytes) -> None:
        await self._loop.sock_sendall(self.connection, data)

    async def read(self, count: int) -> bytes:
        """Exactly so many bytes. Raises ProxyError when the proxy hangs up."""
        data = b""
        while len(data) < count:
            piece = await self._loop.sock_recv(self.connection, count - len(data))
            if not piece:
                raise ProxyError(ProblemKind.PROXY_UNUSABLE, "it hung up")
            data += piece
            self.has_answered = True
        return data


async def _socks5(peer: _Peer, proxy: Proxy, host: str, port: int) -> None:
    methods = bytes([_NO_LOGIN, _LOGIN] if proxy.user else [_NO_LOGIN])
    await peer.tell(_VERSION + bytes([len(methods)]) + methods)
    version, method = await peer.read(2)
    if version != _VERSION[0]:
        raise ProxyError(ProblemKind.PROXY_UNUSABLE, "it does not speak SOCKS5")
    if method == _NO_WAY_IN:
        raise ProxyError(ProblemKind.PROXY_DENIED, "it wants a login that we don't have")
    if method not in methods:
        raise ProxyError(ProblemKind.PROXY_UNUSABLE, f"it wants the login {method}")
    if method == _LOGIN:
        await peer.tell(b"\x01" + _counted(proxy.user) + _counted(proxy.password))
        if (await peer.read(2))[1] != 0:
            raise ProxyError(ProblemKind.PROXY_DENIED, "it did not accept name and password")
    await peer.tell(_VERSION + _CONNECT + b"\x00" + _socks_address(host) + port.to_bytes(2, "big"))
    await _read_socks_reply(peer)


async def _read_socks_reply(peer: _Peer) -> None:
    version, reply, _ = await peer.read(3)
    if version != _VERSION[0]:
        raise ProxyError(ProblemKind.PROXY_UNUSABLE, "it does not speak SOCKS5")
    if reply == _NOT_ALLOWED:
        raise ProxyError(ProblemKind.PROXY_DENIED, "its rules don't allow the connection")
    if reply:
        kind = ProblemKind.PROXY_CANNOT_REACH if reply <= _LAST_OF_UNREACHABLE else ProblemKind.PROXY_UNUSABLE
        raise ProxyError(kind, f"its answer was {reply}")
    address_type = await peer.read(1)
    length = (await peer.read(1))[0] if address_type == _NAME else _BOUND_BYTES.get(address_type)
    if length is None:
        raise ProxyError(ProblemKind.PROXY_UNUSABLE, "its answer makes no sense")
    await peer.read(length + 2)


def _counted(text: str) -> bytes:
    data = text.encode(errors="replace")
    return bytes([len(data)]) + data


def _socks_address(host: str) -> bytes:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return _NAME + _counted(host)
    return (_IPV4 if address.version == 4 else _IPV6) + address.packed


async def _http(peer: _Peer, proxy: Proxy, host: str, port: int) -> None:
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}"]
    if proxy.user:
        login = base64.b64encode(f"{proxy.user}:{proxy.password}".encode(errors="replace")).decode()
        lines.append(f"Proxy-Authorization: Basic {login}")
    await peer.tell("\r\n".join((*lines, "", "")).encode())
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        if len(answer) >= _MAX_ANSWER:
            raise ProxyError(ProblemKind.PROXY_UNUSABLE, "its answer has no end")
        answer += await peer.read(1)
    _judge_http_status(answer)


def _judge_http_status(answer: bytes) -> None:
    version, _, rest = answer.partition(b"\r\n")[0].partition(b" ")
    status = rest[:3]
    if not version.startswith(b"HTTP/1.") or not status.isdigit():
        raise ProxyError(ProblemKind.PROXY_UNUSABLE, "it does not speak HTTP")
    if status in _HTTP_DENIED:
        raise ProxyError(ProblemKind.PROXY_DENIED, f"its answer was {status.decode()}")
    if status.startswith(b"5"):
        raise ProxyError(ProblemKind.PROXY_CANNOT_REACH, f"its answer was {status.decode()}")
    if not status.startswith(b"2"):
        raise ProxyError(ProblemKind.PROXY_UNUSABLE, f"its answer was {status.decode()}")


_TUNNELS = {"socks5": _socks5, "http": _http}
