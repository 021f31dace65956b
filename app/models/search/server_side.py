"""Searching on servers that offer it (docs/specs/search.md): one question at a time, the newest one wins."""

from collections.abc import Callable
from typing import Protocol

from app.models.chats import ChatKind, Entry, EntryKind, new_entry_id
from app.models.profile import Profile
from app.models.search.found import PAGE, Hit
from app.models.search.query import SearchQuery, Term
from app.protocol.command import Command
from app.protocol.commands import Search
from app.protocol.events import MessageKind, MessageReceived, SearchResultsReceived
from app.protocol.isupport import ISupport

CAPABILITY = Search.needs
LONGEST_TEXT = 300
"""Bytes that fit into a line beside all else; a longer search is for this computer alone."""
_KINDS = {
    MessageKind.PRIVMSG: EntryKind.PRIVMSG, MessageKind.NOTICE: EntryKind.NOTICE, MessageKind.ACTION: EntryKind.ACTION,
}


class Asks(Protocol):
    """What is needed of a session."""

    @property
    def profile(self) -> Profile:
        """How the network is reached."""

    @property
    def capabilities(self) -> frozenset[str]:
        """The capabilities in force."""

    def send(self, command: Command) -> bool:
        """Ask the server for something; False when we are not online."""


class ServerSearch:
    """The questions one network's server is asked. `found` gets what it has for the newest of them."""

    def __init__(self, session: Asks, isupport: Callable[[], ISupport], found: Callable[[list[Hit]], None]) -> None:
        self._session = session
        self._isupport = isupport
        self._found = found
        self._asked: Search | None = None
        self._wished: Search | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is awaited."""
        return self._wished is not None

    def ask(self, query: SearchQuery, within: str = "") -> bool:
        """Ask, now or after the answer to what was asked before. False: the server can't be asked this."""
        command = _command(query, within)
        if command is None or CAPABILITY not in self._session.capabilities:
            self._wished = None
            return False
        self._wished = command
        if self._asked is None:
            self._send(command)
        return self.is_waiting

    def answered(self, event: SearchResultsReceived) -> None:
        """The server has answered."""
        is_wanted = self._asked is not None and self._asked is self._wished
        self._over(is_wanted=is_wanted)
        if is_wanted:
            self._found([self._hit(each) for each in event.messages[:PAGE] if isinstance(each, MessageReceived)])

    def refused(self) -> None:
        """The server doesn't answer this, or is gone."""
        if self._asked is not None:
            is_wanted = self._asked is self._wished
            self._over(is_wanted=is_wanted)
            if is_wanted:
                self._found([])

    def stop(self) -> None:
        """Nobody waits for an answer any more."""
        self._wished = None

    def _send(self, command: Search) -> None:
        self._asked = command
        if not self._session.send(command):
            self._asked = self._wished = None

    def _over(self, *, is_wanted: bool) -> None:
        self._asked = None
        if is_wanted:
            self._wished = None
        elif self._wished is not None:
            self._send(self._wished)

    def _hit(self, event: MessageReceived) -> Hit:
        is_channel = self._isupport().is_channel(event.target)
        name = event.target if is_channel or event.is_own else event.source.nick
        entry = Entry(
            id=new_entry_id(), time_ms=event.envelope.time_ms or 0, kind=_KINDS[event.kind], nick=event.source.nick,
            text=event.text, msgid=event.envelope.msgid, account=event.envelope.account, is_own=event.is_own)
        return Hit(place=None, network=self._session.profile.id, chat_name=name,
                   kind=ChatKind.CHANNEL if is_channel else ChatKind.DIRECT, entry=entry)


def _command(query: SearchQuery, within: str) -> Search | None:
    """What the server can be asked of a query; None where it knows no such filter."""
    chats = (within,) if within else query.chats
    is_beyond = (query.has or query.has_not or query.mentions_me is not None or query.not_senders or query.not_chats
                 or len(query.senders) > 1 or len(chats) > 1)
    text = " ".join([*(_typed(term) for term in query.wanted), *(f"-{_typed(term)}" for term in query.unwanted)])
    if is_beyond or len(text.encode("utf-8", "replace")) > LONGEST_TEXT or not (query.wanted or query.senders):
        return None
    return Search(text=text, within="".join(chats), sender="".join(query.senders), after_ms=query.after_ms,
                  before_ms=query.before_ms, limit=PAGE)


def _typed(term: Term) -> str:
    return f'"{term.text}"' if " " in term.text else term.text
