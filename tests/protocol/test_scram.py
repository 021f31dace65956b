"""SCRAM-SHA-256 from the client's side, and the one form of a password."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocol.saslprep import saslprep
from app.protocol.scram import ScramClient, ScramError, UnprovenServer

SERVER_FIRST = b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
SERVER_FINAL = b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="


def exchange() -> ScramClient:
    """The example of RFC 7677, 3."""
    return ScramClient("user", "pencil", "rOprNGfwEbeRWgbNEkqO")


def test_the_example_of_the_rfc_is_said_word_for_word() -> None:
    client = exchange()

    assert client.first_message == b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO"
    assert client.final_message(SERVER_FIRST) == (
        b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        b"p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
    client.verify(SERVER_FINAL)


def test_a_server_that_does_not_know_the_password_is_found_out() -> None:
    client = exchange()
    client.final_message(SERVER_FIRST)

    with pytest.raises(UnprovenServer):
        client.verify(b"v=" + base64.b64encode(bytes(32)))


def test_a_signature_before_our_proof_proves_nothing() -> None:
    with pytest.raises(UnprovenServer):
        exchange().verify(SERVER_FINAL)


@pytest.mark.parametrize("said", [
    b"", b"r=,s=,i=", b"r=other,s=QQ==,i=4096", b"r=rOprNGfwEbeRWgbNEkqO,s=QQ==,i=4096",
    b"r=rOprNGfwEbeRWgbNEkqOx,s=QQ==",
    b"r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=4095", b"r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=1000001",
    b"r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=-1", b"r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=04096",
    b"r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=" + b"9" * 100, b"r=rOprNGfwEbeRWgbNEkqOx,s=?,i=4096",
    b"m=x,r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=4096", b"r=rOprNGfwEbeRWgbNEkqOx y,s=QQ==,i=4096", b"\xff",
    b"r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096", b"r=rOprNGfwEbeRWgbNEkqO" + b"x" * 600 + b",s=QQ==,i=4096",
], ids=lambda said: repr(said[-30:]))
def test_a_first_message_that_can_not_be_right_gets_no_proof(said: bytes) -> None:
    with pytest.raises(ScramError):
        exchange().final_message(said)


@pytest.mark.parametrize("said", [b"", b"e=invalid-proof", b"v=", b"v=?", b"\xff", b"v=QQ==\xff"])
def test_a_refusal_or_nonsense_at_the_end_is_no_login(said: bytes) -> None:
    client = exchange()
    client.final_message(SERVER_FIRST)

    with pytest.raises(ScramError):
        client.verify(said)


def test_a_name_with_separators_in_it_is_escaped() -> None:
    assert ScramClient("a=b,c", "x", "n").first_message == b"n,,n=a=3Db=2Cc,r=n"


@given(st.binary(max_size=80), st.binary(max_size=80))
def test_nothing_a_server_says_breaks_an_exchange(first: bytes, final: bytes) -> None:
    client = exchange()
    for step in (lambda: client.final_message(first), lambda: client.verify(final)):
        with pytest.raises(ScramError):
            step()


@pytest.mark.parametrize(("text", "prepared"), [
    ("sesame", "sesame"), ("", ""), ("I\u00adX", "IX"), ("user", "user"), ("USER", "USER"), ("\u00aa", "a"),
    ("\u2168", "IX"), ("a\u00a0b", "a b"), ("e\u0301", "\u00e9"), ("\u0627\u0628", "\u0627\u0628"),
    ("\U0001f600", "\U0001f600"),
])
def test_texts_that_look_the_same_have_one_form(text: str, prepared: str) -> None:
    assert saslprep(text) == prepared


@pytest.mark.parametrize("text", ["\x07", "a\u0000b", "\u06271", "\u0627a\u0627", "\ue000", "\u200e", "\u00ad"])
def test_what_the_rules_forbid_stays_as_it_is(text: str) -> None:
    assert saslprep(text) == text


@given(st.text(max_size=30))
def test_the_one_form_has_no_other(text: str) -> None:
    assert saslprep(saslprep(text)) == saslprep(text)
