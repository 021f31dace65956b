"""An entry as a JSON object and back: a line of the format that keeps everything (docs/specs/export.md).

What a line says is checked field by field: it may come from anybody. What is not said has its default.
"""

import json
from collections.abc import Mapping, Sequence

from app.models.chats import Delivery, Entry, EntryKind, Reaction, new_entry_id
from app.models.store.event_codec import decode_event, encode_event
from app.protocol.events import Envelope
from app.protocol.server_time import format_server_time, parse_server_time

KINDS: Mapping[str, EntryKind] = {
    "message": EntryKind.PRIVMSG, "notice": EntryKind.NOTICE, "action": EntryKind.ACTION, "event": EntryKind.EVENT,
    "note": EntryKind.NOTE,
}
_NAMES = {kind: name for name, kind in KINDS.items()}
_TEXTS = ("nick", "text", "account", "reply_to", "nonce")
_FLAGS = {"own": "is_own", "mention": "is_mention", "error": "is_error", "edited": "is_edited",
          "deleted": "is_redacted", "bot": "is_bot", "gap_before": "gap_before"}
_REACTIONS_MAX = 500


_CALENDAR_MS = (0, 253_402_300_800_000)
"""From 1970 to the end of the year 9999."""


class NotAnEntry(ValueError):
    """The object is no entry."""


def entry_to_json(entry: Entry) -> dict[str, object]:
    """All that is kept of an entry, without what has its default."""
    told: dict[str, object] = {"time": _told_time(entry.time_ms), "type": _NAMES[entry.kind]}
    if entry.msgid:
        told["id"] = entry.msgid
    told.update({name: getattr(entry, name) for name in _TEXTS if getattr(entry, name)})
    told.update({name: True for name, field in _FLAGS.items() if getattr(entry, field)})
    if entry.exact_to_ms != 1:
        told["exact_to"] = entry.exact_to_ms
    event = encode_event(entry.event)
    if event:
        told["event"] = json.loads(event)
    if entry.reactions:
        told["reactions"] = [{"text": reaction.text, "nicks": list(reaction.nicks)} for reaction in entry.reactions]
    return told


def _told_time(time_ms: int) -> object:
    first, end = _CALENDAR_MS
    return format_server_time(time_ms) if first <= time_ms < end else time_ms


def entry_from_json(told: object) -> Entry:
    """The entry an object tells of. Raises NotAnEntry."""
    if not isinstance(told, dict):
        raise NotAnEntry
    kind, time_ms = KINDS.get(_text(told, "type")), _time(told.get("time"))
    if kind is None:
        raise NotAnEntry
    account, msgid, is_own = _text(told, "account"), _text(told, "id"), _flag(told, "own")
    event = None
    if "event" in told:
        event = decode_event(json.dumps(told["event"]), Envelope(time_ms=time_ms, msgid=msgid, account=account))
    return Entry(
        id=new_entry_id(), time_ms=time_ms, kind=kind, nick=_text(told, "nick"), text=_text(told, "text"), msgid=msgid,
        account=account, nonce=_text(told, "nonce"), reply_to=_text(told, "reply_to"), event=event, is_own=is_own,
        delivery=Delivery.SENT if is_own else Delivery.RECEIVED, is_mention=_flag(told, "mention"),
        is_error=_flag(told, "error"), is_edited=_flag(told, "edited"), is_redacted=_flag(told, "deleted"),
        is_bot=_flag(told, "bot"), gap_before=_flag(told, "gap_before"), reactions=_reactions(told.get("reactions")),
        exact_to_ms=_exactness(told.get("exact_to", 1)))


def _time(value: object) -> int:
    """A time no calendar has is a number of ms."""
    match value:
        case str() if (time_ms := parse_server_time(value)) is not None:
            return time_ms
        case int() if not isinstance(value, bool):
            return value
    raise NotAnEntry


def _exactness(value: object) -> int:
    match value:
        case (1 | 1_000 | 60_000) as exact_to_ms if not isinstance(value, bool):
            return int(exact_to_ms)
    raise NotAnEntry("exact_to")


def _text(told: Mapping[str, object], name: str) -> str:
    value = told.get(name, "")
    if not isinstance(value, str):
        raise NotAnEntry(name)
    return value


def _flag(told: Mapping[str, object], name: str) -> bool:
    value = told.get(name, False)
    if not isinstance(value, bool):
        raise NotAnEntry(name)
    return value


def _reactions(value: object) -> Sequence[Reaction]:
    match value:
        case None:
            return ()
        case list() if len(value) <= _REACTIONS_MAX:
            return tuple(_reaction(each) for each in value)
    raise NotAnEntry("reactions")


def _reaction(value: object) -> Reaction:
    match value:
        case {"text": str(text), "nicks": list(nicks)} if len(nicks) <= _REACTIONS_MAX:
            if all(isinstance(nick, str) for nick in nicks):
                return Reaction(text, tuple(nicks))
    raise NotAnEntry("reactions")
