"""The bad link itself: what it lets pass, what not, and that a session gets over it."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace

import pytest

from app.models.chat_session import ChatSession
from tests.wire.flapping import Direction, FlappingLink
from tests.wire.hosts import Host
from tests.wire.owner import Owner
from tests.wire.test_sessions_talk import enter, texts

PATIENCE_S = 10.0
NOTHING_S = 0.05

Ends = tuple[socket.socket, socket.socket]


@pytest.fixture
def server() -> Iterator[socket.socket]:
    """What listens at the far end."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE_S)
        yield listener


@pytest.fixture
def link(server: socket.socket) -> Iterator[FlappingLink]:
    """The link to it."""
    with FlappingLink(server.getsockname()[1]) as link:
        yield link


@contextmanager
def connected(link: FlappingLink, server: socket.socket) -> Iterator[Ends]:
    """A client and its server at the two ends of the link."""
    with socket.create_connection(("127.0.0.1", link.port), PATIENCE_S) as client:
        peer, _ = server.accept()
        peer.settimeout(PATIENCE_S)
        with peer:
            yield client, peer


def all_of(end: socket.socket) -> bytes:
    """What comes until the connection ends, in whatever way."""
    found = b""
    with suppress(ConnectionError):
        while data := end.recv(4096):
            found += data
    return found


def hears_nothing(end: socket.socket) -> bool:
    """Whether nothing comes for a moment. What is held back for good can only be waited for."""
    end.settimeout(NOTHING_S)
    try:
        end.recv(1)
    except TimeoutError:
        return True
    finally:
        end.settimeout(PATIENCE_S)
    return False


def test_bytes_pass_both_ways(link: FlappingLink, server: socket.socket) -> None:
    with connected(link, server) as (client, peer):
        client.sendall(b"hello")
        assert peer.recv(5, socket.MSG_WAITALL) == b"hello"
        peer.sendall(b"and back")
        assert client.recv(8, socket.MSG_WAITALL) == b"and back"


def test_an_end_is_passed_on_and_what_was_said_before_it_too(link: FlappingLink, server: socket.socket) -> None:
    with connected(link, server) as (client, peer):
        client.sendall(b"bye")
        client.shutdown(socket.SHUT_WR)
        assert all_of(peer) == b"bye"
        peer.sendall(b"farewell")
        peer.shutdown(socket.SHUT_WR)
        assert all_of(client) == b"farewell"


def test_a_cut_ends_both_sides_and_the_next_connection_is_whole(link: FlappingLink, server: socket.socket) -> None:
    with connected(link, server) as (client, peer):
        link.cut()
        assert (all_of(client), all_of(peer)) == (b"", b"")
    with connected(link, server) as (client, peer):
        client.sendall(b"again")
        assert peer.recv(5, socket.MSG_WAITALL) == b"again"
    assert link.accepted == 2


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("size", [0, 1, 5, 99_999])
def test_a_link_is_cut_after_as_many_bytes_as_were_said(
        link: FlappingLink, server: socket.socket, size: int, direction: Direction) -> None:
    said = bytes(number % 251 for number in range(200_000))
    with connected(link, server) as (client, peer):
        link.cut_after(size, direction)
        speaker, listener = (client, peer) if direction is Direction.TO_SERVER else (peer, client)
        with suppress(ConnectionError):
            speaker.sendall(said)
        assert all_of(listener) == said[:size]
        assert all_of(speaker) == b""


def test_bytes_until_the_cut_are_counted_over_connections_and_it_comes_once(
        link: FlappingLink, server: socket.socket) -> None:
    link.cut_after(5, Direction.TO_SERVER)
    heard = []
    for _ in range(3):
        with connected(link, server) as (client, peer):
            client.sendall(b"abc")
            client.shutdown(socket.SHUT_WR)
            heard.append(all_of(peer))
    assert heard == [b"abc", b"ab", b"abc"]


def test_a_stall_holds_everything_back_until_it_is_over(link: FlappingLink, server: socket.socket) -> None:
    with connected(link, server) as (client, peer):
        link.stall()
        client.sendall(b"to the server")
        peer.sendall(b"to the client")
        assert hears_nothing(peer)
        assert hears_nothing(client)
        link.flow()
        assert peer.recv(13, socket.MSG_WAITALL) == b"to the server"
        assert client.recv(13, socket.MSG_WAITALL) == b"to the client"


def test_what_a_stall_held_back_is_lost_when_the_link_is_cut(link: FlappingLink, server: socket.socket) -> None:
    with connected(link, server) as (client, peer):
        link.stall()
        client.sendall(b"lost")
        link.cut()
        link.flow()
        assert all_of(peer) == b""


def test_lost_answers_never_come_while_what_is_sent_arrives(link: FlappingLink, server: socket.socket) -> None:
    with connected(link, server) as (client, peer):
        link.lose_answers()
        # More than the buffers on the way hold: the server has to get rid of all of it.
        peer.sendall(bytes(8_000_000))
        client.sendall(b"hello?")
        assert peer.recv(6, socket.MSG_WAITALL) == b"hello?"
        link.cut()
        assert all_of(client) == b""
    with connected(link, server) as (client, peer):
        peer.sendall(b"hello!")
        assert client.recv(6, socket.MSG_WAITALL) == b"hello!"


def test_a_reader_who_does_not_read_keeps_nobody_from_cutting_the_link(
        link: FlappingLink, server: socket.socket) -> None:
    with connected(link, server) as (client, peer):
        peer.setblocking(False)
        with suppress(BlockingIOError):
            while True:
                peer.send(bytes(1_000_000))
        link.cut()
        peer.settimeout(PATIENCE_S)
        assert all_of(peer) == b""
        assert set(all_of(client)) <= {0}


def test_where_no_server_is_a_connection_ends_at_once(link: FlappingLink, server: socket.socket) -> None:
    server.close()
    with socket.create_connection(("127.0.0.1", link.port), PATIENCE_S) as client:
        assert all_of(client) == b""
    assert link.accepted == 0


def test_nothing_of_it_is_left_when_it_is_over(server: socket.socket) -> None:
    with ExitStack() as stack:
        with FlappingLink(server.getsockname()[1]) as link:
            client, peer = stack.enter_context(connected(link, server))
            link.stall()
            client.sendall(b"never arrives")
        assert all_of(peer) == b""
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", link.port), PATIENCE_S)


def test_a_session_over_the_link_comes_back_after_a_cut(
        owner: Owner, host: Host, session_for: Callable[..., ChatSession]) -> None:
    with FlappingLink(host.link.port) as link:
        maya = session_for(host.link, "maya")
        ines = session_for(replace(host.link, port=link.port), "ines")
        enter(owner, maya)
        enter(owner, ines)
        link.cut()
        owner.run_until(lambda: link.accepted == 2, "ines comes back")
        general = ines.chats.find("#general")
        assert general is not None
        ines.send_message(general, "Here again")
        owner.run_until(lambda: texts(maya) == ["Here again"])
        ines.disconnect("bye")
