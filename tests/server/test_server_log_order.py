"""What was promised is on disk: echo, acknowledgement and delivery wait for the log, and keep its order."""

from dataclasses import replace

import pytest

from app.server.core.events import MessageSent
from app.server.core.names import fold
from app.server.core.ordering import Position
from app.server.core.sender import Sender
from tests.server.house import House


@pytest.fixture
def house() -> House:
    house = House()
    house.log.commits_at_once = False
    return house


def test_nobody_is_told_of_a_message_before_it_is_on_disk(house: House) -> None:
    bob = house.person("bob", join="#x")
    ann = house.person("ann", "echo-message labeled-response batch", join="#x")
    bob.reads()
    ann.types("@label=L PRIVMSG #x :hi")

    assert (ann.reads(), bob.reads()) == ([], [])
    house.commit()
    assert ann.reads() == ["@label=L :ann!~ann@localhost PRIVMSG #x :hi"]
    assert bob.reads() == [":ann!~ann@localhost PRIVMSG #x :hi"]


def test_a_pong_comes_after_the_messages_before_the_ping(house: House) -> None:
    ann = house.person("ann", "echo-message", join="#x")
    ann.types("PRIVMSG #x :one", "PING tok", "PRIVMSG #x :two")

    assert ann.reads() == []
    house.commit()
    assert ann.reads() == [":ann!~ann@localhost PRIVMSG #x :one", ":chat.local PONG chat.local :tok"]
    house.commit()
    assert ann.reads() == [":ann!~ann@localhost PRIVMSG #x :two"]


def test_messages_follow_messages_into_one_commit(house: House) -> None:
    house.person("ann", join="#x").types("PRIVMSG #x :one", "PRIVMSG #x :two", "NOTICE #x :three")

    assert [getattr(record.event, "text", "") for record in house.log.waiting] == ["one", "two", "three"]


def test_all_readers_see_the_same_order(house: House) -> None:
    people = [house.person(nick, "echo-message", join="#x") for nick in ("ann", "bob", "eve")]
    for person in people:
        person.reads()
    people[1].types("PRIVMSG #x :from bob")
    people[0].types("PRIVMSG #x :from ann")
    people[1].types("PRIVMSG #x :bob again")
    house.commit()

    texts = [[line.rpartition(":")[2] for line in person.reads()] for person in people]
    assert texts == [["from bob", "from ann", "bob again"]] * 3


def test_a_run_of_messages_reaches_writers_readers_and_outsiders_each_in_its_form(house: House) -> None:
    ann = house.person("ann", "labeled-response batch echo-message", join="#x")
    house.person("boss", join="#y")
    bob, eve = house.person("bob", join="#x"), house.person("eve", "server-time", join="#x")
    for person in (ann, bob, eve):
        person.reads()
    ann.types("@label=1 PRIVMSG #x :one")
    bob.types("NOTICE #x :two", "PRIVMSG #y :no way in")
    ann.types("@label=2 PRIVMSG #x :three")
    house.commit()

    assert ann.reads() == ["@label=1 :ann!~ann@localhost PRIVMSG #x :one", ":bob!~bob@localhost NOTICE #x :two",
                           "@label=2 :ann!~ann@localhost PRIVMSG #x :three"]
    assert bob.reads() == [":chat.local 404 bob #y :You can't write in this room",
                           ":ann!~ann@localhost PRIVMSG #x :one", ":ann!~ann@localhost PRIVMSG #x :three"]
    assert [line.partition(" ")[2].rpartition(":")[2] for line in eve.reads()] == ["one", "two", "three"]


def test_who_quits_after_a_message_is_heard_before_it_is_gone(house: House) -> None:
    bob, ann = house.person("bob", join="#x"), house.person("ann", join="#x")
    bob.reads()
    ann.types("PRIVMSG #x :bye all", "QUIT :tea")
    house.commit()

    assert bob.reads() == [":ann!~ann@localhost PRIVMSG #x :bye all", ":ann!~ann@localhost QUIT :Quit: tea"]


def test_a_connection_lost_after_a_message_still_sends_it(house: House) -> None:
    bob, ann = house.person("bob", join="#x"), house.person("ann", join="#x")
    bob.reads()
    ann.types("PRIVMSG #x :last words")
    ann.hangs_up()
    assert bob.reads() == []
    house.commit()

    assert bob.reads() == [":ann!~ann@localhost PRIVMSG #x :last words", ":ann!~ann@localhost QUIT :Connection closed"]


def test_what_could_not_be_saved_is_refused_and_nobody_else_notices(house: House) -> None:
    bob = house.person("bob", join="#x")
    ann = house.person("ann", "echo-message labeled-response batch", join="#x")
    bob.reads()
    ann.types("@label=L PRIVMSG #x :hi", "PING tok")
    house.fail()

    answer, pong = ann.reads()
    assert answer.startswith("@label=L :chat.local FAIL PRIVMSG STORAGE_FAILED :")
    assert pong == ":chat.local PONG chat.local :tok"
    assert bob.reads() == []


def test_who_was_silenced_meanwhile_is_refused_and_the_message_forgotten(house: House) -> None:
    ann, bob = house.person("ann", join="#x"), house.person("bob", join="#x")
    ann.reads()
    bob.types("PRIVMSG #x :rude")
    ann.types("KICK #x bob :out")
    bob.reads()
    (record,) = house.log.waiting
    house.commit()

    assert bob.reads() == [":chat.local 404 bob #x :You can't write in this room"]
    assert ann.reads() == [":ann!~ann@localhost KICK #x bob :out"]
    assert house.log.forgotten == [record.position]


@pytest.mark.parametrize("line", ["TOPIC #x :mine", "MODE #x +m"])
def test_who_lost_the_right_meanwhile_is_refused_and_the_stored_state_put_right(house: House, line: str) -> None:
    ann, bob = house.person("ann", join="#x"), house.person("bob", join="#x")
    ann.types("MODE #x +o bob")
    house.commit()
    bob.reads()
    ann.types("MODE #x -o bob")
    bob.types(line)
    house.commit()

    assert bob.reads()[-1] == ":chat.local 482 bob #x :You are not an operator of that room"
    assert [state.name for state in house.log.restored] == ["#x"]


def test_a_private_reader_who_left_meanwhile_gets_nothing_and_the_writer_is_told(house: House) -> None:
    ann, bob = house.person("ann"), house.person("bob")
    ann.types("PRIVMSG bob :hi")
    bob.types("QUIT")
    house.commit()

    assert ann.reads() == [":chat.local 401 ann bob :Nobody of that name is here"]


def test_several_targets_with_a_label_are_answered_in_one_batch_when_all_are_safe(house: House) -> None:
    house.person("bob")
    ann = house.person("ann", "echo-message labeled-response batch", join="#x")
    ann.types("@label=L PRIVMSG #x,bob :hi")
    house.commit()

    assert [line.split(" ")[2] for line in ann.reads()][1:3] == ["PRIVMSG", "PRIVMSG"]


def test_server_time_never_goes_back_even_if_the_clock_does(house: House) -> None:
    house.log.clock.next(5_000)

    positions = [house.log.clock.next(wall_ms) for wall_ms in (4_000, 4_500, 6_000)]
    assert [position.time_ms for position in positions] == [5_000, 5_000, 6_000]
    assert [position.sequence for position in positions] == [80_001, 80_002, 96_000]


def test_a_message_id_leads_back_to_its_row() -> None:
    from app.server.core.ordering import format_msgid, parse_msgid

    for sequence in (0, 1, 28_275_609_600_000, 2**46 - 1):
        assert len(format_msgid(sequence)) == 13
        assert parse_msgid(format_msgid(sequence)) == sequence
    assert format_msgid(5) < format_msgid(6)
    assert [parse_msgid(text) for text in ("", "x", "z" * 13, "0" * 14)] == [None] * 4


def test_an_event_is_data_that_could_travel() -> None:
    event = MessageSent(verb="PRIVMSG", sender=Sender(source="ines!i@h"), target="#a", key=fold("#a"), text="hi")

    assert replace(event) == event
    assert replace(event, text="ho") != event
    assert hash(Position(1, 2)) == hash(Position(1, 2))
