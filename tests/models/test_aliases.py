"""Commands of people's own: how they are kept, and what they stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.aliases import MAX_ALIASES, aliases_of, expanded, setting_of


@pytest.mark.parametrize(("text", "given_words", "result"), [
    ("say Hello $1", "maya and olu", "say Hello maya"),
    ("say Hello $1", "", "say Hello"),
    ("msg $1 $2-", "maya see you soon", "msg maya see you soon"),
    ("say $*!", "a  b", "say a  b!"),
    ("say $2 $1", "a b", "say b a"),
    ("away", "back at nine", "away back at nine"),
    ("say that costs $$5", "more", "say that costs $5 more"),
    ("say $0 $x $", "", "say $0 $x $"),
    ("say $1", "$2 $1", "say $2"),
])
def test_what_follows_a_name_goes_where_the_alias_says(text: str, given_words: str, result: str) -> None:
    assert expanded(text, given_words) == result


@pytest.mark.parametrize(("setting", "aliases"), [
    ("", {}),
    ("hi say Hello", {"hi": "say Hello"}),
    ("hi /say Hello ;; brb away back soon", {"hi": "say Hello", "brb": "away back soon"}),
    (" ;; ;;hi", {}),
    ("HI say Hello", {"hi": "say Hello"}),
    ("h/i say Hello", {}),
])
def test_the_setting_is_read(setting: str, aliases: dict[str, str]) -> None:
    assert aliases_of(setting) == aliases


def test_only_so_many_are_read() -> None:
    assert len(aliases_of(" ;; ".join(f"a{number} say x" for number in range(1000)))) == MAX_ALIASES


@given(st.dictionaries(st.from_regex(r"[a-z0-9_]{1,9}", fullmatch=True),
                       st.from_regex(r"[a-z$*1-9 ]{0,9}[a-z]", fullmatch=True).map(str.strip), max_size=5))
def test_what_is_written_is_read_again(aliases: dict[str, str]) -> None:
    assert aliases_of(setting_of(aliases)) == aliases


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_an_alias(text: str, given_words: str) -> None:
    assert isinstance(expanded(text, given_words), str)
    assert isinstance(aliases_of(text), dict)
