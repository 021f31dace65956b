"""Following what people and channels say of themselves: pictures, names for show, colours, what they are doing.

The keys are asked for once a connection. A server with much to tell says when to ask for it, and is asked then, once.
"""

from collections.abc import Callable, Mapping, Sequence

from app.models import changes as ch
from app.models.chat_book import ChatBook
from app.models.owner_thread import Timers
from app.models.session_part import Hearer
from app.models.shared_pins import KEY as PINS_KEY
from app.protocol import events as ev
from app.protocol.capabilities import METADATA
from app.protocol.commands import Command, FollowMetadata, RequestMetadata

STATUS_KEY = "status"
"""What somebody is doing, in their own words."""
KEYS = ("avatar", "display-name", "color", STATUS_KEY, "homepage", "bot", PINS_KEY)
"""The most wanted first: a server may allow fewer."""
SOONEST_S = 1.0
LATEST_S = 600.0
_MAX_POSTPONED = 200


class MetadataWatch:
    """Satisfies SessionPart."""

    def __init__(self, book: ChatBook, send: Callable[[Command], None], timers: Timers) -> None:
        self._book = book
        self._send = send
        self._timers = timers
        self._is_offered = False
        self._is_online = False
        self._follows = False
        self._postponed: dict[str, Callable[[], None]] = {}
        """What was put off since we came, by its folded name, with what calls the question off."""

    def hears(self) -> Mapping[type[ev.Event], Hearer]:
        """A connection begins, capabilities come and go, there is news, or there will be."""
        return {
            ev.Registered: self._registered,
            ev.CapabilitiesChanged: self._capabilities_changed,
            ev.MetadataChanged: self._changed,
            ev.MetadataPostponed: self._put_off,
            ev.UserJoined: self._joined,
        }

    def disconnected(self) -> Sequence[ch.Change]:
        """The next connection follows nothing."""
        for cancel in self._postponed.values():
            cancel()
        self._postponed.clear()
        self._is_offered = self._is_online = self._follows = False
        return ()

    def _registered(self, _event: ev.Registered) -> None:
        self._is_online = True
        self._follow()

    def _capabilities_changed(self, event: ev.CapabilitiesChanged) -> None:
        self._is_offered = not event.enabled.isdisjoint(METADATA)
        self._follow()

    def _follow(self) -> None:
        may_follow = self._is_offered and self._is_online
        if may_follow and not self._follows:
            self._send(FollowMetadata(keys=KEYS))
        self._follows = may_follow

    def _changed(self, event: ev.MetadataChanged) -> list[ch.Change]:
        if self._book.state.is_self(event.target):
            return [ch.SelfChanged()]
        return [ch.MembersChanged(chat=chat) for chat in self._book.rooms_of(event.target)]

    def _put_off(self, event: ev.MetadataPostponed) -> None:
        key = self._book.state.isupport.fold(event.target)
        if key in self._postponed or len(self._postponed) >= _MAX_POSTPONED:
            return
        wait_s = min(max(float(event.wait_s), SOONEST_S), LATEST_S)
        self._postponed[key] = self._timers.call_later(wait_s, lambda: self._send(RequestMetadata(target=event.target)))

    def _joined(self, event: ev.UserJoined) -> None:
        if event.is_own:
            # Entering a channel once more begins anew.
            cancel = self._postponed.pop(self._book.state.isupport.fold(event.channel), None)
            if cancel is not None:
                cancel()
