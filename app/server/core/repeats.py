"""Messages that come twice: a client that lost its connection sends again what may not have arrived.

Its old connection may still be there, with the same message on its way. The client names each message (the client-only
tag `groupchat.local/nonce`, docs/specs/nonce.md), and the second of a name to one place is dropped: its sender hears
that all is well. Known are the latest names only, which is what a lost connection needs.
"""

NONCE_TAG = "+groupchat.local/nonce"
NONCE_MAX = 64
_KEPT = 20_000


class Repeats:
    """The names of the latest messages, by the place they went to."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._seen: dict[tuple[str, str], None] = {}

    def is_new(self, place: str, nonce: str) -> bool:
        """Whether no message of that name went to the place; it is known from now on."""
        if len(nonce) > NONCE_MAX:
            return True
        if (place, nonce) in self._seen:
            return False
        if len(self._seen) >= self._kept:
            del self._seen[next(iter(self._seen))]
        self._seen[place, nonce] = None
        return True

    def forget(self, place: str, nonce: str) -> None:
        """The message was refused after all: it may be sent again."""
        self._seen.pop((place, nonce), None)
