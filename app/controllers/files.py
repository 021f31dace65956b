"""Sending and fetching files: by menu, command, dropping and clicks on cards; and the strip of those on their way."""

from collections.abc import Callable, Sequence

from app.contracts.files import FilesView, TransferRow
from app.contracts.session import Session
from app.contracts.sheets import Choice, Question
from app.contracts.window import WindowView
from app.controllers.file_cards import FileCard, card_of, saved_address
from app.controllers.stage import Stage
from app.controllers.user_error import UserError
from app.controllers.wording import transfers as words
from app.models.changes import SessionState
from app.models.chats import Chat, ChatKind, Entry
from app.models.files.failures import STAYS, Failure
from app.models.files.files import Files
from app.models.files.outgoing import OutgoingFile
from app.models.files.safe_names import is_risky, safe_name
from app.models.files.transfer import Transfer, TransferId, TransferState
from app.models.files.transfers import TransferEnded, TransfersChanged
from app.protocol.events import ISupportChanged, UserJoined
from app.protocol.file_host import file_name

_SEND, _OPEN = "send", "open"
_CANCEL = Choice(key="cancel", label=words.CANCEL, is_cancel=True)
_MOST_AT_ONCE = 50
_MOST_PROBLEMS = 4
_MOVING = frozenset({TransferState.RUNNING, TransferState.PAUSED})


class FilesController:
    """Files of the open chat."""

    def __init__(self, view: FilesView, window: WindowView, stage: Stage, files: Files,
                 rows_made_otherwise: Callable[[], None]) -> None:
        """`rows_made_otherwise` has the messages shown anew: some may be files now."""
        self._view = view
        self._window = window
        self._open_chat = stage.open_chat
        self._files = files
        self._rows_made_otherwise = rows_made_otherwise
        self._shown: Sequence[TransferRow] = ()
        self._places: dict[str, str] = {}
        refresh = stage.refresh(self._show)
        stage.watch.also(files.transfers.subscribe(TransfersChanged, refresh.request))
        stage.watch.also(files.transfers.subscribe(TransferEnded, self._ended))
        stage.watch.each(ISupportChanged, self._server_told)
        stage.watch.each(UserJoined, self._joined)
        view.bind(self)

    # Sending

    def choose_files(self) -> None:
        """Let people choose files to send to the open chat."""
        try:
            self._place()
        except UserError as error:
            self._window.toast(str(error), is_error=True)
        else:
            self._window.ask_files(words.CHOOSE_TITLE, self.files_dropped)

    def files_dropped(self, paths: Sequence[str]) -> None:
        """Ask before anything is sent: a hand slips easily."""
        try:
            session, chat = self._place()
        except UserError as error:
            self._window.toast(str(error), is_error=True)
            return
        if len(paths) > _MOST_AT_ONCE or len(paths) > self._files.transfers.room:
            self._window.toast(words.too_many_text(_MOST_AT_ONCE), is_error=True)
            return
        self._files.look_at(paths, lambda seen: self._ask(session, chat, paths, seen))

    def send_file(self, path: str) -> None:
        """Send a file whose name was typed. Raises UserError where there is no place for files."""
        session, chat = self._place()
        self._files.look_at([path], lambda seen: self._send(session, chat, path, seen))

    def is_there(self, session: Session, chat: Chat) -> bool:
        """Whether a text can be sent to the chat as a file."""
        return chat.kind is not ChatKind.SERVER and self._files.can_send_text and self._files.has_host(session)

    def send(self, session: Session, chat: Chat, text: str) -> None:
        """Send a text as a file."""
        self._files.send_text(session, chat, text, words.PASTED_NAME, self._complain)

    def _place(self) -> tuple[Session, Chat]:
        session, chat = self._open_chat.session, self._open_chat.chat
        if session is None or chat is None or chat.kind is ChatKind.SERVER:
            raise UserError(words.NO_CHAT)
        if session.state is not SessionState.ONLINE:
            raise UserError(words.OFFLINE)
        if not self._files.has_host(session):
            raise UserError(words.NO_HOST)
        return session, chat

    def _send(self, session: Session, chat: Chat, path: str, seen: Sequence[OutgoingFile | Failure]) -> None:
        for problem in _problems([path], seen):
            self._window.toast(problem, is_error=True)
        self._files.transfers.send(session, chat, [one for one in seen if isinstance(one, OutgoingFile)])

    def _ask(self, session: Session, chat: Chat, paths: Sequence[str],
             seen: Sequence[OutgoingFile | Failure]) -> None:
        found = [one for one in seen if isinstance(one, OutgoingFile)]
        problems = _problems(paths, seen)
        if not found:
            self._window.toast("\n".join(problems), is_error=True)
            return

        def answered(choice: str, _text: str) -> None:
            if choice == _SEND:
                self._files.transfers.send(session, chat, found)

        self._window.ask(Question(
            title=words.question_title(found, chat.name), text=words.question_text(found, problems),
            choices=(_CANCEL, Choice(key=_SEND, label=words.SEND, is_default=True)),
        ), answered)

    def _complain(self, failure: Failure) -> None:
        self._window.toast(words.failure_text(failure), is_error=True)

    # Fetching

    def card(self, session: Session, chat: Chat, entry: Entry) -> FileCard | None:
        """What stands in the place of an address of our host, None for any other message."""
        return card_of(self._files.shelf, session, chat, entry)

    def follow(self, target: str, follow_other: Callable[[str], None]) -> None:
        """Fetch what a click on a card points at; `follow_other` gets a target that is none of ours."""
        session, chat = self._open_chat.session, self._open_chat.chat
        saved = saved_address(target)
        address = saved or target
        if session is None or chat is None or not self._files.shelf.is_file(session, address):
            # What only looks like a click on Save points nowhere.
            if not saved:
                follow_other(target)
        elif saved:
            self._fetch(session, chat, address, opens=False)
        else:
            self._asked_if_risky(safe_name(file_name(address)), lambda: self._open(session, chat, address))

    def _server_told(self, session: Session, _event: ISupportChanged) -> None:
        if self._files.shelf.host_changed(session) and session is self._open_chat.session:
            self._rows_made_otherwise()

    def _joined(self, session: Session, event: UserJoined) -> None:
        if event.is_own and self._files.shelf.entered(session, event.channel) and session is self._open_chat.session:
            self._rows_made_otherwise()

    def _open(self, session: Session, chat: Chat, address: str) -> None:
        """Show a file that was fetched before, if it is still there, or fetch it."""
        place = self._places.get(address)
        if place is None:
            self._fetch(session, chat, address, opens=True)
            return

        def looked(seen: Sequence[OutgoingFile | Failure]) -> None:
            if any(isinstance(one, OutgoingFile) for one in seen):
                self._files.open_place(place)
            else:
                self._fetch(session, chat, address, opens=True)

        self._files.look_at([place], looked)

    def _fetch(self, session: Session, chat: Chat, address: str, *, opens: bool) -> None:
        facts = self._files.shelf.facts(session, chat.name, address)
        self._files.transfers.save(session, chat, address, size=0 if facts is None else facts.size, opens=opens)

    def _asked_if_risky(self, name: str, go_on: Callable[[], None]) -> None:
        if not is_risky(name):
            go_on()
            return
        self._window.ask(Question(
            title=words.risky_title(name), text=words.RISKY_TEXT,
            choices=(Choice(key="cancel", label=words.CANCEL, is_cancel=True, is_default=True),
                     Choice(key=_OPEN, label=words.OPEN_ANYWAY, is_danger=True)),
        ), lambda choice, _text: go_on() if choice == _OPEN else None)

    # The strip

    def cancel_transfer(self, key: str) -> None:
        """Don't go on with it, or show it no longer."""
        self._files.transfers.cancel(TransferId(int(key)))

    def retry_transfer(self, key: str) -> None:
        """Try one that failed again."""
        self._files.transfers.retry(TransferId(int(key)))

    def _show(self) -> None:
        rows = tuple(_row(transfer) for transfer in self._files.transfers.current)
        if rows != self._shown:
            self._shown = rows
            self._view.show(rows)

    def _ended(self, ended: TransferEnded) -> None:
        transfer = ended.transfer
        if transfer.state is not TransferState.DONE or transfer.is_upload:
            return
        self._places[transfer.address] = transfer.place
        if transfer.opens:
            self._files.open_place(transfer.place)
        else:
            self._window.toast(words.saved_text(transfer.place))


def _problems(paths: Sequence[str], seen: Sequence[OutgoingFile | Failure]) -> list[str]:
    """Why some of the files can't be sent; where no file could be looked at, there is one answer for all."""
    found = [words.not_sendable_text(path, one) for path, one in zip(paths, seen, strict=False)
             if isinstance(one, Failure)]
    more = len(found) - _MOST_PROBLEMS
    return [*found[:_MOST_PROBLEMS], words.more_problems_text(more)] if more > 1 else found


def _row(transfer: Transfer) -> TransferRow:
    has_failed = transfer.state is TransferState.FAILED
    moves = transfer.state in _MOVING and transfer.size > 0
    return TransferRow(
        key=str(transfer.id), title=words.title_of(transfer), text=words.progress_text(transfer),
        fraction=min(1.0, transfer.done / transfer.size) if moves else None, is_error=has_failed,
        cancel=words.DISMISS if has_failed else words.CANCEL, retry=words.RETRY if _may_be_cured(transfer) else "")


def _may_be_cured(transfer: Transfer) -> bool:
    return (transfer.state is TransferState.FAILED and transfer.failure is not None
            and transfer.failure.reason not in STAYS)
