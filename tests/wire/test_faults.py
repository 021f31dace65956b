"""Every way in which a connection can fail, with the real network thread: each is told as what it is."""

import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from app.models.changes import SessionState
from app.models.chat_session import ChatSession
from app.models.problem import ProblemKind
from app.protocol.events import LineDropped
from app.protocol.url import InviteLink
from tests.wire.conftest import Play
from tests.wire.hosts import Host
from tests.wire.owner import Owner
from tests.wire.scripted import WELCOME, until_closed

Join = Callable[..., ChatSession]


def problem_of(owner: Owner, session: ChatSession) -> ProblemKind:
    session.connect()
    owner.run_until(lambda: session.problem is not None, "a problem")
    assert session.problem is not None
    return session.problem.kind


def test_a_name_that_does_not_exist(owner: Owner, session_for: Join) -> None:
    session = session_for(InviteLink(host="ridge.invalid", tls=False, port=6667), "ines")
    assert problem_of(owner, session) is ProblemKind.NAME_NOT_FOUND


def test_a_port_where_nobody_listens(owner: Owner, session_for: Join) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    session = session_for(InviteLink(host="127.0.0.1", tls=False, port=port), "ines")
    assert problem_of(owner, session) is ProblemKind.REFUSED


def test_a_port_that_speaks_no_tls(owner: Owner, session_for: Join, scripted: Play) -> None:
    server = scripted(lambda connection: connection.sendall(b":irc.example NOTICE * :Looking up your host\r\n"))
    session = session_for(InviteLink(host="127.0.0.1", port=server.port, certfp="0" * 64), "ines")
    assert problem_of(owner, session) in (ProblemKind.NO_TLS_THERE, ProblemKind.TLS_FAILED)


@pytest.mark.parametrize("greeting", [
    b"SSH-2.0-OpenSSH_9.2\r\n",
    b"HTTP/1.1 400 Bad Request\r\n\r\n",
    b"\x15\x03\x03\x00\x02\x02\x28\r\n",
    b"<stream:stream xmlns='jabber:client'>\n",
])
def test_a_port_that_speaks_something_else(
        owner: Owner, session_for: Join, scripted: Play, greeting: bytes) -> None:
    def greet(connection: socket.socket) -> None:
        connection.sendall(greeting)
        until_closed(connection)

    session = session_for(InviteLink(host="127.0.0.1", port=scripted(greet).port, tls=False), "ines")
    assert problem_of(owner, session) is ProblemKind.NOT_IRC


@pytest.mark.parametrize(("farewell", "kind"), [
    (b"ERROR :Closing link: server full\r\n", ProblemKind.SERVER_FULL),
    (b"ERROR :Closing link: you smell\r\n", ProblemKind.CLOSED_BY_SERVER),
    (b"ERROR :Access denied: Bad password?\r\n", ProblemKind.WRONG_PASSWORD),
    (b"ERROR :Closing Link: 127.0.0.1 (K-Lined: go away)\r\n", ProblemKind.BANNED),
    (b":irc.example 001 ines :Hi\r\nERROR :Closing link: Send queue is full\r\n", ProblemKind.CLOSED_BY_SERVER),
    (b":irc.example 001 ines :Hi\r\nERROR :The server is restarting (password), back in about 3 seconds\r\n",
     ProblemKind.RESTARTING),
    (b"ERROR :Closing link: The server is restarting, back in about 3 seconds\r\n", ProblemKind.RESTARTING),
    (b":irc.example 464 * :Password incorrect\r\n", ProblemKind.WRONG_PASSWORD),
    (b":irc.example 465 * :You are banned\r\n", ProblemKind.BANNED),
    (b":irc.example 432 * ines :Erroneous nickname\r\n", ProblemKind.NICK_REFUSED),
    (b"", ProblemKind.LOST),
])
def test_a_server_that_does_not_take_us(
        owner: Owner, session_for: Join, scripted: Play, farewell: bytes,
        kind: ProblemKind) -> None:
    session = session_for(
        InviteLink(host="127.0.0.1", port=scripted(lambda connection: connection.sendall(farewell)).port, tls=False),
        "ines")
    assert problem_of(owner, session) is kind


def test_a_wrong_pin_is_refused_before_one_byte_of_ours_is_sent(
        owner: Owner, session_for: Join, scripted: Play, host: Host,
        tmp_path: Path) -> None:
    folder = tmp_path / "host"
    certificate = next(path for path in folder.iterdir() if "cert" in path.name)
    key = next(path for path in folder.iterdir() if path.name.endswith("key.pem") or path.name == "tls.key")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    heard: list[bytes] = []

    def listen(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            heard.append(secure.recv(4096))

    server = scripted(listen)
    session = session_for(InviteLink(host="127.0.0.1", port=server.port, certfp="ab" * 32), "ines")
    assert problem_of(owner, session) is ProblemKind.CERTIFICATE_DIFFERS
    server.close()
    assert b"".join(heard) == b""


def test_a_wrong_password_is_told_as_such(owner: Owner, session_for: Join, tmp_path: Path) -> None:
    host = Host(tmp_path / "locked", "--server-password", "sesame")
    try:
        session = session_for(host.link, "ines", server_password="wrong")
        assert problem_of(owner, session) is ProblemKind.WRONG_PASSWORD
        guest = session_for(host.link, "maya")
        guest.connect()
        owner.run_until(lambda: guest.state is SessionState.ONLINE, "the link carries the right password")
    finally:
        host.stop()


def test_an_endless_line_and_invalid_bytes_do_not_end_the_chat(
        owner: Owner, session_for: Join, scripted: Play) -> None:
    def flood(connection: socket.socket) -> None:
        connection.sendall(WELCOME)
        for _ in range(160):
            connection.sendall(b"x" * 65_536)
        connection.sendall(b"\r\n:maya!m@h PRIVMSG ines :\xff\xfe caf\xe9\r\n\0\0\r\n")
        connection.sendall(b":maya!m@h PRIVMSG ines :still here\r\n")
        until_closed(connection)

    dropped: list[LineDropped] = []
    session = session_for(InviteLink(host="127.0.0.1", port=scripted(flood).port, tls=False), "ines")
    session.subscribe(LineDropped, dropped.append)
    session.connect()

    def has_arrived() -> bool:
        chat = session.chats.find("maya")
        return chat is not None and chat.entries[-1].text == "still here"

    owner.run_until(has_arrived)
    chat = session.chats.find("maya")
    assert chat is not None
    assert chat.entries[0].text == "ÿþ café"
    assert dropped


def test_a_server_that_says_nothing_is_given_up(owner: Owner, session_for: Join, monkeypatch: pytest.MonkeyPatch,
                                                scripted: Play) -> None:
    monkeypatch.setattr("app.protocol.client.REGISTRATION_TIMEOUT_S", 0.2)
    session = session_for(InviteLink(host="127.0.0.1", port=scripted(until_closed).port, tls=False), "ines")
    assert problem_of(owner, session) is ProblemKind.REGISTRATION_TIMED_OUT


def test_a_server_that_falls_silent_is_given_up(owner: Owner, session_for: Join, monkeypatch: pytest.MonkeyPatch,
                                                scripted: Play) -> None:
    monkeypatch.setattr("app.protocol.client.PING_INTERVAL_S", 0.1)
    monkeypatch.setattr("app.protocol.client.PONG_TIMEOUT_S", 0.1)

    def welcome(connection: socket.socket) -> None:
        connection.sendall(WELCOME)
        until_closed(connection)

    session = session_for(InviteLink(host="127.0.0.1", port=scripted(welcome).port, tls=False), "ines")
    assert problem_of(owner, session) is ProblemKind.SILENT


def test_leaving_while_connecting_ends_quietly(owner: Owner, session_for: Join,
                                               scripted: Play) -> None:
    session = session_for(InviteLink(host="127.0.0.1", port=scripted(until_closed).port, certfp="0" * 64), "ines")
    session.connect()
    session.disconnect()
    assert session.state is SessionState.OFFLINE
    assert session.problem is None
