"""The tokens of one session: asked of its server when one is needed, kept while they are good, one a conversation.

With labels an answer finds its question by its label; without, the server answers in the order it was asked
(docs/specs/filehost.md, "Token").
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from app.models.changes import SessionState, StateChanged
from app.models.clock import Clock
from app.models.files.failures import Failure, Reason
from app.models.files.file_session import FileSession
from app.models.owner_thread import Timers
from app.protocol import events as ev
from app.protocol.casemapping import Folded
from app.protocol.commands import RequestToken
from app.protocol.file_host import SERVICE

GOOD_FOR_S = 14 * 60.0
"""A minute less than the server says, so that none becomes old on its way."""
ANSWER_S = 20.0
_MOST_KEPT = 200
_REASONS = {
    "ACCOUNT_REQUIRED": Reason.NO_ACCOUNT, "NO_SUCH_SERVICE": Reason.NO_HOST, "INVALID_TARGET": Reason.NO_TARGET,
    "RATE_LIMITED": Reason.BUSY,
}
_UNKNOWN_COMMAND = "421"

Answer = Callable[[str | Failure], None]


@dataclass(slots=True, eq=False)
class _Question:
    target: Folded
    label: str
    answers: list[Answer]
    stop_waiting: Callable[[], None]


class Tokens:
    """Asks, keeps, forgets."""

    def __init__(self, session: FileSession, timers: Timers, clock: Clock) -> None:
        self._session = session
        self._timers = timers
        self._clock = clock
        self._kept: dict[Folded, tuple[str, float]] = {}
        self._asked: list[_Question] = []
        self._numbers = itertools.count(1)
        self._subscriptions = [
            session.subscribe(ev.TokenReceived, self._received),
            session.subscribe(ev.StandardReplyReceived, self._refused),
            session.subscribe(ev.ErrorReceived, self._failed),
            session.subscribe(StateChanged, self._state_changed),
        ]

    def get(self, target: str, answer: Answer) -> None:
        """Answer with a token for the conversation, at once where there is one, or with why there is none."""
        folded = self._session.chat_state.isupport.fold(target)
        token, good_until = self._kept.get(folded, ("", 0.0))
        if token and self._clock.monotonic() < good_until:
            answer(token)
            return
        for question in self._asked:
            if question.target == folded:
                question.answers.append(answer)
                return
        self._ask(folded, target, answer)

    def forget(self, target: str) -> None:
        """The host does not take the token any more."""
        self._kept.pop(self._session.chat_state.isupport.fold(target), None)

    def close(self) -> None:
        """Hear of nothing any more."""
        for unsubscribe in self._subscriptions:
            unsubscribe()
        self._forget_all()

    def _ask(self, folded: Folded, target: str, answer: Answer) -> None:
        label = f"token-{next(self._numbers)}"
        if not self._session.send(RequestToken(service=SERVICE, target=target, label=label)):
            answer(Failure(reason=Reason.LOST))
            return
        question = _Question(folded, label, [answer], lambda: None)
        question.stop_waiting = self._timers.call_later(
            ANSWER_S, lambda: self._tell(question, Failure(reason=Reason.LOST, detail="no token in time")))
        self._asked.append(question)

    def _received(self, event: ev.TokenReceived) -> None:
        question = self._question(event)
        if question is None or event.service != SERVICE:
            return
        while len(self._kept) >= _MOST_KEPT:
            self._kept.pop(next(iter(self._kept)))
        self._kept[question.target] = (event.token, self._clock.monotonic() + GOOD_FOR_S)
        self._tell(question, event.token)

    def _refused(self, event: ev.StandardReplyReceived) -> None:
        if event.severity == "FAIL" and event.command.upper() == "TOKEN":
            self._fail(event, _REASONS.get(event.code.upper(), Reason.REFUSED), event.reason)

    def _failed(self, event: ev.ErrorReceived) -> None:
        if event.numeric == _UNKNOWN_COMMAND and event.params[:1] == ("TOKEN",):
            self._fail(event, Reason.NO_HOST, event.reason)

    def _fail(self, event: ev.Event, reason: Reason, detail: str) -> None:
        question = self._question(event)
        if question is not None:
            self._tell(question, Failure(reason=reason, detail=detail))

    def _question(self, event: ev.Event) -> _Question | None:
        label = event.envelope.label
        if label:
            return next((question for question in self._asked if question.label == label), None)
        return self._asked[0] if self._asked else None

    def _tell(self, question: _Question, answer: str | Failure) -> None:
        if question not in self._asked:
            return
        self._asked.remove(question)
        question.stop_waiting()
        for each in question.answers:
            each(answer)

    def _state_changed(self, change: StateChanged) -> None:
        if change.state is not SessionState.ONLINE:
            self._forget_all()

    def _forget_all(self) -> None:
        self._kept.clear()
        for question in tuple(self._asked):
            self._tell(question, Failure(reason=Reason.LOST))
