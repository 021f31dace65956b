"""labeled-response: one reply carries the label, several come in a batch, none is an ACK."""

import pytest

from tests.server.house import House, Person

CAPS = "labeled-response batch echo-message"


@pytest.fixture
def ann() -> Person:
    return House().person("ann", CAPS, join="#general")


@pytest.mark.parametrize(("line", "answer"), [
    ("PING tok", "@label=L :chat.local PONG chat.local :tok"),
    ("PONG tok", "@label=L :chat.local ACK"),
    ("PRIVMSG #general :hi", "@label=L :ann!~ann@localhost PRIVMSG #general :hi"),
    ("PRIVMSG nobody :hi", "@label=L :chat.local 401 ann nobody :Nobody of that name is here"),
    ("NOTICE nobody :hi", "@label=L :chat.local ACK"),
    ("NOSUCH", "@label=L :chat.local 421 ann NOSUCH :There is no such command"),
    ("JOIN", "@label=L :chat.local 461 ann JOIN :Parameters are missing"),
    ("JOIN #general", "@label=L :chat.local ACK"),
    ("NICK ann", "@label=L :chat.local ACK"),
    ("NICK Ann", "@label=L :ann!~ann@localhost NICK :Ann"),
    ("TOPIC #general :new", "@label=L :ann!~ann@localhost TOPIC #general :new"),
    ("CAP LIST", "@label=L :chat.local CAP ann LIST :batch echo-message labeled-response"),
])
def test_a_single_answer_carries_the_label(ann: Person, line: str, answer: str) -> None:
    assert ann.hears(f"@label=L {line}") == [answer]


def test_several_lines_come_in_a_labelled_batch(ann: Person) -> None:
    first, *inside, last = ann.hears("@label=L JOIN #new")

    reference = first.split(" ")[3].removeprefix("+")
    assert first == f"@label=L :chat.local BATCH +{reference} labeled-response"
    assert [line.split(" ")[2] for line in inside] == ["JOIN", "353", "366"]
    assert all(line.startswith(f"@batch={reference} ") for line in inside)
    assert last == f":chat.local BATCH -{reference}"


def test_a_batch_of_its_own_type_carries_the_label_itself(ann: Person) -> None:
    ann.types("@label=L CHATHISTORY LATEST #general * 10")
    _, answer = ann.house.history.asked[0]
    answer([])

    assert ann.reads() == ["@label=L :chat.local BATCH +1 chathistory #general", ":chat.local BATCH -1"]


def test_a_message_to_oneself_comes_back_labelled_and_arrives_unlabelled(ann: Person) -> None:
    assert ann.hears("@label=L PRIVMSG ann :note") == [
        ":ann!~ann@localhost PRIVMSG ann :note", "@label=L :ann!~ann@localhost PRIVMSG ann :note"]


def test_others_never_see_a_label(ann: Person) -> None:
    bob = ann.house.person("bob", CAPS, join="#general")
    bob.reads()
    ann.types("@label=L PRIVMSG #general :hi", "@label=M PART #general :bye")

    assert bob.reads() == [":ann!~ann@localhost PRIVMSG #general :hi", ":ann!~ann@localhost PART #general :bye"]


def test_a_label_longer_than_64_bytes_is_ignored(ann: Person) -> None:
    assert ann.hears(f"@label={'x' * 65} PING tok") == [":chat.local PONG chat.local :tok"]


def test_a_label_is_escaped_again(ann: Person) -> None:
    assert ann.hears("@label=a\\sb\\:c PING tok") == ["@label=a\\sb\\:c :chat.local PONG chat.local :tok"]


@pytest.mark.parametrize(("line", "answer"), [
    (b"@label=L PRIVMSG #general :caf\xe9", "@label=L :chat.local FAIL PRIVMSG INVALID_UTF8 "),
    (b"@label=caf\xe9 PRIVMSG #general :hi", ":chat.local FAIL PRIVMSG INVALID_UTF8 "),
    (b"@label=L\0 PRIVMSG #general :caf\xe9", ":chat.local FAIL PRIVMSG INVALID_UTF8 "),
])
def test_what_is_not_utf8_is_refused_with_the_label_it_came_with(ann: Person, line: bytes, answer: str) -> None:
    ann.sends(line + b"\r\n")

    assert [heard[:len(answer)] for heard in ann.reads()] == [answer]


def test_without_the_capability_a_label_means_nothing() -> None:
    assert House().person("ann").hears("@label=L PING tok") == [":chat.local PONG chat.local :tok"]
