"""What happens in a room, as lines between the messages: "ines joined", "tomas is now called tom"."""

from collections.abc import Callable
from typing import Any

from app.controllers.formatting import without_formatting
from app.controllers.plain_text import plain_text
from app.controllers.wording.masks import is_silencing, whom_text
from app.protocol import events as ev
from app.protocol.modes import ModeChange
from app.protocol.source import Source
from app.values import frozen


def happening_text(event: ev.Event, own_nick: str = "") -> str:
    """The line for an event in a chat; "" for one that has none."""
    teller = _TELLERS.get(type(event))
    return teller(event, own_nick) if teller is not None else ""


def actor(source: Source, own_nick: str = "", *, own: bool = False) -> str:
    """Who did it, as a sentence begins: "You", "maya", "The server"."""
    if own or (own_nick and source.nick.casefold() == own_nick.casefold()):
        return "You"
    if not source.nick or source.is_server:
        return "The server"
    return plain_text(source.nick)


def _because(reason: str) -> str:
    shown = without_formatting(reason).removeprefix("Quit:").strip()
    return f" ({shown})" if shown and shown.casefold() not in _SAYS_NOTHING else ""


_SAYS_NOTHING = frozenset({"quit", "client quit", "leaving", "client closed connection"})
"""What apps and servers put where nobody gave a reason."""


def _joined(event: ev.UserJoined, own_nick: str) -> str:
    return f"{actor(event.source, own_nick, own=event.is_own)} joined"


def _parted(event: ev.UserParted, own_nick: str) -> str:
    return f"{actor(event.source, own_nick, own=event.is_own)} left{_because(event.reason)}"


def _quit(event: ev.UserQuit, own_nick: str) -> str:
    return f"{actor(event.source, own_nick, own=event.is_own)} went offline{_because(event.reason)}"


def _kicked(event: ev.UserKicked, own_nick: str) -> str:
    who = "you" if event.is_own else plain_text(event.nick)
    reason = event.reason if event.reason != event.source.nick else ""
    return f"{actor(event.source, own_nick)} removed {who}{_because(reason)}"


def _nick_changed(event: ev.NickChanged, _own_nick: str) -> str:
    if event.is_own:
        return f"You are now called {plain_text(event.nick)}"
    return f"{plain_text(event.source.nick)} is now called {plain_text(event.nick)}"


def _channel_renamed(event: ev.ChannelRenamed, own_nick: str) -> str:
    who = actor(event.source, own_nick, own=event.is_own)
    return f"{who} renamed {plain_text(event.channel)} to {plain_text(event.name)}{_because(event.reason)}"


def _topic_changed(event: ev.TopicChanged, own_nick: str) -> str:
    who = actor(event.source, own_nick, own=event.is_own)
    topic = without_formatting(event.topic).strip()
    return f"{who} changed the topic to “{topic}”" if topic else f"{who} removed the topic"


def _modes_changed(event: ev.ModesChanged, own_nick: str) -> str:
    said = ", ".join(_mode_text(change, own_nick) for change in event.changes)
    return f"{actor(event.source, own_nick)} {said}" if said else ""


def _invited(event: ev.InviteReceived, own_nick: str) -> str:
    who = "you" if event.is_own else plain_text(event.nick)
    return f"{actor(event.source, own_nick)} invited {who} to {plain_text(event.channel)}"


# Any: each teller takes the one event type it stands beside.
_TELLERS: dict[type[ev.Event], Callable[[Any, str], str]] = {
    ev.UserJoined: _joined,
    ev.UserParted: _parted,
    ev.UserQuit: _quit,
    ev.UserKicked: _kicked,
    ev.NickChanged: _nick_changed,
    ev.ChannelRenamed: _channel_renamed,
    ev.TopicChanged: _topic_changed,
    ev.ModesChanged: _modes_changed,
    ev.InviteReceived: _invited,
}


@frozen
class _ModeWords:
    """What setting and unsetting a mode is, after "ines "; `{0}` is its argument."""

    on: str
    off: str


_MODES = {
    "q": _ModeWords("made {0} a host", "made {0} a host no longer"),
    "a": _ModeWords("made {0} a host", "made {0} a host no longer"),
    "o": _ModeWords("made {0} an admin", "made {0} an admin no longer"),
    "h": _ModeWords("made {0} a helper", "made {0} a helper no longer"),
    "v": _ModeWords("gave {0} voice", "took voice from {0}"),
    "b": _ModeWords("blocked {0}", "unblocked {0}"),
    "e": _ModeWords("made an exception from blocks for {0}", "removed the exception from blocks for {0}"),
    "I": _ModeWords("let {0} in without an invitation", "let {0} in only with an invitation again"),
    "k": _ModeWords("set a password for the channel", "removed the channel's password"),
    "l": _ModeWords("limited the channel to {0} people", "removed the limit of people"),
    "i": _ModeWords("made the channel invite-only", "opened the channel to everyone"),
    "m": _ModeWords("let only people with voice write", "let everyone write"),
    "n": _ModeWords("let only people in the channel write", "let people outside the channel write"),
    "s": _ModeWords("hid the channel", "made the channel visible"),
    "t": _ModeWords("let only admins change the topic", "let everyone change the topic"),
}
_NEED_ARGUMENT = "qaohvbeIl"
_WITH_MASKS = "beIq"
_SIGNS_OF_MASKS = frozenset("!@*:")


_SILENCED = _ModeWords("silenced {0}", "let {0} write again")


def _mode_text(change: ModeChange, own_nick: str) -> str:
    words = _MODES.get(change.letter)
    argument = plain_text(change.argument or "")
    if change.letter in _WITH_MASKS and set(argument) & _SIGNS_OF_MASKS:
        # Servers silence by a list `q`, or by a ban that says so; elsewhere `q` is a rank.
        is_silence = change.letter == "q" or (change.letter == "b" and is_silencing(argument))
        words, argument = _SILENCED if is_silence else words, whom_text(argument)
    missing = not argument and change.letter in _NEED_ARGUMENT and not (change.letter == "l" and not change.adding)
    if words is None or missing:
        return f"changed the mode {plain_text(str(change))}"
    if own_nick and argument.casefold() == own_nick.casefold():
        argument = "you"
    return (words.on if change.adding else words.off).format(argument)
