"""Ways from chat to chat: by key, to the neighbour, by position, and onwards when the open one goes away."""

from collections.abc import Iterator

from app.contracts.session import Session
from app.contracts.workspace import Networks
from app.controllers.chat_keys import chat_id_of, key_of
from app.controllers.open_chat import OpenChat
from app.models.chats import Chat, ChatKind

_ORDER = (ChatKind.CHANNEL, ChatKind.SERVER, ChatKind.DIRECT)


def chats_in_order(session: Session) -> list[Chat]:
    """A network's chats as the sidebar lists them: channels, what the server says, conversations."""
    return sorted(session.chats, key=lambda chat: _ORDER.index(chat.kind))


class Navigator:
    """Opens chats."""

    def __init__(self, networks: Networks, open_chat: OpenChat) -> None:
        self._networks = networks
        self._open_chat = open_chat

    def places(self) -> Iterator[tuple[Session, Chat]]:
        """All chats in the order of the sidebar."""
        for session in self._networks.sessions:
            for chat in chats_in_order(session):
                yield session, chat

    def find(self, key: str) -> tuple[Session, Chat] | None:
        """The chat a key belongs to."""
        chat_id = chat_id_of(key)
        session = self._networks.find(chat_id.network)
        chat = session.chats.get(chat_id) if session is not None else None
        return None if session is None or chat is None else (session, chat)

    def session_of(self, network_key: str) -> Session | None:
        """The session a network's key belongs to."""
        return next((session for session in self._networks.sessions if session.profile.id == network_key), None)

    def open_key(self, key: str) -> bool:
        """Show the chat with this key. False when there is none."""
        found = self.find(key)
        if found is None:
            return False
        self._open_chat.open(*found)
        return True

    def open_neighbour(self, step: int, *, unread_only: bool = False) -> None:
        """Show the next (+1) or previous (-1) chat; after the last comes the first."""
        places = list(self.places())
        before_all = -1 if step > 0 else 0
        current = next((at for at, (_, chat) in enumerate(places) if self._open_chat.is_open(chat)), before_all)
        for distance in range(1, len(places) + 1):
            session, chat = places[(current + step * distance) % len(places)]
            if chat.unread or not unread_only:
                self._open_chat.open(session, chat)
                return

    def open_position(self, position: int) -> None:
        """Show the chat at `position`, from 0."""
        places = list(self.places())
        if 0 <= position < len(places):
            self._open_chat.open(*places[position])

    def open_session(self, session: Session) -> None:
        """Show a network: its first chat, or that there is none."""
        chats = chats_in_order(session)
        self._open_chat.open(session, chats[0] if chats else None)

    def leave_closed(self, session: Session) -> None:
        """The open chat was closed: go on to another one, of the same network where there is one."""
        if session in self._networks.sessions:
            self.open_session(session)
        elif self._networks.sessions:
            self.open_session(self._networks.sessions[0])
        else:
            self._open_chat.open(None, None)

    def open_key_now(self) -> str:
        """The key of the open chat, "" when there is none."""
        return "" if self._open_chat.chat is None else key_of(self._open_chat.chat.id)
