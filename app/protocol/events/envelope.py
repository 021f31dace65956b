"""What every event has: the tags that came around it (message-tags, server-time, message-ids, batch)."""

from collections.abc import Mapping
from dataclasses import field

from app.protocol.message import NO_TAGS
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


PLAIN_ENVELOPE = Envelope()


@frozen(kw_only=True)
class Event:
    """Anything that happened."""

    envelope: Envelope = PLAIN_ENVELOPE
