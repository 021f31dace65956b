"""Offers to send files past the server: read for people's eyes, whatever they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocol.dcc import DccKind, DccOffer, parse_dcc


@pytest.mark.parametrize(("argument", "kind", "file_name"), [
    ("SEND trip.jpg 3232235521 5000 12345", DccKind.SEND, "trip.jpg"),
    ("send trip.jpg 3232235521 5000", DccKind.SEND, "trip.jpg"),
    ("SEND trip.jpg ::1 5000 12345 77", DccKind.SEND, "trip.jpg"),
    ('SEND "our trip.jpg" 3232235521 5000 12345', DccKind.SEND, "our trip.jpg"),
    ("SEND our trip.jpg 3232235521 5000 12345", DccKind.SEND, "our trip.jpg"),
    (r'SEND "a \"b\" c.txt" 1 2 3', DccKind.SEND, 'a "b" c.txt'),
    ('SEND "never closed 1 2 3', DccKind.SEND, "never closed 1 2 3"),
    ("SSEND trip.jpg 1 2 3", DccKind.SEND, "trip.jpg"),
    ("TSEND trip.jpg 1 2 3", DccKind.SEND, "trip.jpg"),
    ("RESUME trip.jpg 5000 100", DccKind.RESUME, "trip.jpg"),
    ("ACCEPT trip.jpg 5000 100", DccKind.ACCEPT, "trip.jpg"),
    ("CHAT chat 3232235521 5000", DccKind.CHAT, ""),
    ("SCHAT chat 3232235521 5000", DccKind.CHAT, ""),
    ("SEND ../../etc/passwd 1 2 3", DccKind.SEND, "passwd"),
    (r"SEND C:\Windows\CON 1 2 3", DccKind.SEND, "CON"),
    ("SEND .. 1 2 3", DccKind.SEND, ""),
    ("SEND /etc/ 1 2 3", DccKind.SEND, "etc"),
    ("SEND photo\u202egpj.exe 1 2 3", DccKind.SEND, "photogpj.exe"),
    ("SEND a\x00b\x1bc.txt 1 2 3", DccKind.SEND, "abc.txt"),
    ("SEND", DccKind.SEND, ""),
    ("XMIT trip.jpg 1 2 3", DccKind.OTHER, ""),
    ("", DccKind.OTHER, ""),
    ("\x02\x03 SEND", DccKind.OTHER, ""),
])
def test_an_offer_is_read(argument: str, kind: DccKind, file_name: str) -> None:
    offer = parse_dcc(argument)
    assert (offer.kind, offer.file_name) == (kind, file_name)


def test_a_name_of_any_length_is_cut() -> None:
    assert parse_dcc(f"SEND {'x' * 10_000} 1 2 3").file_name == "x" * 100 + "…"


@given(st.text(max_size=200))
def test_any_argument_is_an_offer_that_can_be_shown(argument: str) -> None:
    offer = parse_dcc("SEND " + argument)
    assert isinstance(offer, DccOffer)
    assert "/" not in offer.file_name
    assert "\\" not in offer.file_name
    assert len(offer.file_name) <= 101
