"""The way through a proxy, SOCKS5 or HTTP CONNECT, with every way in which it can fail told as what it is."""

import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from app.controllers.wording.problems import problem_text
from app.models.problem import ProblemKind
from app.models.proxy import InvalidProxy, parse_proxy
from tests.wire.certificates import Authority
from tests.wire.conftest import Dial, Play
from tests.wire.proxies import LoopbackProxy, answering
from tests.wire.scripted import secured, until_closed, welcoming

MakeProxy = Callable[..., LoopbackProxy]
KINDS = pytest.mark.parametrize("kind", ["socks5", "http"])


@pytest.fixture
def make_proxy() -> Iterator[MakeProxy]:
    with ExitStack() as stack:
        def make(*login: str) -> LoopbackProxy:
            proxy = LoopbackProxy((login[0], login[1]) if login else None)
            stack.callback(proxy.close)
            return proxy

        yield make


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        return int(unused.getsockname()[1])


@KINDS
def test_the_proxy_looks_up_the_name_and_the_server_is_reached(
        dial: Dial, scripted: Play, make_proxy: MakeProxy, kind: str) -> None:
    port, proxy = scripted(welcoming).port, make_proxy()

    assert dial(port, "ridge.invalid", proxy=f"{kind}://127.0.0.1:{proxy.port}").is_welcome()

    assert proxy.asked == [("ridge.invalid", port)]


@KINDS
def test_tls_goes_through_it_to_the_server_itself(
        dial: Dial, scripted: Play, make_proxy: MakeProxy, authority: Authority, kind: str) -> None:
    port = scripted(secured(authority.certify("ridge.invalid"))).port

    assert dial(port, "ridge.invalid", tls=True, proxy=f"{kind}://127.0.0.1:{make_proxy().port}").is_welcome()


@KINDS
def test_name_and_password_are_shown_to_it_when_it_asks(
        dial: Dial, scripted: Play, make_proxy: MakeProxy, kind: str) -> None:
    port, proxy = scripted(welcoming).port, make_proxy("inés", "open:sesame")

    assert dial(port, proxy=f"{kind}://in%C3%A9s:open%3Asesame@127.0.0.1:{proxy.port}").is_welcome()


@KINDS
def test_without_them_it_lets_nobody_through_and_says_so(
        dial: Dial, scripted: Play, make_proxy: MakeProxy, kind: str) -> None:
    proxy = make_proxy("ines", "sesame")

    problem = dial(scripted(welcoming).port, proxy=f"{kind}://127.0.0.1:{proxy.port}").fails()

    assert problem.kind is ProblemKind.PROXY_DENIED
    assert problem.is_final
    assert problem_text(problem).title == f"The proxy 127.0.0.1:{proxy.port} doesn't let you through."
    assert proxy.asked == []


def test_a_wrong_password_is_no_way_in(dial: Dial, scripted: Play, make_proxy: MakeProxy) -> None:
    proxy = make_proxy("ines", "sesame")

    assert dial(scripted(welcoming).port, proxy=f"socks5://ines:wrong@127.0.0.1:{proxy.port}").fails_with() is \
        ProblemKind.PROXY_DENIED


@KINDS
def test_that_the_proxy_does_not_answer_is_told_apart_from_the_server_not_answering(
        dial: Dial, make_proxy: MakeProxy, kind: str) -> None:
    nobody, proxy = unused_port(), make_proxy()

    without_proxy = dial(6667, proxy=f"{kind}://127.0.0.1:{nobody}").fails()
    without_server = dial(nobody, "ridge.invalid", proxy=f"{kind}://127.0.0.1:{proxy.port}").fails()

    assert without_proxy.kind is ProblemKind.PROXY_UNREACHABLE
    assert problem_text(without_proxy).title == f"The proxy 127.0.0.1:{nobody} isn't answering."
    assert without_server.kind is ProblemKind.PROXY_CANNOT_REACH
    assert problem_text(without_server).title == "The proxy works, but can't reach ridge.invalid."
    assert not without_proxy.is_final
    assert not without_server.is_final


@pytest.mark.parametrize(("kind", "answers", "problem"), [
    ("socks5", [b"HTTP/1.1 400 Bad Request\r\n\r\n"], ProblemKind.PROXY_UNUSABLE),
    ("socks5", [b""], ProblemKind.PROXY_UNUSABLE),
    ("socks5", [b"\x05"], ProblemKind.PROXY_UNUSABLE),
    ("socks5", [b"\x05\x07"], ProblemKind.PROXY_UNUSABLE),
    ("socks5", [b"\x05\x02"], ProblemKind.PROXY_UNUSABLE),
    ("socks5", [b"\x05\x00", b"\x04\x00\x00\x01" + bytes(6)], ProblemKind.PROXY_UNUSABLE),
    ("socks5", [b"\x05\x00", b"\x05\x00\x00\x09" + bytes(6)], ProblemKind.PROXY_UNUSABLE),
    ("socks5", [b"\x05\x00", b"\x05\x00\x00\x03\xff\xff"], ProblemKind.PROXY_UNUSABLE),
    ("socks5", [b"\x05\x00", b"\x05\x02\x00\x01" + bytes(6)], ProblemKind.PROXY_DENIED),
    ("socks5", [b"\x05\x00", b"\x05\x04\x00\x01" + bytes(6)], ProblemKind.PROXY_CANNOT_REACH),
    ("socks5", [b"\x05\x00", b"\x05\x07\x00\x01" + bytes(6)], ProblemKind.PROXY_UNUSABLE),
    ("http", [b"SSH-2.0-OpenSSH_9.2\r\n\r\n"], ProblemKind.PROXY_UNUSABLE),
    ("http", [b"HTTP/1.1\r\n\r\n"], ProblemKind.PROXY_UNUSABLE),
    ("http", [b"HTTP/1.1 \xb2\xb3\xb2 OK\r\n\r\n"], ProblemKind.PROXY_UNUSABLE),
    ("http", [b"HTTP/1.1 403 Forbidden\r\n\r\n"], ProblemKind.PROXY_DENIED),
    ("http", [b"HTTP/1.1 404 Not Found\r\n\r\n"], ProblemKind.PROXY_UNUSABLE),
    ("http", [b"HTTP/1.1 504 Gateway Timeout\r\n\r\n"], ProblemKind.PROXY_CANNOT_REACH),
    ("http", [b"HTTP/1.1 200 OK\r\nX: " + b"x" * 9000], ProblemKind.PROXY_UNUSABLE),
    ("http", [b"HTTP/1.1 200 OK\r\n"], ProblemKind.PROXY_UNUSABLE),
])
def test_whatever_a_proxy_answers_is_told_in_its_own_kind(
        dial: Dial, scripted: Play, kind: str, answers: list[bytes], problem: ProblemKind) -> None:
    def script(connection: socket.socket) -> None:
        answering(*answers)(connection)

    assert dial(6667, proxy=f"{kind}://127.0.0.1:{scripted(script).port}").fails_with() is problem


@pytest.mark.parametrize(("answers", "kind"), [
    ([], ProblemKind.PROXY_UNREACHABLE), ([b"\x05\x00"], ProblemKind.PROXY_CANNOT_REACH),
])
def test_a_proxy_that_falls_silent_is_given_up(
        dial: Dial, scripted: Play, monkeypatch: pytest.MonkeyPatch, answers: list[bytes], kind: ProblemKind) -> None:
    monkeypatch.setattr("app.models.proxy.TUNNEL_TIMEOUT_S", 0.1)

    def script(connection: socket.socket) -> None:
        answering(*answers)(connection)
        until_closed(connection)

    assert dial(6667, proxy=f"socks5://127.0.0.1:{scripted(script).port}").fails_with() is kind


@pytest.mark.parametrize("text", [
    "", "127.0.0.1:1080", "socks4://127.0.0.1:1080", "socks5://127.0.0.1", "socks5://:1080", "socks5://h:99999",
    "socks5://h:0", "http://[::1:80", "https://h:80", "socks5://a b:1080", f"socks5://{'x' * 256}:y@h:1080",
])
def test_what_is_no_address_of_a_proxy_is_told_without_repeating_it(text: str) -> None:
    with pytest.raises(InvalidProxy) as raised:
        parse_proxy(text)

    assert not text or text not in str(raised.value)


@pytest.mark.parametrize(("text", "address"), [
    ("socks5://Proxy.example:1080", "proxy.example:1080"), ("socks5h://[::1]:1080", "[::1]:1080"),
    ("http://ines:sesame@10.0.0.1:3128/", "10.0.0.1:3128"),
])
def test_a_proxys_address_is_read_and_shown_without_secrets(text: str, address: str) -> None:
    assert parse_proxy(text).address == address


@KINDS
def test_no_password_reaches_the_log_or_what_people_read(
        dial: Dial, scripted: Play, make_proxy: MakeProxy, caplog: pytest.LogCaptureFixture, kind: str) -> None:
    caplog.set_level(logging.DEBUG)
    port = scripted(welcoming).port
    proxy = f"{kind}://ines:sesame@127.0.0.1:{make_proxy('ines', 'sesame').port}"
    call = dial(port, proxy=proxy)
    assert call.is_welcome()
    call.link.close(None)

    problems = [dial(unused_port(), proxy=proxy).fails(),
                dial(port, proxy=f"{kind}://ines:sesame@127.0.0.1:{unused_port()}").fails(),
                dial(port, proxy="ftp://ines:sesame@127.0.0.1:21").fails()]

    said = [caplog.text, *map(repr, problems), *(problem_text(problem).sentence for problem in problems),
            repr(parse_proxy(proxy))]
    assert not any("sesame" in text for text in said)
