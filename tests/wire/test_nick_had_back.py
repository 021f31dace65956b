"""A nick that was taken when we came, over the wire."""

from collections.abc import Callable

from app.models.chat_session import ChatSession
from tests.wire.hosts import Host
from tests.wire.owner import Owner

Join = Callable[..., ChatSession]


def test_a_nick_that_somebody_else_had_is_had_back_when_they_leave(
        owner: Owner, host: Host, session_for: Join) -> None:
    first, second = session_for(host.link, "maya"), session_for(host.link, "maya")
    first.connect()
    owner.run_until(lambda: first.is_online)
    second.connect()
    owner.run_until(lambda: second.is_online)
    assert second.nick != "maya"

    first.disconnect("bye")

    owner.run_until(lambda: second.nick == "maya", "the nick is had back")
