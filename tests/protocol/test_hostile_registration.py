"""A server that stops, repeats itself, or says anything in any order while we register: nothing raises, all ends."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.protocol import events as ev
from app.protocol.client import REGISTRATION_TIMEOUT_S, ClientConnection
from app.protocol.client_context import ClientConfig
from app.protocol.errors import RemoteProtocolError
from app.protocol.sasl import SaslCredentials
from tests.protocol.server_side import hear, newcomer, said, wire

ACCOUNT = SaslCredentials(account="maya", password="sesame")
ABLE = ClientConfig(nick="maya", sasl=ACCOUNT, is_private=True, has_certificate=True, make_nonce=lambda: "nonce",
                    away="*", is_bot=True)
CONFIGS = [ABLE, replace(ABLE, sasl=None), replace(ABLE, is_private=False, host="irc.example.com"),
           replace(ABLE, has_certificate=False), ClientConfig(nick="maya")]
SERVER_FIRST = base64.b64encode(b"r=noncemore,s=QQ==,i=4096").decode()
CONVERSATION = [
    ":irc.example NOTICE * :*** Looking up your hostname", ":irc.example CAP * LS * :batch draft/pre-away setname",
    ":irc.example CAP * LS :sasl=EXTERNAL,SCRAM-SHA-256,PLAIN draft/extended-isupport",
    ":irc.example 433 * maya :Nickname is already in use", "PING :x",
    ":irc.example CAP * ACK :batch draft/pre-away setname sasl draft/extended-isupport",
    ":irc.example BATCH +x draft/isupport", "@batch=x :irc.example 005 * BOT=B NETWORK=x", ":irc.example BATCH -x",
    "AUTHENTICATE +", ":irc.example 904 * :No", "AUTHENTICATE +", f"AUTHENTICATE {SERVER_FIRST}",
    ":irc.example 908 * PLAIN :are there", ":irc.example 904 * :No", "AUTHENTICATE +",
    ":irc.example 900 * * maya :Hello", ":irc.example 903 * :Fine", ":irc.example 001 maya_ :Welcome",
]


def ends(client: ClientConnection) -> bool:
    """Whether all is decided when time is over: in, or out."""
    for _ in range(3):
        client.handle_timeout(REGISTRATION_TIMEOUT_S)
    return client.is_registered or client.next_timeout() is None


@pytest.mark.parametrize("config", CONFIGS)
def test_a_registration_that_stops_anywhere_is_given_up_in_time(config: ClientConfig) -> None:
    data = wire(*CONVERSATION)
    for cut in range(0, len(data), 3):
        client = newcomer(config)
        client.receive_data(data[:cut], 0.0)

        assert ends(client)


@pytest.mark.parametrize("config", CONFIGS)
def test_answers_that_come_twice_change_nothing_but_the_second_answer(config: ClientConfig) -> None:
    for index in range(len(CONVERSATION)):
        client = newcomer(config)

        hear(client, *CONVERSATION[: index + 1], *CONVERSATION[index:])

        assert ends(client)
        assert said(client).count("CAP END") <= 1


@settings(max_examples=150)
@given(st.lists(st.sampled_from(CONVERSATION), max_size=30), st.sampled_from(CONFIGS))
def test_no_order_of_answers_ever_breaks_a_registration(lines: list[str], config: ClientConfig) -> None:
    client = newcomer(config)

    hear(client, *lines)

    assert ends(client)
    spoken = said(client)
    assert max(map(len, [*spoken, ""])) <= 510
    if config.sasl is not None and client.is_registered:
        assert any(line.startswith("AUTHENTICATE") for line in spoken)


STEPS = range(len(CONVERSATION))
VERBS = ["CAP", "AUTHENTICATE", "REGISTER", "VERIFY", "FAIL", "BATCH", "ERROR", "PING", "001", "005", "421", "432",
         "433", "437", "451", "464", "465", "900", "901", "902", "903", "904", "905", "906", "907", "908"]
PARAMETERS = ["", "*", "+", "-", "=", ",", "LS", "ACK", "NAK", "NEW", "DEL", "maya", "sasl", "sasl=", "sts=port=1",
              "sts", "x" * 10_000, "A" * 400, "=" * 8, "\x01", "1" * 30, "é", "SUCCESS"]


@settings(max_examples=300)
@given(st.sampled_from(CONFIGS), st.sampled_from(STEPS), st.sampled_from(VERBS),
       st.lists(st.sampled_from(PARAMETERS), max_size=4))
def test_no_line_ever_breaks_a_registration_at_any_step(
        config: ClientConfig, step: int, verb: str, params: list[str]) -> None:
    client = newcomer(config)
    *middle, last = ["", *params]

    hear(client, *CONVERSATION[:step], f":irc.example {verb}{' '.join(middle)} :{last}", *CONVERSATION[step:])

    assert ends(client)


@settings(max_examples=150)
@given(st.sampled_from(CONFIGS), st.sampled_from(STEPS), st.binary(max_size=60))
def test_no_bytes_ever_break_a_registration(config: ClientConfig, step: int, noise: bytes) -> None:
    client = newcomer(config)
    try:
        client.receive_data(wire(*CONVERSATION[:step]) + noise + wire("", *CONVERSATION[step:]), 0.0)
    except RemoteProtocolError:
        assert client.next_timeout() is None
    assert ends(client)


def test_a_server_that_refuses_every_way_is_not_asked_for_ever() -> None:
    client = newcomer(ABLE)
    hear(client, ":irc.example CAP * LS sasl", ":irc.example CAP * ACK sasl")

    happened = hear(client, *[":irc.example 904 * :No"] * 100)

    assert [type(event) for event in happened] == [ev.RegistrationFailed]
    assert [line for line in said(client) if line.startswith("AUTH")] == [
        "AUTHENTICATE EXTERNAL", "AUTHENTICATE SCRAM-SHA-256", "AUTHENTICATE PLAIN"]


def test_names_of_the_nicks_that_no_line_can_hold_are_passed_over() -> None:
    client = newcomer(replace(ABLE, sasl=None, alternatives=("a\r\nQUIT", "", "x" * 600, "olu")))

    hear(client, ":irc.example 433 * maya :In use")

    assert said(client) == ["NICK olu"]
