"""Logging in with SASL: credentials, mechanisms, and their bytes in lines of 400.

Follows IRCv3 sasl-3.1.md and sasl-3.2.md; PLAIN is RFC 4616, EXTERNAL RFC 4422, SCRAM-SHA-256 in `scram.py`.
"""

import base64
import binascii
from dataclasses import field
from typing import Protocol

from app.protocol.scram import ScramClient, ScramError, UnprovenServer
from app.values import frozen

CHUNK = 400
"""Characters of base64 in one AUTHENTICATE (sasl-3.1.md, "The AUTHENTICATE Command")."""
EXTERNAL, SCRAM, PLAIN = "EXTERNAL", "SCRAM-SHA-256", "PLAIN"
SUPPORTED = (EXTERNAL, SCRAM, PLAIN)
"""Mechanisms we can do, the best first: no password at all, one that is proved, one that is said."""
_MAX_CHUNKS = 16

class SaslError(Exception):
    """The server asks for what can't be answered: give this exchange up."""


@frozen(kw_only=True)
class SaslCredentials:
    """An account to log in with. Only mechanisms named here are used; none named are all."""

    account: str
    password: str = field(repr=False)
    mechanisms: tuple[str, ...] = SUPPORTED

    @property
    def can_be_said(self) -> bool:
        """Whether name and password can be bytes of a login at all."""
        text = self.account + self.password
        return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def offered_mechanisms(value: str) -> frozenset[str]:
    """What the value of the `sasl` capability offers; a 3.1 server gives none, then any may work."""
    return frozenset(name.upper() for name in value.split(",") if name) or frozenset(SUPPORTED)


class SaslExchange(Protocol):
    """One mechanism at work."""

    has_proved: bool
    """Whether our proof is out: a refusal is about that proof, not about the mechanism."""
    is_believable: bool
    """Whether a success may be believed: the server has proved itself as far as the mechanism has it do so."""

    def respond(self, challenge: bytes) -> bytes:
        """What to answer. Raises SaslError, or UnprovenServer when the server is not who it should be."""


class External:
    """The certificate of the connection says it all; the name is left to the server."""

    has_proved = False
    is_believable = True

    def __init__(self) -> None:
        self._is_over = False

    def respond(self, _challenge: bytes) -> bytes:
        """Nothing."""
        if self._is_over:
            raise SaslError("EXTERNAL has one step")
        self._is_over = True
        return b""


class Plain:
    """The password in plain text: nobody else may hear it."""

    is_believable = True

    def __init__(self, credentials: SaslCredentials) -> None:
        self._credentials = credentials
        self.has_proved = False

    def respond(self, _challenge: bytes) -> bytes:
        """Authorisation identity (left to the server), account, password."""
        if self.has_proved:
            raise SaslError("PLAIN has one step")
        self.has_proved = True
        return f"\0{self._credentials.account}\0{self._credentials.password}".encode()


class Scram:
    """SCRAM-SHA-256: both sides prove that they know the password."""

    def __init__(self, credentials: SaslCredentials, nonce: str) -> None:
        self._client = ScramClient(credentials.account, credentials.password, nonce)
        self._has_begun = False
        self.has_proved = False
        self.is_believable = False

    def respond(self, challenge: bytes) -> bytes:
        """Our name, our proof, and at last nothing more, when the server's proof is right."""
        if not self._has_begun:
            self._has_begun = True
            return self._client.first_message
        if self.is_believable:
            raise SaslError("SCRAM is over")
        try:
            if not self.has_proved:
                proof = self._client.final_message(challenge)
                self.has_proved = True
                return proof
            self._client.verify(challenge)
        except UnprovenServer:
            raise
        except ScramError as error:
            raise SaslError(str(error)) from None
        self.is_believable = True
        return b""


class Challenge:
    """What the server says in pieces; a piece that is not full is the last one."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def take(self, piece: str) -> bytes | None:
        """The whole of it, or None while more must come. Raises SaslError for too much, or for what is no base64."""
        if piece != "+":
            self._pieces.append(piece)
        if len(piece) > CHUNK or len(self._pieces) > _MAX_CHUNKS:
            self._pieces.clear()
            raise SaslError("the server's message is too long")
        if len(piece) == CHUNK:
            return None
        text = "".join(self._pieces)
        self._pieces.clear()
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise SaslError("no base64") from None


def chunks(payload: bytes) -> list[str]:
    """Parameters of the AUTHENTICATE messages that carry `payload`; a full last chunk is followed by `+`."""
    text = base64.b64encode(payload).decode()
    pieces = [text[start : start + CHUNK] for start in range(0, len(text), CHUNK)]
    if not pieces or len(pieces[-1]) == CHUNK:
        pieces.append("+")
    return pieces
