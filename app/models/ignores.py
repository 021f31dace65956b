"""Whom people don't want to hear on a network, by mask or by account.

What is ignored is dropped before anything sees it: it is neither shown, nor counted, nor kept here. The server's
history still has it. Who comes and goes, and what moderators do, is told all the same: it says how the room is.
"""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

from app.protocol import events as ev
from app.protocol.casemapping import CaseMapping
from app.protocol.mask import Mask, compile_mask
from app.values import frozen

MAX_IGNORES = 200
MAX_LENGTH = 200
ACCOUNT_SIGN = "$a:"
"""Before an account's name, as account-extban writes it."""


class IgnoreKind(Enum):
    """What of somebody is not heard; the value is how it is written and kept."""

    MESSAGES = "messages"
    NOTICES = "notices"
    INVITES = "invites"
    CTCP = "ctcp"


ALL_KINDS = tuple(IgnoreKind)


@frozen
class Ignore:
    """One entry of the list: a mask `nick!user@host` with `*` and `?`, or an account behind `$a:`.

    `until_ms` is when it ends, in milliseconds since 1970; 0 for one that stays.
    """

    mask: str
    kinds: tuple[IgnoreKind, ...] = ALL_KINDS
    until_ms: int = 0


def mask_of(text: str) -> str:
    """What people type as a whole mask: a nick alone means that nick from anywhere, `user@host` anybody from there.

    "" for what can be none.
    """
    text = text.strip()
    if not text or len(text) > MAX_LENGTH or any(char.isspace() or ord(char) < ord(" ") for char in text):
        return ""
    if text.casefold().startswith(ACCOUNT_SIGN):
        account = text[len(ACCOUNT_SIGN) :]
        return ACCOUNT_SIGN + account if account else ""
    if "!" in text:
        return text if "@" in text else f"{text}@*"
    return f"*!{text}" if "@" in text else f"{text}!*@*"


def with_ignore(rules: Sequence[Ignore], rule: Ignore) -> tuple[Ignore, ...]:
    """The list with one more entry, in the place of an older one of the same mask. A full list stays as it is."""
    others = without_ignore(rules, rule.mask)
    return (*others, rule) if len(others) < MAX_IGNORES else tuple(rules)


def without_ignore(rules: Sequence[Ignore], mask: str) -> tuple[Ignore, ...]:
    """The list without the entry of this mask."""
    return tuple(each for each in rules if each.mask.casefold() != mask.casefold())


def ignores_to_values(rules: Sequence[Ignore]) -> list[dict[str, object]]:
    """The list as the file of networks has it."""
    return [{"mask": rule.mask, "kinds": [kind.value for kind in rule.kinds],
             **({"until_ms": rule.until_ms} if rule.until_ms else {})} for rule in rules]


def ignores_from_values(values: object) -> tuple[Ignore, ...]:
    """The list as the file had it; what makes no sense is left out."""
    rules: tuple[Ignore, ...] = ()
    for value in values if isinstance(values, list) else ():
        if isinstance(value, dict):
            mask, named = value.get("mask"), value.get("kinds")
            kinds = tuple(kind for kind in IgnoreKind if isinstance(named, list) and kind.value in named)
            if isinstance(mask, str) and mask and mask_of(mask) == mask and kinds:
                rules = with_ignore(rules, Ignore(mask, kinds, _until_ms(value)))
    return rules


def _until_ms(value: dict[str, object]) -> int:
    until_ms = value.get("until_ms")
    return until_ms if type(until_ms) is int and until_ms > 0 else 0


class IgnoreList:
    """The list of one network, ready to be asked. Its masks are compiled when the server's casemapping is known."""

    def __init__(self, rules: Sequence[Ignore] = (), account_of: Callable[[str], str] = lambda _nick: "") -> None:
        """`account_of` tells the account of a nick as far as it is known, for servers that don't tell it each time."""
        self._rules = tuple(rules)
        self._account_of = account_of
        self._casemapping: CaseMapping | None = None
        self._masks: list[tuple[Mask, tuple[IgnoreKind, ...]]] = []
        self._accounts: list[tuple[Mask, tuple[IgnoreKind, ...]]] = []

    def stops(self, event: ev.Event, casemapping: CaseMapping) -> bool:
        """Whether an event is not to be heard."""
        if not self._rules:
            return False
        kind_of = _KINDS.get(type(event))
        kind = None if kind_of is None else kind_of(event)
        return kind is not None and self._has(event, kind, casemapping)

    def _has(self, event: Any, kind: IgnoreKind, casemapping: CaseMapping) -> bool:
        if casemapping is not self._casemapping:
            self._compile(casemapping)
        source = str(event.source)
        if any(kind in kinds and mask.matches(source) for mask, kinds in self._masks):
            return True
        if not self._accounts:
            return False
        account = event.envelope.account or self._account_of(event.source.nick)
        return bool(account) and any(kind in kinds and mask.matches(account) for mask, kinds in self._accounts)

    def _compile(self, casemapping: CaseMapping) -> None:
        self._casemapping = casemapping
        self._masks, self._accounts = [], []
        for rule in self._rules:
            is_account = rule.mask.startswith(ACCOUNT_SIGN)
            mask = rule.mask[len(ACCOUNT_SIGN) :] if is_account else rule.mask
            (self._accounts if is_account else self._masks).append((compile_mask(mask, casemapping), rule.kinds))


def _message(event: ev.MessageReceived) -> IgnoreKind | None:
    if event.is_own or event.source.is_server:
        return None
    return IgnoreKind.NOTICES if event.kind is ev.MessageKind.NOTICE else IgnoreKind.MESSAGES


def _with_messages(
    event: ev.TagMessageReceived | ev.TypingReceived | ev.ReactionReceived | ev.MessageEdited,
) -> IgnoreKind | None:
    return None if event.is_own else IgnoreKind.MESSAGES


def _invite(_event: ev.InviteReceived) -> IgnoreKind:
    return IgnoreKind.INVITES


def _ctcp(event: ev.CtcpReceived) -> IgnoreKind | None:
    return None if event.is_own else IgnoreKind.CTCP


# Any: each function takes the one event type it stands beside; all of them have a source.
_KINDS: dict[type[ev.Event], Callable[[Any], IgnoreKind | None]] = {
    ev.MessageReceived: _message,
    ev.MessageEdited: _with_messages,
    ev.TagMessageReceived: _with_messages,
    ev.TypingReceived: _with_messages,
    ev.ReactionReceived: _with_messages,
    ev.InviteReceived: _invite,
    ev.CtcpReceived: _ctcp,
}
