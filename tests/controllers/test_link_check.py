"""A link that may lead elsewhere than it seems says where to before it opens."""

import pytest

from app.controllers.link_check import Hazard, hazards_of
from tests.controllers.app_in_hand import app_in_general

EVIL = "https://evil.example/login"


@pytest.mark.parametrize(("url", "shown"), [
    ("https://example.org", ""),
    ("https://example.org/a?b=c#d", ""),
    ("https://example.org/", "example.org"),
    ("https://example.org/a", "example.org/a"),
    ("https://www.example.org", "www.example.org"),
    ("http://192.0.2.1:8080/x", ""),
    ("https://[2001:db8::1]/", ""),
    ("https://münchen.de/", ""),
    ("https://example.org/a@b", ""),
])
def test_a_plain_link_is_not_asked_about(url: str, shown: str) -> None:
    assert hazards_of(url, shown) == ()


@pytest.mark.parametrize(("url", "shown", "hazard"), [
    (EVIL, "click here", Hazard.OTHER_TEXT),
    (EVIL, "https://bank.example/login", Hazard.OTHER_TEXT),
    (EVIL, "bank.example (evil.example)", Hazard.OTHER_TEXT),
    ("https://bank.example@evil.example/", "", Hazard.LOGIN),
    ("https://bank.example:x@evil.example/", "", Hazard.LOGIN),
    ("https://xn--pypal-4ve.example/", "", Hazard.ODD_NAME),
    ("https://раypal.example/", "", Hazard.ODD_NAME),
    ("https://evil.example/\u202egpj.exe", "", Hazard.UNSEEN),
    ("https://evil.example/a\u200bb", "", Hazard.UNSEEN),
])
def test_what_may_deceive_is_named(url: str, shown: str, hazard: Hazard) -> None:
    assert hazard in hazards_of(url, shown)


def test_the_question_names_the_real_host_and_opens_nothing_by_itself() -> None:
    app = app_in_general()
    app.kit.timeline.actions.open_target(EVIL, "https://bank.example")
    question = app.kit.window.question
    assert question.title == "Open evil.example?"
    assert question.text == "Its text is “https://bank.example”, and it leads to evil.example."
    assert question.facts == (("Whole address", EVIL),)
    assert app.opened_urls == []
    app.kit.window.answer("cancel")
    assert app.opened_urls == []


def test_what_the_view_says_behind_a_text_is_no_part_of_it() -> None:
    app = app_in_general()
    app.kit.timeline.actions.open_target(EVIL, "our page (evil.example)")
    assert app.kit.window.question.text == "Its text is “our page”, and it leads to evil.example."


def test_a_yes_opens_it() -> None:
    app = app_in_general()
    app.kit.timeline.actions.open_target(EVIL, "click here")
    app.kit.window.answer("open")
    assert app.opened_urls == [EVIL]


def test_a_plain_link_opens_at_once() -> None:
    app = app_in_general()
    app.kit.timeline.actions.open_target("https://example.org/a")
    assert app.opened_urls == ["https://example.org/a"]


@pytest.mark.parametrize("target", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "JAVASCRIPT:x",
                                    "smb://host/share", "mailto:a@b", "x-tool:do"])
def test_nothing_but_pages_and_chats_ever_opens(target: str) -> None:
    app = app_in_general()
    app.kit.timeline.actions.open_target(target, "click here")
    assert (app.opened_urls, app.kit.window.questions) == ([], [])
    assert not [call for call in app.session.calls if call[0] in ("open_direct", "join")]
