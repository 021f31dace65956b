"""What a notification says. Everything in it may come from strangers: it leaves here short and harmless."""

import re

from app.values import frozen

MAX_TITLE = 120
MAX_TEXT = 400

_UNREADABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff"  # control characters, halves of characters
    "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]"  # what turns texts around or is no text
)


@frozen(kw_only=True)
class Notification:
    """`key` says what it is about: a later one of the same key takes its place. It goes with a click."""

    key: str
    title: str
    text: str = ""


def harmless(notification: Notification) -> Notification:
    """The same, cut short, in one line for the title and few for the text, of characters that can be shown."""
    title = " ".join(_readable(notification.title, MAX_TITLE).split())
    return Notification(key=notification.key, title=title or " ", text=_readable(notification.text, MAX_TEXT))


def _readable(text: str, most: int) -> str:
    # Cut first: a text may be long, and what is looked at character by character must not be.
    text = _UNREADABLE.sub("", text[: most * 2]).replace("\t", " ").strip()
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
