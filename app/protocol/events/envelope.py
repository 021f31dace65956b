"""What every event has: the tags that came around it (message-tags, server-time, message-ids, batch)."""

from collections.abc import Mapping
from dataclasses import field

from app.protocol import client_tags
from app.protocol.message import NO_TAGS
from app.protocol.server_time import parse_server_time
from app.values import frozen


@frozen(kw_only=True)
class Envelope:
    """What surrounds a message: tags that say when, by whom and in answer to what.

    `time_ms` is the server's time in ms since 1970 (server-time), None when it did not say. `batch` is the type of
    the batch the message came in, such as `chathistory`, or empty.
    """

    time_ms: int | None = None
    msgid: str = ""
    account: str = ""
    label: str = ""
    batch: str = ""
    tags: Mapping[str, str] = field(default_factory=lambda: NO_TAGS)

    # What few messages have is read from the tags when somebody asks: every message would pay for a field.

    @property
    def is_history(self) -> bool:
        """Whether this is past: out of a page of history or of search results. It tells, and changes nothing."""
        return self.batch == "chathistory"

    @property
    def reply_to(self) -> str:
        """The msgid of the message this one answers (client-tags/reply.md), "" for none."""
        return client_tags.first_of(self.tags, client_tags.REPLY_TAGS)

    @property
    def nonce(self) -> str:
        """The name its sender's client gave the message before the server named it, "" for none."""
        return client_tags.first_of(self.tags, (client_tags.NONCE_TAG,))

    @property
    def is_bot(self) -> bool:
        """Whether a bot says so of itself (bot-mode.md)."""
        return client_tags.BOT_TAG in self.tags

    @property
    def is_from_operator(self) -> bool:
        """Whether an operator of the server said it (oper-tag.md)."""
        return any(name in self.tags for name in client_tags.OPER_TAGS)

    @property
    def operator(self) -> str:
        """The operator's name, where the server tells it (oper-tag.md)."""
        return client_tags.first_of(self.tags, client_tags.OPER_TAGS)

    @property
    def edited_ms(self) -> int | None:
        """When a message out of history was last edited (docs/specs/message-edit.md), None for never."""
        edited = self.tags.get(client_tags.EDITED_TAG)
        return None if edited is None else parse_server_time(edited)


PLAIN_ENVELOPE = Envelope()


@frozen(kw_only=True)
class Event:
    """Anything that happened."""

    envelope: Envelope = PLAIN_ENVELOPE
