"""A thousand messages while the link flaps and the app dies: all arrive, once, in order, and are kept as they came."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.models.chat_session import ChatSession
from app.models.chats import Chat, Delivery, HistoryState
from app.models.clock import SystemClock
from app.models.network_thread import NetworkThread
from app.models.profile import NetworkId, Profile
from app.models.store.contract import Page, StoreOpened
from app.models.store.sqlite_store import SqliteStore
from tests.wire.flapping import Direction, FlappingLink
from tests.wire.hosts import Host
from tests.wire.owner import Owner

ROOM = "#general"
SENDS = 1_000
BURST = 20


@dataclass
class Writer:
    """Somebody at a bad link who writes; the app can end at any time, the disk stays."""

    owner: Owner
    network: NetworkThread
    profile: Profile
    file: Path

    def __post_init__(self) -> None:
        self.starts()

    def starts(self) -> None:
        opened: list[StoreOpened] = []
        self.store = SqliteStore(self.file, self.owner, lambda _reason: None)
        self.store.open(opened.append)
        self.owner.run_until(lambda: opened, "the store is open")
        self.session = ChatSession(self.profile, self.network.open_link, self.owner, SystemClock(), lambda: 0.5,
                                   self.store)
        self.session.restore(opened[0].chats.get(self.profile.id, ()))
        self.session.connect()

    def ends(self) -> None:
        """The app is closed: no word is said to the server first."""
        self.store.close()
        self.session.disconnect()

    @property
    def room(self) -> Chat:
        return self.session.join(ROOM)

    def kept(self) -> list[str]:
        """What the disk has of the room, in its order."""
        pages: list[Page] = []
        self.store.read_range(self.room.row, 0, 10 * SENDS, pages.append)
        self.owner.run_until(lambda: pages, "the disk answers")
        return [entry.text for entry in pages[0].entries if entry.is_message]


@pytest.fixture
def plain_host(tmp_path: Path) -> Iterator[Host]:
    host = Host(tmp_path / "host", listen=("--listen", "127.0.0.1:0"))
    yield host
    host.stop()


def profile_of(port: int, nick: str) -> Profile:
    return Profile(id=NetworkId(nick), host="127.0.0.1", port=port, tls=False, nick=nick, channels=(ROOM,),
                   reconnect_s=0.02)


def weather(link: FlappingLink, luck: random.Random) -> Callable[[], None]:
    """Something that happens to a link."""
    return luck.choice([
        link.cut,
        link.lose_answers,
        lambda: link.cut_after(luck.randrange(1, 3_000), Direction.TO_SERVER),
        lambda: link.cut_after(luck.randrange(1, 3_000), Direction.TO_CLIENT),
        link.stall,
        link.flow,
        lambda: None,
    ])


def test_a_thousand_messages_over_a_flapping_link_all_arrive_once_and_in_order(
        owner: Owner, network: NetworkThread, plain_host: Host, tmp_path: Path) -> None:
    luck = random.Random(5)
    maya = ChatSession(profile_of(plain_host.link.port, "maya"), network.open_link, owner, SystemClock(), lambda: 0.5)
    maya.connect()
    owner.run_until(lambda: (chat := maya.chats.find(ROOM)) and chat.is_joined, "maya is there")
    there = maya.join(ROOM)
    sent = [f"message {number}" for number in range(SENDS)]

    with FlappingLink(plain_host.link.port) as link:
        ines = Writer(owner, network, profile_of(link.port, "ines"), tmp_path / "chats.sqlite3")
        for start in range(0, SENDS, BURST):
            for text in sent[start : start + BURST]:
                ines.session.send_message(ines.room, text)
            weather(link, luck)()
            if start % (10 * BURST) == 0:
                ines.ends()
                ines.starts()
            elif luck.random() < 0.3:
                link.flow()
                link.cut()
                owner.run_until(lambda: not ines.room.waiting(), "what was sent so far is confirmed")
        link.flow()
        link.cut()
        owner.run_until(lambda: not ines.room.waiting(), "everything is confirmed")

        said = [entry.text for entry in there.entries if entry.is_message]
        assert said == sent
        assert ines.kept() == sent
        assert all(entry.delivery is Delivery.SENT for entry in ines.room.entries if entry.is_own)
        ines.ends()
    maya.disconnect()


def test_a_copy_of_the_app_that_writes_at_once_after_a_restart_doubles_nothing(
        owner: Owner, network: NetworkThread, plain_host: Host, tmp_path: Path) -> None:
    with FlappingLink(plain_host.link.port) as link:
        ines = Writer(owner, network, profile_of(link.port, "ines"), tmp_path / "chats.sqlite3")
        owner.run_until(lambda: ines.room.is_joined, "ines is there")
        link.lose_answers()
        ines.session.send_message(ines.room, "under way")
        owner.run_until(lambda: ines.room.entries[-1].delivery is Delivery.SENDING)
        ines.ends()

        ines.starts()
        ines.session.send_message(ines.room, "after")
        owner.run_until(lambda: not ines.room.waiting(), "both are confirmed")

        assert ines.kept() == ["under way", "after"]
        ines.ends()


def test_two_devices_of_one_person_see_each_message_once(
        owner: Owner, network: NetworkThread, plain_host: Host, tmp_path: Path) -> None:
    desk = Writer(owner, network, profile_of(plain_host.link.port, "ines"), tmp_path / "desk.sqlite3")
    owner.run_until(lambda: desk.room.is_joined, "the desk is there")
    other = Writer(owner, network, replace(profile_of(plain_host.link.port, "maya"), id=NetworkId("other")),
                   tmp_path / "other.sqlite3")
    owner.run_until(lambda: other.room.is_joined, "the other one is there")
    for number in range(20):
        desk.session.send_message(desk.room, f"desk {number}")
        other.session.send_message(other.room, f"other {number}")
    owner.run_until(lambda: len(desk.kept()) == len(other.kept()) == 40, "both have all")

    assert desk.kept() == other.kept()
    assert sorted(desk.kept()) == sorted([f"desk {number}" for number in range(20)]
                                         + [f"other {number}" for number in range(20)])
    desk.ends()
    other.ends()


@pytest.mark.parametrize("size_bytes", [900, 4_000, 9_000, 17_000, 30_000])
def test_a_link_cut_anywhere_in_the_history_leaves_no_hole(
        owner: Owner, network: NetworkThread, plain_host: Host, tmp_path: Path, size_bytes: int) -> None:
    maya = ChatSession(profile_of(plain_host.link.port, "maya"), network.open_link, owner, SystemClock(), lambda: 0.5)
    maya.connect()
    owner.run_until(lambda: (chat := maya.chats.find(ROOM)) and chat.is_joined, "maya is there")
    said = [f"{number} {'x' * 40}" for number in range(350)]
    for text in said:
        maya.send_message(maya.join(ROOM), text)
    owner.run_until(lambda: not maya.join(ROOM).waiting(), "all is said")

    with FlappingLink(plain_host.link.port) as link:
        link.cut_after(size_bytes, Direction.TO_CLIENT)
        ines = Writer(owner, network, profile_of(link.port, "ines"), tmp_path / "chats.sqlite3")
        while ines.room.history is not HistoryState.COMPLETE:
            owner.run_until(lambda: ines.room.is_joined and ines.room.history is not HistoryState.LOADING, "it is in")
            ines.session.request_older(ines.room)
            owner.run_until(lambda: ines.room.history is not HistoryState.LOADING, "a page has come")

        assert link.accepted == 2, "the link was cut"
        assert [entry.text for entry in ines.room.entries if entry.is_message] == said
        assert ines.kept() == said
        ines.ends()
    maya.disconnect()
