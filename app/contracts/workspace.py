"""What controllers may ask of the things around sessions: the list of networks, hosting, and what is remembered."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from app.contracts.session import Session
from app.models.changes import SessionAdded, SessionRemoved
from app.models.emitter import Unsubscribe
from app.models.hosting_state import HostingChanged
from app.models.profile import HostedGroup, NetworkId, Profile
from app.models.settings import SettingChanged, Settings
from app.models.store.contract import StoreSize

__all__ = ["Hosting", "Networks", "SessionAdded", "SessionRemoved", "SettingChanged", "Settings", "StoredMessages"]

T = TypeVar("T")


class Networks(Protocol):
    """All sessions, in the order of the sidebar. Profiles, drafts and unsent messages are kept on disk by it."""

    @property
    def sessions(self) -> Sequence[Session]:
        """The sessions there are."""

    def find(self, network_id: NetworkId) -> Session | None:
        """The session with that id."""

    def add(self, profile: Profile) -> Session:
        """A new session, not connected yet; one that leads to the same place is reused, with the new profile."""

    def replace_profile(self, session: Session, profile: Profile) -> None:
        """Let the session use another profile from its next connection on."""

    def remove(self, session: Session) -> None:
        """Leave the network and forget it."""

    def new_id(self) -> NetworkId:
        """An id no network has."""

    def subscribe(self, kind: type[T], handler: Callable[[T], None]) -> Unsubscribe:
        """Call `handler` on SessionAdded or SessionRemoved."""

    def close(self, reason: str = "") -> None:
        """Leave all networks, keep everything on disk. Waits at most a second for goodbyes."""


class Hosting(Protocol):
    """Servers this app has started. What happens comes as `HostingChanged`."""

    def new_group(self, name: str) -> HostedGroup:
        """A group of that name with a folder of its own; the folder of a group of the same name is reused."""

    def start(self, group: HostedGroup) -> None:
        """Start the group's server, or find the one that kept running."""

    def stop(self, group: HostedGroup) -> None:
        """Stop the group's server; guests are told."""

    def current(self, group: HostedGroup) -> HostingChanged | None:
        """What was last said of the group's server."""

    def running(self) -> Sequence[HostedGroup]:
        """The groups whose servers run."""

    def keep_running(self) -> None:
        """Let the servers stay when the app ends."""

    def subscribe(self, kind: type[T], handler: Callable[[T], None]) -> Unsubscribe:
        """Call `handler` on HostingChanged."""

    def close(self) -> None:
        """Stop all servers, except those told to keep running."""


class StoredMessages(Protocol):
    """What was said, as it is kept on this computer."""

    @property
    def keep_days(self) -> int:
        """Messages older than so many days are deleted; 0 for none."""

    @property
    def keep_megabytes(self) -> int:
        """The oldest messages are deleted while there is more; 0 for no limit."""

    def size(self, answer: Callable[[StoreSize], None]) -> None:
        """How much is kept; `answer` follows."""

    def check(self, answer: Callable[[str], None]) -> None:
        """Look over what is kept; `answer` is told what is wrong with it, "" for nothing."""

    def keep_for(self, days: int, done: Callable[[int], None]) -> None:
        """Keep messages so many days from now on; `done` is told how many went at once.

        0 is for ever, whatever their size.
        """
