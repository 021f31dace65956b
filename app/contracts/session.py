"""What controllers may ask of a session. `ChatSession` is the real one; tests have a fake that satisfies the same."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from app.models.changes import SessionState
from app.models.chat_book import ChatBook
from app.models.chat_state import ChatState
from app.models.chats import Chat, EntryId
from app.models.emitter import Unsubscribe
from app.models.ignores import Ignore
from app.models.levels import ChatOptions
from app.models.problem import Problem
from app.models.profile import Profile
from app.models.timed_masks import TimedMask
from app.protocol.commands import Command
from app.protocol.events import Event, MessageKind

T = TypeVar("T")


class Session(Protocol):
    """One network, from the owner thread's side. Everything returns at once; what follows comes as events.

    Subscribers get protocol events (`app.protocol.events`), after the models have applied them, and then the
    changes they made (`app.models.changes`).
    """

    @property
    def profile(self) -> Profile:
        """How the network is reached."""

    @property
    def state(self) -> SessionState:
        """Where the session stands."""

    @property
    def problem(self) -> Problem | None:
        """Why it is not online, None when it is or has not been tried."""

    @property
    def retry_at(self) -> float | None:
        """When it will try again, in seconds of the monotonic clock; None when it will not."""

    @property
    def title(self) -> str:
        """What the network is called: the group's name, else what the server says, else its host."""

    @property
    def nick(self) -> str:
        """Our nick there; the one wished for while not online."""

    @property
    def capabilities(self) -> frozenset[str]:
        """The capabilities in force."""

    @property
    def chat_state(self) -> ChatState:
        """Channels, members, presence."""

    @property
    def chats(self) -> ChatBook:
        """What was said."""

    def subscribe(self, kind: type[T], handler: Callable[[T], None]) -> Unsubscribe:
        """Call `handler` for each event or change of this type (or of a type below it)."""

    def connect(self) -> None:
        """Connect, at once even while waiting to try again. Does nothing while connecting or online."""

    def disconnect(self, reason: str = "") -> None:
        """Leave the network and stay offline; the session can connect again."""

    def send_message(self, chat: Chat, text: str, kind: MessageKind = MessageKind.PRIVMSG, *,
                     reply_to: str = "") -> None:
        """Say something, perhaps in answer to a msgid. Long text is split; while offline it is kept and sent later."""

    def send(self, command: Command) -> bool:
        """Ask the server for something. False when we are not online: nothing was sent."""

    def join(self, channel: str, key: str = "") -> Chat:
        """Enter a channel now, or as soon as we are online; the chat is there at once."""

    def part(self, chat: Chat, reason: str = "") -> None:
        """Leave a channel, or close a conversation; the chat is gone at once."""

    def open_direct(self, nick: str) -> Chat:
        """The conversation with somebody, made if there is none."""

    def open_past(self, name: str) -> Chat:
        """The chat of that name, made if there is none; nothing is entered."""

    def past_filed(self, chat: Chat, last_ms: int) -> None:
        """More of a chat's past is on disk now, up to that time."""

    def change_nick(self, nick: str) -> None:
        """Go by another nick, now or from the next connection on."""

    def set_away(self, reason: str | None) -> None:
        """Be away, or back with None."""

    def retry(self, chat: Chat, entry_id: EntryId) -> None:
        """Send a failed message again."""

    def discard(self, chat: Chat, entry_id: EntryId) -> None:
        """Forget a failed message."""

    def request_older(self, chat: Chat) -> None:
        """Ask the server for what was said before the oldest entry; nothing where it keeps no history."""

    def look_at(self, chat: Chat | None) -> None:
        """People look at the end of this chat now: all in it is read, and stays so until they look elsewhere."""

    def mark_read(self, chat: Chat) -> None:
        """Count nothing in the chat as unread."""

    def choose(self, chat: Chat, options: ChatOptions) -> None:
        """Let people hear as much of the chat as they chose; it is kept."""

    def ignore(self, rules: Sequence[Ignore]) -> None:
        """Hear nothing of whom these rules fit from now on; it is kept. Rules that are no longer there don't count."""

    def now_ms(self) -> int:
        """What people's clocks show, in milliseconds since 1970: for what is to hold until a certain time."""

    def lift_later(self, masks: Sequence[TimedMask]) -> None:
        """Take these masks off the lists of their channels when they are due, or as soon after that as we may."""

    def watch(self, nicks: Sequence[str]) -> None:
        """Be told when these come and go, in this list's order of importance; it is kept."""

    def forget_unread_line(self, chat: Chat) -> None:
        """Take the "new" line away."""

    def set_draft(self, chat: Chat, text: str) -> None:
        """Keep what is being written."""

    def typing(self, chat: Chat, text: str) -> None:
        """The unsent text to a chat has changed: others are told that we write. "" when they are not to be told."""

    def who_types(self, chat: Chat) -> Sequence[str]:
        """The nicks of those who write in the chat now; `TypingChanged` tells when that changes."""

    def note(self, chat: Chat, text: str, *, event: Event | None = None, is_error: bool = False) -> None:
        """Put something the app has to say into a chat."""

    def trust(self, fingerprint: str) -> None:
        """Take the certificate with this SHA-256 from now on, and no other."""
