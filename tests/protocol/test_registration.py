"""From the first byte to the welcome: capabilities, login, nick."""

import pytest

from app.protocol import events as ev
from app.protocol.client import INTRODUCTION_S, REGISTRATION_TIMEOUT_S, ClientConnection
from app.protocol.client_context import ClientConfig
from app.protocol.events import RegistrationFailure
from tests.protocol.server_side import hear, hear_at_every_cut, newcomer, said, wire


def failures(happened: list[ev.Event]) -> list[RegistrationFailure]:
    return [event.failure for event in happened if isinstance(event, ev.RegistrationFailed)]


INTRODUCTION = ["PASS :secret word", "NICK maya", "USER m 0 * :Maya O."]


def stranger(*, is_private: bool = False) -> ClientConnection:
    """Somebody with a password, where others may read along."""
    return ClientConnection(ClientConfig(
        nick="maya", username="m", realname="Maya O.", password="secret word", is_private=is_private), now=0.0)


def test_the_first_words_are_the_whole_introduction_where_nobody_reads_along() -> None:
    assert said(stranger(is_private=True)) == ["CAP LS 302", *INTRODUCTION]


def test_where_others_read_along_nothing_is_said_before_the_server_has_told_its_policy() -> None:
    client = stranger()
    assert said(client) == ["CAP LS 302"]

    hear(client, ":irc.example CAP * LS * :batch")
    assert said(client) == []
    hear(client, ":irc.example CAP * LS :setname")

    assert said(client) == [*INTRODUCTION, "CAP REQ :batch setname"]


@pytest.mark.parametrize("line", [":irc.example 421 * CAP :Unknown command", ":irc.example 451 * :Not registered"])
def test_a_server_that_knows_no_capabilities_gets_the_rest_at_once(line: str) -> None:
    client = stranger()
    said(client)

    hear(client, line, line)

    assert said(client) == INTRODUCTION


def test_a_server_that_says_nothing_of_capabilities_gets_the_rest_a_little_later() -> None:
    client = stranger()
    said(client)
    assert client.next_timeout() == INTRODUCTION_S

    client.handle_timeout(INTRODUCTION_S)

    assert said(client) == INTRODUCTION
    assert client.next_timeout() == REGISTRATION_TIMEOUT_S
    hear(client, ":irc.example CAP * LS :")
    assert said(client) == ["CAP END"]


@pytest.mark.parametrize(("config", "failure"), [
    (ClientConfig(nick="a b\r\nQUIT"), RegistrationFailure.NICK_REFUSED),
    (ClientConfig(nick="half\ud800"), RegistrationFailure.NICK_REFUSED),
    (ClientConfig(nick="x" * 600), RegistrationFailure.NICK_REFUSED),
    (ClientConfig(nick="maya", password="x\r\nQUIT :y"), RegistrationFailure.WRONG_PASSWORD),
    (ClientConfig(nick="maya", password="p" * 600), RegistrationFailure.WRONG_PASSWORD),
])
def test_a_nick_or_password_that_no_line_can_hold_is_refused_before_a_byte_is_sent(
        config: ClientConfig, failure: RegistrationFailure) -> None:
    connection = ClientConnection(config, now=0.0)

    assert said(connection) == []
    assert failures(connection.events_received()) == [failure]
    assert connection.next_timeout() is None


# Capabilities


@pytest.mark.parametrize(("lines", "answers"), [
    (["CAP * LS :batch server-time"], ["CAP REQ :batch server-time"]),
    (["CAP * LS * :batch", "CAP * LS * :unheard-of", "CAP * LS :server-time=x"], ["CAP REQ :batch server-time"]),
    (["CAP * LS batch"], ["CAP REQ batch"]),
    (["CAP * LS :"], ["CAP END"]),
    (["CAP * LS"], ["CAP END"]),
    (["CAP * LS :unheard-of"], ["CAP END"]),
    (["CAP * LS :draft/chathistory server-time"], ["CAP REQ server-time"]),
    (["CAP * LS :labeled-response batch "], ["CAP REQ :labeled-response batch"]),
    (["CAP * LS :sasl=PLAIN"], ["CAP END"]),
    (["CAP * LS :batch", "CAP * ACK :batch "], ["CAP REQ batch", "CAP END"]),
    (["CAP * LS :batch", "CAP * NAK :batch"], ["CAP REQ batch", "CAP END"]),
    (["CAP * LS :batch", "CAP * NAK :"], ["CAP REQ batch", "CAP END"]),
    (["CAP * LS :batch", "CAP * NAK"], ["CAP REQ batch", "CAP END"]),
    (["CAP * LS :batch", "CAP * LIST :batch", "CAP * FOO", "CAP", "CAP *"], ["CAP REQ batch"]),
    (["CAP * LS :batch setname", "CAP * NAK :batch setname", "CAP * ACK :batch", "CAP * NAK :setname"],
     ["CAP REQ :batch setname", "CAP REQ batch", "CAP REQ setname", "CAP END"]),
    (["CAP * LS :batch setname", "CAP * NAK :setname batch"],
     ["CAP REQ :batch setname", "CAP REQ batch", "CAP REQ setname"]),
    (["CAP * LS :batch setname", "CAP * NAK :setname"],
     ["CAP REQ :batch setname", "CAP REQ batch", "CAP REQ setname"]),
])
def test_capabilities_are_negotiated_in_every_form_servers_have(lines: list[str], answers: list[str]) -> None:
    _, spoken = hear_at_every_cut(newcomer, wire(*(f":irc.example {line}" for line in lines)))

    assert spoken == answers


@pytest.mark.parametrize("line", [
    ":irc.example 421 * CAP :Unknown command", ":irc.example 451 * :You have not registered",
    ":irc.example 451 CAP :You have not registered",
])
def test_an_old_server_that_knows_no_capabilities_takes_us_in_all_the_same(line: str) -> None:
    client = newcomer()

    assert hear(client, line) == []
    happened = hear(client, ":irc.example 001 maya :Welcome")

    assert client.is_registered
    assert [type(event) for event in happened] == [ev.Registered]
    assert said(client) == []


def test_an_old_server_that_says_nothing_of_capabilities_takes_us_in_all_the_same() -> None:
    client = newcomer()

    assert hear(client, ":irc.example 001 maya :Welcome") == [
        ev.Registered(nick="maya", server="irc.example", wanted_nick="maya")]


def test_many_capabilities_are_asked_for_in_lines_that_can_be_answered() -> None:
    names = [f"example.org/capability-{number}" for number in range(60)]
    client = newcomer(ClientConfig(nick="maya", capabilities=frozenset(names)))
    for name in names:
        hear(client, f":irc.example CAP * LS * {name}")
    hear(client, ":irc.example CAP * LS :")
    requests = said(client)

    for request in requests:
        hear(client, f":irc.example CAP * ACK :{request.removeprefix('CAP REQ :')}")

    assert max(map(len, requests)) < 450
    assert client.capabilities == frozenset(names)
    assert said(client) == ["CAP END"]


def test_what_appears_later_is_asked_for_with_what_makes_sense_with_it() -> None:
    client = newcomer()
    hear(client, ":irc.example CAP * LS labeled-response", ":irc.example 001 maya :Welcome")
    said(client)

    hear(client, ":irc.example CAP maya NEW :batch")
    assert said(client) == ["CAP REQ :labeled-response batch"]

    happened = hear(client, ":irc.example CAP maya ACK :labeled-response batch")
    assert happened == [ev.CapabilitiesChanged(enabled=frozenset({"labeled-response", "batch"}),
                                               available={"labeled-response": "", "batch": ""})]


def test_what_is_taken_away_is_in_force_no_more() -> None:
    client = newcomer()
    hear(client, ":irc.example CAP * LS :batch setname", ":irc.example CAP * ACK :batch setname",
         ":irc.example 001 maya :Welcome")

    happened = hear(client, ":irc.example CAP maya DEL :batch=x unheard-of")

    assert client.capabilities == {"setname"}
    assert happened == [ev.CapabilitiesChanged(enabled=frozenset({"setname"}), available={"setname": ""})]


def test_a_capability_that_was_switched_off_on_request_is_in_force_no_more() -> None:
    client = newcomer()
    hear(client, ":irc.example CAP * LS setname", ":irc.example CAP * ACK setname", ":irc.example CAP * ACK :-setname")

    assert client.capabilities == frozenset()


def test_what_nobody_here_understands_is_never_in_force() -> None:
    client = newcomer()

    hear(client, ":irc.example CAP * ACK :unheard-of")

    assert client.capabilities == frozenset()


# Nicks


def test_a_taken_nick_is_replaced_by_the_next_choice_then_by_underscores() -> None:
    client = newcomer(ClientConfig(nick="maya", alternatives=("maya2",)))
    tried = []

    for _ in range(5):
        hear(client, ":irc.example 433 * maya :Nickname is already in use")
        tried += said(client)

    assert tried == ["NICK maya2", "NICK maya_", "NICK maya__", "NICK maya___", "NICK maya____"]
    happened = hear(client, ":irc.example 433 * maya :Nickname is already in use")
    assert failures(happened) == [RegistrationFailure.NICK_IN_USE]


def test_the_nick_is_what_the_welcome_says() -> None:
    client = newcomer(ClientConfig(nick="mayalongname"))

    hear(client, ":irc.example 001 mayalongn :Welcome")

    assert client.nick == "mayalongn"


def test_an_impossible_nick_is_not_tried_with_underscores() -> None:
    happened = hear(newcomer(ClientConfig(nick="1maya")), ":irc.example 432 * 1maya :Erroneous nickname")

    assert failures(happened) == [RegistrationFailure.NICK_REFUSED]


def test_an_impossible_second_choice_is_passed_over() -> None:
    client = newcomer(ClientConfig(nick="maya", alternatives=("2maya",)))

    hear(client, ":irc.example 433 * maya :In use", ":irc.example 432 * 2maya :Erroneous nickname")

    assert said(client) == ["NICK 2maya", "NICK maya_"]


@pytest.mark.parametrize("numeric", ["431", "432", "433", "436", "437"])
def test_a_nick_refused_later_is_an_error_like_others(numeric: str) -> None:
    client = newcomer()
    hear(client, ":irc.example 001 maya :Welcome")
    said(client)

    happened = hear(client, f":irc.example {numeric} maya olu :No")

    assert [type(event) for event in happened] == [ev.ErrorReceived]
    assert (client.nick, said(client)) == ("maya", [])


# Refusals


@pytest.mark.parametrize(("line", "failure"), [
    (":irc.example 464 * :Password incorrect", RegistrationFailure.WRONG_PASSWORD),
    (":irc.example 465 * :You are banned", RegistrationFailure.BANNED),
])
def test_a_refusal_ends_the_registration_and_nothing_after_it_is_heard(
        line: str, failure: RegistrationFailure) -> None:
    client = newcomer()

    happened = hear(client, line, "ERROR :Closing link", ":irc.example 001 maya :Welcome")

    assert failures(happened) == [failure]
    assert len(happened) == 1
    assert client.next_timeout() is None


def test_a_server_that_is_full_says_error() -> None:
    client = newcomer()

    assert hear(client, "ERROR :Server is full") == [ev.ServerClosing(reason="Server is full")]
    assert client.next_timeout() is None


def test_a_server_that_never_welcomes_us_is_given_up() -> None:
    client = newcomer()
    hear(client, ":irc.example NOTICE * :*** Looking up your hostname", now=REGISTRATION_TIMEOUT_S - 1)
    assert client.next_timeout() == REGISTRATION_TIMEOUT_S

    client.handle_timeout(REGISTRATION_TIMEOUT_S - 0.1)
    assert client.events_received() == []
    client.handle_timeout(REGISTRATION_TIMEOUT_S)

    assert client.events_received() == [ev.RegistrationFailed(failure=RegistrationFailure.TIMED_OUT)]
    assert client.next_timeout() is None


def test_a_ping_before_the_welcome_is_answered() -> None:
    client = newcomer()

    hear(client, "PING :cookie 42")

    assert said(client) == ["PONG :cookie 42"]
