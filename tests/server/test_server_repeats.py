"""A message that comes twice, by a lost connection and by the new one, is said once (docs/specs/nonce.md)."""

import pytest

from app.server.core.repeats import NONCE_MAX, Repeats
from tests.server.house import House, Person

CAPS = "message-tags labeled-response batch echo-message"


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def bob(house: House) -> Person:
    return house.person("bob", "message-tags", join="#general")


def texts(person: Person) -> list[str]:
    return [line.rpartition(" :")[2] for line in person.reads() if " PRIVMSG " in line or " NOTICE " in line]


def test_the_second_of_a_name_is_dropped_and_acknowledged(house: House, bob: Person) -> None:
    ann = house.person("ann", CAPS, join="#general")
    bob.reads()

    ann.hears("@label=1;+groupchat.local/nonce=n1 PRIVMSG #general :hello")
    answer = ann.hears("@label=2;+groupchat.local/nonce=n1 PRIVMSG #general :hello")

    assert answer == ["@label=2 :chat.local ACK"]
    assert texts(bob) == ["hello"]


def test_it_is_dropped_from_another_connection_under_another_nick_too(house: House, bob: Person) -> None:
    ghost, new = house.person("ann", CAPS, join="#general"), house.person("ann_", CAPS, join="#general")
    bob.reads()

    ghost.types("@+groupchat.local/nonce=n1 PRIVMSG #general :first",
                "@+groupchat.local/nonce=n2 PRIVMSG #general :second")
    new.types("@+groupchat.local/nonce=n2 PRIVMSG #general :second",
              "@+groupchat.local/nonce=n3 PRIVMSG #general :third")

    assert texts(bob) == ["first", "second", "third"]


def test_one_message_to_several_places_goes_to_each_once(house: House, bob: Person) -> None:
    ann = house.person("ann", CAPS, join="#general")
    bob.reads()

    ann.types("@+groupchat.local/nonce=n1 PRIVMSG #general,bob,#general :hello")

    assert texts(bob) == ["hello", "hello"]


def test_a_message_of_several_lines_is_said_once(house: House) -> None:
    bob = house.person("bob", "message-tags batch draft/multiline", join="#general")
    ann = house.person("ann", f"{CAPS} draft/multiline", join="#general")
    bob.reads()
    lines = ["@+groupchat.local/nonce=n1 BATCH +1 draft/multiline #general", "@batch=1 PRIVMSG #general :one",
             "@batch=1 PRIVMSG #general :two", "BATCH -1"]

    ann.types(*lines)
    ann.types(*lines)

    assert texts(bob) == ["one", "two"]


def test_messages_without_a_name_may_say_the_same(house: House, bob: Person) -> None:
    ann = house.person("ann", CAPS, join="#general")
    bob.reads()

    ann.types("PRIVMSG #general :ok", "PRIVMSG #general :ok")

    assert texts(bob) == ["ok", "ok"]


def test_what_was_refused_may_be_said_again(house: House, bob: Person) -> None:
    ann = house.person("ann", CAPS)
    bob.types("MODE #general +n")
    ann.types("@+groupchat.local/nonce=n1 PRIVMSG #general :let me in")
    ann.types("JOIN #general", "@+groupchat.local/nonce=n1 PRIVMSG #general :let me in")

    assert texts(bob) == ["let me in"]


def test_no_more_names_are_remembered_than_there_is_room_for() -> None:
    repeats = Repeats(kept=3)
    for number in range(5):
        assert repeats.is_new("#a", str(number))

    assert not repeats.is_new("#a", "4")
    assert repeats.is_new("#a", "0")


def test_a_name_that_is_too_long_is_none() -> None:
    repeats = Repeats()

    assert repeats.is_new("#a", "x" * (NONCE_MAX + 1))
    assert repeats.is_new("#a", "x" * (NONCE_MAX + 1))
