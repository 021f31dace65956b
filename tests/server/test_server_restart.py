"""A restart of the real process: people come back to the same port, and every message is there once."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.server.certs import CertificateError
from app.server.config import ConfigError
from app.server.data_folder import DataFolder, FolderInUse
from app.server.handover import take_over
from app.server.listener import ListenError, PortInUse
from app.server.options import parse_options
from app.server.starting import check_start
from app.server.storage.schema import DatabaseTooNew, open_for_writing
from tests.server.outside import PATIENCE_S, Caller, RunningServer, serve_and_fail
from tests.server.test_server_admin_outside import admin, does

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="not offered on Windows, as the server says there")

GOODBYE = "ERROR :Closing link: The server is restarting{}, back in about 3 seconds"


def texts_in(folder: Path) -> list[str]:
    return [json.loads(line)["text"] for line in does(folder, "export", "-").split("\n")]


def restarted(server: RunningServer, caller: Caller) -> list[str]:
    """What somebody hears of a restart, up to the end of the connection, which is taken up by the new run."""
    lines = caller.hears("ERROR")
    assert caller.line() == ""
    return lines


def test_people_come_back_to_the_same_port_and_every_message_is_there_once(tmp_path: Path) -> None:
    with RunningServer(tmp_path) as server:
        before = server.note
        with Caller(server.ports[0]) as ann:
            ann.enters("ann", caps="standard-replies echo-message")
            ann.says("PRIVMSG #general :before")
            ann.hears("before")
            assert does(tmp_path, "restart", "--in", "0", "--reason", "an upgrade") == "The server restarts."
            lines = restarted(server, ann)
        # Nobody waits for the new run: the socket never stopped listening.
        with Caller(server.ports[0]) as again:
            again.enters("ann", caps="echo-message")
            again.says("PRIVMSG #general :after")
            again.hears("after")
            after = server.note

    note = "The server restarts now (an upgrade). You will be back about 3 seconds later."
    assert lines[-2:] == [f":chat.local NOTE * RESTARTING 0 :{note}", GOODBYE.format(" (an upgrade)")]
    assert texts_in(tmp_path) == ["before", "after"]
    assert after == before
    assert before["pid"] == server.process.pid


def test_what_is_on_its_way_is_finished_and_acknowledged_first(tmp_path: Path) -> None:
    texts = [f"message {number}" for number in range(400)]
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as ann:
        ann.enters("ann", caps="echo-message")
        ann.says(*(f"PRIVMSG #general :{text}" for text in texts))
        # Without a check before it, this end meets them on their way; a restart ends the same.
        server.process.send_signal(signal.SIGTERM)
        lines = ann.hears("ERROR")
    echoed = [line.partition("#general :")[2] for line in lines if " PRIVMSG #general :" in line]

    # Whatever was taken was told to its sender, and what was told is there once.
    assert texts_in(tmp_path) == echoed
    assert echoed == texts[:len(echoed)]


def test_nobody_is_refused_while_the_server_restarts(tmp_path: Path) -> None:
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as ann:
        ann.enters("ann")
        server.process.send_signal(signal.SIGUSR2)
        ann.hears("ERROR")
        # Nor is the folder free for another server meanwhile.
        with pytest.raises(FolderInUse):
            DataFolder(tmp_path)
        # Each of these meets the server in another moment of its restart.
        callers = [Caller(server.ports[0]) for _ in range(20)]
        for number, caller in enumerate(callers):
            caller.enters(f"guest{number}")
            caller.socket.close()


def test_a_config_that_would_not_work_is_found_out_before_anybody_goes(tmp_path: Path) -> None:
    config = tmp_path / "server.toml"
    config.write_text('[server]\nmotd = "one"\n')
    with RunningServer(tmp_path / "data", "--config", str(config)) as server, Caller(server.ports[0]) as ann:
        ann.enters("ann")
        config.write_text("[server]\nmood = 5\n")
        code, _, said = admin(tmp_path / "data", "restart", "--in", "0")
        assert code == 1
        assert said == ("The server would not start again, so it goes on as it is. "
                        "There is no option “server.mood”. Did you mean “server.motd”?\n")
        assert ann.catches_up() == []
        config.write_text('[server]\nmotd = "two"\n')
        does(tmp_path / "data", "restart", "--in", "0")
        ann.hears("ERROR")
        with Caller(server.ports[0]) as again:
            again.enters("ann")
            again.says("MOTD")
            assert " 372 ann :- two" in again.hears(" 376 ")[-2]


def test_listeners_that_are_new_in_the_config_are_opened_and_others_closed(tmp_path: Path) -> None:
    config = tmp_path / "server.toml"
    config.write_text('[listen]\nplain = ["127.0.0.1:0", "localhost:0"]\n')
    with RunningServer(tmp_path / "data", "--config", str(config), plain=False, more=2) as server:
        kept, closed = server.ports
        config.write_text('[listen]\nplain = ["127.0.0.1:0", "127.0.0.1:0"]\n')
        with Caller(kept) as ann:
            ann.enters("ann")
            does(tmp_path / "data", "restart", "--in", "0")
            ann.hears("ERROR")
        with Caller(kept) as again:
            again.enters("ann")
        listeners = server.note["listeners"]
        assert isinstance(listeners, list)
        assert listeners[0] == f"127.0.0.1:{kept}"
        with Caller(int(listeners[1].rpartition(":")[2])) as bob:
            bob.enters("bob")
        with pytest.raises(ConnectionRefusedError):
            Caller(closed)


def test_a_server_that_was_told_to_keep_running_does_so_after_a_restart_without_its_window(tmp_path: Path) -> None:
    with RunningServer(tmp_path, "--stop-with-stdin", stdin=subprocess.PIPE) as server:
        assert server.process.stdin is not None
        assert server.process.stdout is not None
        server.process.stdin.write("keep-running\n")
        server.process.stdin.close()
        server.process.stdout.close()
        with Caller(server.ports[0]) as ann:
            ann.enters("ann")
            does(tmp_path, "restart", "--in", "0")
            ann.hears("ERROR")
        with Caller(server.ports[0]) as again:
            again.enters("ann")
            assert again.catches_up() == []


def test_a_restarted_server_still_ends_with_the_window_that_started_it(tmp_path: Path) -> None:
    with RunningServer(tmp_path, "--stop-with-stdin", stdin=subprocess.PIPE) as server:
        with Caller(server.ports[0]) as ann:
            ann.enters("ann")
            server.process.send_signal(signal.SIGUSR2)
            ann.hears("ERROR")
        with Caller(server.ports[0]) as again:
            again.enters("ann")
            assert server.process.stdin is not None
            server.process.stdin.close()
            assert again.hears("ERROR")[-1] == "ERROR :The host closed the chat"
        assert server.process.wait(PATIENCE_S) == 0
    assert not (tmp_path / "server.json").exists()


def test_the_host_is_still_the_host_after_a_restart(tmp_path: Path) -> None:
    with RunningServer(tmp_path, tls=True) as server:
        key = server.note["host_key"]
        with Caller(server.ports[1], tls=True) as ann:
            ann.enters("ann")
            ann.says(f"OPER host {key}", "RESTART 0 :brb")
            assert ann.hears("ERROR")[-1] == GOODBYE.format(" (brb)")
        with Caller(server.ports[1], tls=True) as again:
            again.enters("ann")
            again.says(f"OPER host {key}", "DIE :good night")
            assert again.hears("ERROR")[-1] == "ERROR :The server is shutting down (good night)"
        assert server.process.wait(PATIENCE_S) == 0


def test_a_restart_is_refused_where_no_server_runs(tmp_path: Path) -> None:
    with RunningServer(tmp_path):
        pass

    assert admin(tmp_path, "restart") == (1, "", "No server runs in that folder.\n")


@pytest.mark.parametrize(("options", "said"), [
    (["--set", "limits.flood=maybe"], "true or false"),
    (["--listen", "nowhere:at:all"], "isn't an address"),
    (["--tls-cert", "missing.pem", "--tls-key", "missing.key"], "can't be read"),
])
def test_what_stands_against_a_start_is_found_without_starting(tmp_path: Path, options: list[str], said: str) -> None:
    folder = tmp_path / "data"
    with pytest.raises((ConfigError, ListenError, CertificateError), match=said):
        check_start(parse_options(["--data-dir", str(folder), *options]))
    assert not folder.exists()


def test_a_port_that_another_program_has_stands_against_a_start(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(PortInUse):
        check_start(parse_options(["--data-dir", str(tmp_path), "--listen", f"127.0.0.1:{other.getsockname()[1]}"]))


def test_messages_of_a_newer_version_stand_against_a_start_and_damaged_ones_do_not(tmp_path: Path) -> None:
    options = parse_options(["--data-dir", str(tmp_path), "--listen", "127.0.0.1:0"])
    (tmp_path / "chat.db").write_bytes(b"no database" * 1000)
    check_start(options)
    (tmp_path / "chat.db").unlink()
    with closing(open_for_writing(tmp_path / "chat.db")) as connection:
        connection.execute("PRAGMA user_version = 1000")

    with pytest.raises(DatabaseTooNew):
        check_start(options)


def test_a_start_can_be_tried_from_the_command_line(tmp_path: Path) -> None:
    assert serve_and_fail("--check", "--listen", "127.0.0.1:0", "--data-dir", str(tmp_path / "data")) == (0, "", "")
    assert not (tmp_path / "data").exists()


def test_what_another_process_was_left_is_not_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROUP_CHAT_HANDOVER", "1:0")

    assert take_over() is None
    assert "GROUP_CHAT_HANDOVER" not in os.environ
