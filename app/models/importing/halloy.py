"""Halloy's history of a chat: a JSON array of messages, compressed (`history/NUMBER.json.gz`).

The file names neither network nor chat; each message says where it was said.
"""

import json
from collections.abc import Mapping, Sequence

from app.models.chats import Entry, EntryKind
from app.models.importing.log_reader import LogFormat, LogPlace, UnreadableLine
from app.models.importing.told import happened, noted, said
from app.protocol.server_time import parse_server_time

_RANKS = "@%+~&!"
_MAX_DEPTH = 20


class HalloyReader:
    """A `LogReader`, whose lines are the messages of the array, one each (`json_array`)."""

    def __init__(self, place: LogPlace) -> None:
        self._chat = place.chat

    def read(self, line: str) -> Sequence[Entry]:
        """What a message tells. Raises UnreadableLine."""
        try:
            message = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UnreadableLine from error
        if not isinstance(message, dict):
            raise UnreadableLine
        time_ms = _time_ms(message)
        text = _text_of(message)
        kind, person = _source_of(message)
        match kind:
            case "User":
                return (said(time_ms, _nick_of(person), text),)
            case "Action":
                nick = _nick_of(person)
                return (said(time_ms, nick, text.removeprefix(f"{nick} "), EntryKind.ACTION),)
        return (happened(time_ms, text, self._chat) or noted(time_ms, text),)


def chat_of_message(line: str) -> str:
    """The channel or person a message was said to, "" where it does not say."""
    try:
        target = json.loads(line).get("target")
    except (ValueError, RecursionError, AttributeError):
        return ""
    match target:
        case {"Channel": {"channel": name}} | {"Query": {"query": name}} | {"Query": {"nick": name}}:
            return _name_of(name)
    return ""


def _name_of(value: object) -> str:
    match value:
        case str():
            return value
        case {"raw": str(raw)}:
            return raw
    return ""


def _time_ms(message: Mapping[str, object]) -> int:
    match message.get("server_time"):
        case str(text):
            # Halloy writes as many digits of the second as there are; IRC's form has any number, too.
            time_ms = parse_server_time(text.replace("+00:00", "Z"))
            if time_ms is not None:
                return time_ms
    raise UnreadableLine


def _source_of(message: Mapping[str, object]) -> tuple[str, object]:
    """Who said it: "User", "Action", "Server" or "Internal", and the person. It stands in two places by version."""
    source = message.get("source")
    if source is None:
        match message.get("target"):
            case dict(target):
                source = next((inner.get("source") for inner in target.values() if isinstance(inner, dict)), None)
    match source:
        case dict() if len(source) == 1:
            return next(iter(source.items()))
    return "", None


def _nick_of(person: object) -> str:
    match person:
        case str(text):
            nick = text.split("!", 1)[0].lstrip(_RANKS)
            if nick:
                return nick
        case {"nickname": str(nick)} if nick:
            return nick
    raise UnreadableLine


def _text_of(message: Mapping[str, object]) -> str:
    match message.get("text"):
        case str(text):
            return text
    return _content(message.get("content"), 0)


def _content(value: object, depth: int) -> str:
    """The words of a message out of its fragments: of what is told twice (a person and their name), the name."""
    match value:
        case str(text):
            return text
        case list(parts) if depth < _MAX_DEPTH:
            return "".join(_content(part, depth + 1) for part in parts)
        case {"Plain": inner} | {"Fragments": inner} | {"Text": inner} | {"Url": inner} | {"HighlightMatch": inner}:
            return _content(inner, depth + 1) if depth < _MAX_DEPTH else ""
        case {"Formatted": {"text": str(text)}} | {"Channel": {"raw": str(text)}}:
            return text
        case {"User": [_, str(text)]} | {"HighlightNick": [_, str(text)]} | {"Channel": str(text)}:
            return text
    return ""


def _looks_like(lines: Sequence[str]) -> bool:
    return any('"server_time"' in line and '"direction"' in line for line in lines)


HALLOY = LogFormat(key="halloy", name="Halloy", resolution_ms=1, looks_like=_looks_like, make=HalloyReader)
