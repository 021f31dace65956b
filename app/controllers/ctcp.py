"""What other apps ask ours and answer it: CTCP VERSION, PING, TIME, CLIENTINFO, and DCC, which is refused.

At most one answer every two seconds a network, and none to what was asked of a whole channel: a flood of questions
must not make us flood the server. Answers to questions of ours are shown as long as they don't come as a storm, and
people are told once a minute that somebody wanted to send them something past the server
(modern.ircdocs.horse/ctcp, modern.ircdocs.horse/dcc).
"""

from collections.abc import Callable, Mapping

from app.contracts.session import Session
from app.controllers.allowance import Allowance
from app.controllers.local_time import iso_time
from app.controllers.wording import ctcp as words
from app.models.clock import Clock
from app.models.profile import NetworkId
from app.protocol.casemapping import Folded
from app.protocol.commands import SendCtcp
from app.protocol.dcc import DccKind, DccOffer, parse_dcc
from app.protocol.events import CtcpReceived
from app.values import frozen

PAUSE_S = 2.0
NOTES_AT_ONCE = 5
"""Lines about what others' apps say that may come at once; then one every `PAUSE_S`."""
TELL_AGAIN_S = 60.0
"""Somebody's next offer is told after so long."""
_MAX_ECHO = 200
"""Longest text of a PING that is given back."""
_MAX_OFFERING = 50
"""People whose offers are remembered."""
_NOT_ANSWERED = (DccKind.ACCEPT, DccKind.OTHER)


@frozen
class _Allowances:
    """What one network may cause."""

    answers: Allowance
    notes: Allowance


class CtcpController:
    """Answers politely, and rarely; shows what is answered to us. `say` puts a line where people look, in a turn."""

    def __init__(self, clock: Clock, version: str, say: Callable[[Session, str, CtcpReceived], None]) -> None:
        self._clock = clock
        self._say = say
        self._of_networks: dict[NetworkId, _Allowances] = {}
        self._offered_at: dict[tuple[NetworkId, Folded], float] = {}
        self._answers: Mapping[str, Callable[[str], str]] = {
            "VERSION": lambda _argument: f"Group Chat {version}".rstrip(),
            "PING": lambda argument: argument[:_MAX_ECHO],
            "TIME": lambda _argument: iso_time(clock.now_ms()),
            "CLIENTINFO": lambda _argument: " ".join(("ACTION", *sorted(self._answers))),
        }

    def heard(self, session: Session, event: CtcpReceived) -> None:
        """Answer a question that was asked of us alone, show an answer, refuse an offer."""
        if event.is_own or not event.source.nick:
            return
        allowed = self._allowances(session)
        if event.is_reply:
            # A refusal of DCC answers what we never ask; what else comes so is part of a storm.
            if event.command != "DCC" and allowed.notes.take():
                self._say(session, words.ctcp_reply_text(event, self._clock.now_ms()), event)
        elif session.chat_state.is_self(event.target):
            if event.command == "DCC":
                self._refuse(session, event, parse_dcc(event.argument), allowed)
            elif (answer := self._answers.get(event.command.upper())) is not None and allowed.answers.take():
                self._answer(session, event, event.command.upper(), answer(event.argument))

    def _refuse(self, session: Session, event: CtcpReceived, offer: DccOffer, allowed: _Allowances) -> None:
        if self._is_news(session, event) and allowed.notes.take():
            self._say(session, words.dcc_text(event.source.nick, offer), event)
        if offer.kind not in _NOT_ANSWERED and allowed.answers.take():
            # Of what they sent nothing is said back but the word we know (dcc.md, "REJECT").
            self._answer(session, event, "DCC", f"REJECT {offer.subcommand} {words.DCC_REFUSAL}")

    def _is_news(self, session: Session, event: CtcpReceived) -> bool:
        """Whether somebody has offered nothing for a while."""
        key = (session.profile.id, session.chat_state.isupport.fold(event.source.nick))
        now, last = self._clock.monotonic(), self._offered_at.pop(key, None)
        self._offered_at[key] = now
        if len(self._offered_at) > _MAX_OFFERING:
            self._offered_at.pop(next(iter(self._offered_at)))
        return last is None or now - last >= TELL_AGAIN_S

    def _answer(self, session: Session, event: CtcpReceived, command: str, argument: str) -> None:
        session.send(SendCtcp(target=event.source.nick, command=command, argument=argument, is_reply=True))

    def _allowances(self, session: Session) -> _Allowances:
        network = session.profile.id
        if network not in self._of_networks:
            self._of_networks[network] = _Allowances(Allowance(self._clock, burst=1, pause_s=PAUSE_S),
                                                     Allowance(self._clock, burst=NOTES_AT_ONCE, pause_s=PAUSE_S))
        return self._of_networks[network]
