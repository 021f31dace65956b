"""The events that chats tell of, as text and back. Each field is checked: the file may be damaged, or not ours."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.protocol import events as ev
from app.protocol.modes import ModeChange
from app.protocol.source import Source
from app.values import frozen


@frozen
class _Shape:
    """How a field is written as JSON, and how it is read; reading raises ValueError."""

    # Any: what a field holds is known by the table below; what JSON holds is not known at all.
    write: Callable[[Any], object]
    read: Callable[[Any], object]


def _of_type(kind: type) -> Callable[[object], object]:
    def read(value: object) -> object:
        if type(value) is not kind:
            raise ValueError(value)
        return value

    return read


def _sequence_of(read: Callable[[Any], object]) -> Callable[[object], object]:
    def read_all(value: object) -> object:
        match value:
            case list():
                return tuple(read(each) for each in value)
        raise ValueError(value)

    return read_all


def _source(value: object) -> Source:
    match value:
        case [str(nick), str(user), str(host)]:
            return Source(nick, user, host)
    raise ValueError(value)


def _mode(value: object) -> ModeChange:
    match value:
        case [bool(adding), str(letter), (str() | None) as argument]:
            return ModeChange(adding=adding, letter=letter, argument=argument)
    raise ValueError(value)


_TEXT = _Shape(str, _of_type(str))
_FLAG = _Shape(bool, _of_type(bool))
_TEXTS = _Shape(list, _sequence_of(_of_type(str)))
_SOURCE = _Shape(lambda source: [source.nick, source.user, source.host], _source)
_MODES = _Shape(lambda modes: [[mode.adding, mode.letter, mode.argument] for mode in modes], _sequence_of(_mode))

_FIELDS: Mapping[type[ev.Event], Mapping[str, _Shape]] = {
    ev.UserJoined: {"source": _SOURCE, "channel": _TEXT, "account": _TEXT, "realname": _TEXT, "is_own": _FLAG},
    ev.UserParted: {"source": _SOURCE, "channel": _TEXT, "reason": _TEXT, "is_own": _FLAG},
    ev.UserKicked: {"source": _SOURCE, "channel": _TEXT, "nick": _TEXT, "reason": _TEXT, "is_own": _FLAG},
    ev.UserQuit: {"source": _SOURCE, "reason": _TEXT, "is_own": _FLAG},
    ev.NickChanged: {"source": _SOURCE, "nick": _TEXT, "is_own": _FLAG},
    ev.ChannelRenamed: {"source": _SOURCE, "channel": _TEXT, "name": _TEXT, "reason": _TEXT, "is_own": _FLAG},
    ev.TopicChanged: {"source": _SOURCE, "channel": _TEXT, "topic": _TEXT, "is_own": _FLAG},
    ev.ModesChanged: {"source": _SOURCE, "target": _TEXT, "changes": _MODES, "is_own": _FLAG},
    ev.ErrorReceived: {"numeric": _TEXT, "name": _TEXT, "params": _TEXTS, "reason": _TEXT},
    ev.StandardReplyReceived: {"severity": _TEXT, "command": _TEXT, "code": _TEXT, "context": _TEXTS, "reason": _TEXT},
    ev.CommandRefused: {"reason": _TEXT},
}
"""What happens in chats, and why a message was not sent."""
_TYPES = {kind.__name__: kind for kind in _FIELDS}


def encode_event(event: ev.Event | None) -> str:
    """The event as text; "" for none, and for one that chats do not tell of. Its tags are left out."""
    shapes = None if event is None else _FIELDS.get(type(event))
    if shapes is None:
        return ""
    fields = {name: shape.write(getattr(event, name)) for name, shape in shapes.items()}
    # ASCII: a lone surrogate is written as an escape, and comes back.
    return json.dumps([type(event).__name__, fields], separators=(",", ":"))


def decode_event(text: str, envelope: ev.Envelope = ev.PLAIN_ENVELOPE) -> ev.Event | None:
    """The event of such a text; None where it is not one."""
    try:
        match json.loads(text):
            case [str(name), dict(fields)] if name in _TYPES:
                kind = _TYPES[name]
                shapes = _FIELDS[kind]
                return kind(envelope=envelope, **{key: shapes[key].read(value) for key, value in fields.items()})
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    return None


def names_of_events() -> Sequence[str]:
    """What can be kept, by the names of the classes."""
    return tuple(_TYPES)
