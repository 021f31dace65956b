"""The way to a file host, as both threads hold it."""

from app.models.link import LinkRequest
from app.protocol.client_context import ClientConfig
from app.values import frozen

_NOBODY = ClientConfig(nick="*")


@frozen(kw_only=True)
class Way:
    """How a file host is reached. `fingerprints` and `proxy` as in a profile; `hosts` are tried side by side."""

    hosts: tuple[str, ...]
    port: int
    tls: bool = True
    fingerprints: tuple[str, ...] = ()
    proxy: str = ""

    def request(self) -> LinkRequest:
        """What the dialler takes. A certificate of our own is not shown."""
        return LinkRequest(hosts=self.hosts, port=self.port, tls=self.tls, fingerprints=self.fingerprints,
                           config=_NOBODY, proxy=self.proxy)
