"""The core in the world: one asyncio loop, its sockets and timer, and the storage's threads.

A tick: sockets that were readable feed the core, then once the tick's records go to the storage thread and every
client that got something gets one write.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from app.server.admin.office import Office
from app.server.awaited import AwaitedEvents
from app.server.backplane import LocalBackplane
from app.server.cloaks import Cloaks
from app.server.config import Config, ConfigError
from app.server.connection import Connection
from app.server.core.client import Client, Moment, Peer
from app.server.core.clocks import SWEEP_S
from app.server.core.events import Event, Record
from app.server.core.farewell import Departing, warn_of_restart
from app.server.core.history import Answer, Query, Rows
from app.server.core.ordering import LogClock
from app.server.core.server import Identity, Outside, ServerCore
from app.server.door import Door
from app.server.files.service import FileService
from app.server.gauges import read_gauges
from app.server.mail import Mailer
from app.server.passwords import PasswordThread, SystemTokens
from app.server.refusals import RefusalLog
from app.server.rules import RULES
from app.server.store import Store

logger = logging.getLogger(__name__)

_CLOSING_S = 1.0
_FINISHING_S = 3.0
_LOOK_S = 0.002
_TURNS_S = 0.002


def read_clocks() -> Moment:
    """The two clocks, the only place that reads them."""
    return Moment(time.monotonic(), time.time_ns() // 1_000_000)


class Shell:
    """Runs a `ServerCore` on the current loop. Make it, `start` it, let it listen, `stop` it."""

    def __init__(self, config: Config, identity: Identity, database: Path, cloak_secret: bytes,
                 reload_config: Callable[[], Config], departing: Departing | None = None) -> None:
        self.config = config
        self.choked: set[Connection] = set()
        self._mailer = Mailer(config.mail)
        self._hashing = PasswordThread(self.hand_over)
        self.core = ServerCore(config, identity, RULES, Outside(
            history=self, hashing=self._hashing, tokens=SystemTokens(cloak_secret),
            reload_config=self._read_config, send_mail=self._mailer.send,
            host_of=self.host_of, readmit=self._readmit, files_unnamed=self._files_unnamed, departing=departing))
        self.door = Door(config)
        self.files = FileService(self.core, database, lambda: read_clocks().wall_ms,
                                 lambda address: self.door.welcome(address, time.monotonic()))
        self._reload_config = reload_config
        self._database = database
        self._cloaks = Cloaks(cloak_secret)
        self._connections: dict[Client, Connection] = {}
        self._awaited = AwaitedEvents()
        self._is_tick_due = False
        self._tick_began = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._timer_due: float | None = None
        self._look_due = 0.0
        self._refusals = RefusalLog(time.monotonic())
        self._flush_timer: asyncio.TimerHandle | None = None
        self._all_closed: asyncio.Event | None = None
        self._closed_for = ""

    def start(self, *, may_salvage: bool = True) -> None:
        """Open the storage and take up where the last run ended. Raises sqlite3.Error, OSError or DatabaseTooNew.

        A damaged database is replaced by what can be read of it, unless that is not for the caller to decide.
        """
        self._loop = asyncio.get_running_loop()
        self._store = store = Store(self._database, self._committed, self._failed, self._answered,
                                    may_salvage=may_salvage)
        self._backplane = LocalBackplane(LogClock(store.last), store.write, self._apply, lambda: self.core.applied)
        self.core.start(self._backplane, store.last.sequence, store.stored, read_clocks())
        store.keep(self.config.history.keep_days)
        self.files.start()

    async def stop(self, reason: str) -> None:
        """Finish what was begun, tell everyone, save everything, and end."""
        try:
            await self._take_leave(reason)
        finally:
            # Whatever went wrong before: a thread that still waits keeps the process from ending.
            await self.files.close()
            await self._store.close()
            await self._loop.run_in_executor(None, self._hashing.close)
        await self._wait_for_closing()

    async def _take_leave(self, reason: str) -> None:
        await self._finish()
        self.core.shut_down(reason, read_clocks())
        self._tick()
        self._backplane.hand_over()
        for connection in list(self._connections.values()):
            connection.close()
        await asyncio.sleep(0)
        if self._timer is not None:
            self._timer.cancel()

    async def _finish(self) -> None:
        """Take no more commands, and wait until those that were taken are done and answered."""
        for connection in self._connections.values():
            connection.stop_reading()
        self._tick()
        deadline = time.monotonic() + _FINISHING_S
        # To wait for an event, every tick would have to look whether somebody waits.
        while self._has_begun_something() and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_S)

    def _has_begun_something(self) -> bool:
        """Whether somebody waits for an answer, or for history before what comes live; who doesn't read, doesn't."""
        interrupted = self.core.intake.interrupted
        return any((client.in_flight or client.gates) and client not in interrupted for client in self._connections)

    async def _wait_for_closing(self) -> None:
        """Give sockets a moment to send the reason; whoever doesn't read is cut off."""
        if self._connections:
            self._all_closed = asyncio.Event()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._all_closed.wait(), _CLOSING_S)
        for connection in list(self._connections.values()):
            connection.abort()

    # From those who look after the server.

    def office(self, *, is_serving: bool) -> Office:
        """What the operations of `admin` work with."""
        return Office(core=self.core, database=self._database, clocks=read_clocks, submit=self.submit,
                      delete_before=self._store.expire, files=self.files.keeper, is_serving=is_serving,
                      gauges=lambda: {
                          **read_gauges(self.core, self._connections, self._store, self.door.turned_away),
                          "files": self.files.figures})

    def submit(self, event: Event) -> "asyncio.Future[bool]":
        """Put a durable event into the log, for no client; the future tells whether it was saved and applied."""
        outcome = self._awaited.expect(event)
        self.core.now = read_clocks()
        self.core.submit_own(event)
        self._schedule_tick()
        return outcome

    def warn_of_restart(self, seconds: int, reason: str) -> None:
        """Tell everybody that the server restarts in a while."""
        warn_of_restart(self.core, seconds, reason)
        self._schedule_tick()

    def let_nobody_in(self, reason: str) -> None:
        """Refuse, for this reason, whoever has been let through by the system already."""
        self._closed_for = reason

    # From connections.

    def make_connection(self) -> Connection:
        """The protocol for a socket that was accepted."""
        return Connection(self)

    def make_http_connection(self, address: str) -> "asyncio.Protocol | None":
        """The protocol for a socket on which somebody speaks HTTP; None where that isn't served."""
        return self.files.make_connection(address)

    def _files_unnamed(self, file_ids: tuple[str, ...]) -> None:
        self.files.keeper.sweeper.unnamed(file_ids)

    def refusal(self, address: str) -> str | None:
        """Why a connection from there can't come in."""
        return self._refusal(address, self.core.clocks.unregistered)

    def _readmit(self, client: Client, address: str) -> str | None:
        """A gateway said where a connection, counted as a stranger's already, really comes from."""
        refusal = self._refusal(address, self.core.clocks.unregistered - 1)
        if refusal is None:
            self.door.moved(client, address, time.monotonic())
            logger.debug("client %d comes from %s by way of %s", client.id, address, client.peer.address)
        return refusal

    def _refusal(self, address: str, unregistered: int) -> str | None:
        refusal = self._closed_for or self.door.refusal(address, unregistered, time.monotonic())
        if refusal is not None:
            self.core.figures.refuse(refusal)
            self._refusals.tell(address, refusal, time.monotonic())
        return refusal

    def host_of(self, address: str) -> str:
        """The host others see."""
        return self._cloaks.host_of(address, is_hidden=self.config.privacy.cloak)

    def connected(self, connection: Connection, peer: Peer) -> Client:
        """A socket is open."""
        client = self.core.connect(peer, read_clocks())
        self._connections[client] = connection
        self.door.entered(client)
        logger.debug("client %d connected from %s", client.id, peer.address,
                     extra={"client": client.id, "address": peer.address})
        self._schedule_tick()
        return client

    def received(self, client: Client, data: bytes) -> None:
        """A socket was readable."""
        self.core.figures.bytes_in += len(data)
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
        self.core.figures.bytes_out += self._connections.pop(client).written
        self.door.left(client)
        self.core.disconnect(client, reason, now)
        logger.debug("client %d: %s", client.id, reason)
        if self._all_closed is not None and not self._connections:
            self._all_closed.set()
        self._schedule_tick()

    def caught_up(self, client: Client) -> None:
        """A client has read what was sent to it: its commands go on."""
        self._run(lambda: self.core.unclog(client, self.core.now))

    def overflowed(self, client: Client, reason: str) -> None:
        """A client doesn't read what is sent to it."""
        logger.info("client %d doesn't read: %s", client.id, reason)
        self.core.now = read_clocks()
        self.core.close(client, reason)
        self._schedule_tick()

    # From the storage threads, by way of the loop.

    def _committed(self, records: list[Record], last: int) -> None:
        self._loop.call_soon_threadsafe(self._apply_batch, records, last)

    def _failed(self, records: list[Record]) -> None:
        self._loop.call_soon_threadsafe(self._refuse_batch, records)

    def _answered(self, answer: Answer, rows: Rows) -> None:
        self._loop.call_soon_threadsafe(self._take_answer, answer, rows)

    def _take_answer(self, answer: Answer, rows: Rows) -> None:
        """A page takes a millisecond to put into lines: when many ask at once, each waits for its turn."""
        self.core.turns.call(lambda: answer(rows))
        self._schedule_tick()

    def hand_over(self, call: Callable[[], None]) -> None:
        """Run a call that came from another thread where the core lives."""
        self._loop.call_soon_threadsafe(self._run, call)

    def _apply_batch(self, records: list[Record], last: int) -> None:
        self.core.apply(records, read_clocks(), last)
        self._awaited.settle(records, is_saved=True)
        self._schedule_tick()

    def _refuse_batch(self, records: list[Record]) -> None:
        self.core.refuse(records, read_clocks())
        self._awaited.settle(records, is_saved=False)
        self._schedule_tick()

    def _run(self, call: Callable[[], None]) -> None:
        self.core.now = read_clocks()
        try:
            call()
        except Exception:
            logger.exception("an answer could not be taken")
        self._schedule_tick()

    def reload(self) -> None:
        """Read the config anew, as REHASH does, on behalf of nobody."""
        self.core.now = read_clocks()
        with suppress(ConfigError):
            self.core.take_config(self._read_config())
        self._schedule_tick()

    def _read_config(self) -> Config:
        """The config as it is now, taken by all but the core. Raises ConfigError, and then nothing has changed."""
        try:
            config = self._reload_config()
        except ConfigError as error:
            logger.error("the config stays as it was: %s", error)  # noqa: TRY400 - the sentence says it all
            raise
        if replace(config.listen, websocket_origins=()) != replace(self.config.listen, websocket_origins=()):
            logger.warning("what changed in [listen] takes effect when the server is started again")
        self.config = config
        self.door.take_config(config)
        for connection in list(self._connections.values()):
            connection.take_config()
        self._mailer.take_config(config.mail)
        self._store.keep(config.history.keep_days)
        logger.info("the config was read again")
        return config

    def _apply(self, records: Sequence[Record]) -> None:
        """Records that need no disk; called from inside the core."""
        for record in records:
            self.core.apply_record(record)

    def ask(self, query: Query, answer: Answer) -> None:
        """Satisfies `HistorySource`."""
        self._store.ask(query, answer)

    # The tick.

    def _schedule_tick(self) -> None:
        if not self._is_tick_due:
            self._is_tick_due = True
            self._tick_began = self.core.now.monotonic
            self._loop.call_soon(self._tick)

    def _tick(self) -> None:
        self._is_tick_due = False
        if self.core.turns:
            self._take_turns()
        self._flush()
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
        if self.core.turns:
            self._schedule_tick()
        if self._tick_began:
            self.core.figures.tick(self._tick_began, time.monotonic())
            self._tick_began = 0.0

    def _take_turns(self) -> None:
        """Go on with what takes long, for so long that nobody notices."""
        self.core.now = now = read_clocks()
        while self.core.turns and time.monotonic() - now.monotonic < _TURNS_S:
            try:
                self.core.turns.take()
            except Exception:
                logger.exception("a command could not be carried out to its end")

    def _flush(self) -> None:
        """Hand on what is to be saved, or come back when the disk has rested."""
        wait_s = self._backplane.flush(time.monotonic())
        if wait_s and self._flush_timer is None:
            self._flush_timer = self._loop.call_later(wait_s, self._on_flush_timer)

    def _on_flush_timer(self) -> None:
        self._flush_timer = None
        # Timers have a grain of a millisecond and may come early: to look at the clock again would be to poll it.
        self._backplane.hand_over(time.monotonic())

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
        now, due, self._timer_due = read_clocks(), self._timer_due, None
        if due is not None:
            self.core.figures.lags.add(max(0.0, now.monotonic - due))
        self.core.handle_timeout(now)
        if now.monotonic >= self._look_due:
            self._look_due = now.monotonic + min(SWEEP_S, self.config.limits.sendq_seconds / 2 or SWEEP_S)
            for connection in list(self._connections.values()):
                connection.look(now.monotonic)
        self._schedule_tick()
