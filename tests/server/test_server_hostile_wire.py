"""Slow, half-open and broken connections, TLS that is none, and names that look like paths: at a real server."""

import datetime as dt
import hashlib
import json
import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from OpenSSL import SSL

from tests.server.house import House
from tests.server.outside import PATIENCE_S, Caller, RunningServer
from tests.server.test_server_admin_outside import does

ANN, BOB = "ann", "bob"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """One server for all of it. Whatever was done to it, it has logged no error when it ends."""
    with RunningServer(tmp_path_factory.mktemp("data"), tls=True) as running:
        yield running
        assert running.stop() == 0
        assert running.process.stderr is not None
        log = running.process.stderr.read()
        assert "Traceback" not in log
        assert " ERROR " not in log


@pytest.fixture
def ann(server: RunningServer) -> Iterator[Caller]:
    with Caller(server.ports[0]) as caller:
        caller.enters(ANN)
        yield caller


@pytest.fixture
def others_go_on(server: RunningServer, ann: Caller) -> Iterator[None]:
    """After the test, what Bob says reaches Ann at once and in order."""
    yield
    with Caller(server.ports[0]) as bob:
        bob.enters(BOB)
        bob.says("PRIVMSG #general :one", "PRIVMSG #general :two")
        heard = [line.rpartition(" :")[2] for line in ann.hears(":two") if line.startswith(":bob!~bob@")]
        assert heard[-2:] == ["one", "two"]
        bob.says("QUIT")
        ann.hears(":bob!~bob@localhost QUIT")


def ended(caller: Caller) -> bytes:
    """What comes until the server ends the connection."""
    data = b""
    with suppress(ConnectionError):
        while piece := caller.socket.recv(65536):
            data += piece
    return data


def test_a_byte_at_a_time_is_a_line_like_others(server: RunningServer, ann: Caller) -> None:
    with Caller(server.ports[0]) as eve:
        eve.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in "NICK eve\r\nUSER eve 0 * :Eve\r\nJOIN #general\r\nPRIVMSG #general :h\u00e9llo\r\n".encode():
            eve.sends(bytes([byte]))

        assert ann.hears("PRIVMSG")[-1] == ":eve!~eve@localhost PRIVMSG #general :h\u00e9llo"
        eve.says("QUIT")
        ann.hears("QUIT")


@pytest.mark.parametrize("byte", [b"N", b"\r\n", b"\n"], ids=repr)
def test_no_byte_buys_a_stranger_time(byte: bytes) -> None:
    house = House()
    stranger = house.connect()
    for _ in range(6):
        stranger.sends(byte)
        house.wait(5)

    assert stranger.reads() == ["ERROR :Closing link: Registration took too long"]


def test_a_line_that_never_ends_keeps_no_connection_open() -> None:
    house = House()
    eve, ann = house.person("eve", join="#x"), house.person("ann", join="#x")
    for byte in b"PRIVMSG #x :" + b"x" * 50:
        eve.sends(bytes([byte]))
        house.wait(5)
        ann.sends(b"PONG x\r\n")

    assert eve.reads()[-1].startswith("ERROR :Closing link: Ping timeout")
    assert [line for line in ann.reads() if "eve" in line] == [":eve!~eve@localhost QUIT :Ping timeout: 180 seconds"]
    assert ann.numerics("PING x") == ["PONG"]


@pytest.mark.usefixtures("others_go_on")
def test_what_was_said_before_the_half_of_a_connection_was_closed_is_heard(server: RunningServer, ann: Caller) -> None:
    with Caller(server.ports[0]) as eve:
        eve.enters("eve")
        eve.says("PRIVMSG #general :last words")
        eve.socket.shutdown(socket.SHUT_WR)

        assert [line.partition(" ")[2] for line in ann.hears("QUIT")][-2:] == [
            "PRIVMSG #general :last words", "QUIT :Connection closed"]


@pytest.mark.usefixtures("others_go_on")
@pytest.mark.parametrize("last", [b"", b"PRIVMSG #general :half", b"BATCH +1 draft/multiline #general\r\n",
                                  b"AUTHENTICATE PLAIN\r\nAUTHENTICATE ", b"WHO *\r\n" * 50])
@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_a_connection_that_is_torn_down_leaves_at_once(
    server: RunningServer, ann: Caller, last: bytes, tls: bool,
) -> None:
    with Caller(server.ports[int(tls)], tls=tls) as eve:
        eve.enters("eve", caps="batch draft/multiline sasl")
        eve.sends(last)
        eve.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        eve.socket.close()

        assert ann.hears("QUIT")[-1].startswith(":eve!~eve@localhost QUIT :Connection ")


def client_hello(version: bytes) -> bytes:
    """The beginning of a handshake of an old version, as a client of its time made it."""
    ciphers = b"\xc0\x13\xc0\x14\x00\x2f\x00\x35\x00\x0a"
    body = version + bytes(range(32)) + b"\0" + struct.pack(">H", len(ciphers)) + ciphers + b"\x01\x00"
    handshake = b"\x01" + struct.pack(">I", len(body))[1:] + body
    return b"\x16\x03\x01" + struct.pack(">H", len(handshake)) + handshake


@pytest.mark.usefixtures("others_go_on")
@pytest.mark.parametrize("version", [b"\x03\x00", b"\x03\x01", b"\x03\x02"], ids=["SSL 3", "TLS 1.0", "TLS 1.1"])
def test_an_old_version_is_refused_with_an_alert(server: RunningServer, version: bytes) -> None:
    with Caller(server.ports[1]) as eve:
        eve.sends(client_hello(version))

        answer = ended(eve)
        assert (answer[0], answer[5:7]) == (0x15, b"\x02\x46")  # A fatal alert: protocol_version.


@pytest.mark.usefixtures("others_go_on")
def test_a_handshake_is_not_done_anew(server: RunningServer) -> None:
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_max_proto_version(SSL.TLS1_2_VERSION)
    with Caller(server.ports[1]) as eve:
        connection = SSL.Connection(context, eve.socket)
        eve.socket.settimeout(None)
        connection.set_connect_state()
        connection.do_handshake()
        connection.renegotiate()
        with pytest.raises(SSL.Error):
            connection.do_handshake()


@pytest.mark.usefixtures("others_go_on")
@pytest.mark.parametrize("bare", [
    b"\x17\x03\x03\xff\xff" + b"x" * 70_000, b"\x17\x03\x03\x41\x00" + b"x" * 0x4100, b"\x17\x03\x03\x00\x00",
    b"\x15\x03\x03\x00\x02\x02\x28", b"\x14\x03\x03\x00\x01\x01" * 50, b"\x16\x03\x03\x00\x04\x00\x00\x00\x00",
    b"\x17\x03\x03\x40\x00",
], ids=["beyond all", "a little too big", "empty", "an alert", "changes of cipher", "a request", "half a record"])
def test_a_record_that_can_not_be_ends_its_connection_alone(server: RunningServer, ann: Caller, bare: bytes) -> None:
    with Caller(server.ports[1], tls=True) as eve:
        eve.enters("eve")
        with socket.socket(fileno=socket.dup(eve.socket.fileno())) as beneath, suppress(ConnectionError):
            beneath.settimeout(PATIENCE_S)
            beneath.sendall(bare)
            beneath.shutdown(socket.SHUT_WR)

        assert ann.hears("QUIT")[-1].startswith(":eve!~eve@localhost QUIT :Connection ")


def certificate(folder: Path, name: x509.Name, *, days: int = 1, names: int = 0, serial: int = 1) -> tuple[Path, Path]:
    """A certificate that nobody would sign, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(
        issuer_name=name, subject_name=name, public_key=key.public_key(), serial_number=serial,
        not_valid_before=now + dt.timedelta(days=min(days, 0) - 1), not_valid_after=now + dt.timedelta(days=days))
    if names:
        many = x509.SubjectAlternativeName([x509.DNSName(f"{'n' * 50}{number}.example") for number in range(names)])
        builder = builder.add_extension(many, critical=False)
    made = builder.sign(key, hashes.SHA256())
    files = folder / "card.pem", folder / "card-key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return files


def called(text: str, times: int = 1) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text) for _ in range(times)])


@pytest.mark.usefixtures("others_go_on")
@pytest.mark.parametrize(("name", "options"), [
    (called("eve\r\nKILL ann"), {}), (called("ann\0.example"), {}), (called("\u202ennA\u200b"), {}),
    (x509.Name([]), {}),
    (called("a" * 64, 200), {}), (called("eve"), {"days": -5000}),
    (called("eve"), {"names": 300}),
    (called("eve"), {"serial": 2**158}),
], ids=["line ends", "a NUL", "bidi", "no name", "many names", "expired", "long", "a big number"])
def test_of_a_certificate_only_its_fingerprint_counts(
    server: RunningServer, tmp_path: Path, name: x509.Name, options: dict[str, int],
) -> None:
    files = certificate(tmp_path, name, **options)
    der = ssl.PEM_cert_to_DER_cert(files[0].read_text("ascii"))
    with Caller(server.ports[1], tls=True, certificate=files) as eve:
        eve.enters("eve")
        eve.says("WHOIS eve")
        lines = eve.hears(" 318 ")

        assert sum(line.endswith(hashlib.sha256(der).hexdigest()) for line in lines) == 1
        assert [line for line in lines if "KILL" in line or ".example" in line] == []


@pytest.mark.usefixtures("others_go_on")
def test_a_certificate_without_end_is_refused(server: RunningServer, tmp_path: Path) -> None:
    files = certificate(tmp_path, called("eve"), names=3000)

    with suppress(OSError), Caller(server.ports[1], tls=True, certificate=files) as eve:
        eve.says("NICK eve", "USER eve 0 * :Eve")
        assert b" 001 " not in ended(eve)


PATHS = [
    "#../../../../tmp/x", "#/etc/passwd", "#..", "#C:\\x", "#CON", "#NUL.txt", "#com1", "#a/b", "#a\\b", "#~", "#$HOME",
    "#`id`", "#%2e%2e", "#|cat", "#'--", "#" + "x" * 63, "#\u0645\u0631\u062d\u0628\u0627", "#-rf", "#.hidden", "#*?<>",
]


def test_no_name_of_a_room_is_a_file(tmp_path: Path) -> None:
    folder, file = tmp_path / "data", tmp_path / "said.jsonl"
    with RunningServer(folder) as server, Caller(server.ports[0]) as eve:
        eve.enters("eve")
        files = sorted(each.name for each in folder.iterdir())
        for room in PATHS:
            eve.says(f"JOIN {room}", f"PRIVMSG {room} :in {room}", f"TOPIC {room} :../../{room}")
        eve.catches_up()
        does(folder, "export", str(file))
        does(folder, "backup", str(tmp_path / "saved.db"))
        only = does(folder, "export", "-", "--channel", PATHS[0])

        assert sorted(each.name for each in folder.iterdir()) == files
        assert [json.loads(only)[key] for key in ("conversation", "text")] == [PATHS[0], f"in {PATHS[0]}"]
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert sorted(row["text"] for row in rows) == sorted(f"in {room}" for room in PATHS)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["data", "said.jsonl", "saved.db"]
