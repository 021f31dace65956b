"""From the first byte to the welcome: capabilities, login, nick."""

import base64

import pytest

from app.protocol import events as ev
from app.protocol.client import REGISTRATION_TIMEOUT_S, ClientConnection
from app.protocol.client_context import ClientConfig
from app.protocol.events import RegistrationFailure
from app.protocol.sasl import SaslCredentials, chunks, usable_mechanism
from tests.protocol.server_side import hear, hear_at_every_cut, newcomer, said, wire

ACCOUNT = SaslCredentials(account="maya", password="sesame")
LOGGING_IN = ClientConfig(nick="maya", sasl=ACCOUNT, is_private=True)


def failures(happened: list[ev.Event]) -> list[RegistrationFailure]:
    return [event.failure for event in happened if isinstance(event, ev.RegistrationFailed)]


def test_the_first_words_are_the_whole_introduction() -> None:
    config = ClientConfig(nick="maya", username="m", realname="Maya O.", password="secret word")

    assert said(ClientConnection(config, now=0.0)) == [
        "CAP LS 302", "PASS :secret word", "NICK maya", "USER m 0 * :Maya O."]


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


# Login


def logs_in(config: ClientConfig = LOGGING_IN, offer: str = "sasl=PLAIN,EXTERNAL") -> ClientConnection:
    client = newcomer(config)
    hear(client, f":irc.example CAP * LS :{offer}", ":irc.example CAP * ACK sasl")
    return client


@pytest.mark.parametrize("offer", ["sasl", "sasl=PLAIN", "sasl=EXTERNAL,plain,SCRAM-SHA-256"])
def test_logging_in_comes_before_the_end_of_the_negotiation(offer: str) -> None:
    client = logs_in(offer=offer)
    assert said(client) == ["CAP REQ sasl", "AUTHENTICATE PLAIN"]

    hear(client, "AUTHENTICATE +")
    assert said(client) == ["AUTHENTICATE " + base64.b64encode(b"\0maya\0sesame").decode()]

    happened = hear(client, ":irc.example 900 maya maya!m@h maya :You are now logged in",
                    ":irc.example 903 maya :SASL authentication successful")
    assert said(client) == ["CAP END"]
    assert happened == [ev.LoggedIn(account="maya")]

    hear(client, ":irc.example 001 maya :Welcome")
    assert client.is_registered


def test_a_capability_that_appears_meanwhile_does_not_start_the_login_again() -> None:
    client = logs_in()
    said(client)

    hear(client, ":irc.example CAP * NEW setname", ":irc.example CAP * ACK setname")

    assert said(client) == ["CAP REQ setname"]


@pytest.mark.parametrize("numeric", ["902", "904", "905", "906"])
def test_a_wrong_password_ends_the_registration(numeric: str) -> None:
    client = logs_in()

    happened = hear(client, "AUTHENTICATE +", f":irc.example {numeric} maya :SASL authentication failed")

    assert happened == [ev.RegistrationFailed(failure=RegistrationFailure.SASL_FAILED,
                                              reason="SASL authentication failed")]
    assert said(client)[-1] == "QUIT"


def test_having_logged_in_already_is_as_good() -> None:
    client = logs_in()
    said(client)

    hear(client, ":irc.example 907 maya :You have already authenticated", ":irc.example 001 maya :Welcome")

    assert said(client) == ["CAP END"]
    assert client.is_registered


@pytest.mark.parametrize("lines", [
    [":irc.example CAP * LS :batch", ":irc.example CAP * ACK batch"],
    [":irc.example CAP * LS :sasl=EXTERNAL"],
    [":irc.example CAP * LS :sasl", ":irc.example CAP * NAK sasl"],
    [":irc.example CAP * LS :sasl", ":irc.example CAP * DEL sasl", ":irc.example CAP * ACK :"],
    [":irc.example CAP * LS :"],
    [":irc.example 421 * CAP :Unknown command"],
    [":irc.example 001 maya :Welcome"],
])
def test_who_wants_to_be_logged_in_is_never_there_as_anybody(lines: list[str]) -> None:
    client = newcomer(LOGGING_IN)

    happened = hear(client, *lines)

    assert failures(happened) == [RegistrationFailure.SASL_UNAVAILABLE]
    assert not client.is_registered


def test_a_password_is_not_said_where_others_can_read_along() -> None:
    client = newcomer(ClientConfig(nick="maya", sasl=ACCOUNT, is_private=False))

    happened = hear(client, ":irc.example CAP * LS :sasl=PLAIN", "AUTHENTICATE +")

    assert failures(happened) == [RegistrationFailure.SASL_UNAVAILABLE]
    assert said(client) == ["QUIT"]


@pytest.mark.parametrize(("size", "sizes"), [
    (0, ["+"]), (1, [4]), (299, [400, "+"]), (300, [400, "+"]), (301, [400, 4]), (600, [400, 400, "+"]),
    (700, [400, 400, 136]),
])
def test_long_passwords_go_in_chunks_of_400_and_a_full_last_one_is_followed_by_a_plus(
        size: int, sizes: list[int | str]) -> None:
    payload = b"x" * size
    pieces = chunks(payload)

    assert [len(piece) if piece != "+" else "+" for piece in pieces] == sizes
    assert base64.b64decode("".join(piece for piece in pieces if piece != "+")) == payload


def test_only_mechanisms_we_may_use_are_used() -> None:
    assert usable_mechanism(SaslCredentials(account="a", password="b", mechanisms=("EXTERNAL",)), "PLAIN") == ""


def test_a_login_error_after_registration_is_an_error_like_others() -> None:
    client = newcomer()

    happened = hear(client, ":irc.example 001 maya :Welcome", ":irc.example 904 maya :SASL authentication failed")

    assert happened[1] == ev.ErrorReceived(numeric="904", name="ERR_SASLFAIL", params=(),
                                           reason="SASL authentication failed")


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
