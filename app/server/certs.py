"""The server's certificate: one is made and kept in the data folder unless the owner has a better one.

ECDSA P-256, self-signed, twenty years: who has the invite link checks its fingerprint, so an authority adds nothing.
"""

import datetime as dt
import hashlib
import os
import ssl
from pathlib import Path
from typing import TYPE_CHECKING

from app.values import frozen

if TYPE_CHECKING:
    from OpenSSL import SSL

_YEARS_DAYS = 20 * 365


class CertificateError(Exception):
    """The certificate can't be used or made. The message is a plain sentence with a next step."""


class PackageMissing(CertificateError):
    """A certificate has to be made, and the package that makes it is not installed."""


@frozen
class Certificate:
    """Files of a certificate; `fingerprint` is the SHA-256 of its DER form in hex."""

    cert_file: Path
    key_file: Path
    fingerprint: str
    is_self_signed: bool


def given_certificate(cert_file: Path, key_file: Path) -> Certificate:
    """The owner's own certificate. Raises CertificateError."""
    fingerprint = _fingerprint(cert_file)
    return Certificate(cert_file, key_file, fingerprint, _is_self_signed(cert_file))


def own_certificate(folder: Path, name: str) -> Certificate:
    """The certificate kept in `folder`, made if there is none. Raises CertificateError or OSError."""
    cert_file, key_file = folder / "certificate.pem", folder / "key.pem"
    if not (cert_file.exists() and key_file.exists()):
        _make(cert_file, key_file, name)
    return Certificate(cert_file, key_file, _fingerprint(cert_file), is_self_signed=True)


def tls_context(certificate: Certificate, *, asks_for_certificate: bool) -> "SSL.Context":
    """A server's context, TLS 1.2 or newer. Raises CertificateError.

    A certificate that is asked for may be any: what counts is the proof that its key is there, not who signed it.
    """
    try:
        from OpenSSL import SSL
    except ImportError as error:
        raise PackageMissing("TLS needs the package pyopenssl. Install it with “python -m pip install pyopenssl”, "
                             "or listen without encryption.") from error
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.set_options(SSL.OP_NO_RENEGOTIATION | SSL.OP_NO_COMPRESSION | SSL.OP_CIPHER_SERVER_PREFERENCE)
    # What OpenSSL keeps of an idle connection, and of those that were, costs more than it saves a chat.
    context.set_mode(SSL.MODE_RELEASE_BUFFERS)
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    # Without, who comes back with a ticket and a certificate is refused.
    context.set_session_id(b"group-chat")
    if asks_for_certificate:
        context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
    try:
        context.use_certificate_chain_file(str(certificate.cert_file))
        context.use_privatekey_file(str(certificate.key_file))
        context.check_privatekey()
    except SSL.Error as error:
        raise CertificateError(
            f"The certificate {certificate.cert_file} and its key don't work ({_reason(error)}). Check both files."
        ) from error
    return context


def _reason(error: Exception) -> str:
    """The words in OpenSSL's list of library, function and reason."""
    entries = error.args[0] if error.args and isinstance(error.args[0], list) else []
    return "; ".join(str(entry[-1]) for entry in entries if entry) or "no reason given"


def _fingerprint(cert_file: Path) -> str:
    try:
        text = cert_file.read_text("ascii")
        end = text.index("-----END CERTIFICATE-----")
        begin = text.index("-----BEGIN CERTIFICATE-----")
        der = ssl.PEM_cert_to_DER_cert(text[begin:end] + "-----END CERTIFICATE-----\n")
    except OSError as error:
        raise CertificateError(
            f"The certificate {cert_file} can't be read ({error.strerror}). Check its name.") from error
    except ValueError as error:
        raise CertificateError(
            f"{cert_file} isn't a certificate in PEM form. Check its name, or convert it.") from error
    return hashlib.sha256(der).hexdigest()


def _is_self_signed(cert_file: Path) -> bool:
    """Whether the certificate vouches for itself. Unknown without `cryptography`: then it is taken for a proper one."""
    try:
        from cryptography import x509
    except ImportError:
        return False
    certificate = x509.load_pem_x509_certificate(cert_file.read_bytes())
    return certificate.issuer == certificate.subject


def _make(cert_file: Path, key_file: Path, name: str) -> None:
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
    except ImportError as error:
        raise PackageMissing("Making a certificate needs the package cryptography. Install it with "
                             "“python -m pip install cryptography”, or give --tls-cert and --tls-key.") from error
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name[:64])])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=_YEARS_DAYS))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    key_bytes = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                  serialization.NoEncryption())
    write_private(key_file, key_bytes)
    cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def write_private(path: Path, data: bytes) -> None:
    """Write a file only its owner can read; it appears whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    fresh.replace(path)
