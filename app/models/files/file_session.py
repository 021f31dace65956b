"""What files need of a session, and where its server takes them."""

import base64
import ipaddress
from collections.abc import Callable
from typing import Protocol, TypeVar

from app.models.changes import SessionState
from app.models.chat_book import ChatBook
from app.models.chat_state import ChatState
from app.models.chats import Chat
from app.models.emitter import Unsubscribe
from app.models.files.way import Way
from app.models.profile import NetworkId, Profile
from app.protocol.commands import Command
from app.protocol.events import MessageKind
from app.protocol.file_host import FileHost, Kind, file_host_of, file_path
from app.protocol.sasl import PLAIN

T = TypeVar("T")


class FileSession(Protocol):
    """A session, as far as files go."""

    @property
    def profile(self) -> Profile:
        """How the network is reached."""

    @property
    def state(self) -> SessionState:
        """Where the session stands."""

    @property
    def chat_state(self) -> ChatState:
        """What the server said of itself."""

    @property
    def chats(self) -> ChatBook:
        """The chats files are sent to."""

    def subscribe(self, kind: type[T], handler: Callable[[T], None]) -> Unsubscribe:
        """Call `handler` for each event or change of this type."""

    def send(self, command: Command) -> bool:
        """Ask the server for something; False when we are not online."""

    def send_message(self, chat: Chat, text: str, kind: MessageKind = MessageKind.PRIVMSG, *,
                     reply_to: str = "") -> None:
        """Say something; what can't go now goes later."""

    def open_direct(self, nick: str) -> Chat:
        """The conversation with somebody."""


class FileSessions(Protocol):
    """The sessions there are."""

    def find(self, network_id: NetworkId) -> FileSession | None:
        """The session with that id."""


def host_of(session: FileSession) -> FileHost | None:
    """The file host of the session's server, None where it has none."""
    profile = session.profile
    return file_host_of(session.chat_state.isupport, is_secure=profile.tls or not _is_near(profile.host))


def path_of(session: FileSession, host: FileHost, address: str) -> str | None:
    """The path of a file at the session's host; None for an address that is none of its files."""
    return file_path(host, address, (session.profile.host, *session.profile.other_hosts))


def can_speak_in(session: FileSession, name: str) -> bool:
    """Whether we are in that conversation: files of a room are for its members, as we are soon after connecting."""
    if not session.chat_state.isupport.is_channel(name):
        return True
    chat = session.chats.find(name)
    return chat is not None and chat.is_joined


def way_to(host: FileHost, profile: Profile) -> Way:
    """How the host is reached. Where it is the chat's own, or says so of itself, its pins count for both."""
    own = (profile.host, *profile.other_hosts)
    is_own = host.kind is Kind.TOKENS or host.host in own
    return Way(hosts=(host.host,) if host.host else own, port=host.port, tls=host.is_secure,
               fingerprints=profile.fingerprints if is_own else (), proxy=profile.proxy)


def login_for(profile: Profile) -> str:
    """Name and password as a header has them (RFC 7617), "" for an account whose password must not be said."""
    sasl = profile.sasl
    if sasl is None or PLAIN not in sasl.mechanisms or ":" in sasl.account or not sasl.can_be_said:
        return ""
    return "Basic " + base64.b64encode(f"{sasl.account}:{sasl.password}".encode()).decode()


def _is_near(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
