"""What the operations of `admin` work with: the core they look into, and the ways to change it and to read its store.

The one rule: what changes goes through the log, and an operation answers when that is safe and applied.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Protocol, TypeVar

from app.server.core.accounts import Verifier
from app.server.core.client import Moment
from app.server.core.events import Event
from app.server.core.server import ServerCore
from app.server.files.stored_file import StoredFile
from app.server.storage.schema import open_for_reading
from app.values import frozen

T = TypeVar("T")

_TEXT_MAX = 1000


class Refused(Exception):
    """It can't be done. The message is a plain sentence."""


class Files(Protocol):
    """The files that people sent."""

    async def all(self) -> list[StoredFile]:
        """Every file, the oldest first."""

    async def remove(self, file_id: str) -> None:
        """Delete a file."""


@frozen
class Office:
    """A server at work, or a core that was started for this alone. The callables are the shell's."""

    core: ServerCore
    database: Path
    clocks: Callable[[], Moment]
    submit: Callable[[Event], Awaitable[bool]]
    delete_before: Callable[[int], Awaitable[bool]]
    files: Files
    is_serving: bool
    gauges: Callable[[], dict[str, object]] = dict
    """How the server is, in groups of figures."""

    @property
    def wall_ms(self) -> int:
        """What time it is. The core's own clock stands still while nothing happens."""
        return self.clocks().wall_ms

    async def save(self, event: Event) -> None:
        """Put an event into the log and wait until it is applied. Raises Refused."""
        if not await self.submit(event):
            raise Refused("The server could not save that. Look whether its disk is full, and at its log.")

    async def expire(self, before_ms: int) -> None:
        """Delete what was said before a time, and wait until it is gone. Raises Refused."""
        if not await self.delete_before(before_ms):
            raise Refused("Not everything could be deleted. Look at the server's log, and try again.")

    async def verifier(self, password: str) -> Verifier:
        """What is kept of a password, made on the thread for that. Raises Refused."""
        made: asyncio.Future[Verifier | None] = asyncio.get_running_loop().create_future()
        self.core.outside.hashing.make(password, made.set_result)
        verifier = await made
        if verifier is None:
            raise Refused("Too many people are logging in just now. Try again in a minute.")
        return verifier

    async def read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """What a query finds, on a thread and a connection of its own. Raises Refused."""
        def work() -> T:
            with closing(open_for_reading(self.database)) as connection:
                return query(connection)

        try:
            return await asyncio.to_thread(work)
        except sqlite3.Error as error:
            raise Refused(f"The database can't be read ({error}).") from error


@frozen
class Arguments:
    """What an operation was given, checked as it is taken: it may come from another version of the program."""

    values: Mapping[str, object]

    def text(self, name: str) -> str:
        """A text without control characters. Raises Refused."""
        value = self.values.get(name, "")
        if not isinstance(value, str) or len(value) > _TEXT_MAX or not (value.isprintable() or not value):
            raise Refused(f"The {name.replace('_', ' ')} can't be used: it should be a short text in one line.")
        return value

    def number(self, name: str) -> int:
        """A whole number of 0 or more. Raises Refused."""
        value = self.values.get(name, 0)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
            raise Refused(f"The {name.replace('_', ' ')} can't be used: it should be a whole number of 0 or more.")
        return value


Answer = dict[str, object] | list[dict[str, object]]
"""What an operation says, as JSON has it. `message` is a sentence for people."""
Operation = Callable[[Office, Arguments], Awaitable[Answer]]
