"""Batches: messages that belong together (batch.md), among them pages of history (chathistory.md).

What is inside waits for the end, so that a page of history or a labelled answer arrives as one. All is bounded: a peer
that opens batches without end gets its messages delivered singly.
"""

from app.protocol import events as ev
from app.protocol.client_context import ClientContext, Handler, OpenBatch
from app.protocol.message import Message

MAX_OPEN = 64
MAX_EVENTS = 20_000
_HISTORY_LIMIT = 100


def batch_of(context: ClientContext, message: Message) -> OpenBatch | None:
    """The open batch a message belongs to; one that holds too much already is let go."""
    batch = context.batches.get(message.tags["batch"])
    if batch is not None and len(batch.events) >= MAX_EVENTS:
        return None
    return batch


def _batch(context: ClientContext, message: Message) -> None:
    reference = message.param(0)
    if reference.startswith("+"):
        _begin(context, message, reference[1:])
    elif reference.startswith("-"):
        _end(context, reference[1:])


def _begin(context: ClientContext, message: Message, reference: str) -> None:
    if len(context.batches) >= MAX_OPEN or not reference:
        return
    context.batches[reference] = OpenBatch(
        type=message.param(1).removeprefix("draft/"), params=message.params[2:],
        label=message.tags.get("label", ""), parent=context.batch,
    )


def _end(context: ClientContext, reference: str) -> None:
    batch = context.batches.pop(reference, None)
    if batch is None:
        return
    context.within(batch.parent)
    if batch.type == "chathistory":
        _history(context, batch)
    else:
        for event in batch.events:
            context.emit(event)
    context.within(None)


def _history(context: ClientContext, batch: OpenBatch) -> None:
    target = batch.params[0] if batch.params else ""
    limit = context.history_limits.pop(context.isupport.fold(target), _HISTORY_LIMIT)
    if target:
        context.emit(ev.HistoryReceived(
            envelope=ev.Envelope(label=batch.label), target=target, messages=batch.events, limit=limit,
            is_complete=not batch.events,
        ))


HANDLERS: dict[str, Handler] = {"BATCH": _batch}
