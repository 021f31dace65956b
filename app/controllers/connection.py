"""The banner: what keeps the open network from being online, what the app does about it, and a button that helps."""

from collections.abc import Callable

from app.contracts.dispatch import Call
from app.contracts.regions import Banner, BannerTone
from app.contracts.session import Session
from app.contracts.views import BannerView
from app.controllers.plain_text import plain_text
from app.controllers.stage import Stage
from app.controllers.trust import TrustController
from app.controllers.wording.connection_states import connecting_text
from app.controllers.wording.hosting import hosting_failure_text
from app.controllers.wording.problems import KEEP_WRITING, REMEDY_LABELS, Remedy, problem_text, retry_text
from app.models.changes import SessionState, StateChanged
from app.models.clock import Clock
from app.models.hosting_state import HostingChanged, HostingState
from app.models.problem import ProblemKind
from app.models.profile import NetworkId
from app.protocol.events import NickChanged, Registered
from app.values import frozen

QUIET_S = 0.15
"""A connection made within this time never shows a banner (ux.md, 7)."""
_TICK_S = 1.0


@frozen
class _Notice:
    """A banner with what its button does."""

    banner: Banner
    remedy: Remedy | None = None

    @property
    def is_passing(self) -> bool:
        """Whether it only tells what is being done: if that is quick, nobody needs to read it."""
        return self.remedy is None


class ConnectionController:
    """Shows the banner of the open network. A countdown ticks only while it is on screen."""

    def __init__(self, view: BannerView, stage: Stage, clock: Clock, trust: TrustController) -> None:
        self._view = view
        self._open_chat = stage.open_chat
        self._hosting = stage.hosting
        self._dispatcher = stage.dispatcher
        self._prompts = stage.prompts
        self._clock = clock
        self._trust = trust
        self._wished_nicks: dict[NetworkId, str] = {}
        self._notice: _Notice | None = None
        self._stop_timer: Call | None = None
        stage.watch.each(StateChanged, self._session_changed)
        stage.watch.each(Registered, self._registered)
        stage.watch.each(NickChanged, self._nick_changed)
        stage.watch.also(stage.hosting.subscribe(HostingChanged, lambda _change: self.show()))
        stage.watch.also(stage.open_chat.subscribe(self.show))
        stage.watch.also(self._cancel_timer)
        view.bind(self)

    def show(self) -> None:
        """Show what is to be said of the open network now."""
        self._cancel_timer()
        session = self._open_chat.session
        notice = None if session is None else self._notice_of(session)
        if self._notice is None and notice is not None and notice.is_passing:
            self._stop_timer = self._dispatcher.call_later(QUIET_S, lambda: self._present(notice))
            return
        self._present(notice)
        if session is not None and session.state is SessionState.WAITING:
            self._stop_timer = self._dispatcher.call_later(_TICK_S, self.show)

    def banner_action(self) -> None:
        """The banner's button was pressed."""
        session, notice = self._open_chat.session, self._notice
        if session is not None and notice is not None and notice.remedy is not None:
            _REMEDIES[notice.remedy](self, session)

    # What a remedy does

    def retry(self, session: Session) -> None:
        """Connect now."""
        session.connect()

    def ask(self, session: Session) -> None:
        """Show the sheet the problem calls for."""
        self._trust.ask(session)

    def change_name(self, session: Session) -> None:
        """Ask for another name. The banner has done its duty, whatever is answered."""
        self._wished_nicks.pop(session.profile.id, None)
        self._prompts.ask_change_name(session)
        self.show()

    def host_again(self, session: Session) -> None:
        """Start the chat's server once more."""
        if session.profile.hosted is not None:
            self._hosting.start(session.profile.hosted)

    # What happens

    def _session_changed(self, session: Session, _change: object) -> None:
        if session is self._open_chat.session:
            self.show()

    def _registered(self, session: Session, event: Registered) -> None:
        fold = session.chat_state.isupport.fold
        if event.wanted_nick and fold(event.nick) != fold(event.wanted_nick):
            self._wished_nicks[session.profile.id] = event.wanted_nick
        else:
            self._wished_nicks.pop(session.profile.id, None)
        self._session_changed(session, event)

    def _nick_changed(self, session: Session, event: NickChanged) -> None:
        if event.is_own:
            self._wished_nicks.pop(session.profile.id, None)
            self._session_changed(session, event)

    # What is shown

    def _notice_of(self, session: Session) -> _Notice | None:
        if session.state in (SessionState.CONNECTING, SessionState.REGISTERING):
            return _connecting_notice(session)
        if session.state is SessionState.ONLINE:
            return _nick_notice(self._wished_nicks.get(session.profile.id, ""), session.nick)
        hosted = session.profile.hosted
        change = self._hosting.current(hosted) if hosted is not None else None
        if change is not None and change.state is not HostingState.RUNNING:
            return _hosting_notice(change)
        return self._problem_notice(session)

    def _problem_notice(self, session: Session) -> _Notice:
        problem = session.problem
        is_waiting = session.state is SessionState.WAITING
        if problem is None:
            return _Notice(Banner(title="You're not connected.", text=KEEP_WRITING, action="Connect",
                                  tone=BannerTone.INFO), Remedy.RETRY)
        words = problem_text(problem, session.nick)
        remedy = Remedy.RETRY if is_waiting else words.remedy
        sentences = ["" if problem.kind is ProblemKind.LOST else words.text]
        if is_waiting:
            left = 0.0 if session.retry_at is None else session.retry_at - self._clock.monotonic()
            sentences.append(retry_text(left))
            if problem.kind in (ProblemKind.LOST, ProblemKind.SILENT):
                sentences.append(KEEP_WRITING)
        return _Notice(Banner(
            title=words.title, text=" ".join(filter(None, sentences)),
            action="Retry now" if is_waiting else REMEDY_LABELS[remedy],
            tone=BannerTone.WARNING if is_waiting else BannerTone.DANGER,
        ), remedy)

    def _present(self, notice: _Notice | None) -> None:
        if notice != self._notice:
            self._notice = notice
            self._view.show(None if notice is None else notice.banner)

    def _cancel_timer(self) -> None:
        if self._stop_timer is not None:
            self._stop_timer()
            self._stop_timer = None


_REMEDIES: dict[Remedy, Callable[[ConnectionController, Session], None]] = {
    Remedy.RETRY: ConnectionController.retry,
    Remedy.SHOW_CERTIFICATE: ConnectionController.ask,
    Remedy.SHOW_DIFFERENCE: ConnectionController.ask,
    Remedy.ENTER_PASSWORD: ConnectionController.ask,
    Remedy.CHANGE_NAME: ConnectionController.change_name,
    Remedy.HOST_AGAIN: ConnectionController.host_again,
}


def _connecting_notice(session: Session) -> _Notice:
    if session.problem is None:
        title, text = connecting_text(session.state, plain_text(session.profile.host))
        return _Notice(Banner(title=title, text=text, tone=BannerTone.INFO))
    return _Notice(Banner(title=problem_text(session.problem, session.nick).title,
                          text=f"{retry_text(0)} {KEEP_WRITING}"))


def _nick_notice(wanted: str, nick: str) -> _Notice | None:
    if not wanted:
        return None
    return _Notice(Banner(title=f"Someone here is already called {plain_text(wanted)}.",
                          text=f"You are {plain_text(nick)} for now.", action="Change name", tone=BannerTone.INFO),
                   Remedy.CHANGE_NAME)


def _hosting_notice(change: HostingChanged) -> _Notice | None:
    if change.state is HostingState.STARTING:
        return _Notice(Banner(title="Starting…", text=f"{plain_text(change.group.name)} opens in a moment.",
                              tone=BannerTone.INFO))
    if change.state is HostingState.FAILED:
        return _Notice(Banner(title=f"{plain_text(change.group.name)} isn't open.", text=hosting_failure_text(change),
                              action="Start again", tone=BannerTone.DANGER), Remedy.HOST_AGAIN)
    return _Notice(Banner(title=f"{plain_text(change.group.name)} is closed.",
                          text="Nobody can join while it isn't hosted.", action="Start hosting",
                          tone=BannerTone.INFO), Remedy.HOST_AGAIN)
