"""Whether the server is there, and how long it takes to answer."""

from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol.client import PING_INTERVAL_S, PONG_TIMEOUT_S, PROBE_TIMEOUT_S, ClientConnection
from app.protocol.client_context import ClientConfig
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


def test_a_probe_asks_at_once_and_is_given_little_time() -> None:
    client = registered()

    client.probe(5.0)

    assert said(client)[0].startswith("PING ")
    assert client.next_timeout() == 5.0 + PROBE_TIMEOUT_S
    client.handle_timeout(5.0 + PROBE_TIMEOUT_S)
    assert any(isinstance(event, ev.ConnectionDead) for event in client.events_received())


def test_an_answered_probe_leaves_all_as_it_was() -> None:
    client = registered()
    client.probe(5.0)
    token = said(client)[0].removeprefix("PING ")

    assert hear(client, f":irc.example PONG irc.example {token}", now=5.5) == [ev.LagMeasured(lag_s=0.5)]

    assert client.next_timeout() == 5.0 + PING_INTERVAL_S
    client.handle_timeout(5.0 + PING_INTERVAL_S)
    assert client.next_timeout() == 5.0 + PING_INTERVAL_S + PONG_TIMEOUT_S


def test_many_probes_do_not_put_off_the_end_of_a_dead_connection() -> None:
    client, _ = asked()
    for second in range(1, 10):
        client.probe(ASKED_AT + second)

    assert len(said(client)) == 1
    assert client.next_timeout() == ASKED_AT + 1 + PROBE_TIMEOUT_S


def test_who_is_not_registered_yet_does_not_probe() -> None:
    client = ClientConnection(ClientConfig(nick="ines"), 0.0)
    client.data_to_send()

    client.probe(1.0)

    assert client.data_to_send() == b""
