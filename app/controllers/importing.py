"""*Chat › Import…* and `/import`: old logs are looked through, shown, and filed under the chat people say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from app.contracts.data import Exports, Imports
from app.contracts.progress import Progress
from app.contracts.session import Session
from app.contracts.sheets import Choice, Question
from app.contracts.window import WindowView
from app.contracts.workspace import StoredMessages
from app.controllers.local_time import LocalTime
from app.controllers.names import checked_channel, checked_nick
from app.controllers.open_chat import OpenChat
from app.controllers.plain_text import plain_text
from app.controllers.typed_paths import path_of
from app.controllers.user_error import UserError
from app.controllers.wording import data as words
from app.models.clock import Clock
from app.models.importing.imports import Imported, ImportWish, LogPreview, Looked, NotALog

_FILES, _FOLDER, _IMPORT = "files", "folder", "import"
_CANCEL = Choice(key="cancel", label="Cancel", is_cancel=True)
_DAY_MS = 86_400_000
_SHOWN = 12
"""Chats whose logs are listed by name before they are imported."""


@dataclass
class _Task:
    """Logs on their way into the chats of a session, one after the other."""

    session: Session
    waiting: list[tuple[LogPreview, str]]
    done: list[Imported] = field(default_factory=list)
    read: int = 0


class ImportController:
    """Asks for logs, shows what they are, lets the model file them, and says what became of them."""

    def __init__(self, window: WindowView, open_chat: OpenChat, imports: Imports, exports: Exports,
                 stored: StoredMessages, clock: Clock, times: LocalTime) -> None:
        self._window = window
        self._open_chat = open_chat
        self._imports = imports
        self._exports = exports
        self._stored = stored
        self._clock = clock
        self._times = times

    def show(self) -> None:
        """Ask for logs."""
        try:
            self._session()
        except UserError as error:
            self._window.toast(str(error), is_error=True)
            return
        self._window.ask(
            Question(title=words.IMPORT_TITLE, text=words.IMPORT_TEXT, choices=(
                _CANCEL, Choice(key=_FOLDER, label="A folder…"),
                Choice(key=_FILES, label="Files…", is_default=True))),
            self._how)

    def command(self, text: str) -> None:
        """`/import [path]`. Raises UserError."""
        if not text:
            self.show()
            return
        self._session()
        self._look([path_of(text.strip("\""))])

    def _session(self) -> Session:
        session = self._open_chat.session
        if session is None:
            raise UserError("Imported messages go into a chat you are in.", "Join or host one first.")
        if self._imports.is_busy:
            raise UserError("Logs are being imported already.", "Wait until that is done, or cancel it.")
        if self._exports.is_busy:
            raise UserError("Messages are being written down.", "Wait until that is done, or cancel it.")
        return session

    def _how(self, key: str, _text: str) -> None:
        if key == _FILES:
            self._window.ask_files(words.IMPORT_TITLE, lambda paths: self._look([Path(path) for path in paths]))
        elif key == _FOLDER:
            self._window.ask_folder(words.IMPORT_TITLE, lambda path: self._look([Path(path)]))

    # Looking

    def _look(self, paths: Sequence[Path]) -> None:
        try:
            self._session()
        except UserError as error:
            # Something else was begun while they chose.
            self._window.toast(str(error), is_error=True)
            return
        self._window.show_progress(Progress(title=words.LOOKING, text=words.READING), self._stop_looking)
        self._imports.look(paths, self._times.zone, self._looked)

    def _stop_looking(self) -> None:
        self._imports.cancel()
        self._window.show_progress(None, _nothing)

    def _looked(self, looked: Sequence[Looked]) -> None:
        self._window.show_progress(None, _nothing)
        logs = [each for each in looked if isinstance(each, LogPreview) and each.count]
        others = [each.path.name for each in looked if isinstance(each, NotALog)]
        if len(_by_chat(logs)) > 1:
            # Nobody can be asked about each: what is called like no chat goes into none.
            others += [log.log.path.name for log in logs if not self._is_name(log.log.chat)]
            logs = [log for log in logs if self._is_name(log.log.chat)]
        if logs:
            self._ask(logs, others)
        elif len(looked) == 1 and isinstance(looked[0], NotALog):
            self._window.toast(words.not_a_log_text(plain_text(looked[0].path.name), looked[0].reason), is_error=True)
        else:
            self._window.toast(words.not_a_log_text("What you chose", "unknown"), is_error=True)

    def _ask(self, logs: Sequence[LogPreview], others: Sequence[str], name: str = "", problem: str = "") -> None:
        """Show what was found. Logs of one chat may go into any, those of several go where they are called after."""
        by_chat = _by_chat(logs)
        is_one = len(by_chat) == 1
        chat = self._open_chat.chat
        suggested = name or logs[0].log.chat or (chat.name if chat is not None else "")
        notes = [words.left_out_text([plain_text(other) for other in others])] if others else []
        if self._go_again(logs):
            notes.append(words.go_again_text(self._stored.keep_days))
        self._window.ask(
            Question(title=words.IMPORT_TITLE, text=problem or " ".join(notes), choices=(
                _CANCEL, Choice(key=_IMPORT, label="Import", is_default=True)),
                table=self._table(by_chat), field_label=words.IMPORT_FIELD if is_one else "",
                field_text=plain_text(suggested) if is_one else ""),
            lambda key, text: self._answered(logs, others, text) if key == _IMPORT else None)

    def _go_again(self, logs: Sequence[LogPreview]) -> bool:
        """Whether some of it is older than what people keep: the daily clean-up would take it away."""
        days = self._stored.keep_days
        return bool(days) and min(log.first_ms for log in logs) < self._clock.now_ms() - days * _DAY_MS

    def _table(self, by_chat: Mapping[str, Sequence[LogPreview]]) -> Sequence[tuple[str, str]]:
        rows = [(plain_text(name), self._described(logs)) for name, logs in islice(by_chat.items(), _SHOWN)]
        more = len(by_chat) - len(rows)
        return [*rows, ("…", words.more_chats_text(more))] if more else rows

    def _described(self, logs: Sequence[LogPreview]) -> str:
        return words.log_text(
            sum(log.count for log in logs), self._times.day(min(log.first_ms for log in logs)),
            self._times.day(max(log.last_ms for log in logs)), logs[0].log.format.name,
            sum(log.unreadable for log in logs))

    # Filing

    def _answered(self, logs: Sequence[LogPreview], others: Sequence[str], name: str) -> None:
        try:
            session = self._session()
            is_one = len(_by_chat(logs)) == 1
            named = [(log, self._checked(session, name if is_one else log.log.chat)) for log in logs]
        except UserError as error:
            if is_one:
                self._ask(logs, others, name, str(error))
            else:
                self._window.toast(str(error), is_error=True)
            return
        self._next(_Task(session, named))

    def _checked(self, session: Session, name: str) -> str:
        """The name of a channel or a person of that network. Raises UserError."""
        isupport = session.chat_state.isupport
        return checked_channel(name, isupport.chantypes) if isupport.is_channel(name) else checked_nick(name)

    def _is_name(self, name: str) -> bool:
        session = self._open_chat.session
        try:
            return session is not None and bool(self._checked(session, name))
        except UserError:
            return False

    def _next(self, task: _Task) -> None:
        if not task.waiting:
            self._all_done(task)
            return
        log, name = task.waiting.pop(0)
        session = task.session
        chat = session.open_past(name)
        state = session.chat_state
        own = state.isupport.fold(session.nick)
        wish = ImportWish(log=log.log, chat=chat.row, name=chat.name, zone=self._times.zone,
                          is_own=lambda nick: state.isupport.fold(nick) == own)

        def done(imported: Imported) -> None:
            if imported.added:
                session.past_filed(chat, imported.last_ms)
            task.done.append(imported)
            if imported.is_whole:
                self._next(task)
            else:
                self._all_done(task)

        self._progress(log, 0)
        self._imports.start(wish, lambda count: self._progress(log, count), done)

    def _progress(self, log: LogPreview, count: int) -> None:
        self._window.show_progress(
            Progress(title=f"{words.FILING} {plain_text(log.log.path.name)}", text=words.written_text(count, log.count),
                     share=count / log.count), self._imports.cancel)

    def _all_done(self, task: _Task) -> None:
        self._window.show_progress(None, _nothing)
        last = task.done[-1]
        added = sum(each.added for each in task.done)
        chats = {each.wish.name for each in task.done}
        name = last.wish.name if len(chats) == 1 else f"{len(chats)} chats"
        if not last.is_whole:
            # Without a folder, or with a full disk, nothing at all is taken.
            text = words.broken_off_text(added, name) if added else words.NOT_KEPT
            self._window.toast(text, is_error=True)
            return
        self._window.toast(words.imported_text(added, sum(each.known for each in task.done),
                                               sum(each.unreadable for each in task.done), name))


def _by_chat(logs: Sequence[LogPreview]) -> Mapping[str, Sequence[LogPreview]]:
    """The logs of each chat: there may be one for every day."""
    by_chat: dict[str, list[LogPreview]] = {}
    for log in logs:
        by_chat.setdefault(log.log.chat or log.log.path.name, []).append(log)
    return by_chat


def _nothing() -> None:
    """There is nothing to cancel."""
