"""Who doesn't read what is sent to it: not listened to, its commands wait, and in the end it is cut with a reason."""

import asyncio
import socket
from pathlib import Path
from typing import cast

import pytest

from app.server.config import Config, LimitsSection
from app.server.connection import Connection
from app.server.core.client import Client, Peer
from app.server.core.server import ServerCore
from app.server.shell import Shell
from tests.server.house import START_MS, House, Person, verb_of
from tests.server.outside import Caller, RunningServer

# The core: what is done for somebody who doesn't read.


def test_commands_wait_until_what_was_sent_is_read() -> None:
    house = House()
    ann = house.person("ann", "draft/chathistory batch", join="#x")
    house.core.clog(ann.client)
    ann.types("PING 1", "CHATHISTORY LATEST #x * 100", "JOIN #y")
    assert ann.reads() == []
    assert house.history.asked == []

    house.core.unclog(ann.client, house.now)
    assert [verb_of(line) for line in ann.reads()] == ["PONG"]
    assert len(house.history.asked) == 1


def test_what_others_say_still_comes() -> None:
    house = House()
    ann, bob = house.person("ann", join="#x"), house.person("bob", join="#x")
    house.core.clog(ann.client)
    bob.types("PRIVMSG #x :hello")

    assert "PRIVMSG" in [verb_of(line) for line in ann.reads()]


def test_what_was_sent_before_hanging_up_still_counts() -> None:
    house = House()
    ann, bob = house.person("ann", join="#x"), house.person("bob", join="#x")
    house.core.clog(ann.client)
    ann.types("PRIVMSG #x :one last thing")
    ann.hangs_up()

    assert [verb_of(line) for line in bob.reads()] == ["PRIVMSG", "QUIT"]


def test_nobody_is_called_silent_while_nobody_listens_to_it() -> None:
    house = House()
    ann = house.person("ann")
    house.core.clog(ann.client)
    house.wait(300.0)
    assert not ann.is_closed
    house.core.unclog(ann.client, house.now)
    house.wait(80.0)
    assert ann.reads() == []
    house.wait(105.0)

    assert [verb_of(line) for line in ann.reads()] == ["PING", "ERROR"]


def test_rooms_that_wait_are_not_entered_by_who_does_not_read() -> None:
    house = House(limits={"flood": True})
    ann = house.person("ann")
    ann.types("JOIN " + ",".join(f"#r{number}" for number in range(12)))
    house.core.clog(ann.client)
    house.wait(60.0)
    assert len(ann.user.channels) == 10
    house.core.unclog(ann.client, house.now)
    house.wait(20.0)

    assert len(ann.user.channels) == 12


@pytest.fixture
def halfway() -> Person:
    """Somebody who asked for a long list and stopped reading in the middle of it."""
    house = House()
    for number in range(3000):
        house.core.make_channel(f"#r{number}", START_MS).flags.add("P")
    ann = house.person("ann")
    house.core.receive_data(ann.client, b"LIST\r\nPING x\r\n", house.now)
    house.core.turns.take()
    house.core.clog(ann.client)
    house.take_turns()
    return ann


def test_a_long_answer_goes_on_where_it_was_when_its_reader_stopped_reading(halfway: Person) -> None:
    house = halfway.house
    before = len(halfway.reads())
    assert before < 2000
    house.core.unclog(halfway.client, house.now)
    house.take_turns()

    after = [verb_of(line) for line in halfway.reads()]
    assert before + after.count("322") == 3001
    assert after[-2:] == ["323", "PONG"]


def test_who_hangs_up_in_the_middle_of_a_long_answer_is_gone(halfway: Person) -> None:
    halfway.hangs_up()
    halfway.house.take_turns()

    assert halfway.client.is_gone
    assert halfway.house.core.world.user("ann") is None


def test_who_is_cut_in_the_middle_of_a_long_answer_is_told_no_more_of_it(halfway: Person) -> None:
    halfway.reads()
    halfway.house.core.close(halfway.client, "Send queue is full")
    halfway.house.take_turns()

    assert [verb_of(line) for line in halfway.reads()] == ["ERROR"]
    assert not halfway.client.in_flight


# The connection: when that is, and when it ends.

class _Wire(asyncio.Transport):
    """A network that takes only as much as the test says."""

    def __init__(self) -> None:
        super().__init__()
        self.unsent = 0
        self.soft: int | None = None
        self.is_aborted = False
        self._is_reading = True

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.unsent += len(data)

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def get_extra_info(self, name: str, default: object = None) -> object:
        return ("192.0.2.1", 1) if name == "peername" else default

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self.soft = high

    def is_closing(self) -> bool:
        return self.is_aborted

    def is_reading(self) -> bool:
        return self._is_reading

    def pause_reading(self) -> None:
        self._is_reading = False

    def resume_reading(self) -> None:
        self._is_reading = True

    def abort(self) -> None:
        self.is_aborted = True


class _Ship:
    """As much of a shell as a connection needs."""

    def __init__(self) -> None:
        self.house = House()
        self.core: ServerCore = self.house.core
        self.config = Config(limits=LimitsSection(sendq_hard=100_000))
        self.choked: set[Connection] = set()
        self.said = ""

    def refusal(self, _address: str) -> str | None:
        return None

    def host_of(self, address: str) -> str:
        return address

    def connected(self, _connection: Connection, peer: Peer) -> Client:
        return self.core.connect(peer, self.house.now)

    def received(self, client: Client, data: bytes) -> None:
        self.core.receive_data(client, data, self.house.now)

    def caught_up(self, client: Client) -> None:
        self.core.unclog(client, self.house.now)

    def overflowed(self, client: Client, reason: str) -> None:
        self.said = reason
        self.core.close(client, reason)


class _Line:
    """One connection, its network and its client."""

    def __init__(self) -> None:
        self.ship = _Ship()
        self.wire = _Wire()
        self.connection = Connection(cast("Shell", self.ship))
        self.connection.connection_made(self.wire)
        (self.client,) = self.ship.core.world.connections.values()

    def is_cut(self) -> bool:
        return self.wire.is_aborted

    def writes(self, size: int) -> None:
        self.client.write(b"x" * size)
        self.connection.flush(self.client)

    def looks_after(self, seconds: float) -> None:
        self.ship.house.wait(seconds)
        self.connection.look(self.ship.house.now.monotonic)


@pytest.fixture
def line() -> _Line:
    return _Line()


def test_another_soft_limit_counts_for_those_who_are_here(line: _Line) -> None:
    assert line.wire.soft == 65_536
    line.ship.config = Config(limits=LimitsSection(sendq_soft=1_000))
    line.connection.take_config()

    assert line.wire.soft == 1_000


def test_who_sends_more_than_can_be_worked_off_is_read_again_only_when_all_was_done(line: _Line) -> None:
    line.connection.data_received(b"NICK ann\r\nUSER ann 0 * :Ann\r\n")
    line.ship.core.clog(line.client)
    line.connection.data_received(b"PING x\r\n" * 3_000)
    assert not line.wire.is_reading()
    assert not line.connection.unchoke()
    line.ship.caught_up(line.client)

    assert line.connection.unchoke()
    assert line.wire.is_reading()


def test_over_the_soft_limit_nobody_is_listened_to(line: _Line) -> None:
    line.writes(70_000)
    line.connection.pause_writing()
    assert not line.wire.is_reading()
    assert line.client.is_clogged
    line.wire.unsent = 0
    line.connection.resume_writing()

    assert line.wire.is_reading()
    assert not line.client.is_clogged


def test_what_is_written_meanwhile_follows_in_order(line: _Line) -> None:
    line.writes(70_000)
    line.connection.pause_writing()
    line.writes(1_000)
    assert line.wire.unsent == 70_000
    line.wire.unsent = 0
    line.connection.resume_writing()

    assert line.wire.unsent == 1_000


def test_over_the_hard_limit_it_is_cut_at_once(line: _Line) -> None:
    line.writes(70_000)
    line.connection.pause_writing()
    line.writes(40_000)

    assert line.is_cut()
    assert line.ship.said == "Send queue is full"


@pytest.mark.parametrize("size", [10, 60_000, 99_000])
def test_a_queue_that_never_drains_is_cut_however_small(line: _Line, size: int) -> None:
    line.writes(size)
    line.looks_after(59.0)
    assert not line.is_cut()
    line.looks_after(1.0)

    assert line.is_cut()
    assert line.ship.said == "What was sent to you was not read"


def test_a_trickle_is_no_reading(line: _Line) -> None:
    line.writes(60_000)
    for _ in range(12):
        line.wire.unsent -= 1_000
        line.looks_after(5.0)

    assert line.is_cut()


def test_who_reads_slowly_is_left_alone(line: _Line) -> None:
    line.writes(99_000)
    for _ in range(4):
        line.wire.unsent -= 16_384
        line.looks_after(59.0)

    assert not line.is_cut()


def test_who_has_read_everything_may_be_told_nothing_for_hours(line: _Line) -> None:
    line.writes(10)
    line.wire.unsent = 0
    line.looks_after(5.0)
    line.looks_after(20.0)
    line.writes(10)
    line.looks_after(59.0)

    assert not line.is_cut()


def test_the_first_look_finds_everybody_newly_come(line: _Line) -> None:
    line.writes(10)
    line.looks_after(0.0)

    assert not line.is_cut()


# The real server.

def ask_for_ever(caller: Caller) -> None:
    while True:
        caller.sends(b"PING :" + b"x" * 490 + b"\r\n")


def test_who_asks_and_never_reads_is_first_not_heard_and_then_cut(tmp_path: Path) -> None:
    options = ["--set", "limits.sendq_seconds=0.4", "--set", "limits.ping_seconds=0.4"]
    with RunningServer(tmp_path, *options) as server, Caller(server.ports[0]) as eve, Caller(server.ports[0]) as bob:
        eve.enters("eve")
        bob.enters("bob")
        eve.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        eve.socket.settimeout(0.5)
        with pytest.raises((TimeoutError, ConnectionError)):
            ask_for_ever(eve)

        assert bob.hears(" QUIT ")[-1].endswith(":What was sent to you was not read")
