"""Whatever is sent as HTTP: a plain answer or none, nothing on the disk that shouldn't be, and the server goes on."""

import socket
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.server.files import http_connection
from tests.server.file_house import PICTURE, FileHouse, FilePerson
from tests.server.outside import PATIENCE_S, Caller

HEAD = "Host: chat.example\r\nAuthorization: Bearer {token}\r\n"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileHouse]:
    with FileHouse(tmp_path_factory.mktemp("hostile"), max_bytes=1_000_000, uploads_at_once=2) as house:
        yield house


@pytest.fixture
def ann(house: FileHouse) -> Iterator[FilePerson]:
    with house.person("ann") as ann:
        yield ann.may()


def request(ann: FilePerson, line: str, headers: str = "", body: str = "") -> bytes:
    """A request as it is written, with ann's token, after which the connection is to end."""
    head = HEAD.format(token=ann.token)
    return f"{line}\r\n{head}{headers}Connection: close\r\n\r\n{body}".encode("latin-1")


def status_of(reply: bytes) -> int:
    return int(reply.split(b" ")[1]) if reply.startswith(b"HTTP/1.1 ") else 0


@pytest.mark.parametrize("headers", [
    "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\n",
    "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
    "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: 5, 6\r\n", "Content-Length: -5\r\n",
    "Content-Length: +5\r\n", "Content-Length: 0x5\r\n", "Content-Length: 5 5\r\n", "Content-Length : 5\r\n",
    " Content-Length: 5\r\n", "Content-Length: ５\r\n".encode().decode("latin-1"),
    "Content-Length: 99999999999999999999999\r\n", "", "X\0Y: 1\r\nContent-Length: 5\r\n",
    "Content-Length: 5\r\nUpload-Length: 1e3\r\n",
])
def test_a_body_whose_length_can_be_misunderstood_is_not_taken(
        house: FileHouse, ann: FilePerson, headers: str) -> None:
    before = house.ids()
    smuggled = f"hello{request(ann, 'POST /files HTTP/1.1', 'Content-Length: 5', 'hello').decode()}"
    reply = house.sends(request(ann, "POST /files HTTP/1.1", headers, smuggled))

    assert status_of(reply) in (400, 411, 413, 501)
    assert reply.count(b"HTTP/1.1 ") == 1
    assert house.ids() == before


@pytest.mark.parametrize("path", [
    "/files/../../etc/passwd", "/files/%2e%2e/%2e%2e/etc/passwd", "/files/..", "/files/.", "/files//", "//files", "/",
    "/files/" + "a" * 31, "/files/" + "A" * 32, "/files/" + "%61" * 32, "/files/" + "0" * 32 + "/x/y",
    "/files/" + "0" * 32 + "/x/thumbnail/z", "/files/" + "0" * 32 + "%00", "/filesystem/" + "0" * 32, "*",
    "/files/" + "0" * 32, "/files/" + "0" * 32 + "/..%2f..%2fchat.db", "https://chat.example/files/" + "0" * 32,
    "http://", "https://chat.example", "/chat.db", "/files/chat.db", "\\files", "/files/" + "x" * 4000,
])
def test_no_path_leads_anywhere_but_to_a_file(house: FileHouse, ann: FilePerson, path: str) -> None:
    assert status_of(house.sends(request(ann, f"GET {path} HTTP/1.1"))) == 404


def test_who_looks_in_with_a_browser_is_told_what_this_is(house: FileHouse, ann: FilePerson) -> None:
    assert house.sends(request(ann, "GET / HTTP/1.1")).endswith(b"\r\n\r\nThis is a chat server, not a web server.\n")


def test_an_address_in_absolute_form_is_the_same_address(house: FileHouse, ann: FilePerson) -> None:
    path = ann.uploads()

    assert house.sends(request(ann, f"GET https://elsewhere{path}?x=1 HTTP/1.1")).endswith(PICTURE)


@pytest.mark.parametrize(("data", "status"), [
    (b"GET /files\r\n\r\n", 400), (b"GET /files HTTP/0.9\r\n\r\n", 505), (b"GET /files HTTP/1.0\r\n\r\n", 505),
    (b"GET /files HTTP/3.7\r\n\r\n", 505), (b"GET /files HTTP/1.1\r\n\r\n", 400),
    (b"GET  /files HTTP/1.1\r\n\r\n", 400),
    (b"GET /files HTTP/1.1 \r\nHost: x\r\n\r\n", 400), (b"GET /fi\0les HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    (b"GET /files HTTP/1.1\r\nHost: x\r\n folded: 1\r\nConnection: close\r\n\r\n", 401),
    (b"GET /files HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n", 400),
    (b"GET /files HTTP/1.1\r\nHost: x\r\n: 1\r\n\r\n", 400), (b"GET /f\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    (b"GET /" + b"x" * 9000, 431), (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 3000, 431),
    (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 9000, 431),
    (b"OPTIONS /files HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: close, upgrade\r\n\r\n", 204),
])
def test_a_head_that_is_none_is_refused(house: FileHouse, data: bytes, status: int) -> None:
    reply = house.sends(data)

    assert status_of(reply) == status or (status == 401 and status_of(reply) == 405)


@pytest.mark.parametrize("data", [
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"CONNECT chat.example:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", b"get / HTTP/1.1\r\nHost: x\r\n\r\n",
])
def test_what_is_neither_irc_nor_a_request_for_files_is_hung_up_on(house: FileHouse, data: bytes) -> None:
    assert b"HTTP" not in house.sends(data)


def test_who_speaks_irc_a_byte_at_a_time_is_understood(house: FileHouse) -> None:
    with Caller(house.port) as pat:
        pat.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"PASS x\r\nPOST\r\n":
            pat.sends(bytes([byte]))
        pat.enters("pat")


def test_requests_that_come_at_once_are_answered_one_after_the_other(house: FileHouse, ann: FilePerson) -> None:
    path = ann.uploads()
    line = f"GET {path} HTTP/1.1\r\n{HEAD.format(token=ann.token)}\r\n".encode()
    reply = house.sends(line * 30 + request(ann, "OPTIONS /files HTTP/1.1"))

    assert (reply.count(b"HTTP/1.1 200"), reply.count(PICTURE), reply.count(b"HTTP/1.1 204")) == (30, 30, 1)


def test_a_body_that_ends_early_leaves_nothing(house: FileHouse, ann: FilePerson) -> None:
    before = house.ids()
    with socket.create_connection(("127.0.0.1", house.port), PATIENCE_S) as raw:
        raw.sendall(request(ann, "POST /files HTTP/1.1", "Content-Length: 500000\r\n", "x" * 300_000))
        house.waits_for(lambda: house.ids() != before)

    house.waits_for(lambda: house.ids() == before)


def test_a_part_that_ends_early_is_kept_as_far_as_it_came(house: FileHouse, ann: FilePerson) -> None:
    path = ann.begins(500_000)
    with socket.create_connection(("127.0.0.1", house.port), PATIENCE_S) as raw:
        raw.sendall(request(ann, f"PATCH {path} HTTP/1.1", "Content-Length: 500000\r\nUpload-Offset: 0\r\n", "x" * 777))
        raw.shutdown(socket.SHUT_WR)
        assert raw.recv(1) == b""

    assert ann.asks("HEAD", path).headers["Upload-Offset"] == "777"


def test_a_connection_that_hangs_gives_way_to_the_next(house: FileHouse, ann: FilePerson) -> None:
    path = ann.begins(1000)
    with socket.create_connection(("127.0.0.1", house.port), PATIENCE_S) as raw:
        raw.sendall(request(ann, f"PATCH {path} HTTP/1.1", "Content-Length: 1000\r\nUpload-Offset: 0\r\n"
                                                            "Expect: 100-continue\r\n"))
        assert raw.recv(25) == b"HTTP/1.1 100 \r\n\r\n"
        offset = ann.asks("HEAD", path).headers["Upload-Offset"]

        assert ann.asks("PATCH", path, b"x" * 1000, Upload_Offset=offset).headers["Upload-Complete"] == "?1"


def test_nothing_is_encouraged_that_will_be_refused(house: FileHouse, ann: FilePerson) -> None:
    reply = house.sends(request(ann, "POST /files HTTP/1.1", "Content-Length: 5000000\r\nExpect: 100-continue\r\n"))

    assert status_of(reply) == 413


def test_a_refusal_is_read_though_the_body_was_not(house: FileHouse, ann: FilePerson) -> None:
    ann.token = "gone"

    assert ann.asks("POST", "/files", b"x" * 700_000).status == 401


def test_so_many_uploads_at_once_and_no_more(house: FileHouse, ann: FilePerson) -> None:
    hanging = []
    for path in (ann.begins(1000), ann.begins(1000)):
        raw = socket.create_connection(("127.0.0.1", house.port), PATIENCE_S)
        hanging.append(raw)
        raw.sendall(request(ann, f"PATCH {path} HTTP/1.1", "Content-Length: 1000\r\nUpload-Offset: 0\r\n"
                                                            "Expect: 100-continue\r\n"))
        assert raw.recv(12) == b"HTTP/1.1 100"
    assert ann.asks("POST", "/files", b"hello").status == 429
    for raw in hanging:
        raw.close()


@pytest.mark.parametrize(("constant", "written", "status"), [
    ("IDLE_S", "GET /files HTTP/1.1\r\nHost: x\r\n\r\n", 405), ("HEAD_S", "GET /files HTTP/1.1\r\nHost:", 0),
    ("STALLED_S", "body", 408),
])
def test_who_is_silent_is_not_waited_for_long(
        house: FileHouse, ann: FilePerson, monkeypatch: pytest.MonkeyPatch, constant: str, written: str,
        status: int) -> None:
    monkeypatch.setattr(http_connection, constant, 0.05)
    data = request(ann, "POST /files HTTP/1.1", "Content-Length: 5\r\n", "hell") if written == "body" else \
        written.encode()

    assert status_of(house.sends(data)) == status


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(verb=st.sampled_from(["GET", "POST", "HEAD", "PATCH", "PUT", "DELETE", "OPTIONS"]), rest=st.one_of(
    st.binary(max_size=300),
    st.lists(st.sampled_from([
        b" ", b"/files", b"/", b"HTTP/1.1", b"\r\n", b"\n", b"\0", b"Host: x", b"Content-Length: ", b"7", b"-", b": ",
        b"Transfer-Encoding: chunked", b"Range: bytes=", b"Expect: 100-continue", b"\r\n\r\n", b"0" * 32]),
        max_size=30).map(b"".join)))
def test_whatever_stands_behind_a_verb_the_server_goes_on(
        house: FileHouse, nothing_logged: None, verb: str, rest: bytes) -> None:
    reply = house.sends(verb.encode() + b" " + rest, ends=True)

    assert reply == b"" or 100 <= status_of(reply) < 500 or status_of(reply) == 505


@pytest.mark.parametrize("token", ["x" * 4000, "\xff\xfe", "a b", "Bearer", " "])
def test_whatever_is_shown_as_a_token_opens_nothing(house: FileHouse, ann: FilePerson, token: str) -> None:
    ann.token = token

    assert status_of(house.sends(request(ann, f"GET /files/{'0' * 32} HTTP/1.1"))) == 401


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "GET", "HEAD"])
def test_what_can_not_be_done_says_what_can(ann: FilePerson, method: str) -> None:
    reply = ann.asks(method, "/files", b"" if method in ("PUT", "PATCH") else None)

    assert (reply.status, reply.headers["Allow"]) == (405, "OPTIONS, POST")
