"""Servers lose and find each other: who is in a room is right afterwards, whatever came together in one batch."""

import pytest

from app.models.chat_session import ChatSession
from app.models.profile import NetworkId, Profile
from app.protocol import events as ev
from tests.fakes.link import FakeLinks
from tests.fakes.turned_clock import TurnedClock


@pytest.fixture
def links() -> FakeLinks:
    return FakeLinks()


@pytest.fixture
def session(links: FakeLinks) -> ChatSession:
    profile = Profile(id=NetworkId("n"), host="irc.example", port=6697, nick="ines", channels=("#general",))
    clock = TurnedClock()
    session = ChatSession(profile, links.open, clock, clock, lambda: 0.5)
    session.connect()
    links.last.welcomes("ines", "batch")
    links.last.admits("ines", "#general", "maya", "olu")
    return session


def members(session: ChatSession) -> set[str]:
    channel = session.chat_state.channel("#general")
    assert channel is not None
    return set(channel.members)


def test_who_is_behind_a_lost_server_is_gone_and_comes_back_with_it(session: ChatSession, links: FakeLinks) -> None:
    splits: list[ev.Event] = []
    session.subscribe(ev.NetSplit, splits.append)
    assert members(session) == {"ines", "maya", "olu"}

    links.last.says(":irc.example BATCH +s netsplit a.example b.example", "@batch=s :maya!m@host QUIT :a b",
                    "@batch=s :olu!o@host QUIT :a b", ":irc.example BATCH -s")
    assert members(session) == {"ines"}
    assert len(splits) == 1

    links.last.says(":irc.example BATCH +j netjoin a.example b.example", "@batch=j :maya!m@host JOIN #general",
                    "@batch=j :a.example MODE #general +o maya", ":irc.example BATCH -j")
    assert members(session) == {"ines", "maya"}
    assert session.chat_state.signs_of("#general", "maya") == "@"
