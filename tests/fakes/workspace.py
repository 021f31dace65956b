"""The list of networks, hosting and settings, in memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.contracts.session import Session
from app.contracts.workspace import SessionAdded, SessionRemoved
from app.models.emitter import Emitter, Unsubscribe
from app.models.hosting_state import HostingChanged, HostingState
from app.models.profile import HostedGroup, NetworkId, OperatorCredentials, Profile
from app.models.settings import Settings
from app.models.store.contract import StoreSize
from app.protocol.url import InviteLink
from tests.fakes.session import FakeSession
from tests.fakes.turned_clock import TurnedClock

T = TypeVar("T")


class FakeNetworks:
    """Satisfies Networks with fake sessions."""

    def __init__(self, *sessions: FakeSession, clock: TurnedClock | None = None) -> None:
        self.clock = clock or TurnedClock()
        self.fakes: list[FakeSession] = list(sessions)
        self.closed_with: str | None = None
        self._emitter = Emitter()
        self._ids = 0

    @property
    def sessions(self) -> Sequence[Session]:
        return tuple(self.fakes)

    def find(self, network_id: NetworkId) -> Session | None:
        return next((session for session in self.fakes if session.profile.id == network_id), None)

    def add(self, profile: Profile) -> Session:
        for session in self.fakes:
            if session.profile.leads_to_same_place(profile):
                return session
        fake = FakeSession(profile, self.clock)
        self.fakes.append(fake)
        self._emitter.emit(SessionAdded(network=profile.id))
        return fake

    def replace_profile(self, session: Session, profile: Profile) -> None:
        next(fake for fake in self.fakes if fake is session).use_profile(profile)

    def remove(self, session: Session) -> None:
        self.fakes = [fake for fake in self.fakes if fake is not session]
        session.disconnect()
        self._emitter.emit(SessionRemoved(network=session.profile.id))

    def new_id(self) -> NetworkId:
        self._ids += 1
        return NetworkId(f"new{self._ids}")

    def subscribe(self, kind: type[T], handler: Callable[[T], None]) -> Unsubscribe:
        return self._emitter.subscribe(kind, handler)

    def close(self, reason: str = "") -> None:
        self.closed_with = reason


class FakeHosting:
    """Satisfies Hosting; servers do what the test says."""

    def __init__(self) -> None:
        self.started: list[HostedGroup] = []
        self.stopped: list[HostedGroup] = []
        self.keeps_running = False
        self.is_closed = False
        self._current: dict[str, HostingChanged] = {}
        self._emitter = Emitter()

    def new_group(self, name: str) -> HostedGroup:
        return HostedGroup(name=name, folder=name.casefold().replace(" ", "-"))

    def start(self, group: HostedGroup) -> None:
        self.started.append(group)
        self.tell(HostingChanged(group=group, state=HostingState.STARTING))

    def stop(self, group: HostedGroup) -> None:
        self.stopped.append(group)
        self.tell(HostingChanged(group=group, state=HostingState.STOPPED))

    def current(self, group: HostedGroup) -> HostingChanged | None:
        return self._current.get(group.folder)

    def running(self) -> Sequence[HostedGroup]:
        return [change.group for change in self._current.values() if change.state is HostingState.RUNNING]

    def keep_running(self) -> None:
        self.keeps_running = True

    def subscribe(self, kind: type[T], handler: Callable[[T], None]) -> Unsubscribe:
        return self._emitter.subscribe(kind, handler)

    def close(self) -> None:
        self.is_closed = True

    # What a test makes happen

    def tell(self, change: HostingChanged) -> None:
        self._current[change.group.folder] = change
        self._emitter.emit(change)

    def run(self, group: HostedGroup, *, host: str = "192.168.1.20", port: int = 6697) -> None:
        """The group's server is up."""
        link = InviteLink(host=host, port=port, channel="#general", certfp="ab" * 32, name=group.name)
        self.tell(HostingChanged(group=group, state=HostingState.RUNNING, link=link, local_port=port,
                                 wanted_port=6697, operator=OperatorCredentials(name="host", password="key")))


class FakeSettings(Settings):
    """The settings themselves: where nobody gave them a file they keep nothing."""


@dataclass
class FakeStoredMessages:
    """Satisfies StoredMessages; the test says how much there is and how much goes."""

    entries: int = 0
    size_bytes: int = 0
    keep_days: int = 0
    keep_megabytes: int = 0
    goes: int = 0
    fault: str = ""

    def size(self, answer: Callable[[StoreSize], None]) -> None:
        answer(StoreSize(entries=self.entries, size_bytes=self.size_bytes))

    def check(self, answer: Callable[[str], None]) -> None:
        answer(self.fault)

    def keep_for(self, days: int, done: Callable[[int], None]) -> None:
        self.keep_days = days
        self.keep_megabytes = self.keep_megabytes if days else 0
        done(self.goes)
