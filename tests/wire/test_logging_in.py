"""Accounts over the wire, against our own server: made, logged in to in every way, refused; features come and go."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from app.models.changes import SessionState
from app.models.chat_session import ChatSession
from app.models.problem import ProblemKind
from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol.sasl import EXTERNAL, PLAIN, SCRAM, SaslCredentials
from tests.wire.certificates import Authority
from tests.wire.hosts import Host
from tests.wire.owner import Owner

Join = Callable[..., ChatSession]
E = TypeVar("E", bound=ev.Event)
PASSWORD = "caf\u00e9 " + "sesame " * 40 + "\U0001f600"
SAME_PASSWORD = "cafe\u0301 " + "sesame " * 40 + "\U0001f600"
"""As another keyboard writes it."""


def heard(session: ChatSession, kind: type[E]) -> list[E]:
    """What the session hears of a kind, from now on."""
    events: list[E] = []
    session.subscribe(kind, events.append)
    return events


def online(owner: Owner, session: ChatSession) -> ChatSession:
    session.connect()
    owner.run_until(lambda: session.is_online or session.problem is not None, "it is decided")
    return session


def make_account(owner: Owner, session: ChatSession) -> None:
    """Claim the nick of a session, and leave."""
    made = heard(online(owner, session), ev.AccountRegistered)
    session.send(cmd.RegisterAccount(password=PASSWORD))
    owner.run_until(lambda: made, "the account is made")
    assert made[0].account == session.nick
    session.disconnect()


def credentials(password: str = PASSWORD, *mechanisms: str) -> SaslCredentials:
    return SaslCredentials(account="ines", password=password, mechanisms=mechanisms)


@pytest.mark.parametrize("sasl", [
    credentials(), credentials(PASSWORD, SCRAM), credentials(PASSWORD, PLAIN), credentials(SAME_PASSWORD, SCRAM),
], ids=["any way", "proved", "said", "another keyboard"])
def test_an_account_that_was_made_is_logged_in_to(
        owner: Owner, host: Host, session_for: Join, sasl: SaslCredentials) -> None:
    make_account(owner, session_for(host.link, "ines"))
    again = session_for(host.link, "ines", sasl=sasl)
    logged_in = heard(again, ev.LoggedIn)

    online(owner, again)

    assert again.problem is None
    assert [event.account for event in logged_in] == ["ines"]


@pytest.mark.parametrize("mechanism", [SCRAM, PLAIN])
def test_a_wrong_password_keeps_people_out(owner: Owner, host: Host, session_for: Join, mechanism: str) -> None:
    make_account(owner, session_for(host.link, "ines"))

    session = online(owner, session_for(host.link, "ines", sasl=credentials("mellon", mechanism)))

    assert session.problem is not None
    assert session.problem.kind is ProblemKind.LOGIN_FAILED
    assert session.state is SessionState.OFFLINE


@pytest.mark.parametrize("is_bound", [True, False])
def test_a_certificate_logs_in_or_else_the_password_does(
        owner: Owner, host: Host, session_for: Join, authority: Authority, *, is_bound: bool) -> None:
    certificate = str(authority.certify("ines").file)
    make_account(owner, session_for(host.link, "ines", client_certificate=certificate if is_bound else ""))
    sasl = credentials("", EXTERNAL) if is_bound else credentials()
    again = session_for(host.link, "ines", client_certificate=certificate, sasl=sasl)
    logged_in = heard(again, ev.LoggedIn)

    online(owner, again)

    assert [event.account for event in logged_in] == ["ines"]


def test_one_logs_in_without_connecting_anew(owner: Owner, host: Host, session_for: Join) -> None:
    make_account(owner, session_for(host.link, "ines"))
    guest = online(owner, session_for(host.link, "guest"))
    logged_in, refused = heard(guest, ev.LoggedIn), heard(guest, ev.ErrorReceived)

    guest.send(cmd.LogIn(account="ines", password="mellon"))
    owner.run_until(lambda: refused, "the wrong password is refused")
    guest.send(cmd.LogIn(account="ines", password=PASSWORD))
    owner.run_until(lambda: logged_in, "the right one is taken")

    assert refused[0].numeric == "904"
    assert guest.is_online


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="the system has no SIGHUP")
def test_features_come_and_go_while_we_are_there(
        owner: Owner, tmp_path: Path, session_for: Join) -> None:
    config = tmp_path / "groupchat.toml"
    config.write_text("[accounts]\nregister = true\n")
    host = Host(tmp_path / "host", "--config", str(config))
    try:
        ines = online(owner, session_for(host.link, "ines"))
        assert "draft/account-registration" in ines.capabilities

        config.write_text("[accounts]\nregister = false\n")
        os.kill(host.process.pid, signal.SIGHUP)
        owner.run_until(lambda: "draft/account-registration" not in ines.capabilities, "it goes")
        config.write_text("[accounts]\nregister = true\n")
        os.kill(host.process.pid, signal.SIGHUP)
        owner.run_until(lambda: "draft/account-registration" in ines.capabilities, "it comes")
    finally:
        host.stop()
