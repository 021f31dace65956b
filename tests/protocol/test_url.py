"""Invite links, IRC URLs, and what people type as an address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocol.url import InvalidLink, InviteLink

PIN = "0123456789abcdef" * 4


@pytest.mark.parametrize(("text", "link"), [
    ("ircs://irc.example/%23room", InviteLink(host="irc.example", channel="#room")),
    ("ircs://irc.example:7000/#room", InviteLink(host="irc.example", port=7000, channel="#room")),
    ("irc://irc.example/##linux", InviteLink(host="irc.example", port=6667, tls=False, channel="##linux")),
    ("IRCS://Irc.Example", InviteLink(host="irc.example")),
    ("ircs://irc.example/room", InviteLink(host="irc.example", channel="#room")),
    ("ircs://irc.example/room,ischannel", InviteLink(host="irc.example", channel="#room")),
    ("ircs://irc.example/maya,isuser", InviteLink(host="irc.example")),
    ("ircs://me:secret@irc.example/", InviteLink(host="irc.example")),
    ("ircs://[2001:db8::1]:7000/", InviteLink(host="2001:db8::1", port=7000)),
    ("ircs://bücher.example/", InviteLink(host="xn--bcher-kva.example")),
    (f"<ircs://h.example/?certfp=sha256:{PIN}>", InviteLink(host="h.example", certfp=PIN)),
    (f"ircs://h.example/%23a?CERTFP={PIN.upper()}&key=s%20e&name=Night%20Owls&hosts=10.0.0.2,,b.example,a%20b&more=1",
     InviteLink(host="h.example", channel="#a", certfp=PIN, key="s e", name="Night Owls",
                hosts=("10.0.0.2", "b.example"))),
    ("irc.example", InviteLink(host="irc.example")),
    (" localhost:6667 ", InviteLink(host="localhost", port=6667, tls=False)),
    ("irc.example:7000/#room", InviteLink(host="irc.example", port=7000, channel="#room")),
    ("2001:db8::1", InviteLink(host="2001:db8::1")),
    ("[::1]:6697", InviteLink(host="::1")),
    ("wss://chat.example", InviteLink(host="chat.example", port=443, websocket="/")),
    ("WS://chat.example:8097/irc?channel=%23room",
     InviteLink(host="chat.example", port=8097, tls=False, websocket="/irc", channel="#room")),
    (f"wss://chat.example/a%20b?key=k&certfp={PIN}",
     InviteLink(host="chat.example", port=443, websocket="/a%20b", key="k", certfp=PIN)),
])
def test_a_link_leads_where_it_says(text: str, link: InviteLink) -> None:
    assert InviteLink.parse(text) == link


@pytest.mark.parametrize("text", [
    "", "   ", "https://example.org", "javascript:alert(1)", "file:///etc/passwd", "ircs://", "ircs:///room", "a b",
    "ircs://irc.example:0/", "ircs://irc.example:65536/", "ircs://irc.example:00000199999999/", "ircs://irc.example:x/",
    "ircs://[::1", "ircs://[irc.example]/", "ircs://[::1]x/", "ircs://a..b/", "ircs://℀.example/", "-a.example",
    "ircs://irc.example/%23a%0AQUIT", "ircs://irc.example/%23a%20b", "ircs://irc.example/%23a%C2%85b",
    "ircs://irc.example/%23a%E2%80%A8b", "ircs://irc.example/" + "x" * 201, "irc.example/" + "x" * 5000,
    "ircs://irc.example/?certfp=sha256:0123", "ircs://irc.example/?certfp=sha256:" + "g" * 64, "irc\ud800.example",
    "wss://chat.example/a b", "wss://chat.example/#room", "wss://chat.example/" + "x" * 201, "ws://", "wss://é/\xff",
    "'; rm -rf /", "--proxy=evil", "ircs://irc.example\x00/",
])
def test_what_leads_nowhere_is_refused_with_a_plain_sentence(text: str) -> None:
    with pytest.raises(InvalidLink, match=r"^[A-Z“].*[.]$"):
        InviteLink.parse(text)


@pytest.mark.parametrize("interface", ["?eth0", "[x]", "a b", "", "é"])
def test_an_interface_that_could_stand_in_no_link_is_refused(interface: str) -> None:
    with pytest.raises(InvalidLink):
        InviteLink.parse(f"fe80::1%{interface}")


@pytest.mark.parametrize("value", ["a%0D%0AQUIT", "a%00QUIT", "a%C2%85QUIT", "a%E2%80%A8QUIT"])
def test_no_line_break_comes_out_of_an_option(value: str) -> None:
    link = InviteLink.parse(f"ircs://irc.example/?key={value}&name={value}")

    assert (link.key, link.name) == ("aQUIT", "aQUIT")


hosts = st.sampled_from(["irc.example", "localhost", "192.0.2.7", "2001:db8::1", "fe80::1%eth0", "xn--bcher-kva.ch"])
visible = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=40)
links = st.builds(
    InviteLink, host=hosts, port=st.integers(1, 65535), tls=st.booleans(), certfp=st.sampled_from(["", PIN]),
    channel=st.just("") | visible.map(lambda text: "#" + text.replace(" ", "").replace(",", "")),
    key=visible, name=visible.map(str.strip), hosts=st.lists(hosts, max_size=3).map(tuple),
    websocket=st.sampled_from(["", "/", "/irc", "/a/b;c=1"]),
)


@given(links)
def test_a_link_that_is_handed_out_leads_back(link: InviteLink) -> None:
    assert InviteLink.parse(link.to_url()) == link


@given(st.text() | st.text().map("ircs://".__add__) | st.text().map("ircs://irc.example/".__add__))
def test_any_text_is_a_link_or_refused(text: str) -> None:
    try:
        link = InviteLink.parse(text)
    except InvalidLink:
        return
    assert InviteLink.parse(link.to_url()) == link
