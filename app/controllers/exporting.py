"""*Chat › Export…* and `/export`: a chat, or all there are, written down as a page, as text or for programs."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from app.contracts.data import Exports, Imports
from app.contracts.progress import Progress
from app.contracts.session import Session
from app.contracts.sheets import Choice, Question
from app.contracts.window import WindowView
from app.contracts.workspace import Networks
from app.controllers.local_time import LocalTime
from app.controllers.open_chat import OpenChat
from app.controllers.plain_text import plain_text
from app.controllers.typed_paths import path_of
from app.controllers.user_error import UserError
from app.controllers.wording import data as words
from app.controllers.wording.happenings import happening_text
from app.models.chats import Entry
from app.models.clock import Clock
from app.models.export.exports import EXPORT_FORMATS, ChatToWrite, Exported, ExportFormat, ExportWish
from app.models.export.file_names import safe_file_name
from app.models.export.writing import Words
from app.models.search.days import NoDay, day_range
from app.models.store.contract import Span, StoredChat
from app.protocol.formatting import without_codes

_CANCEL = Choice(key="cancel", label="Cancel", is_cancel=True)
_DAYS = re.compile(r"(\S{4,10})(?:\s+(?:to|until|[-–])?\s*(\S{4,10}))?")
_FORMATS = {each.key: each for each in EXPORT_FORMATS}


class ExportController:
    """Asks what people want, lets the model write it, and says what became of it."""

    def __init__(self, window: WindowView, networks: Networks, open_chat: OpenChat, exports: Exports, imports: Imports,
                 clock: Clock, times: LocalTime) -> None:
        self._window = window
        self._networks = networks
        self._open_chat = open_chat
        self._exports = exports
        self._imports = imports
        self._clock = clock
        self._times = times

    def show(self) -> None:
        """Ask how the open chat is to be written down."""
        chat = self._open_chat.chat
        if chat is None:
            self._window.toast(words.NO_CHAT_OPEN, is_error=True)
            return
        row, name = chat.row, chat.name or "the server's messages"
        self._exports.chats(lambda chats: self._ask(name, [each for each in chats if each.row == row]))

    def show_all(self) -> None:
        """Ask how all chats are to be written down."""
        self._exports.chats(lambda chats: self._ask(words.EVERYTHING.lower(), chats))

    def command(self, text: str) -> None:
        """`/export [html|text|jsonl] [path]`. Without a path people are asked. Raises UserError."""
        word, _, rest = text.partition(" ")
        chosen = _FORMATS.get(word.casefold())
        path = (rest if chosen is not None else text).strip().strip("\"")
        if not path and chosen is None:
            self.show()
            return
        chat = self._open_chat.chat
        if chat is None:
            raise UserError("No chat is open.", "Open the one you want to write down.")
        if self._is_busy:
            raise UserError("Something is being written down or imported already.",
                            "Wait until it is done, or cancel it.")
        place = path_of(path) if path else None
        log_format = chosen or next((each for each in EXPORT_FORMATS if path.endswith(each.ending)), EXPORT_FORMATS[0])
        row = chat.row

        def go(chats: Sequence[StoredChat]) -> None:
            found = [each for each in chats if each.row == row]
            if not found:
                self._window.toast(words.NOTHING_TO_EXPORT, is_error=True)
            elif place is None:
                self._ask_place(found, log_format, Span())
            else:
                self._write(found, log_format, Span(), place)

        self._exports.chats(go)

    @property
    def _is_busy(self) -> bool:
        """One thing that is long at a time: it keeps a processor busy, and is shown in one place."""
        return self._exports.is_busy or self._imports.is_busy

    def _ask(self, name: str, chats: Sequence[StoredChat], days: str = "", problem: str = "") -> None:
        if not chats:
            self._window.toast(words.NOTHING_TO_EXPORT, is_error=True)
            return
        if self._is_busy:
            self._window.toast(words.BUSY_EXPORTING, is_error=True)
            return
        text = problem or words.export_count(sum(chat.count for chat in chats), len(chats))
        first, *others = (Choice(key=each.key, label=each.name, is_default=each is EXPORT_FORMATS[0])
                          for each in EXPORT_FORMATS)
        self._window.ask(
            Question(title=words.export_title(name), text=text, choices=(first, *others, _CANCEL),
                     field_label=words.EXPORT_DAYS, field_text=days),
            lambda key, field: self._chosen(name, chats, key, field.strip()))

    def _chosen(self, name: str, chats: Sequence[StoredChat], key: str, days: str) -> None:
        log_format = _FORMATS.get(key)
        if log_format is None:
            return
        span = self._span(days)
        if span is None:
            self._ask(name, chats, days, words.bad_days(days))
        else:
            self._ask_place(chats, log_format, span)

    def _span(self, days: str) -> Span | None:
        """From the first day people named to the end of the last; None for what can't be read."""
        if not days:
            return Span()
        found = _DAYS.fullmatch(days)
        if found is None:
            return None
        today, zone = self._times.day(self._clock.now_ms()), self._times.zone
        try:
            from_ms, end_ms = day_range(found[1], today, zone)
            until_ms = day_range(found[2], today, zone)[1] if found[2] else end_ms
        except NoDay:
            return None
        return Span(from_ms=from_ms, until_ms=until_ms) if from_ms < until_ms else None

    def _ask_place(self, chats: Sequence[StoredChat], log_format: ExportFormat, span: Span) -> None:
        one = chats[0] if len(chats) == 1 else None
        stem = safe_file_name((one.name or "server") if one is not None else "Group Chat")
        is_folder = one is None or 0 < log_format.part < one.count
        ending = "" if is_folder else log_format.ending
        self._window.ask_save(words.export_title(one.name if one is not None else words.EVERYTHING.lower()),
                              stem + ending, ending,
                              lambda path: self._write(chats, log_format, span, Path(path), may_replace=True))

    def _write(self, chats: Sequence[StoredChat], log_format: ExportFormat, span: Span, place: Path, *,
               may_replace: bool = False) -> None:
        """Write it. `may_replace`: people were asked about a file that is there."""
        if self._is_busy:
            # Something else was begun while they said where.
            self._window.toast(words.BUSY_EXPORTING, is_error=True)
            return
        title = words.export_title(chats[0].name if len(chats) == 1 else words.EVERYTHING.lower())

        def progress(done: int, total: int) -> None:
            share = done / total if total else None
            self._window.show_progress(Progress(title=title, text=words.written_text(done, total), share=share),
                                       self._exports.cancel)

        wish = ExportWish(
            chats=[ChatToWrite(chat=chat, network=self._title(chat), nick=self._nick(chat)) for chat in chats],
            format=log_format, place=place, span=span, may_replace=may_replace,
            words=Words(moment=self._times.moment, happening=happening))
        if wish.is_folder and place.suffix == log_format.ending:
            wish = replace(wish, place=place.with_suffix(""))
        self._exports.start(wish, progress, self._done)

    def _done(self, exported: Exported) -> None:
        self._window.show_progress(None, _nothing)
        if exported.is_cancelled:
            return
        if exported.reason:
            self._window.toast(words.not_exported_text(exported.reason), is_error=True)
        else:
            self._window.toast(words.exported_text(exported.count, plain_text(exported.place.name)))

    def _title(self, chat: StoredChat) -> str:
        return self._of(chat, lambda session: session.title)

    def _nick(self, chat: StoredChat) -> str:
        return self._of(chat, lambda session: session.nick)

    def _of(self, chat: StoredChat, ask: Callable[[Session], str]) -> str:
        session = self._networks.find(chat.network)
        return ask(session) if session is not None else ""


def happening(entry: Entry) -> str:
    """What happened, in a line; what the app said as it said it."""
    told = happening_text(entry.event) if entry.event is not None else ""
    return told or without_codes(entry.text)


def _nothing() -> None:
    """There is nothing to cancel."""
