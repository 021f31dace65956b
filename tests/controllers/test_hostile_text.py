"""Texts that mean ill: codes without end, links that lie, signs that would make reading them take for ever."""

import sys
from types import FrameType
from typing import TYPE_CHECKING

import pytest

from app.contracts.rows import Span, SpanStyle
from app.controllers.formatting import without_formatting
from app.controllers.spans import MOST_READ, MOST_SPANS, TextContext, spans_of

if TYPE_CHECKING:
    from _typeshed import TraceFunction

CONTEXT = TextContext(own_nick="sam", channel_signs="#&", is_person=lambda name: name == "maya")
CODES = "\x02\x03\x04\x0f\x11\x16\x1d\x1e\x1f"


def said(spans: tuple[Span, ...]) -> str:
    return "".join(span.text for span in spans)


@pytest.mark.parametrize("text", [
    "\x0312,4deep\x0f \x02bold\x1d both\x02\x0f", "\x04ff8800,00ff88orange\x04 plain", "a\x03b\x0399,99c\x03,1d\x031,e",
    "\x02https://exa\x0312mple.org/\x1da\x0fb", "`co\x02de` \x16#ma\x0fps @ma\x03ya",
])
def test_codes_cut_anywhere_leave_only_text(text: str) -> None:
    for cut in range(len(text) + 1):
        for part in (text[:cut], text[cut:]):
            shown = said(spans_of(part, CONTEXT))
            assert not set(shown) & set(CODES)
            assert shown == without_formatting(part).replace("`", "") or "`" in part


@pytest.mark.parametrize("storm", [
    CODES * 1200, "\x0f" * 10_000, "\x0312,4" * 2000, "\x04ff0000" * 1500, "\x03" * 10_000,
])
def test_ten_thousand_codes_are_no_text_at_all(storm: str) -> None:
    assert said(spans_of(f"a{storm}b", CONTEXT)) == "ab"


@pytest.mark.parametrize("url", [
    "https://good.example@evil.example/", "https://user:password@evil.example/x", "https://\u0430pple.com/",
    "https://xn--pple-43d.com/", "https://a.b/\u202egnp.exe", "https://a.b/--option=x", "https://a.b/'%20x",
    "https://a.b/%0d%0aHost:x", "ircs://host/%0d%0aQUIT", "https://a.b:99999/", "https://[::1]/", "https://a.b\\c",
    "https://a.b/" + "x" * 100_000,
])
def test_a_link_leads_where_it_says(url: str) -> None:
    links = [span for span in spans_of(f"see {url} there", CONTEXT) if SpanStyle.LINK in span.style]

    assert {link.target for link in links} == {said(tuple(links))}
    assert links[0].target.isprintable()


@pytest.mark.parametrize("text", [
    "JavaScript:alert(1)", "file:///etc/passwd", "FILE://host/x", "vbscript:x", "data:text/html;base64,x",
    "\\\\host\\share", "smb://host/x", "ms-settings:x", "tel:1", "java\x02script:alert(1)", "--option https:/ /x",
])
def test_nothing_but_a_page_or_a_chat_can_be_opened(text: str) -> None:
    assert [span.target for span in spans_of(text, CONTEXT) if span.target] == []


def lines_of_code(text: str) -> int:
    """How many lines of Python it takes to read a text: what it costs, whatever the computer."""
    count = 0

    def trace(_frame: FrameType, event: str, _value: object) -> "TraceFunction":
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        spans_of(text, CONTEXT)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("piece", [
    "\x02#a ", "\x02@maya ", "https://a.b/( ", "\x02`a` ", "\x0f\x02\x03", "#1 ", "@maya-", "(", "`", "https://",
    "sam ",
], ids=ascii)
def test_twice_the_text_takes_twice_as_long(piece: str) -> None:
    assert lines_of_code(piece * 600) <= 2.5 * lines_of_code(piece * 300) + 100


@pytest.mark.parametrize("end", [")", ".", "]", "}", ").", "'"])
def test_the_end_of_a_link_is_found_whatever_comes_after_it(end: str) -> None:
    assert spans_of("https://a.b/" + end * 5000, CONTEXT)[0].target == "https://a.b/"
    assert lines_of_code("https://a.b/" + end * 1000) <= 2.5 * lines_of_code("https://a.b/" + end * 500) + 100


@pytest.mark.parametrize("piece", [
    "\x02ox", "#ox ", "@ox sam ", "http://ox.b ", "**ox** ", "`ox` ", "\x0304,05ox\x0306", "\x11ox\n", "||ox|| ",
], ids=ascii)
@pytest.mark.parametrize("length", [8_000, 130_000])
def test_a_row_has_a_bounded_number_of_pieces_and_all_its_words(piece: str, length: int) -> None:
    text = f"{piece * (length // len(piece))}the end"

    spans = spans_of(text, CONTEXT)

    assert len(spans) <= MOST_SPANS
    assert said(spans).endswith("the end")
    assert said(spans).count("ox") == length // len(piece)


@pytest.mark.parametrize("hidden", ["||the butler||", "\x0301,01the butler\x03", "\x04aabbcc,aabbccthe butler\x04"])
@pytest.mark.parametrize("before", ["#ox " * 400, "x " * MOST_READ, "http://a.b " * 400])
def test_what_is_hidden_behind_a_storm_stays_hidden(before: str, hidden: str) -> None:
    spans = spans_of(f"{before}{hidden}", TextContext(own_nick="sam"))

    assert all(SpanStyle.SPOILER in span.style for span in spans if "butler" in span.text)
