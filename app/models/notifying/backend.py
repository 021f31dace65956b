"""What every way to show a notification is: a builder of command lines. It starts nothing itself. Pure.

The one rule: a text goes into a command as one argument, or by the environment, and never into a script.
"""

from collections.abc import Mapping
from dataclasses import field
from enum import Enum, auto
from typing import Protocol

from app.models.notifying.notification import Notification
from app.values import frozen


@frozen
class Command:
    """A program with its arguments, and what is added to its environment."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


class Fate(Enum):
    """What became of a notification that was shown."""

    CHOSEN = auto()
    CLOSED = auto()


@frozen
class Heard:
    """What people, or the system, did with the notification `shown_id`."""

    shown_id: int
    fate: Fate


class Backend(Protocol):
    """One way to show notifications."""

    @property
    def name(self) -> str:
        """The program's name, for the log."""

    def probe(self) -> Command | None:
        """What has to succeed before the way is taken; None when there is nothing to ask."""

    def probed(self, output: str) -> None:
        """Take what the probe said."""

    def show(self, notification: Notification, replaces: int) -> Command:
        """Show it, in the place of an earlier one where `replaces` is not 0."""

    def shown_id(self, output: str) -> int:
        """The number the notification was given, as `show` answered; 0 for none."""

    def withdraw(self, shown_id: int) -> Command | None:
        """Take it away; None where that can't be done."""

    def monitor(self) -> Command | None:
        """What tells, line by line, what becomes of notifications; None where nothing does."""

    def heard(self, line: str) -> Heard | None:
        """What a line of the monitor says."""
