"""What happened about files."""

from dataclasses import field

from app.protocol.events.envelope import Event
from app.values import frozen


@frozen(kw_only=True)
class TokenReceived(Event):
    """The server gave a token for a service at `address` (TOKEN GENERATE). The token is a secret."""

    service: str
    address: str
    token: str = field(repr=False)
