"""Markdown as people type it in chats: to runs, to the wire, and back into the box."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.protocol.formatting import Mark, Run, has_codes
from app.protocol.markdown import received, typed
from app.protocol.message_text import as_written, runs_of, sent_as, sent_literally, text_of
from tests.protocol.runs_as_text import shown

TYPED = [
    # Marks
    ("**bold**", "{B}bold"), ("*italic*", "{I}italic"), ("_italic_", "{I}italic"), ("__under__", "{U}under"),
    ("~~gone~~", "{S}gone"), ("||secret||", "{H}secret"), ("`code`", "{M}code"), ("***both***", "{BI}both"),
    ("**a *b* c**", "{B}a {BI}b{B} c"), ("**a _b_**", "{B}a {BI}b"), ("__*x*__", "{IU}x"), ("~~**x**~~", "{BS}x"),
    ("||**x**||", "{BH}x"), ("(*x*)", "({I}x{})"), ("“**x**”", "“{B}x{}”"), ("*x*, *y*.", "{I}x{}, {I}y{}."),
    ("**two words** here", "{B}two words{} here"), ("这是**重点**内容", "这是{B}重点{}内容"),
    # Marks that are none
    ("2*3*4", "2*3*4"), ("2 * 3 * 4", "2 * 3 * 4"), ("a ** b ** c", "a ** b ** c"), ("**", "**"), ("****", "****"),
    ("snake_case_name", "snake_case_name"), ("_private", "_private"), ("/path_*", "/path_*"), ("*.py and *.txt",) * 2,
    ("/a/_b_/c", "/a/_b_/c"), ("a || b", "a || b"), ("x||y||z", "x||y||z"), ("**open", "**open"),
    ("close**", "close**"),
    ("** x **", "** x **"), ("*open **bold**", "*open {B}bold"), ("~/a and ~/b", "~/a and ~/b"), ("~~", "~~"),
    ("50% *off", "50% *off"), ("* item\n* item", "* item\n* item"), ("- item *x*", "- item {I}x"), ("a~~b~~c",) * 2,
    ("*****x*****", "*****x*****"), ("f(*args, **kwargs)", "f(*args, **kwargs)"), ("x = *p * *q", "x = *p * *q"),
    # What is sure
    ("`**no**`", "{M}**no**"), ("``a ` b``", "{M}a ` b"), ("`` ` ``", "{M}`"), ("`open", "`open"), ("``x`", "``x`"),
    ("`a` *b*", "{M}a{} {I}b"), ("*a `*` b*", "{I}a {IM}*{I} b"), ("`C:\\dir\\`", "{M}C:\\dir\\"),
    (r"\*x\*", "*x*"), (r"\**x**", "**x**"), (r"\\*x*", r"\*x*"),
    (r"\_x\_ \`y\` \~~z~~ \||a||", "_x_ `y` ~~z~~ ||a||"),
    (r"C:\new\_x", "C:\\new_x"), (r"\\host\share", r"\\host\share"), (r"¯\_(ツ)_/¯", r"¯\_(ツ)_/¯"), (r"\d+\s*",
    r"\d+\s*"),
    ("kiss :-* and :* you", "kiss :-* and :* you"), (">_< and >_<", ">_< and >_<"), ("-_- ^_^ *_*", "-_- ^_^ *_*"),
    ("__init__ and __main__.py", "__init__ and __main__.py"), ("__very__", "{U}very"),
    ("https://a.b/_x_/*y*", "https://a.b/_x_/*y*"), ("**https://a.b/c_d_**", "{B}https://a.b/c_d_"),
    ("see https://a.b/*x and *y*", "see https://a.b/*x and {I}y"), ("www.a.b/_x_", "www.a.b/_x_"),
    ("#a_b_ and @_me_", "#a_b_ and @_me_"), ("**#maps**", "{B}#maps"),
    ("[*map*](https://a.b/_x_)", "[{I}map{}](https://a.b/_x_)"),
    # Lines
    ("> quote **b**", "{Q}quote {BQ}b"), (">no", ">no"), (r"\> no", "> no"), ("a\n> b\nc", "a\n{Q}b{}\nc"),
    ("**a\nb**", "**a\nb**"), ("```\nx\n```", "{K}x"), ("```py\nx\n\ny\n```", "{K}x\n\ny"), ("```x```", "{K}x"),
    ("a\n```\n**x**\n```\nb", "a\n{K}**x**{}\nb"), ("```\nopen", "```\nopen"), ("```", "```"), ("```\n```", "```\n```"),
    ("```x\ny```", "{K}y"), ("a ```x```", "a {M}x"), ("```\n\n  x\n\n```", "{K}  x"),
]


@pytest.mark.parametrize(("text", "runs"), TYPED, ids=lambda value: ascii(value)[:40])
def test_markdown_is_read_as_people_mean_it(text: str, runs: str) -> None:
    assert shown(typed(text)) == runs


@pytest.mark.parametrize(("text", "runs"), TYPED, ids=lambda value: ascii(value)[:40])
def test_what_was_typed_is_what_others_see_and_what_comes_back_into_the_box(text: str, runs: str) -> None:
    sent = sent_as(text)
    assert shown(runs_of(sent)) == runs
    assert sent_as(as_written(sent)) == sent


@pytest.mark.parametrize(("text", "runs"), [
    ("**bold** text", "{B}bold{} text"), ("`code`", "{M}code"), ("~~gone~~", "{S}gone"), ("||secret||", "{H}secret"),
    ("> quote", "{Q}quote"), ("```\nx\n```", "{K}x"), ("*sigh*", "*sigh*"), ("_x_", "_x_"), ("__x__", "__x__"),
    (r"\**x**", r"\**x**"), ("***x***", "***x***"), ("https://a.b/**x**", "https://a.b/**x**"),
    ("<tom> **hi**", "<tom> {B}hi"),
])
def test_what_others_typed_is_read_where_it_can_mean_nothing_else(text: str, runs: str) -> None:
    assert shown(received(text)) == runs


@pytest.mark.parametrize("text", ["**x**", "`x`", "> x", "```\nx\n```", "||x||", "*x*", "plain", "a\n**b**\n> c"])
def test_a_text_sent_literally_is_seen_as_it_is(text: str) -> None:
    assert shown(runs_of(sent_literally(text))) == text
    assert [shown(runs_of(line)) for line in sent_literally(text).split("\n")] == text.split("\n")


def test_a_text_with_codes_is_sent_and_read_by_its_codes() -> None:
    assert sent_as("\x02**x**\x02") == "\x02**x**\x02"
    assert shown(runs_of("\x02**x**\x02")) == "{B}**x**"
    assert as_written("\x0304red\x03") == "\x0304red\x03"


def test_a_name_with_marks_at_its_ends_is_a_name_where_somebody_has_it() -> None:
    def is_name(word: str) -> bool:
        return word == "_maya_"

    assert shown(typed("_maya_: hi _there_", is_name)) == "_maya_: hi {I}there"
    assert shown(typed("_maya_: hi")) == "{I}maya{}: hi"


def test_words_are_replaced_where_they_are_no_code() -> None:
    assert sent_as("ab `ab` **ab**", replaced=lambda text: text.replace("ab", "AB")) == "AB \x11ab\x11 \x02AB\x02"


PIECES = ["**", "*", "__", "_", "~~", "||", "`", "``", "```", "\n", "> ", "a", "b c", " ", "\\", "#x", "@me",
          "https://a.b/", "-", "(", ")", ".", ":-*", "1", "é", "字"]
SCRIBBLES = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@settings(deadline=None, max_examples=300)
@given(SCRIBBLES)
def test_whatever_is_typed_comes_back_as_it_was_sent(text: str) -> None:
    runs = typed(text)
    sent = text_of(runs)
    assert runs_of(sent) == runs
    assert runs_of(sent_as(as_written(sent))) == runs


@settings(deadline=None, max_examples=200)
@given(SCRIBBLES)
def test_whatever_is_sent_literally_is_read_literally(text: str) -> None:
    assert runs_of(sent_literally(text)) == ([Run(text, Mark.NONE)] if text else [])
    assert not has_codes(sent_literally("plain"))


@pytest.mark.parametrize("storm", [
    "**", "`a", "``` x\n", "*a ", "_a_ ", "|", "\\", "https://a.b(", "> *", "[x", "@a", "__init", ":-**", "\n", "~~a",
    "``", "*a**b", "```\n", "`a``",
], ids=ascii)
def test_a_storm_of_marks_is_read_in_time(storm: str) -> None:
    started = time.process_time()
    typed(storm * 5000)
    received(storm * 5000)
    assert time.process_time() - started < 1.5
