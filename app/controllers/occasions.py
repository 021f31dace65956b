"""What happens in sessions as occasions to ask for attention, with all that the rules want to know of the moment."""

from collections.abc import Sequence
from datetime import datetime

from app.contracts.session import Session
from app.controllers.local_time import LocalTime
from app.controllers.stage import Stage
from app.models.changes import SessionState, StateChanged
from app.models.chats import Chat, Entry, EntryKind
from app.models.clock import Clock
from app.models.notification_rules import Occasion, What, Wishes, ends_in_s, people_of, silence_of
from app.models.profile import NetworkId
from app.models.quiet_hours import quiet_hours
from app.protocol.events import Envelope, Event, MessageKind, MessageReceived
from app.protocol.source import Source
from app.values import frozen

PLAYBACK_S = 60.0
"""For so long after connecting, a message of some age is one a bouncer plays back."""
_OLD_MS = 120_000
"""Clocks of servers may be wrong by less than that."""


@frozen
class Silence:
    """Something holds a chat back; in so many seconds it may end by itself, or never."""

    ends_in_s: float | None


class Occasions:
    """Makes them. `has_focus` is whether the window has the keyboard."""

    def __init__(self, stage: Stage, clock: Clock, times: LocalTime) -> None:
        self.has_focus = True
        self._settings = stage.settings
        self._open_chat = stage.open_chat
        self._clock = clock
        self._times = times
        self._online_since: dict[NetworkId, float] = {}
        stage.watch.each(StateChanged, self._state_changed)

    def of_message(self, session: Session, chat: Chat, entry: Entry, *, looks_elsewhere: bool = False) -> Occasion:
        """Somebody said something. `looks_elsewhere`: some time ago, and as if nobody looked at the chat now.

        What comes now was said by nobody who is ignored: that would not have come here.
        """
        return Occasion(
            now=self.now(), chat=chat, entry=entry, who=entry.nick, account=entry.account,
            is_past=self.is_past(session, entry), is_ignored=looks_elsewhere and _is_ignored(session, entry),
            is_looked_at=not looks_elsewhere and self._is_looked_at(chat), is_away=session.chat_state.is_away,
            wishes=self.wishes(),
        )

    def of_event(self, what: What, session: Session, event: Event, source: Source, *, chat: Chat | None = None,
                 entry: Entry | None = None) -> Occasion:
        """Somebody did something that concerns us: with what we said in `entry`, or with us."""
        time_ms = event.envelope.time_ms
        is_past = event.envelope.is_history or (time_ms is not None and self._is_past(session, time_ms))
        return Occasion(
            now=self.now(), what=what, chat=chat, entry=entry, who=source.nick, account=event.envelope.account,
            is_past=is_past, is_looked_at=chat is not None and self._is_looked_at(chat),
            is_away=session.chat_state.is_away, wishes=self.wishes(),
        )

    def is_past(self, session: Session, entry: Entry) -> bool:
        """Whether a message that came just now was said some time ago."""
        return self._is_past(session, entry.time_ms)

    def silences_of(self, places: Sequence[tuple[Session, Chat]]) -> list[Silence | None]:
        """Why nothing in each of the chats may ask for attention now; None where it may."""
        wishes, now = self.wishes(), self.now()
        found: list[Silence | None] = []
        for session, chat in places:
            rule = silence_of(chat, wishes, now, is_away=session.chat_state.is_away)
            found.append(None if rule is None else Silence(ends_in_s(rule, chat, wishes, now)))
        return found

    def wishes(self) -> Wishes:
        """What people chose for all chats."""
        settings = self._settings
        return Wishes(
            do_not_disturb=settings.do_not_disturb, snoozed_until_ms=settings.snoozed_until_ms,
            quiet_hours=quiet_hours(settings.quiet_hours), quiet_when_away=settings.quiet_when_away,
            reactions=settings.notify_reactions, always=people_of(settings.always_notify),
            never=people_of(settings.never_notify),
        )

    def now(self) -> datetime:
        """The moment, as a clock here shows it."""
        return self._times.moment(self._clock.now_ms())

    def _state_changed(self, session: Session, change: StateChanged) -> None:
        if change.state is SessionState.ONLINE:
            self._online_since[session.profile.id] = self._clock.monotonic()

    def _is_looked_at(self, chat: Chat) -> bool:
        return self.has_focus and self._open_chat.is_open(chat)

    def _is_past(self, session: Session, time_ms: int) -> bool:
        since = self._online_since.get(session.profile.id)
        is_fresh = since is not None and self._clock.monotonic() - since < PLAYBACK_S
        return is_fresh and time_ms < self._clock.now_ms() - _OLD_MS


def _is_ignored(session: Session, entry: Entry) -> bool:
    """Whether the one who said it is ignored by now; then, what they say does not even come here."""
    kind = MessageKind.NOTICE if entry.kind is EntryKind.NOTICE else MessageKind.PRIVMSG
    # Where from is not kept: a mask that names a nick fits, one that names a host does not.
    said = MessageReceived(source=Source(entry.nick, "user", "host"), target="", text="", kind=kind,
                           is_own=entry.is_own, envelope=Envelope(account=entry.account))
    return session.chats.ignores.stops(said, session.chat_state.isupport.casemapping)
