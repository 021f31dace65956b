"""Who is believed to be the server, and who gets to see a certificate of ours."""

import os
import ssl
from pathlib import Path

import pytest

from app.models.problem import ProblemKind
from tests.wire.certificates import Authority
from tests.wire.conftest import Dial, Play
from tests.wire.scripted import WELCOME, noting, secured, until_closed


def test_an_authority_that_vouches_for_the_host_is_enough(dial: Dial, scripted: Play, authority: Authority) -> None:
    assert dial(scripted(secured(authority.certify("127.0.0.1"))).port, tls=True).is_welcome()


@pytest.mark.parametrize(("name", "days"), [("127.0.0.1", -1), ("ridge.example", 30)], ids=["expired", "wrong name"])
def test_a_certificate_that_is_not_the_hosts_or_too_old_is_shown_and_nothing_is_said(
        dial: Dial, scripted: Play, authority: Authority, name: str, days: int) -> None:
    certified, heard = authority.certify(name, days=days), [b""]
    server = scripted(secured(certified, noting(heard)))

    problem = dial(server.port, tls=True).fails()

    server.close()
    assert (problem.kind, problem.seen) == (ProblemKind.CERTIFICATE_UNKNOWN, certified.fingerprint)
    assert b"".join(heard) == b""


@pytest.mark.parametrize(("name", "days"), [("127.0.0.1", -1), ("ridge.example", 30)], ids=["expired", "wrong name"])
@pytest.mark.parametrize("has_own", [False, True], ids=["as a guest", "with a certificate of ours"])
def test_a_pin_takes_exactly_its_certificate_whatever_name_and_date_it_has(
        dial: Dial, scripted: Play, authority: Authority, name: str, days: int, *, has_own: bool) -> None:
    certified = authority.certify(name, days=days)
    own = str(authority.certify("ines").file) if has_own else ""

    assert dial(scripted(secured(certified)).port, tls=True, fingerprints=(certified.fingerprint,),
                client_certificate=own).is_welcome()


@pytest.mark.parametrize("is_pinned", [False, True])
def test_our_certificate_is_shown_to_a_server_that_is_trusted(
        dial: Dial, scripted: Play, authority: Authority, *, is_pinned: bool) -> None:
    certified, seen = authority.certify("127.0.0.1"), []

    def look(connection: ssl.SSLSocket) -> None:
        seen.append(connection.getpeercert())
        connection.sendall(WELCOME)
        until_closed(connection)

    port = scripted(secured(certified, look, asks=authority.file)).port  # type: ignore[arg-type]  # TLS at this end
    call = dial(port, tls=True, client_certificate=str(authority.certify("ines").file),
                fingerprints=(certified.fingerprint,) if is_pinned else ())

    assert call.is_welcome()
    assert "ines" in str(seen[-1])


def test_our_certificate_is_not_shown_to_a_server_with_a_wrong_pin(
        dial: Dial, scripted: Play, authority: Authority) -> None:
    seen: list[object] = []

    def look(connection: ssl.SSLSocket) -> None:
        seen.append(connection.getpeercert())

    server = scripted(secured(authority.certify("127.0.0.1"), look))  # type: ignore[arg-type]  # TLS at this end
    call = dial(server.port, tls=True, client_certificate=str(authority.certify("ines").file),
                fingerprints=("ab" * 32,))

    assert call.fails_with() is ProblemKind.CERTIFICATE_DIFFERS
    server.close()
    assert not any(seen)


@pytest.mark.parametrize("content", [None, b"", b"no PEM at all", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_a_certificate_of_ours_that_can_not_be_read_is_told_before_anything_is_sent(
        dial: Dial, scripted: Play, authority: Authority, tmp_path: Path, content: bytes | None) -> None:
    file, heard = tmp_path / "mine.pem", [b""]
    if content is not None:
        file.write_bytes(content)
    server = scripted(secured(authority.certify("127.0.0.1"), noting(heard)))

    problem = dial(server.port, tls=True, client_certificate=str(file)).fails()

    server.close()
    assert problem.kind is ProblemKind.OWN_CERTIFICATE_UNUSABLE
    assert problem.is_final
    assert problem.detail
    assert b"".join(heard) == b""


@pytest.mark.parametrize("garbage", [
    b"\x16\x03\x03\xff\xff" + bytes(64), os.urandom(512), b"\x15\x03\x03\x00\x02\x02\x28", b"", b"* OK IMAP ready\r\n",
], ids=["a record too long", "noise", "an alert", "nothing", "plain text"])
def test_garbage_in_place_of_tls_is_told_as_such(dial: Dial, scripted: Play, garbage: bytes) -> None:
    server = scripted(lambda connection: connection.sendall(garbage))

    assert dial(server.port, tls=True).fails_with() in (ProblemKind.TLS_FAILED, ProblemKind.NO_TLS_THERE)
