"""Says once, quietly, what a network's server can't do: one note, where the server itself speaks."""

from app.contracts.session import Session
from app.controllers.navigation import chats_in_order
from app.controllers.stage import Stage
from app.controllers.wording.missing_features import missing_features_text
from app.models.changes import ChatAdded, SessionState
from app.models.chats import Chat, ChatKind
from app.models.profile import NetworkId
from app.protocol.events import MotdReceived


class MissingFeatures:
    """One note a network and run, once the server has welcomed us and there is a chat to put it in."""

    def __init__(self, stage: Stage) -> None:
        self._dispatcher = stage.dispatcher
        self._welcomed: set[NetworkId] = set()
        self._told: set[NetworkId] = set()
        stage.watch.each(MotdReceived, self._welcome)
        stage.watch.each(ChatAdded, self._chat_added)

    def _welcome(self, session: Session, _event: MotdReceived) -> None:
        self._welcomed.add(session.profile.id)
        self._tell_soon(session)

    def _chat_added(self, session: Session, _change: ChatAdded) -> None:
        self._tell_soon(session)

    def _tell_soon(self, session: Session) -> None:
        """In a turn of its own: a note among the changes of an event would move the places they speak of."""
        network = session.profile.id
        if network in self._welcomed and network not in self._told:
            self._dispatcher.post(lambda: self._tell(session))

    def _tell(self, session: Session) -> None:
        chat = _place(session)
        if chat is None or session.profile.id in self._told or session.state is not SessionState.ONLINE:
            return
        self._told.add(session.profile.id)
        text = missing_features_text(session.capabilities)
        if text:
            session.note(chat, text)


def _place(session: Session) -> Chat | None:
    chats = chats_in_order(session)
    return next((chat for chat in chats if chat.kind is ChatKind.SERVER), chats[0] if chats else None)
