"""A file on its way, as the window and the disk know it."""

from enum import Enum, auto
from typing import NewType

from app.models.files.failures import Failure
from app.models.files.outgoing import OutgoingFile
from app.models.profile import NetworkId
from app.values import frozen

TransferId = NewType("TransferId", int)


class TransferState(Enum):
    """Where a file stands. WAITING is for its turn, PAUSED for the connection; the last three are ends."""

    WAITING = auto()
    RUNNING = auto()
    PAUSED = auto()
    DONE = auto()
    FAILED = auto()
    CANCELLED = auto()


ENDS = frozenset({TransferState.DONE, TransferState.FAILED, TransferState.CANCELLED})


@frozen(kw_only=True)
class Transfer:
    """A file on its way to (`file`) or from (`address`) a chat of a network.

    `begun` is the host's path of an upload that was begun. `is_own_copy`: the file was made for this, and goes after
    it. `place` is where a fetched file is. `opens`: people want to see it when it is there.
    """

    id: TransferId
    network: NetworkId
    chat: str
    name: str
    size: int = 0
    file: OutgoingFile | None = None
    address: str = ""
    state: TransferState = TransferState.WAITING
    done: int = 0
    rate: float = 0.0
    failure: Failure | None = None
    begun: str = ""
    is_own_copy: bool = False
    place: str = ""
    opens: bool = False

    @property
    def is_upload(self) -> bool:
        """Whether the file goes to others."""
        return self.file is not None
