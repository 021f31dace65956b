"""What one member sends in a hurry costs everybody little: nothing is free of the limits, and no line asks for much."""

from pathlib import Path

import pytest

from app.server.config import Config
from app.server.core import metadata
from app.server.core.client import Client
from app.server.core.outgoing import Outgoing
from app.server.core.server import Identity, ServerCore
from app.server.shell import Shell
from tests.server.house import House, Person, verb_of

RECVQ = 16_384


@pytest.fixture
def house() -> House:
    return House(limits={"flood": True})


@pytest.fixture
def eve(house: House) -> Person:
    """Somebody who has spent all that may be spent at once."""
    eve = house.person("eve", "batch draft/multiline message-tags", join="#x")
    eve.types(*["PING x"] * 10)
    house.wait(0.1)
    eve.reads()
    return eve


@pytest.mark.parametrize("line", [b"\xff\r\n", b"PING a\0b\r\n", b"x" * 600 + b"\r\n", b"PONG\r\n", b"PING x\r\n",
                                  b":\r\n", b"@a \r\n"])
def test_no_kind_of_line_is_free(eve: Person, line: bytes) -> None:
    eve.sends(line * 1000)

    assert len(eve.reads()) <= 10
    assert len(eve.client.unread) > 900


@pytest.mark.parametrize("line", [b"\xff\r\n", b"PING a\0b\r\n", b"x" * 600 + b"\r\n"])
def test_lines_that_spoil_a_batch_that_waits_fill_the_queue_like_others(eve: Person, line: bytes) -> None:
    eve.types("PING x", "BATCH +1 draft/multiline #x")
    eve.sends(line * RECVQ)

    assert len(eve.client.unread) > RECVQ


def test_what_came_behind_a_command_that_waits_is_not_even_parsed(eve: Person) -> None:
    eve.sends(b"X\n" * 32_000)

    assert len(eve.client.inbox) <= 256
    assert len(eve.client.unread) > 60_000


@pytest.mark.parametrize("nothing", [b"\n", b"\r\n", b"x"])
def test_bytes_that_make_no_line_wait_like_lines(eve: Person, nothing: bytes) -> None:
    eve.sends(nothing * 65_536)

    assert len(eve.client.unread) > 40_000


def test_lines_of_many_bytes_are_worked_off_in_their_order(house: House, eve: Person) -> None:
    house.wait(60)
    eve.reads()
    eve.sends(b"".join(b"@+a=%s PING %d\r\n" % (b"x" * 3000, number) for number in range(20)))
    house.wait(60)

    answers = [line.rpartition(":")[2] for line in eve.reads() if " PONG " in line]
    assert answers == [str(number) for number in range(20)]


def test_a_line_that_cannot_be_read_is_refused_in_its_turn(house: House) -> None:
    house.log.commits_at_once = False
    ann = house.person("ann", "echo-message", join="#x")
    ann.sends(b"PRIVMSG #x :one\r\n\xff\r\nPING x\r\n")

    assert ann.reads() == []
    house.commit()
    assert [verb_of(line) for line in ann.reads()] == ["PRIVMSG", "FAIL", "PONG"]


def test_long_tags_cost_as_much_as_the_lines_they_would_fill(house: House) -> None:
    ann, bob = house.person("ann", "message-tags", join="#x"), house.person("bob", "message-tags", join="#x")
    bob.reads()
    ann.types(*[f"@+a={'x' * 3000} TAGMSG #x"] * 10)

    assert len(bob.reads()) == 1
    house.wait(20)
    assert len(bob.reads()) == 7


def test_each_mode_of_a_line_costs_as_much_as_one_alone(house: House) -> None:
    ann = house.person("ann", join="#x")
    ann.types("MODE #x +bbbbbb a b c d e f", *["PING x"] * 20)

    assert [verb_of(line) for line in ann.reads()].count("PONG") == 2


def test_refused_connections_do_not_fill_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    shell = Shell(Config(), Identity(version="", created=""), tmp_path / "chat.db", b"", Config)
    shell.let_nobody_in("The server is closed just now")
    for _ in range(1000):
        shell.refusal("8.8.8.8")

    assert len(caplog.records) == 20


def test_hanging_up_is_no_way_around_the_limits(house: House, eve: Person) -> None:
    bob = house.person("bob", join="#x")
    eve.types(*["PRIVMSG #x :flood"] * 500)
    house.wait(1)
    eve.hangs_up()
    house.wait(60)

    heard = [verb_of(line) for line in bob.reads()]
    assert heard[-1] == "QUIT"
    assert heard.count("PRIVMSG") <= 10


@pytest.mark.parametrize(("verb", "numeric"), [("WHO", "352"), ("NAMES", "353")])
def test_one_line_tells_only_once_who_is_in_a_room(verb: str, numeric: str) -> None:
    ann = House().person("ann", join="#x")

    assert ann.numerics(f"{verb} " + ",".join(["#x", "#X"] * 50)).count(numeric) == 1


@pytest.mark.parametrize(("verb", "numeric"), [("WHO", "352"), ("NAMES", "353")])
def test_one_line_tells_of_ten_rooms_who_is_there(verb: str, numeric: str) -> None:
    rooms = ",".join(f"#{number}" for number in range(20))
    ann = House().person("ann", join=rooms)

    assert ann.numerics(f"{verb} {rooms}").count(numeric) == 10


@pytest.mark.parametrize(("line", "at_most"), [
    ("JOIN #x", 100), ("METADATA #x SYNC", metadata.SENT_AT_ONCE),
    ("METADATA *ALL SYNC", metadata.SENT_AT_ONCE), ("METADATA * SUB pet", metadata.SENT_AT_ONCE),
])
def test_no_more_values_are_looked_for_than_are_sent(
    line: str, at_most: int, monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = House()
    for number in range(at_most + 50):
        house.person(f"p{number}", join="#x").user.metadata["pet"] = "cat"
    ann = house.person("ann", "batch draft/metadata-2")
    if "SUB" not in line:
        ann.types("METADATA * SUB pet")
    if "JOIN" not in line:
        ann.types("JOIN #x")
    made: list[str] = []
    news_line = metadata.news_line

    def counted(server: ServerCore, client: Client, target: str, key: str, value: str | None) -> Outgoing:
        made.append(target)
        return news_line(server, client, target, key, value)

    monkeypatch.setattr(metadata, "news_line", counted)
    ann.types(line)

    assert len(made) == at_most + ("SUB" not in line)
