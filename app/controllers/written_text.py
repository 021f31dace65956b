"""What people write, as it is sent, and what was sent, as it is written again: Markdown, emoji by name."""

from collections.abc import Callable

from app.contracts.session import Session
from app.contracts.workspace import Settings
from app.controllers.emoji_names import with_emoji, with_faces
from app.protocol.message_text import as_written, sent_as


def to_send(text: str, session: Session, settings: Settings) -> str:
    """The text to send for what somebody wrote."""
    if not settings.format_text:
        return text
    pictured = _with_faces_and_emoji if settings.emoticons else with_emoji
    return sent_as(text, names_of(session), pictured)


def to_write(text: str, session: Session, settings: Settings) -> str:
    """What to put into the box for a message that was sent, so that sending it changes nothing."""
    return as_written(text, names_of(session)) if settings.format_text else text


def names_of(session: Session) -> Callable[[str], bool]:
    """Whether a word names somebody here: `_maya_` is no maya in italics."""
    return lambda word: session.chat_state.person(word) is not None


def _with_faces_and_emoji(text: str) -> str:
    return with_faces(with_emoji(text))
