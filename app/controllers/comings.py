"""Tells when those people named come and go, as notes where people look."""

from collections.abc import Callable, Sequence

from app.contracts.session import Session
from app.controllers.plain_text import plain_text
from app.controllers.stage import Stage
from app.controllers.wording.times import list_text
from app.models.changes import SessionState, StateChanged
from app.models.profile import NetworkId
from app.protocol.events import Event, PeopleOffline, PeopleOnline


class ComingsController:
    """Knows who of them is here, so that who was never here is not said to have gone."""

    def __init__(self, stage: Stage, say: Callable[[Session, str, Event], None]) -> None:
        """`say` puts a line where people look, in a turn of its own."""
        self._say = say
        self._here: dict[NetworkId, set[str]] = {}
        stage.watch.each(PeopleOnline, self._came)
        stage.watch.each(PeopleOffline, self._went)
        stage.watch.each(StateChanged, self._state_changed)

    def _came(self, session: Session, event: PeopleOnline) -> None:
        here = self._here.setdefault(session.profile.id, set())
        came = [nick for nick in _named(session, [source.nick for source in event.sources]) if nick not in here]
        here.update(came)
        if came:
            self._say(session, f"{list_text(came)} {'is' if len(came) == 1 else 'are'} here.", event)

    def _went(self, session: Session, event: PeopleOffline) -> None:
        here = self._here.setdefault(session.profile.id, set())
        went = [nick for nick in _named(session, event.nicks) if nick in here]
        here.difference_update(went)
        if went:
            self._say(session, f"{list_text(went)} went offline.", event)

    def _state_changed(self, session: Session, change: StateChanged) -> None:
        if change.state is not SessionState.ONLINE:
            self._here.pop(session.profile.id, None)


def _named(session: Session, nicks: Sequence[str]) -> list[str]:
    """Those of `nicks` whom people named, as they wrote them."""
    fold = session.chat_state.isupport.fold
    told = {fold(nick) for nick in nicks}
    return [plain_text(nick) for nick in session.profile.watched if fold(nick) in told]
