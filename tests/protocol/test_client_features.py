"""What a client does with single features of a server: accounts, being away at once, bots, features told early."""

from dataclasses import replace

import pytest

from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol.client import ClientConnection
from app.protocol.client_context import ClientConfig
from app.protocol.errors import LocalProtocolError
from app.protocol.isupport import ISupport
from tests.protocol.server_side import hear, newcomer, registered, said

MAYA = ClientConfig(nick="maya", is_private=True)
WELCOME = ":irc.example 001 maya :Welcome"


# Accounts


@pytest.mark.parametrize(("command", "line"), [
    (cmd.RegisterAccount(password="sesame"), "REGISTER * * sesame"),
    (cmd.RegisterAccount(account="maya", email="m@example.com", password="two words"),
     "REGISTER maya m@example.com :two words"),
    (cmd.VerifyAccount(account="maya", code="123456"), "VERIFY maya 123456"),
])
def test_an_account_is_asked_for_and_confirmed(command: cmd.Command, line: str) -> None:
    client = registered("draft/account-registration")

    client.send(command)

    assert said(client) == [line]


@pytest.mark.parametrize("capabilities", [(), ("draft/account-registration",)])
def test_no_account_is_asked_for_without_a_password_or_where_there_are_none(capabilities: tuple[str, ...]) -> None:
    client = registered(*capabilities)

    with pytest.raises(LocalProtocolError):
        client.send(cmd.RegisterAccount(password="" if capabilities else "sesame"))

    assert said(client) == []


@pytest.mark.parametrize(("line", "told"), [
    ("REGISTER SUCCESS maya :Welcome", ev.AccountRegistered(account="maya", reason="Welcome")),
    ("VERIFY SUCCESS maya :Welcome", ev.AccountRegistered(account="maya", reason="Welcome")),
    ("VERIFY success maya", ev.AccountRegistered(account="maya", reason="")),
    ("REGISTER VERIFICATION_REQUIRED maya :We sent a code",
     ev.AccountVerificationRequired(account="maya", reason="We sent a code")),
    ("FAIL REGISTER WEAK_PASSWORD maya :Too short", ev.StandardReplyReceived(
        severity="FAIL", command="REGISTER", code="WEAK_PASSWORD", context=("maya",), reason="Too short")),
])
def test_what_became_of_an_account_is_told(line: str, told: ev.Event) -> None:
    assert hear(registered(), f":irc.example {line}") == [told]


@pytest.mark.parametrize("line", [
    "REGISTER", "REGISTER SUCCESS", "REGISTER FOO maya :x", "VERIFY VERIFICATION_REQUIRED maya",
])
def test_an_answer_that_says_nothing_is_one_nobody_knows(line: str) -> None:
    assert [type(event) for event in hear(registered(), f":irc.example {line}")] == [ev.UnknownMessageReceived]


@pytest.mark.parametrize("code", ["ACCOUNT_REQUIRED", "ACCOUNT_REQUIRED_TO_CONNECT"])
def test_a_server_only_for_people_with_accounts_says_so(code: str) -> None:
    client = newcomer()

    happened = hear(client, f":irc.example FAIL * {code} :Log in first", "ERROR :Bye")

    assert happened == [ev.RegistrationFailed(failure=ev.RegistrationFailure.ACCOUNT_REQUIRED, reason="Log in first")]


# Away before the welcome


@pytest.mark.parametrize(("away", "capabilities", "answers"), [
    ("Lunch, back at 2", "draft/pre-away", ["CAP REQ draft/pre-away", "AWAY :Lunch, back at 2", "CAP END"]),
    ("*", "draft/pre-away", ["CAP REQ draft/pre-away", "AWAY *", "CAP END"]),
    ("", "draft/pre-away", ["CAP REQ draft/pre-away", "CAP END"]),
    ("Lunch", "", ["CAP END"]),
    ("a\r\nb", "draft/pre-away", ["CAP REQ draft/pre-away", "CAP END"]),
])
def test_who_is_away_is_never_seen_as_present(away: str, capabilities: str, answers: list[str]) -> None:
    client = newcomer(replace(MAYA, away=away))

    hear(client, f":irc.example CAP * LS :{capabilities}", f":irc.example CAP * ACK :{capabilities}")

    assert said(client) == answers


@pytest.mark.parametrize(("line", "reason"), [
    (":olu!o@h AWAY *", ""), (":olu!o@h AWAY :Lunch", "Lunch"), (":olu!o@h AWAY", None),
    (":irc.example 301 maya olu *", ""), (":irc.example 301 maya olu :Lunch", "Lunch"),
])
def test_a_star_says_nothing_but_that_nobody_is_there(line: str, reason: str | None) -> None:
    assert hear(registered(), line) == [ev.AwayChanged(nick="olu", reason=reason)]


# Bots


@pytest.mark.parametrize(("tokens", "answers"), [
    ("BOT=B", ["MODE maya +B"]), ("BOT", []), ("BOT=", []), ("BOT=+x", []), ("BOT=7", []), ("CHANTYPES=#", []),
])
def test_a_bot_says_so_once_where_there_is_a_mode_for_it(tokens: str, answers: list[str]) -> None:
    client = newcomer(replace(MAYA, is_bot=True))

    hear(client, WELCOME, *[f":irc.example 005 maya {tokens} :are supported"] * 2)

    assert said(client) == answers


def test_who_is_no_bot_does_not_say_so() -> None:
    client = newcomer()

    hear(client, WELCOME, ":irc.example 005 maya BOT=B :are supported")

    assert said(client) == []


# Features


def before_the_welcome(*lines: str, config: ClientConfig = MAYA) -> ClientConnection:
    client = newcomer(config)
    hear(client, ":irc.example CAP * LS :batch draft/extended-isupport",
         ":irc.example CAP * ACK :batch draft/extended-isupport", ":irc.example BATCH +x draft/isupport", *lines,
         ":irc.example BATCH -x")
    said(client)
    return client


def test_features_told_before_the_welcome_hold_after_it() -> None:
    client = before_the_welcome(r"@batch=x :irc.example 005 * NETWORK=Night\x20Owls\x5C CASEMAPPING=ascii BOT=B")

    welcome, told = hear(client, WELCOME)

    assert isinstance(welcome, ev.Registered)
    assert isinstance(told, ev.ISupportChanged)
    fresh = ISupport()
    fresh.update(told.tokens)
    assert fresh.network == client.isupport.network == "Night Owls\\"
    assert fresh.casemapping is client.isupport.casemapping


def test_a_bot_learns_its_mode_before_the_welcome_and_uses_it_after() -> None:
    client = before_the_welcome("@batch=x :irc.example 005 * BOT=B", config=replace(MAYA, is_bot=True))
    assert said(client) == []

    hear(client, WELCOME)

    assert said(client) == ["MODE maya +B"]


def test_features_are_changed_and_taken_back_in_batches() -> None:
    client = before_the_welcome("@batch=x :irc.example 005 * NICKLEN=20 FOO=bar")
    hear(client, WELCOME)

    hear(client, ":irc.example BATCH +y draft/isupport", "@batch=y :irc.example 005 maya -NICKLEN FOO=baz",
         ":irc.example BATCH -y")

    assert client.isupport.nicklen == 9
    assert client.isupport.get("FOO") == "baz"


@pytest.mark.parametrize(("tokens", "mask"), [
    ("EXTBAN=$,ARar ACCOUNTEXTBAN=R", "$R:olu"), ("EXTBAN=~,a ACCOUNTEXTBAN=account,a", "~account:olu"),
    ("EXTBAN=,m ACCOUNTEXTBAN=R", "R:olu"), ("ACCOUNTEXTBAN=R", ""), ("EXTBAN=$,R", ""), ("EXTBAN ACCOUNTEXTBAN=R", ""),
    ("EXTBAN=$,R ACCOUNTEXTBAN=", ""), ("EXTBAN=$,R ACCOUNTEXTBAN=*", ""), ("EXTBAN=!!,R ACCOUNTEXTBAN=R", ""),
])
def test_an_account_is_banned_in_the_way_the_server_has(tokens: str, mask: str) -> None:
    known = ISupport()
    known.update(tokens.split())

    assert known.account_ban_mask("olu") == mask
    assert known.account_ban_mask("") == known.account_ban_mask("o lu") == ""


# Nicks


def test_who_is_there_is_told_to_whom_it_concerns() -> None:
    client = registered()

    client.send(cmd.RequestOnline(nicks=("olu", "ines")))
    assert said(client) == ["ISON olu ines"]

    assert hear(client, ":irc.example 303 maya :olu ") == [ev.OnlineNicksReceived(nicks=["olu"])]
    assert hear(client, ":irc.example 303 maya :olu") == [ev.ServerTextReceived(numeric="303", text="olu")]
