"""Pages of older messages asked of the server (draft/chathistory), and gaps filled after a reconnect."""

from collections.abc import Callable

from app.models import changes as ch
from app.models.chat_book import ChatBook
from app.models.chats import Chat, HistoryState
from app.protocol.commands import Command, RequestHistory
from app.protocol.events import Event, HistoryReceived, MessageReceived
from app.protocol.isupport import ISupport
from app.protocol.server_time import format_server_time

PAGE = 100
_MAX_GAP_PAGES = 20
CAPABILITY = "draft/chathistory"


class HistoryRequests:
    """Which chats wait for history. One request a chat at a time."""

    def __init__(self, send: Callable[[Command], None]) -> None:
        self._send = send
        self._pending: dict[Chat, int] = {}
        """Pages that may still be asked for to fill a gap; 0 for a page that was wanted for itself."""

    def request_latest(self, chat: Chat, isupport: ISupport, capabilities: frozenset[str]) -> bool:
        """Ask for the newest messages. False: this server has none to give."""
        if CAPABILITY not in capabilities:
            chat.history = HistoryState.COMPLETE
            return False
        has_entries = any(entry.msgid for entry in chat.entries)
        self._request(chat, isupport, "", _MAX_GAP_PAGES if has_entries else 0)
        return True

    def request_older(self, chat: Chat, isupport: ISupport, capabilities: frozenset[str]) -> bool:
        """Ask for what came before the oldest message here. False: there is nothing to ask for, or it is under way."""
        if CAPABILITY not in capabilities or chat in self._pending or chat.history is not HistoryState.PARTIAL:
            return False
        oldest = next((entry for entry in chat.entries if entry.is_message and not entry.is_waiting), None)
        reference = "" if oldest is None else _reference(oldest.msgid, oldest.time_ms)
        self._request(chat, isupport, reference, 0)
        return True

    def leaves_gap(self, event: Event, chats: ChatBook) -> bool:
        """Whether a page that has just arrived does not reach back to what is here: more was said in between.

        To be asked before the page is put into the chat.
        """
        if not isinstance(event, HistoryReceived) or len(event.messages) < event.limit:
            return False
        chat = chats.find(event.target)
        if chat is None or not self._pending.get(chat):
            return False
        return not any(message.envelope.msgid in chat.msgids for message in event.messages)

    def went_on(
        self, chat: Chat, event: HistoryReceived, capabilities: frozenset[str], *, is_gap: bool,
    ) -> bool:
        """A page has been put into the chat. True: another was asked for to fill a gap."""
        if CAPABILITY not in capabilities:
            # InspIRCd sends a page of its own accord and takes no questions.
            chat.history = HistoryState.COMPLETE
            return False
        pages_left = self._pending.pop(chat, 0)
        first = next((message for message in event.messages if isinstance(message, MessageReceived)), None)
        if is_gap and pages_left > 1 and first is not None:
            reference = _reference(first.envelope.msgid, first.envelope.time_ms or 0)
            self._ask(chat, reference, event.limit, pages_left - 1)
            return True
        if 0 < len(event.messages) < event.limit and not pages_left and chat.history is HistoryState.PARTIAL:
            # A short page may be the beginning, or one that a filter made short: only an empty one tells.
            oldest = event.messages[0].envelope
            self._ask(chat, _reference(oldest.msgid, oldest.time_ms or 0), event.limit, 0)
            return False
        return False

    def failed(self, chat: Chat) -> list[ch.Change]:
        """The server has no history for the chat."""
        self._pending.pop(chat, None)
        chat.history = HistoryState.COMPLETE
        return [ch.ChatChanged(chat=chat)]

    def pending(self) -> list[Chat]:
        """The chats that wait."""
        return list(self._pending)

    def disconnected(self) -> None:
        """No answer will come."""
        self._pending.clear()

    def _request(self, chat: Chat, isupport: ISupport, reference: str, gap_pages: int) -> None:
        limit = min(PAGE, isupport.chathistory_max or PAGE)
        self._ask(chat, reference, limit, gap_pages)

    def _ask(self, chat: Chat, reference: str, limit: int, gap_pages: int) -> None:
        self._pending[chat] = gap_pages
        chat.history = HistoryState.LOADING
        self._send(RequestHistory(target=chat.name, limit=limit, before=reference))


def _reference(msgid: str, time_ms: int) -> str:
    return f"msgid={msgid}" if msgid else f"timestamp={format_server_time(time_ms)}"
