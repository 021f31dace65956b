"""Long text into pieces that fit a line."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from app.protocol.formatting import without_codes
from app.protocol.lines import BODY_MAX
from app.protocol.message import Message
from app.protocol.split import message_budget, split_message

FAMILY = "👨‍👩‍👧‍👦"
FLAG = "🇨🇭"
typed = st.lists(st.characters(exclude_categories=["Cs"]) | st.sampled_from([" ", FAMILY, FLAG, "e\u0301", "क्षि"]),
                 max_size=120).map("".join)


def graphemes(text: str) -> list[str]:
    return [found for found in regex.findall(r"\X", text) if found.strip(" ")]


@pytest.mark.parametrize(("text", "budget", "pieces"), [
    ("short", 20, ["short"]),
    ("one two three four", 10, ["one two", "three four"]),
    ("abcdefghijkl", 5, ["abcde", "fghij", "kl"]),
    ("a\nb\r\nc\rd", 20, ["a", "b", "c", "d"]),
    ("a\n\n  \nb", 20, ["a", "b"]),
    ("  indented code", 40, ["  indented code"]),
    (FAMILY * 3, 55, [FAMILY * 2, FAMILY]),
    (FLAG * 3, 12, [FLAG, FLAG, FLAG]),
    ("", 20, []),
])
def test_text_is_cut_where_a_reader_would(text: str, budget: int, pieces: list[str]) -> None:
    assert split_message(text, budget) == pieces


@given(typed, st.integers(60, 200))
def test_pieces_fit_and_hold_all_that_was_typed_with_no_grapheme_cut(text: str, budget: int) -> None:
    text = without_codes(text).replace(">", "")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    whole = [grapheme for line in lines if line.strip() for grapheme in graphemes(line)]
    if any(len(grapheme.encode()) > budget for grapheme in whole):
        return

    pieces = split_message(text, budget)

    assert all(0 < len(piece.encode()) <= budget for piece in pieces)
    assert [grapheme for piece in pieces for grapheme in graphemes(piece)] == whole


@given(st.lists(typed | st.sampled_from(["\x02", "\x0304,05", "\x04ff0000", "\x0f", "\x11", "> "])).map("".join),
       st.integers(60, 200))
def test_formatted_pieces_fit_and_hold_all_that_was_said(text: str, budget: int) -> None:
    pieces = split_message(text, budget)

    assert all(0 < len(piece.encode()) <= budget for piece in pieces)
    # Each piece of a quote is a quote.
    assert letters("".join(map(without_codes, pieces))) == letters(without_codes(text))


def letters(text: str) -> str:
    return "".join(text.replace(">", "").split())


def test_a_letter_under_more_accents_than_a_message_holds_is_cut_rather_than_lost() -> None:
    text = "a" + "\u0301" * 300
    pieces = split_message(text, 400)

    assert "".join(pieces) == text
    assert all(len(piece.encode()) <= 400 for piece in pieces)


def test_a_code_point_larger_than_a_message_cannot_be_sent() -> None:
    with pytest.raises(ValueError, match="one character"):
        split_message("é", 1)


def test_halves_of_a_character_are_put_together_or_replaced() -> None:
    assert split_message("a \ud83d\ude00 \ud83d b", 400) == ["a 😀 \ufffd b"]


def test_a_full_piece_is_a_full_line_as_others_receive_it() -> None:
    source = "maya!maya@host.example"
    budget = message_budget("PRIVMSG", "#harbour", len(source))

    line = Message("PRIVMSG", ("#harbour", "x " * (budget // 2) + "x" * (budget % 2)), source).to_bytes()

    assert len(line) == BODY_MAX
