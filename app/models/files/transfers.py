"""All files on their way: a queue with two running at once, kept on disk, going on by itself after what passes.

Theory of operation: a transfer WAITS until its network is online and one of two places is free; then a token is got
and the courier carries it. What passes (a lost connection, a busy host) PAUSES it, for longer each time, or until its
network is online again; an old token is renewed once. A file that has arrived at the host is said in its chat, through
the outbox, so that it gets there even when the connection breaks in that moment.

The rule of this file: whatever changes the state of a transfer lives here.
"""

import itertools
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.models.changes import SessionState
from app.models.chats import Chat
from app.models.clock import Clock
from app.models.emitter import Emitter, Unsubscribe
from app.models.files.courier import Cancel, Courier
from app.models.files.downloads_folder import downloads_folder
from app.models.files.failures import PASSES, Failure, Reason
from app.models.files.file_session import FileSession, FileSessions, can_speak_in, host_of, login_for, path_of, way_to
from app.models.files.kept_transfers import save_transfers
from app.models.files.known_networks import KnownNetwork, KnownNetworks
from app.models.files.meter import Progress
from app.models.files.orders import Begun, DownloadOrder, UploadOrder
from app.models.files.outgoing import OutgoingFile
from app.models.files.tokens import Tokens
from app.models.files.transfer import ENDS, Transfer, TransferId, TransferState
from app.models.owner_thread import Timers
from app.models.profile import NetworkId
from app.models.settings import Settings
from app.protocol.file_host import FileHost, Kind, file_name
from app.values import frozen

_log = logging.getLogger(__name__)

AT_ONCE = 2
_MOST_TRIES = 12
_LONGEST_PAUSE_S = 60.0
_MOST = 200


@frozen(kw_only=True)
class TransfersChanged:
    """Some transfer came, went, or got further."""


@frozen(kw_only=True)
class TransferEnded:
    """A transfer is done, failed or was cancelled."""

    transfer: Transfer


@dataclass(slots=True, eq=False)
class _Attempt:
    """What is done for one transfer now. `order` is what the courier was last told to send."""

    cancel: Cancel = lambda: None
    is_over: bool = False
    order: UploadOrder | None = None


@dataclass(slots=True, eq=False)
class _Trouble:
    """How often a transfer has broken since it last got further, and what wakes it."""

    tries: int = 0
    has_renewed: bool = False
    cancel_wait: Cancel = lambda: None


class Transfers:
    """The files of all networks."""

    def __init__(self, sessions: FileSessions, courier: Courier, timers: Timers, clock: Clock, settings: Settings,
                 keep: Callable[[bytes], None]) -> None:
        """`keep` takes the content of the file that brings unfinished transfers back."""
        self._sessions = sessions
        self._courier = courier
        self._timers = timers
        self._settings = settings
        self._keep = keep
        self._emitter = Emitter()
        self._transfers: dict[TransferId, Transfer] = {}
        self._attempts: dict[TransferId, _Attempt] = {}
        self._troubles: dict[TransferId, _Trouble] = {}
        self._known = KnownNetworks(timers, clock, self._wake_all)
        self._ids = itertools.count(1)
        self._last_kept = b""

    # What there is

    @property
    def current(self) -> Sequence[Transfer]:
        """Those on their way, and those that failed and were not looked at yet, in order."""
        return tuple(self._transfers.values())

    @property
    def room(self) -> int:
        """How many more there may be."""
        return _MOST - len(self._transfers)

    def subscribe(self, kind: type, handler: Callable[..., None]) -> Unsubscribe:
        """Call `handler` on TransfersChanged or TransferEnded."""
        return self._emitter.subscribe(kind, handler)

    def tokens(self, session: FileSession) -> Tokens:
        """The tokens of a session."""
        return self._known.know(session).tokens

    # What people want

    def restore(self, kept: Sequence[Transfer]) -> None:
        """Go on with what was on its way when the app ended."""
        for transfer in kept:
            session = self._sessions.find(transfer.network)
            if session is not None:
                self._known.know(session)
                self._add(transfer)
        self._added()

    def send(self, session: FileSession, chat: Chat, files: Sequence[OutgoingFile], *,
             is_own_copy: bool = False) -> None:
        """Send files that were looked at."""
        self._known.know(session)
        for file in files:
            self._add(Transfer(id=TransferId(0), network=session.profile.id, chat=chat.name, name=file.name,
                               size=file.size, file=file, is_own_copy=is_own_copy))
        self._added()

    def save(self, session: FileSession, chat: Chat, address: str, *, size: int = 0, opens: bool = False) -> None:
        """Fetch a file that was sent to a chat; one that is being fetched already is not fetched twice."""
        for transfer in self.current:
            if transfer.address == address and transfer.state not in ENDS:
                self._set(replace(transfer, opens=opens or transfer.opens))
                return
        self._known.know(session)
        self._add(Transfer(id=TransferId(0), network=session.profile.id, chat=chat.name, name=file_name(address),
                           address=address, size=size, opens=opens))
        self._added()

    def cancel(self, transfer_id: TransferId) -> None:
        """Don't go on with it; the host forgets what it has. One that failed is no longer shown."""
        transfer = self._transfers.get(transfer_id)
        if transfer is None:
            return
        attempt = self._attempts.get(transfer_id)
        self._stop(transfer_id)
        if attempt is not None and attempt.order is not None and transfer.begun:
            self._courier.withdraw(replace(attempt.order, begun=transfer.begun))
        if not transfer.is_upload:
            self._discard(transfer)
        self._end(transfer, TransferState.CANCELLED)

    def retry(self, transfer_id: TransferId) -> None:
        """Try one that failed again."""
        transfer = self._transfers.get(transfer_id)
        if transfer is not None and transfer.state is TransferState.FAILED:
            self._troubles.pop(transfer_id, None)
            self._set(replace(transfer, state=TransferState.WAITING, failure=None))
            self._keep_now()
            self._go_on()

    def forget_network(self, network: NetworkId) -> None:
        """The network was removed, with all that was on its way there."""
        for transfer in self.current:
            if transfer.network == network:
                self.cancel(transfer.id)
        self._known.forget(network)

    def close(self) -> None:
        """End all work; what is not finished goes on after the next start."""
        for transfer_id in tuple(self._transfers):
            self._stop(transfer_id)
        self._known.close()

    # The queue

    def _add(self, transfer: Transfer) -> None:
        if len(self._transfers) >= _MOST:
            _log.warning("there are %d files on their way already", _MOST)
            return
        added = replace(transfer, id=TransferId(next(self._ids)))
        self._transfers[added.id] = added

    def _set(self, transfer: Transfer) -> None:
        if transfer.id in self._transfers:
            self._transfers[transfer.id] = transfer
            self._emitter.emit(TransfersChanged())

    def _added(self) -> None:
        """Some were added."""
        self._keep_now()
        self._emitter.emit(TransfersChanged())
        self._go_on()

    def _go_on(self) -> None:
        """Begin with whatever can go now."""
        for transfer in self.current:
            if len(self._attempts) >= AT_ONCE:
                return
            session = self._sessions.find(transfer.network)
            if (transfer.state is TransferState.WAITING and session is not None
                    and session.state is SessionState.ONLINE):
                self._begin(self._known.know(session), transfer)

    def _begin(self, known: KnownNetwork, transfer: Transfer) -> None:
        host = host_of(known.session)
        attempt = self._attempts[transfer.id] = _Attempt()
        self._set(replace(transfer, state=TransferState.RUNNING, rate=0.0))
        if known.is_new and not (host is not None and can_speak_in(known.session, transfer.chat)):
            self._failed(attempt, transfer.id, Failure(reason=Reason.LOST))
        elif host is None:
            self._failed(attempt, transfer.id, Failure(reason=Reason.NO_HOST))
        elif host.kind is Kind.LOGIN:
            self._carry(attempt, transfer.id, known.session, host, login_for(known.session.profile))
        else:
            known.tokens.get(transfer.chat, lambda answer: self._got_token(attempt, transfer.id, known, host, answer))

    def _got_token(self, attempt: _Attempt, transfer_id: TransferId, known: KnownNetwork, host: FileHost,
                   answer: str | Failure) -> None:
        if isinstance(answer, Failure):
            self._failed(attempt, transfer_id, answer)
        elif not attempt.is_over:
            self._carry(attempt, transfer_id, known.session, host, f"Bearer {answer}")

    def _carry(self, attempt: _Attempt, transfer_id: TransferId, session: FileSession, host: FileHost,
               authorization: str) -> None:
        transfer = self._transfers[transfer_id]
        way = way_to(host, session.profile)

        def failed(failure: Failure) -> None:
            self._failed(attempt, transfer_id, failure)

        def told(what: Begun | Progress) -> None:
            self._got_further(attempt, transfer_id, what)

        if transfer.file is not None:
            attempt.order = UploadOrder(
                way=way, host=host, file=transfer.file, authorization=authorization, begun=transfer.begun,
                keeps_location=not self._settings.strip_location)
            attempt.cancel = self._courier.upload(
                attempt.order, told, lambda address: self._sent(attempt, transfer_id, address), failed)
            return
        path = path_of(session, host, transfer.address)
        if path is None:
            failed(Failure(reason=Reason.NO_HOST))
            return
        order = DownloadOrder(way=way, path=path, folder=downloads_folder(self._settings), name=transfer.name,
                              authorization=authorization)
        attempt.cancel = self._courier.download(
            order, told, lambda place: self._fetched(attempt, transfer_id, place), failed)

    # What becomes of it

    def _got_further(self, attempt: _Attempt, transfer_id: TransferId, what: Begun | Progress) -> None:
        transfer = self._transfers.get(transfer_id)
        if attempt.is_over or transfer is None:
            return
        if isinstance(what, Begun):
            self._set(replace(transfer, begun=what.path))
            self._keep_now()
        else:
            self._troubles.pop(transfer_id, None)
            self._set(replace(transfer, done=what.done, rate=what.rate))

    def _sent(self, attempt: _Attempt, transfer_id: TransferId, address: str) -> None:
        transfer = self._over(attempt, transfer_id)
        session = self._sessions.find(transfer.network) if transfer is not None else None
        if transfer is None or session is None:
            return
        chat = session.chats.find(transfer.chat)
        if chat is None and session.chat_state.isupport.is_channel(transfer.chat):
            self._fail(transfer, Failure(reason=Reason.NO_TARGET))
            return
        session.send_message(chat or session.open_direct(transfer.chat), address)
        self._end(replace(transfer, done=transfer.size, address=address), TransferState.DONE)

    def _fetched(self, attempt: _Attempt, transfer_id: TransferId, place: str) -> None:
        transfer = self._over(attempt, transfer_id)
        if transfer is not None:
            self._end(replace(transfer, place=place), TransferState.DONE)

    def _failed(self, attempt: _Attempt, transfer_id: TransferId, failure: Failure) -> None:
        transfer = self._over(attempt, transfer_id)
        if transfer is None:
            return
        trouble = self._troubles.setdefault(transfer_id, _Trouble())
        trouble.tries += 1
        if failure.reason is Reason.TOKEN_OLD and not trouble.has_renewed:
            trouble.has_renewed = True
            self._known.forget_token(transfer.network, transfer.chat)
            self._set(replace(transfer, state=TransferState.WAITING))
        elif failure.reason in PASSES and failure.reason is not Reason.TOKEN_OLD and trouble.tries <= _MOST_TRIES:
            self._pause(transfer, trouble, failure)
        else:
            self._fail(transfer, failure)
        self._go_on()

    def _pause(self, transfer: Transfer, trouble: _Trouble, failure: Failure) -> None:
        pause_s = max(failure.back_in_s, min(_LONGEST_PAUSE_S, 2.0 ** (trouble.tries - 1)))
        trouble.cancel_wait = self._timers.call_later(pause_s, lambda: self._wake(transfer.id))
        self._set(replace(transfer, state=TransferState.PAUSED, failure=failure, rate=0.0))

    def _wake(self, transfer_id: TransferId) -> None:
        transfer = self._transfers.get(transfer_id)
        if transfer is not None and transfer.state is TransferState.PAUSED:
            self._set(replace(transfer, state=TransferState.WAITING, failure=None))
            self._go_on()

    def _fail(self, transfer: Transfer, failure: Failure) -> None:
        failed = replace(transfer, state=TransferState.FAILED, failure=failure, rate=0.0)
        self._set(failed)
        self._keep_now()
        self._emitter.emit(TransferEnded(transfer=failed))

    def _end(self, transfer: Transfer, state: TransferState) -> None:
        ended = replace(transfer, state=state)
        self._transfers.pop(transfer.id, None)
        self._troubles.pop(transfer.id, None)
        if transfer.is_own_copy and transfer.file is not None:
            self._courier.remove(transfer.file.path)
        self._keep_now()
        self._emitter.emit(TransfersChanged())
        self._emitter.emit(TransferEnded(transfer=ended))
        self._go_on()

    def _over(self, attempt: _Attempt, transfer_id: TransferId) -> Transfer | None:
        """This attempt is over; the transfer, None when it was stopped before."""
        if attempt.is_over:
            return None
        attempt.is_over = True
        self._attempts.pop(transfer_id, None)
        return self._transfers.get(transfer_id)

    def _stop(self, transfer_id: TransferId) -> None:
        attempt = self._attempts.pop(transfer_id, None)
        if attempt is not None:
            attempt.is_over = True
            attempt.cancel()
        trouble = self._troubles.pop(transfer_id, None)
        if trouble is not None:
            trouble.cancel_wait()

    # The rest

    def _discard(self, transfer: Transfer) -> None:
        session = self._sessions.find(transfer.network)
        host = host_of(session) if session is not None else None
        path = path_of(session, host, transfer.address) if session is not None and host is not None else None
        if path is not None:
            self._courier.discard(downloads_folder(self._settings), path)

    def _wake_all(self, network: NetworkId) -> None:
        for transfer in self.current:
            if transfer.network == network and transfer.state is TransferState.PAUSED:
                self._wake(transfer.id)
        self._go_on()

    def _keep_now(self) -> None:
        content = save_transfers([transfer for transfer in self.current if transfer.state not in ENDS])
        if content != self._last_kept:
            self._last_kept = content
            self._keep(content)
