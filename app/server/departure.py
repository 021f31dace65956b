"""How a run of the server ends: by a stop, or by a restart that was checked before anybody was told."""

import asyncio
import logging
from collections.abc import Callable

from app.server.core.farewell import restart_reason
from app.server.handover import IS_OFFERED
from app.values import frozen

logger = logging.getLogger(__name__)

Run = Callable[[Callable[[], None]], None]
"""Runs a call where the core lives, and sends what comes of it."""


@frozen
class Ending:
    """Why a run ends, and whether the program begins anew."""

    reason: str
    restarts: bool = False


class Departure:
    """Satisfies `app.server.core.farewell.Departing`. `ending` is known when the run should end."""

    def __init__(self, check: Callable[[], str]) -> None:
        """`check` answers what stands against a start, empty for nothing; it may take its time."""
        self._check = check
        self._loop = asyncio.get_running_loop()
        self._restart: asyncio.Task[None] | None = None
        self._run: Run = lambda call: call()
        self._warn: Callable[[int, str], None] = lambda _seconds, _reason: None
        self.ending: asyncio.Future[Ending] = self._loop.create_future()

    def begin(self, run: Run, warn: Callable[[int, str], None]) -> None:
        """Work for a server from now on: `warn` tells its people of a restart."""
        self._run, self._warn = run, warn

    def stop(self, reason: str) -> None:
        """End, at once."""
        self._end(Ending(reason))

    def restart(self, seconds: int, reason: str, answer: Callable[[str], None]) -> None:
        """Begin anew in so many seconds, or answer why not."""
        if not IS_OFFERED:
            answer("This system can't restart a program in place. Stop the server and start it.")
        elif self.ending.done():
            answer("The server ends already.")
        elif self._restart is not None and not self._restart.done():
            answer("The server restarts already.")
        else:
            self._restart = self._loop.create_task(self._check_and_restart(seconds, reason, answer))

    async def _check_and_restart(self, seconds: int, reason: str, answer: Callable[[str], None]) -> None:
        trouble = await asyncio.to_thread(self._check)
        if trouble:
            logger.error("the server does not restart, since it would not start: %s", trouble)
            self._run(lambda: answer(f"The server would not start again, so it goes on as it is. {trouble}"))
            return
        logger.info("restarting in %d seconds: %s", seconds, reason or "no reason given")

        def tell() -> None:
            answer("")
            self._warn(seconds, reason)

        self._run(tell)
        await asyncio.sleep(seconds)
        self._end(Ending(restart_reason(reason), restarts=True))

    def _end(self, ending: Ending) -> None:
        if not self.ending.done():
            self.ending.set_result(ending)
