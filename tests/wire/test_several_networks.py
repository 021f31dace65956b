"""Two networks at once on one network thread: each has its own fate."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from app.models.changes import SessionState
from app.models.chat_session import ChatSession
from tests.wire.hosts import Host
from tests.wire.owner import Owner

Join = Callable[..., ChatSession]


def is_in_general(session: ChatSession) -> bool:
    chat = session.chats.find("#general")
    return chat is not None and chat.is_joined


def test_one_network_is_lost_and_the_other_goes_on(owner: Owner, tmp_path: Path, session_for: Join) -> None:
    with ExitStack() as stack:
        ridge, valley = Host(tmp_path / "ridge"), Host(tmp_path / "valley")
        for host in (ridge, valley):
            stack.callback(host.stop)
        here, there = session_for(ridge.link, "ines"), session_for(valley.link, "ines")
        for session in (here, there):
            session.connect()
        owner.run_until(lambda: is_in_general(here) and is_in_general(there), "in both")

        valley.stop()
        owner.run_until(lambda: there.state is SessionState.WAITING, "lost one")
        general = here.chats.find("#general")
        assert general is not None
        here.send_message(general, "Still here")
        owner.run_until(lambda: not general.waiting(), "said in the other")

    assert here.state is SessionState.ONLINE
    assert there.problem is not None


def test_what_is_sent_on_connecting_has_its_effect_before_a_channel_is_entered(
        owner: Owner, host: Host, session_for: Join) -> None:
    first = session_for(host.link, "maya")
    first.connect()
    owner.run_until(lambda: is_in_general(first), "maya is in")
    session = session_for(host.link, "ines")
    session.use_profile(replace(session.profile, perform=("AWAY :Back tonight", "MODE %n +i")))
    session.connect()
    owner.run_until(lambda: is_in_general(session), "ines is in")
    owner.run_until(lambda: first.chat_state.person("ines") is not None, "maya sees ines come")

    seen = first.chat_state.person("ines")

    assert seen is not None
    assert session.chat_state.is_away
    assert seen.away is not None


def test_the_next_of_our_names_is_taken_when_the_first_is_not_free(
        owner: Owner, host: Host, session_for: Join) -> None:
    first = session_for(host.link, "ines")
    first.connect()
    owner.run_until(lambda: is_in_general(first), "the first is in")
    second = session_for(host.link, "ines")
    second.use_profile(replace(second.profile, alternatives=("samira",)))
    second.connect()
    owner.run_until(lambda: is_in_general(second), "the second is in")

    assert second.nick == "samira"
