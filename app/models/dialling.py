"""Dialling: the hosts of a server tried side by side, until one of them has proved who it is.

Theory of operation (RFC 8305 over all hosts of a link): the next host is tried when one has failed or after a quarter
of a second; the first that is trusted is handed on, in the very call in which asyncio tells of it, and the others are
closed. A host with a wrong certificate stops nobody: another may prove itself. Only when none does, the problem that
came nearest to a connection is told, and a wrong certificate is nearest.

The rule of this file: not one byte of ours, a certificate included, goes to a server that is not trusted yet.
"""

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable

from app.models.link import LinkRequest
from app.models.link_errors import problem_of
from app.models.problem import Problem, ProblemKind
from app.models.proxy import InvalidProxy, Proxy, ProxyError, open_tunnel, parse_proxy
from app.models.tls import UnusableCertificate, context_for, context_for_exactly, fingerprint_of
from app.protocol.hostname import is_address, is_host

_log = logging.getLogger(__name__)

CONNECT_TIMEOUT_S = 15.0
HANDSHAKE_TIMEOUT_S = 10.0
NEXT_HOST_S = 0.25
"""How long one host, or address of a host, has before the next is tried beside it (RFC 8305, 5)."""
_NEAREST = (
    ProblemKind.OWN_CERTIFICATE_UNUSABLE, ProblemKind.CERTIFICATE_DIFFERS, ProblemKind.CERTIFICATE_UNKNOWN,
    ProblemKind.TLS_FAILED, ProblemKind.NO_TLS_THERE, ProblemKind.REFUSED, ProblemKind.TIMED_OUT,
    ProblemKind.UNREACHABLE,
)
"""Problems by how near they came to a connection: the nearest says most about what is wrong."""

Take = Callable[[str, asyncio.Transport], None]


class Dialler:
    """One attempt to reach a server. Used once."""

    def __init__(self, loop: asyncio.AbstractEventLoop, request: LinkRequest, take: Take) -> None:
        """`take(host, transport)` gets the first trusted connection; it has to give it a protocol at once."""
        self._loop = loop
        self._request = request
        self._take = take
        self._proxy: Proxy | None = None
        self._is_over = False

    async def run(self) -> Problem | None:
        """Try all hosts; the problem, or None when a connection has been handed on."""
        request = self._request
        if request.proxy:
            try:
                self._proxy = parse_proxy(request.proxy)
            except InvalidProxy as error:
                return Problem(kind=ProblemKind.PROXY_UNUSABLE, host=request.hosts[0], port=request.port,
                               detail=str(error))
        hosts = list(dict.fromkeys(request.hosts))
        problems: dict[str, Problem] = {}
        running: set[asyncio.Task[None]] = set()
        try:
            while (hosts or running) and not self._is_over:
                if hosts:
                    running.add(self._loop.create_task(self._try(hosts.pop(0), problems)))
                _, running = await asyncio.wait(running, timeout=NEXT_HOST_S if hosts else None,
                                                return_when=asyncio.FIRST_COMPLETED)
        finally:
            has_won, self._is_over = self._is_over, True
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
        return None if has_won else self._nearest(problems)

    def _nearest(self, problems: dict[str, Problem]) -> Problem:
        in_order = [problems[host] for host in dict.fromkeys(self._request.hosts)]
        return min(in_order, key=lambda problem: _NEAREST.index(problem.kind)
                   if problem.kind in _NEAREST else len(_NEAREST))

    async def _try(self, host: str, problems: dict[str, Problem]) -> None:
        problem = await self._problem_with(host)
        if problem is not None:
            problems[host] = problem
            _log.info("connecting to port %d failed: %s %s", self._request.port, problem.kind.name, problem.detail)

    async def _problem_with(self, host: str) -> Problem | None:
        """Try one host: what is wrong with it, None when it was handed on or another was faster."""
        if not is_host(host):
            return self._problem(ProblemKind.NAME_NOT_FOUND, host, "it is no name of a host")
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                return await self._reach(host)
        except UnusableCertificate as error:
            return self._problem(ProblemKind.OWN_CERTIFICATE_UNUSABLE, host, str(error))
        except ProxyError as error:
            return self._problem(error.kind, host, str(error))
        except (TimeoutError, OSError, UnicodeError) as error:
            return problem_of(error, host, self._request.port, was_open=False, tls=self._request.tls)

    async def _reach(self, host: str) -> Problem | None:
        request = self._request
        if not request.tls:
            return await self._connect(host, None)
        if request.fingerprints and request.client_certificate:
            certificate = await self._look(host)
            if fingerprint_of(certificate) not in request.fingerprints:
                return self._differs(host, fingerprint_of(certificate))
            return await self._connect(host, context_for_exactly(certificate, request.client_certificate))
        context = context_for(has_pins=bool(request.fingerprints), own_certificate=request.client_certificate)
        try:
            return await self._connect(host, context)
        except ssl.SSLCertVerificationError as error:
            seen = fingerprint_of(await self._look(host))
            return self._problem(ProblemKind.CERTIFICATE_UNKNOWN, host, error.verify_message, seen=seen)

    async def _connect(self, host: str, context: ssl.SSLContext | None) -> Problem | None:
        candidate = _Candidate(lambda transport: self._judge(host, transport))
        await self._open(host, context, candidate)
        return candidate.problem

    async def _look(self, host: str) -> bytes:
        """The certificate a host shows (DER), without a word to it."""
        candidate = _Candidate(lambda _transport: None)
        await self._open(host, context_for(has_pins=True), candidate)
        return candidate.certificate

    async def _open(self, host: str, context: ssl.SSLContext | None, candidate: "_Candidate") -> None:
        name = host.partition("%")[0] if context else None
        patience_s = HANDSHAKE_TIMEOUT_S if context else None
        if self._proxy is None:
            # One that is left in the very moment it is there stays open until it is collected, where asyncio races
            # addresses (CPython 3.11); a host that is an address has none to race.
            delay_s = None if is_address(host) else NEXT_HOST_S
            await self._loop.create_connection(
                lambda: candidate, host, self._request.port, ssl=context, server_hostname=name,
                ssl_handshake_timeout=patience_s, happy_eyeballs_delay=delay_s)
            return
        tunnel: socket.socket = await open_tunnel(self._loop, self._proxy, host, self._request.port)
        await self._loop.create_connection(
            lambda: candidate, sock=tunnel, ssl=context, server_hostname=name, ssl_handshake_timeout=patience_s)

    def _judge(self, host: str, transport: asyncio.Transport) -> Problem | None:
        """A connection is there, with TLS after its handshake: hand it on if it is trusted and the first."""
        request = self._request
        if request.tls and request.fingerprints:
            seen = fingerprint_of(certificate_of(transport))
            if seen not in request.fingerprints:
                transport.abort()
                return self._differs(host, seen)
        if self._is_over:
            transport.abort()
        else:
            self._is_over = True
            self._take(host, transport)
        return None

    def _differs(self, host: str, seen: str) -> Problem:
        return self._problem(ProblemKind.CERTIFICATE_DIFFERS, host, expected=self._request.fingerprints, seen=seen)

    def _problem(self, kind: ProblemKind, host: str, detail: str = "", *, expected: tuple[str, ...] = (),
                 seen: str = "") -> Problem:
        return Problem(kind=kind, host=host, port=self._request.port, detail=detail, expected=expected, seen=seen,
                       proxy=self._proxy.address if self._proxy is not None else "")


class _Candidate(asyncio.Protocol):
    """Holds a connection until it is judged; whoever is trusted gets another protocol in that moment."""

    def __init__(self, judge: Callable[[asyncio.Transport], Problem | None]) -> None:
        self._judge = judge
        self.problem: Problem | None = None
        self.certificate = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport), "a stream has such a transport"
        self.certificate = certificate_of(transport)
        self.problem = self._judge(transport)
        if transport.get_protocol() is self:
            # Nobody took it.
            transport.abort()


def certificate_of(transport: asyncio.BaseTransport) -> bytes:
    """The certificate the other end has shown (DER), b"" for none."""
    ssl_object = transport.get_extra_info("ssl_object")
    certificate: bytes | None = ssl_object.getpeercert(binary_form=True) if ssl_object is not None else None
    return certificate or b""
