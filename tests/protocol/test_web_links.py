"""Addresses in a text: where they begin and end, where they lead, and that they can't pretend to be another."""

import re

import pytest

from app.protocol.web_links import URL, host_of, link_at, safe_host

E = "https://example.org"


def links(text: str) -> list[str]:
    """The addresses of a text as they are shown, in order."""
    made = (link_at(found[0]) for found in re.finditer(URL, text, re.IGNORECASE))
    return [link.shown for link in made if link is not None]


# Ends: the sentence around the address does not belong to it.
WRAPPED = [
    "{}", "see {}", "{} there", "({})", "[{}]", "{{{}}}", "<{}>", '"{}"', "'{}'", "“{}”", "‘{}’", "«{}»", "„{}“",
    "*{}*", "**{}**",
    "_{}_", "~~{}~~", "`{}`", "||{}||", "{}.", "{},", "{};", "{}:", "{}!", "{}?", "{}...", "{}…", "{}!?", "{}).",
    "({}).",
    "({}, there)", "[text]({})", "{}\nnext", "{}\tnext", "{}，然后", "看{}。", "（{}）", "「{}」", "a: {}",
    "a,{}", "-{}",
]
KEPT = [
    "", "/", "/a", "/a/", "/a.html", "/a_(b)", "/a_(b)_(c)", "/?q=1&r=2", "/#top", "/a,b", "/a;b", "/a:b", "/~a",
    "/a-b", "/a=b",
    "/%20x", "/a+b", "/a@b", "/[a]", "/$a", "/a!b", "/ü", "/a'b", ":8080/", ":8080",
]


@pytest.mark.parametrize("around", WRAPPED)
def test_an_address_ends_where_a_reader_would_end_it(around: str) -> None:
    assert links(around.format(f"{E}/a")) == [f"{E}/a"]


@pytest.mark.parametrize("rest", KEPT)
@pytest.mark.parametrize("around", ["{}", "({})", "“{}”,"])
def test_an_address_is_whole(rest: str, around: str) -> None:
    assert links(around.format(E + rest)) == [E + rest]


@pytest.mark.parametrize(("text", "found"), [
    ("www.example.org", ["www.example.org"]), ("WWW.Example.org/A", ["WWW.Example.org/A"]), ("(www.a.de)",
    ["www.a.de"]),
    ("www.", []), ("www.example", []), ("awww.a.de", []), ("x@www.a.de", []),
    ("irc://a.b/c", ["irc://a.b/c"]), ("ircs://a.b:6697/%23c", ["ircs://a.b:6697/%23c"]), ("irc://", []),
    ("HTTPS://A.B", ["HTTPS://A.B"]), ("http://[::1]:80/", ["http://[::1]:80/"]), ("http://1.2.3.4",
    ["http://1.2.3.4"]),
    ("javascript:alert(1)", []), ("file:///etc/passwd", []), ("data:text/html,x", []), ("mailto:a@b.c", []),
    ("xmpp:a@b.c", []), ("ftp://a.b", []), ("xhttps://a.b", []), ("https:/a.b", []), ("https:// a.b", []),
    ("http://.", []),
    ("http://...", []), ("https://?", []), ("https:///x", []), ("https://a.b https://c.d", ["https://a.b",
    "https://c.d"]),
    ("https://a.b,https://c.d", ["https://a.b,https://c.d"]), ("//a.b", []), ("a.b", []), ("http:\\\\a.b", []),
    ("https://bank.example\\@evil.example/", ["https://bank.example"]), ("https://a.b/c\\d", ["https://a.b/c"]),
])
def test_only_pages_and_chats_are_addresses(text: str, found: list[str]) -> None:
    assert links(text) == found


@pytest.mark.parametrize(("url", "host"), [
    (f"{E}/x", "example.org"), ("https://bank.example@evil.example/", "evil.example"), ("https://A.B:80/", "a.b"),
    ("https://user:password@evil.example", "evil.example"), ("https://a.b@c.d@evil.example", "evil.example"),
    ("https://evil.example/bank.example@x", "evil.example"), ("https://evil.example?@bank.example", "evil.example"),
    ("https://evil.example#@bank.example", "evil.example"), ("https://evil.example\\@bank.example", "evil.example"),
    ("www.a.de/x", "www.a.de"), ("http://[::1]/", "[::1]"), ("no address", ""), ("javascript:alert(1)", ""),
])
def test_the_host_is_the_one_an_address_leads_to(url: str, host: str) -> None:
    assert host_of(url) == host


def test_what_stands_in_front_of_the_host_is_told_apart_from_it() -> None:
    link = link_at("https://bank.example@evil.example/x")
    assert link is not None
    assert (link.before, link.host, link.after, link.has_login) == ("https://bank.example@", "evil.example", "/x", True)


@pytest.mark.parametrize(("host", "shown"), [
    ("example.org", "example.org"), ("bücher.de", "bücher.de"), ("café.fr", "café.fr"), ("яндекс.рф", "яндекс.рф"),
    ("почта.ru", "почта.ru"), ("例え.jp", "例え.jp"), ("한국.kr", "한국.kr"), ("ελλάδα.gr", "ελλάδα.gr"),
    ("xn--pple-43d.com",) * 2,
    # Cyrillic letters among Latin ones, or a name of look-alikes alone
    ("\u0430pple.com", "xn--pple-43d.com"), ("\u0430\u0440\u0440\u04cf\u0435.com", "xn--80ak6aa92e.com"),
    ("\u0441\u043e\u0440\u0443.com", "xn--n1aebk.com"), ("\u0441\u043e\u0440\u0443.\u0440\u0444",
    "\u0441\u043e\u0440\u0443.\u0440\u0444"),
    # Width, joiners, accents that are drawn over
    ("ｅxample.org", "example.org"), ("exa\u200dmple.org", "xn--example-j06c.org"),
    ("e\u0301xample.org", "xn--xample-9ua.org"), ("gо\u03bfgle.com", "xn--ggle-0nd57e.com"),
])
def test_a_host_that_may_deceive_is_shown_in_ascii(host: str, shown: str) -> None:
    assert safe_host(host) == shown


@pytest.mark.parametrize("end", [")", ".", "]", "}", ").", "'", "("])
def test_a_storm_behind_an_address_is_left_out(end: str) -> None:
    link = link_at(f"{E}/{end * 5000}")
    assert link is not None
    assert link.length in (len(E) + 1, len(E) + 1 + 5000)
