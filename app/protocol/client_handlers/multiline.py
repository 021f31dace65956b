"""Messages of several lines: their lines wait for the end of their batch, then are one message (multiline.md).

The batch has the tags of the message. What a peer sends beyond any sensible length, or that does not belong to the
message, is left out.
"""

from app.protocol import events as ev
from app.protocol.client_context import ClientContext, OpenBatch
from app.protocol.client_handlers import messages
from app.protocol.client_tags import CONCAT_TAG
from app.protocol.message import Message
from app.protocol.multiline import join

TYPE = "multiline"
MAX_BYTES = 131_072
MAX_LINES = 2_000
"""More than servers say they take. What the server says now is no bound: its history may be older than its limits."""
_VERBS = frozenset({"PRIVMSG", "NOTICE"})


def collects(batch: OpenBatch, message: Message) -> bool:
    """Whether a message is a line of such a batch."""
    return batch.type == TYPE and message.verb in _VERBS and len(message.params) > 1


def collect(context: ClientContext, batch: OpenBatch, line: Message) -> None:
    """Take a line."""
    head, text = batch.head, line.params[1]
    if head is None:
        batch.head = head = line
    size = batch.lines_bytes + len(text) + 1
    if (line.verb, line.params[0], line.source) != (head.verb, head.params[0], head.source):
        context.emit(ev.LineDropped(reason="a line that is not of the message around it"))
    elif size > MAX_BYTES or len(batch.lines) >= MAX_LINES:
        context.emit(ev.LineDropped(reason="a message of too many lines"))
    else:
        batch.lines.append((text, CONCAT_TAG in line.tags))
        batch.lines_bytes = size


def tell(context: ClientContext, batch: OpenBatch) -> None:
    """All lines are there: tell the message, as if it had come in one."""
    if batch.head is not None:
        head = batch.head
        # The tags belong on the batch; a server that has them on the first line is understood as well.
        tags = {**head.tags, **batch.opening.tags}
        messages.receive(context, Message(head.verb, (head.params[0], join(batch.lines)), head.source, tags))
