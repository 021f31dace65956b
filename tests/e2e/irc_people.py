"""People at one server with sessions of the real client: what they see of each other is read from their models."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from app.models.chat_session import ChatSession
from app.models.chats import Chat, Delivery, Entry
from app.models.clock import SystemClock
from app.models.network_thread import NetworkThread
from app.models.profile import NetworkId, Profile
from app.models.store.contract import Store
from app.protocol import events as ev
from app.protocol.sasl import SaslCredentials
from tests.wire.owner import Owner

T = TypeVar("T", bound=ev.Event)


@dataclass
class Somebody:
    """One person's session, and what happened to it: `heard` holds events in order."""

    owner: Owner
    session: ChatSession
    heard: list[ev.Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session.subscribe(ev.Event, self.heard.append)

    def enters(self, room: str) -> Chat:
        """Come online where that is not so yet, and be in a room with all who are there."""
        self.session.connect()
        chat = self.session.join(room)
        self.until(lambda: chat.is_joined and (there := self.session.chat_state.channel(room)) and there.has_names,
                   f"{self.session.profile.nick} is in {room}")
        return chat

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Let time pass until that holds."""
        self.owner.run_until(condition, f"{what} ({self.session.profile.id})")

    def says(self, target: str, text: str, kind: ev.MessageKind = ev.MessageKind.PRIVMSG) -> Chat:
        """Write to a room one is in, or to somebody."""
        chat = self.session.chats.find(target) or self.session.open_direct(target)
        self.session.send_message(chat, text, kind)
        return chat

    def hears(self, kind: type[T], holds: Callable[[T], bool] = lambda _event: True) -> T:
        """Wait until that has happened: the first such event since this was asked last."""
        found: list[T] = []

        def look() -> bool:
            while self.heard and not found:
                event = self.heard.pop(0)
                if isinstance(event, kind) and holds(event):
                    found.append(event)
            return bool(found)

        self.until(look, f"{self.session.profile.nick} hears of {kind.__name__}")
        return found[0]

    def reads(self, chat_name: str, text: str) -> Entry:
        """Wait until that text stands in a chat."""
        self.until(lambda: any(entry.text == text for entry in self.messages(chat_name)), f"reads {text[:40]}")
        return next(entry for entry in self.messages(chat_name) if entry.text == text)

    def messages(self, chat_name: str) -> list[Entry]:
        """All that was said in a chat, as far as it is here."""
        chat = self.session.chats.find(chat_name)
        return [] if chat is None else [entry for entry in chat.entries if entry.is_message]

    def signs(self, room: str) -> dict[str, str]:
        """Who is in a room, with what stands before the nick."""
        return {person.nick: signs for person, signs in self.session.chat_state.members(room)}


def somebody(owner: Owner, network: NetworkThread, profile: Profile, store: Store | None = None) -> Somebody:
    """Make a person; `connect` or `enters` brings them online."""
    return Somebody(owner, ChatSession(profile, network.open_link, owner, SystemClock(), lambda: 0.5, store))


def profile_at(name: str, port: int, nick: str, *, fingerprint: str = "", sasl: SaslCredentials | None = None,
               rooms: tuple[str, ...] = ()) -> Profile:
    """The way to a server on loopback: with TLS where a fingerprint is given."""
    profile = Profile(id=NetworkId(name), host="127.0.0.1", port=port, tls=bool(fingerprint), nick=nick, sasl=sasl,
                      channels=rooms, reconnect_s=0.05)
    return replace(profile, fingerprints=(fingerprint,)) if fingerprint else profile


def settled(chat: Chat) -> bool:
    """Whether nothing of ours in a chat waits, and all of it was sent."""
    return not chat.waiting() and all(entry.delivery is Delivery.SENT for entry in chat.entries if entry.is_own)
