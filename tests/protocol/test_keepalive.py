"""Whether the server is there, and how long it takes to answer."""

from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol.client import PING_INTERVAL_S, PONG_TIMEOUT_S, ClientConnection
from tests.protocol.server_side import hear, registered, said

ASKED_AT = PING_INTERVAL_S


def asked() -> tuple[ClientConnection, str]:
    """A client that has asked whether the server is there, and its token."""
    client = registered()
    client.handle_timeout(ASKED_AT)
    return client, said(client)[0].removeprefix("PING ")


def test_nothing_is_asked_before_its_time() -> None:
    client = registered()

    client.handle_timeout(ASKED_AT - 0.1)

    assert client.next_timeout() == ASKED_AT
    assert said(client) == []


def test_the_lag_is_the_time_to_the_answer() -> None:
    client, token = asked()
    assert client.next_timeout() == ASKED_AT + PONG_TIMEOUT_S

    happened = hear(client, f":irc.example PONG irc.example :{token}", now=ASKED_AT + 0.25)

    assert happened == [ev.LagMeasured(lag_s=0.25)]
    assert client.next_timeout() == ASKED_AT + PING_INTERVAL_S


def test_an_answer_to_another_question_measures_nothing() -> None:
    client, token = asked()

    told = [*hear(client, ":irc.example PONG irc.example other", ":irc.example PONG", now=ASKED_AT + 1),
            *hear(client, f":irc.example PONG irc.example {token}", f":irc.example PONG irc.example {token}",
                  now=ASKED_AT + 2)]

    assert [event for event in told if isinstance(event, ev.LagMeasured)] == [ev.LagMeasured(lag_s=2.0)]


def test_an_answer_to_a_ping_of_the_app_is_told_with_its_token() -> None:
    client, _ = asked()

    client.send(cmd.Ping(token="sent-1"))

    assert client.data_to_send().endswith(b"PING sent-1\r\n")
    assert hear(client, ":irc.example PONG irc.example sent-1", now=ASKED_AT + 1) == [ev.PongReceived(token="sent-1")]


def test_a_silent_server_is_dead() -> None:
    client, _ = asked()

    client.handle_timeout(ASKED_AT + PONG_TIMEOUT_S)

    assert client.events_received() == [ev.ConnectionDead(silent_s=ASKED_AT + PONG_TIMEOUT_S)]
    assert client.next_timeout() is None


def test_a_server_that_talks_but_does_not_answer_is_alive() -> None:
    client, _ = asked()
    hear(client, ":olu!o@host PRIVMSG #a :hi", now=ASKED_AT + 1)

    client.handle_timeout(ASKED_AT + PONG_TIMEOUT_S)

    assert client.events_received() == []
    assert client.next_timeout() == ASKED_AT + PONG_TIMEOUT_S + PING_INTERVAL_S


def test_a_question_of_the_server_is_answered_with_its_token() -> None:
    client = registered()

    hear(client, "PING :two words", ":irc.example PING token", "PING")

    assert said(client) == ["PONG :two words", "PONG token", "PONG :"]
