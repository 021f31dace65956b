"""Certificates and passwords: a person decides, and the cautious answer is the easy one."""

from app.models.changes import SessionState
from app.models.problem import ProblemKind
from tests.controllers.app_in_hand import AppInHand
from tests.fakes.session import FakeSession

SEEN = "0123456789abcdef" * 4
EXPECTED = "f" * 64
GROUPS = "01234567 89abcdef 01234567 89abcdef 01234567 89abcdef 01234567 89abcdef"


def test_an_unknown_certificate_shows_host_and_fingerprint_and_refuses_by_default() -> None:
    app = AppInHand(FakeSession())
    app.session.fail(ProblemKind.CERTIFICATE_UNKNOWN, seen=SEEN)
    question = app.kit.window.question
    assert question.title == "This server can't prove it is ridge.example.net."
    assert question.facts == (("Server", "ridge.example.net:6697"), ("Fingerprint", GROUPS))
    default = next(choice for choice in question.choices if choice.is_default)
    assert (default.label, default.is_cancel) == ("Don't connect", True)
    app.kit.window.answer(default.key)
    assert app.session.state is SessionState.OFFLINE
    assert ("trust", SEEN) not in app.session.calls


def test_trusting_it_connects_and_does_not_ask_again() -> None:
    app = AppInHand(FakeSession())
    app.session.fail(ProblemKind.CERTIFICATE_UNKNOWN, seen=SEEN)
    app.kit.window.answer("trust")
    assert app.session.profile.fingerprints == (SEEN,)
    assert app.session.state is SessionState.CONNECTING
    assert app.kit.window.questions == []


def test_a_certificate_that_differs_can_not_be_clicked_away() -> None:
    app = AppInHand(FakeSession())
    app.session.fail(ProblemKind.CERTIFICATE_DIFFERS, seen=SEEN, expected=(EXPECTED,))
    question = app.kit.window.question
    assert question.title == "ridge.example.net is not the server you trusted."
    assert [choice.label for choice in question.choices] == ["Don't connect"]
    assert question.facts == (("Server", "ridge.example.net:6697"), ("Expected", " ".join(["ffffffff"] * 8)),
                              ("Seen", GROUPS))


def test_the_sheet_comes_once_and_the_banner_brings_it_back() -> None:
    app = AppInHand(FakeSession())
    app.session.fail(ProblemKind.CERTIFICATE_UNKNOWN, seen=SEEN)
    app.session.fail(ProblemKind.CERTIFICATE_UNKNOWN, seen=SEEN)
    assert len(app.kit.window.questions) == 1
    app.kit.window.answer("refuse")
    app.kit.banner.actions.banner_action()
    assert len(app.kit.window.questions) == 1


def test_a_password_is_asked_for_and_kept_in_the_profile() -> None:
    app = AppInHand(FakeSession())
    app.session.fail(ProblemKind.WRONG_PASSWORD)
    assert app.kit.window.question.field_label == "Password"
    app.kit.window.answer("ok", "")
    assert app.kit.window.question.text == "Type the password. The host knows it."
    app.kit.window.answer("ok", "open sesame")
    assert app.session.profile.server_password == "open sesame"
    assert app.session.state is SessionState.CONNECTING


def test_no_password_no_connection() -> None:
    app = AppInHand(FakeSession())
    app.session.fail(ProblemKind.WRONG_PASSWORD)
    app.kit.window.answer("cancel")
    assert app.session.state is SessionState.OFFLINE
    assert app.kit.banner.text.endswith("[Enter password]")
