"""*Chat › Search…*: hits as people type, page by page, and the way to the place where something was said."""

from datetime import date

from app.contracts.dispatch import Call
from app.contracts.search import Archive, SearchState, SearchView
from app.contracts.session import Session
from app.contracts.window import WindowView
from app.controllers.local_time import LocalTime
from app.controllers.places import Places
from app.controllers.plain_text import plain_text
from app.controllers.search_rows import search_row
from app.controllers.stage import Stage
from app.controllers.wording import search as words
from app.models.changes import SessionState, StateChanged
from app.models.chats import Chat
from app.models.clock import Clock
from app.models.profile import NetworkId
from app.models.search.found import Hit
from app.models.search.query import QueryError, SearchQuery, parse_query
from app.models.search.search import EVERYWHERE, MessageSearch, Scope
from app.models.search.server_side import ServerSearch
from app.protocol.events import (
    Envelope,
    MessageKind,
    MessageReceived,
    SearchResultsReceived,
    StandardReplyReceived,
)
from app.protocol.source import Source
from app.values import frozen

REST_S = 0.12
"""People type on; nobody wants the hits of half a word."""


@frozen(kw_only=True)
class SearchMeans:
    """What searching works with besides the views."""

    archive: Archive
    clock: Clock
    times: LocalTime
    places: Places


class SearchController:
    """Shows the sheet and its hits. The hits stay for `next_hit` when it is closed."""

    def __init__(self, view: SearchView, window: WindowView, stage: Stage, means: SearchMeans) -> None:
        self._view = view
        self._window = window
        self._networks = stage.networks
        self._dispatcher = stage.dispatcher
        self._open_chat = stage.open_chat
        self._means = means
        self._search = MessageSearch(means.archive, self._is_ignored, self._show)
        self._servers: dict[NetworkId, ServerSearch] = {}
        self._is_open = False
        self._text = ""
        self._scope = EVERYWHERE
        self._query = SearchQuery()
        self._fault = ""
        self._at = -1
        self._goes_on = False
        """Whether the next hit is to be shown once there is one."""
        self._rest: Call | None = None
        stage.watch.each(SearchResultsReceived, self._server_answered)
        stage.watch.each(StandardReplyReceived, self._server_refused)
        stage.watch.each(StateChanged, self._state_changed)
        stage.watch.also(self._stop)
        view.bind(self)

    def open(self, text: str = "", *, is_here: bool = False) -> None:
        """Show the sheet, to search in the open chat (`is_here`) or everywhere."""
        chat = self._open_chat.chat if is_here else None
        self._scope = EVERYWHERE if chat is None else scope_of(chat)
        self._is_open = True
        self._text = text or self._text
        self._start()

    def next_hit(self) -> None:
        """Go to the next older hit of the last search."""
        if not self._search.hits:
            self._window.toast(words.NO_SEARCH)
        elif self._at + 1 < len(self._search.hits):
            self.choose_hit(str(self._at + 1))
        elif self._search.has_more:
            self._goes_on = True
            self._search.more()
        else:
            self._window.toast(words.NO_MORE_HITS)

    # What people do

    def search_typed(self, text: str) -> None:
        """Search for this, once people rest."""
        if text != self._text:
            self._text = text
            self._cancel_rest()
            self._rest = self._dispatcher.call_later(REST_S, self._start)

    def choose_hit(self, row_key: str) -> None:
        """Show this message in its chat."""
        number = int(row_key) if row_key.isdigit() else -1
        if 0 <= number < len(self._search.hits):
            self._at = number
            self.close_search()
            self._go_to(self._search.hits[number])

    def more_hits(self) -> None:
        """List older ones."""
        self._search.more()

    def search_everywhere(self) -> None:
        """Look in all chats."""
        self._scope = EVERYWHERE
        self._start()

    def close_search(self) -> None:
        """Take the sheet away."""
        self._is_open = False
        self._cancel_rest()
        self._view.show(None)

    # Searching

    def _start(self) -> None:
        self._cancel_rest()
        self._at, self._goes_on = -1, False
        self._search.stop()
        try:
            self._query, self._fault = parse_query(self._text, self._today(), self._means.times.zone), ""
        except QueryError as error:
            self._query, self._fault = SearchQuery(), words.fault_text(error)
        self._ask_servers()
        if not self._query.is_empty:
            self._search.start(self._query, self._scope)
        self._show()

    def _today(self) -> date:
        return self._means.times.day(self._means.clock.now_ms())

    def _ask_servers(self) -> None:
        for session in self._networks.sessions:
            server = self._server(session)
            if self._query.is_empty or self._scope.network not in (None, session.profile.id):
                server.stop()
            else:
                server.ask(self._query, self._scope.chat_name)

    def _server(self, session: Session) -> ServerSearch:
        network = session.profile.id
        if network not in self._servers:
            self._servers[network] = ServerSearch(session, lambda: session.chat_state.isupport,
                                                  self._search.server_found)
        return self._servers[network]

    def _server_answered(self, session: Session, event: SearchResultsReceived) -> None:
        self._server(session).answered(event)

    def _server_refused(self, session: Session, event: StandardReplyReceived) -> None:
        if event.command == "SEARCH":
            self._server(session).refused()

    def _state_changed(self, session: Session, change: StateChanged) -> None:
        if change.state is not SessionState.ONLINE:
            self._server(session).refused()

    def _is_ignored(self, hit: Hit) -> bool:
        session = self._networks.find(hit.network)
        if session is None or hit.entry.is_own:
            return False
        said = MessageReceived(
            source=Source(hit.entry.nick, "*", "*"), target=hit.chat_name, text="", kind=MessageKind.PRIVMSG,
            envelope=Envelope(account=hit.entry.account))
        return session.chats.ignores.stops(said, session.chat_state.isupport.casemapping)

    def _stop(self) -> None:
        self._cancel_rest()
        self._search.stop()

    def _cancel_rest(self) -> None:
        if self._rest is not None:
            self._rest()
            self._rest = None

    # What is shown

    def _show(self) -> None:
        if self._goes_on and self._at + 1 < len(self._search.hits):
            self._goes_on = False
            self.choose_hit(str(self._at + 1))
        if not self._is_open:
            return
        self._view.show(SearchState(
            title=words.title(plain_text(self._scope.chat_name)), text=self._text, hint=words.HINT,
            status=self._fault or self._status(), is_error=bool(self._fault),
            rows=[search_row(number, hit, self._query, self._means.times)
                  for number, hit in enumerate(self._search.hits)],
            widen=words.WIDEN if self._scope != EVERYWHERE else "", more=words.MORE if self._search.has_more else ""))

    def _status(self) -> str:
        search = self._search
        if self._query.is_empty:
            return ""
        if not search.hits:
            return self._nothing_text()
        return words.count_text(search.count, is_more=search.is_more_than_counted, is_indexing=search.is_indexing)

    def _nothing_text(self) -> str:
        if self._search.is_waiting or any(server.is_waiting for server in self._servers.values()):
            return words.SEARCHING
        if not self._search.is_kept:
            return words.NOTHING_KEPT
        return words.nothing_text(plain_text(self._text), is_indexing=self._search.is_indexing)

    def _go_to(self, hit: Hit) -> None:
        session = self._networks.find(hit.network)
        chat = None if session is None else session.chats.find(hit.chat_name)
        if session is None or chat is None:
            self._window.toast(words.NOT_OPEN)
            return
        self._means.places.show_place(session, chat, hit.entry.msgid, hit.entry.time_ms)


def scope_of(chat: Chat) -> Scope:
    """That chat alone."""
    return Scope(chat=chat.row, network=chat.id.network, chat_name=chat.name)
