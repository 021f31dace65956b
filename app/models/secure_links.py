"""Links that keep to strict transport security (sts.md): where a host wants TLS, no other link to it is ever made.

A plain link whose server says that there is a secure way is closed, and one by TLS takes its place at once; the session
notices nothing of it. That link, and every one made while a policy counts, never falls back to a plain one, and its
certificate is nothing people may decide about ("No immediate user recourse").
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from app.models.link import Link, LinkFactory, LinkListener, LinkRequest
from app.models.problem import Problem, ProblemKind
from app.models.sts_store import StsStore
from app.protocol import events as ev
from app.protocol.commands import Command

_log = logging.getLogger(__name__)


class SecureLinks:
    """Makes links with the help of another factory."""

    def __init__(self, links: LinkFactory, store: StsStore) -> None:
        self._links = links
        self._store = store

    def open(self, request: LinkRequest, listener: LinkListener) -> Link:
        """Satisfies LinkFactory."""
        link = _SecureLink(self._links, self._store, listener)
        link.open(_by_policy(request, self._store), is_upgraded=not request.tls)
        return link


def _by_policy(request: LinkRequest, store: StsStore) -> LinkRequest:
    """The request as the policies of its hosts want it. With TLS it is as they want it already."""
    if request.tls:
        return request
    ports = [port for host in request.hosts if (port := store.port_for(host)) is not None]
    return replace(request, tls=True, port=ports[0]) if ports else request


class _SecureLink:
    """A link that may be one by TLS in the end. Satisfies Link."""

    def __init__(self, links: LinkFactory, store: StsStore, listener: LinkListener) -> None:
        self._links = links
        self._store = store
        self._listener = listener
        self._link: Link | None = None
        self._leg: _Leg | None = None

    def open(self, request: LinkRequest, *, is_upgraded: bool) -> None:
        """Make a link that takes the place of the last."""
        if self._leg is not None:
            self._leg.is_over = True
        if self._link is not None:
            self._link.close(None)
        self._leg = _Leg(self, self._listener, self._store, request, is_upgraded=is_upgraded)
        self._link = self._links(request, self._leg)

    def send(self, command: Command) -> None:
        """Ask the server for something."""
        if self._link is not None:
            self._link.send(command)

    def close(self, reason: str | None) -> None:
        """Say goodbye, or close at once with None."""
        if self._leg is not None:
            self._leg.told_closed()
        if self._link is not None:
            self._link.close(reason)


class _Leg:
    """One link of them, the plain one or the one by TLS. Satisfies LinkListener."""

    def __init__(self, owner: _SecureLink, listener: LinkListener, store: StsStore, request: LinkRequest,
                 *, is_upgraded: bool) -> None:
        self._owner = owner
        self._listener = listener
        self._store = store
        self._request = request
        self._is_upgraded = is_upgraded
        self._secure_host = ""
        self.is_over = False

    def link_opened(self) -> None:
        if not self.is_over:
            self._listener.link_opened()

    def link_received(self, events: Sequence[ev.Event]) -> None:
        for event in events:
            match event:
                case ev.SecureConnectionWanted() if not self._request.tls and not self.is_over:
                    _log.info("the server wants TLS, on port %d", event.port)
                    self._owner.open(replace(self._request, tls=True, port=event.port), is_upgraded=True)
                case ev.StsPolicyReceived() if self._request.tls:
                    self._secure_host = event.host
                    self._store.received(event.host, self._request.port, event.duration_s)
        if not self.is_over:
            self._listener.link_received(events)

    def when_ready(self, go_on: Callable[[], None]) -> None:
        """As the session says."""
        self._listener.when_ready(go_on)

    def link_closed(self, problem: Problem | None) -> None:
        self.told_closed()
        if self.is_over:
            return
        if problem is not None and self._is_upgraded and problem.kind is ProblemKind.CERTIFICATE_UNKNOWN:
            problem = replace(problem, kind=ProblemKind.TLS_FAILED)
        self._listener.link_closed(problem)

    def told_closed(self) -> None:
        """The policy's time runs from the end of the connection ("Rescheduling expiry on disconnect")."""
        if self._secure_host:
            self._store.closed(self._secure_host)
            self._secure_host = ""
