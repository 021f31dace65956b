"""Nicks made to look like somebody else's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.look_alikes import Bearer, Known, LookAlikes, skeleton
from app.protocol.casemapping import CaseMapping

fold = CaseMapping.RFC1459.fold


def bearer(nick: str, known: Known = Known.STRANGER) -> Bearer:
    return Bearer(fold(nick), nick, known)


def original(nick: str, *others: Bearer) -> str:
    return LookAlikes(others).original_of(fold(nick), nick)


@pytest.mark.parametrize(("forged", "real"), [
    ("rnaya", "maya"), ("mауа", "maya"), ("mаya", "maya"), ("MAYA", "maya"), ("m\u200baya", "maya"),
    ("m\u00adaya", "maya"), ("máya", "maya"), ("ｍａｙａ", "maya"), ("o1u", "olu"), ("oIu", "olu"), ("0lu", "olu"),
    ("οlυ", "olu"), ("vvill", "will"), ("ѕаm", "sam"), ("ΜAYA", "maya"), ("𝐦𝐚𝐲𝐚", "maya"), ("ᎪDAM", "adam"),
    ("maya\ufe0f", "maya"), ("ma\u2060ya", "maya"), ("ınes", "ines"), ("Ines", "lnes"), ("pauⅼ", "paul"),
])
def test_what_looks_the_same_has_the_same_skeleton(forged: str, real: str) -> None:
    assert skeleton(forged) == skeleton(real)


@pytest.mark.parametrize(("one", "other"), [
    ("maya", "mayo"), ("sam", "sam_"), ("ines", "inas"), ("olu", "olu2"), ("jonas", "tomas"), ("мир", "mup2"),
    ("李", "季"), ("さくら", "さくろ"),
])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


def test_a_stranger_who_looks_like_a_friend_is_marked_and_the_friend_is_not() -> None:
    maya = bearer("maya", Known.FRIEND)
    assert original("rnaya", maya, bearer("rnaya")) == "maya"
    assert original("maya", maya, bearer("rnaya")) == ""


def test_nobody_is_marked_for_looking_like_themselves() -> None:
    assert original("Maya", bearer("maya"), bearer("olu")) == ""


def test_of_two_strangers_both_are_marked() -> None:
    both = bearer("o1u"), bearer("olu")
    assert (original("o1u", *both), original("olu", *both)) == ("olu", "o1u")


def test_we_are_never_marked_ourselves() -> None:
    both = bearer("sam", Known.OURSELVES), bearer("ѕam", Known.FRIEND)
    assert (original("sam", *both), original("ѕam", *both)) == ("", "sam")


def test_who_left_is_still_known_by_what_they_wrote() -> None:
    assert original("rnaya", bearer("maya", Known.HAS_RANK)) == "maya"


@given(st.text(max_size=40))
def test_any_text_has_a_skeleton_and_it_is_its_own(text: str) -> None:
    assert skeleton(text) == skeleton(text)
    assert len(skeleton(text)) <= 20 * len(text) + 1
