"""What people may be called, and the colour that makes them known."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.controllers.names import MAX_NICK, checked_channel, checked_nick, suggested_nick
from app.controllers.nick_colours import COLOURS, avatar_of, colour_of
from app.controllers.user_error import UserError


@pytest.mark.parametrize(("login", "nick"), [
    ("sam", "sam"), ("Sam Hill", "Sam_Hill"), ("Zoë", "Zoe"), ("1st user", "st_user"), ("DOMAIN\\sam", "DOMAINsam"),
    ("", "guest"), ("山田", "guest"), ("---", "guest"),
])
def test_a_name_is_suggested_from_any_login(login: str, nick: str) -> None:
    assert suggested_nick(login) == nick


@settings(deadline=None)
@given(st.text(max_size=60))
def test_what_is_suggested_can_be_taken(login: str) -> None:
    assert checked_nick(suggested_nick(login)) == suggested_nick(login)
    assert len(suggested_nick(login)) <= MAX_NICK


@settings(deadline=None)
@given(st.text(max_size=60))
def test_a_name_is_taken_or_told_why_not(text: str) -> None:
    assert answer_to(text) == text.strip() or answer_to(text).count(" ") > 2


def answer_to(text: str) -> str:
    """The name that was taken, or what is wrong with it and what to do."""
    try:
        return checked_nick(text)
    except UserError as error:
        return f"{error.text} {error.next_step}"


def test_a_name_fits_what_the_server_says_it_takes() -> None:
    with pytest.raises(UserError, match="9 letters fit"):
        checked_nick("samanthaaaa", 9)


@pytest.mark.parametrize(("text", "name"), [("maps", "#maps"), ("#maps", "#maps"), (" &x ", "&x"), ("##c", "##c")])
def test_a_channels_sign_may_be_left_out(text: str, name: str) -> None:
    assert checked_channel(text) == name


@pytest.mark.parametrize("text", ["", "#", "two words", "a,b", "a\x07"])
def test_a_channel_that_can_not_be_is_told(text: str) -> None:
    with pytest.raises(UserError):
        checked_channel(text)


def test_a_colour_is_the_same_for_all_spellings_and_for_ever() -> None:
    assert colour_of("Maya") == colour_of("maya")
    assert [colour_of(name) for name in ("maya", "sam", "ines")] == [4, 0, 5]


@settings(deadline=None)
@given(st.text())
def test_everybody_has_a_letter_and_a_colour(name: str) -> None:
    avatar = avatar_of(name)
    assert len(avatar.initial) == 1
    assert 0 <= avatar.colour < COLOURS
