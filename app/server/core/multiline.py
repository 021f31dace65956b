"""A message of several lines as one text, and as the lines it came in (IRCv3 multiline).

The text keeps how it was composed: `LINE_BREAK` parts lines, `CONCAT` stands where a line went on without a break.
Neither can stand in a line of IRC, so no message says it by accident.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.protocol.message import format_tags
from app.server.core.cutting import bytes_of
from app.server.core.events import CONCAT, LINE_BREAK, MessageSent
from app.server.core.ordering import Position
from app.server.core.outgoing import MultilineMessage, Outgoing, message_line
from app.server.core.sender import Sender

if TYPE_CHECKING:
    from app.server.core.server import ServerCore

_ENDS = f"{LINE_BREAK}{CONCAT}"
_CTCP = re.compile(rf"(?:^|[{_ENDS}])\x01(?:(?!ACTION(?:[ \x01{_ENDS}]|$))|[^\x01{_ENDS}]*\x01[^{_ENDS}])")
"""A line that begins with a question that is no ACTION, or with one that another stands in or follows."""
_SEPARATORS = re.compile(f"([{LINE_BREAK}{CONCAT}])")


def join_lines(lines: Sequence[tuple[str, bool]]) -> str:
    """One text of lines, each with whether it goes on where the one before ended."""
    text = lines[0][0]
    for line, goes_on in lines[1:]:
        text += (CONCAT if goes_on else LINE_BREAK) + line
    return text


def split_lines(text: str) -> list[tuple[str, bool]]:
    """The lines a text was made of."""
    pieces = _SEPARATORS.split(text)
    return [(pieces[0], False), *((pieces[index + 1], pieces[index] == CONCAT) for index in range(1, len(pieces), 2))]


def is_multiline(text: str) -> bool:
    """Whether a text is more than one line."""
    return LINE_BREAK in text or CONCAT in text


def longest_line(text: str) -> int:
    """Bytes of the longest line: each has to fit a line of IRC for those who don't know multiline."""
    if not is_multiline(text):
        return bytes_of(text)
    return max(bytes_of(line) for line, _ in split_lines(text))


def is_ctcp(text: str) -> bool:
    """Whether a line is a CTCP message other than ACTION, which is how people say what they do."""
    return _CTCP.search(text) is not None


def plain(text: str) -> str:
    """What a person reads: the lines that went on are joined."""
    return text.replace(CONCAT, "")


def outgoing_message(server: "ServerCore", event: MessageSent, position: Position) -> Outgoing:
    """A message as its readers get it."""
    if event.text is None or not is_multiline(event.text):
        return message_line(event.verb, event.sender, event.target, event.text, position=position, tags=event.tags)
    return outgoing_text(server, event.verb, event.sender, event.target, event.text, position=position,
                         tags=event.tags)


def outgoing_text(
    server: "ServerCore", verb: str, sender: Sender, target: str, text: str | None, *, position: Position,
    tags: Mapping[str, str],
) -> Outgoing:
    """A message, of one line or several, sent now or kept."""
    if text is None or not is_multiline(text):
        return message_line(verb, sender, target, text, position=position, tags=tags)
    return MultilineMessage(verb, sender, target, split_lines(text), reference=server.next_batch(), position=position,
                            client_tags=format_tags(tags) if tags else "")
