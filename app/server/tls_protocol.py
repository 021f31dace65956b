"""TLS over a plain transport, with pyOpenSSL: the standard library can't ask for a client's certificate unverified.

IRC needs just that: no authority is asked about it, its fingerprint is looked up among the accounts (SASL EXTERNAL).
OpenSSL holds at most one unfinished record of what came in; what goes out is encrypted at once and waits below.
"""

import asyncio
from contextlib import suppress
from typing import Any

from OpenSSL import SSL

from app.server.door import Door
from app.server.layer import Layer

_RECORD_BYTES = 16_384
_RECORD_OVERHEAD = 256
_FLIGHT_BYTES = 8_192
"""What a step of the handshake sends is mostly smaller; more is taken in several turns."""


class TlsProtocol(Layer):
    """The server's end of one TLS connection."""

    __slots__ = ("_certfp", "_context", "_ssl")

    def __init__(self, context: SSL.Context, upper: asyncio.Protocol, door: Door) -> None:
        super().__init__(upper, door)
        self._context = context
        self._ssl: SSL.Connection
        self._certfp = ""

    def _begin(self) -> None:
        self._ssl = SSL.Connection(self._context, None)
        self._ssl.set_accept_state()

    def data_received(self, data: bytes) -> None:
        """Records came in: shake hands, or decrypt them and hand on what they hold."""
        if self._lower.is_closing():
            return
        try:
            self._ssl.bio_write(data)
            if not self._is_open:
                self._shake_hands()
            if self._is_open:
                self._decrypt()
        except SSL.Error:
            # No TLS, or changed on the way. OpenSSL has written the alert that says so.
            self._flush(_RECORD_OVERHEAD)
            self._lower.close()

    def _shake_hands(self) -> None:
        try:
            self._ssl.do_handshake()
        except SSL.WantReadError:
            self._flush(_FLIGHT_BYTES)
            return
        self._flush(_FLIGHT_BYTES)
        certificate = self._ssl.get_peer_certificate()
        if certificate is not None:
            self._certfp = certificate.digest("sha256").decode("ascii").replace(":", "").lower()
        self._open()

    def _decrypt(self) -> None:
        """Hand on, as one piece, what the whole records hold that came in: no more than one read of the socket."""
        pieces = []
        is_at_end = False
        try:
            while True:
                pieces.append(self._ssl.recv(_RECORD_BYTES))
        except SSL.WantReadError:
            pass
        except SSL.ZeroReturnError:
            is_at_end = True
        if pieces:
            self._upper.data_received(pieces[0] if len(pieces) == 1 else b"".join(pieces))
        # Reading may have made an answer, such as to a key update.
        self._flush(_RECORD_OVERHEAD)
        if is_at_end:
            self.close()

    def write(self, data: bytes) -> None:
        """Encrypt, and send as one write."""
        if not data or self._lower.is_closing():
            return
        try:
            self._ssl.sendall(data)
        except SSL.Error:
            # Whatever is wrong with this one connection, the others' turn comes next.
            self._lower.abort()
            return
        self._flush(len(data) + _RECORD_OVERHEAD * (1 + len(data) // _RECORD_BYTES))

    def _flush(self, expected_bytes: int) -> None:
        """Send what OpenSSL has written. Taking a little more than there is spares asking again."""
        pieces = []
        with suppress(SSL.WantReadError):
            while True:
                pieces.append(self._ssl.bio_read(expected_bytes))
                if len(pieces[-1]) < expected_bytes:
                    break
        if pieces and not self._lower.is_closing():
            self._lower.write(pieces[0] if len(pieces) == 1 else b"".join(pieces))

    def close(self) -> None:
        """Say close_notify: then the other end knows that nothing was cut off."""
        if not self._lower.is_closing():
            with suppress(SSL.Error):
                self._ssl.shutdown()
            self._flush(_RECORD_OVERHEAD)
            self._lower.close()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """`certfp`: the SHA-256 of the client's certificate in hex, empty without one; what is below knows the rest."""
        return self._certfp if name == "certfp" else super().get_extra_info(name, default)
