"""What is said of reminders."""

from datetime import datetime

from app.controllers.plain_text import plain_text
from app.controllers.wording.times import day_text, time_text
from app.models.reminders import Reminder

NOTICE_TITLE = "⏰ Reminder"
"""Above the reminder outside the window."""


def reminder_text(text: str) -> str:
    """The reminder itself."""
    return f"⏰ You wanted to be reminded: {plain_text(text)}"


def when_text(due: datetime, now: datetime) -> str:
    """A time to come: "at 18:30", "tomorrow at 18:30", "on Friday, 27 November 2026, at 18:30"."""
    days = (due.date() - now.date()).days
    if days in (0, 1):
        return f"{'tomorrow ' if days else ''}at {time_text(due)}"
    return f"on {day_text(due)}, at {time_text(due)}"


def listed_text(reminder: Reminder, due: datetime, now: datetime) -> str:
    """One of several, with the number it is cancelled by."""
    return f"{reminder.number}. {when_text(due, now)}: {plain_text(reminder.text)}"
