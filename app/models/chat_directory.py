"""Which chats there are on a network, and under which names they are found.

One rule: a chat's key is its name as the server folds names now. Whatever changes a name, or the folding, goes through
here.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from app.models import changes as ch
from app.models import read_state
from app.models.chat_state import ChatState
from app.models.chats import SERVER_CHAT, Chat, ChatId, ChatKind, Entry
from app.models.ignores import IgnoreList
from app.models.levels import options_from_texts
from app.models.profile import NetworkId
from app.models.store.contract import KeptChat, Store
from app.models.store.nothing import NoStore
from app.protocol.casemapping import Folded

MAX_CHATS = 2_000
"""A flood of messages from made-up nicks or rooms opens no more than this."""


class ChatDirectory:
    """The chats of a network, in the order they were opened."""

    def __init__(self, network: NetworkId, state: ChatState, store: Store | None = None) -> None:
        """Without a `store` nothing is kept."""
        self.state = state
        self.store = store if store is not None else NoStore()
        self.seen: Chat | None = None
        """The chat whose end people look at now: nothing in it counts as unread."""
        self.ignores = IgnoreList()
        """Whom nobody wants to hear."""
        self.words: Callable[[], str] = str
        """Gives the line of words that are highlighted like our own nick."""
        self._network = network
        self._chats: dict[Folded, Chat] = {}

    def __iter__(self) -> Iterator[Chat]:
        return iter(tuple(self._chats.values()))

    def __len__(self) -> int:
        return len(self._chats)

    def find(self, name: str) -> Chat | None:
        """The chat of that name, "" for the server's own."""
        return self._chats.get(self._fold(name))

    def get(self, chat_id: ChatId) -> Chat | None:
        """The chat with that identity."""
        return self._chats.get(chat_id.name)

    def has_room_for(self, name: str) -> bool:
        """Whether a message nobody asked for may open a chat of that name, or there is one."""
        return len(self._chats) < MAX_CHATS or self.find(name) is not None

    def open(self, name: str, *, is_wanted: bool = False) -> tuple[Chat, list[ch.Change]]:
        """The chat of that name, made if there is none; with what changed."""
        folded = self._fold(name)
        chat = self._chats.get(folded)
        if chat is not None:
            return chat, []
        kind = self._kind_of(name)
        opened = self.store.keep_chat(self._network, folded, name, kind)
        chat = Chat(ChatId(self._network, folded), name, kind, row=opened.row, has_older_here=opened.has_entries,
                    marker_ms=opened.marker_ms, options=options_from_texts(opened.options))
        self._chats[folded] = chat
        return chat, [ch.ChatAdded(chat=chat, is_wanted=is_wanted)]

    def restore(self, kept: KeptChat) -> Chat | None:
        """A chat that was open when the app ended; None when it is here already."""
        folded = self._fold(kept.name)
        there = self._chats.get(folded)
        if there is not None:
            if there.name == kept.name:
                return None
            # Where the server folds names in another way they are two; until 005 says so, a key no name has will do.
            folded = Folded(f"{kept.name} {kept.row}")
        chat = Chat(
            ChatId(self._network, folded), kept.name, kept.kind, row=kept.row, has_older_here=kept.has_older,
            draft=kept.draft, marker_ms=kept.marker_ms, options=options_from_texts(kept.options),
        )
        chat.insert(0, [*kept.tail, *kept.unsent])
        read_state.restored(chat, kept.unread, kept.mentions)
        self._chats[folded] = chat
        return chat

    def file(self, chat: Chat, entry: Entry) -> Entry:
        """Keep what came live; answers the entry as it is to be shown."""
        if chat.is_behind:
            chat.is_behind = False
            entry = replace(entry, gap_before=True)
        self.store.add(chat.row, [entry], gap_before=entry.gap_before)
        return entry

    def close(self, chat: Chat) -> list[ch.Change]:
        """Close a chat. What was said in it is kept, and there when it is opened again."""
        if self._chats.pop(chat.id.name, None) is None:
            return []
        self.store.close_chat(chat.row)
        return [ch.ChatRemoved(chat=chat)]

    def is_open(self, chat: Chat) -> bool:
        """Whether the chat is (still) among those shown."""
        return self._chats.get(chat.id.name) is chat

    def rooms_of(self, nick: str) -> list[Chat]:
        """The channels' chats we share with somebody, and the conversation with them: where their leaving is told."""
        found = [self.find(name) for name in self.state.shared_channels(nick)]
        return [chat for chat in (*found, self.find(nick)) if chat is not None]

    def rename_direct(self, old: str, new: str) -> list[ch.Change]:
        """A conversation follows its person's nick, unless there is one under the new name."""
        return self._rename(old, new, ChatKind.DIRECT)

    def rename_channel(self, old: str, new: str) -> list[ch.Change]:
        """A channel's chat follows the channel to its new name, unless there is one under that name."""
        return self._rename(old, new, ChatKind.CHANNEL)

    def _rename(self, old: str, new: str, kind: ChatKind) -> list[ch.Change]:
        chat = self.find(old)
        if chat is None or chat.kind is not kind or self.find(new) not in (None, chat):
            return []
        chat.name = new
        self.refold()
        self.store.rename_chat(chat.row, chat.id.name, new, chat.kind)
        return [ch.ChatChanged(chat=chat)]

    def refold(self) -> list[ch.Change]:
        """Find every chat under its name as the server folds and types names now; of two that meet, the first wins it.

        The other keeps its old key, so that nothing said in it is lost from sight.
        """
        changes: list[ch.Change] = []
        chats: dict[Folded, Chat] = {}
        for old, chat in self._chats.items():
            folded, kind = self._fold(chat.name), self._kind_of(chat.name)
            key = old if folded in chats else folded
            if key != chat.id.name or kind is not chat.kind:
                chat.id, chat.kind = ChatId(self._network, key), kind
                self.store.rename_chat(chat.row, key, chat.name, kind)
                changes.append(ch.ChatChanged(chat=chat))
            chats[key] = chat
        self._chats = chats
        return changes

    def _fold(self, name: str) -> Folded:
        return self.state.isupport.fold(name) if name else SERVER_CHAT

    def _kind_of(self, name: str) -> ChatKind:
        if not name:
            return ChatKind.SERVER
        return ChatKind.CHANNEL if self.state.isupport.is_channel(name) else ChatKind.DIRECT
