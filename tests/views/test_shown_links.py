"""What a link is shown as, which the one who follows it has to know."""

import pytest

from app.contracts.rows import Span, SpanStyle
from app.views.tk.timeline.shown_links import shown_for

EVIL = "https://evil.example/login"


@pytest.mark.parametrize(("spans", "shown"), [
    ([Span("see "), Span(EVIL, SpanStyle.LINK, EVIL)], ""),
    ([Span("https://evil", SpanStyle.LINK, EVIL), Span(".example/login", SpanStyle.BOLD, EVIL)], ""),
    ([Span("bank", SpanStyle.LINK, EVIL), Span(" (evil.example)", SpanStyle.LINK, EVIL)], "bank (evil.example)"),
    ([Span(EVIL, SpanStyle.LINK, EVIL), Span(" or "), Span("bank", SpanStyle.LINK, EVIL)], "bank"),
])
def test_a_view_says_what_a_link_is_shown_as(spans: list[Span], shown: str) -> None:
    assert shown_for(spans, EVIL) == shown
    assert shown_for(spans, "maya") == ""
