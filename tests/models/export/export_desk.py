"""A store on disk, and what writes it down and reads it again."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from app.models.chats import ChatRow, Entry, EntryKind, new_entry_id
from app.models.export.exports import EXPORT_FORMATS, ChatToWrite, Exported, ExportFormat, Exports, ExportWish
from app.models.export.writing import Words
from app.models.importing.imports import Imported, Imports, ImportWish
from app.models.importing.log_files import recognise
from app.models.store.contract import Span
from tests.fakes.turned_clock import TurnedClock
from tests.models.store.stores import OpenStore

BY_KEY = {each.key: each for each in EXPORT_FORMATS}
NOON_MS = 1_767_355_200_000
WORDS = Words(moment=lambda time_ms: datetime.fromtimestamp(time_ms / 1000, UTC),
              happening=lambda entry: entry.text or f"{entry.nick} did something")


class Desk:
    """A store on disk and what writes it down."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.disk = OpenStore(folder / "chats.sqlite3")
        self.exports = Exports(self.disk.store, self.disk.owner, TurnedClock())

    def write(self, log_format: ExportFormat, place: Path, *names: str, span: Span | None = None,
              progress: Callable[[int, int], None] = lambda _done, _total: None, may_replace: bool = False) -> Exported:
        chats = [ChatToWrite(chat=chat, network="Rowing club", nick="ines")
                 for chat in self.disk.hear(self.disk.store.list_chats) if not names or chat.name in names]
        wish = ExportWish(chats=chats, format=log_format, place=place, words=WORDS, span=span or Span(),
                          may_replace=may_replace)
        ended: list[Exported] = []
        self.exports.start(wish, progress, ended.append)
        self.disk.owner.until(lambda: ended)
        return ended[0]

    def read(self, path: Path, chat: ChatRow) -> Imported:
        imports = Imports(self.disk.store, self.disk.owner)
        ended: list[Imported] = []
        wish = ImportWish(log=recognise(path), chat=chat, name="#maps", is_own=lambda nick: nick == "ines")
        imports.start(wish, lambda _count: None, ended.append)
        self.disk.owner.until(lambda: ended)
        return ended[0]

    def entries(self, chat: ChatRow) -> list[Entry]:
        return self.disk.copied(chat)


def said(text: str, nick: str = "tom", *, time_ms: int = NOON_MS, msgid: str = "") -> Entry:
    return Entry(id=new_entry_id(), time_ms=time_ms, kind=EntryKind.PRIVMSG, nick=nick, text=text, msgid=msgid)
