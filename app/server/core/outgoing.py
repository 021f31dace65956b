"""One line on its way to many: its bytes are made once per form and shared by all who take that form."""

from collections.abc import Mapping

from app.protocol.message import NO_TAGS, format_tags
from app.server.core.ordering import Position, format_msgid, format_time

TIME = 1
"""Form bit: the client knows server-time."""
TAGS = 2
"""Form bit: the client knows message-tags, so it gets message ids and client-only tags."""


class Outgoing:
    """A line without its CR LF, and what may be said in its tags.

    `position` gives the `time` tag, and the `msgid` tag where `with_id` says that the line is a message.
    """

    __slots__ = ("body", "client_tags", "forms", "position", "with_id")

    def __init__(self, body: str, position: Position | None = None, *, with_id: bool = False,
                 client_tags: str = "") -> None:
        self.body = body
        self.position = position
        self.with_id = with_id
        self.client_tags = client_tags
        self.forms: list[bytes | None] = [None, None, None, None]

    def form(self, tagging: int) -> bytes:
        """The bytes for clients of these form bits."""
        made = self.forms[tagging]
        if made is None:
            made = self.forms[tagging] = self.tagged(tagging)
        return made

    def tagged(self, tagging: int, extra: str = "") -> bytes:
        """The bytes for these form bits with `extra` tags in front, such as a label."""
        tags = [extra] if extra else []
        if self.position is not None:
            if tagging & TIME:
                tags.append("time=" + format_time(self.position.time_ms))
            if tagging & TAGS and self.with_id:
                tags.append("msgid=" + format_msgid(self.position.sequence))
        if tagging & TAGS and self.client_tags:
            tags.append(self.client_tags)
        line = f"@{';'.join(tags)} {self.body}\r\n" if tags else f"{self.body}\r\n"
        return line.encode()


def message_line(
    verb: str, source: str, target: str, text: str | None, *, position: Position, tags: Mapping[str, str] = NO_TAGS,
) -> Outgoing:
    """A PRIVMSG, NOTICE or TAGMSG as its readers get it."""
    body = f":{source} {verb} {target}" if text is None else f":{source} {verb} {target} :{text}"
    return Outgoing(body, position, with_id=True, client_tags=format_tags(tags) if tags else "")
