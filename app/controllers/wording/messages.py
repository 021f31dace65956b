"""What stands around a message's own words: what it answers, what became of it, who is writing."""

from collections.abc import Sequence

from app.controllers.formatting import preview_text
from app.controllers.plain_text import plain_text
from app.controllers.wording.times import list_text
from app.models.chats import Entry, EntryKind, Reaction

EDITED = "(edited)"
DELETED = "Message deleted"
BOT = "bot"
CHANGING = "Changing your message · Empty the box to leave it as it is"

_ARROW = "↪"
_MOST_QUOTED = 80
_MOST_NAMED = 2
_NO_BREAK = "\u00a0"


def looks_like_text(original: str) -> str:
    """Beside a nick that is made to look like another one, or happens to."""
    return f"looks like {plain_text(original)}"


def quote_text(answered: Entry | None) -> str:
    """The line above an answer; None: what it answers is not here."""
    if answered is None:
        return f"{_ARROW} an earlier message"
    nick = plain_text(answered.nick)
    if answered.is_redacted:
        return f"{_ARROW} {nick}: {DELETED}"
    joint = " " if answered.kind is EntryKind.ACTION else ": "
    return f"{_ARROW} {nick}{joint}{_first_words(preview_text(answered.text))}"


def answering_text(answered: Entry) -> str:
    """What stands below the box while an answer is written."""
    return f"Answering {plain_text(answered.nick)} · Empty the box to write something else"


def reactions_text(reactions: Sequence[Reaction]) -> str:
    """As in "👍 2  +1 ×3". A line is broken between two reactions, not within one."""
    return "  ".join(_reaction_text(reaction) for reaction in reactions)


def typing_text(nicks: Sequence[str]) -> str:
    """As in "maya is typing…"; "" for nobody."""
    if len(nicks) > _MOST_NAMED:
        return "several people are typing…"
    names = list_text([plain_text(nick) for nick in nicks])
    return f"{names} {'is' if len(nicks) == 1 else 'are'} typing…" if nicks else ""


def _reaction_text(reaction: Reaction) -> str:
    text, count = plain_text(reaction.text), len(reaction.nicks)
    # "+1 1" reads as eleven.
    sign = "×" if text[-1:].isalnum() else ""
    return f"{text} {sign}{count}".replace(" ", _NO_BREAK)


def _first_words(text: str) -> str:
    """The beginning of a text, cut between two words where one ends near."""
    text = " ".join(text[: 2 * _MOST_QUOTED].split())
    if len(text) <= _MOST_QUOTED:
        return text
    cut = text[: _MOST_QUOTED - 1]
    words, space, _ = cut.rpartition(" ")
    return f"{words if space and len(words) > _MOST_QUOTED // 2 else cut}…"
