"""What tests over the wire share: an owner thread, a network thread, a real server, people with sessions."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from app.models.chat_session import ChatSession
from app.models.clock import SystemClock
from app.models.network_thread import NetworkThread
from app.models.profile import NetworkId, Profile
from app.protocol.url import InviteLink
from tests.wire.calls import Call
from tests.wire.certificates import Authority
from tests.wire.hosts import Host
from tests.wire.owner import Owner
from tests.wire.scripted import Script, ScriptedServer

Play = Callable[..., ScriptedServer]
Dial = Callable[..., Call]


@pytest.fixture
def owner() -> Owner:
    """The test's own thread as owner thread."""
    return Owner()


@pytest.fixture
def network(owner: Owner) -> Iterator[NetworkThread]:
    """The network thread."""
    thread = NetworkThread(owner)
    yield thread
    thread.close()


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    """A chat hosted on loopback with TLS."""
    server = Host(tmp_path / "host")
    yield server
    server.stop()


@pytest.fixture
def scripted() -> Iterator[Play]:
    """Plays servers that misbehave on purpose; they close when the test ends."""
    with ExitStack() as stack:
        def start(script: Script, address: str = "127.0.0.1", port: int = 0) -> ScriptedServer:
            server = ScriptedServer(script, address, port)
            stack.callback(server.close)
            return server

        yield start


@pytest.fixture
def dial(owner: Owner, network: NetworkThread) -> Iterator[Dial]:
    """Makes links without a session; what is still open closes when the test ends."""
    calls: list[Call] = []

    def start(port: int, *hosts: str, **options: object) -> Call:
        calls.append(Call(owner, network.open_link, port, *hosts, **options))  # type: ignore[arg-type]  # a call's own options
        return calls[-1]

    yield start
    for call in calls:
        call.link.close(None)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The only one whom this system believes."""
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    return authority


@pytest.fixture
def session_for(owner: Owner, network: NetworkThread) -> Iterator[Callable[..., ChatSession]]:
    """Makes sessions; they leave when the test ends."""
    sessions: list[ChatSession] = []

    def make(link: InviteLink, nick: str, **changes: object) -> ChatSession:
        profile = Profile.from_link(link, nick, NetworkId(nick))
        profile = replace(profile, reconnect_s=0.05, **changes)  # type: ignore[arg-type]  # a profile's own fields
        session = ChatSession(profile, network.open_link, owner, SystemClock(), lambda: 0.5)
        sessions.append(session)
        return session

    yield make
    for session in sessions:
        session.disconnect("the test is over")
