"""One command of one client, and its answer.

Everything a command produces for its sender goes through its request, so that labels are right without a handler
knowing of them: one line carries the label, several come in a labelled batch, none is an `ACK`.
Follows the IRCv3 specifications labeled-response, batch and standard-replies.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from app.protocol.numerics import ERR_NEEDMOREPARAMS
from app.server.core.client import Client
from app.server.core.outgoing import Outgoing
from app.server.core.texts import TEXTS
from app.server.core.user import User

if TYPE_CHECKING:
    from app.server.core.server import ServerCore

_LABEL_MAX = 64
# With the names and the sentence around them, no answer is over the 512 bytes of a line.
_FOREIGN_BYTES_MAX = 250
_Answer = TypeVar("_Answer")


class Request:
    """A command being answered. `pending` counts its events that the log has not applied yet."""

    __slots__ = ("_is_answered", "_lines", "client", "label", "params", "pending", "server", "tags", "verb")

    def __init__(self, server: "ServerCore", client: Client, verb: str, params: Sequence[str],
                 tags: Mapping[str, str]) -> None:
        self.server = server
        self.client = client
        self.verb = verb
        self.params = params
        self.tags = tags
        self.pending = 0
        self._lines: list[Outgoing] = []
        self._is_answered = False
        # Several lines can be an answer only in a batch (labeled-response, "Dependencies").
        is_labelling = bool(tags) and client.has("labeled-response") and client.has("batch")
        label = tags.get("label", "") if is_labelling else ""
        self.label = label if len(label.encode()) <= _LABEL_MAX else ""

    @property
    def user(self) -> User:
        """Who sits at the client."""
        return self.client.user

    @property
    def held_lines(self) -> int:
        """How many lines of the answer wait for its end, to be put into one batch."""
        return len(self._lines)

    def param(self, index: int, default: str = "") -> str:
        """The parameter at `index`, or `default`."""
        return self.params[index] if index < len(self.params) else default

    def send(self, line: Outgoing) -> None:
        """Answer with a line, which is held while there is a label to answer with all that belongs to it."""
        if self.label and not self._is_answered:
            self._lines.append(line)
        else:
            self.client.send(line)

    def reply(self, numeric: str, *params: str) -> None:
        """Answer with a numeric. The last parameter may hold spaces; without any, the numeric's own text is said."""
        *middle, last = params or (TEXTS[numeric],)
        head = "".join(f" {param}" for param in middle)
        self.send(Outgoing(f":{self.server.name} {numeric} {self.client.name}{head} :{last}"))

    def error(self, numeric: str, *context: str) -> None:
        """Answer with an error numeric about `context`, in its own words."""
        self.reply(numeric, *_in_middle(context), TEXTS[numeric])

    def need_more_params(self) -> None:
        """Say that parameters are missing."""
        self.error(ERR_NEEDMOREPARAMS, self.verb)

    def fail(self, code: str, *context_and_text: str) -> None:
        """Answer with a standard reply FAIL; the last parameter is the sentence for people."""
        self.send(self.standard_reply("FAIL", code, *context_and_text))

    def standard_reply(self, kind: str, code: str, *context_and_text: str) -> Outgoing:
        """The line of a FAIL, a WARN or a NOTE, for an answer of several lines."""
        *context, text = context_and_text
        head = "".join(f" {param}" for param in _in_middle(context))
        return Outgoing(f":{self.server.name} {kind} {self.verb} {code}{head} :{text}")

    def send_batch(self, kind: str, lines: Iterable[Outgoing]) -> None:
        """Answer with a batch of its own type, which then carries the label; without `batch`, with the bare lines."""
        client = self.client
        if not client.has("batch"):
            for line in lines:
                self.send(line)
            return
        self._is_answered = True
        self._write_batch(kind, lines)

    def later(self, act: Callable[[_Answer], None]) -> Callable[[_Answer], None]:
        """Stay open until something slow has answered, then do `act` with it, unless the client is gone by then."""
        self.server.hold(self)

        def answer(found: _Answer) -> None:
            try:
                if not self.client.is_gone:
                    act(found)
            finally:
                self.server.release(self)

        return answer

    def end_connection(self, reason: str) -> None:
        """Close the asker's connection, once it has what it was answered."""
        self.finish()
        self.server.close(self.client, reason)

    def finish(self) -> None:
        """Send what was held for the label. Called once nothing of this request is on its way any more."""
        if not self.label or self._is_answered or self.client.close_reason is not None:
            return
        self._is_answered = True
        lines, self._lines = self._lines, []
        if len(lines) > 1:
            self._write_batch("labeled-response", lines)
            return
        line = lines[0] if lines else Outgoing(f":{self.server.name} ACK")
        self.client.write(line.tagged(self.client.tagging, self.label))

    def _write_batch(self, kind: str, lines: Iterable[Outgoing]) -> None:
        client = self.client
        reference = self.server.next_batch()
        start = Outgoing(f":{self.server.name} BATCH +{reference} {kind}")
        client.write(start.tagged(client.tagging, self.label))
        for line in lines:
            client.write(line.tagged(client.tagging, batch=reference))
        client.write(Outgoing(f":{self.server.name} BATCH -{reference}").tagged(client.tagging))


def _in_middle(params: Sequence[str]) -> list[str]:
    """Foreign text as parameters that aren't the last: `*` for what can't be one, or would make the line too long."""
    share = _FOREIGN_BYTES_MAX // max(len(params), 1)
    return ["*" if not param or param[0] == ":" or " " in param or len(param.encode()) > share else param
            for param in params]
