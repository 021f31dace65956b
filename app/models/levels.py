"""How much of a chat people want to hear: its level, whether it is muted, and until when it is snoozed.

A chat's options are kept by the store as names and texts.
"""

from collections.abc import Mapping
from enum import Enum

from app.values import frozen

MAX_SNOOZE_MS = 31 * 86_400_000
"""A longer time comes from a clock that went wrong, not from people."""

_LEVEL = "level"
_MUTED = "muted"
_SNOOZED = "snoozed_until_ms"
_MAX_DIGITS = 15


class Level(Enum):
    """What of a chat asks for attention; the value is how it is kept."""

    ALL = "all"
    MENTIONS = "mentions"
    NOTHING = "nothing"


@frozen(kw_only=True)
class ChatOptions:
    """What people chose for a chat. Without a `level` it has the one chats of its kind have."""

    level: Level | None = None
    is_muted: bool = False
    snoozed_until_ms: int = 0

    def is_snoozed(self, now_ms: int) -> bool:
        """Whether the chat is to be silent at that time."""
        return now_ms < self.snoozed_until_ms <= now_ms + MAX_SNOOZE_MS

    def to_texts(self) -> dict[str, str]:
        """As the store keeps them: "" for what was not chosen."""
        return {
            _LEVEL: "" if self.level is None else self.level.value,
            _MUTED: "yes" if self.is_muted else "",
            _SNOOZED: str(self.snoozed_until_ms) if self.snoozed_until_ms else "",
        }


DEFAULT_OPTIONS = ChatOptions()


def options_from_texts(texts: Mapping[str, str]) -> ChatOptions:
    """What the store kept; what makes no sense was not chosen."""
    level, snoozed = texts.get(_LEVEL, ""), texts.get(_SNOOZED, "")
    is_time = snoozed.isascii() and snoozed.isdigit() and len(snoozed) <= _MAX_DIGITS
    return ChatOptions(
        level=next((each for each in Level if each.value == level), None),
        is_muted=texts.get(_MUTED) == "yes",
        snoozed_until_ms=int(snoozed) if is_time else 0,
    )
