"""STS: clients are told to come by TLS only where everybody's program accepts the certificate (IRCv3 sts)."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.server.config import TlsSection
from app.server.core.server import Identity
from tests.server.house import House
from tests.server.outside import Caller, RunningServer


@pytest.fixture
def house() -> House:
    return House()


@pytest.mark.parametrize(("secure", "value"), [(True, "sts=duration=2592000"), (False, "sts=port=6697")])
def test_sts_has_the_value_that_the_connection_needs(house: House, secure: bool, value: str) -> None:
    house.core.identity = Identity(version="test-1", created="today", sts_port=6697)
    ann = house.connect(secure=secure)

    assert value in " ".join(ann.hears("CAP LS 302")).split(" ")
    assert ann.hears("CAP REQ :sts") == [":chat.local CAP * NAK :sts"]
    assert "sts" not in " ".join(ann.hears("CAP LIST"))


def test_sts_is_offered_to_nobody_who_knows_no_values(house: House) -> None:
    house.core.identity = Identity(version="test-1", created="today", sts_port=6697)

    assert "sts" not in house.connect().hears("CAP LS")[0].split(":")[-1].split(" ")


@pytest.mark.parametrize(("port", "days"), [(0, 30), (6697, 0)])
def test_sts_is_not_offered_without_a_port_or_a_time(port: int, days: int) -> None:
    house = House(tls={"sts_days": days})
    house.core.identity = Identity(version="test-1", created="today", sts_port=port)

    assert "sts=" not in " ".join(house.connect().hears("CAP LS 302"))


def test_sts_is_never_taken_back_by_cap_del(house: House) -> None:
    house.core.identity = Identity(version="test-1", created="today", sts_port=6697)
    ann = house.person("ann", "cap-notify")
    house.core.take_config(replace(house.core.config, tls=TlsSection(sts_days=0)))

    assert ann.reads() == []


def signed_by_an_authority(folder: Path) -> tuple[Path, Path]:
    """A certificate, and its key, that somebody else vouches for."""
    key, authority = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    subject, issuer = (x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
                       for name in ("chat.example.org", "Some Authority"))
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now).not_valid_after(now + dt.timedelta(days=1))
        .sign(authority, hashes.SHA256()))
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                           serialization.NoEncryption()))
    return cert_file, key_file


def offer(caller: Caller) -> str:
    caller.says("CAP LS 302", "PING over")
    words = " ".join(caller.hears("PONG")).split(" ")
    return next((word for word in words if word.lstrip(":").startswith("sts")), "").lstrip(":")


def test_with_an_authoritys_certificate_people_are_led_to_the_first_tls_port(tmp_path: Path) -> None:
    cert, key = signed_by_an_authority(tmp_path)
    with RunningServer(tmp_path / "data", "--tls-cert", str(cert), "--tls-key", str(key), tls=True) as server:
        plain, secure = server.ports
        with Caller(plain) as ann, Caller(secure, tls=True) as bob:
            assert offer(ann) == f"sts=port={secure}"
            assert offer(bob) == f"sts=duration={30 * 86_400}"


def test_with_a_certificate_of_our_own_nobody_is_led_anywhere(tmp_path: Path) -> None:
    with RunningServer(tmp_path, tls=True) as server, Caller(server.ports[0]) as ann, \
            Caller(server.ports[1], tls=True) as bob:
        assert (offer(ann), offer(bob)) == ("", "")
