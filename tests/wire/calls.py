"""One link of the network thread, without a session: what a test that is about connecting alone needs."""

from collections.abc import Callable, Sequence

from app.models.link import LinkFactory, LinkRequest
from app.models.problem import Problem, ProblemKind
from app.protocol.client_context import ClientConfig
from app.protocol.events import Event, Registered
from tests.wire.owner import Owner


class Call:
    """Satisfies LinkListener; connects as soon as it is made."""

    def __init__(self, owner: Owner, links: LinkFactory, port: int, *hosts: str, tls: bool = False,
                 fingerprints: tuple[str, ...] = (), proxy: str = "", client_certificate: str = "",
                 websocket: str = "") -> None:
        self.is_open = False
        self.is_closed = False
        self.problem: Problem | None = None
        self.events: list[Event] = []
        self._owner = owner
        self.link = links(LinkRequest(
            hosts=hosts or ("127.0.0.1",), port=port, tls=tls, fingerprints=fingerprints, proxy=proxy,
            client_certificate=client_certificate, websocket=websocket, config=ClientConfig(nick="ines")), self)

    def link_opened(self) -> None:
        self.is_open = True

    def link_received(self, events: Sequence[Event]) -> None:
        self.events += events

    def when_ready(self, go_on: Callable[[], None]) -> None:
        go_on()

    def link_closed(self, problem: Problem | None) -> None:
        self.is_closed, self.problem = True, problem

    @property
    def is_taken_in(self) -> bool:
        """Whether the server has taken us in."""
        return any(isinstance(event, Registered) for event in self.events)

    def ends(self) -> Problem | None:
        """Why it ended, None when we ended it."""
        self._owner.run_until(lambda: self.is_closed, "the link ends")
        return self.problem

    def fails(self) -> Problem:
        """The problem it ends with."""
        problem = self.ends()
        assert problem is not None
        return problem

    def fails_with(self) -> ProblemKind:
        """The kind of problem it ends with."""
        return self.fails().kind

    def is_welcome(self) -> bool:
        """Wait until the server takes us in."""
        self._owner.run_until(lambda: self.is_taken_in or self.is_closed, "the server takes us in")
        return self.is_taken_in
