"""What is known of the files that people sent: size, kind and a small picture, asked of the host when a row shows one.

Only our own host is asked, for members of the conversation, a few files at a time; a picture is shown only if people
wish. What is known is kept in memory, so much of it; the host lets the rest be asked again.
"""

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.models.changes import SessionState
from app.models.clock import Clock
from app.models.emitter import Emitter, Unsubscribe
from app.models.files.courier import Courier
from app.models.files.failures import PASSES, Failure, Reason
from app.models.files.file_session import FileSession, can_speak_in, host_of, path_of, way_to
from app.models.files.orders import FactsOrder
from app.models.files.tokens import Tokens
from app.models.profile import NetworkId
from app.models.settings import SettingChanged, Settings
from app.protocol.casemapping import Folded
from app.protocol.file_host import FileHost
from app.values import frozen

if TYPE_CHECKING:
    from app.models.files.facts import Facts

AT_ONCE = 3
MOST_KEPT = 300
MOST_BYTES = 16_000_000
"""Bytes of pictures in memory."""
_MOST_WAITING = 50
"""Files that scrolled by are not worth asking for: the newest questions count."""
_ASK_AGAIN_S = 60.0


@frozen(kw_only=True)
class FactsFound:
    """There is news of the file at an address."""

    address: str


@dataclass(slots=True, eq=False)
class _Book:
    """A file: its facts, None while unknown or `is_gone`; when it may be asked for again."""

    facts: "Facts | None" = None
    is_gone: bool = False
    is_asked: bool = False
    has_renewed: bool = False
    ask_again_at: float = 0.0


@frozen(kw_only=True)
class _Question:
    network: NetworkId
    session: FileSession
    chat: str
    address: str
    path: str

    @property
    def key(self) -> str:
        """What it is kept under."""
        return f"{self.network} {self.path}"


class Shelf:
    """Files of all networks."""

    def __init__(self, courier: Courier, clock: Clock, settings: Settings,
                 tokens: Callable[[FileSession], Tokens]) -> None:
        self._courier = courier
        self._clock = clock
        self._settings = settings
        self._tokens = tokens
        self._emitter = Emitter()
        self._books: OrderedDict[tuple[NetworkId, str], _Book] = OrderedDict()
        self._waiting: deque[_Question] = deque(maxlen=_MOST_WAITING)
        self._asking = 0
        self._hosts: dict[NetworkId, FileHost] = {}
        self._outside: set[tuple[NetworkId, Folded]] = set()
        settings.subscribe(SettingChanged, self._setting_changed)

    def subscribe(self, kind: type, handler: Callable[..., None]) -> Unsubscribe:
        """Call `handler` on FactsFound."""
        return self._emitter.subscribe(kind, handler)

    def host_changed(self, session: FileSession) -> bool:
        """Whether the session's server has told of a host that was not known before: other messages are files now.

        The host is remembered, so that files stay files while there is no connection.
        """
        host = host_of(session)
        if host is None or self._hosts.get(session.profile.id) == host:
            return False
        self._hosts[session.profile.id] = host
        return True

    def entered(self, session: FileSession, chat: str) -> bool:
        """We are in a room; whether files there could not be asked for before."""
        place = (session.profile.id, session.chat_state.isupport.fold(chat))
        was_wanted = place in self._outside
        self._outside.discard(place)
        return was_wanted

    def is_file(self, session: FileSession, address: str) -> bool:
        """Whether it is the address of a file at this server's host."""
        return self._path(session, address) is not None

    def facts(self, session: FileSession, chat: str, address: str) -> "Facts | None":
        """What is known of the file at an address; it is asked for when nothing is, and FactsFound follows."""
        path = self._path(session, address)
        if path is None:
            return None
        network = session.profile.id
        book = self._book(network, path)
        if not can_speak_in(session, chat):
            self._outside.add((network, session.chat_state.isupport.fold(chat)))
            return book.facts
        may_ask = not book.is_asked and not book.is_gone and self._clock.monotonic() >= book.ask_again_at
        if book.facts is None and may_ask and session.state is SessionState.ONLINE:
            book.is_asked = True
            if len(self._waiting) == _MOST_WAITING:
                dropped = self._waiting[0]
                self._book(dropped.network, dropped.path).is_asked = False
            self._waiting.append(_Question(network=network, session=session, chat=chat, address=address, path=path))
            self._go_on()
        return book.facts

    def is_gone(self, session: FileSession, address: str) -> bool:
        """Whether the host has said that it has no such file, or none for us."""
        path = self._path(session, address)
        return path is not None and self._book(session.profile.id, path).is_gone

    def _path(self, session: FileSession, address: str) -> str | None:
        if not address.startswith("https://"):
            return None
        host = host_of(session) or self._hosts.get(session.profile.id)
        return None if host is None else path_of(session, host, address)

    def _book(self, network: NetworkId, path: str) -> _Book:
        book = self._books.pop((network, path), None) or _Book()
        self._books[network, path] = book
        while len(self._books) > MOST_KEPT:
            self._books.popitem(last=False)
        return book

    def _go_on(self) -> None:
        while self._waiting and self._asking < AT_ONCE:
            self._asking += 1
            self._ask(self._waiting.pop())

    def _ask(self, question: _Question) -> None:
        self._courier.kept_facts(question.key, lambda kept: self._looked_up(question, kept))

    def _looked_up(self, question: _Question, kept: "Facts | None") -> None:
        if kept is not None:
            self._found(question, kept)
            return
        self._tokens(question.session).get(question.chat, lambda answer: self._got_token(question, answer))

    def _got_token(self, question: _Question, answer: str | Failure) -> None:
        host = host_of(question.session)
        if isinstance(answer, Failure) or host is None:
            self._failed(question, answer if isinstance(answer, Failure) else Failure(reason=Reason.NO_HOST))
            return
        wants_picture = self._settings.show_pictures
        order = FactsOrder(way=way_to(host, question.session.profile), path=question.path,
                           authorization=f"Bearer {answer}", wants_picture=wants_picture)
        self._courier.facts(order, lambda facts: self._told(question, facts, is_whole=wants_picture),
                            lambda failure: self._failed(question, failure))

    def _told(self, question: _Question, facts: "Facts", *, is_whole: bool) -> None:
        if is_whole:
            self._courier.keep_facts(question.key, facts)
        self._found(question, facts)

    def _found(self, question: _Question, facts: "Facts") -> None:
        book = self._book(question.network, question.path)
        book.facts = facts if self._settings.show_pictures else replace(facts, picture=None)
        book.is_asked = False
        self._forget_pictures()
        self._answered(question)

    def _setting_changed(self, change: SettingChanged) -> None:
        """People want pictures, or none any more: what is shown anew is looked up anew."""
        if change.name == "show_pictures":
            for book in self._books.values():
                book.facts = None

    def _forget_pictures(self) -> None:
        """What was shown longest ago goes; it is looked up again when it is shown again."""
        weight = 0
        for book in reversed(self._books.values()):
            weight += len(book.facts.picture.png) if book.facts is not None and book.facts.picture is not None else 0
            if weight > MOST_BYTES:
                book.facts = None

    def _failed(self, question: _Question, failure: Failure) -> None:
        book = self._book(question.network, question.path)
        book.is_asked = False
        book.is_gone = failure.reason is Reason.GONE
        if failure.reason is Reason.TOKEN_OLD and not book.has_renewed:
            book.has_renewed = True
            self._tokens(question.session).forget(question.chat)
        else:
            book.ask_again_at = self._clock.monotonic() + (_ASK_AGAIN_S if failure.reason in PASSES else 3600.0)
        self._answered(question)

    def _answered(self, question: _Question) -> None:
        self._asking -= 1
        self._emitter.emit(FactsFound(address=question.address))
        self._go_on()
