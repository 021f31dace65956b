"""A session without a connection: the real models, commands written down, events delivered by the test."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from app.models import changes as ch
from app.models.chat_book import ChatBook
from app.models.chat_state import ChatState
from app.models.chats import Chat, ChatKind, Delivery, EntryId
from app.models.emitter import Emitter, Unsubscribe
from app.models.ignores import Ignore, IgnoreList
from app.models.levels import ChatOptions
from app.models.problem import Problem, ProblemKind
from app.models.profile import NetworkId, Profile
from app.models.timed_masks import TimedMask
from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol.isupport import ISupport
from app.protocol.source import Source
from tests.fakes.turned_clock import TurnedClock

T = TypeVar("T")


def profile(**fields: object) -> Profile:
    """A profile like those invite links lead to."""
    known: dict[str, object] = {
        "id": NetworkId("net1"), "host": "ridge.example.net", "port": 6697, "nick": "sam", "title": "Ridge Walkers",
        "channels": ("#general",),
    }
    return Profile(**{**known, **fields})  # type: ignore[arg-type]  # a test names the fields it is about


def source(nick: str) -> Source:
    """Somebody as servers name them."""
    return Source(nick, nick, "example.org")


class FakeSession:
    """Satisfies `app.contracts.session.Session`."""

    def __init__(self, wanted: Profile | None = None, clock: TurnedClock | None = None) -> None:
        self.profile = wanted or profile()
        self.clock = clock or TurnedClock()
        self.state = ch.SessionState.OFFLINE
        self.problem: Problem | None = None
        self.retry_at: float | None = None
        self.capabilities: frozenset[str] = frozenset({"echo-message", "labeled-response"})
        self.chat_state = ChatState()
        self.chat_state.nick = self.profile.nick
        self.chats = ChatBook(self.profile.id, self.chat_state)
        self.sent: list[cmd.Command] = []
        self.calls: list[tuple[object, ...]] = []
        self.typed: list[tuple[str, str]] = []
        self.typing_people: dict[str, Sequence[str]] = {}
        self._emitter = Emitter()
        self._labels = 0

    # What the session is

    @property
    def title(self) -> str:
        return self.profile.title or self.profile.host

    @property
    def nick(self) -> str:
        return self.chat_state.nick or self.profile.nick

    def subscribe(self, kind: type[T], handler: Callable[[T], None]) -> Unsubscribe:
        return self._emitter.subscribe(kind, handler)

    # What a test makes happen

    def deliver(self, *events: ev.Event) -> None:
        """Let the server say something, applied as the real session does."""
        for event in events:
            if self.chats.ignores.stops(event, self.chat_state.isupport.casemapping):
                continue
            now_ms = self.clock.now_ms()
            if isinstance(event, ev.UserQuit):
                rooms = self.chats.rooms_of(event.source.nick)
                self.chat_state.apply(event)
                changes = self.chats.quit_told(event, rooms, now_ms)
            else:
                self.chat_state.apply(event)
                changes = self.chats.apply(event, now_ms)
            self._emitter.emit(event)
            self.emit(*changes)

    def emit(self, *changes: ch.Change) -> None:
        for change in changes:
            self._emitter.emit(change)

    def become(self, state: ch.SessionState, problem: Problem | None = None, retry_in_s: float = 0.0) -> None:
        """Change the connection's state."""
        self.state, self.problem = state, problem
        self.retry_at = self.clock.monotonic() + retry_in_s if retry_in_s else None
        if state is not ch.SessionState.ONLINE:
            self.emit(*self.chats.disconnected())
        self.emit(ch.StateChanged(state=state, problem=problem, retry_in_s=retry_in_s))

    def fail(self, kind: ProblemKind, *, retry_in_s: float = 0.0, **facts: object) -> None:
        """End the connection with a problem, as final or waiting as the time to the next attempt says."""
        known: dict[str, object] = {"kind": kind, "host": self.profile.host, "port": self.profile.port}
        problem = Problem(**{**known, **facts})  # type: ignore[arg-type]  # a test names the facts it is about
        self.become(ch.SessionState.WAITING if retry_in_s else ch.SessionState.OFFLINE, problem, retry_in_s)

    def go_online(self, *, nick: str = "", members: Sequence[tuple[str, str]] = ()) -> None:
        """Register, enter the profile's channels, and see (prefixes, nick) pairs in each."""
        nick = nick or self.profile.nick
        if self.state is not ch.SessionState.CONNECTING:
            self.become(ch.SessionState.CONNECTING)
        self.become(ch.SessionState.REGISTERING)
        self.state, self.problem = ch.SessionState.ONLINE, None
        self.emit(ch.StateChanged(state=ch.SessionState.ONLINE))
        self.deliver(ev.Registered(nick=nick, server="ridge", wanted_nick=self.profile.nick))
        for channel in self.profile.channels:
            self.enter(channel, members)

    def enter(self, channel: str, members: Sequence[tuple[str, str]] = ()) -> Chat:
        """Join a channel as the server confirms it."""
        self.deliver(ev.UserJoined(source=source(self.nick), channel=channel, is_own=True))
        named = [ev.NamedMember(prefixes, source(nick)) for prefixes, nick in (*members, ("", self.nick))]
        self.deliver(ev.NamesListed(channel=channel, members=named), ev.NamesReceived(channel=channel, members=named))
        return self.chat(channel)

    def hear(self, nick: str, text: str, target: str = "#general", *, kind: ev.MessageKind = ev.MessageKind.PRIVMSG,
             time_ms: int | None = None, msgid: str = "") -> None:
        """Let somebody say something."""
        self.deliver(ev.MessageReceived(
            source=source(nick), target=target, text=text, kind=kind,
            envelope=ev.Envelope(time_ms=time_ms, msgid=msgid),
        ))

    def type(self, *nicks: str, target: str = "#general") -> None:
        """Let these be the ones who write in a chat now."""
        self.typing_people[target] = nicks
        self.emit(ch.TypingChanged(chat=self.chat(target)))

    def echo(self, chat: Chat, msgid: str = "") -> None:
        """Let the server confirm our oldest unconfirmed message."""
        entry = chat.waiting()[0]
        self.deliver(ev.MessageReceived(
            source=source(self.nick), target=chat.name, text=entry.text, is_own=True,
            envelope=ev.Envelope(label=entry.label, msgid=msgid, time_ms=self.clock.now_ms()),
        ))

    def refuse(self, chat: Chat, event: ev.Event) -> None:
        """Let our oldest unconfirmed message fail for this reason."""
        changes = self.chats.settle(chat, chat.waiting()[0].id, Delivery.FAILED, failure=event)
        self._emitter.emit(event)
        self.emit(*changes)

    def chat(self, name: str) -> Chat:
        found = self.chats.find(name)
        assert found is not None, name
        return found

    def support(self, *tokens: str) -> ISupport:
        """Let the server say more of itself."""
        self.chat_state.isupport.update(tokens)
        return self.chat_state.isupport

    # What controllers ask

    def connect(self) -> None:
        self.calls.append(("connect",))
        if self.state in (ch.SessionState.OFFLINE, ch.SessionState.WAITING):
            self.become(ch.SessionState.CONNECTING, self.problem)

    def disconnect(self, reason: str = "") -> None:
        self.calls.append(("disconnect", reason))
        self.become(ch.SessionState.OFFLINE)

    def use_profile(self, wanted: Profile) -> None:
        self.profile = wanted
        self.emit(ch.ProfileChanged(), ch.SelfChanged())

    def send_message(self, chat: Chat, text: str, kind: ev.MessageKind = ev.MessageKind.PRIVMSG, *,
                     reply_to: str = "") -> None:
        self.calls.append(("send_message", chat.name, text, kind, *([reply_to] if reply_to else [])))
        self._labels += 1
        is_online = self.state is ch.SessionState.ONLINE
        _, changes = self.chats.add_own(chat, text, kind, f"l{self._labels}", self.clock.now_ms(),
                                        Delivery.SENDING if is_online else Delivery.QUEUED)
        self.emit(*changes)

    def send(self, command: cmd.Command) -> bool:
        if self.state is not ch.SessionState.ONLINE:
            return False
        self.sent.append(command)
        return True

    def join(self, channel: str, key: str = "") -> Chat:
        self.calls.append(("join", channel, key))
        chat, changes = self.chats.open(channel, is_wanted=True)
        self.profile = self.profile.with_channel(channel, present=True)
        self.emit(*changes)
        return chat

    def part(self, chat: Chat, reason: str = "") -> None:
        self.calls.append(("part", chat.name, reason))
        if chat.kind is ChatKind.CHANNEL:
            self.profile = self.profile.with_channel(chat.name, present=False)
        self.emit(*self.chats.close(chat))

    def open_direct(self, nick: str) -> Chat:
        self.calls.append(("open_direct", nick))
        chat, changes = self.chats.open(nick, is_wanted=True)
        self.emit(*changes)
        return chat

    def open_past(self, name: str) -> Chat:
        chat, changes = self.chats.open(name)
        self.emit(*changes)
        return chat

    def past_filed(self, chat: Chat, last_ms: int) -> None:
        self.calls.append(("past_filed", chat.name, last_ms))

    def change_nick(self, nick: str) -> None:
        self.calls.append(("change_nick", nick))
        if self.state is not ch.SessionState.ONLINE:
            self.profile = replace(self.profile, nick=nick)
            self.chat_state.nick = nick

    def set_away(self, reason: str | None) -> None:
        self.calls.append(("set_away", reason))

    def retry(self, chat: Chat, entry_id: EntryId) -> None:
        self.calls.append(("retry", chat.name, entry_id))

    def discard(self, chat: Chat, entry_id: EntryId) -> None:
        self.calls.append(("discard", chat.name, entry_id))
        self.emit(*self.chats.discard(chat, entry_id))

    def request_older(self, chat: Chat) -> None:
        self.calls.append(("request_older", chat.name))

    def look_at(self, chat: Chat | None) -> None:
        self.chats.seen = chat
        if chat is not None:
            self.mark_read(chat)

    def mark_read(self, chat: Chat) -> None:
        self.emit(*self.chats.mark_read(chat))

    def choose(self, chat: Chat, options: ChatOptions) -> None:
        self.emit(*self.chats.choose(chat, options))

    def ignore(self, rules: Sequence[Ignore]) -> None:
        self.profile = replace(self.profile, ignores=tuple(rules))
        self.chats.ignores = IgnoreList(rules)
        self.emit(ch.ProfileChanged())

    def now_ms(self) -> int:
        return self.clock.now_ms()

    def lift_later(self, masks: Sequence[TimedMask]) -> None:
        self.profile = replace(self.profile, timed_masks=(*self.profile.timed_masks, *masks))
        self.emit(ch.ProfileChanged())

    def watch(self, nicks: Sequence[str]) -> None:
        self.profile = replace(self.profile, watched=tuple(nicks))
        self.emit(ch.ProfileChanged())

    def forget_unread_line(self, chat: Chat) -> None:
        self.emit(*self.chats.forget_unread_line(chat))

    def set_draft(self, chat: Chat, text: str) -> None:
        changed = bool(chat.draft) != bool(text)
        chat.draft = text
        if changed:
            self.emit(ch.ChatChanged(chat=chat))

    def typing(self, chat: Chat, text: str) -> None:
        self.typed.append((chat.name, text))

    def who_types(self, chat: Chat) -> Sequence[str]:
        return self.typing_people.get(chat.name, ())

    def note(self, chat: Chat, text: str, *, event: ev.Event | None = None, is_error: bool = False) -> None:
        self.emit(*self.chats.note(chat, event, text, self.clock.now_ms(), is_error=is_error))

    def trust(self, fingerprint: str) -> None:
        self.calls.append(("trust", fingerprint))
        self.profile = replace(self.profile, fingerprints=(fingerprint,))
        self.connect()
