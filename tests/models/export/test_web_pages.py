"""A page shows what people wrote as they meant it, harms nobody, and can be read by everybody."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.chats import ChatKind, Entry, EntryKind, Reaction
from app.models.export.page_colours import DARK, LIGHT
from app.models.export.web_page import WebPageWriter
from app.models.export.writing import ChatHead
from app.themes.contrast import contrast
from tests.models.export.export_desk import BY_KEY, WORDS, Desk, said

_VOID = {"meta"}


class Page(HTMLParser):
    """What a browser makes of a page: its tags, its text, and whether each tag that was opened is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.tags if name in attributes]


def written(*entries: Entry) -> str:
    writer = WebPageWriter(ChatHead(name="#maps", kind=ChatKind.CHANNEL, network="Rowing club", exported_ms=0), WORDS)
    return writer.begin("maps.html") + writer.entries(entries) + writer.end()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.disk.store.close()


def test_a_page_shows_what_people_wrote_and_runs_nothing_of_it(desk: Desk) -> None:
    desk.disk.store.add(desk.disk.chat("#maps"), [
        said("<script>alert(1)</script> & \"quotes\"", msgid='a"><b>'), said("see https://a.example/x?a=1&b=2."),
        said("\x02bold\x02 and \x0304red"), replace(said("gone", msgid="c"), is_redacted=True, text=""),
        replace(said("yes", "olu", msgid="d"), reply_to='a"><b>', reactions=(Reaction("👍", ("ines", "<i>")),)),
        replace(said("waves"), kind=EntryKind.ACTION)])
    assert desk.write(BY_KEY["html"], desk.folder / "maps.html").count == 6
    page = (desk.folder / "maps.html").read_text()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    address = "https://a.example/x?a=1&amp;b=2"
    assert f'<a href="{address}" rel="noreferrer nofollow">{address}</a>.' in page
    assert "<b>bold</b>" in page
    assert "Message deleted" in page
    assert 'id="a%22%3E%3Cb%3E"' in page
    assert 'href="#a%22%3E%3Cb%3E"' in page
    assert 'title="ines, &lt;i&gt;"' in page
    assert "<i>* tom waves</i>" in page
    assert "default-src 'none'" in page


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=40), st.text(max_size=5)), max_size=5))
def test_whatever_people_write_the_page_is_whole_and_loads_nothing(told: list[tuple[str, str, str]]) -> None:
    page = Page(written(*(
        replace(said(text, nick, msgid=msgid), reply_to=msgid, reactions=(Reaction(text, (nick,)),))
        for nick, text, msgid in told)))
    assert page.open == []
    assert not {"script", "img", "link", "iframe", "object", "base"} & {tag for tag, _ in page.tags}
    assert not any(re.search(r"\s", name) for name in page.values("id"))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page.text)


@pytest.mark.parametrize("colour", [f"{number:02}" for number in range(99)])
def test_every_colour_can_be_read_on_a_light_page_and_on_a_dark_one(colour: str) -> None:
    found = re.search(r"--light:(#\w{6});--dark:(#\w{6})", written(said(f"\x03{colour}hello")))
    assert found is not None
    for shown, grounds in zip(found.groups(), (LIGHT, DARK), strict=True):
        assert min(contrast(shown, ground) for ground in grounds) >= 4.5


def test_a_colour_on_a_ground_that_hides_it_is_shown_in_one_that_does_not() -> None:
    found = re.search(r"color:(#\w{6});background:(#\w{6})", written(said("\x0308,00hello")))
    assert found is not None
    assert contrast(*found.groups()) >= 4.5


def test_a_spoiler_is_shown_by_the_keyboard_too_and_has_nothing_that_shines_through() -> None:
    page = written(said("\x0301,01 https://a.example \x03 and"))
    assert '<span class="spoiler" tabindex="0"> https://a.example </span>' in page


@pytest.mark.parametrize(("text", "html"), [
    ("\x16turned\x16", '<span class="turned">turned</span>'), ("> said", 'class="quoted"'),
    ("\x11code\x11", "<code>code</code>"),
])
def test_looks_are_kept(text: str, html: str) -> None:
    assert html in written(said(text))


def test_an_answer_to_what_is_not_here_is_seen_to_be_one() -> None:
    assert "An answer to a message that is not here" in written(replace(said("yes"), reply_to="gone"))


def test_an_answer_leads_to_the_page_before(desk: Desk) -> None:
    answers = [replace(said(str(number), msgid=f"m{number}"), reply_to="m1") for number in range(2, 600)]
    desk.disk.store.add(desk.disk.chat("#maps"), [said("when?", msgid="m1"), *answers])
    desk.write(replace(BY_KEY["html"], part=500), desk.folder / "maps")
    first, second = (desk.folder / "maps" / name for name in ("#maps.html", "#maps-2.html"))
    assert '<a class="quote" href="#m1">tom: when?</a>' in first.read_text()
    assert '<a class="quote" href="%23maps.html#m1">tom: when?</a>' in second.read_text()


def test_each_page_of_many_tells_the_day_and_leads_to_the_contents(desk: Desk) -> None:
    desk.disk.store.add(desk.disk.chat("#maps"), [said(str(number)) for number in range(600)])
    desk.write(replace(BY_KEY["html"], part=500), desk.folder / "maps")
    second = (desk.folder / "maps" / "#maps-2.html").read_text()
    assert "<h2><span>Friday, 2026-01-02</span></h2>" in second
    assert '<a href="index.html">Contents</a>' in second
    assert "Rowing club, 100 messages" in (desk.folder / "maps" / "index.html").read_text()


def test_a_message_of_a_megabyte_is_written_as_it_is() -> None:
    words = "see https://a.example/ and www.b.example " * 25_000
    assert written(said(words)).count('rel="noreferrer nofollow"') == 50_000
