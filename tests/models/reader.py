"""Somebody who reads a room with two devices: what tests of reading start from."""

from dataclasses import dataclass, field

from app.models.changes import SessionState
from app.models.chat_session import ChatSession
from app.models.chats import Chat
from app.models.profile import NetworkId, Profile
from app.protocol.server_time import format_server_time
from tests.fakes.link import FakeLinks
from tests.fakes.store import MemoryStore
from tests.fakes.turned_clock import TurnedClock

ROOM = "#general"
PAGE = 4
MODERN = ("batch", "draft/chathistory", "draft/message-redaction", "draft/read-marker", "echo-message", "message-tags",
          "server-time")
PROFILE = Profile(id=NetworkId("n"), host="irc.example", port=6697, nick="ines", channels=(ROOM,))
START_MS = 1_795_500_000_000


@dataclass
class Reader:
    """Somebody who reads one room at this device and another, with a server whose log is the truth."""

    store: MemoryStore = field(default_factory=MemoryStore)
    clock: TurnedClock = field(default_factory=TurnedClock)
    log: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.starts()

    def starts(self) -> None:
        self.links = FakeLinks(PAGE)
        self.session = ChatSession(PROFILE, self.links.open, self.clock, self.clock, lambda: 0.5, self.store)
        self.store.open(lambda opened: self.session.restore(opened.chats.get(PROFILE.id, ())))

    @property
    def is_online(self) -> bool:
        return self.session.state is SessionState.ONLINE

    @property
    def chat(self) -> Chat:
        chat = self.session.chats.find(ROOM)
        assert chat is not None
        return chat

    @property
    def told(self) -> list[str]:
        """The markers told to the server, as message numbers."""
        return [line.partition(f"MARKREAD {ROOM} timestamp=")[2] for line in self.links.last.sent if "MARKREAD" in line]

    def connects(self, marker_ms: int | None = None) -> None:
        self.session.connect()
        self.links.last.welcomes("ines", *MODERN)
        marker = "*" if marker_ms is None else f"timestamp={format_server_time(marker_ms)}"
        self.links.last.says(f":ines!u@h JOIN {ROOM}", f":irc.example MARKREAD {ROOM} {marker}")
        self.links.last.admits("ines", ROOM)
        self.answers()

    def leaves(self) -> None:
        self.session.disconnect()

    def says(self, *texts: str, nick: str = "maya") -> None:
        """Somebody says something, whether we are there or not."""
        for text in texts:
            self.log.append((nick, text))
            if self.is_online:
                self.links.last.says(self._line(len(self.log) - 1))

    def read_elsewhere(self, number: int) -> None:
        """Our other device shows the message of that number."""
        self.links.last.says(f":irc.example MARKREAD {ROOM} timestamp={format_server_time(time_of(number))}")

    def answers(self) -> None:
        """The server answers all questions about its history."""
        while asked := [line for line in self.links.last.sent if line.startswith("CHATHISTORY")]:
            self.links.last.sent[:] = [line for line in self.links.last.sent if not line.startswith("CHATHISTORY")]
            for line in asked:
                reference = line.split()[3]
                end = len(self.log) if reference == "*" else int(reference.removeprefix("msgid=s"))
                lines = [self._line(number, "batch=h;") for number in range(max(0, end - PAGE), end)]
                self.links.last.says(f"BATCH +h chathistory {ROOM}", *lines, "BATCH -h")

    def _line(self, number: int, tags: str = "") -> str:
        nick, text = self.log[number]
        time = format_server_time(time_of(number))
        return f"@{tags}msgid=s{number};time={time} :{nick}!u@h PRIVMSG {ROOM} :{text}"

    def counts(self) -> tuple[int, int]:
        return self.chat.unread, self.chat.mentions

    def first_unread(self) -> str:
        return next((entry.text for entry in self.chat.entries if entry.id == self.chat.first_unread), "")


def time_of(number: int) -> int:
    return START_MS + number * 1000
