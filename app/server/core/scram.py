"""SCRAM-SHA-256, the server's side, sans I/O: two messages in, two out (RFC 5802, RFC 7677).

The password is never said: both sides prove that they know it, so a server that was looked into gives nothing away.
"""

import base64
import hashlib
import hmac
import re

from app.protocol.scram import ScramError, decoded, text_of
from app.values import frozen

_FIRST = re.compile(r"(?P<header>(?P<flag>[ny]|p=[^,]*),(?:a=(?P<authzid>[^,]*))?,)"
                    r"(?P<bare>n=(?P<user>[^,]*),r=(?P<nonce>[!-+\--~]+)(?:,.*)?)", re.DOTALL)
_FINAL = re.compile(r"(?P<without_proof>c=(?P<binding>[^,]*),r=(?P<nonce>[^,]*)(?:,.*)?),p=(?P<proof>[^,]*)",
                    re.DOTALL)


@frozen(kw_only=True)
class ScramKeys:
    """What the server knows of the password."""

    salt: bytes
    iterations: int
    stored_key: bytes
    server_key: bytes


@frozen
class ClientFirst:
    """The client's first message, taken apart."""

    header: str
    bare: str
    user: str
    authzid: str
    nonce: str


def parse_client_first(message: bytes) -> ClientFirst:
    """Take the first message apart. Raises ScramError; channel binding is not offered, so asking for it is one."""
    found = _FIRST.fullmatch(text_of(message))
    if found is None or found["flag"].startswith("p="):
        raise ScramError("no client-first-message without channel binding")
    return ClientFirst(found["header"], found["bare"], _name(found["user"]), _name(found["authzid"] or ""),
                       found["nonce"])


class ScramServer:
    """An exchange after the client's first message. Nothing of it can be said twice: each side adds a nonce."""

    def __init__(self, first: ClientFirst, keys: ScramKeys, nonce: str) -> None:
        self.user = first.user
        self._header = first.header
        self._client_first = first.bare
        self._nonce = first.nonce + nonce
        self._keys = keys
        self.first_message = (f"r={self._nonce},s={base64.b64encode(keys.salt).decode()},"
                              f"i={keys.iterations}").encode()

    def finish(self, message: bytes) -> bytes | None:
        """Check the client's proof: the server's own proof in answer, None for a wrong one. Raises ScramError."""
        found = _FINAL.fullmatch(text_of(message))
        if found is None or found["nonce"] != self._nonce or decoded(found["binding"]) != self._header.encode():
            raise ScramError("the client-final-message does not go on from the first")
        proof = decoded(found["proof"])
        auth = ",".join([self._client_first, self.first_message.decode(), found["without_proof"]]).encode()
        signature = hmac.digest(self._keys.stored_key, auth, "sha256")
        client_key = bytes(left ^ right for left, right in zip(proof, signature, strict=False))
        if len(proof) != len(signature) or not hmac.compare_digest(
                hashlib.sha256(client_key).digest(), self._keys.stored_key):
            return None
        return b"v=" + base64.b64encode(hmac.digest(self._keys.server_key, auth, "sha256"))


def _name(text: str) -> str:
    """A user name with its escapes undone (RFC 5802, 5.1, "saslname")."""
    if re.search(r"=(?!2C|3D)", text):
        raise ScramError("a user name with an unknown escape")
    return text.replace("=2C", ",").replace("=3D", "=")
