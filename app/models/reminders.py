"""What people want to be reminded of, and when; kept across restarts in a small file.

The file is people's own, yet it may be damaged or foreign: what can't be read is left out.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeGuard

from app.values import frozen

MAX_REMINDERS = 100
MAX_TEXT = 500
_MAX_NUMBER = 2**53


@frozen(kw_only=True)
class Reminder:
    """`text` is due at `due_ms` since 1970, in the chat `chat_name` of `network`. `number` is how people call it."""

    number: int
    text: str
    due_ms: int
    network: str = ""
    chat_name: str = ""


class Reminders:
    """The list, the next one first."""

    def __init__(self, kept: object = None, save: Callable[[object], None] = lambda _document: None) -> None:
        """`kept` is what the file of JSON holds; every change is handed to `save`."""
        self._save = save
        self._reminders = sorted(_read(kept), key=_by_time)

    @property
    def all(self) -> Sequence[Reminder]:
        """What is to come, the next one first."""
        return tuple(self._reminders)

    @property
    def next_ms(self) -> int | None:
        """When the next one is due."""
        return self._reminders[0].due_ms if self._reminders else None

    def add(self, text: str, due_ms: int, *, network: str, chat_name: str) -> Reminder | None:
        """Remember this; None when the list is full."""
        if len(self._reminders) >= MAX_REMINDERS:
            return None
        taken = {each.number for each in self._reminders}
        number = next(number for number in range(1, MAX_REMINDERS + 2) if number not in taken)
        reminder = Reminder(number=number, text=text[:MAX_TEXT], due_ms=due_ms, network=network, chat_name=chat_name)
        self._reminders = sorted((*self._reminders, reminder), key=_by_time)
        self._keep()
        return reminder

    def cancel(self, number: int) -> Reminder | None:
        """Forget the one called so; None when there is none."""
        found = next((each for each in self._reminders if each.number == number), None)
        if found is not None:
            self._reminders.remove(found)
            self._keep()
        return found

    def take_due(self, now_ms: int) -> Sequence[Reminder]:
        """Those whose time has come, also while the app was closed; they are forgotten."""
        due = [each for each in self._reminders if each.due_ms <= now_ms]
        if due:
            self._reminders = self._reminders[len(due) :]
            self._keep()
        return due

    def _keep(self) -> None:
        self._save([{"number": each.number, "text": each.text, "due_ms": each.due_ms, "network": each.network,
                     "chat": each.chat_name} for each in self._reminders])


def _by_time(reminder: Reminder) -> tuple[int, int]:
    return reminder.due_ms, reminder.number


def _read(kept: object) -> list[Reminder]:
    found: dict[int, Reminder] = {}
    for row in kept[:MAX_REMINDERS] if isinstance(kept, list) else ():
        reminder = _reminder(row) if isinstance(row, dict) else None
        if reminder is not None:
            found.setdefault(reminder.number, reminder)
    return list(found.values())


def _reminder(row: Mapping[str, object]) -> Reminder | None:
    number, text, due_ms = row.get("number"), row.get("text"), row.get("due_ms")
    network, chat_name = row.get("network", ""), row.get("chat", "")
    if not _is_number(number) or not _is_number(due_ms) or not isinstance(text, str):
        return None
    if not isinstance(network, str) or not isinstance(chat_name, str):
        return None
    return Reminder(number=number, text=text[:MAX_TEXT], due_ms=due_ms, network=network, chat_name=chat_name)


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < _MAX_NUMBER
