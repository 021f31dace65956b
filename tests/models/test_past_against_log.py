"""What is shown after scrolling to the top is the server's log, whatever was missed, cut off, restarted, scrolled."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.changes import SessionState
from app.models.chat_session import ChatSession
from app.models.chats import Chat, HistoryState
from app.models.profile import NetworkId, Profile
from app.protocol.server_time import format_server_time
from tests.fakes.link import FakeLinks
from tests.fakes.store import MemoryStore
from tests.fakes.turned_clock import TurnedClock

ROOMS = ("#a", "#b", "#c", "#d")
ROOM = ROOMS[-1]
PAGE = 4
MODERN = ("batch", "draft/chathistory", "echo-message", "labeled-response", "message-tags", "server-time")
PROFILE = Profile(id=NetworkId("n"), host="irc.example", port=6697, nick="ines", channels=ROOMS)
START_MS = 1_900_000_000_000
TOGETHER = 3
"""Messages said within one millisecond."""
MANY_ASKED = 1_000

Program = list[tuple[str, int]]


class Disk:
    """The disk in memory; it answers late when told to."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.store.is_slow = True

    def open(self) -> MemoryStore:
        self.store.catches_up()
        return self.store

    def answers(self) -> None:
        self.store.catches_up()

    def close(self) -> None:
        """Nothing is held open."""


class Past:
    """Somebody who comes and goes, and a server that has said numbers, the first of them 0."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.said = 0
        self.starts()

    def starts(self) -> None:
        self.links = FakeLinks(PAGE)
        clock = TurnedClock()
        store = self.disk.open()
        self.session = ChatSession(PROFILE, self.links.open, clock, clock, lambda: 0.5, store)
        store.open(lambda opened: self.session.restore(opened.chats.get(PROFILE.id, ())))
        self.is_in = False

    @property
    def chat(self) -> Chat:
        return self.session.join(ROOM)

    @property
    def numbers(self) -> list[int]:
        return [int(entry.text) for entry in self.chat.entries if entry.is_message]

    def do(self, what: str, count: int) -> None:
        {"say": self.says, "connect": self.connects, "enter": self.enters, "answer": self.answers,
         "break": self.breaks, "restart": lambda _: self.starts(), "scroll": lambda _: self.scrolls(),
         "disk": lambda _: self.disk.answers()}[what](count)

    def says(self, count: int) -> None:
        for _ in range(count):
            self.said += 1
            if self.is_in:
                self.links.last.says(self._line(self.said - 1))

    def connects(self, _count: int = 0) -> None:
        if self.session.state is SessionState.ONLINE:
            return
        self.session.connect()
        self.links.last.welcomes("ines", *MODERN)
        for room in ROOMS[:-1]:
            self.links.last.admits("ines", room)

    def enters(self, _count: int = 0) -> None:
        if self.session.state is SessionState.ONLINE and not self.is_in:
            self.is_in = True
            self.links.last.admits("ines", ROOM)

    def answers(self, count: int) -> int:
        """The server answers so many questions about its history; how many there were."""
        for number in range(count):
            sent = self.links.last.sent if self.session.state is SessionState.ONLINE else []
            line = next((line for line in sent if "CHATHISTORY" in line and "TARGETS" not in line), "")
            if not line:
                return number
            sent.remove(line)
            self._answer(*line.split())
        return count

    def _answer(self, *words: str) -> None:
        _, kind, room, reference, _ = words[-5:]
        end = self.said if kind == "LATEST" else int(reference.removeprefix("msgid=s"))
        numbers = range(max(0, end - PAGE), end) if room == ROOM else range(0)
        lines = [self._line(number, "batch=h;") for number in numbers]
        self.links.last.says(f"BATCH +h chathistory {room}", *lines, "BATCH -h")

    def _line(self, number: int, tags: str = "") -> str:
        time = format_server_time(START_MS + number // TOGETHER)
        return f"@{tags}msgid=s{number};time={time} :maya!m@host PRIVMSG {ROOM} :{number}"

    def breaks(self, _count: int = 0) -> None:
        if self.session.state is SessionState.ONLINE:
            self.is_in = False
            self.links.last.breaks()

    def scrolls(self) -> None:
        self.session.request_older(self.chat)

    def scrolls_to_the_top(self) -> None:
        """All goes well from now on."""
        self.connects()
        self.enters()
        for _ in range(MANY_ASKED):
            self.disk.answers()
            self.answers(MANY_ASKED)
            if self.chat.history is HistoryState.COMPLETE:
                return
            self.scrolls()
        raise AssertionError(f"the top is not reached: {self.numbers}")


STEPS = st.tuples(
    st.sampled_from(["say", "say", "connect", "enter", "answer", "answer", "break", "restart", "scroll", "disk"]),
    st.integers(1, 7))


@settings(max_examples=300, deadline=None)
@given(st.lists(STEPS, max_size=30))
def test_scrolled_to_the_top_the_room_is_the_log(program: Program) -> None:
    past = Past(Disk())

    for step in program:
        past.do(*step)
    past.scrolls_to_the_top()

    assert past.numbers == list(range(past.said))
