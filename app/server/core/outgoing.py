"""One line on its way to many: its bytes are made once per form and shared by all who take that form."""

from collections.abc import Iterator, Mapping, Sequence

from app.protocol.lines import BODY_MAX
from app.protocol.message import NO_TAGS, escape_tag_value, format_tags
from app.server.core.cutting import cut
from app.server.core.ordering import Position, format_msgid, format_time
from app.server.core.sender import Sender

TIME = 1
"""Form bit: the client knows server-time."""
TAGS = 2
"""Form bit: the client knows message-tags, so it gets message ids, client-only tags and the bot tag."""
ACCOUNT = 4
"""Form bit: the client knows account-tag."""
OPER = 8
"""Form bit: the client knows draft/oper."""
MULTILINE = 16
"""Form bit: the client knows batch and draft/multiline."""
EXTENDED_JOIN = 32
"""Form bit: the client knows extended-join."""


class Outgoing:
    """A line without its CR LF, and what may be said in its tags.

    `position` gives the `time` tag, and the `msgid` tag where `with_id` says that the line has one; `sender` gives what
    tags tell of a person.
    """

    __slots__ = ("body", "client_tags", "forms", "position", "sender", "with_id")

    def __init__(self, body: str, position: Position | None = None, *, with_id: bool = False,
                 client_tags: str = "", sender: Sender | None = None) -> None:
        self.body = body
        self.position = position
        self.with_id = with_id
        self.client_tags = client_tags
        self.sender = sender
        # Those who deliver look here themselves: asking for a form costs more than all else they do for a client.
        self.forms: dict[int, bytes] = {}

    def form(self, tagging: int) -> bytes:
        """The bytes for clients of these form bits."""
        made = self.forms.get(tagging)
        if made is None:
            made = self.forms[tagging] = self.tagged(tagging)
        return made

    def tagged(self, tagging: int, label: str = "", batch: str = "") -> bytes:
        """The bytes for these form bits, answering the request of a label, inside the batch of a reference."""
        # Only words at the end of a line may be too many here: what must not be lost was made to fit before.
        body = cut(self.body_for(tagging), BODY_MAX - 2)
        line = _with_tags(self._tags(tagging, label, batch), body) if tagging or label or batch else f"{body}\r\n"
        return line.encode()

    def body_for(self, _tagging: int) -> str:
        """The line without its tags, for clients of these form bits."""
        return self.body

    def _tags(self, tagging: int, label: str, batch: str, *, is_first: bool = True) -> list[str]:
        """Formatted tags. Of several lines that are one message, the first alone has the id (multiline, "Fallback")."""
        tags = _link_tags(label, batch)
        if self.position is not None:
            if tagging & TIME:
                tags.append("time=" + format_time(self.position.time_ms))
            if tagging & TAGS and self.with_id and is_first:
                tags.append("msgid=" + format_msgid(self.position.sequence))
        if self.sender is not None:
            _add_sender_tags(tags, self.sender, tagging)
        if tagging & TAGS and self.client_tags:
            tags.append(self.client_tags)
        return tags


class MultilineMessage(Outgoing):
    """A message of several lines: a batch for those who know draft/multiline, for others line by line.

    `reference` is the batch's; `lines` are the texts, each with whether it goes on where the one before ended.
    Follows the IRCv3 multiline specification; empty lines are left out for those who don't know it.
    """

    __slots__ = ("_head", "_lines", "_reference")

    def __init__(self, verb: str, sender: Sender, target: str, lines: Sequence[tuple[str, bool]], *, reference: str,
                 position: Position, client_tags: str = "") -> None:
        body = f":{sender.source} BATCH +{reference} draft/multiline {target}"
        super().__init__(body, position, with_id=True, client_tags=client_tags, sender=sender)
        self._head = f":{sender.source} {verb} {target} :"
        self._lines = lines
        self._reference = reference

    def tagged(self, tagging: int, label: str = "", batch: str = "") -> bytes:
        """The bytes of the whole batch, or of all its lines."""
        make = self._in_batch if tagging & MULTILINE else self._one_by_one
        return "".join(make(tagging, label, batch)).encode()

    def _in_batch(self, tagging: int, label: str, batch: str) -> Iterator[str]:
        yield _with_tags(self._tags(tagging, label, batch), self.body)
        inside = f"@batch={self._reference}"
        for text, goes_on in self._lines:
            yield f"{inside}{';draft/multiline-concat' if goes_on else ''} {self._head}{text}\r\n"
        yield _with_tags(_link_tags("", batch), f"BATCH -{self._reference}")

    def _one_by_one(self, tagging: int, label: str, batch: str) -> Iterator[str]:
        is_first = True
        for text, _goes_on in self._lines:
            if text:
                tags = self._tags(tagging, label if is_first else "", batch, is_first=is_first)
                yield _with_tags(tags, self._head + text)
                is_first = False


def _link_tags(label: str, batch: str) -> list[str]:
    tags = ["label=" + escape_tag_value(label)] if label else []
    if batch:
        tags.append("batch=" + batch)
    return tags


def _with_tags(tags: list[str], body: str) -> str:
    return f"@{';'.join(tags)} {body}\r\n" if tags else f"{body}\r\n"


def _add_sender_tags(tags: list[str], sender: Sender, tagging: int) -> None:
    if tagging & ACCOUNT and sender.account:
        tags.append("account=" + escape_tag_value(sender.account))
    if tagging & TAGS and sender.is_bot:
        tags.append("bot")
    if tagging & OPER and sender.oper:
        tags.append("draft/oper=" + escape_tag_value(sender.oper))


def message_line(
    verb: str, sender: Sender, target: str, text: str | None, *, position: Position, tags: Mapping[str, str] = NO_TAGS,
) -> Outgoing:
    """A PRIVMSG, NOTICE or TAGMSG as its readers get it."""
    body = f":{sender.source} {verb} {target}" if text is None else f":{sender.source} {verb} {target} :{text}"
    return Outgoing(body, position, with_id=True, client_tags=format_tags(tags) if tags else "", sender=sender)
