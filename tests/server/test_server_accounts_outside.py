"""Accounts on the disk of the real server, with real hashing."""

from pathlib import Path

from tests.server.logins import PASSWORD, ScramClient, plain
from tests.server.outside import Caller, RunningServer


def claim(caller: Caller, nick: str) -> None:
    caller.enters(nick)
    caller.says(f"REGISTER * * {PASSWORD}")
    assert caller.hears("REGISTER SUCCESS")[-1] == f":chat.local REGISTER SUCCESS {nick} :{nick} is yours now"


def log_in(caller: Caller, nick: str, password: str = PASSWORD) -> str:
    """The numeric that ends the exchange."""
    caller.says("CAP REQ :sasl", "AUTHENTICATE PLAIN", f"AUTHENTICATE {plain(nick, password)}")
    last = caller.hears(lambda line: line.split(" ")[1] in ("903", "904"))[-1]
    caller.says(f"NICK {nick}", f"USER {nick} 0 * :{nick}", "CAP END")
    return last.split(" ")[1]


def test_an_account_outlives_kill_9_and_logs_in_by_plain_and_scram(tmp_path: Path) -> None:
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as ann:
        claim(ann, "ann")
        server.kill()
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as guest, Caller(server.ports[0]) as ann, \
            Caller(server.ports[0]) as other:
        guest.says("NICK ann", "USER g 0 * :Guest")
        assert guest.hears(" 433 ")[-1].endswith("Log in to it, or choose another nick.")
        assert log_in(other, "ann", "wrong") == "904"
        assert log_in(ann, "ann") == "903"
        assert ann.hears(" 001 ")[-1].startswith(":chat.local 001 ann ")

        client = ScramClient("ann", PASSWORD)
        other.says("AUTHENTICATE SCRAM-SHA-256", f"AUTHENTICATE {client.first}")
        other.hears("AUTHENTICATE +")
        other.says(f"AUTHENTICATE {client.final(other.line().split(' ')[1])}")
        assert client.believes(other.line().split(" ")[1])


def test_who_is_always_on_is_there_after_a_restart(tmp_path: Path) -> None:
    options = ("--set", "accounts.always_on=true")
    with RunningServer(tmp_path, *options) as server, Caller(server.ports[0]) as ann:
        claim(ann, "ann")
        ann.says("JOIN #boats")
        ann.catches_up()
    with RunningServer(tmp_path, *options) as server, Caller(server.ports[0]) as bob, Caller(server.ports[0]) as ann:
        bob.enters("bob", room="#boats")
        bob.says("PRIVMSG ann :are you there?")
        assert bob.hears(" 301 ")[-1] == ":chat.local 301 bob ann :Not connected"

        assert log_in(ann, "ann") == "903"
        lines = ann.hears(" 366 ann #boats ")
        assert any(line.endswith(" JOIN #boats") for line in lines)
        assert any(line.endswith(" 353 ann = #boats :~ann bob") for line in lines)


def test_two_devices_share_what_is_written(tmp_path: Path) -> None:
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as desk, Caller(server.ports[0]) as phone:
        claim(desk, "ann")
        assert log_in(phone, "ann") == "903"
        phone.hears(" 366 ann #general ")
        desk.says("PRIVMSG #general :from the desk")

        assert phone.hears("PRIVMSG")[-1] == ":ann!~ann@localhost PRIVMSG #general :from the desk"
