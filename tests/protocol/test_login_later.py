"""Logging in after the welcome: when people want it, and when accounts can be checked again."""

import base64

import pytest

from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol.client import ClientConnection
from app.protocol.client_context import ClientConfig
from app.protocol.errors import LocalProtocolError
from app.protocol.sasl import SaslCredentials
from tests.protocol.server_side import hear, newcomer, said

PLAIN_PROOF = "AUTHENTICATE " + base64.b64encode(b"\0maya\0sesame").decode()
OTHER_PROOF = "AUTHENTICATE " + base64.b64encode(b"\0olu\0x").decode()
FAILED = ":irc.example 904 maya :SASL authentication failed"
DONE = ":irc.example 903 maya :SASL authentication successful"



def online(offer: str = "batch") -> ClientConnection:
    """A client that is registered without a login."""
    client = newcomer()
    hear(client, f":irc.example CAP * LS :{offer}", ":irc.example 001 maya :Welcome")
    said(client)
    return client


def test_a_login_error_without_a_login_is_an_error_like_others() -> None:
    happened = hear(online(), FAILED)

    assert happened == [ev.ErrorReceived(numeric="904", name="ERR_SASLFAIL", params=(),
                                         reason="SASL authentication failed")]


def test_one_can_log_in_later_and_as_somebody_else() -> None:
    client = online(offer="sasl=PLAIN")

    client.send(cmd.LogIn(account="maya", password="sesame"))
    assert said(client) == ["CAP REQ sasl"]
    hear(client, ":irc.example CAP maya ACK sasl", "AUTHENTICATE +", DONE)
    assert said(client) == ["AUTHENTICATE PLAIN", PLAIN_PROOF]

    client.send(cmd.LogIn(account="olu", password="x"))
    happened = hear(client, "AUTHENTICATE +", ":irc.example 900 maya maya!m@h olu :You are now logged in", DONE)
    assert said(client) == ["AUTHENTICATE PLAIN", OTHER_PROOF]
    assert happened == [ev.LoggedIn(account="olu")]


def test_a_wrong_password_later_leaves_us_where_we_are() -> None:
    client = online(offer="sasl=PLAIN")
    client.send(cmd.LogIn(account="maya", password="x"))

    happened = hear(client, ":irc.example CAP maya ACK sasl", "AUTHENTICATE +", FAILED)

    assert isinstance(happened[-1], ev.ErrorReceived)
    assert client.is_registered
    assert "QUIT" not in said(client)


@pytest.mark.parametrize(("offer", "password"), [("batch", "x"), ("sasl=FOO", "x"), ("sasl=PLAIN", "")])
def test_a_login_that_is_not_possible_here_is_told(offer: str, password: str) -> None:
    client = online(offer=offer)

    client.send(cmd.LogIn(account="maya", password=password))

    assert client.events_received() == [ev.LoginImpossible()]
    assert said(client) == []


def test_a_password_that_can_not_be_said_is_refused_here() -> None:
    with pytest.raises(LocalProtocolError):
        online(offer="sasl=PLAIN").send(cmd.LogIn(account="maya", password="\0"))


def test_one_login_is_tried_at_a_time() -> None:
    client = online(offer="sasl=PLAIN")
    client.send(cmd.LogIn(account="maya", password="x"))
    hear(client, ":irc.example CAP maya ACK sasl")

    with pytest.raises(LocalProtocolError):
        client.send(cmd.LogIn(account="olu", password="x"))


def back_again(*lines: str) -> list[str]:
    """What a client that had logged in says when the check of accounts goes away and comes back."""
    account = SaslCredentials(account="maya", password="sesame")
    client = newcomer(ClientConfig(nick="maya", is_private=True, sasl=account))
    hear(client, ":irc.example CAP * LS sasl", ":irc.example CAP * ACK sasl", "AUTHENTICATE +",
         ":irc.example 900 maya maya!m@h maya :You are now logged in", DONE, ":irc.example 001 maya :Welcome")
    said(client)
    hear(client, *lines, ":irc.example CAP maya DEL sasl", ":irc.example CAP maya NEW sasl=PLAIN",
         ":irc.example CAP maya ACK sasl", "AUTHENTICATE +")
    return said(client)


def test_who_was_logged_out_logs_in_again_when_that_is_possible() -> None:
    assert back_again(":irc.example 901 maya maya!m@h :You are now logged out") == [
        "CAP REQ sasl", "AUTHENTICATE PLAIN", PLAIN_PROOF]


def test_who_is_logged_in_does_not_log_in_again() -> None:
    assert back_again() == []
