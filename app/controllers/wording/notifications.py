"""What notifications say, and what is said of them."""

from collections.abc import Sequence

from app.controllers.wording.times import count_text
from app.models.notification_rules import Effect, Rule

TEST_TITLE = "Group Chat"
TEST_TEXT = "This is what a notification looks like."
TEST_SENT = "A notification is on its way to you."
TEST_FAILED = ("Your computer can't show notifications just now. What is meant for you is still heard and counted, "
               "and shown here.")
NOT_SHOWN = "Your computer can't show notifications just now. They are shown here instead."
NOTHING_SAID = "Nobody has said anything here yet."


def who_text(names: Sequence[str]) -> str:
    """As in "ines", "ines and olu", "ines and 4 others"."""
    if len(names) <= 2:
        return " and ".join(names)
    return f"{names[0]} and {len(names) - 1} others"


def title_text(names: Sequence[str], where: str) -> str:
    """As in "ines and 4 others in #maps"; nowhere is between us."""
    return f"{who_text(names)} in {where}" if where else who_text(names)


def hidden_title_text(names: Sequence[str], count: int, *, is_message: bool) -> str:
    """All that a private notification says."""
    what = ("Message" if count == 1 else "Messages") if is_message else "News"
    return f"{what} from {who_text(names)}"


def toast_text(title: str, text: str) -> str:
    """A notification in one line, inside the window."""
    return f"{title}: {text.replace(chr(10), ' · ')}" if text else title


def many_text(newest: str, count: int) -> str:
    """The newest of several."""
    return newest if count == 1 else f"{newest}\n{count_text(count, 'new message')}"


def summary_text(messages: int, chats: int) -> str:
    """Too much for a notification each."""
    return f"{count_text(messages, 'new message')} in {count_text(chats, 'chat')}"


def missed_text(messages: int, chats: int) -> str:
    """What was said while the connection was gone."""
    return f"{summary_text(messages, chats)} while you were not connected"


def reaction_text(who: str, reaction: str, said: str) -> str:
    """As in "ines: 👍 to “The ridge walk is on”"."""
    return f"{who}: {reaction} to “{said}”" if said else f"{who}: {reaction}"


def invite_text(who: str, channel: str) -> str:
    """As in "ines invites you to #maps"."""
    return f"{who} invites you to {channel}"


def kick_text(who: str, channel: str, reason: str) -> str:
    """As in "ines removed you from #maps: too loud"."""
    return f"{who} removed you from {channel}{f': {reason}' if reason else ''}"


def why_text(who: str, rule: Rule, *, is_heard: bool, is_shown: bool) -> str:
    """Why somebody's last message asks for attention, or does not."""
    said = f"What {who} said last here"
    if rule.effect is not Effect.TELL:
        what = "is counted and not told" if rule.effect else "is not told"
        return f"{said} {what}, because {rule.why}."
    if not is_heard and not is_shown:
        return f"{said} would be told, because {rule.why}. But sound and notifications are off."
    how = "heard and shown" if is_heard and is_shown else "heard" if is_heard else "shown"
    return f"{said} is {how} while you look elsewhere, because {rule.why}."
