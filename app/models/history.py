"""The past of a chat: from the disk first, then from the server (draft/chathistory); gaps are found and filled.

Theory of operation. `chat.entries` is the newest part of a chat without a gap. After connecting, the newest page is
asked for; when it does not reach back to what was here before, more pages follow, up to a limit. What is still
missing then is a gap: the entries before it are let go from memory (the disk has them), and the gap is filled when
people scroll up to it. Scrolling up asks the disk, which answers back to its next gap, and where it has nothing, the
server.

Two rules: one request a chat at a time, and its answer is filed by `took`, `_refused` or `disconnected`. And what an
answer changed is told before `caught_up`, by which the chat changes once more.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.models import changes as ch
from app.models import chat_edits
from app.models.chat_book import ChatBook
from app.models.chats import Chat, Entry, EntryKind, HistoryState
from app.models.incoming_messages import PageTerms, is_known
from app.models.session_part import Hearer
from app.models.store.contract import Page
from app.protocol.commands import Command, RequestHistory
from app.protocol.events import Event, HistoryReceived, HistoryRefused
from app.protocol.isupport import ISupport
from app.protocol.server_time import format_server_time
from app.values import frozen

PAGE = 100
CAPABILITY = "draft/chathistory"
_MAX_GAP_PAGES = 20
_AT_ONCE = 3
"""Chats that catch up at one time."""


@frozen(kw_only=True)
class ServerSide:
    """The way to the server's history, and what is told when a chat has caught up.

    `caught_up(chat, is_whole)`: whether everything since what was here before has been seen. `needs_all` says whether
    that matters for a chat in which nothing was before: else its newest page will do.
    """

    send: Callable[[Command], None]
    capabilities: Callable[[], frozenset[str]]
    isupport: Callable[[], ISupport]
    is_online: Callable[[], bool]
    caught_up: Callable[[Chat, bool], None]
    needs_all: Callable[[Chat], bool]


@dataclass(slots=True)
class _Asked:
    """A request under way. `known` is the newest entry from before it, when it is to find out what was missed.

    `target` is what the chat was called when it was asked about.
    """

    target: str
    before: Entry | None
    known: Entry | None
    pages_left: int
    limit: int
    is_catching_up: bool
    reference: str = ""


@frozen
class _Wish:
    """The newest page is wanted; `known` was the newest entry then."""

    known: Entry | None


@frozen
class _Seen:
    """How far back the server was asked about a chat while `oldest` was the oldest entry here.

    A page of messages that are ignored adds no entry, so the oldest entry alone does not tell. `asked` is the
    reference the last page was asked for with: a server that answers with the same one has nothing else to tell.
    """

    oldest: Entry | None
    reference: str
    asked: str


class HistoryRequests:
    """Which chats wait for history, from the disk or the server."""

    def __init__(self, book: ChatBook, server: ServerSide, tell: Callable[[list[ch.Change]], None]) -> None:
        self._book = book
        self._server = server
        self._tell = tell
        self._asked: dict[Chat, _Asked] = {}
        self._reading: dict[Chat, _Wish | None] = {}
        """Chats the disk is asked about; who wants the server's newest page afterwards."""
        self._behind_since: dict[Chat, Entry] = {}
        """Chats in which a link broke before what was missed had come; the newest entry from before that."""
        self._caught_up: set[Chat] = set()
        """Chats of which the server's newest page has been here in this run of the app."""
        self._seen_back_to: dict[Chat, _Seen] = {}
        self._in_line: dict[Chat, Entry | None] = {}
        """Chats whose newest page is to be asked for when it is their turn, with the newest entry when that was wished.

        What comes live until then says nothing of what was missed before it.
        """

    @property
    def _is_there(self) -> bool:
        return CAPABILITY in self._server.capabilities()

    # The newest

    def load_tail(self, chat: Chat) -> None:
        """A chat that was closed is open again: show the newest of what the disk has, before what has come already."""
        self._reading[chat] = None
        chat.history = HistoryState.LOADING
        oldest = next((entry for entry in chat.entries if _is_the_servers(entry)), None)
        self._book.store.read_before(chat.row, oldest, PAGE, lambda page: self._tail_read(chat, oldest, page))

    def _tail_read(self, chat: Chat, before: Entry | None, page: Page) -> None:
        wish = self._reading.pop(chat, None)
        chat.history = HistoryState.PARTIAL
        # The disk may have what came live meanwhile, too.
        known = _newest([entry for entry in page.entries if not is_known(chat, entry)])
        changes = self._book.take_kept(chat, page.entries, before)
        chat.has_older_here = page.position > 0
        self._tell([*changes, ch.ChatChanged(chat=chat)])
        if wish is not None:
            self._wait_in_line(chat, known)

    def request_latest(self, chat: Chat) -> None:
        """Look at the newest messages; `caught_up` follows, at once where the server keeps none."""
        known = self._known_at(chat)
        chat.is_behind = self._is_there and (chat.has_older_here or chat.confirmed_end > 0)
        if chat in self._reading:
            self._reading[chat] = self._reading[chat] or _Wish(known)
        else:
            self._wait_in_line(chat, known)

    def _wait_in_line(self, chat: Chat, known: Entry | None) -> None:
        if not self._is_there:
            chat.history = HistoryState.PARTIAL if chat.has_older_here else HistoryState.COMPLETE
            self._server.caught_up(chat, False)
        elif chat not in self._in_line:
            chat.history = HistoryState.LOADING
            self._in_line[chat] = known
            self._catch_up()

    def _catch_up(self) -> None:
        """Ask about the next chats in line: those in which something of ours waits, the one people look at, the others.

        All at once, dozens of questions would hold up what people write where a server counts what it is asked.
        """
        while (ready := [chat for chat in self._in_line if chat not in self._asked]) and self._has_turns:
            chat = min(ready, key=lambda each: (not each.waiting(), each is not self._book.seen))
            known = self._in_line.pop(chat)
            if self._book.is_open(chat):
                self._ask(_Asked(chat.name, None, known, _MAX_GAP_PAGES, self._limit(), is_catching_up=True), chat)

    @property
    def _has_turns(self) -> bool:
        return sum(asked.is_catching_up for asked in self._asked.values()) < _AT_ONCE

    # Older

    def request_older(self, chat: Chat) -> bool:
        """Get what came before the oldest entry here. False: there is nothing, or it is under way already."""
        is_busy = chat in self._asked or chat in self._reading or chat in self._in_line
        if is_busy or chat.history is HistoryState.COMPLETE:
            return False
        if not chat.has_older_here:
            return self._ask_older(chat)
        oldest = next((entry for entry in chat.entries if _is_the_servers(entry)), None)
        self._reading[chat] = None
        chat.history = HistoryState.LOADING
        self._book.store.read_before(chat.row, oldest, PAGE, lambda page: self._older_read(chat, oldest, page))
        return True

    def _older_read(self, chat: Chat, before: Entry | None, page: Page) -> None:
        wish = self._reading.pop(chat, None)
        chat.history = HistoryState.PARTIAL
        # What has been let go in the meantime would leave a hole: then people have to ask once more.
        if before is None or before.id in (entry.id for entry in chat.entries):
            self._tell(self._book.take_kept(chat, page.entries, before))
            chat.has_older_here = page.position > 0
        if wish is not None:
            self._wait_in_line(chat, wish.known)
        elif not page.entries and not self._ask_older(chat):
            self._pass_gap(chat, before, page)
        self._tell([ch.ChatChanged(chat=chat)])

    def _pass_gap(self, chat: Chat, before: Entry | None, page: Page) -> None:
        """What lies before a gap that no server can fill is shown all the same: damage to the file leaves such gaps."""
        if before is not None and page.position > 0 and self._server.is_online() and not self._is_there:
            self._tell(self._book.pass_gap(chat, before))
            self.request_older(chat)

    def _ask_older(self, chat: Chat) -> bool:
        """Ask the server for what came before the oldest entry here, or before what it told of and nobody wants to see.

        False: it keeps none, or has nothing else to tell.
        """
        if not self._is_there:
            return False
        oldest = next((entry for entry in chat.entries if _is_the_servers(entry)), None)
        reference = "" if oldest is None else _reference(oldest.msgid, oldest.time_ms)
        seen = self._seen_back_to.get(chat)
        if seen is not None and seen.oldest is oldest:
            if seen.reference == seen.asked:
                return False
            reference = seen.reference
        self._ask(_Asked(chat.name, oldest, None, 0, self._limit(), is_catching_up=False, reference=reference), chat)
        return True

    # Answers

    def took(self, event: HistoryReceived, now_ms: int) -> list[ch.Change]:
        """A page has come: file it, and go on where it leaves a gap."""
        chat = self._chat_asked(event.request)
        asked = None if chat is None else self._asked.pop(chat)
        if chat is None or asked is None:
            return self._take_unasked(event, now_ms)
        if not self._book.is_open(chat):
            # What was asked for a chat that is closed by now must not open it again.
            self._catch_up()
            return []
        event = replace(event, target=chat.name)
        is_whole = _reaches(event, asked)
        self._tell(self._book.take_page(event, now_ms, self._terms(chat, event, asked, is_whole=is_whole)))
        changes: list[ch.Change] = []
        if asked.is_catching_up:
            changes = self._go_on(chat, event, asked, is_whole=is_whole)
        elif event.messages:
            self._note_how_far(chat, event, asked)
            # A short page may be the beginning, or one that a filter made short: only an empty one tells.
            if len(event.messages) < asked.limit:
                self._ask_older(chat)
        self._catch_up()
        return changes

    def _chat_asked(self, request: RequestHistory | None) -> Chat | None:
        """The chat a question was about, whatever it is called now; closed, perhaps."""
        if request is None:
            return None
        return next((chat for chat, asked in self._asked.items() if asked.target == request.target), None)

    def _terms(self, chat: Chat, event: HistoryReceived, asked: _Asked, *, is_whole: bool) -> PageTerms:
        """How a page joins what is here: one that reaches behind a gap closes it, and begins with one unless whole.

        While the newest pages are awaited there is a gap before what came live first, or before the page before this.
        """
        if not asked.is_catching_up:
            return PageTerms(before=asked.before, leaves_gap=not is_whole)
        chat.is_behind = False
        index = _last_gap(chat)
        gap = chat.entries[index] if chat.entries and chat.entries[index].gap_before else None
        # What is missing before the oldest entry here is missing before a page that reaches behind it.
        is_behind_all = bool(chat.entries) and _reaches_behind(event, chat.entries[0])
        leaves_gap = is_behind_all or not is_whole
        if gap is None or (asked.before is not None and asked.before.id == gap.id):
            return PageTerms(before=asked.before, leaves_gap=leaves_gap)
        if index == 0:
            return PageTerms(before=gap if is_behind_all else asked.before, leaves_gap=leaves_gap)
        if event.messages and not _reaches_behind(event, gap):
            return PageTerms(before=asked.before)
        return PageTerms(before=gap, leaves_gap=leaves_gap)

    def _first_since(self, chat: Chat) -> Entry | None:
        """What came live first, before the newest page; there is none from here on."""
        chat.is_behind = False
        index = _last_gap(chat)
        return chat.entries[index] if index else None

    def _known_at(self, chat: Chat) -> Entry | None:
        """The newest entry up to which nothing is missing, as far as that is known."""
        since = self._behind_since.get(chat)
        if since is not None:
            return since
        # A message that was under way when the app ended may lie in a gap that was there then.
        is_doubtful = chat not in self._caught_up and bool(chat.entries) and chat.entries[0].gap_before
        return None if is_doubtful and self._server.needs_all(chat) else _newest(chat.entries)

    def _note_how_far(self, chat: Chat, event: HistoryReceived, asked: _Asked) -> None:
        first = event.messages[0].envelope
        oldest = next((entry for entry in chat.entries if _is_the_servers(entry)), None)
        self._seen_back_to[chat] = _Seen(oldest, _reference(first.msgid, first.time_ms or 0), asked.reference)

    def _take_unasked(self, event: HistoryReceived, now_ms: int) -> list[ch.Change]:
        """A page nobody asked for. InspIRCd sends one of its own accord and takes no questions."""
        changes = self._book.take_page(event, now_ms, PageTerms())
        chat = self._book.find(event.target)
        if chat is not None and not self._is_there:
            chat.history = HistoryState.PARTIAL if chat.has_older_here else HistoryState.COMPLETE
        return changes

    def _go_on(self, chat: Chat, event: HistoryReceived, asked: _Asked, *, is_whole: bool) -> list[ch.Change]:
        if is_whole:
            self._is_up_to_date(chat)
            self._server.caught_up(chat, True)
            return []
        first = event.messages[0].envelope
        entry = chat.find_entry(first.msgid, first.time_ms or 0)
        if (asked.known is not None or self._server.needs_all(chat)) and asked.pages_left > 1:
            self._ask(_Asked(chat.name, entry, asked.known, asked.pages_left - 1, asked.limit, is_catching_up=True,
                             reference=_reference(first.msgid, first.time_ms or 0)), chat)
            return []
        self._is_up_to_date(chat)
        is_all = len(event.messages) < asked.limit
        self._server.caught_up(chat, is_all)
        if asked.known is None and is_all:
            self._ask_older(chat)
        return self._cut(chat)

    def _is_up_to_date(self, chat: Chat) -> None:
        self._behind_since.pop(chat, None)
        self._caught_up.add(chat)

    def hears(self) -> Mapping[type[Event], Hearer]:
        """Pages come by `took`, before anybody else hears of them."""
        return {HistoryRefused: self._refused}

    def _refused(self, event: HistoryRefused) -> list[ch.Change]:
        """The server has no history for the chat, or keeps it from us."""
        chat = self._chat_asked(event.request)
        asked = None if chat is None else self._asked.pop(chat)
        if chat is None or asked is None or not self._book.is_open(chat):
            self._catch_up()
            return []
        chat.history = HistoryState.PARTIAL if chat.has_older_here else HistoryState.COMPLETE
        # What was missed while catching up is asked for once more when people scroll there.
        missing = self._first_since(chat) if asked.before is None else None if asked.is_catching_up else asked.before
        self._tell([] if missing is None else self._book.pass_gap(chat, missing))
        if asked.is_catching_up:
            self._server.caught_up(chat, False)
        self._catch_up()
        return [*self._cut(chat), ch.ChatChanged(chat=chat)]

    def disconnected(self) -> list[ch.Change]:
        """No answer will come. What was being filled stays a gap."""
        changes: list[ch.Change] = []
        wishes = {chat: wish.known for chat, wish in self._reading.items() if wish is not None}
        awaited = {chat: asked.known for chat, asked in self._asked.items() if asked.is_catching_up}
        awaited |= self._in_line | wishes
        self._behind_since.update((chat, known) for chat, known in awaited.items() if known is not None)
        for chat in dict.fromkeys((*self._asked, *self._in_line, *wishes)):
            chat.history, chat.is_behind = HistoryState.PARTIAL, False
            changes += [*self._cut(chat), ch.ChatChanged(chat=chat)]
        self._asked.clear()
        self._in_line.clear()
        self._caught_up = {chat for chat in self._caught_up if self._book.is_open(chat)}
        self._behind_since = {chat: known for chat, known in self._behind_since.items() if self._book.is_open(chat)}
        self._seen_back_to.clear()
        return changes

    def _cut(self, chat: Chat) -> list[ch.Change]:
        """Let go of what lies before a gap."""
        return chat_edits.cut_before(chat, _last_gap(chat))

    def _limit(self) -> int:
        return min(PAGE, self._server.isupport().chathistory_max or PAGE)

    def _ask(self, asked: _Asked, chat: Chat) -> None:
        self._asked[chat] = asked
        chat.history = HistoryState.LOADING
        self._server.send(RequestHistory(target=asked.target, limit=asked.limit, before=asked.reference))


def _reaches(event: HistoryReceived, asked: _Asked) -> bool:
    """Whether nothing is missing between a page and what is here: none is older, or it has what was here before."""
    if not event.messages:
        return True
    if not asked.is_catching_up or asked.known is None:
        return False
    if any(message.envelope.msgid == asked.known.msgid for message in event.messages if asked.known.msgid):
        return True
    oldest = event.messages[0].envelope.time_ms
    return oldest is not None and oldest < asked.known.time_ms


def _last_gap(chat: Chat) -> int:
    """Where the newest entry with a gap before it stands; 0 where there is none but before all that is here."""
    return next((index for index in range(chat.confirmed_end - 1, 0, -1) if chat.entries[index].gap_before), 0)


def _newest(entries: Sequence[Entry]) -> Entry | None:
    return next((entry for entry in reversed(entries) if _is_the_servers(entry)), None)


def _reaches_behind(event: HistoryReceived, entry: Entry) -> bool:
    """Whether there is a gap before the entry, and messages of the page lie behind it."""
    if not entry.gap_before or not event.messages:
        return False
    first, *others = [message.envelope for message in event.messages]
    is_older = first.time_ms is not None and first.time_ms < entry.time_ms
    return is_older or any(entry.msgid and envelope.msgid == entry.msgid for envelope in others)


def _is_the_servers(entry: Entry) -> bool:
    """Whether the server has the entry, too."""
    return entry.kind is not EntryKind.NOTE and not entry.is_waiting


def _reference(msgid: str, time_ms: int) -> str:
    return f"msgid={msgid}" if msgid else f"timestamp={format_server_time(time_ms)}"
