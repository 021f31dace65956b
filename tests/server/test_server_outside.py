"""The real server over real sockets."""

import hashlib
import signal
import ssl
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.server.outside import PATIENCE_S, Caller, RunningServer


@pytest.mark.parametrize("tls", [False, True])
def test_two_people_talk(tmp_path: Path, tls: bool) -> None:
    with RunningServer(tmp_path, plain=not tls, tls=tls) as server, \
            Caller(server.ports[0], tls=tls) as ann, Caller(server.ports[0], tls=tls) as bob:
        ann.enters("ann", caps="echo-message server-time message-tags")
        bob.enters("bob")
        ann.says("PRIVMSG #general :hello there")

        assert ann.hears("PRIVMSG")[-1].endswith(":ann!~ann@localhost PRIVMSG #general :hello there")
        assert bob.hears("PRIVMSG")[-1] == ":ann!~ann@localhost PRIVMSG #general :hello there"


def test_the_link_names_the_certificate_that_is_shown_and_kept(tmp_path: Path) -> None:
    shown = []
    for _ in range(2):
        with RunningServer(tmp_path, "--name", "Rowing Club", "--server-password", "s\u00e9same&x", plain=False,
                           tls=True) as server, Caller(server.ports[0], tls=True) as ann:
            assert isinstance(ann.socket, ssl.SSLSocket)
            shown.append(hashlib.sha256(ann.socket.getpeercert(binary_form=True) or b"").hexdigest())
            link = server.invite
            assert (link.certfp, link.port, link.host) == (shown[-1], server.ports[0], "127.0.0.1")
            assert (link.name, link.key, link.channel, link.tls) == ("Rowing Club", "s\u00e9same&x", "#general", True)
    assert shown[0] == shown[1]
    assert (tmp_path / "key.pem").stat().st_mode & 0o077 == 0


def test_history_topic_and_modes_outlive_a_restart(tmp_path: Path) -> None:
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as ann:
        ann.enters("ann")
        ann.says("PRIVMSG #general :first", "TOPIC #general :Plans", "MODE #general +m-t", "NOTICE #general :2nd")
        ann.catches_up()
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as bob:
        bob.enters("bob", caps="draft/chathistory batch server-time message-tags")
        bob.says("CHATHISTORY LATEST #general * 10", "TOPIC #general", "MODE #general")
        lines = bob.hears(" 329 ")

        assert [line.rpartition(" :")[2] for line in lines if "PRIVMSG" in line or "NOTICE" in line] == ["first", "2nd"]
        assert any(line.endswith(" 332 bob #general :Plans") for line in lines)
        assert any(line.endswith(" 324 bob #general +mn") for line in lines)


def test_a_client_that_cannot_ask_is_replayed_the_last_messages(tmp_path: Path) -> None:
    with RunningServer(tmp_path, "--set", "history.replay_lines=2") as server, Caller(server.ports[0]) as ann, \
            Caller(server.ports[0]) as bob:
        ann.enters("ann")
        ann.says("PRIVMSG #general :one", "PRIVMSG #general :two", "PRIVMSG #general :three")
        ann.catches_up()
        bob.enters("bob", caps="server-time")

        replayed = bob.catches_up()
        assert [line.rpartition(":")[2] for line in replayed] == ["two", "three"]
        assert all(line.startswith("@time=") for line in replayed)


def test_acknowledged_messages_survive_kill_9_each_once(tmp_path: Path) -> None:
    acknowledged: list[str] = []
    for life in range(3):
        with RunningServer(tmp_path) as server, Caller(server.ports[0]) as ann:
            ann.enters("ann", caps="echo-message draft/chathistory")
            ann.says(*(f"PRIVMSG #general :{life}-{number}" for number in range(300)))
            echoes = [line for line in ann.hears(f":{life}-200") if "PRIVMSG" in line]
            acknowledged += [line.rpartition(":")[2] for line in echoes]
            server.kill()
    with RunningServer(tmp_path, "--set", "history.page_max=2000") as server, Caller(server.ports[0]) as bob:
        bob.enters("bob", caps="draft/chathistory batch")
        bob.says("CHATHISTORY LATEST #general * 2000")
        stored = [line.rpartition(":")[2] for line in bob.hears("BATCH -") if "PRIVMSG" in line]

    assert len(acknowledged) >= 3 * 201
    assert [text for text in stored if text in set(acknowledged)] == acknowledged
    assert len(stored) == len(set(stored))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_cleanly_and_everyone_is_told(tmp_path: Path, number: int) -> None:
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as ann:
        ann.enters("ann")

        assert server.stop(number) == 0
        assert ann.hears("ERROR")[-1] == "ERROR :The server is shutting down"
        assert ann.line() == ""
        assert not (tmp_path / "server.json").exists()


@pytest.mark.parametrize("junk", [
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"POST /x HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\x01" * 40,
    b"\0" * 5000 + b"\r\n", b"\xff\xfe" * 3000 + b"\n", b"x" * 10_000_000,
])
def test_junk_instead_of_irc_harms_nobody(tmp_path: Path, junk: bytes) -> None:
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as ann, Caller(server.ports[0]) as stranger:
        ann.enters("ann")
        with suppress(ConnectionError):
            stranger.sends(junk)

        assert ann.catches_up() == []


def test_a_10_mb_line_of_a_member_is_refused_and_the_member_goes_on(tmp_path: Path) -> None:
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as ann:
        ann.enters("ann")
        ann.sends(b"PRIVMSG #general :" + b"x" * 10_000_000 + b"\r\n")

        assert ann.hears(" 417 ")[-1].startswith(":chat.local 417 ann ")
        assert ann.catches_up() == []


def test_garbage_on_the_tls_port_harms_nobody(tmp_path: Path) -> None:
    with RunningServer(tmp_path, plain=False, tls=True) as server, Caller(server.ports[0], tls=True) as ann, \
            Caller(server.ports[0]) as stranger:
        ann.enters("ann")
        stranger.sends(b"NICK x\r\nUSER x 0 * :x\r\n" * 10)
        stranger.line()

        assert ann.catches_up() == []


def test_a_stranger_who_never_registers_is_sent_away(tmp_path: Path) -> None:
    with RunningServer(tmp_path, "--set", "limits.registration_seconds=0.3") as server, \
            Caller(server.ports[0]) as stranger:
        stranger.says("CAP LS 302", "NICK x")

        assert stranger.hears("ERROR")[-1] == "ERROR :Closing link: Registration took too long"
        assert stranger.line() == ""


@pytest.mark.parametrize("tls", [False, True])
def test_a_reader_that_never_reads_is_cut_and_others_miss_nothing(tmp_path: Path, tls: bool) -> None:
    with RunningServer(tmp_path, plain=not tls, tls=tls) as server, Caller(server.ports[0], tls=tls) as ann, \
            Caller(server.ports[0], tls=tls) as bob, Caller(server.ports[0], tls=tls) as slow:
        slow.enters("slow")
        ann.enters("ann", caps="echo-message")
        bob.enters("bob")
        sent, is_gone, heard = 0, False, []
        deadline = time.monotonic() + PATIENCE_S
        while not is_gone and time.monotonic() < deadline:
            ann.says(*(f"PRIVMSG #general :{sent + number:06} {'x' * 400}" for number in range(100)))
            sent += 100
            is_gone = any("QUIT :Send queue is full" in line for line in ann.hears(f":{sent - 1:06} "))
            heard += [line.partition(" :")[2][:6] for line in bob.hears(f":{sent - 1:06} ") if "PRIVMSG" in line]

        assert is_gone
        assert heard == [f"{number:06}" for number in range(sent)]


def test_the_host_is_who_can_read_the_data_folder(tmp_path: Path) -> None:
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as guest, Caller(server.ports[0]) as host:
        guest.enters("guest")
        assert (tmp_path / "server.json").stat().st_mode & 0o077 == 0
        note = server.note
        host.says("NICK host", "USER h 0 * :Host", f"OPER host {note['host_key']}", "JOIN #general")
        host.hears(" 366 ")

        assert guest.hears("MODE")[-1] == ":chat.local MODE #general +o host"
        assert (note["link"], note["pid"]) == (server.link, server.process.pid)
        assert note["listeners"] == [f"127.0.0.1:{server.ports[0]}"]
