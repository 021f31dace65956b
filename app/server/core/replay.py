"""History for clients that can't ask for it: the last messages of a room as plain messages after NAMES.

Today's irssi, WeeChat and HexChat know neither batch nor chathistory. With server-time they see when a message was
sent; without, the time stands in the text.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.server.core.client import Client
from app.server.core.history import HistoryQuery, LatestIn, StoredMessage
from app.server.core.ordering import Position, format_time
from app.server.core.outgoing import TIME, Outgoing, message_line
from app.server.core.state import Channel

if TYPE_CHECKING:
    from app.server.core.server import ServerCore

_ACTION = "\x01ACTION "


def replay_history(server: "ServerCore", client: Client, channel: Channel) -> None:
    """Ask for the last messages; what comes live waits behind them, so that nothing is out of order."""
    limit = server.config.history.replay_lines
    if not limit or not channel.has_history or client.has("draft/chathistory"):
        return

    def answer(rows: Sequence[StoredMessage] | Sequence[LatestIn] | None) -> None:
        messages = [row for row in rows or () if isinstance(row, StoredMessage)]
        client.pass_gate([_replayed(client, message).form(client.tagging) for message in messages])

    client.open_gate()
    server.history.ask(HistoryQuery(conversation=channel.folded, limit=limit, up_to=server.applied), answer)


def stored_line(message: StoredMessage) -> Outgoing:
    """A stored message as it was sent."""
    return message_line(message.verb, message.source, message.target, message.text, tags=message.tags,
                        position=Position(message.sequence, message.time_ms))


def _replayed(client: Client, message: StoredMessage) -> Outgoing:
    if client.tagging & TIME:
        return stored_line(message)
    clock = format_time(message.time_ms)[:16].replace("T", " ")
    text = message.text
    text = f"{_ACTION}[{clock}] {text[len(_ACTION):]}" if text.startswith(_ACTION) else f"[{clock}] {text}"
    return message_line(message.verb, message.source, message.target, text,
                        position=Position(message.sequence, message.time_ms))
