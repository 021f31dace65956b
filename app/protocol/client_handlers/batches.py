"""Batches: messages that belong together (batch.md), among them pages of history (chathistory.md).

What is inside waits for the end, so that a page of history or a labelled answer arrives as one. All is bounded: a peer
that opens batches without end gets its messages delivered before their batch ends.
"""

from app.protocol import events as ev
from app.protocol.client_context import ClientContext, Handler, OpenBatch
from app.protocol.message import Message

MAX_OPEN = 64
MAX_EVENTS = 20_000
"""Events that wait in all open batches together."""
_HISTORY_LIMIT = 100
_TELL_OF_THE_PAST = frozenset({
    "BATCH", "JOIN", "KICK", "MODE", "NICK", "NOTICE", "PART", "PRIVMSG", "QUIT", "TAGMSG", "TOPIC",
})


def enter(context: ClientContext, reference: str) -> None:
    """What is read next belongs to the batch of that reference, if there is one."""
    batch = context.batches.get(reference)
    if batch is not None and sum(len(opened.events) for opened in context.batches.values()) >= MAX_EVENTS:
        for opened in reversed(context.batches.values()):
            _deliver(context, opened)
    context.within(batch)


def tells(context: ClientContext, verb: str) -> bool:
    """Whether a message of this verb means something here: history holds what was said and done, no answers."""
    return not context.is_history or verb in _TELL_OF_THE_PAST


def _batch(context: ClientContext, message: Message) -> None:
    reference = message.param(0)
    if reference.startswith("+"):
        _begin(context, message, reference[1:])
    elif reference.startswith("-"):
        _end(context, reference[1:])


def _begin(context: ClientContext, message: Message, reference: str) -> None:
    if not reference:
        return
    _end(context, reference)
    if len(context.batches) >= MAX_OPEN:
        _end(context, next(iter(context.batches)))
    parent = next((opened for opened in context.batches.values() if opened is context.batch), None)
    # Vendors may have prefixes of their own; the draft's is the only one that means the same as none.
    kind = message.param(1).removeprefix("draft/")
    context.batches[reference] = OpenBatch(
        type=kind, params=message.params[2:], parent=parent,
        label=message.tags.get("label", "") or ("" if parent is None else parent.label),
        is_history=kind == "chathistory" or (parent is not None and parent.is_history),
    )


def _end(context: ClientContext, reference: str) -> None:
    batch = context.batches.pop(reference, None)
    if batch is None:
        return
    for inner in context.batches.values():
        if inner.parent is batch:
            inner.parent = batch.parent
    _deliver(context, batch, is_end=True)


def _deliver(context: ClientContext, batch: OpenBatch, *, is_end: bool = False) -> None:
    """Let out what a batch holds, to the batch around it if there is one."""
    happened, batch.events = batch.events, []
    place = context.batch
    context.within(batch.parent)
    if batch.type == "chathistory":
        if is_end or happened:
            _history(context, batch, happened)
    else:
        for event in happened:
            context.emit(event)
    context.within(place)


def _history(context: ClientContext, batch: OpenBatch, messages: list[ev.Event]) -> None:
    target = batch.params[0] if batch.params else ""
    asked_for = context.history_limits.pop(context.isupport.fold(target), None)
    if target:
        context.emit(ev.HistoryReceived(
            envelope=ev.Envelope(label=batch.label), target=target, messages=messages,
            limit=asked_for or _HISTORY_LIMIT, is_complete=not messages and asked_for is not None,
        ))


HANDLERS: dict[str, Handler] = {"BATCH": _batch}
