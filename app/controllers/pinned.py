"""What is pinned in a chat: on this computer, and in a channel's metadata for everybody, as its operators chose."""

from collections.abc import Sequence

from app.contracts.session import Session
from app.controllers.chat_keys import key_of
from app.controllers.user_error import UserError
from app.models.changes import SessionState
from app.models.chats import Chat, ChatKind
from app.models.pins import Pin, Pins
from app.models.shared_pins import KEY, msgids_of, value_with, value_without
from app.protocol.capabilities import METADATA
from app.protocol.commands import SetMetadata
from app.values import frozen

_OPERATORS = "qaoh"
"""The modes of those who may speak for a channel; a server says which it has (PREFIX)."""
FURTHER_BACK = "a message further back"


@frozen(kw_only=True)
class Pinned:
    """A pin, and whether everybody in the channel has it."""

    pin: Pin
    is_shared: bool


def pinned_in(session: Session, chat: Chat, pins: Pins) -> Sequence[Pinned]:
    """All of it: what was pinned here first, then what others pinned for everybody."""
    shared = msgids_of(_shared_value(session, chat))
    own = [Pinned(pin=pin, is_shared=bool(pin.msgid) and pin.msgid in shared) for pin in pins.of(key_of(chat.id))]
    known = {each.pin.msgid for each in own}
    said = {entry.msgid: entry for entry in chat.entries if entry.msgid in shared}
    others = [Pin(nick=said[msgid].nick, text=said[msgid].text, time_ms=said[msgid].time_ms, msgid=msgid)
              if msgid in said else Pin(nick="", text=FURTHER_BACK, time_ms=0, msgid=msgid)
              for msgid in shared if msgid not in known]
    return [*own, *(Pinned(pin=pin, is_shared=True) for pin in others)]


def share(session: Session, chat: Chat, pin: Pin) -> bool:
    """Pin it for everybody, where the server has a place for that, we may, and there is room."""
    if not may_share(session, chat):
        return False
    value = value_with(_shared_value(session, chat), pin.msgid)
    return value is not None and session.send(SetMetadata(target=chat.name, key=KEY, value=value))


def unpin(session: Session, chat: Chat, pins: Pins, number: int) -> Pinned | None:
    """Take away the one with that number, counted from 1; None when there is none.

    Raises UserError for what everybody has and we may not change.
    """
    pinned = pinned_in(session, chat, pins)
    if not 0 < number <= len(pinned):
        return None
    found = pinned[number - 1]
    is_own = number <= len(pins.of(key_of(chat.id)))
    if found.is_shared and may_share(session, chat):
        value = value_without(_shared_value(session, chat), found.pin.msgid)
        session.send(SetMetadata(target=chat.name, key=KEY, value=value or None))
    elif found.is_shared and not is_own:
        raise UserError(f"That is pinned for everybody in {chat.name}.", "Ask an admin of the channel to take it away.")
    if is_own:
        pins.remove(key_of(chat.id), number)
    return found


def may_share(session: Session, chat: Chat) -> bool:
    """Whether what we pin can be pinned for everybody."""
    if chat.kind is not ChatKind.CHANNEL or session.state is not SessionState.ONLINE:
        return False
    state = session.chat_state
    signs = "".join(state.isupport.prefix_of(mode) or "" for mode in _OPERATORS)
    ours = state.signs_of(chat.name, session.nick)
    return not session.capabilities.isdisjoint(METADATA) and any(sign in signs for sign in ours)


def _shared_value(session: Session, chat: Chat) -> str:
    channel = session.chat_state.channel(chat.name) if chat.kind is ChatKind.CHANNEL else None
    return channel.metadata.get(KEY, "") if channel is not None else ""
