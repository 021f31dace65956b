"""What tests over the wire share: an owner thread, a network thread, a real server, people with sessions."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.models.chat_session import ChatSession
from app.models.clock import SystemClock
from app.models.network_thread import NetworkThread
from app.models.profile import NetworkId, Profile
from app.protocol.url import InviteLink
from tests.wire.hosts import Host
from tests.wire.owner import Owner


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
