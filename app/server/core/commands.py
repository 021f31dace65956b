"""One row per verb: who handles it, how many parameters it needs, what it costs, when it is allowed."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from app.values import frozen

if TYPE_CHECKING:
    from app.server.core.request import Request

Handler = Callable[["Request"], Iterator[None] | None]
"""Does a command; one that may have much to tell does so in steps, and pauses between them."""


@frozen
class Command:
    """A verb's row. `cost` is paid from the client's token bucket.

    A `pipelined` command doesn't wait until the client's earlier ones are on disk: the log keeps their order.
    """

    handler: Handler
    min_params: int = 0
    cost: float = 1.0
    before_registration: bool = False
    only_before_registration: bool = False
    pipelined: bool = False
