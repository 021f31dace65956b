"""PRIVMSG, NOTICE, TAGMSG. Follows modern.ircdocs.horse, "Sending Messages", and IRCv3 message-tags."""

from collections.abc import Mapping, Sequence

from app.protocol.lines import BODY_MAX
from app.protocol.message import NO_TAGS
from app.protocol.numerics import (
    ERR_CANNOTSENDTOCHAN,
    ERR_CANNOTSENDTOUSER,
    ERR_INPUTTOOLONG,
    ERR_NORECIPIENT,
    ERR_NOSUCHCHANNEL,
    ERR_NOSUCHNICK,
    ERR_NOTEXTTOSEND,
    ERR_TARGETTOOFAST,
    ERR_TOOMANYTARGETS,
)
from app.server.core.access import is_visible, speak_refusal, write_refusal
from app.server.core.commands import Command
from app.server.core.cutting import bytes_of
from app.server.core.events import TYPING_TAGS, MessageSent
from app.server.core.isupport import PREFIXES
from app.server.core.multiline import is_ctcp, longest_line
from app.server.core.names import conversation_of
from app.server.core.rates import seconds
from app.server.core.repeats import NONCE_TAG
from app.server.core.request import Request

_CONTEXT_TAGS = frozenset({"+channel-context", "+draft/channel-context"})
_TOO_FAST = "You write to many new people very fast. Nothing was sent; try again in {}"
_MODE_OF_PREFIX = {prefix: letter for letter, prefix in PREFIXES.items()}


def handle_privmsg(request: Request) -> None:
    """PRIVMSG: a text to rooms and people."""
    if not request.param(0):
        request.error(ERR_NORECIPIENT)
    elif not (text := request.param(1)):
        request.error(ERR_NOTEXTTOSEND)
    else:
        _send_to_all(request, text, _Refusing(request))


def handle_notice(request: Request) -> None:
    """NOTICE: as PRIVMSG, but never answered with an error."""
    if request.param(0) and request.param(1):
        _send_to_all(request, request.param(1), _Silent(request))


def handle_tagmsg(request: Request) -> None:
    """TAGMSG: client-only tags and no text."""
    if not request.param(0):
        request.error(ERR_NORECIPIENT)
    else:
        _send_to_all(request, None, _Refusing(request))


def client_tags(request: Request) -> dict[str, str]:
    """The client-only tags of a command that may be handed on (ISUPPORT CLIENTTAGDENY)."""
    denied = request.server.config.rooms.denied_tags
    return {name: value for name, value in request.tags.items()
            if name[0] == "+" and len(name) > 1 and not is_denied(name[1:], denied)}


def is_denied(name: str, denied: Sequence[str]) -> bool:
    """Whether a list such as `*,-typing` keeps out a tag; a name after a minus is let through."""
    return f"-{name}" not in denied and (name in denied or "*" in denied)


class _Refusing:
    """Says why a message can't be sent."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def __call__(self, numeric: str, *context: str) -> None:
        self._request.error(numeric, *context)

    def too_fast(self, nick: str, wait_s: float) -> None:
        """The message was to somebody new, and there were too many of those."""
        self._request.reply(ERR_TARGETTOOFAST, nick, _TOO_FAST.format(seconds(wait_s)))


class _Silent(_Refusing):
    """A NOTICE must not cause an answer (RFC 1459, 4.4.2)."""

    def __call__(self, numeric: str, *context: str) -> None:
        pass

    def too_fast(self, nick: str, wait_s: float) -> None:
        """Said all the same: nothing was wrong with the message, so that its sender takes it for sent."""
        self._request.fail("TARGET_TOO_FAST", nick, _TOO_FAST.format(seconds(wait_s)))


def _send_to_all(request: Request, text: str | None, refuse: _Refusing) -> None:
    client = request.client
    request.user.last_spoke_at = request.server.now.monotonic
    targets = request.params[0].split(",")
    maximum = request.server.config.limits.targets
    if len(targets) > maximum:
        refuse(ERR_TOOMANYTARGETS, targets[maximum])
        targets = targets[:maximum]
    if len(targets) > 1:
        request.server.intake.charge(client, len(targets) - 1)
    tags: Mapping[str, str] = NO_TAGS
    if request.tags and client.has("message-tags"):
        tags = client_tags(request)
    for target in targets:
        event = _message(request, target, text, refuse)
        if event is not None and _is_new(request, event, tags):
            request.server.submit(request, event if not tags else _with_tags(request, event, tags))


def _is_new(request: Request, event: MessageSent, tags: Mapping[str, str]) -> bool:
    """Whether the message is not one that came by a lost connection of its sender, too (docs/specs/nonce.md)."""
    nonce = tags.get(NONCE_TAG) if event.text is not None else None
    return not nonce or request.server.repeats.is_new(event.history or event.key, nonce)


def _message(request: Request, target: str, text: str | None, refuse: _Refusing) -> MessageSent | None:
    """The event for one target, or None after saying why not."""
    statusmsg = _MODE_OF_PREFIX.get(target[:1], "")
    name = target[1:] if statusmsg else target
    event = (_to_room if name.startswith("#") else _to_person)(request, name, statusmsg, text, refuse)
    if event is None:
        return None
    if text is None:
        return event
    overhead = len(event.verb) + len(event.sender.source) + bytes_of(event.target) + len(": :\r\n") + 2
    if overhead + longest_line(text) > BODY_MAX:
        refuse(ERR_INPUTTOOLONG)
        return None
    return event


def _to_room(request: Request, name: str, statusmsg: str, text: str | None, refuse: _Refusing) -> MessageSent | None:
    user = request.user
    channel = request.server.world.channel(name)
    if channel is None:
        refuse(ERR_NOSUCHCHANNEL, name)
        return None
    refusal = speak_refusal(channel, user)
    if refusal is not None:
        refuse(ERR_CANNOTSENDTOCHAN if is_visible(channel, user) else ERR_NOSUCHCHANNEL, name)
        return None
    if text is not None and "C" in channel.flags and is_ctcp(text):
        refuse(ERR_CANNOTSENDTOCHAN, name)
        return None
    prefix = PREFIXES.get(statusmsg, "")
    return MessageSent(
        verb=request.verb, sender=user.sender, target=prefix + channel.name, key=channel.folded, text=text,
        statusmsg=statusmsg, history="" if statusmsg or text is None else channel.folded)


def _to_person(request: Request, name: str, statusmsg: str, text: str | None, refuse: _Refusing) -> MessageSent | None:
    user = request.user
    reader = request.server.world.user(name) if not statusmsg else None
    if reader is None:
        refuse(ERR_NOSUCHNICK, name)
        return None
    refusal = write_refusal(reader, user)
    if refusal is not None:
        refuse(refusal, name)
        return None
    if "T" in reader.modes and text is not None and is_ctcp(text) and reader is not user:
        refuse(ERR_CANNOTSENDTOUSER, name)
        return None
    server = request.server
    wait_s = server.rates.take_target(server.config.limits, user, reader, server.now.monotonic)
    if wait_s:
        refuse.too_fast(reader.nick, wait_s)
        return None
    return MessageSent(
        verb=request.verb, sender=user.sender, target=reader.nick, key=reader.folded, text=text,
        history="" if text is None else conversation_of(user.identity, reader.identity))


def _with_tags(request: Request, event: MessageSent, tags: Mapping[str, str]) -> MessageSent:
    """The event with its client-only tags. A tagged TAGMSG is kept, unless all it says is who is typing, and where."""
    history = event.history
    if event.text is None and not event.statusmsg and tags.keys() - TYPING_TAGS - _CONTEXT_TAGS:
        history = event.key
        reader = request.server.world.users.get(event.key)
        if reader is not None:
            history = conversation_of(request.user.identity, reader.identity)
    return MessageSent(verb=event.verb, sender=event.sender, target=event.target, key=event.key, text=event.text,
                       tags=tags, statusmsg=event.statusmsg, history=history)


COMMANDS = {
    "PRIVMSG": Command(handle_privmsg, pipelined=True),
    "NOTICE": Command(handle_notice, pipelined=True),
    "TAGMSG": Command(handle_tagmsg, cost=0.5),
}
