"""A row of the messages' table as the core reads it."""

from collections.abc import Sequence

from app.protocol.message import parse_tags
from app.server.core.history import StoredMessage
from app.server.core.sender import Sender
from app.server.storage.kinds import VERBS

COLUMNS = ("m.seq, m.ts, m.kind, m.sender, m.account, coalesce(m.recipient, t.display), m.tags, m.body, m.event,"
           " m.edited, t.name")


def stored_message(row: Sequence[object]) -> StoredMessage:
    """A row of `COLUMNS`."""
    sequence, time_ms, kind, source, account, target, tags, body, event, edited, conversation = row
    assert isinstance(sequence, int)
    assert isinstance(time_ms, int)
    assert isinstance(kind, int)
    verb = VERBS[kind]
    return StoredMessage(
        sequence=sequence, event=event if isinstance(event, int) else sequence, time_ms=time_ms, verb=verb,
        sender=Sender(source=str(source), account=str(account or "")), target=str(target),
        text=str(body or ""), conversation=str(conversation),
        tags=_tags(verb, str(tags)) if tags else {}, edited_ms=edited if isinstance(edited, int) else 0)


def _tags(verb: str, text: str) -> dict[str, str]:
    """Tags; of an edit or a redaction the place of the message it is about, as `about`."""
    return {"about": text} if verb in ("EDIT", "REDACT") else parse_tags(text)
