"""One IRC message: tags, source, verb, parameters; to and from its line.

Follows modern.ircdocs.horse, "Message format", and the IRCv3 message-tags specification.
"""

import re
from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from app.protocol.errors import LocalProtocolError, MalformedMessage
from app.values import frozen

NO_TAGS: Mapping[str, str] = MappingProxyType({})

_ESCAPES = {";": "\\:", " ": "\\s", "\\": "\\\\", "\r": "\\r", "\n": "\\n"}
_UNESCAPES = {":": ";", "s": " ", "\\": "\\", "r": "\r", "n": "\n"}
_ESCAPE_TABLE = str.maketrans(_ESCAPES)
_FORBIDDEN = ("\r", "\n", "\0")
_NOT_IN_KEYS = re.compile(r"[ ;=\r\n\0]")


@frozen
class Message:
    """A parsed or yet to be sent message. `source` is without its colon, `tags` are unescaped."""

    verb: str
    params: tuple[str, ...] = ()
    source: str | None = None
    tags: Mapping[str, str] = field(default_factory=lambda: NO_TAGS)

    def param(self, index: int, default: str = "") -> str:
        """The parameter at `index`, or `default`: peers leave parameters out."""
        return self.params[index] if index < len(self.params) else default

    def to_line(self) -> str:
        """The line as sent, without its CR LF.

        Raises LocalProtocolError when a part holds what would change the meaning of the line.
        """
        if not self.verb or self.verb[0] in "@:" or " " in self.verb or " " in (self.source or ""):
            raise LocalProtocolError("a verb or a source that can't be sent")
        parts = []
        if self.tags:
            parts.append("@" + format_tags(self.tags))
        if self.source is not None:
            parts.append(":" + self.source)
        parts.append(self.verb)
        if self.params:
            *middle, last = self.params
            for param in middle:
                if not param or param[0] == ":" or " " in param:
                    raise LocalProtocolError(f"parameter {param!r} can only stand last in {self.verb}")
            parts.extend(middle)
            parts.append(":" + last if not last or last[0] == ":" or " " in last else last)
        line = " ".join(parts)
        for char in _FORBIDDEN:
            if char in line:
                raise LocalProtocolError(f"{self.verb} holds a line break or a NUL")
        return line

    def to_bytes(self) -> bytes:
        """The line as sent, CR LF included. Raises LocalProtocolError as `to_line` does, and for half characters."""
        try:
            return f"{self.to_line()}\r\n".encode()
        except UnicodeEncodeError:
            # Lone surrogates come from terminals and toolkits that hand on what they could not read.
            raise LocalProtocolError(f"{self.verb} holds half of a character") from None


def parse_message(line: str) -> Message:
    """Parse one line without its CR LF.

    Raises MalformedMessage when it has no verb, or holds what no message may: NUL, CR or LF. So what was parsed can
    always be sent on.
    """
    for char in _FORBIDDEN:
        if char in line:
            raise MalformedMessage("a line with a NUL or a line break inside")
    tags = NO_TAGS
    source = None
    rest = line
    if rest.startswith("@"):
        raw_tags, _, rest = rest[1:].partition(" ")
        tags = parse_tags(raw_tags)
    rest = rest.lstrip(" ")
    if rest.startswith(":"):
        source, _, rest = rest[1:].partition(" ")
        rest = rest.lstrip(" ")
    head, colon, trailing = rest.partition(" :")
    params = head.split(" ")
    verb = params[0]
    if "" in params:
        # Several spaces in a row part parameters as one does (RFC 1459, 2.3.1).
        params = [param for param in params if param]
        verb = params[0] if params else ""
    if not verb or verb[0] in "@:":
        raise MalformedMessage("a line without a command")
    del params[0]
    if colon:
        params.append(trailing)
    # Beyond ASCII two characters may have one upper case: ſ must not turn PRIVMſG into what it is not.
    return Message(verb.upper() if verb.isascii() else verb, tuple(params), source, tags)


def parse_tags(raw: str) -> dict[str, str]:
    """Tags of a line, without the `@`; a missing value is the empty string, the last of doubles wins."""
    tags: dict[str, str] = {}
    for item in raw.split(";"):
        key, _, value = item.partition("=")
        tags[key] = value
    tags.pop("", None)
    if "\\" in raw:
        return {key: unescape_tag_value(value) for key, value in tags.items()}
    return tags


def format_tags(tags: Mapping[str, str]) -> str:
    """Tags as on the wire, without the `@`. Raises LocalProtocolError for a key that can't be sent."""
    items = []
    for key, value in tags.items():
        if not key or _NOT_IN_KEYS.search(key):
            raise LocalProtocolError(f"{key!r} is no tag key")
        items.append(f"{key}={escape_tag_value(value)}" if value else key)
    return ";".join(items)


def escape_tag_value(value: str) -> str:
    """Escape as the message-tags specification, "Escaping values", says."""
    return value.translate(_ESCAPE_TABLE)


def unescape_tag_value(value: str) -> str:
    """Undo `escape_tag_value`; an unknown escape loses its backslash, a lone last backslash is dropped."""
    if "\\" not in value:
        return value
    result = []
    chars = iter(value)
    for char in chars:
        if char == "\\":
            following = next(chars, "")
            result.append(_UNESCAPES.get(following, following))
        else:
            result.append(char)
    return "".join(result)


def decode_line(line: bytes) -> str:
    """Text of a line: UTF-8, else Latin-1, which takes any byte (old networks still speak it)."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")
