"""The line above the messages: title, topic, how many are there."""

from collections.abc import Callable

from app.contracts.regions import ChatKind as ShownKind
from app.contracts.regions import HeaderState
from app.contracts.session import Session
from app.contracts.views import HeaderView
from app.controllers.formatting import without_formatting
from app.controllers.plain_text import plain_text
from app.controllers.sidebar import SHOWN_KINDS, chat_title
from app.controllers.stage import Stage
from app.models.changes import ChatChanged, MembersChanged, SelfChanged, SessionState, StateChanged
from app.models.chats import Chat, ChatKind

_MAY_SET_TOPIC = frozenset("~&@%")


class HeaderController:
    """Keeps the header true."""

    def __init__(self, view: HeaderView, stage: Stage, toggle_members: Callable[[], None]) -> None:
        self._view = view
        self._open_chat = stage.open_chat
        self._prompts = stage.prompts
        self._toggle_members = toggle_members
        self._refresh = stage.refresh(self._show)
        stage.watch.each(ChatChanged, self._chat_changed)
        stage.watch.each(MembersChanged, self._chat_changed)
        stage.watch.each(SelfChanged, self._session_changed)
        stage.watch.each(StateChanged, self._session_changed)
        view.bind(self)

    def ask_topic(self) -> None:
        """Show the whole topic, to read or to change."""
        session, chat = self._open_chat.session, self._open_chat.chat
        if session is not None and chat is not None and chat.kind is ChatKind.CHANNEL:
            self._prompts.ask_topic(session, chat, header_state(session, chat))

    def toggle_members(self) -> None:
        """Show or hide the members panel."""
        self._toggle_members()

    def _chat_changed(self, _session: Session, change: ChatChanged | MembersChanged) -> None:
        if self._open_chat.is_open(change.chat):
            self._refresh.request()

    def _session_changed(self, session: Session, _change: object) -> None:
        if session is self._open_chat.session:
            self._refresh.request()

    def _show(self) -> None:
        self._view.show(header_state(self._open_chat.session, self._open_chat.chat))


def header_state(session: Session | None, chat: Chat | None) -> HeaderState:
    """What stands above a chat, or above none."""
    if session is None:
        return HeaderState(kind=ShownKind.SERVER, title="")
    if chat is None:
        return HeaderState(kind=ShownKind.SERVER, title=plain_text(session.title))
    channel = session.chat_state.channel(chat.name) if chat.kind is ChatKind.CHANNEL else None
    return HeaderState(
        kind=SHOWN_KINDS[chat.kind], title=chat_title(session, chat),
        topic=without_formatting(channel.topic).strip() if channel is not None else "",
        can_set_topic=channel is not None and may_set_topic(session, chat),
        members=len(channel.members) if channel is not None else None,
    )


def may_set_topic(session: Session, chat: Chat) -> bool:
    """Whether the server would let us change the topic: +t leaves it to admins."""
    channel = session.chat_state.channel(chat.name)
    if channel is None or session.state is not SessionState.ONLINE:
        return False
    signs = session.chat_state.signs_of(chat.name, session.nick)
    return "t" not in channel.modes or not _MAY_SET_TOPIC.isdisjoint(signs)
