"""The lists of a channel (367, 348, 346, 728), told mask by mask and ended by a numeric each.

Follows modern.ircdocs.horse, "RPL_BANLIST"; 728 and 729 are what servers with a list of their own for silencing send,
with the letter before the mask.
"""

from app.protocol import events as ev
from app.protocol import numerics as num
from app.protocol.client_context import ClientContext, Handler
from app.protocol.message import Message
from app.protocol.source import parse_source

_LETTERS = {num.RPL_BANLIST: "b", num.RPL_EXCEPTLIST: "e", num.RPL_INVEXLIST: "I"}
_ENDS = {num.RPL_ENDOFBANLIST: "b", num.RPL_ENDOFEXCEPTLIST: "e", num.RPL_ENDOFINVEXLIST: "I"}
_MAX_MASKS = 2_000
_MAX_LISTS = 8
_MAX_TIME_DIGITS = 12


def _listed(context: ClientContext, message: Message) -> None:
    _take(context, message, _LETTERS[message.verb], 2)


def _quiet_listed(context: ClientContext, message: Message) -> None:
    _take(context, message, message.param(2), 3)


def _take(context: ClientContext, message: Message, letter: str, place: int) -> None:
    """One mask, with who set it and when behind it."""
    pending = context.replies.lists
    key = (context.isupport.fold(message.param(1)), letter)
    if not message.param(place) or (key not in pending and len(pending) >= _MAX_LISTS):
        return
    masks = pending.setdefault(key, [])
    if len(masks) < _MAX_MASKS:
        masks.append(ev.ListedMask(
            mask=message.param(place), set_by=parse_source(message.param(place + 1)).nick,
            set_s=_seconds(message.param(place + 2)),
        ))


def _seconds(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_TIME_DIGITS else 0


def _end(context: ClientContext, message: Message) -> None:
    _tell(context, message, _ENDS[message.verb])


def _quiet_end(context: ClientContext, message: Message) -> None:
    _tell(context, message, message.param(2))


def _tell(context: ClientContext, message: Message, letter: str) -> None:
    channel = message.param(1)
    masks = context.replies.lists.pop((context.isupport.fold(channel), letter), [])
    if channel and len(letter) == 1:
        context.emit(ev.ChannelListReceived(
            envelope=context.envelope(message), channel=channel, letter=letter, masks=masks))


HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(_LETTERS, _listed),
    **dict.fromkeys(_ENDS, _end),
    num.RPL_QUIETLIST: _quiet_listed,
    num.RPL_ENDOFQUIETLIST: _quiet_end,
}
