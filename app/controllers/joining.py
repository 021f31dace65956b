"""One way in: a session that is being joined, from the gesture until it is online or has failed.

The one rule: `session` is set while a person waits on the welcome screen, and every end goes through `_end`.
"""

from collections.abc import Callable

from app.contracts.session import Session
from app.controllers.stage import Stage
from app.controllers.trust import ASKED_KINDS
from app.controllers.wording.problems import problem_text
from app.models.changes import SessionState, StateChanged
from app.models.problem import Problem, ProblemKind
from app.models.profile import Profile

_ENDED = (SessionState.OFFLINE, SessionState.WAITING)
NAME_PROBLEMS = frozenset({ProblemKind.NICK_IN_USE, ProblemKind.NICK_REFUSED})
"""Problems that stand below the field with the name."""


class Joining:
    """Follows a session on its way in. A network that could not be joined does not stay in the list."""

    def __init__(self, stage: Stage, *, arrived: Callable[[Session, str], None],
                 failed: Callable[[str, Problem | None], None]) -> None:
        self._networks = stage.networks
        self._dispatcher = stage.dispatcher
        self._arrived = arrived
        self._failed = failed
        self._is_new = False
        self._channel = ""
        self.session: Session | None = None
        stage.watch.each(StateChanged, self._state_changed)

    @property
    def leaves_chats(self) -> bool:
        """Whether there are chats besides the one that is being joined for the first time."""
        return any(session is not self.session or not self._is_new for session in self._networks.sessions)

    def join(self, profile: Profile) -> None:
        """Join the network of this profile; one that is there already is shown, and enters the profile's channel."""
        known = tuple(self._networks.sessions)
        session = self._networks.add(profile)
        self.follow(session, is_new=session not in known, channel=next(iter(profile.channels), ""))
        if self._channel:
            # Its chat is there at once, so that it is the one to show on arrival.
            session.join(self._channel)
        if session.state is SessionState.ONLINE:
            self._arrive(session)
        else:
            session.connect()

    def follow(self, session: Session, *, is_new: bool, channel: str) -> None:
        """Wait for this session to come online, to show this channel of it."""
        self.session, self._is_new, self._channel = session, is_new, channel

    def cancel(self) -> None:
        """Stop joining."""
        session = self.session
        if session is not None:
            self._give_up(session)

    def declined(self, session: Session) -> None:
        """A person chose not to connect."""
        if session is self.session:
            problem = session.problem
            self._give_up(session)
            self._failed("" if problem is None else problem_text(problem, session.nick).sentence, problem)

    def _state_changed(self, session: Session, change: StateChanged) -> None:
        if session is not self.session:
            return
        if change.state is SessionState.ONLINE:
            self._arrive(session)
        elif change.state in _ENDED and change.problem is not None and change.problem.kind not in ASKED_KINDS:
            text = problem_text(change.problem, session.nick).sentence
            self._give_up(session)
            self._failed(text, change.problem)

    def _arrive(self, session: Session) -> None:
        """Shown in a turn of its own: the session is in the middle of telling what changed."""
        channel = self._channel
        self._end()
        self._dispatcher.post(lambda: self._arrived(session, channel))

    def _give_up(self, session: Session) -> None:
        """Leave it. Removed in a turn of its own: the session is in the middle of telling why."""
        is_new = self._is_new
        self._end()
        self._dispatcher.post(lambda: self._networks.remove(session) if is_new else session.disconnect())

    def _end(self) -> None:
        self.session, self._is_new, self._channel = None, False, ""
