"""What people do with messages that were said: answer, react, change, delete; and whether the server lets them.

The server decides in the end, and says why when it does not.
"""

from app.contracts.session import Session
from app.controllers.user_error import UserError
from app.models.changes import SessionState
from app.models.chats import Chat, ChatKind, Entry, EntryKind
from app.models.ranks import Rank, rank_of
from app.models.writing import MESSAGE_KINDS
from app.protocol.capabilities import EDIT, REDACTION
from app.protocol.client_tags import REACT_TAG, REPLY_TAGS
from app.protocol.commands import Command, EditMessage, React, Redact
from app.protocol.reactions import is_reaction
from app.values import frozen

_TAGS = "message-tags"


@frozen
class Feature:
    """Something a server may lack: the capability and tags it takes (one will do), and what people are told then."""

    capability: str
    tags: tuple[str, ...]
    missing: str
    next_step: str = ""

    def is_there(self, session: Session) -> bool:
        """Whether the server has it."""
        takes = session.chat_state.isupport.takes_client_tag
        return self.capability in session.capabilities and (not self.tags or any(map(takes, self.tags)))

    def check(self, session: Session) -> None:
        """Raise UserError where it is missing. While there is no connection nobody knows."""
        if session.state is SessionState.ONLINE and not self.is_there(session):
            raise UserError(self.missing, self.next_step)


ANSWERS = Feature(_TAGS, REPLY_TAGS, "This server can't mark answers.", "Write without /reply.")
REACTIONS = Feature(_TAGS, (REACT_TAG,), "This server can't carry reactions.", "Answer with a message.")
EDITS = Feature(EDIT, (), "This server can't change messages.", "Write another one.")
DELETIONS = Feature(REDACTION, (), "This server can't delete messages.")


def has_reacted(session: Session, entry: Entry, reaction: str) -> bool:
    """Whether we gave that reaction."""
    given = next((each.nicks for each in entry.reactions if each.text == reaction), ())
    return any(session.chat_state.is_self(nick) for nick in given)


def react(session: Session, chat: Chat, entry: Entry, reaction: str, *, present: bool = True) -> None:
    """Give a reaction, or take it back. Raises UserError when that can't be."""
    REACTIONS.check(session)
    if not is_reaction(reaction):
        raise UserError("That is too long for a reaction.", "Take an emoji or a short word.")
    _ask(session, React(target=chat.name, msgid=entry.msgid, reaction=reaction, present=present))


def change(session: Session, chat: Chat, entry: Entry, text: str) -> None:
    """Put another text in the place of a message of ours. Raises UserError when that can't be."""
    EDITS.check(session)
    if "\n" in text:
        raise UserError("A changed message has one line.", "Take out the line breaks.")
    _ask(session, EditMessage(target=chat.name, msgid=entry.msgid, text=text, kind=MESSAGE_KINDS[entry.kind]))


def delete(session: Session, chat: Chat, entry: Entry) -> None:
    """Delete a message. Raises UserError when that can't be."""
    DELETIONS.check(session)
    _ask(session, Redact(target=chat.name, msgid=entry.msgid))


def is_known(entry: Entry) -> bool:
    """Whether something can be done with an entry: it is a message, it is there, and the server has a name for it."""
    return entry.is_message and bool(entry.msgid) and not entry.is_redacted


def is_changeable(entry: Entry) -> bool:
    """Whether it is one of ours that can be changed."""
    return is_known(entry) and entry.is_own and entry.kind is not EntryKind.NOTICE


def may_delete(session: Session, chat: Chat, entry: Entry) -> bool:
    """Whether it is ours, or said in a channel by somebody below us: what a helper and those above may delete."""
    if entry.is_own or chat.kind is not ChatKind.CHANNEL:
        return entry.is_own
    state = session.chat_state
    own, theirs = (rank_of(state.signs_of(chat.name, nick), state.isupport) for nick in (session.nick, entry.nick))
    return own >= Rank.HELPER and own > theirs


def _ask(session: Session, command: Command) -> None:
    if not session.send(command):
        raise UserError("You aren't connected.", "Try again when you're back.")
