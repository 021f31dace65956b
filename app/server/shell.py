"""The core in the world: one asyncio loop, its sockets and timer, and the two storage threads.

A tick: sockets that were readable feed the core, then once the tick's records go to the storage thread and every
client that got something gets one write.
"""

import asyncio
import hashlib
import hmac
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from app.server.backplane import LocalBackplane
from app.server.config import Config
from app.server.connection import Connection
from app.server.core.client import Client, Moment, Peer
from app.server.core.events import Record
from app.server.core.history import Answer, Query, Rows
from app.server.core.ordering import LogClock
from app.server.core.origins import origin_of
from app.server.core.server import Identity, Outside, ServerCore
from app.server.door import Door
from app.server.mail import Mailer
from app.server.passwords import PasswordThread, SystemTokens
from app.server.rules import RULES
from app.server.storage.reader import HistoryReader
from app.server.storage.schema import open_for_writing
from app.server.storage.stored_state import read_last_position, read_state
from app.server.storage.writer import StorageWriter

logger = logging.getLogger(__name__)

_CLOSING_S = 1.0


def read_clocks() -> Moment:
    """The two clocks, the only place that reads them."""
    return Moment(time.monotonic(), time.time_ns() // 1_000_000)


class Shell:
    """Runs a `ServerCore` on the current loop. Make it, `start` it, let it listen, `stop` it."""

    def __init__(self, config: Config, identity: Identity, database: Path, cloak_secret: bytes,
                 reload_config: Callable[[], Config]) -> None:
        self.config = config
        self.choked: set[Connection] = set()
        self._hashing = PasswordThread(self._hand_over)
        self.core = ServerCore(config, identity, RULES, Outside(
            history=self, hashing=self._hashing, tokens=SystemTokens(cloak_secret),
            reload_config=lambda: self._take_config(reload_config()), send_mail=Mailer(config.mail).send))
        self._database = database
        self._cloak_secret = cloak_secret
        self._door = Door(config.limits)
        self._connections: dict[Client, Connection] = {}
        self._is_tick_due = False
        self._timer: asyncio.TimerHandle | None = None
        self._timer_due: float | None = None
        self._all_closed: asyncio.Event | None = None

    def start(self) -> None:
        """Open the storage and take up where the last run ended. Raises sqlite3.Error or DatabaseTooNew."""
        self._loop = asyncio.get_running_loop()
        connection = open_for_writing(self._database)
        last = read_last_position(connection)
        stored = read_state(connection)
        self._writer = StorageWriter(connection, self._committed, self._failed)
        self._reader = HistoryReader(self._database, self._answered)
        self._backplane = LocalBackplane(LogClock(last), self._writer.submit, self._apply)
        self.core.start(self._backplane, last.sequence, stored, read_clocks())

    async def stop(self, reason: str) -> None:
        """Tell everyone, save everything, and end."""
        self.core.shut_down(reason, read_clocks())
        self._tick()
        for connection in list(self._connections.values()):
            connection.close()
        await asyncio.sleep(0)
        if self._timer is not None:
            self._timer.cancel()
        await self._loop.run_in_executor(None, self._writer.close)
        await self._loop.run_in_executor(None, self._reader.close)
        await self._loop.run_in_executor(None, self._hashing.close)
        await self._wait_for_closing()

    async def _wait_for_closing(self) -> None:
        """Give sockets a moment to send the reason; whoever doesn't read is cut off."""
        if self._connections:
            self._all_closed = asyncio.Event()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._all_closed.wait(), _CLOSING_S)
        for connection in list(self._connections.values()):
            connection.abort()

    # From connections.

    def make_connection(self) -> Connection:
        """The protocol for a socket that was accepted."""
        return Connection(self)

    def refusal(self, address: str) -> str | None:
        """Why a connection from there can't come in."""
        refusal = self._door.refusal(address, self.core.clocks.unregistered, time.monotonic())
        if refusal is not None:
            logger.info("refused a connection from %s: %s", address, refusal)
        return refusal

    def host_of(self, address: str) -> str:
        """The host others see: a cloak that is the same for the same address, since bans need something to hold."""
        if origin_of(address).is_loopback:
            return "localhost"
        if not self.config.privacy.cloak:
            return "0" + address if address.startswith(":") else address
        digest = hmac.new(self._cloak_secret, origin_of(address).network.encode(), hashlib.sha256).hexdigest()
        return f"{digest[:12]}.cloak"

    def connected(self, connection: Connection, peer: Peer) -> Client:
        """A socket is open."""
        client = self.core.connect(peer, read_clocks())
        self._connections[client] = connection
        self._door.entered(client)
        logger.debug("client %d connected from %s", client.id, peer.address)
        self._schedule_tick()
        return client

    def received(self, client: Client, data: bytes) -> None:
        """A socket was readable."""
        try:
            self.core.receive_data(client, data, read_clocks())
        except Exception:
            logger.exception("a command of client %d could not be carried out", client.id)
            self.core.close(client, "The server made a mistake; it has been noted")
        if not self._is_tick_due:
            self._schedule_tick()

    def lost(self, client: Client, reason: str) -> None:
        """A socket was closed."""
        now = read_clocks()
        del self._connections[client]
        self._door.left(client, now.monotonic)
        self.core.disconnect(client, reason, now)
        logger.debug("client %d: %s", client.id, reason)
        if self._all_closed is not None and not self._connections:
            self._all_closed.set()
        self._schedule_tick()

    def overflowed(self, client: Client) -> None:
        """A client doesn't read what is sent to it."""
        logger.info("client %d doesn't read; its send queue is full", client.id)
        self.core.now = read_clocks()
        self.core.close(client, "Send queue is full")
        self._schedule_tick()

    # From the storage threads, by way of the loop.

    def _committed(self, records: list[Record], last: int) -> None:
        self._loop.call_soon_threadsafe(self._apply_batch, records, last)

    def _failed(self, records: list[Record]) -> None:
        self._loop.call_soon_threadsafe(self._refuse_batch, records)

    def _answered(self, answer: Answer, rows: Rows) -> None:
        self._hand_over(lambda: answer(rows))

    def _hand_over(self, call: Callable[[], None]) -> None:
        """Run a call that came from another thread where the core lives."""
        self._loop.call_soon_threadsafe(self._run, call)

    def _apply_batch(self, records: list[Record], last: int) -> None:
        self.core.apply(records, read_clocks(), last)
        self._schedule_tick()

    def _refuse_batch(self, records: list[Record]) -> None:
        self.core.refuse(records, read_clocks())
        self._schedule_tick()

    def _run(self, call: Callable[[], None]) -> None:
        self.core.now = read_clocks()
        try:
            call()
        except Exception:
            logger.exception("an answer could not be taken")
        self._schedule_tick()

    def _take_config(self, config: Config) -> Config:
        self.config = config
        return config

    def _apply(self, records: Sequence[Record]) -> None:
        """Records that need no disk; called from inside the core."""
        for record in records:
            self.core.apply_record(record)

    def ask(self, query: Query, answer: Answer) -> None:
        """Satisfies `HistorySource`."""
        self._reader.ask(query, answer)

    # The tick.

    def _schedule_tick(self) -> None:
        if not self._is_tick_due:
            self._is_tick_due = True
            self._loop.call_soon(self._tick)

    def _tick(self) -> None:
        self._is_tick_due = False
        self._backplane.flush()
        dirty, connections = self.core.dirty, self._connections
        # Not a copy: an overflowing client's QUIT makes others dirty while this runs.
        for client in dirty:
            connection = connections.get(client)
            if connection is not None:
                connection.flush(client)
            else:
                client.take_output()
        dirty.clear()
        if self.choked:
            self.choked = {connection for connection in self.choked if not connection.unchoke()}
        self._set_timer()

    def _set_timer(self) -> None:
        due = self.core.next_timeout()
        if due == self._timer_due:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_due = due
        if due is not None:
            self._timer = self._loop.call_later(max(0.0, due - time.monotonic()), self._on_timer)

    def _on_timer(self) -> None:
        self._timer_due = None
        self.core.handle_timeout(read_clocks())
        self._schedule_tick()
