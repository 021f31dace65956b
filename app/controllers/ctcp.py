"""Answers to questions that other apps ask ours: CTCP VERSION, PING, TIME, CLIENTINFO (modern.ircdocs.horse/ctcp).

At most one answer every two seconds a network, and none to what was asked of a whole channel: a flood of questions
must not make us flood the server.
"""

from collections.abc import Callable, Mapping

from app.contracts.session import Session
from app.controllers.local_time import iso_time
from app.models.clock import Clock
from app.models.profile import NetworkId
from app.protocol.commands import SendCtcp
from app.protocol.events import CtcpReceived

PAUSE_S = 2.0
_MAX_ECHO = 200
"""Longest text of a PING that is given back."""


class CtcpAnswers:
    """Answers politely, and rarely."""

    def __init__(self, clock: Clock, version: str) -> None:
        self._clock = clock
        self._last: dict[NetworkId, float] = {}
        self._answers: Mapping[str, Callable[[str], str]] = {
            "VERSION": lambda _argument: f"Group Chat {version}".rstrip(),
            "PING": lambda argument: argument[:_MAX_ECHO],
            "TIME": lambda _argument: iso_time(clock.now_ms()),
            "CLIENTINFO": lambda _argument: " ".join(("ACTION", *sorted(self._answers))),
        }

    def heard(self, session: Session, event: CtcpReceived) -> None:
        """Answer a question that was asked of us alone."""
        answer = self._answers.get(event.command.upper())
        if answer is None or event.is_reply or event.is_own or not session.chat_state.is_self(event.target):
            return
        now = self._clock.monotonic()
        last = self._last.get(session.profile.id)
        if last is None or now - last >= PAUSE_S:
            self._last[session.profile.id] = now
            session.send(SendCtcp(target=event.source.nick, command=event.command.upper(),
                                  argument=answer(event.argument), is_reply=True))
