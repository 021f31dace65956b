"""TLS: clients' certificates, handshakes that never end or are none, and readers that don't read."""

import hashlib
import os
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from app.server.certs import Certificate, CertificateError, own_certificate, tls_context
from app.server.config import Config, LimitsSection
from app.server.door import Door
from tests.server.outside import PATIENCE_S, Caller, RunningServer


@pytest.fixture
def card(tmp_path: Path) -> Certificate:
    """A certificate for a client: it is of the same kind as a server's."""
    folder = tmp_path / "card"
    folder.mkdir()
    return own_certificate(folder, "ann.example")


def files_of(certificate: Certificate) -> tuple[Path, Path]:
    return certificate.cert_file, certificate.key_file


def test_the_fingerprint_of_a_clients_certificate_is_known(tmp_path: Path, card: Certificate) -> None:
    with RunningServer(tmp_path / "data", plain=False, tls=True) as server, \
            Caller(server.ports[0], tls=True, certificate=files_of(card)) as ann:
        ann.enters("ann")
        ann.says("WHOIS ann")

        assert f" 276 ann ann :has client certificate fingerprint {card.fingerprint}" in \
            "\n".join(ann.hears(" 318 "))


def test_who_shows_no_certificate_comes_in_as_well(tmp_path: Path) -> None:
    with RunningServer(tmp_path, plain=False, tls=True) as server, Caller(server.ports[0], tls=True) as ann:
        ann.enters("ann")
        ann.says("WHOIS ann")
        lines = ann.hears(" 318 ")

        assert not any(" 276 " in line for line in lines)
        assert any(" 671 ann ann " in line for line in lines)


@pytest.mark.parametrize(("has_card", "offered"), [(True, True), (False, False)])
def test_a_login_by_certificate_is_offered_to_who_has_one(
        tmp_path: Path, card: Certificate, has_card: bool, offered: bool) -> None:
    with RunningServer(tmp_path / "data", plain=False, tls=True) as server, \
            Caller(server.ports[0], tls=True, certificate=files_of(card) if has_card else None) as ann:
        ann.says("CAP LS 302", "NICK ann")
        ann.says("PING over")
        listed = " ".join(ann.hears("PONG"))

        assert ("EXTERNAL" in listed) is offered


def test_an_account_is_entered_by_the_certificate_it_was_made_with(tmp_path: Path, card: Certificate) -> None:
    with RunningServer(tmp_path / "data", plain=False, tls=True) as server:
        with Caller(server.ports[0], tls=True, certificate=files_of(card)) as ann:
            ann.enters("ann")
            ann.says("REGISTER * * correct-horse")
            ann.hears("REGISTER SUCCESS")
        with Caller(server.ports[0], tls=True, certificate=files_of(card)) as ann:
            ann.says("CAP REQ :sasl", "AUTHENTICATE EXTERNAL", "AUTHENTICATE +")

            assert " ann " in ann.hears(" 900 ")[-1]
            ann.hears(" 903 ")


def test_who_comes_back_with_a_session_still_has_the_certificate(tmp_path: Path, card: Certificate) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    # Before TLS 1.3 a session is there as soon as the handshake is done.
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(*files_of(card))
    with RunningServer(tmp_path / "data", plain=False, tls=True) as server:
        session: ssl.SSLSession | None = None
        for nick in ("ann", "bob"):
            caller = Caller(server.ports[0])
            caller.socket = secure = context.wrap_socket(caller.socket, session=session)
            with caller:
                session = secure.session
                caller.enters(nick)
                caller.says(f"WHOIS {nick}")
                assert any(card.fingerprint in line for line in caller.hears(" 318 "))
                assert secure.session_reused is (nick == "bob")


def test_the_end_is_said_so_that_nobody_thinks_it_was_cut_off(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with RunningServer(tmp_path, plain=False, tls=True) as server, Caller(server.ports[0]) as ann:
        ann.socket = context.wrap_socket(ann.socket, suppress_ragged_eofs=False)
        ann.enters("ann")
        ann.says("QUIT")
        ann.hears("ERROR")

        assert ann.socket.recv(100) == b""


def test_a_long_text_comes_through_in_both_directions(tmp_path: Path) -> None:
    """Many records at once, more than one read of a socket holds."""
    texts = [f"{number:04} {'é' * 200}" for number in range(600)]
    with RunningServer(tmp_path, plain=False, tls=True) as server, Caller(server.ports[0], tls=True) as ann, \
            Caller(server.ports[0], tls=True) as bob:
        ann.enters("ann")
        bob.enters("bob")
        ann.says(*(f"PRIVMSG bob :{text}" for text in texts))

        heard = [line.rpartition(" :")[2] for line in bob.hears(":0599 ")]
        assert heard == texts


def ended(caller: Caller) -> bool:
    """Whether the server ends the connection before patience does."""
    with suppress(ConnectionError):
        while caller.socket.recv(65536):
            pass
    return True


def trickle(caller: Caller) -> None:
    """A handshake that goes on and on: the start of one record, a byte now and then."""
    caller.socket.settimeout(0.02)
    deadline = time.monotonic() + PATIENCE_S
    pieces = iter(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(1000))
    while time.monotonic() < deadline:
        try:
            caller.sends(bytes([next(pieces)]))
            if not caller.socket.recv(100):
                return
        except TimeoutError:
            continue
        except ConnectionError:
            return
    raise AssertionError("the server let the handshake go on")


@pytest.mark.parametrize("behave", [lambda _caller: None, trickle], ids=["says nothing", "goes on and on"])
def test_a_handshake_that_takes_too_long_is_ended(tmp_path: Path, behave: Callable[[Caller], None]) -> None:
    with RunningServer(tmp_path, "--set", "limits.handshake_seconds=0.3", plain=False, tls=True) as server, \
            Caller(server.ports[0]) as stranger:
        behave(stranger)

        assert ended(stranger)


@pytest.mark.parametrize("garbage", [
    b"NICK x\r\nUSER x 0 * :x\r\n" * 10, b"GET / HTTP/1.1\r\n\r\n", b"\0" * 100_000, b"\xff" * 5,
    b"\x16\x03\x01\xff\xff" + b"\x01" * 70_000, b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00",
    b"\x15\x03\x03\x00\x02\x02\x28", b"\x17\x03\x03\x00\x10" + b"x" * 16,
])
def test_garbage_instead_of_a_handshake_ends_that_connection_alone(tmp_path: Path, garbage: bytes) -> None:
    with RunningServer(tmp_path, plain=False, tls=True) as server, Caller(server.ports[0], tls=True) as ann, \
            Caller(server.ports[0]) as stranger:
        ann.enters("ann")
        with suppress(ConnectionError):
            stranger.sends(garbage)

        assert ended(stranger)
        assert ann.catches_up() == []


def test_garbage_after_the_handshake_ends_the_connection(tmp_path: Path) -> None:
    with RunningServer(tmp_path, plain=False, tls=True) as server, Caller(server.ports[0], tls=True) as ann, \
            Caller(server.ports[0], tls=True) as bob:
        ann.enters("ann")
        bob.enters("bob")
        with socket.socket(fileno=os.dup(bob.socket.fileno())) as bare:
            bare.sendall(b"PRIVMSG #general :in the clear\r\n")

        assert ann.hears("QUIT")[-1].startswith(":bob!")


def test_who_leaves_in_the_middle_of_a_handshake_leaves_nothing_behind(tmp_path: Path) -> None:
    with RunningServer(tmp_path, plain=False, tls=True) as server:
        for _ in range(20):
            with Caller(server.ports[0]) as stranger:
                stranger.sends(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
        with Caller(server.ports[0], tls=True) as ann:
            ann.enters("ann")
            ann.says("LUSERS")

            assert any(" 251 ann :There are 1 " in line for line in ann.hears(" 266 "))


def test_a_slow_reader_over_tls_gets_everything_once_it_reads(tmp_path: Path) -> None:
    """More than may be unsent before we stop writing, less than what gets one cut."""
    with RunningServer(tmp_path, "--set", "limits.sendq_hard=100000000", plain=False, tls=True) as server, \
            Caller(server.ports[0], tls=True) as ann, Caller(server.ports[0], tls=True) as slow:
        slow.enters("slow")
        ann.enters("ann", caps="echo-message")
        for start in range(0, 20_000, 500):
            ann.says(*(f"PRIVMSG #general :{start + number:06} {'x' * 380}" for number in range(500)))
            ann.hears(f":{start + 499:06} ")

        heard = [line.partition(" :")[2][:6] for line in slow.hears(":019999 ") if "PRIVMSG" in line]
        assert heard == [f"{number:06}" for number in range(20_000)]


def test_a_key_that_is_another_certificates_is_said(tmp_path: Path, card: Certificate) -> None:
    other = own_certificate(tmp_path, "chat.local")

    with pytest.raises(CertificateError, match="Check both files"):
        tls_context(Certificate(card.cert_file, other.key_file, "", is_self_signed=True), asks_for_certificate=True)


def test_the_fingerprint_is_the_certificates_sha_256(card: Certificate) -> None:
    der = ssl.PEM_cert_to_DER_cert(card.cert_file.read_text("ascii"))

    assert card.fingerprint == hashlib.sha256(der).hexdigest()


def test_only_so_many_from_one_address_may_be_in_the_middle_of_a_handshake() -> None:
    door = Door(Config(limits=LimitsSection(unregistered=4, unregistered_per_address=2)))

    assert [door.begin_handshake("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert [door.begin_handshake("2001:db8::1"), door.begin_handshake("2001:db8::2")] == [True, True]
    assert not door.begin_handshake("192.0.2.9"), "four are enough in all"
    assert door.begin_handshake("127.0.0.1")
    door.end_handshake("192.0.2.1")
    door.end_handshake("127.0.0.1")
    assert door.begin_handshake("192.0.2.1")
