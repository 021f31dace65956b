"""Sessions, the network thread and the real server, over TLS on loopback."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.models.changes import SessionState
from app.models.chat_session import ChatSession
from app.models.chats import Delivery
from app.models.problem import ProblemKind
from app.protocol.events import LagMeasured
from tests.wire.hosts import Host
from tests.wire.owner import Owner

Join = Callable[..., ChatSession]


def texts(session: ChatSession, name: str = "#general") -> list[str]:
    chat = session.chats.find(name)
    return [entry.text for entry in chat.entries if entry.is_message] if chat else []


def enter(owner: Owner, session: ChatSession) -> None:
    """Connect and wait until the session is in #general and has looked at its history."""
    session.connect()

    def is_in() -> bool:
        chat = session.chats.find("#general")
        channel = session.chat_state.channel("#general")
        return bool(chat and chat.is_joined and channel and channel.has_names and chat.history.name in
                    ("PARTIAL", "COMPLETE"))

    owner.run_until(is_in, f"{session.nick} enters")


def test_two_people_with_the_link_talk(owner: Owner, host: Host, session_for: Join) -> None:
    ines, maya = session_for(host.link, "ines"), session_for(host.link, "maya")
    enter(owner, ines)
    enter(owner, maya)

    general = ines.chats.find("#general")
    assert general is not None
    ines.send_message(general, "Good morning")
    owner.run_until(lambda: texts(maya) == ["Good morning"])
    owner.run_until(lambda: general.entries[-1].delivery is Delivery.SENT, "the echo confirms it")
    assert texts(ines) == ["Good morning"]
    assert maya.title == "Ridge Walkers"


def test_who_comes_later_sees_what_was_said(owner: Owner, host: Host, session_for: Join) -> None:
    ines = session_for(host.link, "ines")
    enter(owner, ines)
    general = ines.chats.find("#general")
    assert general is not None
    for number in range(30):
        ines.send_message(general, f"message {number}")
    owner.run_until(lambda: not general.waiting())

    maya = session_for(host.link, "maya")
    enter(owner, maya)
    owner.run_until(lambda: len(texts(maya)) == 30)
    assert texts(maya) == [f"message {number}" for number in range(30)]


def test_a_wrong_pin_is_refused(owner: Owner, host: Host, session_for: Join) -> None:
    session = session_for(replace(host.link, certfp="0" * 64), "ines")
    session.connect()
    owner.run_until(lambda: session.problem is not None)
    assert session.problem is not None
    assert session.problem.kind is ProblemKind.CERTIFICATE_DIFFERS
    assert session.problem.seen == host.link.certfp
    assert session.state is SessionState.OFFLINE


def test_a_certificate_nobody_vouches_for_is_shown_and_can_be_trusted(
        owner: Owner, host: Host, session_for: Join) -> None:
    session = session_for(replace(host.link, certfp=""), "ines")
    session.connect()
    owner.run_until(lambda: session.problem is not None)
    assert session.problem is not None
    assert session.problem.kind is ProblemKind.CERTIFICATE_UNKNOWN
    assert session.problem.seen == host.link.certfp

    session.trust(session.problem.seen)
    owner.run_until(lambda: session.state is SessionState.ONLINE)


def test_a_taken_nick_gets_an_underscore(owner: Owner, host: Host, session_for: Join) -> None:
    enter(owner, session_for(host.link, "sam"))
    second = session_for(host.link, "sam")
    enter(owner, second)
    assert second.nick == "sam_"


def test_what_is_written_while_the_server_is_gone_arrives_once_when_it_is_back(
        owner: Owner, host: Host, session_for: Join) -> None:
    ines = session_for(host.link, "ines")
    enter(owner, ines)
    general = ines.chats.find("#general")
    assert general is not None
    ines.send_message(general, "before")
    owner.run_until(lambda: not general.waiting())

    host.kill()
    owner.run_until(lambda: ines.state is SessionState.WAITING)
    ines.send_message(general, "meanwhile")
    assert general.entries[-1].delivery is Delivery.QUEUED
    host.start_again()
    owner.run_until(lambda: not general.waiting(), "the queued message is confirmed")

    maya = session_for(host.link, "maya")
    enter(owner, maya)
    assert texts(maya) == ["before", "meanwhile"]
    assert texts(ines) == ["before", "meanwhile"]


def test_messages_under_way_when_the_server_dies_are_neither_lost_nor_doubled(
        owner: Owner, host: Host, session_for: Join) -> None:
    ines = session_for(host.link, "ines")
    enter(owner, ines)
    general = ines.chats.find("#general")
    assert general is not None
    sent = [f"message {number}" for number in range(200)]
    for number, text in enumerate(sent):
        ines.send_message(general, text)
        if number == 100:
            owner.run_until(lambda: any(entry.delivery is Delivery.SENT for entry in general.entries))
            host.kill()
            host.start_again()
    owner.run_until(lambda: not general.waiting(), "all are confirmed")

    maya = session_for(host.link, "maya")
    enter(owner, maya)
    while len(texts(maya)) < len(sent):
        before = len(texts(maya))
        chat = maya.chats.find("#general")
        assert chat is not None
        maya.request_older(chat)
        owner.run_until(lambda seen=before: len(texts(maya)) > seen)  # type: ignore[misc]
    assert sorted(texts(maya)) == sorted(sent)
    assert texts(ines) == texts(maya)


def test_lag_is_measured(owner: Owner, host: Host, session_for: Join, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.protocol.client.PING_INTERVAL_S", 0.05)
    lags: list[float] = []
    session = session_for(host.link, "ines")
    session.subscribe(LagMeasured, lambda event: lags.append(event.lag_s))
    enter(owner, session)

    owner.run_until(lambda: lags, "the server's answer to our PING")

    assert 0 <= lags[0] < 10
    assert session.lag_s == lags[-1]
