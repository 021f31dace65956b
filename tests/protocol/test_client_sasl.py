"""Logging in: which way, in what pieces, and what becomes of refusals."""

import base64
from dataclasses import replace

import pytest

from app.protocol import events as ev
from app.protocol.client import ClientConnection
from app.protocol.client_context import ClientConfig
from app.protocol.events import RegistrationFailure
from app.protocol.sasl import SaslCredentials, chunks
from app.server.core.scram import ScramKeys, ScramServer, parse_client_first
from app.server.passwords import make_verifier
from tests.protocol.server_side import hear, newcomer, said

ACCOUNT = SaslCredentials(account="maya", password="sesame")
PLAIN_ONLY = ClientConfig(nick="maya", sasl=ACCOUNT, is_private=True)
ABLE = replace(PLAIN_ONLY, has_certificate=True, make_nonce=lambda: "nonce")
PLAIN_PROOF = "AUTHENTICATE " + base64.b64encode(b"\0maya\0sesame").decode()
FAILED = ":irc.example 904 maya :SASL authentication failed"
DONE = ":irc.example 903 maya :SASL authentication successful"
KEYS = make_verifier("sesame")


def failures(happened: list[ev.Event]) -> list[RegistrationFailure]:
    return [event.failure for event in happened if isinstance(event, ev.RegistrationFailed)]


def logs_in(config: ClientConfig = PLAIN_ONLY, offer: str = "sasl") -> ClientConnection:
    client = newcomer(config)
    hear(client, f":irc.example CAP * LS :{offer}", ":irc.example CAP * ACK sasl")
    return client


def answer(message: bytes) -> str:
    return "AUTHENTICATE " + base64.b64encode(message).decode()


def heard(lines: list[str]) -> bytes:
    return base64.b64decode("".join(line.removeprefix("AUTHENTICATE ") for line in lines))


def scram_server(client: ClientConnection, salt: bytes = KEYS.scram_salt) -> ScramServer:
    """A server that knows the password, after the client's first message."""
    said(client)
    hear(client, "AUTHENTICATE +")
    server = ScramServer(parse_client_first(heard(said(client))), ScramKeys(
        salt=salt, iterations=KEYS.scram_iterations, stored_key=KEYS.stored_key, server_key=KEYS.server_key), "more")
    hear(client, answer(server.first_message))
    return server


# Which way


@pytest.mark.parametrize(("config", "offer", "mechanism"), [
    (ABLE, "sasl", "EXTERNAL"), (ABLE, "sasl=PLAIN,SCRAM-SHA-256", "SCRAM-SHA-256"), (ABLE, "sasl=plain", "PLAIN"),
    (PLAIN_ONLY, "sasl=EXTERNAL,plain,SCRAM-SHA-256", "PLAIN"), (PLAIN_ONLY, "sasl", "PLAIN"),
    (replace(ABLE, has_certificate=False), "sasl=FOO,EXTERNAL,SCRAM-SHA-256,BAR", "SCRAM-SHA-256"),
    (replace(ABLE, has_certificate=False, is_private=False), "sasl=PLAIN,SCRAM-SHA-256", "SCRAM-SHA-256"),
    (replace(ABLE, sasl=replace(ACCOUNT, mechanisms=("plain",))), "sasl", "PLAIN"),
    (replace(ABLE, sasl=replace(ACCOUNT, mechanisms=())), "sasl", "EXTERNAL"),
    (replace(ABLE, sasl=None), "sasl=PLAIN,EXTERNAL", "EXTERNAL"),
])
def test_the_best_way_is_taken_that_both_sides_have(config: ClientConfig, offer: str, mechanism: str) -> None:
    assert said(logs_in(config, offer))[-2:] == ["CAP REQ sasl", f"AUTHENTICATE {mechanism}"]


@pytest.mark.parametrize(("config", "lines"), [
    (PLAIN_ONLY, [":irc.example CAP * LS :batch", ":irc.example CAP * ACK batch"]),
    (PLAIN_ONLY, [":irc.example CAP * LS :sasl=EXTERNAL"]),
    (PLAIN_ONLY, [":irc.example CAP * LS :sasl", ":irc.example CAP * NAK sasl"]),
    (PLAIN_ONLY, [":irc.example CAP * LS :sasl", ":irc.example CAP * DEL sasl", ":irc.example CAP * ACK :"]),
    (PLAIN_ONLY, [":irc.example CAP * LS :"]),
    (PLAIN_ONLY, [":irc.example 421 * CAP :Unknown command"]),
    (PLAIN_ONLY, [":irc.example 001 maya :Welcome"]),
    (PLAIN_ONLY, [":irc.example 900 maya maya!m@h maya :You are logged in", ":irc.example 001 maya :Welcome"]),
    (replace(PLAIN_ONLY, is_private=False), [":irc.example CAP * LS :sasl=PLAIN", "AUTHENTICATE +"]),
    (replace(PLAIN_ONLY, sasl=replace(ACCOUNT, password="")), [":irc.example CAP * LS :sasl"]),
])
def test_who_wants_to_be_logged_in_is_never_there_as_anybody(config: ClientConfig, lines: list[str]) -> None:
    client = newcomer(config)

    happened = hear(client, *lines)

    assert failures(happened) == [RegistrationFailure.SASL_UNAVAILABLE]
    assert said(client)[-1] == "QUIT"
    assert not client.is_registered


@pytest.mark.parametrize("account", [
    SaslCredentials(account="ma\0ya", password="x"), SaslCredentials(account="maya", password="x\0y"),
    SaslCredentials(account="maya", password="\ud800"),
])
def test_an_account_that_no_login_can_say_is_refused_before_a_byte_is_sent(account: SaslCredentials) -> None:
    client = ClientConnection(replace(ABLE, sasl=account), now=0.0)

    assert failures(client.events_received()) == [RegistrationFailure.SASL_FAILED]
    assert said(client) == []


# PLAIN and EXTERNAL


def test_logging_in_comes_before_the_end_of_the_negotiation() -> None:
    client = logs_in()
    said(client)

    hear(client, "AUTHENTICATE +")
    assert said(client) == [PLAIN_PROOF]

    happened = hear(client, ":irc.example 900 maya maya!m@h maya :You are now logged in", DONE, DONE)
    assert said(client) == ["CAP END"]
    assert happened == [ev.LoggedIn(account="maya")]

    hear(client, ":irc.example 001 maya :Welcome")
    assert client.is_registered


def test_a_certificate_logs_in_without_a_word() -> None:
    client = logs_in(ABLE)
    said(client)

    hear(client, "AUTHENTICATE +", DONE)

    assert said(client) == ["AUTHENTICATE +", "CAP END"]


def test_a_certificate_that_belongs_to_no_account_keeps_nobody_out_who_wants_no_account() -> None:
    client = logs_in(replace(ABLE, sasl=None))
    said(client)

    happened = hear(client, "AUTHENTICATE +", FAILED, ":irc.example 001 maya :Welcome")

    assert said(client) == ["AUTHENTICATE +", "CAP END"]
    assert [type(event) for event in happened] == [ev.ErrorReceived, ev.Registered]


def test_a_capability_that_appears_meanwhile_does_not_start_the_login_again() -> None:
    client = logs_in()
    said(client)

    hear(client, ":irc.example CAP * NEW setname", ":irc.example CAP * ACK setname")

    assert said(client) == ["CAP REQ setname"]


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


# SCRAM


def test_both_sides_prove_that_they_know_the_password_and_neither_says_it() -> None:
    client = logs_in(ABLE, "sasl=SCRAM-SHA-256")
    server = scram_server(client)

    proof = server.finish(heard(said(client)))
    assert proof is not None
    hear(client, answer(proof))
    assert said(client) == ["AUTHENTICATE +"]

    hear(client, DONE, ":irc.example 001 maya :Welcome")
    assert client.is_registered


def test_what_the_server_says_comes_in_pieces_of_400_too() -> None:
    client = logs_in(ABLE, "sasl=SCRAM-SHA-256")
    said(client)
    hear(client, "AUTHENTICATE +")
    server = ScramServer(parse_client_first(heard(said(client))), ScramKeys(
        salt=b"s" * 500, iterations=4_096, stored_key=b"", server_key=b""), "more")

    hear(client, *(f"AUTHENTICATE {piece}" for piece in chunks(server.first_message)))

    assert heard(said(client)).startswith(b"c=biws,r=noncemore,p=")


@pytest.mark.parametrize("last_words", [
    [answer(b"v=" + base64.b64encode(bytes(32)))],
    [DONE],
    [":irc.example 907 maya :You have already authenticated"],
    [":irc.example 900 maya maya!m@h maya :You are logged in", DONE],
])
def test_a_server_that_does_not_know_the_password_is_left_whatever_it_says(last_words: list[str]) -> None:
    client = logs_in(ABLE, "sasl=SCRAM-SHA-256")
    scram_server(client)
    said(client)

    happened = hear(client, *last_words, ":irc.example 001 maya :Welcome")

    assert failures(happened) == [RegistrationFailure.SASL_UNPROVEN]
    assert said(client) == ["QUIT"]


@pytest.mark.parametrize("nonsense", ["!", answer(b"r=other,s=QQ==,i=4096")[13:], "=", "é", "A" * 401, "", "QQ"])
def test_nonsense_is_not_answered_with_a_proof_and_the_next_way_is_tried(nonsense: str) -> None:
    client = logs_in(ABLE, "sasl=SCRAM-SHA-256,PLAIN")
    said(client)

    hear(client, "AUTHENTICATE +")
    said(client)
    hear(client, f"AUTHENTICATE :{nonsense}")
    assert said(client) == ["AUTHENTICATE *"]
    hear(client, "AUTHENTICATE +", ":irc.example 906 maya :SASL authentication aborted")

    assert said(client) == ["AUTHENTICATE PLAIN"]


def test_a_message_without_end_is_given_up() -> None:
    client = logs_in()
    said(client)

    hear(client, *["AUTHENTICATE " + "A" * 400] * 1_000)

    assert said(client) == ["AUTHENTICATE *"]


# Refusals


def test_each_way_the_server_turns_out_not_to_have_is_followed_by_the_next() -> None:
    client = logs_in(ABLE)
    said(client)

    hear(client, FAILED)
    assert said(client) == ["AUTHENTICATE SCRAM-SHA-256"]
    hear(client, "AUTHENTICATE +", FAILED)
    assert said(client)[-1] == "AUTHENTICATE PLAIN"
    hear(client, "AUTHENTICATE +", DONE)

    assert said(client) == [PLAIN_PROOF, "CAP END"]


def test_of_the_ways_a_refusal_names_the_best_is_tried() -> None:
    client = logs_in(ABLE)
    said(client)

    hear(client, ":irc.example 908 maya PLAIN,FOO :are available SASL mechanisms", FAILED)

    assert said(client) == ["AUTHENTICATE PLAIN"]


def test_a_server_that_names_no_way_we_have_can_not_check_the_account() -> None:
    happened = hear(logs_in(), ":irc.example 908 maya FOO :are available SASL mechanisms", FAILED)

    assert failures(happened) == [RegistrationFailure.SASL_UNAVAILABLE]


@pytest.mark.parametrize("numeric", ["902", "904", "905", "906"])
def test_a_wrong_password_ends_the_registration(numeric: str) -> None:
    client = logs_in()

    happened = hear(client, "AUTHENTICATE +", f":irc.example {numeric} maya :SASL authentication failed")

    assert happened == [ev.RegistrationFailed(failure=RegistrationFailure.SASL_FAILED,
                                              reason="SASL authentication failed")]
    assert said(client)[-1] == "QUIT"


def test_a_wrong_password_is_not_tried_in_plain_text_after_it_was_proved_wrong() -> None:
    client = logs_in(ABLE, "sasl=SCRAM-SHA-256,PLAIN")
    scram_server(client)
    said(client)

    happened = hear(client, answer(b"e=invalid-proof"), FAILED)

    assert said(client) == ["AUTHENTICATE *", "QUIT"]
    assert failures(happened) == [RegistrationFailure.SASL_FAILED]


def test_a_locked_account_is_not_tried_in_other_ways() -> None:
    happened = hear(logs_in(ABLE), ":irc.example 902 maya :You must use a nick assigned to you")

    assert failures(happened) == [RegistrationFailure.SASL_FAILED]


def test_having_logged_in_already_is_as_good() -> None:
    client = logs_in()
    said(client)

    hear(client, ":irc.example 907 maya :You have already authenticated", ":irc.example 001 maya :Welcome")

    assert said(client) == ["CAP END"]
    assert client.is_registered
