"""Who is in the room: the members panel."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from app.contracts.offers import Offer
from app.contracts.presence import Presence
from app.contracts.regions import MemberGroup, MemberItem, MembersState
from app.contracts.session import Session
from app.contracts.views import MembersView
from app.controllers.desk import Desk
from app.controllers.look_alike_marks import LookAlikeMarks
from app.controllers.member_menu import MemberMenu
from app.controllers.nick_colours import avatar_of
from app.controllers.plain_text import plain_text
from app.controllers.stage import Stage
from app.models.changes import MembersChanged, SelfChanged, StateChanged
from app.models.chat_state import Person
from app.models.chats import Chat, ChatKind
from app.models.metadata_watch import STATUS_KEY
from app.protocol.casemapping import Folded

_ROLES = {"~": "Host", "&": "Host", "!": "Host", "@": "Admin", "%": "Helper", "+": "Voice"}
_RANKS = "~!&@%+"
_GROUPS = ((Presence.ONLINE, "Online"), (Presence.AWAY, "Away"))
_MANY = 500
_REST_S = 0.25
"""Pause between two lists of a room with more than `_MANY` people, where somebody comes or goes all the time."""
_YOU = "You"
_ALONE = "Just you so far"
_INVITE = "Invite people"
LOOKS_LIKE = "Looks like {}"


class MembersController:
    """Keeps the panel true; what people do with somebody in it is the member menu's."""

    def __init__(self, view: MembersView, stage: Stage, desk: Desk, menu: MemberMenu,
                 marks: LookAlikeMarks, hide: Callable[[], None]) -> None:
        self._view = view
        self._open_chat = stage.open_chat
        self._desk = desk
        self._menu = menu
        self._marks = marks
        self._hide = hide
        self._refresh = stage.refresh(self._show)
        stage.watch.each(MembersChanged, self._members_changed)
        stage.watch.each(SelfChanged, self._session_changed)
        stage.watch.each(StateChanged, self._session_changed)
        view.bind(self)

    # What people do

    def member_offers(self, nick: str) -> Sequence[Offer]:
        """What can be done with somebody in the open chat."""
        session, chat = self._open_chat.session, self._open_chat.chat
        return () if session is None or chat is None else self._menu.offers(session, chat, nick)

    def invite(self) -> None:
        """Invite people to the network of the open chat."""
        self._desk.show_invite()

    def close_members(self) -> None:
        """Hide the panel."""
        self._hide()

    # What happens

    def _members_changed(self, _session: Session, change: MembersChanged) -> None:
        if self._open_chat.is_open(change.chat):
            self._refresh.request()

    def _session_changed(self, session: Session, _change: object) -> None:
        if session is self._open_chat.session:
            self._refresh.request()

    def _show(self) -> None:
        session, chat = self._open_chat.session, self._open_chat.chat
        state = MembersState() if session is None or chat is None else members_state(
            session, chat, self._marks.present(session, chat))
        self._refresh.rest_s = _REST_S if state.total > _MANY else 0.0
        self._view.show(state)


def members_state(session: Session, chat: Chat, originals: Mapping[Folded, str]) -> MembersState:
    """Everybody in a channel by presence, the most powerful first."""
    if chat.kind is not ChatKind.CHANNEL:
        return MembersState()
    members = session.chat_state.members(chat.name)
    groups = [_group(session, presence, title, members, originals) for presence, title in _GROUPS]
    is_alone = len(members) == 1
    return MembersState(total=len(members), groups=[group for group in groups if group.members],
                        hint=_ALONE if is_alone else "", hint_action=_INVITE if is_alone else "")


def role_of(signs: str) -> str:
    """The text of the pill for membership signs; signs we don't know have none."""
    return next((_ROLES[sign] for sign in signs if sign in _ROLES), "")


def _group(session: Session, presence: Presence, title: str, members: Iterable[tuple[Person, str]],
           originals: Mapping[Folded, str]) -> MemberGroup:
    found = [(person, signs) for person, signs in members if (person.away is None) == (presence is Presence.ONLINE)]
    found.sort(key=_rank_and_name)
    own_nick, fold = session.nick, session.chat_state.isupport.fold
    return MemberGroup(title=f"{title} — {len(found)}", members=[
        _own_item(session, person, signs, presence) if person.nick == own_nick
        else _item(person, signs, presence, originals.get(fold(person.nick), "") if originals else "")
        for person, signs in found
    ])


def _rank_and_name(member: tuple[Person, str]) -> tuple[int, str]:
    person, signs = member
    rank = _RANKS.find(signs[0]) if signs else -1
    return (len(_RANKS) if rank < 0 else rank), person.nick.casefold()


def _item(person: Person, signs: str, presence: Presence, original: str = "") -> MemberItem:
    """That somebody looks like somebody else is more than why they are away, and that more than what they are doing."""
    said = person.away or person.metadata.get(STATUS_KEY, "")
    status = LOOKS_LIKE.format(plain_text(original)) if original else plain_text(said)
    return MemberItem(nick=plain_text(person.nick), avatar=avatar_of(person.nick), role=role_of(signs), status=status,
                      presence=presence)


def _own_item(session: Session, person: Person, signs: str, presence: Presence) -> MemberItem:
    """Ourselves: the host where the chat runs on this computer, whatever sign the server gives for it."""
    role = _ROLES["~"] if session.profile.hosted is not None else role_of(signs)
    item = _item(person, signs, presence)
    return replace(item, role=role, status=f"{_YOU} · {item.status}" if item.status else _YOU)
