"""How we know that a server is who it should be.

With pins, exactly a certificate with one of these SHA-256 fingerprints is taken, whatever its name or date. Without,
the system's authorities must vouch for the host's name; if they don't, people are shown the fingerprint and decide.
Our invite links carry a pin only where the server signed its certificate itself, so a renewed certificate of an
authority never breaks them.
"""

import hashlib
import ssl


def context_for(*, has_pins: bool) -> ssl.SSLContext:
    """A client's TLS settings. With pins the chain is not looked at: the pin decides, after the handshake."""
    if not has_pins:
        context = ssl.create_default_context()
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def fingerprint_of(certificate: bytes) -> str:
    """The SHA-256 of a certificate (DER), in 64 hex digits."""
    return hashlib.sha256(certificate).hexdigest()


def is_not_tls(error: ssl.SSLError) -> bool:
    """Whether the other end does not speak TLS at all, rather than badly."""
    return error.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNEXPECTED_MESSAGE", "PACKET_LENGTH_TOO_LONG",
                            "RECORD_LAYER_FAILURE", "UNKNOWN_PROTOCOL", "INVALID_RECORD")
