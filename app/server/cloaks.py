"""What others see of where somebody comes from."""

import hashlib
import hmac

from app.server.core.origins import origin_of


class Cloaks:
    """Makes hosts of addresses: the same for the same address, since bans need something to hold."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def host_of(self, address: str, *, is_hidden: bool) -> str:
        """The host for an address; unless that is to be hidden, the address itself."""
        origin = origin_of(address)
        if origin.is_loopback:
            return "localhost"
        if not is_hidden:
            # A parameter that begins with a colon would be taken for the rest of the line.
            return "0" + address if address.startswith(":") else address
        digest = hmac.new(self._secret, origin.network.encode(), hashlib.sha256).hexdigest()
        return f"{digest[:12]}.cloak"
