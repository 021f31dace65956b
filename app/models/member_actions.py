"""What one may do with somebody in a channel: in the order of a menu, with what stands in the way.

Pure: made anew from the state whenever it is asked for. The server has the last word; what is offered here is what
every server with these modes allows. What it has no mode for is left out; what our rank does not allow is told with
the reason.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum

from app.models.ban_masks import account_mask, silence_of
from app.models.chat_state import ChatState
from app.models.ranks import MEMBERSHIPS, Rank, gives_from, rank_given, rank_of
from app.values import frozen


class Deed(Enum):
    """What can be done with somebody."""

    MESSAGE = "message"
    MENTION = "mention"
    PROFILE = "profile"
    IGNORE = "ignore"
    STOP_IGNORING = "stop ignoring"
    INVITE = "invite"
    GIVE = "give"
    TAKE = "take"
    MUTE = "mute"
    KICK = "kick"
    BAN_ACCOUNT = "ban account"
    BAN_HOST = "ban host"
    KICK_BAN = "kick and ban"


DANGEROUS = frozenset({Deed.MUTE, Deed.KICK, Deed.BAN_ACCOUNT, Deed.BAN_HOST, Deed.KICK_BAN})
"""What others feel: people are asked before it is done."""


class Hindrance(Enum):
    """Why something can't be done."""

    OFFLINE = "offline"
    OUTSIDE = "outside"
    RANK = "rank"
    OUTRANKED = "outranked"


@frozen(kw_only=True)
class MemberAction:
    """One entry of the menu. `letter` is the membership mode that GIVE and TAKE are about, "" for others."""

    deed: Deed
    letter: str = ""
    hindrance: Hindrance | None = None

    @property
    def key(self) -> str:
        """Names the action among those of a person."""
        return f"{self.deed.value} {self.letter}".rstrip()

    @property
    def is_allowed(self) -> bool:
        """Whether it can be done now."""
        return self.hindrance is None

    @property
    def is_dangerous(self) -> bool:
        """Whether people should be asked first."""
        return self.deed in DANGEROUS


@frozen(kw_only=True)
class Place:
    """Where somebody is seen: a channel by name, whether we are connected, and whether we run the server."""

    channel: str
    is_online: bool = True
    is_host: bool = False


def member_actions(state: ChatState, place: Place, nick: str, *, is_ignored: bool,
                   may_invite: bool = True) -> Sequence[MemberAction]:
    """All actions with `nick`. `may_invite`: there is another channel we are in that they are not."""
    return [*_social(state, place, nick, is_ignored=is_ignored, may_invite=may_invite),
            *_of_rank(state, place, nick)]


def own_rank(state: ChatState, place: Place) -> Rank:
    """How much we may do in the channel."""
    return Rank.HOST if place.is_host else rank_of(state.signs_of(place.channel, state.nick), state.isupport)


def _social(state: ChatState, place: Place, nick: str, *, is_ignored: bool,
            may_invite: bool) -> Iterator[MemberAction]:
    """What needs no rank. With ourselves only the profile makes sense."""
    offline = None if place.is_online else Hindrance.OFFLINE
    is_self = state.is_self(nick)
    if not is_self:
        yield MemberAction(deed=Deed.MESSAGE)
        yield MemberAction(deed=Deed.MENTION)
    yield MemberAction(deed=Deed.PROFILE, hindrance=offline)
    if not is_self:
        yield MemberAction(deed=Deed.STOP_IGNORING if is_ignored else Deed.IGNORE)
    if not is_self and may_invite:
        yield MemberAction(deed=Deed.INVITE, hindrance=offline)


def _of_rank(state: ChatState, place: Place, nick: str) -> Iterator[MemberAction]:
    channel = state.channel(place.channel)
    if channel is None or state.isupport.fold(nick) not in channel.members:
        return
    own = own_rank(state, place)
    if own < Rank.HELPER and not (state.is_self(nick) and own):
        # A menu full of what one may never do is no help: ordinary members don't see it.
        return
    yield from _memberships(state, place, nick, own)
    if not state.is_self(nick):
        yield from _removals(state, place, nick, own)


def _memberships(state: ChatState, place: Place, nick: str, own: Rank) -> Iterator[MemberAction]:
    """Giving what they lack and taking what they have; of ourselves, only giving something up."""
    isupport = state.isupport
    signs, is_self = state.signs_of(place.channel, nick), state.is_self(nick)
    for letter in reversed(MEMBERSHIPS):
        sign = isupport.prefix_of(letter)
        if not sign:
            continue
        if sign in signs:
            hindrance = _offline(place) if is_self else _hindrance(state, place, nick, own, gives_from(letter))
            yield MemberAction(deed=Deed.TAKE, letter=letter, hindrance=hindrance)
        elif not is_self and rank_of(signs, isupport) < rank_given(letter) and own >= gives_from(letter):
            yield MemberAction(deed=Deed.GIVE, letter=letter, hindrance=_offline(place))


def _removals(state: ChatState, place: Place, nick: str, own: Rank) -> Iterator[MemberAction]:
    hindrance = _hindrance(state, place, nick, own, Rank.HELPER)
    for deed, is_there in _REMOVALS.items():
        if is_there(state, nick):
            yield MemberAction(deed=deed, hindrance=hindrance)


def _hindrance(state: ChatState, place: Place, nick: str, own: Rank, needed: Rank) -> Hindrance | None:
    """What stands in the way of acting upon somebody as one of rank `needed`.

    Operators and above act upon their equals. Helpers don't: not every server lets them.
    """
    theirs = rank_of(state.signs_of(place.channel, nick), state.isupport)
    if own < needed:
        return Hindrance.RANK
    if theirs > own or (theirs == own == Rank.HELPER):
        return Hindrance.OUTRANKED
    return _offline(place)


def _offline(place: Place) -> Hindrance | None:
    return None if place.is_online else Hindrance.OFFLINE


_REMOVALS: dict[Deed, Callable[[ChatState, str], bool]] = {
    Deed.MUTE: lambda state, _nick: silence_of(state.isupport) is not None,
    Deed.KICK: lambda _state, _nick: True,
    Deed.BAN_ACCOUNT: lambda state, nick: bool(account_mask(state, nick)),
    Deed.BAN_HOST: lambda _state, _nick: True,
    Deed.KICK_BAN: lambda _state, _nick: True,
}
