"""What would take long is done in steps, so that nobody waits for it longer than a step takes.

Whoever asks for much stands in one queue, and each gets a step in its turn, however many wait. Who asks for little,
such as to send a message, does not stand in it at all.
"""

from collections import deque
from collections.abc import Callable, Iterator

Step = Callable[[], bool]
"""Does a little, and answers whether there is more to do."""

_DONE = object()


class Turns:
    """The queue of long works. The shell takes steps for some milliseconds in each turn of its loop."""

    def __init__(self) -> None:
        self._steps: deque[Step] = deque()

    def __bool__(self) -> bool:
        """Whether anything is left to do."""
        return bool(self._steps)

    def begin(self, work: Iterator[None]) -> None:
        """Do a work that pauses between its steps, from the next turn on."""
        self._steps.append(lambda: next(work, _DONE) is not _DONE)

    def call(self, call: Callable[[], None]) -> None:
        """Do what is one step in its turn."""
        def step() -> bool:
            call()
            return False

        self._steps.append(step)

    def take(self) -> None:
        """Do the first one's next step. A work that fails has ended."""
        step = self._steps.popleft()
        if step():
            self._steps.append(step)
