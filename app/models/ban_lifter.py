"""Bans that end by themselves on servers that know no such thing: this app takes them off when they are due.

They are kept with the network's profile, so that a restart forgets none. One that falls due while we are away, or may
not lift it, is lifted as soon as we are in the channel with the rank for it. What somebody else has lifted is
forgotten. There is no polling: one timer waits for the next that is due.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from app.models import changes as ch
from app.models.chat_state import ChatState
from app.models.clock import Clock
from app.models.mode_lines import mode_lines
from app.models.owner_thread import Timers
from app.models.profile import Profile
from app.models.ranks import Rank, rank_of
from app.models.session_part import Hearer
from app.models.timed_masks import MAX_TIMED, TimedMask
from app.protocol import events as ev
from app.protocol.commands import Command, SetModes
from app.protocol.modes import ModeChange
from app.values import frozen

_LONGEST_SLEEP_S = 86_400.0
"""Timers of some systems can't wait for longer than a few weeks."""


@frozen(kw_only=True)
class ProfileKeeper:
    """Reads the profile, and keeps another one in its place."""

    profile: Callable[[], Profile]
    keep: Callable[[Profile], None]
    tell: Callable[[Sequence[ch.Change]], None]


class BanLifter:
    """Satisfies SessionPart: lifts what is due."""

    def __init__(self, state: ChatState, send: Callable[[Command], bool], keeper: ProfileKeeper, timers: Timers,
                 clock: Clock) -> None:
        self._state = state
        self._send = send
        self._keeper = keeper
        self._timers = timers
        self._clock = clock
        self._asked: set[TimedMask] = set()
        self._cancel: Callable[[], None] | None = None
        self._wait_for_next()

    def add(self, masks: Sequence[TimedMask]) -> None:
        """Lift these when they are due; a mask that is there already gets its new time."""
        kept = [mask for mask in self._all() if not any(_is_same(mask, new, self._state) for new in masks)]
        self._keep((*kept, *masks)[-MAX_TIMED:])
        self._wait_for_next()

    def hears(self) -> Mapping[type[ev.Event], Hearer]:
        """When a channel is entered, its modes change, and when the server has had time for what we asked."""
        return {ev.NamesReceived: self._entered, ev.ModesChanged: self._modes_changed, ev.LagMeasured: self._answered}

    def disconnected(self) -> tuple[()]:
        """What was asked last may not have arrived: it is asked again."""
        self._asked.clear()
        return ()

    def _all(self) -> tuple[TimedMask, ...]:
        return self._keeper.profile().timed_masks

    def _keep(self, masks: Sequence[TimedMask]) -> None:
        self._keeper.keep(replace(self._keeper.profile(), timed_masks=tuple(masks)))
        self._keeper.tell([ch.ProfileChanged()])

    def _entered(self, event: ev.NamesReceived) -> None:
        self._lift(event.channel)

    def _modes_changed(self, event: ev.ModesChanged) -> None:
        if event.envelope.is_history:
            return
        gone = [mask for mask in self._all() for change in event.changes
                if _is_lifted(mask, event.target, change, self._state)]
        if gone:
            self._forget(gone)
        self._lift(event.target)

    def _answered(self, _event: ev.LagMeasured) -> None:
        """The server has dealt with all we sent before its PING: masks that weren't there were no news to it."""
        asked, self._asked = self._asked, set()
        if asked:
            self._forget(asked)

    def _forget(self, masks: Sequence[TimedMask] | set[TimedMask]) -> None:
        self._asked.difference_update(masks)
        self._keep([mask for mask in self._all() if mask not in masks])
        self._wait_for_next()

    def _due(self) -> list[TimedMask]:
        now_ms = self._clock.now_ms()
        return [mask for mask in self._all() if mask.until_ms <= now_ms and mask not in self._asked]

    def _lift(self, channel_name: str) -> None:
        """Take off what is due in a channel, where we may."""
        state, isupport = self._state, self._state.isupport
        fold = isupport.fold
        due = [mask for mask in self._due() if fold(mask.channel) == fold(channel_name)]
        if not due or rank_of(state.signs_of(channel_name, state.nick), isupport) < Rank.HELPER:
            return
        changes = [ModeChange(adding=False, letter=mask.letter, argument=mask.mask) for mask in due]
        if all(self._send(SetModes(target=channel_name, modes=line)) for line in mode_lines(changes, isupport)):
            self._asked.update(due)

    def _wait_for_next(self) -> None:
        if self._cancel is not None:
            self._cancel()
        now_ms = self._clock.now_ms()
        coming = [mask.until_ms for mask in self._all() if mask.until_ms > now_ms]
        pause_s = min((min(coming) - now_ms) / 1000, _LONGEST_SLEEP_S) if coming else None
        self._cancel = None if pause_s is None else self._timers.call_later(pause_s, self._time_has_come)

    def _time_has_come(self) -> None:
        self._cancel = None
        for channel in {mask.channel for mask in self._due()}:
            self._lift(channel)
        self._wait_for_next()


def _is_same(one: TimedMask, other: TimedMask, state: ChatState) -> bool:
    fold = state.isupport.fold
    return (one.letter == other.letter and fold(one.channel) == fold(other.channel)
            and fold(one.mask) == fold(other.mask))


def _is_lifted(mask: TimedMask, target: str, change: ModeChange, state: ChatState) -> bool:
    fold = state.isupport.fold
    return (not change.adding and change.letter == mask.letter and fold(target) == fold(mask.channel)
            and fold(change.argument or "") == fold(mask.mask))
