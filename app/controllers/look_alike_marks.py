"""Who in a chat looks like somebody else: asked for every row and member, made anew only when people change."""

from collections.abc import Iterator

from app.contracts.session import Session
from app.controllers.stage import Stage
from app.models.changes import ChatAdded, ChatRemoved, MembersChanged, SelfChanged, SessionRemoved
from app.models.chats import Chat, ChatKind
from app.models.look_alikes import Bearer, Known, LookAlikes
from app.models.profile import NetworkId

_MOST_KEPT = 4
"""Chats whose people are remembered: the open one, and those that are looked at in turn."""


class LookAlikeMarks:
    """Remembers what was found for the chats looked at last."""

    def __init__(self, stage: Stage) -> None:
        self._found: dict[tuple[NetworkId, str], LookAlikes] = {}
        stage.watch.each(MembersChanged, lambda session, change: self._forget(session, change.chat))
        for kind in (ChatAdded, ChatRemoved, SelfChanged):
            stage.watch.each(kind, lambda _session, _change: self._found.clear())
        stage.watch.networks(SessionRemoved, lambda _change: self._found.clear())

    def original_of(self, session: Session, chat: Chat, nick: str) -> str:
        """The nick that somebody's looks like, as it is written; "" for none."""
        key = (session.profile.id, chat.id.name)
        alike = self._found.pop(key, None)
        if alike is None:
            alike = LookAlikes(bearers_in(session, chat))
        self._found[key] = alike
        if len(self._found) > _MOST_KEPT:
            del self._found[next(iter(self._found))]
        return alike.original_of(session.chat_state.isupport.fold(nick), nick)

    def _forget(self, session: Session, chat: Chat) -> None:
        self._found.pop((session.profile.id, chat.id.name), None)


def bearers_in(session: Session, chat: Chat) -> Iterator[Bearer]:
    """Those in a chat, ourselves, and those with whom we talk in private."""
    state, fold = session.chat_state, session.chat_state.isupport.fold
    friends = {other.id.name: other.name for other in session.chats if other.kind is ChatKind.DIRECT}
    own = fold(session.nick)
    yield Bearer(own, session.nick, Known.OURSELVES)
    for folded, nick in friends.items():
        yield Bearer(fold(folded), nick, Known.FRIEND)
    for person, signs in state.members(chat.name):
        folded = fold(person.nick)
        if folded != own and folded not in friends:
            known = Known.HAS_RANK if signs else Known.HAS_ACCOUNT if person.account else Known.STRANGER
            yield Bearer(folded, person.nick, known)
