"""Sheets for what only a person can decide about a connection: a certificate, a password."""

from collections.abc import Callable
from dataclasses import replace

from app.contracts.session import Session
from app.contracts.sheets import Choice, Question
from app.contracts.window import WindowView
from app.controllers.stage import Stage
from app.controllers.wording.problems import fingerprint_groups, problem_text
from app.models.changes import SessionState, StateChanged
from app.models.problem import Problem, ProblemKind
from app.models.profile import NetworkId

_TRUST = "trust"
_REFUSE = "refuse"
_UNKNOWN_TEXT = ("Someone may be listening in. Ask the host to read the fingerprint to you, on the phone or in person. "
                 "Trust this server only if it is the same.")
_DIFFERS_TEXT = ("Its certificate is another one than before. Someone may be listening in, so nothing was sent. "
                 "If the host has set up a new server, ask for a new invite link and join with that.")


class TrustController:
    """Asks when a session can't go on without an answer; `declined` hears of it when the answer is no."""

    def __init__(self, window: WindowView, stage: Stage, declined: Callable[[Session], None]) -> None:
        self._window = window
        self._networks = stage.networks
        self._prompts = stage.prompts
        self._declined = declined
        self._asking: set[NetworkId] = set()
        stage.watch.each(StateChanged, self._state_changed)

    def ask(self, session: Session) -> None:
        """Ask what the session's problem calls for; nothing while a sheet for it is open."""
        problem = session.problem
        asker = _ASKERS.get(problem.kind) if problem is not None else None
        if problem is not None and asker is not None and session.profile.id not in self._asking:
            self._asking.add(session.profile.id)
            asker(self, session, problem)

    def _state_changed(self, session: Session, change: StateChanged) -> None:
        if change.state is SessionState.OFFLINE:
            self.ask(session)

    def ask_unknown(self, session: Session, problem: Problem) -> None:
        """A certificate nobody vouches for: the cautious answer is the default."""

        def answered(choice: str, _text: str) -> None:
            self._asking.discard(session.profile.id)
            if choice == _TRUST:
                session.trust(problem.seen)
            else:
                self._declined(session)

        self._window.ask(Question(
            title=problem_text(problem).title, text=_UNKNOWN_TEXT,
            facts=(("Server", _address(problem)), ("Fingerprint", fingerprint_groups(problem.seen))),
            choices=(Choice(key=_REFUSE, label="Don't connect", is_default=True, is_cancel=True),
                     Choice(key=_TRUST, label="Trust this server", is_danger=True)),
        ), answered)

    def show_difference(self, session: Session, problem: Problem) -> None:
        """Another certificate than the trusted one: a hard stop, with nothing to click it away with."""

        def answered(_choice: str, _text: str) -> None:
            self._asking.discard(session.profile.id)
            self._declined(session)

        expected = [("Expected", fingerprint_groups(each)) for each in problem.expected]
        self._window.ask(Question(
            title=problem_text(problem).title, text=_DIFFERS_TEXT,
            facts=(("Server", _address(problem)), *expected, ("Seen", fingerprint_groups(problem.seen))),
            choices=(Choice(key=_REFUSE, label="Don't connect", is_default=True, is_cancel=True),),
        ), answered)

    def ask_password(self, session: Session, problem: Problem) -> None:
        """The password of the network, for its profile."""

        def given(password: str) -> None:
            self._asking.discard(session.profile.id)
            self._networks.replace_profile(session, replace(session.profile, server_password=password))
            session.connect()

        def cancelled() -> None:
            self._asking.discard(session.profile.id)
            self._declined(session)

        self._prompts.ask_password(session, problem_text(problem).sentence, given, cancelled)


_ASKERS: dict[ProblemKind, Callable[[TrustController, Session, Problem], None]] = {
    ProblemKind.CERTIFICATE_UNKNOWN: TrustController.ask_unknown,
    ProblemKind.CERTIFICATE_DIFFERS: TrustController.show_difference,
    ProblemKind.WRONG_PASSWORD: TrustController.ask_password,
}
ASKED_KINDS = frozenset(_ASKERS)
"""Problems a sheet is shown for."""


def _address(problem: Problem) -> str:
    return f"{problem.host}:{problem.port}" if problem.port else problem.host
