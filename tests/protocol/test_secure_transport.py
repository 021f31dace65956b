"""Strict transport security, seen from one connection: leave for TLS, or tell the policy."""

from dataclasses import replace

import pytest

from app.protocol import events as ev
from app.protocol.client import ClientConnection
from app.protocol.client_context import ClientConfig
from app.protocol.sasl import SaslCredentials
from tests.protocol.server_side import hear, said

PLAIN = ClientConfig(nick="maya", password="secret", host="irc.example.com",
                     sasl=SaslCredentials(account="maya", password="sesame"))
SECURE = replace(PLAIN, sasl=None, is_private=True, is_secure=True)
NEARBY = replace(SECURE, is_secure=False)


def wanted(happened: list[ev.Event]) -> list[int]:
    return [event.port for event in happened if isinstance(event, ev.SecureConnectionWanted)]


def policies(happened: list[ev.Event]) -> list[tuple[str, int]]:
    return [(event.host, event.duration_s) for event in happened if isinstance(event, ev.StsPolicyReceived)]


@pytest.mark.parametrize("value", [
    "port=6697", "duration=1,port=6697", "if-host-match=*.example.com,port-if-match=6697",
])
def test_a_plain_connection_is_left_for_tls_before_anything_is_said(value: str) -> None:
    client = ClientConnection(PLAIN, now=0.0)

    happened = hear(client, ":irc.example CAP * LS * :batch", f":irc.example CAP * LS :sasl=PLAIN sts={value}",
                    "PING :x", ":irc.example 001 maya :Welcome")

    assert wanted(happened) == [6697]
    assert said(client) == ["CAP LS 302"]
    assert client.next_timeout() is None


@pytest.mark.parametrize("value", ["duration=100", "port=0", "port=x", "", "if-host-match=*.net,port-if-match=6697"])
def test_a_policy_without_a_port_for_us_is_none_on_a_plain_connection(value: str) -> None:
    client = ClientConnection(replace(PLAIN, sasl=None), now=0.0)

    happened = hear(client, f":irc.example CAP * LS :sts={value}")

    assert happened == []
    assert said(client)[-1] == "CAP END"


def test_a_server_on_this_computer_needs_no_tls() -> None:
    client = ClientConnection(NEARBY, now=0.0)

    happened = hear(client, ":irc.example CAP * LS :sts=port=6697,duration=100")

    assert happened == []
    assert said(client)[-1] == "CAP END"


def test_a_secure_connection_tells_the_policy_and_goes_on() -> None:
    client = ClientConnection(SECURE, now=0.0)

    happened = hear(client, ":irc.example CAP * LS :sts=duration=100,port=6697")

    assert policies(happened) == [("irc.example.com", 100)]
    assert wanted(happened) == []
    assert said(client)[-1] == "CAP END"


def test_a_policy_that_is_changed_later_is_told_again_and_never_taken_back_by_del() -> None:
    client = ClientConnection(SECURE, now=0.0)
    hear(client, ":irc.example CAP * LS :", ":irc.example 001 maya :Welcome")

    assert policies(hear(client, ":irc.example CAP maya NEW :sts=duration=7")) == [("irc.example.com", 7)]
    assert hear(client, ":irc.example CAP maya DEL :sts") == []
    assert policies(hear(client, ":irc.example CAP maya NEW :sts=duration=0")) == [("irc.example.com", 0)]


def test_a_plain_connection_is_left_when_the_policy_comes_later() -> None:
    client = ClientConnection(replace(PLAIN, sasl=None), now=0.0)
    hear(client, ":irc.example CAP * LS :", ":irc.example 001 maya :Welcome")
    said(client)

    assert wanted(hear(client, ":irc.example CAP maya NEW :sts=port=6697")) == [6697]
    assert said(client) == []


def test_the_policy_is_never_asked_for() -> None:
    client = ClientConnection(SECURE, now=0.0)

    hear(client, ":irc.example CAP * LS :sts=duration=100")

    assert said(client)[-1] == "CAP END"
