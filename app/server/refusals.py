"""Refused connections in the log: a line for each, but not thousands a second."""

import logging

from app.server.core.limits import TokenBucket

logger = logging.getLogger(__name__)

_BURST = 20.0
"""So many are logged at once, then one a second."""


class RefusalLog:
    """Tells of those who could not come in; whoever is refused is often refused again at once."""

    def __init__(self, now: float) -> None:
        self._bucket = TokenBucket(_BURST, 1.0, now)
        self._untold = 0

    def tell(self, address: str, reason: str, now: float) -> None:
        """Somebody from this address was refused."""
        if self._bucket.take(1.0, now):
            self._untold += 1
            return
        untold, self._untold = self._untold, 0
        others = f" (and {untold} more before)" if untold else ""
        logger.info("refused a connection from %s: %s%s", address, reason, others, extra={"address": address})
