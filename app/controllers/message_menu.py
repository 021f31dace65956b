"""What the menu of a message offers: only what its server can do, and what makes sense with that message."""

from collections.abc import Callable, Sequence
from functools import partial

from app.contracts.session import Session
from app.controllers import message_deeds as deeds
from app.controllers.user_error import UserError
from app.models.chats import Chat, Entry

THUMB = "👍"
"""The reaction that is one click away; any other is given by a command."""

Offer = tuple[str, Callable[[], None]]


class MessageMenu:
    """Makes the offers. `answer` and `change` let people write; `complain` tells what could not be done."""

    def __init__(self, answer: Callable[[Chat, Entry], None], change: Callable[[Chat, Entry], None],
                 complain: Callable[[str], None]) -> None:
        self._answer = answer
        self._change = change
        self._complain = complain

    def offers(self, session: Session, chat: Chat, entry: Entry) -> Sequence[Offer]:
        """What can be done with a message; nothing with one that is gone or that the server has no name for."""
        if not deeds.is_known(entry):
            return ()
        offers: list[Offer] = []
        if deeds.ANSWERS.is_there(session):
            offers.append(("Reply", partial(self._answer, chat, entry)))
        if deeds.REACTIONS.is_there(session):
            offers.append(self._thumb(session, chat, entry))
        if deeds.is_changeable(entry) and "\n" not in entry.text and deeds.EDITS.is_there(session):
            offers.append(("Edit", partial(self._change, chat, entry)))
        if deeds.may_delete(session, chat, entry) and deeds.DELETIONS.is_there(session):
            offers.append(("Delete for everybody", self._tried(partial(deeds.delete, session, chat, entry))))
        return offers

    def _thumb(self, session: Session, chat: Chat, entry: Entry) -> Offer:
        is_given = deeds.has_reacted(session, entry, THUMB)
        name = f"Take back {THUMB}" if is_given else f"React {THUMB}"
        return name, self._tried(partial(deeds.react, session, chat, entry, THUMB, present=not is_given))

    def _tried(self, deed: Callable[[], None]) -> Callable[[], None]:
        def attempt() -> None:
            try:
                deed()
            except UserError as error:
                self._complain(str(error))

        return attempt
