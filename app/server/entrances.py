"""What stands at each listener: a connection as it is, behind TLS, behind a WebSocket, or behind both.

What a listener needs is read only where there is one: pyOpenSSL for TLS, `websockets` for WebSockets.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.server.certs import Certificate, PackageMissing, given_certificate, own_certificate, tls_context
from app.server.config import Config
from app.server.listener import Listening
from app.server.shell import Shell
from app.values import frozen

if TYPE_CHECKING:
    from OpenSSL import SSL

_BACKLOG = 1024

Factory = Callable[[], asyncio.Protocol]


@frozen
class Keys:
    """The certificate, ready for use. Browsers aren't asked for one of theirs: they would bother people with it."""

    certificate: Certificate
    for_irc: "SSL.Context"
    for_browsers: "SSL.Context"


def load_keys(config: Config, folder: Path) -> Keys:
    """The owner's certificate, or the one in `folder`, made if need be. Raises CertificateError or OSError."""
    if config.tls.cert:
        certificate = given_certificate(Path(config.tls.cert), Path(config.tls.key))
    else:
        certificate = own_certificate(folder, config.server.name)
    return Keys(certificate, for_irc=tls_context(certificate, asks_for_certificate=True),
                for_browsers=tls_context(certificate, asks_for_certificate=False))


def prepare(config: Config, folder: Path) -> Keys | None:
    """All that the listeners of this config need, which takes a while. Raises CertificateError or OSError."""
    if config.listen.websocket or config.listen.websocket_tls:
        try:
            import app.server.websocket_protocol
        except ImportError as error:
            raise PackageMissing("WebSockets need the package websockets. Install it with "
                                 "“python -m pip install websockets”, or take listen.websocket away.") from error
        del app
    return load_keys(config, folder) if config.listen.tls or config.listen.websocket_tls else None


class Entrances:
    """The listeners of one server, and the certificate they show."""

    def __init__(self, shell: Shell, keys: Keys | None) -> None:
        self._shell = shell
        self.keys = keys

    async def open(self, listening: Listening) -> asyncio.Server:
        """Let people in from now on."""
        factory = self._web_factory() if listening.is_websocket else self._shell.make_connection
        if listening.is_tls and not listening.is_websocket:
            factory = self._telling_factory()
        if listening.is_tls:
            factory = self._tls_factory(factory, for_browsers=listening.is_websocket)
        return await asyncio.get_running_loop().create_server(factory, sock=listening.socket, backlog=_BACKLOG)

    def _web_factory(self) -> Factory:
        from app.server.websocket_protocol import WebSocketProtocol

        shell = self._shell
        return lambda: WebSocketProtocol(shell.config.listen.websocket_origins, shell.make_connection(), shell.door)

    def _telling_factory(self) -> Factory:
        """IRC, or HTTP where somebody speaks that and files are kept."""
        from app.server.files.first_bytes import FirstBytes

        shell = self._shell
        return lambda: FirstBytes(shell.make_connection(), shell.make_http_connection)

    def _tls_factory(self, inner: Factory, *, for_browsers: bool) -> Factory:
        from app.server.tls_protocol import TlsProtocol

        def make() -> asyncio.Protocol:
            keys = self.keys
            assert keys is not None, "prepare() loads them for every TLS listener"
            return TlsProtocol(keys.for_browsers if for_browsers else keys.for_irc, inner(), self._shell.door)

        return make
