"""Keeping order in a channel by commands."""

import pytest

from app.models.timed_masks import TimedMask
from app.protocol import commands as cmd
from app.protocol import events as ev
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import source

FULL = ("PREFIX=(qaohv)~&@%+", "EXTBAN=,am", "ACCOUNTEXTBAN=a", "MODES=4", "CHANMODES=beI,k,l,imnt")


def app_with(*tokens: str, account: str = "") -> AppInHand:
    app = app_in_general()
    app.session.support(*(tokens or FULL))
    app.session.deliver(ev.AccountChanged(source=source("maya"), account=account),
                        ev.HostChanged(source=source("olu"), user="olu", host="hill"))
    app.session.sent.clear()
    return app


def modes(app: AppInHand) -> list[str]:
    return [" ".join(sent.modes) if isinstance(sent, cmd.SetModes) else f"KICK {sent.nick} {sent.reason}".rstrip()
            for sent in app.session.sent if isinstance(sent, cmd.SetModes | cmd.Kick)]


@pytest.mark.parametrize(("typed", "lines"), [
    ("/kick olu too loud", ["KICK olu too loud"]),
    ("/kick olu,maya", ["KICK olu", "KICK maya"]),
    ("/ban olu", ["+b *!*@hill"]),
    ("/ban maya", ["+b a:maya1"]),
    ("/ban $a:bo", ["+b a:bo"]),
    ("/ban account:bo", ["+b a:bo"]),
    ("/ban *!*@spam.example", ["+b *!*@spam.example"]),
    ("/ban gone", ["+b gone!*@*"]),
    ("/kickban olu enough", ["+b *!*@hill", "KICK olu enough"]),
    ("/kb olu 2h enough", ["+b *!*@hill", "KICK olu enough"]),
    ("/silence olu", ["+b m:*!*@hill"]),
    ("/unsilence olu", ["-bb m:*!*@hill m:olu!*@*"]),
    ("/unban olu", ["-bb *!*@hill olu!*@*"]),
    ("/unban *!*@spam.example", ["-b *!*@spam.example"]),
    ("/op a b c d e", ["+oooo a b c d", "+o e"]),
    ("/halfop olu", ["+h olu"]),
    ("/bans", ["+b"]),
    ("/exceptions", ["+e"]),
    ("/exceptions add maya", ["+e a:maya1"]),
    ("/invites remove *!*@hill", ["-I *!*@hill"]),
    ("/access add olu helper", ["+h olu"]),
    ("/access remove maya", ["-o maya"]),
    ("/mode +vvvvv a b c d e", ["+vvvv a b c d", "+v e"]),
    ("/mode +b", ["+b"]),
    ("/mode -k+i key", ["-k+i key"]),
])
def test_a_command_says_it_as_the_server_takes_it(typed: str, lines: list[str]) -> None:
    app = app_with(account="maya1")
    assert app.kit.composer.send(typed), app.kit.composer.error
    assert modes(app) == lines


@pytest.mark.parametrize(("typed", "problem"), [
    ("/ban *!*@*", "*!*@* would fit everybody. Name a person, an account or an address."),
    ("/silence *", "*!*@* would fit everybody. Name a person, an account or an address."),
    ("/mode +b *!*@*", "*!*@* would fit everybody. To let nobody in, use /mode +i."),
    ("/ban sam", "That would be you. Leave a channel with /part."),
    ("/kick sam", "That would be you. Leave a channel with /part."),
    ("/ban olu 5x", "That is no length of time. Write it like 30m, 2h or 1d."),
    ("/silence olu 99y", "That is no length of time. Write it like 30m, 2h or 1d."),
    ("/kickban olu 10mins spam", "That is no length of time. Write it like 30m, 2h or 1d."),
    ("/unban 1", "No list was shown yet. Type /bans to see the list."),
    ("/unban gone", ("Nobody called gone is here, and their ban may name an address. Type /bans to see the list, then "
                     "/unban and the number.")),
    ("/access add maya king", "There is no such rank. Choose from founder, chief admin, admin, helper and voice."),
    ("/exceptions maya", "Say whom to add or to remove. As in: add maya, or: remove 2"),
    ("/kick", "Say whom to remove. Use it like this: /kick NAME [reason]"),
])
def test_what_can_not_be_meant_is_not_sent(typed: str, problem: str) -> None:
    app = app_with()
    assert not app.kit.composer.send(typed)
    assert app.kit.composer.error == problem
    assert modes(app) == []


def test_a_reason_may_begin_with_a_number() -> None:
    app = app_with()
    assert app.kit.composer.send("/kickban olu 3 strikes, on the 2nd day")
    assert modes(app)[-1] == "KICK olu 3 strikes, on the 2nd day"


def test_who_can_not_be_silenced_is_said() -> None:
    app = app_with("EXTBAN=,a")
    app.kit.composer.send("/silence olu")
    assert app.kit.composer.error.startswith("This server can't silence single people.")


@pytest.mark.parametrize(("extban", "is_taken"), [("$,acjm", True), ("$,cjm", False), ("~,a", False), (",RU", False)])
def test_the_mask_of_an_account_is_left_to_servers_that_announce_such_masks(extban: str, is_taken: bool) -> None:
    app = app_with(f"EXTBAN={extban}", "CHANMODES=b,k,l,imnt")
    assert app.kit.composer.send("/ban $a:bo") is is_taken
    assert modes(app) == (["+b $a:bo"] if is_taken else [])


@pytest.mark.parametrize(("typed", "error"), [
    ("/ban $a:bo", "This server can't block accounts. Block a name or an address, as in /ban NAME."),
    ("/exceptions add olu", "This server keeps no such list. Type /bans for the one that every server has."),
    ("/invites add olu", "This server keeps no such list. Type /bans for the one that every server has."),
])
def test_what_a_server_has_no_masks_for_is_said_before_it_is_asked(typed: str, error: str) -> None:
    app = app_with("CHANMODES=b,k,l,imnt", account="maya1")
    assert not app.kit.composer.send(typed)
    assert app.kit.composer.error == error
    assert modes(app) == []


def test_a_ban_with_a_time_is_lifted_when_it_is_over() -> None:
    app = app_with()
    app.kit.composer.send("/ban olu 2h spamming")
    until_ms = app.clock.now_ms() + 7_200_000
    assert app.session.profile.timed_masks == (TimedMask("#general", "b", "*!*@hill", until_ms),)


def told(app: AppInHand, count: int) -> list[str]:
    return [line.removeprefix("* ") for line in app.lines[-count:]]


def listed(app: AppInHand, *masks: ev.ListedMask, letter: str = "b") -> None:
    app.session.deliver(ev.ChannelListReceived(channel="#general", letter=letter, masks=masks))
    app.turn()


def test_a_list_is_told_in_plain_words() -> None:
    app = app_with()
    app.session.lift_later([TimedMask("#general", "b", "a:bo", app.clock.now_ms() + 3_600_000)])
    set_s = app.clock.now_ms() // 1000 - 120
    listed(app, ev.ListedMask(mask="*!*@hill", set_by="maya", set_s=set_s), ev.ListedMask(mask="a:bo"),
           ev.ListedMask(mask="m:olu!*@*"), ev.ListedMask(mask="x*!~y@*.z"))
    assert told(app, 5) == [
        "Blocked or silenced in #general:", "1. everyone from hill — by maya 2 minutes ago",
        "2. the account bo, ends in 1 hour",
        "3. anyone called olu, who may read but not write", "4. x*!~y@*.z",
    ]


def test_an_empty_list_is_told_too() -> None:
    app = app_with()
    listed(app, letter="e")
    assert told(app, 1)[0] == "Nobody is excepted from what is blocked in #general."


def test_somebody_is_let_in_by_the_number_of_the_list() -> None:
    app = app_with()
    listed(app, ev.ListedMask(mask="*!*@hill"), ev.ListedMask(mask="x!*@*"))
    app.kit.composer.send("/unban 2")
    app.kit.composer.send("/unban x")
    app.kit.composer.send("/unban 3")
    assert modes(app) == ["-b x!*@*", "-b x!*@*"]
    assert app.kit.composer.error.startswith("The list has no such number.")


def test_ranks_are_told_by_name() -> None:
    app = app_with()
    app.kit.composer.send("/access")
    app.turn()
    assert told(app, 1)[0] == "Admin in #general: maya."


def test_several_are_invited_at_once_and_to_another_channel() -> None:
    app = app_with()
    app.kit.composer.send("/invite maya olu #maps")
    assert app.session.sent == [cmd.Invite(nick="maya", channel="#maps"), cmd.Invite(nick="olu", channel="#maps")]


def test_our_invitations_are_told_in_one_line() -> None:
    app = app_with()
    app.kit.composer.send("/invite")
    app.session.deliver(ev.ServerTextReceived(numeric="336", text="#maps"),
                        ev.ServerTextReceived(numeric="336", text="#photos"),
                        ev.ServerTextReceived(numeric="337", text="End"))
    app.turn()
    assert told(app, 1)[0] == "You are invited to #maps and #photos."


def test_a_dash_clears_the_topic() -> None:
    app = app_with()
    app.kit.composer.send("/topic -")
    assert app.session.sent == [cmd.SetTopic(channel="#general", topic="")]


def test_without_a_connection_nothing_is_promised() -> None:
    app = app_with()
    app.session.disconnect()
    app.kit.composer.send("/ban olu 2h")
    assert app.kit.composer.error.startswith("You aren't connected.")
    assert app.session.profile.timed_masks == ()
