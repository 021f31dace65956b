"""Looks whether all is well, and says so in plain words that can be copied.

It tells of versions, the folder, what is kept, and each network with its encryption, its answer time and its clock.

Theory of operation: what is known is said at once. The size of the store and the answer of each server follow; a server
that has not answered within `ANSWER_WITHIN_S` is said to be silent.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field

from app.contracts.session import Session
from app.contracts.workspace import StoredMessages
from app.controllers.plain_text import plain_text
from app.controllers.stage import Stage
from app.controllers.wording import doctor as words
from app.controllers.wording.problems import problem_text
from app.models.changes import SessionState
from app.models.clock import Clock
from app.models.profile import NetworkId
from app.protocol.commands import Ping
from app.protocol.events import Event, PongReceived, UserJoined
from app.values import frozen

ANSWER_WITHIN_S = 5.0
_TOKEN = "doctor-"

Answer = Callable[[Sequence[str]], None]


@frozen(kw_only=True)
class RunFacts:
    """What only the start of the app knows: the toolkit's name and version, and where things are kept.

    `unwritable` is why nothing can be kept there, "" when it can. `uses_key_store` says where passwords are,
    `notifies_by` which programs can show notifications.
    """

    toolkit: str = ""
    folder: str = ""
    unwritable: str = ""
    uses_key_store: Callable[[], bool] = field(default=lambda: False)
    notifies_by: Callable[[], Sequence[str]] = field(default=lambda: ())


class Doctor:
    """Examines the app when asked to; nothing runs in between."""

    def __init__(self, stage: Stage, stored: StoredMessages, clock: Clock, version: str, facts: RunFacts) -> None:
        self._networks = stage.networks
        self._dispatcher = stage.dispatcher
        self._stored = stored
        self._clock = clock
        self._version = version
        self._facts = facts
        self._waiting: dict[NetworkId, tuple[str, float, Answer]] = {}
        self._skews: dict[NetworkId, float] = {}
        """How far each server's clock was ahead when it let us into a room: not all date their answers to PING."""
        stage.watch.each(PongReceived, self._answered)
        stage.watch.each(UserJoined, self._joined)

    def examine(self, answer: Answer) -> None:
        """Tell `answer` line by line, some of them later."""
        answer(list(self._app_lines()))
        self._stored.size(lambda size: answer([words.store_text(size.entries, size.size_bytes)]))
        self._stored.check(lambda fault: answer([words.store_check_text(fault)]))
        for session in self._networks.sessions:
            answer(list(_network_lines(session)))
            if session.state is SessionState.ONLINE:
                self._ask(session, answer)

    def _app_lines(self) -> Iterator[str]:
        # Imported here: only this needs it, and seldom.
        import platform

        yield words.VERSIONS.format(
            version=self._version or "?", python=".".join(map(str, sys.version_info[:3])),
            toolkit=self._facts.toolkit or "no window", system=platform.platform(terse=True))
        if self._facts.unwritable:
            yield words.FOLDER_UNWRITABLE.format(folder=self._facts.folder, reason=self._facts.unwritable)
        elif self._facts.folder:
            yield words.FOLDER_FINE.format(folder=self._facts.folder)
        else:
            yield words.NO_FOLDER
        yield words.IN_KEY_STORE if self._facts.uses_key_store() else words.IN_A_FILE
        yield words.notifying_text(self._facts.notifies_by())

    def _ask(self, session: Session, answer: Answer) -> None:
        now = self._clock.monotonic()
        token = f"{_TOKEN}{int(now * 1000)}"
        self._waiting[session.profile.id] = (token, now, answer)
        session.send(Ping(token=token))
        self._dispatcher.call_later(ANSWER_WITHIN_S, lambda: self._give_up(session, token))

    def _answered(self, session: Session, event: PongReceived) -> None:
        waiting = self._waiting.get(session.profile.id)
        if waiting is None or waiting[0] != event.token:
            return
        del self._waiting[session.profile.id]
        _, asked_at, answer = waiting
        took_s = self._clock.monotonic() - asked_at
        skew_s = self._skew_s(event)
        if skew_s is None:
            skew_s = self._skews.get(session.profile.id)
        line = words.server_answer_text(session.title, took_s, skew_s)
        # In a turn of its own: a note among the changes of an event would move the places they speak of.
        self._dispatcher.post(lambda: answer([line]))

    def _joined(self, session: Session, event: UserJoined) -> None:
        skew_s = self._skew_s(event) if event.is_own and not event.envelope.is_history else None
        if skew_s is not None:
            self._skews[session.profile.id] = skew_s

    def _skew_s(self, event: Event) -> float | None:
        """How far the server's clock is ahead of ours; None where it does not say."""
        told_ms = event.envelope.time_ms
        return None if told_ms is None else (told_ms - self._clock.now_ms()) / 1000

    def _give_up(self, session: Session, token: str) -> None:
        waiting = self._waiting.get(session.profile.id)
        if waiting is not None and waiting[0] == token:
            del self._waiting[session.profile.id]
            waiting[2]([words.SILENT.format(network=plain_text(session.title), seconds=int(ANSWER_WITHIN_S))])


def _network_lines(session: Session) -> Iterator[str]:
    network, profile = plain_text(session.title), session.profile
    place = f"{plain_text(profile.host)}:{profile.port}"
    if session.state is not SessionState.ONLINE:
        yield words.NOT_ONLINE.format(network=network, place=place, state=words.STATES[session.state])
        if session.problem is not None:
            yield problem_text(session.problem, session.nick).sentence
        return
    yield words.ONLINE.format(network=network, place=place, nick=plain_text(session.nick),
                              encrypted=words.encryption_text(profile), account=_account(session))
    yield words.capabilities_text(network, session.capabilities)


def _account(session: Session) -> str:
    account = session.chat_state.account
    return f"signed in as {plain_text(account)}" if account else "without an account"
