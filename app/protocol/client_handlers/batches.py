"""Batches: messages that belong together (batch.md), told as what their type makes of them.

Pages of history (chathistory.md), search results (docs/specs/search.md), messages of several lines (multiline.md),
servers that lost or found each other (batches/netsplit.md). Other types change nothing of what is in them.

What is inside waits for the end, so that a page of history or a labelled answer arrives as one. All is bounded: a peer
that opens batches without end gets its messages delivered before their batch ends.
"""

from collections.abc import Callable, Sequence

from app.protocol import events as ev
from app.protocol.capabilities import SEARCH
from app.protocol.client_context import ClientContext, Handler, OpenBatch
from app.protocol.client_handlers import history, multiline
from app.protocol.message import Message

MAX_OPEN = 64
MAX_EVENTS = 20_000
"""Events that wait in all open batches together."""
_HISTORY_LIMIT = 100
_HISTORY = "chathistory"
_PAST = frozenset({_HISTORY, SEARCH})
_TELL_OF_THE_PAST = frozenset({
    "BATCH", "EDIT", "JOIN", "KICK", "MODE", "NICK", "NOTICE", "PART", "PRIVMSG", "QUIT", "REDACT", "RENAME", "TAGMSG",
    "TOPIC",
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


def collects(context: ClientContext, message: Message) -> bool:
    """Take a line of a message that waits for the rest of it; False for all else."""
    batch = context.batch
    if batch is None or not multiline.collects(batch, message):
        return False
    multiline.collect(context, batch, message)
    return True


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
    label = message.tags.get("label", "") or ("" if parent is None else parent.label)
    params = message.params[2:]
    context.batches[reference] = OpenBatch(
        type=kind, params=params, parent=parent, label=label, opening=message,
        is_history=kind in _PAST or (parent is not None and parent.is_history),
        request=history.answered(context, label, params[0]) if kind == _HISTORY and params else None,
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
    if is_end or happened:
        _TELLERS.get(batch.type, _one_by_one)(context, batch, happened)
        batch.has_told = True
    if is_end and batch.type == multiline.TYPE:
        multiline.tell(context, batch)
    context.within(place)


def _one_by_one(context: ClientContext, _batch: OpenBatch, happened: Sequence[ev.Event]) -> None:
    for event in happened:
        context.emit(event)


def _page(context: ClientContext, batch: OpenBatch, messages: Sequence[ev.Event]) -> None:
    target = batch.params[0] if batch.params else ""
    request, batch.request = batch.request, None
    # Of a page that was told early, an end without anything new says nothing.
    if target and (messages or not batch.has_told):
        context.emit(ev.HistoryReceived(
            envelope=ev.Envelope(label=batch.label), target=target, messages=messages,
            limit=_HISTORY_LIMIT if request is None else request.limit, request=request,
            is_complete=not messages and request is not None and request.reaches_back,
        ))


def _targets(context: ClientContext, batch: OpenBatch, happened: Sequence[ev.Event]) -> None:
    targets = [target for event in happened if isinstance(event, ev.HistoryTargetsReceived) for target in event.targets]
    if targets or not batch.has_told:
        context.emit(ev.HistoryTargetsReceived(envelope=ev.Envelope(label=batch.label), targets=targets))


def _results(context: ClientContext, batch: OpenBatch, messages: Sequence[ev.Event]) -> None:
    if messages or not batch.has_told:
        context.emit(ev.SearchResultsReceived(envelope=ev.Envelope(label=batch.label), messages=messages))


def _split(context: ClientContext, batch: OpenBatch, happened: Sequence[ev.Event]) -> None:
    _fold(context, batch, happened, ev.NetSplit)


def _rejoin(context: ClientContext, batch: OpenBatch, happened: Sequence[ev.Event]) -> None:
    _fold(context, batch, happened, ev.NetJoin)


def _fold(
    context: ClientContext, batch: OpenBatch, happened: Sequence[ev.Event], kind: type[ev.NetSplit] | type[ev.NetJoin],
) -> None:
    """Tell as one what happened now; a page of history holds each thing by itself."""
    if batch.is_history:
        _one_by_one(context, batch, happened)
    elif happened:
        context.emit(kind(envelope=context.envelope(batch.opening), servers=batch.params[:2], events=happened))


_TELLERS: dict[str, Callable[[ClientContext, OpenBatch, Sequence[ev.Event]], None]] = {
    _HISTORY: _page,
    "chathistory-targets": _targets,
    SEARCH: _results,
    "netsplit": _split,
    "netjoin": _rejoin,
}
HANDLERS: dict[str, Handler] = {"BATCH": _batch}
