"""One search: pages of this computer, and what servers have beside it."""

from dataclasses import replace

from app.models.chats import ChatKind
from app.models.profile import NetworkId
from app.models.search.found import Hit
from app.models.search.query import SearchQuery, Term
from app.models.search.search import EVERYWHERE, MessageSearch, Scope
from app.models.search.server_side import CAPABILITY, ServerSearch
from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol.casemapping import Folded
from app.protocol.isupport import ISupport
from tests.fakes.session import FakeSession, source
from tests.fakes.store import MemoryStore
from tests.models.store.stores import NETWORK, said

QUERY = SearchQuery(wanted=(Term("word"),))


class Searching:
    """A search over a store in memory."""

    def __init__(self, count: int = 120) -> None:
        self.store = MemoryStore()
        self.chat = self.store.keep_chat(NETWORK, Folded("#room"), "#room", ChatKind.CHANNEL).row
        self.store.add(self.chat, [said(number, f"word {number}", msgid=f"m{number}",
                                        nick="bob" if number % 2 else "ann") for number in range(count)])
        self.ignored = ""
        self.changes = 0
        self.search = MessageSearch(self.store, lambda hit: hit.entry.nick == self.ignored, self._changed)

    def _changed(self) -> None:
        self.changes += 1

    def texts(self) -> list[str]:
        return [hit.entry.text for hit in self.search.hits]


def hit_of(time_ms: int, msgid: str, text: str = "word of the server") -> Hit:
    return Hit(place=None, network=NETWORK, chat_name="#room", kind=ChatKind.CHANNEL,
               entry=said(time_ms, text, msgid=msgid))


def test_hits_come_page_by_page_and_are_counted() -> None:
    searching = Searching()
    searching.search.start(QUERY, EVERYWHERE)
    assert (len(searching.texts()), searching.search.count, searching.search.has_more) == (50, 120, True)
    searching.search.more()
    searching.search.more()
    assert searching.texts() == [f"word {number}" for number in range(119, -1, -1)]
    assert (searching.search.count, searching.search.has_more) == (120, False)
    searching.search.more()
    assert len(searching.texts()) == 120


def test_only_the_newest_question_is_answered() -> None:
    searching = Searching(3)
    searching.store.is_slow = True
    searching.search.start(QUERY, EVERYWHERE)
    searching.search.start(SearchQuery(wanted=(Term("2"),)), EVERYWHERE)
    assert searching.search.is_waiting
    searching.store.catches_up()
    assert searching.texts() == ["word 2"]
    assert searching.changes == 1


def test_a_chat_or_a_network_can_be_searched_alone() -> None:
    searching = Searching(1)
    for scope, found in ((Scope(chat=searching.chat), 1), (Scope(network=NETWORK), 1),
                         (Scope(network=NetworkId("other")), 0)):
        searching.search.start(QUERY, scope)
        assert len(searching.texts()) == found


def test_messages_of_ignored_people_are_not_found() -> None:
    searching = Searching(4)
    searching.ignored = "bob"
    searching.search.start(QUERY, EVERYWHERE)
    assert searching.texts() == ["word 2", "word 0"]


def test_what_a_server_has_as_well_is_one_hit() -> None:
    searching = Searching(3)
    searching.search.start(QUERY, EVERYWHERE)
    searching.search.server_found([hit_of(1, "m1"), hit_of(9, "new"), hit_of(0, "")])
    assert searching.texts() == ["word of the server", "word 2", "word 1", "word 0"]


def test_what_a_server_has_is_not_listed_before_older_ones_that_are_here() -> None:
    searching = Searching()
    searching.search.start(QUERY, EVERYWHERE)
    searching.search.server_found([hit_of(-5, "old")])
    assert "word of the server" not in searching.texts()
    searching.search.more()
    searching.search.more()
    assert searching.texts()[-1] == "word of the server"


def test_a_server_that_answers_when_nothing_is_asked_any_more_changes_nothing() -> None:
    searching = Searching(1)
    searching.search.start(QUERY, EVERYWHERE)
    searching.search.stop()
    searching.search.server_found([hit_of(1, "x")])
    assert searching.texts() == []


class Server:
    """A network that can be searched."""

    def __init__(self, capability: str = CAPABILITY) -> None:
        self.session = FakeSession()
        self.session.go_online()
        self.session.capabilities |= {capability}
        self.found: list[list[Hit]] = []
        self.search = ServerSearch(self.session, ISupport, self.found.append)

    def asked(self) -> list[cmd.Search]:
        return [command for command in self.session.sent if isinstance(command, cmd.Search)]

    def answer(self, *messages: ev.Event) -> None:
        self.search.answered(ev.SearchResultsReceived(messages=messages))


def message(nick: str, text: str, target: str = "#room", **fields: object) -> ev.MessageReceived:
    heard = ev.MessageReceived(source=source(nick), target=target, text=text,
                               envelope=ev.Envelope(time_ms=5, msgid=f"id-{text}"))
    return replace(heard, **fields)  # type: ignore[arg-type]  # a test names the fields it is about


def test_a_server_is_asked_in_its_own_words() -> None:
    server = Server()
    query = SearchQuery(wanted=(Term("two words"), Term("more")), unwanted=(Term("less"),), senders=("ann",),
                        chats=("#maps",), after_ms=1, before_ms=9)
    assert server.search.ask(query)
    assert server.asked() == [cmd.Search(text='"two words" more -less', within="#maps", sender="ann", after_ms=1,
                                         before_ms=9, limit=50)]


def test_hits_of_a_server_stand_in_the_chats_they_were_said_in() -> None:
    server = Server()
    server.search.ask(QUERY)
    server.answer(message("ann", "one"), message("bob", "two", "sam"), message("sam", "three", "bob", is_own=True),
                  ev.TagMessageReceived(source=source("eve"), target="#room"))
    assert [(hit.chat_name, hit.entry.text) for hit in server.found[0]] == [
        ("#room", "one"), ("bob", "two"), ("bob", "three")]


def test_a_server_is_asked_one_thing_at_a_time_and_the_newest_wins() -> None:
    server = Server()
    for word in ("a", "b", "c"):
        server.search.ask(SearchQuery(wanted=(Term(word),)))
    assert [command.text for command in server.asked()] == ["a"]
    server.answer(message("ann", "old"))
    assert [command.text for command in server.asked()] == ["a", "c"]
    assert server.found == []
    server.answer(message("ann", "new"))
    assert [hit.entry.text for hit in server.found[0]] == ["new"]
    assert not server.search.is_waiting


def test_a_server_that_refuses_has_found_nothing_and_can_be_asked_again() -> None:
    server = Server()
    server.search.ask(QUERY)
    server.search.refused()
    assert server.found == [[]]
    assert server.search.ask(QUERY)
    assert len(server.asked()) == 2


def test_a_server_is_not_asked_what_it_does_not_know() -> None:
    server = Server()
    for query in (SearchQuery(mentions_me=True), SearchQuery(senders=("a", "b")), SearchQuery(unwanted=(Term("x"),)),
                  SearchQuery(wanted=(Term("x" * 400),))):
        assert not server.search.ask(query)
    assert not Server("another").search.ask(QUERY)
    assert server.asked() == []


def test_an_answer_nobody_asked_for_is_dropped() -> None:
    server = Server()
    server.answer(message("ann", "one"))
    server.search.ask(QUERY)
    server.search.stop()
    server.answer(message("ann", "one"))
    assert server.found == []
