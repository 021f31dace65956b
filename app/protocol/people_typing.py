"""Who is writing where, and for how long that is believed (client-tags/typing.md, "Format").

Times are monotonic seconds; `next_timeout` says when `expire` will change something. A chat is named by its channel, or
by the nick of the other person.
"""

from collections.abc import Callable

from app.protocol.events import TypingState

ACTIVE_S = 6.0
PAUSED_S = 30.0
MAX_PEOPLE = 500
"""Who writes beyond that pushes out the one who would be forgotten first."""
_BELIEVED_S = {TypingState.ACTIVE: ACTIVE_S, TypingState.PAUSED: PAUSED_S}


class PeopleTyping:
    """The people who are writing now."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        """`fold` makes names comparable, as the server's casemapping does."""
        self._fold = fold
        self._until: dict[tuple[str, str], tuple[str, float]] = {}

    def heard(self, chat: str, nick: str, state: TypingState, now: float) -> None:
        """A notice came from somebody."""
        key = (self._fold(chat), self._fold(nick))
        if state is TypingState.DONE:
            self._until.pop(key, None)
            return
        if key not in self._until and len(self._until) >= MAX_PEOPLE:
            del self._until[min(self._until, key=lambda each: self._until[each][1])]
        self._until[key] = (nick, now + _BELIEVED_S[state])

    def stopped(self, nick: str, chat: str = "") -> set[str]:
        """Somebody said something or left there; without a `chat`, is gone altogether. Answers what `expire` does."""
        if not self._until:
            return set()
        folded, place = self._fold(nick), self._fold(chat)
        gone = [key for key in self._until if key[1] == folded and (not chat or key[0] == place)]
        for key in gone:
            del self._until[key]
        return {chat for chat, _ in gone}

    def disconnected(self) -> None:
        """Nobody is heard any more."""
        self._until.clear()

    def in_chat(self, chat: str, now: float) -> list[str]:
        """The nicks of those who write there, who began first standing first."""
        folded = self._fold(chat)
        return [nick for (place, _), (nick, until) in self._until.items() if place == folded and until > now]

    def expire(self, now: float) -> set[str]:
        """Forget whom nothing was heard of for too long; the folded names of the chats that this changes."""
        gone = [key for key, (_, until) in self._until.items() if until <= now]
        for key in gone:
            del self._until[key]
        return {chat for chat, _ in gone}

    def next_timeout(self) -> float | None:
        """When somebody will be forgotten, None when nobody writes."""
        return min((until for _, until in self._until.values()), default=None)
