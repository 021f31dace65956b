"""Somebody who reads a room back to its beginning: what tests of the past start from."""

from dataclasses import dataclass, field

from app.models.chat_session import ChatSession
from app.models.chats import Chat
from app.models.history import PAGE
from app.models.profile import NetworkId, Profile
from app.protocol.server_time import format_server_time
from tests.fakes.link import FakeLinks
from tests.fakes.store import MemoryStore
from tests.fakes.turned_clock import TurnedClock

ROOM = "#general"
MODERN = ("batch", "draft/chathistory", "echo-message", "labeled-response", "message-tags", "server-time")
PROFILE = Profile(id=NetworkId("n"), host="irc.example", port=6697, nick="ines", channels=(ROOM,))
START_MS = 1_900_000_000_000


@dataclass
class Reader:
    """Somebody who reads, and a server that has said numbers, the first of them 0."""

    store: MemoryStore = field(default_factory=MemoryStore)
    said: int = 0

    def __post_init__(self) -> None:
        self.starts()

    def starts(self) -> None:
        self.links = FakeLinks()
        clock = TurnedClock()
        self.session = ChatSession(PROFILE, self.links.open, clock, clock, lambda: 0.5, self.store)
        self.store.open(lambda opened: self.session.restore(opened.chats.get(PROFILE.id, ())))

    def connects(self, *capabilities: str) -> None:
        self.session.connect()
        self.links.last.welcomes("ines", *(capabilities or MODERN))
        self.links.last.admits("ines", ROOM)
        self.answers()

    def answers(self) -> int:
        """The server answers all questions about its history; how many there were."""
        count = 0
        if not self.links.made:
            return count
        while asked := [line for line in self.links.last.sent if line.startswith("CHATHISTORY")]:
            self.links.last.sent.clear()
            for line in asked:
                reference = line.split()[3]
                end = self.said if reference == "*" else int(reference.removeprefix("msgid=s"))
                self.gives_page(range(max(0, end - PAGE), end))
                count += 1
        return count

    def gives_page(self, numbers: range) -> None:
        lines = [self._line(number, "batch=h;") for number in numbers]
        self.links.last.says(f"BATCH +h chathistory {ROOM}", *lines, "BATCH -h")

    def hears(self, count: int) -> None:
        """The server says so many more numbers, live."""
        for _ in range(count):
            self.links.last.says(self._line(self.said))
            self.said += 1

    def _line(self, number: int, tags: str = "") -> str:
        time = format_server_time(START_MS + number)
        return f"@{tags}msgid=s{number};time={time} :maya!m@host PRIVMSG {ROOM} :{number}"

    def scrolls_up(self) -> int:
        """Wish for what was before, until it is there; how often the server had to be asked."""
        self.session.request_older(self.chat)
        return self.answers()

    @property
    def chat(self) -> Chat:
        chat = self.session.chats.find(ROOM)
        assert chat is not None
        return chat

    @property
    def numbers(self) -> list[int]:
        return [int(entry.text) for entry in self.chat.entries if entry.is_message]
