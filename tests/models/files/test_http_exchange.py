"""HTTP from the asking side: whatever a host says, wherever it is cut."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.files.http_exchange import Answer, Ended, HostMisbehaved, HttpExchange, HungUp, Request

ANSWER = b"HTTP/1.1 206 Partial Content\r\nContent-Length: 5\r\nETag: \"x\"\r\netag: \"y\"\r\n\r\nhello"


def asked(method: str = "GET") -> HttpExchange:
    exchange = HttpExchange("ridge.example.net:6697")
    exchange.begin(Request(method=method, path="/files/1/a.jpg"))
    exchange.end()
    return exchange


def heard(exchange: HttpExchange, pieces: Sequence[bytes]) -> tuple[list[Answer], bytes, bool]:
    answers, body, has_ended = [], b"", False
    for piece in pieces:
        exchange.receive(piece)
        while not has_ended and (event := exchange.next_event()) is not None:
            match event:
                case Answer():
                    answers.append(event)
                case bytes():
                    body += event
                case Ended():
                    has_ended = True
    return answers, body, has_ended


def test_a_request_names_the_host_and_what_follows() -> None:
    exchange = HttpExchange("ridge.example.net:6697")
    head = exchange.begin(Request(method="PATCH", path="/files/1/a", headers=(("Upload-Offset", "3"),), size=2))
    assert head == (b"PATCH /files/1/a HTTP/1.1\r\nHost: ridge.example.net:6697\r\nUpload-Offset: 3\r\n"
                    b"Content-Length: 2\r\n\r\n")
    assert exchange.body(b"xy") == b"xy"
    assert exchange.end() == b""


@pytest.mark.parametrize("cut", range(1, len(ANSWER)))
def test_an_answer_is_the_same_wherever_it_is_cut(cut: int) -> None:
    [answer], body, has_ended = heard(asked(), [ANSWER[:cut], ANSWER[cut:]])
    assert (answer.status, answer.headers["etag"], answer.number("content-length")) == (206, '"x"', 5)
    assert (body, has_ended) == (b"hello", True)


def test_a_body_that_ends_early_is_a_broken_way() -> None:
    exchange = asked()
    heard(exchange, [ANSWER[:-2]])
    exchange.receive(b"")
    with pytest.raises(HungUp):
        exchange.next_event()


@pytest.mark.parametrize("value", ["", "-1", "1.5", "٣", "9" * 30, " 5"])
def test_a_header_that_is_no_number_is_none(value: str) -> None:
    assert Answer(status=200, headers={"x-content-limit": value}).number("x-content-limit") is None


@given(st.lists(st.binary(min_size=1, max_size=200), max_size=6), st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n"]))
def test_any_bytes_are_an_answer_or_the_hosts_fault(pieces: list[bytes], start: bytes) -> None:
    exchange = asked()
    try:
        heard(exchange, [start, *pieces] if start else pieces)
    except HostMisbehaved:
        return
