"""A reaction reaches who wrote the message, also where message tags are unknown: as one short NOTICE.

Follows the IRCv3 react client tag (draft). Only the author is told, only on devices that could not see the reaction
itself, and of the same reaction once. Nobody waits for it: the message is looked up after everybody has the reaction.
"""

import re
from typing import TYPE_CHECKING

from app.protocol.lines import BODY_MAX
from app.server.core.authorship import author_of
from app.server.core.client import Client
from app.server.core.events import MessageSent, Record
from app.server.core.history import MessageQuery, Rows, StoredMessage
from app.server.core.multiline import plain
from app.server.core.names import fold
from app.server.core.ordering import parse_msgid
from app.server.core.outgoing import TAGS, Outgoing

if TYPE_CHECKING:
    from app.server.core.server import ServerCore

_REACT_TAG = "+draft/react"
_REPLY_TAGS = ("+reply", "+draft/reply")
_REACTION_MAX = 24
"""Characters of a reaction that are shown: the longest emoji are made of a dozen, and some react with a word."""
_QUOTE_MAX = 40
_ACTION = "\x01ACTION "
_UNSHOWN = re.compile(r"\x03\d{0,2}(?:,\d{1,2})?|\x04[0-9A-Fa-f]{0,6}|[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Formatting, control characters, line ends, and what turns the reading direction."""


def notify_of_reaction(server: "ServerCore", record: Record) -> None:
    """Tell the author of the message that a kept TAGMSG reacts to."""
    event = record.event
    assert isinstance(event, MessageSent)
    sequence = _reacted_to(event)
    if sequence is None or not any(not device.tagging & TAGS for device in _readers(server, event)):
        return

    def answer(rows: Rows) -> None:
        row = next(iter(rows or ()), None)
        if isinstance(row, StoredMessage) and row.verb != "TAGMSG":
            _tell(server, record, event, row)

    server.history.ask(
        MessageQuery(conversations=(event.history,), sequence=sequence, up_to=record.position.sequence), answer)


def _reacted_to(event: MessageSent) -> int | None:
    """The place of the message that this is a reaction to, if it is one."""
    if event.text is not None or not event.history or not event.tags.get(_REACT_TAG):
        return None
    return parse_msgid(next((event.tags[tag] for tag in _REPLY_TAGS if tag in event.tags), ""))


def _readers(server: "ServerCore", event: MessageSent) -> list[Client]:
    """Every device that the reaction is for."""
    channel, reader = server.world.channels.get(event.key), server.world.users.get(event.key)
    if channel is not None:
        return channel.audience()
    return reader.devices if reader is not None else []


def _tell(server: "ServerCore", record: Record, event: MessageSent, row: StoredMessage) -> None:
    author = author_of(server, row.sender, row.time_ms)
    reaction = _shown(event.tags[_REACT_TAG], _REACTION_MAX)
    if author is None or author.folded == fold(event.sender.nick) or not reaction:
        return
    if not server.world.reactions_told.add((author.identity, row.sequence, event.sender.source, reaction)):
        return
    head = f":{event.sender.source} NOTICE {event.target} :reacted {reaction} to "
    body = f"{head}“{_first_words(row.text)}”"
    if len(body.encode()) > BODY_MAX - 2:
        body = f"{head}your message"
    line = Outgoing(body, record.position, sender=event.sender)
    server.deliver(line, (device for device in _readers(server, event)
                          if device.user is author and not device.tagging & TAGS))


def _first_words(text: str) -> str:
    return _shown(plain(text).removeprefix(_ACTION).partition("\n")[0], _QUOTE_MAX)


def _shown(text: str, maximum: int) -> str:
    """Text as a part of a sentence: without what is not seen, and not too long."""
    seen = _UNSHOWN.sub("", text)
    return seen if len(seen) <= maximum else seen[: maximum - 1].rstrip() + "…"
