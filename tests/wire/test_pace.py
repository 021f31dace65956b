"""A server that throws out whoever writes too fast keeps us, however much is pasted."""

import socket
import time
from collections.abc import Callable

from app.models.chat_session import ChatSession
from app.models.chats import Chat, Delivery
from app.models.pace import UNHINDERED, Pace
from app.protocol.url import InviteLink
from tests.wire.conftest import Play
from tests.wire.owner import Owner
from tests.wire.scripted import WELCOME, Script

LINES = 20
SECONDS = 0.05
TAKEN_AT_ONCE = 8


def strict(heard: list[str]) -> Script:
    """A server without echo that takes so many lines at once, one more in `SECONDS`, and answers pings.

    It counts from the first message on, without a break: a test's threads may have to wait for each other, and that
    is nobody's flood.
    """
    def play(connection: socket.socket) -> None:
        connection.sendall(WELCOME + b":ines!i@h JOIN #maps\r\n:s 353 ines = #maps :ines\r\n:s 366 ines #maps :End\r\n")
        begin, count, data = time.monotonic(), 0, b""
        while chunk := connection.recv(4096):
            data += chunk
            *lines, data = data.split(b"\r\n")
            for line in lines:
                begin = begin if count else time.monotonic()
                count += bool(count) or line.startswith(b"PRIVMSG")
                heard.append(line.decode())
                if line.startswith(b"PING "):
                    connection.sendall(b":s PONG s " + line[5:] + b"\r\n")
            if count > TAKEN_AT_ONCE + (time.monotonic() - begin) / SECONDS:
                connection.sendall(b"ERROR :Closing link: Excess Flood\r\n")
                return

    return play


def pasted(owner: Owner, session: ChatSession) -> Chat:
    session.connect()
    owner.run_until(lambda: (chat := session.chats.find("#maps")) is not None and chat.is_joined, "we are in")
    chat = session.chats.find("#maps")
    assert chat is not None
    for number in range(LINES):
        session.send_message(chat, f"line {number}")
    return chat


def said(heard: list[str]) -> list[str]:
    return [line.rpartition(":")[2] for line in heard if line.startswith("PRIVMSG")]


def test_a_paste_goes_whole_in_order_and_nobody_is_thrown_out(
        owner: Owner, scripted: Play, session_for: Callable[..., ChatSession]) -> None:
    heard: list[str] = []
    link = InviteLink(host="127.0.0.1", port=scripted(strict(heard)).port, tls=False)
    session = session_for(link, "ines", pace=Pace(lines=4, seconds=SECONDS * 1.1))

    chat = pasted(owner, session)
    assert any(entry.delivery is Delivery.SENDING for entry in chat.entries)
    owner.run_until(lambda: all(entry.delivery is Delivery.SENT for entry in chat.entries if entry.is_own), "all sent")

    assert said(heard) == [f"line {number}" for number in range(LINES)]
    assert session.is_online


def test_the_same_server_throws_out_who_has_no_pace(
        owner: Owner, scripted: Play, session_for: Callable[..., ChatSession]) -> None:
    heard: list[str] = []
    link = InviteLink(host="127.0.0.1", port=scripted(strict(heard)).port, tls=False)
    session = session_for(link, "ines", pace=UNHINDERED)

    pasted(owner, session)
    owner.run_until(lambda: not session.is_online, "we are thrown out")


def hanging_up(heard: list[str]) -> Script:
    """A server without history that hangs up the first time, in the middle of what is said."""
    calls: list[int] = []

    def play(connection: socket.socket) -> None:
        calls.append(1)
        connection.sendall(WELCOME + b":ines!i@h JOIN #maps\r\n:s 353 ines = #maps :ines\r\n:s 366 ines #maps :End\r\n")
        data = b""
        while chunk := connection.recv(4096):
            *lines, data = (data + chunk).split(b"\r\n")
            for line in lines:
                heard.append(line.decode())
                if line.startswith(b"PING "):
                    connection.sendall(b":s PONG s " + line[5:] + b"\r\n")
            if len(calls) == 1 and len(said(heard)) >= 3:
                return

    return play


def test_what_was_held_back_when_the_link_broke_goes_by_the_next_one(
        owner: Owner, scripted: Play, session_for: Callable[..., ChatSession]) -> None:
    """Without history nobody can tell what of the rest has arrived: that alone is for people to decide."""
    heard: list[str] = []
    link = InviteLink(host="127.0.0.1", port=scripted(hanging_up(heard)).port, tls=False)
    session = session_for(link, "ines", pace=Pace(lines=2, seconds=0.01))

    chat = pasted(owner, session)
    owner.run_until(lambda: not chat.waiting() or all(entry.delivery is Delivery.FAILED for entry in chat.waiting()),
                    "all is settled")

    failed = [entry.text for entry in chat.entries if entry.delivery is Delivery.FAILED]
    assert len(failed) <= 8
    assert len(said(heard)) == len(set(said(heard)))
    assert set(said(heard)) | set(failed) == {f"line {number}" for number in range(LINES)}
