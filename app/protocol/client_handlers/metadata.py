"""METADATA: what people and channels say of themselves (metadata.md).

Two drafts are in use. draft/metadata-2 tells news with METADATA lines; draft/metadata-3 always with the numerics that
answer questions. Whatever a line is, it says what a key is set to, so both are read alike.
"""

import re

from app.protocol import events as ev
from app.protocol import numerics as num
from app.protocol.client_context import ClientContext, Handler
from app.protocol.message import Message

_KEY = re.compile(r"(?!:)[a-z0-9_.:/-]{1,64}")
_MAX_DIGITS = 6


def _changed(context: ClientContext, message: Message, target: str, key: str, value: str | None) -> None:
    key = key.lower()
    if target and _KEY.fullmatch(key):
        context.emit(ev.MetadataChanged(
            envelope=context.envelope(message), target=context.nick if target == "*" else target, key=key,
            value=value or None,
        ))


def _told(context: ClientContext, message: Message) -> None:
    """METADATA <target> <key> <visibility> [<value>]."""
    _changed(context, message, message.param(0), message.param(1), message.param(3))


def _is(context: ClientContext, message: Message) -> None:
    """760 and 761: <target> <key> <visibility> [<value>]."""
    _changed(context, message, message.param(1), message.param(2), message.param(4))


def _is_not_set(context: ClientContext, message: Message) -> None:
    """766: <target> <key>."""
    _changed(context, message, message.param(1), message.param(2), None)


def _later(context: ClientContext, message: Message) -> None:
    """774: <target> [<seconds>]. A target that can't be asked for again is none."""
    wait = message.param(2)
    is_number = wait.isascii() and wait.isdigit() and len(wait) <= _MAX_DIGITS
    target = message.param(1)
    if target and " " not in target and target[0] != ":":
        context.emit(ev.MetadataPostponed(
            envelope=context.envelope(message), target=target, wait_s=int(wait) if is_number else 0,
        ))


def _nothing(_context: ClientContext, _message: Message) -> None:
    """The end of an answer, or that keys are followed as we asked."""


HANDLERS: dict[str, Handler] = {
    "METADATA": _told,
    num.RPL_WHOISKEYVALUE: _is,
    num.RPL_KEYVALUE: _is,
    num.RPL_KEYNOTSET: _is_not_set,
    num.RPL_METADATASYNCLATER: _later,
    num.RPL_METADATAEND: _nothing,
    num.RPL_METADATASUBOK: _nothing,
    num.RPL_METADATAUNSUBOK: _nothing,
}
