"""The link is cut at every step of registration and in the middle of lines; the next connection is a good one."""

import socket
import struct
from collections.abc import Callable

import pytest

from app.models.changes import SessionState, StateChanged
from app.models.chat_session import ChatSession
from app.models.network_thread import NetworkThread
from app.models.problem import ProblemKind
from app.protocol.url import InviteLink
from tests.wire.conftest import Dial, Play
from tests.wire.owner import Owner
from tests.wire.scripted import WELCOME, until_closed, welcoming

Join = Callable[..., ChatSession]
CONVERSATION = [
    b":irc.example NOTICE * :Looking up your host\r\n",
    b":irc.example CAP * LS * :message-tags batch\r\n",
    b":irc.example CAP * LS :server-time sasl=PLAIN echo-message\r\n",
    b":irc.example CAP ines ACK :message-tags batch server-time echo-message\r\n",
    WELCOME,
    b":irc.example 005 ines CASEMAPPING=ascii CHANTYPES=# :are supported by this server\r\n",
    b":irc.example 422 ines :No message of the day\r\n",
    b"@batch=a :irc.example BATCH +a chathistory #general\r\n",
]
TALK = b"".join(CONVERSATION)
STEPS = [sum(map(len, CONVERSATION[:count])) for count in range(len(CONVERSATION) + 1)]
CUTS = sorted({*STEPS, *(step + 9 for step in STEPS[:-1]), *(step - 1 for step in STEPS[1:])})
"""At the end of every line, early in it, and between its \\r and \\n."""


def resets(connection: socket.socket) -> None:
    """Close without a goodbye: the other end's next step fails."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@pytest.mark.parametrize(("cut", "length"), [
    *((socket.socket.close, length) for length in CUTS), *((resets, length) for length in STEPS),
])
def test_wherever_the_link_is_cut_the_next_one_is_whole(
        owner: Owner, session_for: Join, scripted: Play, cut: Callable[[socket.socket], None], length: int) -> None:
    connections: list[int] = []

    def script(connection: socket.socket) -> None:
        connections.append(len(connections))
        if len(connections) == 1:
            connection.sendall(TALK[:length])
            cut(connection)
        else:
            welcoming(connection)

    session = session_for(InviteLink(host="127.0.0.1", port=scripted(script).port, tls=False), "ines")
    kinds: list[ProblemKind] = []
    session.subscribe(StateChanged, lambda change: kinds.append(change.problem.kind) if change.problem else None)

    session.connect()
    owner.run_until(lambda: len(connections) >= 2 and session.state is SessionState.ONLINE, "the second link")

    # A reset may come before we know that the connection is there.
    assert set(kinds) <= {ProblemKind.LOST, ProblemKind.REFUSED}
    assert kinds
    assert session.problem is None


def test_a_server_that_is_alive_is_probed_and_kept(dial: Dial, scripted: Play, network: NetworkThread,
                                                   owner: Owner) -> None:
    heard: list[bytes] = []

    def script(connection: socket.socket) -> None:
        connection.sendall(WELCOME)
        while data := connection.recv(4096):
            heard.append(data)
            if b"PING " in data:
                token = data.partition(b"PING ")[2].split()[0]
                connection.sendall(b":irc.example PONG irc.example " + token + b"\r\n:maya!m@h PRIVMSG ines :still\r\n")

    call = dial(scripted(script).port)
    assert call.is_welcome()
    before = len(call.events)

    network.call(network.network_changed)

    owner.run_until(lambda: len(call.events) > before, "an answer")
    assert not call.is_closed
    assert b"PING " in b"".join(heard)


def test_after_news_of_the_network_a_dead_link_is_found_soon(
        dial: Dial, scripted: Play, network: NetworkThread, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.protocol.client.PROBE_TIMEOUT_S", 0.1)
    call = dial(scripted(welcoming).port)
    assert call.is_welcome()

    network.call(network.network_changed)

    assert call.fails_with() is ProblemKind.SILENT


def test_a_link_that_is_being_made_is_left_alone_by_such_news(
        dial: Dial, scripted: Play, network: NetworkThread, owner: Owner) -> None:
    heard: list[bytes] = []

    def script(connection: socket.socket) -> None:
        heard.append(connection.recv(4096))
        until_closed(connection)

    call = dial(scripted(script).port)
    owner.run_until(lambda: heard)

    network.call(network.network_changed)
    call.link.close(None)

    assert call.ends() is None
    assert b"PING" not in b"".join(heard)
