"""Whoever asks for much gets it in steps, between which others are served."""

import pytest

from app.server.core.turns import Turns
from tests.server.house import House, Person, verb_of


@pytest.fixture
def house() -> House:
    """Two hundred in a room, and two hundred rooms."""
    house = House()
    for number in range(200):
        house.person(f"p{number}", join=f"#hall,#room{number}")
    return house


def asks(person: Person, line: str) -> None:
    """Say a line, and let no turn pass."""
    person.house.core.receive_data(person.client, f"{line}\r\n".encode(), person.house.now)


def hears_now(person: Person) -> list[str]:
    return [verb_of(line) for line in b"".join(person.client.take_output()).decode().split("\r\n")[:-1]]


@pytest.mark.parametrize(("line", "most"), [
    ("WHO #hall", 50), ("WHO *", 50), ("WHO 0 %n", 50), ("LIST", 201), ("NAMES #hall,#room1,#room2", 30)])
def test_a_long_answer_comes_in_steps(house: House, line: str, most: int) -> None:
    ann = house.person("ann")
    asks(ann, line)

    assert hears_now(ann) == []
    house.core.turns.take()
    assert 0 < len(hears_now(ann)) <= most
    assert house.core.turns


def test_who_looks_at_few_people_a_step_also_when_it_finds_none(house: House) -> None:
    asks(house.person("ann"), "WHO nobody*")

    for _ in range(4):
        house.core.turns.take()
        assert house.core.turns


def test_others_are_served_between_the_steps(house: House) -> None:
    ann, bob = house.person("ann"), house.person("bob")
    asks(ann, "WHO #hall")
    house.core.turns.take()
    asks(bob, "PING x")

    assert hears_now(bob) == ["PONG"]


def test_each_who_waits_gets_a_step_in_its_turn(house: House) -> None:
    ann, bob = house.person("ann"), house.person("bob")
    asks(ann, "WHO #hall")
    asks(bob, "WHO #hall")
    house.core.turns.take()
    house.core.turns.take()

    assert len(hears_now(ann)) == len(hears_now(bob)) > 0


def test_the_next_command_waits_for_the_end_of_the_answer(house: House) -> None:
    ann = house.person("ann")

    assert ann.numerics("WHO #hall", "PING x")[-2:] == ["315", "PONG"]


def test_a_labelled_answer_in_steps_is_one_batch(house: House) -> None:
    ann = house.person("ann", "labeled-response batch")
    heard = ann.hears("@label=7 WHO #hall")

    assert heard[0].startswith("@label=7 :chat.local BATCH +")
    assert [verb_of(line) for line in heard[1:]] == ["352"] * 200 + ["315", "BATCH"]


def test_nothing_more_is_done_for_who_has_gone(house: House) -> None:
    ann = house.person("ann")
    asks(ann, "WHO #hall")
    house.core.turns.take()
    house.core.close(ann.client, "enough")
    house.core.turns.take()

    assert not house.core.turns
    assert ann.client.in_flight == 0


def test_who_left_meanwhile_does_no_harm(house: House) -> None:
    ann = house.person("ann")
    asks(ann, "WHO #hall")
    house.core.turns.take()
    for person in list(house.core.world.users.values())[:200]:
        house.core.close(person.devices[0], "gone")

    assert ann.reads()[-1].startswith(":chat.local 315")


def test_a_long_answer_is_paid_for_also_when_it_came_in_steps() -> None:
    house = House(limits={"flood": True, "join_burst": 0, "join_seconds": 0.0})
    for number in range(60):
        house.person(f"p{number}", join=",".join(f"#hall{room}" for room in range(10)))
    eve = house.person("eve")

    assert eve.numerics("WHO " + ",".join(f"#hall{room}" for room in range(10)), "PING x").count("352") == 600
    house.wait(0.1)
    eve.types("PING x")
    assert eve.reads() == []


def test_a_work_that_fails_does_not_keep_up_the_others() -> None:
    turns, done = Turns(), []

    def fail() -> None:
        raise ValueError

    turns.call(fail)
    turns.call(lambda: done.append(1))
    with pytest.raises(ValueError):  # noqa: PT011 - the one from above
        turns.take()
    turns.take()

    assert done == [1]
    assert not turns


def test_one_room_is_entered_in_a_step(house: House) -> None:
    ann, bob = house.person("ann"), house.person("bob")
    asks(ann, "JOIN #hall,#one,#two")
    asks(bob, "JOIN #one")
    house.core.turns.take()
    house.core.turns.take()

    assert [len(person.user.channels) for person in (ann, bob)] == [1, 1]
