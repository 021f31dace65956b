"""Subscriptions to every session there is, and to those that come."""

from collections.abc import Callable
from typing import TypeVar

from app.contracts.session import Session
from app.contracts.workspace import Networks, SessionAdded, SessionRemoved
from app.models.emitter import Unsubscribe
from app.models.profile import NetworkId

T = TypeVar("T")


class Watch:
    """Calls handlers with the session an event or change is of, until it is closed."""

    def __init__(self, networks: Networks) -> None:
        self._networks = networks
        self._wishes: list[Callable[[Session], Unsubscribe]] = []
        self._of_sessions: dict[NetworkId, list[Unsubscribe]] = {}
        self._others: list[Unsubscribe] = [
            networks.subscribe(SessionAdded, lambda added: self._added(added.network)),
            networks.subscribe(SessionRemoved, lambda removed: self._forget(removed.network)),
        ]
        for session in networks.sessions:
            self._add(session)

    def each(self, kind: type[T], handler: Callable[[Session, T], None]) -> None:
        """Call `handler(session, happening)` for each event or change of this type of any session."""

        def wish(session: Session) -> Unsubscribe:
            return session.subscribe(kind, lambda happening: handler(session, happening))

        self._wishes.append(wish)
        for session in self._networks.sessions:
            self._of_sessions.setdefault(session.profile.id, []).append(wish(session))

    def networks(self, kind: type[T], handler: Callable[[T], None]) -> None:
        """Call `handler` when a session comes or goes."""
        self._others.append(self._networks.subscribe(kind, handler))

    def also(self, unsubscribe: Unsubscribe) -> None:
        """End another subscription together with these."""
        self._others.append(unsubscribe)

    def close(self) -> None:
        """End all subscriptions."""
        for unsubscribe in (*self._others, *(one for many in self._of_sessions.values() for one in many)):
            unsubscribe()
        self._others.clear()
        self._of_sessions.clear()

    def _add(self, session: Session) -> None:
        self._of_sessions[session.profile.id] = [wish(session) for wish in self._wishes]

    def _added(self, network: NetworkId) -> None:
        session = self._networks.find(network)
        if session is not None:
            self._add(session)

    def _forget(self, network: NetworkId) -> None:
        for unsubscribe in self._of_sessions.pop(network, ()):
            unsubscribe()
