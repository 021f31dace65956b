"""What a session does when the way to the network may be another."""

from app.models.changes import SessionState
from app.models.problem import ProblemKind
from tests.models.test_chat_session import World


def test_a_session_that_waits_connects_at_once() -> None:
    world = World()
    world.session.connect()
    world.links.last.breaks(ProblemKind.UNREACHABLE)
    assert world.state() is SessionState.WAITING

    world.session.network_changed()

    assert world.state() is SessionState.CONNECTING
    assert len(world.links.made) == 2
    world.clock.advance(120)
    assert len(world.links.made) == 2


def test_one_that_is_online_connecting_or_was_left_stays_as_it_is() -> None:
    world = World()
    world.session.network_changed()
    assert world.state() is SessionState.OFFLINE
    world.session.connect()
    world.session.network_changed()
    world.links.last.welcomes("ines")
    world.session.network_changed()

    assert world.state() is SessionState.ONLINE
    assert len(world.links.made) == 1
