"""Searching on the real server: what it is asked, and what it has."""

from pathlib import Path

from app.models.profile import Profile
from app.models.search.found import Hit
from app.models.search.query import SearchQuery, Term
from app.models.search.server_side import CAPABILITY, ServerSearch
from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol.isupport import ISupport
from tests.fakes.session import profile
from tests.wire.hosts import Host
from tests.wire.person import Person


class Asking:
    """A person as `ServerSearch` sees a session."""

    def __init__(self, person: Person) -> None:
        self._person = person

    @property
    def profile(self) -> Profile:
        return profile()

    @property
    def capabilities(self) -> frozenset[str]:
        return frozenset({CAPABILITY}) & frozenset(self._person.available)

    def send(self, command: cmd.Command) -> bool:
        self._person.send(command)
        return True


def test_the_server_finds_what_is_asked_in_the_clients_words(tmp_path: Path) -> None:
    host = Host(tmp_path, listen=("--listen", "127.0.0.1:0"))
    ines, maya = Person(host.link.port, "ines"), Person(host.link.port, "maya")
    for person in (ines, maya):
        person.join("#club")
    for person, text in ((ines, "the pizza is late"), (maya, "what pizza?"), (maya, "pizza; late again, and late")):
        person.send(cmd.SendMessage(target="#club", text=text))
        person.wait(ev.MessageReceived, lambda event, text=text: event.text == text)  # type: ignore[misc]  # a default
    found: list[Hit] = []
    search = ServerSearch(Asking(ines), ISupport, found.extend)

    assert search.ask(SearchQuery(wanted=(Term("pizza"), Term("late")), senders=("maya",), chats=("#club",)))
    search.answered(ines.wait(ev.SearchResultsReceived))

    assert [(hit.chat_name, hit.entry.nick, hit.entry.text) for hit in found] == [
        ("#club", "maya", "pizza; late again, and late")]
    assert found[0].entry.msgid
    for person in (ines, maya):
        person.close()
    host.stop()
