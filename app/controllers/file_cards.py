"""A message that is the address of a file of our host, as people see it: name, size, what to do, a small picture."""

from collections.abc import Sequence
from urllib.parse import quote, unquote

from app.contracts.rows import RowPicture, Span, SpanStyle
from app.contracts.session import Session
from app.controllers.plain_text import plain_text
from app.controllers.wording import transfers as words
from app.controllers.wording.stored_messages import size_text
from app.models.chats import Chat, Entry
from app.models.files.safe_names import safe_name
from app.models.files.shelf import Shelf
from app.protocol.file_host import file_name
from app.values import frozen

_DEED = SpanStyle.LINK | SpanStyle.DEED
_JOINT = Span(" · ", SpanStyle.DEED)
_SAVE = "save-file:"
"""What a click on Save points at. No address in a message begins like this: those are of the web, or of chats."""


@frozen(kw_only=True)
class FileCard:
    """What stands in the place of the address."""

    spans: Sequence[Span]
    picture: RowPicture | None = None


def address_in(entry: Entry) -> str:
    """The address a message consists of, "" for any other message."""
    text = entry.text.strip()
    return text if text.startswith("https://") and " " not in text and "\n" not in text else ""


def card_of(shelf: Shelf, session: Session, chat: Chat, entry: Entry) -> FileCard | None:
    """The card of a message, None for one that is no file of our host."""
    address = address_in(entry)
    if not address or not shelf.is_file(session, address):
        return None
    name = Span(plain_text(safe_name(file_name(address))), SpanStyle.LINK, address)
    if shelf.is_gone(session, address):
        return FileCard(spans=(Span(name.text, SpanStyle.STRIKE), Span(f" · {words.GONE}")))
    facts = shelf.facts(session, chat.name, address)
    size = f" · {size_text(facts.size)}" if facts is not None else ""
    picture = facts.picture if facts is not None else None
    return FileCard(
        spans=(name, Span(size), _JOINT, Span(words.SAVE, _DEED, _SAVE + quote(address, safe="")), _JOINT,
               Span(words.OPEN, _DEED, address)),
        picture=RowPicture(png=picture.png, width=picture.width, height=picture.height, target=address)
        if picture is not None else None)


def saved_address(target: str) -> str:
    """The address a click on Save means, "" for a click on something else."""
    return unquote(target.removeprefix(_SAVE)) if target.startswith(_SAVE) else ""
