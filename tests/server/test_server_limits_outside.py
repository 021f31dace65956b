"""The limits of the real server: what a program that comes back to its rooms, a crowd and a browser meet."""

from pathlib import Path

import pytest

from tests.server.outside import Caller, RunningServer


def options(**limits: object) -> list[str]:
    return [part for name, value in limits.items() for part in ("--set", f"limits.{name}={value}")]


def test_a_program_that_comes_back_to_thirty_rooms_gets_into_all_and_its_ping_is_answered(tmp_path: Path) -> None:
    names = [f"#r{number:02}" for number in range(30)]
    with RunningServer(tmp_path, *options(join_seconds=0.05), limited=True) as server, \
            Caller(server.ports[0]) as ann:
        ann.says("NICK ann", "USER ann 0 * :Ann", f"JOIN {','.join(names)}", "PING lag")
        before = ann.hears(" PONG ")
        after = ann.hears(" 366 ann #r29 ")

    joined = [line.split(" ")[2] for line in [*before, *after] if " JOIN " in line]
    assert joined == names
    assert not any(" JOIN #r29" in line for line in before)


def test_a_crowd_of_one_address_is_let_in_by_a_few_at_a_time(tmp_path: Path) -> None:
    limits = options(loopback_exempt="false", connect_burst=2, connect_seconds=3600)
    with RunningServer(tmp_path, *limits, limited=True) as server, \
            Caller(server.ports[0]) as ann, Caller(server.ports[0]) as bob, Caller(server.ports[0]) as eve:
        assert eve.line() == "ERROR :You are connecting too fast. Try again in a minute."
        assert eve.line() == ""
        ann.enters("ann")
        bob.enters("bob")


@pytest.mark.parametrize("line", [b"get / HTTP/1.1", b"POST /" + b"x" * 9000 + b" HTTP/1.1"])
def test_a_browser_that_comes_by_tls_is_sent_away(tmp_path: Path, line: bytes) -> None:
    with RunningServer(tmp_path, "--set", "files.enabled=false", plain=False, tls=True) as server, \
            Caller(server.ports[0], tls=True) as browser:
        browser.sends(line + b"\r\nHost: chat\r\n\r\nNICK eve\r\nUSER eve 0 * :Eve\r\n")

        assert browser.line() == "ERROR :Closing link: This is a chat server, not a web server"
        assert browser.line() == ""
