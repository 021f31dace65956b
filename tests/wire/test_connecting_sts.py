"""A server that wants TLS, reached by the real network thread: nothing of ours is said in plain text."""

import socket
from collections.abc import Iterator

import pytest

from app.models.clock import SystemClock
from app.models.network_thread import NetworkThread
from app.models.secure_links import SecureLinks
from app.models.sts_store import StsStore
from tests.wire.calls import Call
from tests.wire.certificates import Authority
from tests.wire.conftest import Play
from tests.wire.owner import Owner
from tests.wire.proxies import LoopbackProxy
from tests.wire.scripted import WELCOME, Script, secured, until_closed

HOST = "ridge.invalid"


class Written:
    """The store's file."""

    content = b""

    def write(self, content: bytes) -> None:
        self.content = content


@pytest.fixture
def proxies() -> Iterator[list[LoopbackProxy]]:
    """What leads a name nobody has to this computer. Without, loopback counts as private and needs no TLS."""
    made = [LoopbackProxy()]
    yield made
    for proxy in made:
        proxy.close()


def saying(line: bytes, heard: list[bytes], *more: bytes) -> Script:
    def script(connection: socket.socket) -> None:
        heard.append(connection.recv(4096))
        connection.sendall(line)
        connection.sendall(b"".join(more))
        until_closed(connection)

    return script


def test_a_plain_link_becomes_one_by_tls_and_the_next_begins_as_one(
        owner: Owner, network: NetworkThread, scripted: Play, authority: Authority,
        proxies: list[LoopbackProxy]) -> None:
    in_plain, by_tls, file = list[bytes](), list[bytes](), Written()
    certified = authority.certify(HOST)
    secure = scripted(secured(certified, saying(b":irc.example CAP * LS :sts=duration=1000\r\n", by_tls, WELCOME)))
    plain = scripted(saying(b":irc.example CAP * LS :sts=port=%d\r\n" % secure.port, in_plain))
    links = SecureLinks(network.open_link, StsStore(SystemClock(), file.write))
    proxy = f"socks5://127.0.0.1:{proxies[0].port}"

    first = Call(owner, links.open, plain.port, HOST, proxy=proxy)
    assert first.is_welcome()
    first.link.close(None)
    second = Call(owner, links.open, plain.port, HOST, proxy=proxy)
    assert second.is_welcome()
    second.link.close(None)

    assert in_plain == [b"CAP LS 302\r\n"]
    assert len(by_tls) == 2
    assert HOST.encode() in file.content
