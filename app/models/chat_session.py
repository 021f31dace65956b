"""A session: one network seen from the owner thread. It owns the models, drives the link, and tells what changed.

The states: OFFLINE → CONNECTING → REGISTERING → ONLINE, and back to WAITING (for the next attempt) or OFFLINE. The rule
of this file: everything that changes the session's state lives here; what is said goes to `ChatBook`, who is where to
`ChatState`, what we write to `Outbox`.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from app.models import changes as ch
from app.models import read_state
from app.models.ban_lifter import BanLifter, ProfileKeeper
from app.models.chat_book import ChatBook
from app.models.chat_state import ChatState
from app.models.chats import Chat, ChatKind, EntryId
from app.models.clock import Clock
from app.models.drafts import Drafts
from app.models.emitter import OrderedEmitter, Unsubscribe
from app.models.friend_watch import FriendWatch
from app.models.history import HistoryRequests, ServerSide
from app.models.ignore_expiry import IgnoreExpiry
from app.models.ignores import Ignore, IgnoreList
from app.models.levels import ChatOptions
from app.models.link import Link, LinkFactory, LinkRequest
from app.models.metadata_watch import MetadataWatch
from app.models.missed_talks import MissedTalks
from app.models.nick_keeper import NickKeeper
from app.models.on_connecting import send_on_connecting
from app.models.outbox import Outbox, Terms, Way
from app.models.owner_thread import Timers
from app.models.presence import MAX_MEMBERS, PresenceRequests
from app.models.problem import Problem
from app.models.profile import Profile
from app.models.read_markers import ReadMarkers
from app.models.retry import RetryTimer
from app.models.rooms import Doors, Rooms
from app.models.session_part import SessionPart, hearers_of
from app.models.store.contract import KeptChat, Store
from app.models.timed_masks import TimedMask
from app.models.typing import Typing, TypingWay
from app.models.writing import Writing
from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol.capabilities import READ_MARKER
from app.protocol.client_context import ClientConfig

_log = logging.getLogger(__name__)

T = TypeVar("T")

STEADY_S = 5.0
"""How long a connection has to last for the next one to be tried at once: a server that takes us in only to throw us
out again must not be called without a pause."""


class ChatSession:
    """See `app.contracts.session.Session` for what each method promises."""

    def __init__(self, profile: Profile, links: LinkFactory, timers: Timers, clock: Clock,
                 jitter: Callable[[], float], store: Store | None = None) -> None:
        """`jitter`: see `RetryTimer`. Without a `store` nothing is kept."""
        self.profile = profile
        self.state = ch.SessionState.OFFLINE
        self.problem: Problem | None = None
        self.capabilities: frozenset[str] = frozenset()
        self.lag_s: float | None = None
        self.chat_state = ChatState()
        self.chat_state.nick = profile.nick
        self.chats = ChatBook(profile.id, self.chat_state, store)
        self._links = links
        self._clock = clock
        self._retry = RetryTimer(timers, clock, jitter)
        self._offered: Mapping[str, str] = {}
        self._drafts = Drafts(self.chats.store, timers)
        self._emitter = OrderedEmitter()
        self._emit = self._emitter.tell
        self._outbox = Outbox(self.chats, Way(
            send=self._send, terms=self._terms, is_open=self._is_open, tell=self._emit),
            Writing(self.chat_state, lambda: self._offered))
        self._history = HistoryRequests(self.chats, ServerSide(
            send=self._send, capabilities=lambda: self.capabilities, isupport=lambda: self.chat_state.isupport,
            is_online=lambda: self.is_online, caught_up=self._caught_up,
            needs_all=self._outbox.is_unsure_of), self._emit)
        self._presence = PresenceRequests(self._send, timers, lambda: self.chat_state.isupport.has_whox)
        self._markers = ReadMarkers(self.chats, self._send, self._shares_markers, timers)
        self._emitter.subscribe(ch.ReadMarkerMoved, self._markers.moved)
        self._emitter.subscribe(ch.ChatAdded, self._markers.opened)
        self._rooms = Rooms(self.chats, Doors(
            send=self._send, is_online=lambda: self.is_online, profile=lambda: self.profile,
            keep_profile=self._keep_profile, look_at=self._entered_room, refused=self._outbox.fail))
        self._emitter.subscribe(ch.ChatAdded, self._chat_added)
        self._friends = friends = FriendWatch(self.chats, self._send, lambda: self.capabilities, self._presence.want,
                                              lambda: self.profile.watched)
        self._emitter.subscribe(ch.ChatAdded, friends.chats_changed)
        self._emitter.subscribe(ch.ChatRemoved, friends.chats_changed)
        self._typing = Typing(self.chats, TypingWay(
            send=self._send, capabilities=lambda: self.capabilities, tell=self._emit), timers, clock)
        self._lifter = BanLifter(self.chat_state, self.send, ProfileKeeper(
            profile=lambda: self.profile, keep=self._keep_profile, tell=self._emit), timers, clock)
        self._ignore_expiry = IgnoreExpiry(lambda: self.profile.ignores, self.ignore, timers, clock)
        self._heed(profile.ignores)
        self._parts: Sequence[SessionPart] = (
            self._lifter,
            self._typing,
            self._history, self._rooms, self._outbox, self._markers, friends,
            MetadataWatch(self.chats, self._send, timers),
            NickKeeper(self._send, lambda: self.chat_state.isupport),
            MissedTalks(self.chats, self._send, lambda: self.capabilities, clock, self._history.request_latest),
        )
        self._hearers = hearers_of(self._parts)
        self._entered: set[str] = set()
        self._link: Link | None = None
        self._listener: _Listener | None = None
        self._online_since = 0.0
        self._away_reason: str | None = None
        self._wanted_nick = ""

    # What the session is

    @property
    def title(self) -> str:
        """What the network is called."""
        if self.profile.title and self.profile.title != self.profile.host:
            return self.profile.title
        return self.chat_state.isupport.network or self.profile.title or self.profile.host

    @property
    def nick(self) -> str:
        """Our nick, or the one wished for."""
        return self.chat_state.nick or self.profile.nick

    @property
    def is_online(self) -> bool:
        """Whether commands can be sent."""
        return self.state is ch.SessionState.ONLINE

    @property
    def retry_at(self) -> float | None:
        """When it will try again, in monotonic seconds."""
        return self._retry.due_at

    def restore(self, kept: Sequence[KeptChat]) -> None:
        """Open the chats that were open when the app ended, with drafts and unsent messages."""
        for one in kept:
            chat = self.chats.restore(one)
            if chat is not None:
                self._outbox.restored(chat)

    def keep_drafts(self) -> None:
        """Have on disk what is being written, before the app ends."""
        self._drafts.keep()

    def forget(self) -> None:
        """Delete all that is kept of this network."""
        self.chats.store.forget_network(self.profile.id)

    def subscribe(self, kind: type[T], handler: Callable[[T], None]) -> Unsubscribe:
        """Call `handler` for each event or change of this type."""
        return self._emitter.subscribe(kind, handler)

    # Connecting

    def connect(self) -> None:
        """Connect now."""
        if self._link is not None:
            return
        self._retry.stop()
        self._listener = _Listener(self)
        self._set_state(ch.SessionState.CONNECTING)
        self._link = self._links(self._request(), self._listener)

    def _request(self) -> LinkRequest:
        profile = self.profile
        return LinkRequest(
            hosts=(profile.host, *profile.other_hosts), port=profile.port, tls=profile.tls,
            fingerprints=profile.fingerprints,
            config=ClientConfig(nick=profile.nick, password=profile.server_password, sasl=profile.sasl,
                                away=self._away_reason or "", is_bot=profile.is_bot,
                                alternatives=profile.alternatives),
            proxy=profile.proxy, client_certificate=profile.client_certificate, websocket=profile.websocket,
            pace=profile.pace,
        )

    def disconnect(self, reason: str = "") -> None:
        """Leave and stay offline."""
        self._retry.stop()
        self.problem = None
        if self._link is not None:
            self._link.close(reason)
            self._drop_link()
        self._gone_offline()
        self._set_state(ch.SessionState.OFFLINE)

    def network_changed(self) -> None:
        """The way to the network may be another now: what failed is tried again at once."""
        if self.state is ch.SessionState.WAITING:
            self.connect()

    def use_profile(self, profile: Profile) -> None:
        """Use another profile from the next connection on."""
        self.profile = profile
        self._heed(profile.ignores)
        if not self.is_online:
            self.chat_state.nick = profile.nick
        self._emit([ch.ProfileChanged(), ch.SelfChanged()])

    def trust(self, fingerprint: str) -> None:
        """Take this certificate from now on, and connect."""
        self.use_profile(replace(self.profile, fingerprints=(fingerprint,)))
        self.connect()

    def link_opened(self) -> None:
        """The server has proved who it is."""
        self._set_state(ch.SessionState.REGISTERING)

    def link_closed(self, problem: Problem | None) -> None:
        """The link has ended."""
        was_online = self.is_online
        if was_online and self._clock.monotonic() - self._online_since >= STEADY_S:
            self._retry.succeeded()
        self._drop_link()
        self._gone_offline()
        self.problem = problem
        if problem is None or problem.is_final or self.profile.reconnect_s is None:
            self._set_state(ch.SessionState.OFFLINE)
        elif problem.back_in_s:
            pause_s = max(problem.back_in_s, self.profile.reconnect_s)
            self._set_state(ch.SessionState.WAITING, self._retry.wait(pause_s, self.connect))
        elif was_online and self._retry.may_try_at_once():
            self.connect()
        else:
            self._set_state(ch.SessionState.WAITING, self._retry.wait(self.profile.reconnect_s, self.connect))

    def _drop_link(self) -> None:
        if self._listener is not None:
            self._listener.session = None
        self._link = self._listener = None

    def _gone_offline(self) -> None:
        self.capabilities = frozenset()
        self._offered = {}
        self._presence.disconnected()
        self._entered.clear()
        self.chat_state.disconnected(self.profile.nick)
        changes = self.chats.disconnected()
        for part in self._parts:
            changes += part.disconnected()
        self._emit(changes)

    def _set_state(self, state: ch.SessionState, retry_in_s: float = 0.0) -> None:
        self.state = state
        if self.problem is None:
            _log.info("network %s: %s", self.profile.id, state.name)
        else:
            _log.info("network %s: %s, %s %s", self.profile.id, state.name, self.problem.kind.name, self.problem.detail)
        self._emitter.emit(ch.StateChanged(state=state, problem=self.problem, retry_in_s=retry_in_s))

    # What arrives

    def link_received(self, events: Sequence[ev.Event]) -> None:
        """Take in what happened, in order."""
        for event in events:
            self._deliver(event)
            if isinstance(event, (ev.NetSplit, ev.NetJoin)):
                self.link_received(event.events)

    def _deliver(self, event: ev.Event) -> None:
        if self.chats.ignores.stops(event, self.chat_state.isupport.casemapping):
            return
        with self._emitter.held():
            self._emit(self._apply(event))
            reaction = _REACTIONS.get(type(event))
            if reaction is not None:
                self._emit(reaction(self, event) or ())
            for hearer in self._hearers.get(type(event), ()):
                self._emit(hearer(event) or ())
            self._emitter.emit(event)
        self._emit(())

    def _apply(self, event: ev.Event) -> list[ch.Change]:
        now_ms = self._clock.now_ms()
        if isinstance(event, ev.HistoryReceived):
            return self._history.took(event, now_ms)
        if isinstance(event, ev.UserQuit):
            rooms = self.chats.rooms_of(event.source.nick)
            self.chat_state.apply(event)
            return self.chats.quit_told(event, rooms, now_ms)
        self.chat_state.apply(event)
        return self.chats.apply(event, now_ms)

    def _chat_added(self, change: ch.ChatAdded) -> None:
        """A chat that was closed has its past on disk. When it goes on by itself, nobody has asked what was missed."""
        chat = change.chat
        if chat.has_older_here:
            self._history.load_tail(chat)
            if chat.entries and chat.kind is ChatKind.DIRECT:
                self._history.request_latest(chat)

    def _registered(self, event: ev.Registered) -> None:
        self._online_since = self._clock.monotonic()
        self.problem = None
        self._wanted_nick = event.wanted_nick
        if self.profile.operator is not None:
            self._send(cmd.LogInAsOperator(name=self.profile.operator.name, password=self.profile.operator.password))
        if self._away_reason is not None:
            self._send(cmd.SetAway(reason=self._away_reason))
        self._set_state(ch.SessionState.ONLINE)
        # What people want sent first, then the rooms: all else we ask may take long on a server that counts questions.
        send_on_connecting(self.profile, event.nick, self._send)
        self._rooms.enter_all()
        for chat in self.chats:
            if chat.kind is ChatKind.DIRECT:
                self._history.request_latest(chat)

    def _capabilities_changed(self, event: ev.CapabilitiesChanged) -> None:
        self.capabilities = event.enabled
        self._offered = {name: event.available.get(name, "") for name in event.enabled}

    def _entered_room(self, chat: Chat) -> None:
        self._entered.add(chat.name)
        self._history.request_latest(chat)

    def _names(self, event: ev.NamesReceived) -> None:
        """The names that come with a JOIN of ours: presence is asked for once, away-notify tells of changes."""
        if event.channel in self._entered and "away-notify" in self.capabilities and len(event.members) <= MAX_MEMBERS:
            self._presence.want(event.channel)
        self._entered.discard(event.channel)

    def _nick_changed(self, event: ev.NickChanged) -> list[ch.Change]:
        if not event.is_own or event.nick != self._wanted_nick:
            return []
        self.profile = replace(self.profile, nick=event.nick)
        return [ch.ProfileChanged()]

    def _caught_up(self, chat: Chat, is_whole: bool) -> None:
        """The newest history of a chat has been looked at: what waits there can go."""
        if self._is_open(chat):
            self._outbox.release(chat, is_whole=is_whole)

    def _lag(self, event: ev.LagMeasured) -> list[ch.Change]:
        self.lag_s = event.lag_s
        return [ch.LagChanged(lag_s=event.lag_s)]

    # What we ask

    def send_message(self, chat: Chat, text: str, kind: ev.MessageKind = ev.MessageKind.PRIVMSG, *,
                     reply_to: str = "") -> None:
        """Say something, in as many messages as it takes."""
        self._typing.sent(chat)
        self._outbox.submit(chat, text, kind, self._clock.now_ms(), reply_to=reply_to)

    def _is_open(self, chat: Chat) -> bool:
        """Whether a message to the chat can go now, or has to wait for a connection or an answer to JOIN."""
        return self.is_online and not self._rooms.is_entering(chat)

    def send(self, command: cmd.Command) -> bool:
        """Ask the server for something."""
        if self.is_online:
            self._send(command)
        return self.is_online

    def _send(self, command: cmd.Command) -> None:
        if self._link is not None:
            self._link.send(command)

    def _shares_markers(self) -> bool:
        return READ_MARKER in self.capabilities

    def _terms(self) -> Terms:
        return Terms(has_echo="echo-message" in self.capabilities,
                     has_labels="labeled-response" in self.capabilities)

    def join(self, channel: str, key: str = "") -> Chat:
        """Enter a channel now, or when online."""
        chat, changes = self._rooms.join(channel, key)
        self._emit(changes)
        return chat

    def part(self, chat: Chat, reason: str = "") -> None:
        """Leave a channel, or close a conversation."""
        self._emit(self._rooms.part(chat, reason))

    def _keep_profile(self, profile: Profile) -> None:
        self.profile = profile

    def open_direct(self, nick: str) -> Chat:
        """The conversation with somebody."""
        chat, changes = self.chats.open(nick, is_wanted=True)
        self._emit(changes)
        if changes and self.is_online:
            self._history.request_latest(chat)
        return chat

    def open_past(self, name: str) -> Chat:
        """The chat of that name, to file the past under."""
        chat, changes = self.chats.open(name)
        self._emit(changes)
        return chat

    def past_filed(self, chat: Chat, last_ms: int) -> None:
        """The disk has more of a chat than before, the newest of it from that time."""
        self._emit(self.chats.take_past(chat, last_ms))
        read_state.past_filed(chat, min(last_ms, self._clock.now_ms()), self.chats.store)
        if not chat.entries:
            self.request_older(chat)

    def change_nick(self, nick: str) -> None:
        """Go by another nick."""
        self._wanted_nick = nick
        if not self.send(cmd.ChangeNick(nick=nick)):
            self.use_profile(replace(self.profile, nick=nick))

    def set_away(self, reason: str | None) -> None:
        """Be away, or back."""
        self._away_reason = reason
        self.send(cmd.SetAway(reason=reason))

    def retry(self, chat: Chat, entry_id: EntryId) -> None:
        """Send a failed message again."""
        self._outbox.retry(chat, entry_id)

    def discard(self, chat: Chat, entry_id: EntryId) -> None:
        """Forget a failed message."""
        self._outbox.discard(chat, entry_id)

    def request_older(self, chat: Chat) -> None:
        """Ask for what came before."""
        if self._history.request_older(chat):
            self._emit([ch.ChatChanged(chat=chat)])

    def look_at(self, chat: Chat | None) -> None:
        """People look at this chat now."""
        left, self.chats.seen = self.chats.seen, chat
        if left is not None and left is not chat:
            self._markers.left(left)
        if chat is not None:
            self.mark_read(chat)

    def mark_read(self, chat: Chat) -> None:
        """Count nothing as unread."""
        self._emit(self.chats.mark_read(chat))

    def choose(self, chat: Chat, options: ChatOptions) -> None:
        """Hear as much of a chat as people chose."""
        self._emit(self.chats.choose(chat, options))

    def ignore(self, rules: Sequence[Ignore]) -> None:
        """Hear nothing of these from now on, and of those no longer among them again."""
        self.profile = replace(self.profile, ignores=tuple(rules))
        self._heed(rules)
        self._emit([ch.ProfileChanged()])

    def _heed(self, rules: Sequence[Ignore]) -> None:
        self.chats.ignores = IgnoreList(rules, self._account_of)
        self._ignore_expiry.wait_for_next()

    def _account_of(self, nick: str) -> str:
        person = self.chat_state.person(nick)
        return "" if person is None else person.account

    def now_ms(self) -> int:
        """What people's clocks show."""
        return self._clock.now_ms()

    def lift_later(self, masks: Sequence[TimedMask]) -> None:
        """Take these bans off when they are due."""
        self._lifter.add(masks)

    def watch(self, nicks: Sequence[str]) -> None:
        """Be told when these come and go from now on, and of nobody else who was named before."""
        self.profile = replace(self.profile, watched=tuple(nicks))
        self._friends.named_changed()
        self._emit([ch.ProfileChanged()])

    def forget_unread_line(self, chat: Chat) -> None:
        """Take the "new" line away."""
        self._emit(self.chats.forget_unread_line(chat))

    def set_draft(self, chat: Chat, text: str) -> None:
        """Keep what is being written; only its coming and going changes what is shown."""
        changed = bool(chat.draft) != bool(text)
        chat.draft = text
        self._drafts.changed(chat)
        if changed:
            self._emit([ch.ChatChanged(chat=chat)])

    def typing(self, chat: Chat, text: str) -> None:
        """Let others know that we write."""
        if self.is_online:
            self._typing.written(chat, text)

    def who_types(self, chat: Chat) -> Sequence[str]:
        """Who writes there now."""
        return self._typing.people_in(chat)

    def note(self, chat: Chat, text: str, *, event: ev.Event | None = None, is_error: bool = False) -> None:
        """Put something the app has to say into a chat."""
        self._emit(self.chats.note(chat, event, text, self._clock.now_ms(), is_error=is_error))


class _Listener:
    """Passes on what a link tells, until the session has let go of that link."""

    def __init__(self, session: ChatSession) -> None:
        self.session: ChatSession | None = session

    def link_opened(self) -> None:
        if self.session is not None:
            self.session.link_opened()

    def link_received(self, events: Sequence[ev.Event]) -> None:
        if self.session is not None:
            self.session.link_received(events)

    def when_ready(self, go_on: Callable[[], None]) -> None:
        if self.session is not None:
            self.session.chats.store.when_ready(go_on)
        else:
            go_on()

    def link_closed(self, problem: Problem | None) -> None:
        if self.session is not None:
            self.session.link_closed(problem)


# Any: each reaction takes the one event type it stands beside; the table is keyed by that type.
_REACTIONS: dict[type[ev.Event], Callable[[ChatSession, Any], Sequence[ch.Change] | None]] = {
    ev.Registered: ChatSession._registered,
    ev.CapabilitiesChanged: ChatSession._capabilities_changed,
    ev.NamesReceived: ChatSession._names,
    ev.NickChanged: ChatSession._nick_changed,
    ev.LagMeasured: ChatSession._lag,
}
