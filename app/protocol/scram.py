"""SCRAM-SHA-256, the client's side, sans I/O (RFC 5802, RFC 7677): we prove the password, and so must the server.

The password is never said. A server that can't prove that it knows what was made of it is not the one we have an
account on, whatever its certificate says.
"""

import base64
import binascii
import hashlib
import hmac
import re

from app.protocol.saslprep import saslprep

HEADER = "n,,"
"""No channel binding, nobody else's name (RFC 5802, 7, "gs2-header")."""
ITERATIONS_MIN = 4_096
"""RFC 7677, 4: with fewer rounds, who overhears the exchange guesses the password soon."""
ITERATIONS_MAX = 1_000_000
"""More would keep this computer busy for seconds."""
_SERVER_FIRST = re.compile(r"r=(?P<nonce>[!-+\--~]{1,512}),s=(?P<salt>[^,]{1,1024}),i=(?P<rounds>[1-9][0-9]{0,8})"
                           r"(?:,.*)?", re.DOTALL)
_SERVER_FINAL = re.compile(r"v=(?P<signature>[^,]{1,1024})(?:,.*)?", re.DOTALL)


class ScramError(Exception):
    """What the other side said can't be right, or it refuses. The message is for the log."""


class UnprovenServer(ScramError):
    """The server says that all is well, but its signature is not one of somebody who knows the password."""


class ScramClient:
    """One exchange: `first_message`, then `final_message` in answer to the server's first, then `verify`."""

    def __init__(self, account: str, password: str, nonce: str) -> None:
        """`nonce` is printable ASCII without a comma that nobody can guess."""
        name = saslprep(account).replace("=", "=3D").replace(",", "=2C")
        self._nonce = nonce
        self._password = saslprep(password).encode()
        self._bare = f"n={name},r={nonce}"
        self._signature = b""

    @property
    def first_message(self) -> bytes:
        """Who we are."""
        return (HEADER + self._bare).encode()

    def final_message(self, server_first: bytes) -> bytes:
        """Our proof, for the salt and the rounds that the server names. Raises ScramError."""
        text = text_of(server_first)
        found = _SERVER_FIRST.fullmatch(text)
        if found is None:
            raise ScramError("no server-first-message")
        nonce, rounds = found["nonce"], int(found["rounds"])
        if not nonce.startswith(self._nonce) or nonce == self._nonce:
            raise ScramError("the server's nonce does not go on from ours")
        if not ITERATIONS_MIN <= rounds <= ITERATIONS_MAX:
            raise ScramError(f"{rounds} rounds are too few or too many")
        salted = hashlib.pbkdf2_hmac("sha256", self._password, decoded(found["salt"]), rounds)
        without_proof = f"c={base64.b64encode(HEADER.encode()).decode()},r={nonce}"
        return self._prove(salted, f"{self._bare},{text},{without_proof}".encode(), without_proof)

    def _prove(self, salted: bytes, auth_message: bytes, without_proof: str) -> bytes:
        client_key = hmac.digest(salted, b"Client Key", "sha256")
        signature = hmac.digest(hashlib.sha256(client_key).digest(), auth_message, "sha256")
        self._signature = hmac.digest(hmac.digest(salted, b"Server Key", "sha256"), auth_message, "sha256")
        proof = bytes(left ^ right for left, right in zip(client_key, signature, strict=True))
        return f"{without_proof},p={base64.b64encode(proof).decode()}".encode()

    def verify(self, server_final: bytes) -> None:
        """Make sure that the server knows the password, too.

        Raises UnprovenServer when it does not, ScramError when it refuses ours or says nothing of the kind.
        """
        text = text_of(server_final)
        found = _SERVER_FINAL.fullmatch(text)
        if found is None:
            raise ScramError(f"refused: {text[:80]}")
        if not self._signature or not hmac.compare_digest(decoded(found["signature"]), self._signature):
            raise UnprovenServer("the server's signature is wrong")


def text_of(message: bytes) -> str:
    """A message of the exchange as text. Raises ScramError."""
    try:
        return message.decode()
    except UnicodeDecodeError:
        raise ScramError("no UTF-8") from None


def decoded(text: str) -> bytes:
    """The bytes of a part in base64. Raises ScramError."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ScramError("no base64") from None
