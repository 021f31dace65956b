"""Who in a chat looks like somebody else: asked for every row and member, made anew only when people change.

In a crowd people come and go all the time: there, what was found is good for a second.
"""

from collections.abc import Iterator, Mapping

from app.contracts.session import Session
from app.controllers.stage import Stage
from app.models.changes import ChatAdded, ChatRemoved, MembersChanged, SelfChanged, SessionRemoved
from app.models.chats import Chat, ChatKind
from app.models.look_alikes import Bearer, Known, LookAlikes
from app.models.profile import NetworkId
from app.protocol.casemapping import Folded

_Key = tuple[NetworkId, str]

_MANY = 500
_GOOD_FOR_S = 1.0
_MOST_KEPT = 4
"""Chats whose people are remembered: the open one, and those that are looked at in turn."""


class LookAlikeMarks:
    """Remembers what was found for the chats looked at last."""

    def __init__(self, stage: Stage) -> None:
        self._dispatcher = stage.dispatcher
        self._found: dict[_Key, LookAlikes] = {}
        self._old: set[_Key] = set()
        stage.watch.each(MembersChanged, self._members_changed)
        for kind in (ChatAdded, ChatRemoved, SelfChanged):
            stage.watch.each(kind, lambda _session, _change: self._found.clear())
        stage.watch.networks(SessionRemoved, lambda _change: self._found.clear())

    def original_of(self, session: Session, chat: Chat, nick: str) -> str:
        """The nick that somebody's looks like, as it is written; "" for none."""
        return self._in(session, chat).original_of(session.chat_state.isupport.fold(nick), nick)

    def present(self, session: Session, chat: Chat) -> Mapping[Folded, str]:
        """The members who look like somebody else, with that one's nick."""
        return self._in(session, chat).present

    def _in(self, session: Session, chat: Chat) -> LookAlikes:
        key = _key(session, chat)
        alike = self._found.pop(key, None)
        if alike is None:
            alike = LookAlikes(bearers_in(session, chat))
        self._found[key] = alike
        if len(self._found) > _MOST_KEPT:
            del self._found[next(iter(self._found))]
        return alike

    def _members_changed(self, session: Session, change: MembersChanged) -> None:
        key = _key(session, change.chat)
        channel = session.chat_state.channel(change.chat.name)
        if channel is None or len(channel.members) < _MANY:
            self._found.pop(key, None)
        elif key in self._found and key not in self._old:
            self._old.add(key)
            self._dispatcher.call_later(_GOOD_FOR_S, lambda: self._forget(key))

    def _forget(self, key: _Key) -> None:
        self._old.discard(key)
        self._found.pop(key, None)


def _key(session: Session, chat: Chat) -> _Key:
    return session.profile.id, chat.id.name


def bearers_in(session: Session, chat: Chat) -> Iterator[Bearer]:
    """Those in a chat, ourselves, and those with whom we talk in private."""
    state, fold = session.chat_state, session.chat_state.isupport.fold
    own = fold(session.nick)
    friends = {fold(other.name): other.name for other in session.chats
               if other.kind is ChatKind.DIRECT and fold(other.name) != own}
    yield Bearer(own, session.nick, Known.OURSELVES)
    for folded, nick in friends.items():
        yield Bearer(folded, nick, Known.FRIEND)
    channel = state.channel(chat.name)
    for folded, signs in channel.members.items() if channel is not None else ():
        if folded != own and folded not in friends:
            person = state.people[folded]
            known = Known.HAS_RANK if signs else Known.HAS_ACCOUNT if person.account else Known.STRANGER
            yield Bearer(folded, person.nick, known)
