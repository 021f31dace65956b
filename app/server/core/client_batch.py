"""A batch that a client has opened: its lines are collected until it is closed (IRCv3 client-batch, multiline).

The one rule: what is in a batch is sent whole or not at all. Whatever goes wrong spoils it: one FAIL answers the
command that opened it, and what still comes of it is thrown away until it is closed or another is opened.

What it costs: BATCH 1, to open and to close; a line `LINE_COST`. The 100 lines that a message may have by default cost
12 with that, a little more than the full purse of 10: a paste leaves after a second, and one may follow every six. So a
batch brings eight times the lines that could be sent one by one, a few kB a second, and never more.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.protocol.lines import BODY_MAX
from app.protocol.message import Message
from app.server.config import LimitsSection
from app.server.core.client import Client
from app.server.core.multiline import join_lines
from app.server.core.names import fold
from app.server.core.outgoing import MULTILINE, Outgoing
from app.server.core.request import Request

if TYPE_CHECKING:
    from app.server.core.server import ServerCore

LINE_COST = 0.1
"""What a line in a batch costs, of the tokens that a command costs one of."""

_CONCAT_TAG = "draft/multiline-concat"
_LINES = frozenset({"PRIVMSG", "NOTICE"})
_GO_ON = frozenset({"PING", "PONG", "QUIT"})
"""What may come while a batch is open: programs send these by themselves."""


@dataclass(slots=True, kw_only=True)
class ClientBatch:
    """What has come so far. `lines` are texts, each with whether it goes on where the one before ended.

    `opening` is the command that opened it. It stays open too: what becomes of the batch is its answer.
    """

    opening: Request
    reference: str
    target: str
    verb: str = ""
    lines: list[tuple[str, bool]] = field(default_factory=list)
    size: int = 0
    is_spoiled: bool = False

    def spoil(self, code: str, *context_and_text: str) -> None:
        """Give it up and say why, once."""
        if self.is_spoiled:
            return
        self.is_spoiled = True
        self.lines.clear()
        opening = self.opening
        opening.server.clocks.batch_closed(opening.client)
        opening.fail(code, *context_and_text)
        opening.pending -= 1
        if not opening.pending:
            opening.finish()

    def add(self, line: Request) -> None:
        """Take a PRIVMSG or a NOTICE of the batch."""
        text, goes_on = line.param(1), _CONCAT_TAG in line.tags
        self.verb = self.verb or line.verb
        self.size += len(text.encode()) + (bool(self.lines) and not goes_on)
        self.lines.append((text, goes_on))
        fault = _wrong_line(self, line) or _too_much(self, line.server.config.limits)
        if fault is not None:
            self.spoil(*fault)


def _wrong_line(batch: ClientBatch, line: Request) -> tuple[str, ...] | None:
    """Why the line that came last can't be in the batch: code, context and sentence."""
    if fold(line.param(0)) != fold(batch.target):
        return ("MULTILINE_INVALID_TARGET", batch.target, line.param(0),
                "All lines of a message go to the same target. Nothing was sent.")
    if line.verb != batch.verb:
        return "MULTILINE_INVALID", "A message can't be partly a PRIVMSG and partly a NOTICE. Nothing was sent."
    if _CONCAT_TAG in line.tags and not line.param(1):
        return "MULTILINE_INVALID", "An empty line can't continue another. Nothing was sent."
    if any(name[0] == "+" or name == "label" for name in line.tags):
        return "MULTILINE_INVALID", "Tags belong to the BATCH that opens the message. Nothing was sent."
    return None


def _too_much(batch: ClientBatch, limits: LimitsSection) -> tuple[str, ...] | None:
    if len(batch.lines) > limits.multiline_lines:
        return "MULTILINE_MAX_LINES", str(limits.multiline_lines), "Those are too many lines. Nothing was sent."
    if batch.size > limits.multiline_bytes:
        return "MULTILINE_MAX_BYTES", str(limits.multiline_bytes), "That message is too long. Nothing was sent."
    return None


def open_batch(server: "ServerCore", opening: Request, reference: str, target: str) -> None:
    """Collect lines from here on; the clock runs."""
    opening.client.batch = ClientBatch(opening=opening, reference=reference, target=target)
    opening.pending += 1
    server.clocks.batch_opened(opening.client)


def refuse_batch(opening: Request, reference: str, code: str, *context_and_text: str) -> None:
    """Say why a batch can't be opened, and throw away what comes of it."""
    opening.client.batch = ClientBatch(opening=opening, reference=reference, target="", is_spoiled=True)
    opening.fail(code, *context_and_text)


def close_batch(server: "ServerCore", batch: ClientBatch) -> None:
    """All is there: from here on it is one message, sent as if by one command that has the opening one's tags."""
    client = batch.opening.client
    if not any(text for text, _ in batch.lines):
        batch.spoil("MULTILINE_INVALID", "There is no text in that message. Nothing was sent.")
    client.batch = None
    if not batch.is_spoiled:
        server.clocks.batch_closed(client)
        server.intake.run(client, Message(batch.verb, (batch.target, join_lines(batch.lines)),
                                          tags=batch.opening.tags))


def collect(request: Request) -> bool:
    """Take a command that belongs to a batch; False when it stands by itself and has to be done."""
    client, verb = request.client, request.verb
    batch, reference = client.batch, request.tags.get("batch")
    if verb in _GO_ON or not knows_batches(client):
        return False
    if reference is None:
        # BATCH itself opens and closes.
        if batch is not None and verb != "BATCH":
            batch.spoil("MULTILINE_INVALID", "Close the batch before you do something else. Nothing of it was sent.")
        return False
    if batch is None or (batch.is_spoiled and batch.reference != reference):
        request.send(Outgoing(f":{request.server.name} FAIL BATCH MULTILINE_INVALID "
                              ":No such batch is open. Nothing was sent."))
    elif batch.reference != reference:
        batch.spoil("MULTILINE_INVALID", "A line came that isn't of the open batch. Nothing was sent.")
    elif verb not in _LINES:
        batch.spoil("MULTILINE_INVALID", "Only messages can be in a batch. Nothing was sent.")
    elif not batch.is_spoiled:
        batch.add(request)
    return True


def knows_batches(client: Client) -> bool:
    """Whether a client switched on what batches of its own are for; to others the tag means nothing."""
    return bool(client.tagging & MULTILINE)


def cost_of(client: Client, message: Message, cost: float) -> float:
    """What a command costs here and now: a line of an open batch is cheap, as long as something may come of it.

    Long tags cost as much as the lines they would fill: all who read a message get them too.
    """
    if message.tags:
        cost += (sum(map(len, message.tags)) + sum(map(len, message.tags.values()))) // BODY_MAX
    batch = client.batch
    if batch is None or batch.is_spoiled or message.verb not in _LINES:
        return cost
    return LINE_COST if message.tags.get("batch") == batch.reference else cost
