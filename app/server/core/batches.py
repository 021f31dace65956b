"""Lines that belong together, sent as one: inside a batch of their own type where the client knows batches.

Unlike the batch that answers a request, such a batch may stand among other lines, also inside a labelled one.
Follows the IRCv3 batch specification, "Nested batches".
"""

from collections.abc import Sequence

from app.server.core.client import Client
from app.server.core.outgoing import Outgoing


class _Batch(Outgoing):
    """A batch with its lines. Its bytes begin with the line that opens it and end with the one that closes it."""

    __slots__ = ("_end", "_lines", "_reference")

    def __init__(self, server_name: str, reference: str, kind: str, lines: Sequence[Outgoing]) -> None:
        super().__init__(f":{server_name} BATCH +{reference} {kind}")
        self._reference = reference
        self._lines = lines
        self._end = Outgoing(f":{server_name} BATCH -{reference}")

    def tagged(self, tagging: int, label: str = "", batch: str = "") -> bytes:
        """The bytes of all lines; the outer batch and the label are for the two that open and close this one."""
        inside = [line.tagged(tagging, batch=self._reference) for line in self._lines]
        return b"".join([super().tagged(tagging, label, batch), *inside, self._end.tagged(tagging, batch=batch)])


def batched(client: Client, server_name: str, reference: str, kind: str, lines: Sequence[Outgoing]) -> list[Outgoing]:
    """The lines as one batch; as they are for a client that doesn't know batches."""
    return [_Batch(server_name, reference, kind, lines)] if client.has("batch") else list(lines)
