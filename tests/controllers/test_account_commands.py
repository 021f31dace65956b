"""Accounts: made, confirmed and signed in to by commands, and what is said of it."""

import pytest

from app.protocol import commands as cmd
from app.protocol import events as ev
from tests.controllers.app_in_hand import AppInHand, app_in_general


def app_with_accounts() -> AppInHand:
    app = app_in_general()
    app.session.capabilities |= {"draft/account-registration"}
    return app


def hear(app: AppInHand, event: ev.Event) -> str:
    """The last line after an event."""
    app.session.deliver(event)
    app.turn()
    return app.lines[-1]


@pytest.mark.parametrize(("text", "command"), [
    ("/register sesame", cmd.RegisterAccount(password="sesame")),
    ("/register sesame sam@example.org", cmd.RegisterAccount(password="sesame", email="sam@example.org")),
    ("/verify 123456", cmd.VerifyAccount(account="sam", code="123456")),
    ("/verify samantha 123456", cmd.VerifyAccount(account="samantha", code="123456")),
    ("/login sesame", cmd.LogIn(account="sam", password="sesame")),
    ("/login samantha open sesame", cmd.LogIn(account="samantha", password="open sesame")),
])
def test_a_command_asks_the_server(text: str, command: cmd.Command) -> None:
    app = app_with_accounts()

    assert app.kit.composer.send(text), app.kit.composer.error

    assert command in app.session.sent


@pytest.mark.parametrize("text", ["/register", "/verify", "/login"])
def test_a_command_without_its_secret_says_how_it_is_used(text: str) -> None:
    app = app_with_accounts()

    assert not app.kit.composer.send(text)

    assert f"Use it like this: {text} " in app.kit.composer.error


@pytest.mark.parametrize("text", ["/register sesame", "/verify 123456"])
def test_a_server_that_makes_no_accounts_is_not_asked_for_one(text: str) -> None:
    app = app_in_general()

    assert not app.kit.composer.send(text)

    assert "makes no accounts" in app.kit.composer.error


@pytest.mark.parametrize(("event", "line"), [
    (ev.AccountRegistered(account="sam", reason="ok"), "The account sam is yours now."),
    (ev.AccountVerificationRequired(account="sam", reason="Look into your mail"),
     "Confirm the account with /verify sam and the code you were given. The server says: “Look into your mail”"),
    (ev.AccountVerificationRequired(account="sam", reason=""),
     "Confirm the account with /verify sam and the code you were given."),
    (ev.LoggedIn(account="sam"), "You are signed in as sam."),
    (ev.LoggedOut(), "You are signed out of your account."),
    (ev.LoginImpossible(), "You can't sign in to an account here. Ask the host whether there are any."),
])
def test_what_became_of_an_account_is_said_in_the_open_chat(event: ev.Event, line: str) -> None:
    assert hear(app_in_general(), event) == f"* {line}"


def test_a_ban_follows_the_account_under_other_names() -> None:
    app = app_in_general()
    app.session.deliver(ev.ISupportChanged(tokens=["EXTBAN=$,R", "ACCOUNTEXTBAN=R"]))
    person = app.session.chat_state.person("olu")
    assert person is not None
    person.account = "olu.b"

    app.kit.composer.send("/ban olu")

    assert cmd.SetModes(target="#general", modes=("+b", "$R:olu.b")) in app.session.sent
