"""Logging in with SASL: credentials, and their bytes in lines of 400.

Follows IRCv3 sasl-3.1.md and sasl-3.2.md; PLAIN is RFC 4616.
"""

import base64
from dataclasses import field

from app.values import frozen

CHUNK = 400
"""Characters of base64 in one AUTHENTICATE (sasl-3.1.md, "The AUTHENTICATE Command")."""
SUPPORTED = ("PLAIN",)
"""Mechanisms we can do, the best first."""


@frozen(kw_only=True)
class SaslCredentials:
    """An account to log in with. Only mechanisms named here are used."""

    account: str
    password: str = field(repr=False)
    mechanisms: tuple[str, ...] = SUPPORTED


def usable_mechanism(credentials: SaslCredentials, offered: str) -> str:
    """The first mechanism we can do, may use and the server offers; "" for none.

    `offered` is the value of the server's `sasl` capability; a 3.1 server gives none, then any may work.
    """
    there = {name.upper() for name in offered.split(",")} if offered else set(SUPPORTED)
    wanted = {name.upper() for name in credentials.mechanisms}
    return next((name for name in SUPPORTED if name in there and name in wanted), "")


def plain_response(credentials: SaslCredentials) -> bytes:
    """What PLAIN sends: authorisation identity (left to the server), account, password (RFC 4616)."""
    return f"\0{credentials.account}\0{credentials.password}".encode()


def chunks(payload: bytes) -> list[str]:
    """Parameters of the AUTHENTICATE messages that carry `payload`; a full last chunk is followed by `+`."""
    text = base64.b64encode(payload).decode()
    pieces = [text[start : start + CHUNK] for start in range(0, len(text), CHUNK)]
    if not pieces or len(pieces[-1]) == CHUNK:
        pieces.append("+")
    return pieces
