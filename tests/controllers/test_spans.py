"""Texts as spans: what can be clicked, what is bold, and that nothing harmful gets through."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.contracts.rows import Span, SpanStyle
from app.controllers.formatting import without_formatting
from app.controllers.plain_text import MAX_COMBINING, plain_text
from app.controllers.spans import TextContext, spans_of

CONTEXT = TextContext(own_nick="sam", channel_signs="#&", is_person=lambda name: name in ("maya", "olu"))


def things(text: str) -> list[tuple[str, str]]:
    """The clickable parts of a text with their targets."""
    return [(span.text, span.target) for span in spans_of(text, CONTEXT) if span.target]


@pytest.mark.parametrize(("text", "url"), [
    ("see https://example.org.", "https://example.org"),
    ("(https://example.org/a)", "https://example.org/a"),
    ("https://en.wikipedia.org/wiki/Ridge_(roof)", "https://en.wikipedia.org/wiki/Ridge_(roof)"),
    ("(see https://en.wikipedia.org/wiki/Ridge_(roof))", "https://en.wikipedia.org/wiki/Ridge_(roof)"),
    ("<https://example.org/x>", "https://example.org/x"),
    ("“https://example.org/x”, she said", "https://example.org/x"),
    ("https://example.org/?a=1&b=2#top!", "https://example.org/?a=1&b=2#top"),
    ("HTTPS://EXAMPLE.ORG", "HTTPS://EXAMPLE.ORG"),
    ("ircs://ridge.example.net:6697/%23general", "ircs://ridge.example.net:6697/%23general"),
    ("\x02https://exa\x02mple.org", "https://example.org"),
])
def test_a_link_ends_where_a_reader_would_end_it(text: str, url: str) -> None:
    found = things(text)
    assert "".join(text for text, _ in found) == url
    assert {target for _, target in found} == {url}


@pytest.mark.parametrize("text", [
    "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "http://", "https:// example", "xhttp://a.b",
    "HTTP://.", "mailto:a@b.c",
])
def test_only_web_pages_and_chats_are_links(text: str) -> None:
    assert not [span for span in spans_of(text, CONTEXT) if SpanStyle.LINK in span.style]


@pytest.mark.parametrize(("text", "found"), [
    ("Route notes are in #maps, and", [("#maps", "#maps")]),
    ("(#maps)", [("#maps", "#maps")]),
    ("#maps.", [("#maps", "#maps")]),
    ("&local", [("&local", "&local")]),
    ("#1 and #42", []),
    ("C# and a#b", []),
    ("##", []),
    ("https://example.org/#maps", [("https://example.org/#maps", "https://example.org/#maps")]),
])
def test_channels_look_like_channels(text: str, found: list[tuple[str, str]]) -> None:
    assert things(text) == found


@pytest.mark.parametrize(("text", "found"), [
    ("@maya could you", [("@maya", "maya")]),
    ("@nobody", []),
    ("@maya-", [("@maya", "maya")]),
    ("mail@maya", []),
    ("sam: hello", [("sam", "sam")]),
    ("@sam", [("@sam", "sam")]),
    ("Samuel and sample", []),
    ("SAM!", [("SAM", "sam")]),
])
def test_people_are_mentioned_by_whole_names(text: str, found: list[tuple[str, str]]) -> None:
    assert things(text) == found


@pytest.mark.parametrize(("text", "spans"), [
    ("https://bank.example@evil.example/", (
        Span("https://bank.example@", SpanStyle.LINK, "https://bank.example@evil.example/"),
        Span("evil.example", SpanStyle.LINK | SpanStyle.BOLD, "https://bank.example@evil.example/"),
        Span("/", SpanStyle.LINK, "https://bank.example@evil.example/"))),
    ("https://\u0430pple.com/", (Span("https://xn--pple-43d.com/", SpanStyle.LINK, "https://xn--pple-43d.com/"),)),
    ("www.example.org", (Span("www.example.org", SpanStyle.LINK, "https://www.example.org"),)),
    ("the [map](https://example.org/map)", (
        Span("the "), Span("map", SpanStyle.LINK, "https://example.org/map"),
        Span(" (example.org)", SpanStyle.LINK, "https://example.org/map"))),
])
def test_a_link_says_where_it_really_leads(text: str, spans: tuple[Span, ...]) -> None:
    assert spans_of(text, CONTEXT) == spans


def test_inline_code_is_shown_without_its_ticks_and_nothing_in_it_is_a_link() -> None:
    assert spans_of("just `trail import #maps` now", CONTEXT) == (
        Span("just "), Span("trail import #maps", SpanStyle.CODE), Span(" now"),
    )


@pytest.mark.parametrize(("text", "spans"), [
    ("at \x027:30\x02 sharp", (Span("at "), Span("7:30", SpanStyle.BOLD), Span(" sharp"))),
    ("\x1ditalic\x0f plain", (Span("italic", SpanStyle.ITALIC), Span(" plain"))),
    ("\x1f\x1eboth", (Span("both", SpanStyle.UNDERLINE | SpanStyle.STRIKE),)),
    ("\x11mono\x11", (Span("mono", SpanStyle.CODE),)),
    ("\x0304red\x03 plain", (Span("red", fore="#ff0000"), Span(" plain"))),
    ("\x034,12both", (Span("both", fore="#ff0000", back="#0000fc"),)),
    ("\x0312,comma", (Span(",comma", fore="#0000fc"),)),
    ("\x03123", (Span("3", fore="#0000fc"),)),
    ("\x0399default", (Span("default"),)),
    ("\x0301,01hidden", (Span("hidden", SpanStyle.SPOILER),)),
    ("\x04ff0000hex\x04", (Span("hex", fore="#ff0000"),)),
    ("\x16reverse\x16", (Span("reverse", SpanStyle.REVERSE),)),
    ("\x0304\x16reverse", (Span("reverse", back="#ff0000"),)),
    ("\x11a line of code", (Span("a line of code", SpanStyle.CODE_BLOCK),)),
    ("> said \x02before", (Span("said ", SpanStyle.QUOTE), Span("before", SpanStyle.QUOTE | SpanStyle.BOLD))),
    ("**bold** as bridges send it", (Span("bold", SpanStyle.BOLD), Span(" as bridges send it"))),
    ("\x0f**no bold**", (Span("**no bold**"),)),
    ("\x02\x02\x02", ()),
    ("\x02#ma\x02ps", (Span("#ma", SpanStyle.BOLD | SpanStyle.CHANNEL, "#maps"),
                       Span("ps", SpanStyle.CHANNEL, "#maps"))),
])
def test_formatting_becomes_styles_and_colours(text: str, spans: tuple[Span, ...]) -> None:
    assert spans_of(text, CONTEXT) == spans


@pytest.mark.parametrize(("text", "shown"), [
    ("a\x00b\x07c\x1bd\x7fe\x9bf", "abcdef"),
    ("line\r\nbreak\tand\u2028more", "line break and more"),
    ("\u202egnp.exe", "gnp.exe"),
    ("\u2067abc\u2069 \u2066\u202adef\u202c", "abc def"),
    ("a" + "\u0300\u0301" * 4 + "b\u0302", "a" + "\u0300\u0301" * 4 + "b\u0302"),
    ("\ufeffstart\ufff9", "start"),
    ("می\u200cخواهم", "می\u200cخواهم"),
    ("half \ud800 of", "half \ufffd of"),
    ("e" + "\u0301" * 5000, "e" + "\u0301" * MAX_COMBINING),
    ("👨‍👩‍👧 and नमस्ते", "👨‍👩‍👧 and नमस्ते"),
])
def test_nothing_harmful_reaches_a_row(text: str, shown: str) -> None:
    assert plain_text(text) == shown


ANY_TEXT = st.text(st.one_of(
    st.characters(), st.sampled_from("\x02\x03\x04\x0f\x11\x16\x1d\x1e\x1f`#@:/.,()[]sam0123456789 "),
), max_size=80)


@settings(deadline=None)
@given(ANY_TEXT)
def test_spans_say_the_text_and_nothing_but_the_text(text: str) -> None:
    said = "".join(span.text for span in spans_of(text, CONTEXT))
    stripped = without_formatting(text)
    assert said.split() == stripped.split()
    assert not any((char < " " and char != "\n") or "\x7f" <= char <= "\x9f" for char in said)


@settings(deadline=None)
@given(st.lists(st.sampled_from([
    "https://example.org/", "(", ")", "#maps", "@maya", "sam", "`", "\x02", "\x0305,06", " ", ".", ",", "\x0f",
]), max_size=40).map("".join))
def test_things_overlap_never_and_are_never_empty(text: str) -> None:
    spans = spans_of(text, CONTEXT)
    assert all(span.text for span in spans)
    assert all(span.target for span in spans if span.style & (SpanStyle.LINK | SpanStyle.CHANNEL | SpanStyle.MENTION))
