"""The networks that have, or had, files on their way: the tokens of each, and when it is worth trying again there."""

from collections.abc import Callable

from app.models.changes import SessionState, StateChanged
from app.models.clock import Clock
from app.models.emitter import Unsubscribe
from app.models.files.file_session import FileSession
from app.models.files.tokens import Tokens
from app.models.owner_thread import Timers
from app.models.profile import NetworkId
from app.protocol.events import ISupportChanged, UserJoined

_INTRODUCTION_S = 10.0
"""How long after its welcome a server may still tell of its file host, and let us into our rooms."""


class KnownNetwork:
    """One session, its tokens, and how long it has been online."""

    def __init__(self, session: FileSession, tokens: Tokens, clock: Clock, wake: Callable[[NetworkId], None]) -> None:
        """`wake` is called when the session is online, has told more of its server, or is let into a room."""
        self.session = session
        self.tokens = tokens
        self._clock = clock
        self._wake = wake
        self._online_since = 0.0
        self._heard: tuple[Unsubscribe, ...] = (
            session.subscribe(StateChanged, self._state_changed),
            session.subscribe(ISupportChanged, lambda _event: wake(session.profile.id)),
            session.subscribe(UserJoined, lambda event: wake(session.profile.id) if event.is_own else None),
        )

    @property
    def is_new(self) -> bool:
        """Whether the server may still be introducing itself."""
        return self._clock.monotonic() - self._online_since < _INTRODUCTION_S

    def close(self) -> None:
        """Hear no more of the session."""
        for unsubscribe in self._heard:
            unsubscribe()
        self.tokens.close()

    def _state_changed(self, change: StateChanged) -> None:
        if change.state is SessionState.ONLINE:
            self._online_since = self._clock.monotonic()
            self._wake(self.session.profile.id)


class KnownNetworks:
    """All of them, by network."""

    def __init__(self, timers: Timers, clock: Clock, wake: Callable[[NetworkId], None]) -> None:
        self._timers = timers
        self._clock = clock
        self._wake = wake
        self._known: dict[NetworkId, KnownNetwork] = {}

    def know(self, session: FileSession) -> KnownNetwork:
        """What is kept for a session, from now on when nothing was."""
        network = session.profile.id
        known = self._known.get(network)
        if known is None or known.session is not session:
            self.forget(network)
            tokens = Tokens(session, self._timers, self._clock)
            known = self._known[network] = KnownNetwork(session, tokens, self._clock, self._wake)
        return known

    def forget(self, network: NetworkId) -> None:
        """The network was removed, or is another session now."""
        known = self._known.pop(network, None)
        if known is not None:
            known.close()

    def forget_token(self, network: NetworkId, chat: str) -> None:
        """The host takes the token of this chat no longer."""
        known = self._known.get(network)
        if known is not None:
            known.tokens.forget(chat)

    def close(self) -> None:
        """Hear no more of any."""
        for network in tuple(self._known):
            self.forget(network)
