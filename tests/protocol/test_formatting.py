"""Formatting codes (modern-irc, "IRC Formatting"): read, written with as few as say it, and read as the same again."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.protocol.format_codes import codes_of_runs
from app.protocol.formatting import runs_of_codes, without_codes
from app.protocol.irc_colours import hex_of
from app.protocol.split import split_message, wrap_line
from tests.protocol.runs_as_text import shown

READ = [
    # Toggles, each and together
    ("plain", "plain"),
    ("\x02bold\x02 plain", "{B}bold{} plain"),
    ("\x1ditalic\x1d plain", "{I}italic{} plain"),
    ("\x1funder\x1f", "{U}under"),
    ("\x1estrike\x1e", "{S}strike"),
    ("a \x11mono\x11", "a {M}mono"),
    ("\x16reverse\x16 back", "{R}reverse{} back"),
    ("\x02a\x1db\x02c\x1dd", "{B}a{BI}b{I}c{}d"),
    ("\x02a\x0fb", "{B}a{}b"),
    ("\x02\x02\x02x", "{B}x"),
    ("\x02\x02x", "x"),
    ("", ""),
    ("\x02", ""),
    ("a\x02\x02b", "ab"),
    # Colours, their digits and commas
    ("\x034red", "{04}red"),
    ("\x0304red", "{04}red"),
    ("\x03045", "{04}5"),
    ("\x03123", "{12}3"),
    ("\x0312,4both", "{12/04}both"),
    ("\x0312,045", "{12/04}5"),
    ("\x034,x", "{04},x"),
    ("\x034,,5", "{04},,5"),
    ("\x03,5", ",5"),
    ("\x03,", ","),
    ("\x03x", "x"),
    ("\x034a\x03b", "{04}a{}b"),
    ("\x034,5a\x036b", "{04/05}a{06/05}b"),
    ("\x034,5a\x03b", "{04/05}a{}b"),
    ("\x0399x", "x"),
    ("\x034,5a\x0399b", "{04/05}a{/05}b"),
    ("\x034,5a\x034,99b", "{04/05}a{04}b"),
    ("\x0316x\x0398y", "{16}x{98}y"),
    ("\x034a\x0fb", "{04}a{}b"),
    ("\x02\x034a\x03b", "{B,04}a{B}b"),
    ("\x03\u0664x", "\u0664x"),
    # Hex colours
    ("\x04ff8800x", "{#ff8800}x"),
    ("\x04FF8800x\x04y", "{#ff8800}x{}y"),
    ("\x04ff8800,0000FFx", "{#ff8800/#0000ff}x"),
    ("\x04ff8800,0000Fx", "{#ff8800},0000Fx"),
    ("\x04ff880x", "ff880x"),
    # Spoilers
    ("\x031,1secret\x03 known", "{H}secret{} known"),
    ("\x034,4secret", "{H}secret"),
    ("\x04ff0000,FF0000secret", "{H}secret"),
    ("\x0399,99x", "x"),
    # Lines: codes end with them; quotes and code are whole ones
    ("\x02a\nb", "{B}a{}\nb"),
    ("> said", "{Q}said"),
    ("> a\n> b\nc", "{Q}a\nb{}\nc"),
    ("> \x02a\x02 b", "{BQ}a{Q} b"),
    (">said", ">said"),
    (">", ">"),
    (">  ", ">  "),
    ("a > b", "a > b"),
    ("\x0f> no quote", "> no quote"),
    ("\x11x = 1", "{K}x = 1"),
    ("\x11x = 1\n\x11y = 2\nend", "{K}x = 1\ny = 2{}\nend"),
    ("\x11x\n\n\x11y", "{K}x\n\ny"),
    ("\x11x\n\ny", "{K}x{}\n\ny"),
    ("\x11x\x11", "{M}x"),
    ("\x11x\x02y", "{M}x{BM}y"),
]


@pytest.mark.parametrize(("text", "runs"), READ, ids=lambda value: ascii(value)[:40])
def test_codes_are_read(text: str, runs: str) -> None:
    assert shown(runs_of_codes(text)) == runs


@pytest.mark.parametrize(("text", "written"), [
    ("\x02bold\x02 plain", "\x02bold\x02 plain"),
    ("\x02bold\x0f plain", "\x02bold\x02 plain"),
    ("\x02\x1dboth\x1d\x02 plain", "\x02\x1dboth\x0f plain"),
    ("\x02a\x02\x02b", "\x02ab\x02"),
    ("\x034red\x03 plain", "\x0304red\x03 plain"),
    ("\x034red\x03\x02\x025", "\x0304red\x03\x02\x025"),
    ("\x034\x02\x02,5", "\x0304\x02\x02,5\x03"),
    ("\x034,5a\x034,99b", "\x0304,05a\x03\x0304b\x03"),
    ("\x034,5a\x0399b", "\x0304,05a\x0399,05b\x03"),
    ("\x04ff0000x\x02\x02,00ff00", "\x04ff0000x,00ff00\x03"),
    ("\x031,1secret\x0f", "\x0301,01secret\x03"),
    ("\x0f> no quote", "\x0f> no quote"),
    ("\x11x\n\n\x11y", "\x11x\n\n\x11y"),
    ("\x02open", "\x02open\x02"),
], ids=ascii)
def test_as_few_codes_are_written_as_say_it(text: str, written: str) -> None:
    assert codes_of_runs(runs_of_codes(text)) == written


CODED = st.text(st.sampled_from("\x02\x03\x03\x03\x04\x0f\x11\x16\x1d\x1e\x1f0123459,,,abcdefFF x\n>"), max_size=60)


@settings(deadline=None, max_examples=200)
@given(CODED)
def test_what_is_written_is_read_as_the_same(text: str) -> None:
    runs = runs_of_codes(text)
    assert runs_of_codes(codes_of_runs(runs)) == runs


@settings(deadline=None, max_examples=100)
@given(CODED)
def test_no_word_is_lost_and_none_added(text: str) -> None:
    said = "".join(run.text for run in runs_of_codes(text))
    assert said.replace("> ", "").split() == without_codes(text).replace("> ", "").split()


@pytest.mark.parametrize("storm", ["\x02", "\x0f", "\x0304,05", "\x04ff0000", "\x03", "\x02a\x0f", "\x11\n", "> \n"],
                         ids=ascii)
def test_ten_thousand_codes_are_read_at_once(storm: str) -> None:
    started = time.process_time()
    runs_of_codes(storm * 10_000)
    assert time.process_time() - started < 1.0


def test_colours_by_number_are_those_all_clients_agree_on() -> None:
    assert [hex_of(number) for number in ("00", "01", "04", "16", "52", "87", "98")] == [
        "#ffffff", "#000000", "#ff0000", "#470000", "#ff0000", "#ff94d3", "#ffffff"]
    assert hex_of("#123456") == "#123456"
    assert hex_of("") == ""


# Long messages

LONG = "\x02" + "bold words " * 50 + "\x0304,05and red" + " 12,34 more" * 40 + "\x0f and the end"


def test_each_piece_of_a_long_message_has_the_look_it_has_in_the_whole() -> None:
    pieces = split_message(LONG, 300)

    looks = {shown([run]) for piece in pieces for run in runs_of_codes(piece)}
    assert max(len(piece.encode()) for piece in pieces) <= 300
    assert {look.partition("}")[0] for look in looks} == {"{B", "{B,04/05", " and the end"}
    assert " ".join(map(without_codes, pieces)).split() == without_codes(LONG).split()


@pytest.mark.parametrize("text", ["\x11" + "code 👨‍👩‍👧 " * 60, "> " + "\x1ditalics\x1d, " * 80,
                                  "> " + "quoted " * 80, "\x0304" + "x" * 900])
def test_pieces_stay_code_quotes_and_coloured(text: str) -> None:
    pieces = split_message(text, 200)
    kinds = {runs_of_codes(piece)[0].marks for piece in pieces}, {runs_of_codes(piece)[0].fore for piece in pieces}
    assert len(pieces) > 1
    assert all(len(kind) == 1 for kind in kinds) or text.startswith("> ")


@pytest.mark.parametrize("budget", range(20, 60))
def test_no_cut_goes_through_a_code(budget: int) -> None:
    text = "\x0304,05abc \x04ff0000,00ff00def \x0312,04ghi " * 8
    pieces = wrap_line(text, budget)
    assert "".join(pieces) == text
    assert shown(runs_of_codes("".join(pieces))) == shown(runs_of_codes(text))
    assert all(not piece.endswith(("\x03", "\x030", "\x0304", "\x0304,", "\x04ff")) for piece in pieces)
