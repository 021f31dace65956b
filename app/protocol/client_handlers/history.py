"""Which question a page of history answers (chathistory.md), who there is history with, and how far we have read.

An answer has the label of its question where the server knows labels; else the questions about one target are answered
in the order they were asked. What nobody asked for answers nothing: some servers send a page on entering.
"""

from collections.abc import Sequence

from app.protocol import events as ev
from app.protocol.client_context import ClientContext, Handler
from app.protocol.history_commands import RequestHistory
from app.protocol.message import Message
from app.protocol.server_time import parse_server_time

MAX_ASKED = 256
"""Questions that are remembered while no answer comes."""
_TIMESTAMP = "timestamp="


def asked(context: ClientContext, request: RequestHistory) -> None:
    """A question goes out; its answer will come."""
    if len(context.history_asked) >= MAX_ASKED:
        del context.history_asked[0]
    label = request.label if "labeled-response" in context.enabled else ""
    context.history_asked.append((label, request))


def answered(context: ClientContext, label: str, target: str) -> RequestHistory | None:
    """The question that an answer of this label about this target is for, which is done now."""
    fold = context.isupport.fold
    for index, (asked_label, request) in enumerate(context.history_asked):
        if asked_label == label and (label or fold(request.target) == fold(target)):
            del context.history_asked[index]
            return request
    return None


def refused(context: ClientContext, message: Message) -> None:
    """FAIL CHATHISTORY: the question is told to have no answer. Servers name its target among the context, or not."""
    envelope = context.envelope(message)
    request = _refused(context, envelope.label, message.params[2:-1])
    if request is not None:
        context.emit(ev.HistoryRefused(
            envelope=envelope, request=request, code=message.param(1),
            reason=message.params[-1] if len(message.params) > 2 else "",
        ))


def _refused(context: ClientContext, label: str, about: Sequence[str]) -> RequestHistory | None:
    if not label and "TARGETS" in about:
        # That was another question.
        return None
    for target in about:
        request = answered(context, label, target)
        if request is not None:
            return request
    return _oldest(context, label)


def _oldest(context: ClientContext, label: str) -> RequestHistory | None:
    for index, (asked_label, request) in enumerate(context.history_asked):
        if asked_label == label:
            del context.history_asked[index]
            return request
    return None


def _targets(context: ClientContext, message: Message) -> None:
    """CHATHISTORY TARGETS <target> <time>: one line of that answer; its batch joins them."""
    latest_ms = parse_server_time(message.param(2).removeprefix(_TIMESTAMP))
    if message.param(0).upper() == "TARGETS" and message.param(1) and latest_ms is not None:
        context.emit(ev.HistoryTargetsReceived(
            envelope=context.envelope(message), targets=(ev.HistoryTarget(message.params[1], latest_ms),),
        ))


def _read_marker(context: ClientContext, message: Message) -> None:
    """MARKREAD <target> (timestamp=<time> | *), read-marker.md."""
    target, marker = message.param(0), message.param(1)
    time_ms = parse_server_time(marker.removeprefix(_TIMESTAMP)) if marker.startswith(_TIMESTAMP) else None
    if target and (time_ms is not None or marker == "*"):
        context.emit(ev.ReadMarkerReceived(envelope=context.envelope(message), target=target, time_ms=time_ms))


HANDLERS: dict[str, Handler] = {
    "CHATHISTORY": _targets,
    "MARKREAD": _read_marker,
}
