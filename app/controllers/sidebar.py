"""Networks and chats, with what is unread in them."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.contracts.presence import Presence
from app.contracts.regions import ChatItem, NetworkItem, NotifyLevel, SidebarState
from app.contracts.regions import ChatKind as ShownKind
from app.contracts.session import Session
from app.contracts.views import SidebarView
from app.contracts.workspace import SessionAdded, SessionRemoved
from app.controllers.chat_keys import key_of
from app.controllers.navigation import chats_in_order
from app.controllers.nick_colours import avatar_of
from app.controllers.plain_text import plain_text
from app.controllers.stage import Stage
from app.controllers.wording.connection_states import STATE_TEXTS
from app.controllers.wording.hosting import hosting_status_text
from app.models.attention import chosen_level
from app.models.changes import Change, EntriesChanged, LagChanged, ProfileChanged, SessionState
from app.models.chats import Chat, ChatKind
from app.models.clock import Clock
from app.models.friends import Standing
from app.models.hosting_state import HostingChanged
from app.models.levels import ChatOptions, Level

SHOWN_KINDS = {
    ChatKind.CHANNEL: ShownKind.CHANNEL,
    ChatKind.DIRECT: ShownKind.DIRECT,
    ChatKind.SERVER: ShownKind.SERVER,
}
SHOWN_LEVELS = {Level.ALL: NotifyLevel.ALL, Level.MENTIONS: NotifyLevel.MENTIONS, Level.NOTHING: NotifyLevel.NOTHING}
SNOOZE_MS = 3_600_000
_SHOWN_ELSEWHERE = (EntriesChanged, LagChanged, ProfileChanged)
"""Changes that say nothing the sidebar shows."""


class SidebarController:
    """Keeps the sidebar true and carries out its gestures."""

    def __init__(self, view: SidebarView, stage: Stage, clock: Clock, invite: Callable[[Session], None],
                 edit: Callable[[str], None]) -> None:
        """`edit` shows the form of the network with a key."""
        self._view = view
        self._clock = clock
        self._networks = stage.networks
        self._hosting = stage.hosting
        self._open_chat = stage.open_chat
        self._navigator = stage.navigator
        self._prompts = stage.prompts
        self._invite = invite
        self._edit = edit
        self._refresh = stage.refresh(self._show)
        stage.watch.each(Change, self._changed)
        stage.watch.networks(SessionAdded, self._refresh.request)
        stage.watch.networks(SessionRemoved, self._refresh.request)
        stage.watch.also(stage.hosting.subscribe(HostingChanged, self._refresh.request))
        view.bind(self)

    def _changed(self, _session: Session, change: Change) -> None:
        if not isinstance(change, _SHOWN_ELSEWHERE):
            self._refresh.request()

    def _show(self) -> None:
        session = self._open_chat.session
        self._view.show(SidebarState(
            networks=[self._network_item(each) for each in self._networks.sessions],
            selected=self._navigator.open_key_now(),
            own_nick=plain_text(session.nick) if session is not None else "",
            own_avatar=avatar_of(session.nick) if session is not None else None,
            own_status=_own_status(session), own_presence=own_presence(session),
        ))

    def _network_item(self, session: Session) -> NetworkItem:
        items = [
            chat_item(session, chat, self._clock.now_ms(), is_open=self._open_chat.is_open(chat))
            for chat in chats_in_order(session)
        ]
        title = plain_text(session.title)
        return NetworkItem(
            key=session.profile.id, title=title, avatar=avatar_of(title), status=self._status(session),
            is_online=session.state is SessionState.ONLINE, is_hosted=session.profile.hosted is not None,
            channels=_of(items, ShownKind.CHANNEL, ShownKind.SERVER), direct=_of(items, ShownKind.DIRECT),
        )

    def _status(self, session: Session) -> str:
        if session.state is SessionState.ONLINE:
            hosted = session.profile.hosted
            status = hosting_status_text(self._hosting.current(hosted)) if hosted else STATE_TEXTS[session.state]
            return f"{status} · {'TLS' if session.profile.tls else 'not encrypted'}"
        return STATE_TEXTS[session.state]

    # What people do

    def open_chat(self, chat_key: str) -> None:
        """Show this chat."""
        self._navigator.open_key(chat_key)

    def open_neighbour(self, step: int, *, unread_only: bool = False) -> None:
        """Show the next or previous chat."""
        self._navigator.open_neighbour(step, unread_only=unread_only)

    def open_position(self, position: int) -> None:
        """Show the chat at `position`."""
        self._navigator.open_position(position)

    def ask_join_channel(self, network_key: str) -> None:
        """Ask for a channel's name and join it."""
        self._of_network(network_key, self._prompts.ask_join_channel)

    def ask_new_message(self, network_key: str) -> None:
        """Ask for a nick and open the conversation with it."""
        self._of_network(network_key, self._prompts.ask_new_message)

    def leave_chat(self, chat_key: str) -> None:
        """Leave a channel, or close a conversation."""
        found = self._navigator.find(chat_key)
        if found is not None:
            session, chat = found
            session.part(chat)

    def mark_read(self, chat_key: str) -> None:
        """Count nothing in this chat as unread."""
        found = self._navigator.find(chat_key)
        if found is not None:
            session, chat = found
            session.mark_read(chat)

    def toggle_mute(self, chat_key: str) -> None:
        """Let nothing in this chat ask for attention, or let it again."""
        self._choose(chat_key, lambda options: replace(options, is_muted=not options.is_muted))

    def snooze(self, chat_key: str) -> None:
        """Let nothing in this chat ask for attention for an hour, or let it again now."""
        now_ms = self._clock.now_ms()

        def snoozed(options: ChatOptions) -> ChatOptions:
            return replace(options, snoozed_until_ms=0 if options.is_snoozed(now_ms) else now_ms + SNOOZE_MS)

        self._choose(chat_key, snoozed)

    def choose_level(self, chat_key: str, level: NotifyLevel) -> None:
        """Say what of this chat asks for attention."""
        chosen = next(each for each, shown in SHOWN_LEVELS.items() if shown is level)
        self._choose(chat_key, lambda options: replace(options, level=chosen))

    def _choose(self, chat_key: str, change: Callable[[ChatOptions], ChatOptions]) -> None:
        found = self._navigator.find(chat_key)
        if found is not None:
            session, chat = found
            session.choose(chat, change(chat.options))

    def invite(self, network_key: str) -> None:
        """Show the invite sheet of this network."""
        self._of_network(network_key, self._invite)

    def reconnect(self, network_key: str) -> None:
        """Connect again now."""
        self._of_network(network_key, lambda session: session.connect())

    def disconnect(self, network_key: str) -> None:
        """Close the connection and stay in the list."""
        self._of_network(network_key, lambda session: session.disconnect())

    def edit_network(self, network_key: str) -> None:
        """Show the form of this network."""
        self._edit(network_key)

    def remove_network(self, network_key: str) -> None:
        """Forget the network, after a question."""
        self._of_network(network_key, self._prompts.ask_remove_network)

    def ask_change_name(self) -> None:
        """Ask for another nick."""
        self._prompts.ask_change_name(self._open_chat.session)

    def toggle_away(self) -> None:
        """Be away, or be back."""
        toggle_away(self._open_chat.session)

    def _of_network(self, network_key: str, act: Callable[[Session], None]) -> None:
        session = self._navigator.session_of(network_key)
        if session is not None:
            act(session)


def toggle_away(session: Session | None) -> None:
    """Be away, or be back, on a network."""
    if session is not None:
        session.set_away(None if session.chat_state.is_away else "Away")


def own_presence(session: Session | None) -> Presence:
    """Whether others see us there."""
    if session is None or session.state is not SessionState.ONLINE:
        return Presence.OFFLINE
    return Presence.AWAY if session.chat_state.is_away else Presence.ONLINE


def _own_status(session: Session | None) -> str:
    if session is None:
        return ""
    return {Presence.ONLINE: "Online", Presence.AWAY: "Away"}.get(own_presence(session), "Not connected")


def chat_item(session: Session, chat: Chat, now_ms: int, *, is_open: bool) -> ChatItem:
    """A chat as the sidebar shows it. The draft of the open one stands in the composer: a pencil would say it twice."""
    is_direct = chat.kind is ChatKind.DIRECT
    return ChatItem(
        key=key_of(chat.id), kind=SHOWN_KINDS[chat.kind], title=chat_title(session, chat),
        unread=chat.unread, mentions=chat.mentions, is_muted=chat.options.is_muted,
        is_snoozed=chat.options.is_snoozed(now_ms), level=SHOWN_LEVELS[chosen_level(chat)],
        is_joined=chat.is_joined or chat.kind is not ChatKind.CHANNEL,
        has_draft=bool(chat.draft.strip()) and not is_open,
        avatar=avatar_of(chat.name) if is_direct else None,
        presence=presence_of(session, chat.name) if is_direct else Presence.UNKNOWN,
    )


def chat_title(session: Session, chat: Chat) -> str:
    """A chat's name without the sign of a channel; a second sign is part of the name."""
    if chat.kind is ChatKind.SERVER:
        return "Server messages"
    return plain_text(chat.name.removeprefix("#") if session.chat_state.isupport.is_channel(chat.name) else chat.name)


def presence_of(session: Session, nick: str) -> Presence:
    """Whether someone is there, as far as we see them in a channel or the server tells."""
    if session.state is not SessionState.ONLINE:
        return Presence.UNKNOWN
    return _PRESENCES[session.chat_state.standing_of(nick)]


_PRESENCES = {
    Standing.HERE: Presence.ONLINE, Standing.AWAY: Presence.AWAY, Standing.GONE: Presence.OFFLINE,
    Standing.UNKNOWN: Presence.UNKNOWN,
}


def _of(items: Sequence[ChatItem], *kinds: ShownKind) -> Sequence[ChatItem]:
    return [item for item in items if item.kind in kinds]
