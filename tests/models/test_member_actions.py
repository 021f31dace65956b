"""What one may do with somebody, by the ranks of both."""

import pytest

from app.models.chat_state import ChatState
from app.models.member_actions import Deed, Hindrance, MemberAction, Place, member_actions
from app.models.ranks import Rank, rank_of
from app.protocol import events as ev
from app.protocol.isupport import ISupport
from app.protocol.source import Source

FULL = ("PREFIX=(qaohv)~&@%+", "EXTBAN=,am", "ACCOUNTEXTBAN=a")
HERE = Place(channel="#maps")
SIGNS = {"founder": "~", "admin": "&", "op": "@", "helper": "%", "voice": "+", "nobody": ""}


def room(ours: str, theirs: str, *, tokens: tuple[str, ...] = FULL, account: str = "") -> ChatState:
    state = ChatState()
    state.apply(ev.Registered(nick="sam", server="ridge", wanted_nick="sam"))
    state.isupport.update(tokens)
    state.apply(ev.UserJoined(source=Source("sam", "s", "home"), channel="#maps", is_own=True))
    state.apply(ev.UserJoined(source=Source("olu", "o", "hill"), channel="#maps", account=account, realname="Olu"))
    named = [ev.NamedMember(ours, Source("sam")), ev.NamedMember(theirs, Source("olu"))]
    state.apply(ev.NamesListed(channel="#maps", members=named))
    state.apply(ev.NamesReceived(channel="#maps", members=named))
    return state


def actions(state: ChatState, nick: str = "olu", place: Place = HERE) -> dict[str, MemberAction]:
    return {action.key: action for action in member_actions(state, place, nick, is_ignored=False)}


def allowed(state: ChatState, nick: str = "olu", place: Place = HERE) -> set[str]:
    return {key for key, action in actions(state, nick, place).items() if action.is_allowed}


SOCIAL = {"message", "mention", "profile", "ignore", "invite"}
REMOVALS = {"mute", "kick", "ban host", "kick and ban"}


@pytest.mark.parametrize(("ours", "theirs", "more"), [
    ("nobody", "nobody", set()),
    ("voice", "nobody", set()),
    ("helper", "nobody", {"give v", *REMOVALS}),
    ("helper", "voice", {"take v", *REMOVALS}),
    ("helper", "helper", set()),
    ("helper", "op", set()),
    ("op", "nobody", {"give v", "give h", "give o", *REMOVALS}),
    ("op", "voice", {"take v", "give h", "give o", *REMOVALS}),
    ("op", "helper", {"take h", "give o", *REMOVALS}),
    ("op", "op", {"take o", *REMOVALS}),
    ("op", "admin", set()),
    ("op", "founder", set()),
    ("admin", "op", {"take o", *REMOVALS}),
    ("admin", "admin", REMOVALS),
    ("founder", "nobody", {"give v", "give h", "give o", "give a", "give q", *REMOVALS}),
    ("founder", "admin", {"take a", "give q", *REMOVALS}),
    ("founder", "founder", {"take q", *REMOVALS}),
])
def test_what_each_rank_may_do_with_each(ours: str, theirs: str, more: set[str]) -> None:
    assert allowed(room(SIGNS[ours], SIGNS[theirs])) == SOCIAL | more


def test_who_stands_above_us_is_shown_with_the_reason() -> None:
    assert actions(room("@", "~"))["kick"].hindrance is Hindrance.OUTRANKED


def test_what_only_a_higher_rank_takes_away_is_shown_with_the_reason() -> None:
    assert actions(room("&", "&"))["take a"].hindrance is Hindrance.RANK


def test_ordinary_members_see_nothing_of_what_they_may_never_do() -> None:
    assert not {key for key in actions(room("", "")) if key in REMOVALS}


def test_with_ourselves_only_what_makes_sense_is_offered() -> None:
    assert set(actions(room("@", ""), "sam")) == {"profile", "take o"}


def test_our_names_case_does_not_make_us_somebody_else() -> None:
    assert set(actions(room("@", ""), "SAM")) == {"profile", "take o"}


def test_without_a_connection_nothing_goes_to_the_server() -> None:
    found = actions(room("@", ""), place=Place(channel="#maps", is_online=False))
    assert {key for key, action in found.items() if action.is_allowed} == {"message", "mention", "ignore"}
    assert found["kick"].hindrance is Hindrance.OFFLINE


def test_the_host_of_the_server_may_do_everything() -> None:
    assert REMOVALS | {"take q"} <= allowed(room("", "~"), place=Place(channel="#maps", is_host=True))


def test_an_account_can_be_blocked_where_the_server_knows_how() -> None:
    assert "ban account" in allowed(room("@", "", account="olu1"))
    assert "ban account" not in actions(room("@", "", account="olu1", tokens=()))
    assert "ban account" not in actions(room("@", ""))


def test_only_modes_of_the_server_are_offered() -> None:
    found = allowed(room("@", "", tokens=()))
    assert found == SOCIAL | {"give v", "give o", "kick", "ban host", "kick and ban"}


def test_somebody_who_left_can_be_written_to_and_no_more() -> None:
    state = room("@", "")
    state.apply(ev.UserParted(source=Source("olu"), channel="#maps"))
    assert set(actions(state)) == SOCIAL


def test_who_is_ignored_can_be_heard_again() -> None:
    found = {action.deed for action in member_actions(room("", ""), HERE, "olu", is_ignored=True)}
    assert Deed.STOP_IGNORING in found
    assert Deed.IGNORE not in found


@pytest.mark.parametrize(("prefix", "signs", "rank"), [
    ("(qaohv)~&@%+", "&@+", Rank.ADMIN),
    ("(ov)@+", "", Rank.NOBODY),
    ("(Yqaohv)!~&@%+", "!", Rank.FOUNDER),
    ("(qXo)~^@", "^", Rank.OPERATOR),
    ("", "@", Rank.NOBODY),
])
def test_a_rank_is_read_from_the_signs(prefix: str, signs: str, rank: Rank) -> None:
    known = ISupport()
    known.update([f"PREFIX={prefix}"])
    assert rank_of(signs, known) is rank
