"""Bytes of a stream into lines, with a limit that a hostile peer can't get around.

No byte is looked at twice: a peer that sends a long line byte by byte costs no more than one that sends it whole.
"""

from app.values import frozen

TAGS_FROM_CLIENT_MAX = 4096
"""Bytes of the tags part a client may send, `@` and space included (message-tags, "Size limit")."""
TAGS_MAX = 8191
"""Bytes of the tags part a server may send, `@` and space included."""
BODY_MAX = 512
"""Bytes of the rest of a line, CR LF included (modern.ircdocs.horse, "Message format")."""


@frozen
class OverlongLine:
    """Stands in the list of lines for one that was longer than allowed; its bytes are gone."""

    limit: int


class LineBuffer:
    """Cuts a byte stream at LF, drops the CRs before it, and forgets empty lines.

    Servers that end lines with a bare LF exist, so LF alone ends a line; some that pass text on end it with CR CR LF.
    """

    def __init__(self, max_bytes: int) -> None:
        """`max_bytes` counts a line without its line end."""
        self._max = max_bytes
        self._pieces: list[bytes] = []
        self._size = 0
        self._discarding = False

    @property
    def pending_bytes(self) -> int:
        """Bytes held of a line that has not ended yet."""
        return self._size

    def feed(self, data: bytes) -> list[bytes | OverlongLine]:
        """Take what was received; answer the lines that ended in it."""
        *ended, rest = data.split(b"\n")
        lines: list[bytes | OverlongLine] = []
        if ended and (self._size or self._discarding):
            ended[0] = self._join_held(ended[0])
        for piece in ended:
            line = piece.rstrip(b"\r")
            if len(line) > self._max:
                lines.append(OverlongLine(self._max))
            elif line:
                lines.append(line)
        self._hold(rest)
        return lines

    def _join_held(self, piece: bytes) -> bytes:
        """What was held of a line, and its end. Of one that is too long, as much as shows that it is."""
        self._hold(piece)
        line = b"x" * (self._max + 1) if self._discarding else b"".join(self._pieces)
        self._pieces.clear()
        self._size = 0
        self._discarding = False
        return line

    def _hold(self, piece: bytes) -> None:
        if self._discarding or not piece:
            return
        self._size += len(piece)
        # One byte more than the limit may still be the CR.
        if self._size > self._max + 1:
            self._discarding = True
            self._pieces.clear()
            self._size = 0
        else:
            self._pieces.append(piece)
