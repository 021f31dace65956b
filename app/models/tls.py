"""How we know that a server is who it should be.

With pins, exactly a certificate with one of these SHA-256 fingerprints is taken, whatever its name or date. Without,
the system's authorities must vouch for the host's name; if they don't, people are shown the fingerprint and decide.
Our invite links carry a pin only where the server signed its certificate itself, so a renewed certificate of an
authority never breaks them.
"""

import hashlib
import ssl

_NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL, for which `ssl` has no name: a pinned certificate may be of any date."""


class UnusableCertificate(Exception):
    """Our own certificate can't be read. The message says why."""


def context_for(*, has_pins: bool, own_certificate: str = "") -> ssl.SSLContext:
    """A client's TLS settings. With pins the chain is not looked at: the pin decides, after the handshake.

    `own_certificate` is the path of ours; raises UnusableCertificate. With pins, use `context_for_exactly` for it.
    """
    if not has_pins:
        context = ssl.create_default_context()
    else:
        context = _context_without_names()
        context.verify_mode = ssl.CERT_NONE
    return _with(own_certificate, context)


def context_for_exactly(certificate: bytes, own_certificate: str) -> ssl.SSLContext:
    """Settings that take this one certificate (DER) of the server, and show ours only to it.

    A pin is compared after the handshake, when a certificate of ours would have been shown already.
    Raises UnusableCertificate.
    """
    context = _context_without_names()
    context.load_verify_locations(cadata=certificate)
    context.verify_flags = ssl.VerifyFlags(_NO_CHECK_TIME | ssl.VERIFY_X509_PARTIAL_CHAIN)
    return _with(own_certificate, context)


def _context_without_names() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    return context


def _with(own_certificate: str, context: ssl.SSLContext) -> ssl.SSLContext:
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if own_certificate:
        try:
            # A key with a password would be asked for at the terminal, in the network thread.
            context.load_cert_chain(own_certificate, password="")
        except (OSError, ValueError) as error:
            raise UnusableCertificate(_reason(error)) from error
    return context


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "it holds no certificate with its key, or the key has a password"
    return getattr(error, "strerror", None) or str(error)


def fingerprint_of(certificate: bytes) -> str:
    """The SHA-256 of a certificate (DER), in 64 hex digits."""
    return hashlib.sha256(certificate).hexdigest()


def is_not_tls(error: ssl.SSLError) -> bool:
    """Whether the other end does not speak TLS at all, rather than badly."""
    return error.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNEXPECTED_MESSAGE", "PACKET_LENGTH_TOO_LONG",
                            "RECORD_LAYER_FAILURE", "UNKNOWN_PROTOCOL", "INVALID_RECORD")
