"""What can be done with somebody from the members panel and their profile."""

from collections.abc import Sequence

import pytest

from app.contracts.offers import Offer
from app.protocol import commands as cmd
from app.protocol import events as ev
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import source

TOKENS = ("PREFIX=(qaohv)~&@%+", "EXTBAN=,am", "ACCOUNTEXTBAN=a")


def app_as(signs: str, *tokens: str) -> AppInHand:
    """We have these signs in #general; olu has an account and a host of their own, maya is an admin."""
    app = app_in_general()
    app.session.support(*(tokens or TOKENS))
    named = [ev.NamedMember(its, source(nick)) for its, nick in ((signs, "sam"), ("", "olu"), ("@", "maya"))]
    app.session.deliver(
        ev.NamesListed(channel="#general", members=named), ev.NamesReceived(channel="#general", members=named),
        ev.HostChanged(source=source("olu"), user="o", host="hill"),
        ev.AccountChanged(source=source("olu"), account="olu1"))
    app.turn()
    app.session.sent.clear()
    return app


def offers(app: AppInHand, nick: str = "olu") -> Sequence[Offer]:
    return app.kit.members.actions.member_offers(nick)


def choose(app: AppInHand, label: str, nick: str = "olu") -> None:
    next(offer for offer in offers(app, nick) if offer.label == label).do()


def test_ordinary_people_are_offered_what_needs_no_rank() -> None:
    assert [offer.label for offer in offers(app_as(""))] == ["Message", "Mention", "Profile", "Ignore"]


def test_an_admin_is_offered_everything_in_groups() -> None:
    found = offers(app_as("@"))
    assert [offer.label for offer in found] == [
        "Message", "Mention", "Profile", "Ignore", "Let write when moderated", "Make helper", "Make admin", "Mute…",
        "Remove…", "Block account…", "Block address…", "Remove and block…",
    ]
    assert [offer.label for offer in found if offer.begins_group] == ["Let write when moderated", "Mute…"]


def test_what_can_not_be_done_says_why() -> None:
    found = {offer.label: offer.is_enabled for offer in offers(app_as("%"), "maya")}
    assert found["Remove… (stands above you)"] is False


def test_a_rank_is_given_at_once() -> None:
    app = app_as("@")
    choose(app, "Make admin")
    assert app.session.sent == [cmd.SetModes(target="#general", modes=("+o", "olu"))]


@pytest.mark.parametrize(("label", "typed", "sent"), [
    ("Remove…", "too loud", [cmd.Kick(channel="#general", nick="olu", reason="too loud")]),
    ("Mute…", "", [cmd.SetModes(target="#general", modes=("+b", "m:a:olu1"))]),
    ("Block account…", "2h", [cmd.SetModes(target="#general", modes=("+b", "a:olu1"))]),
    ("Block address…", "", [cmd.SetModes(target="#general", modes=("+b", "*!*@hill"))]),
    ("Remove and block…", "1d spam", [cmd.SetModes(target="#general", modes=("+b", "a:olu1")),
                                      cmd.Kick(channel="#general", nick="olu", reason="spam")]),
])
def test_what_others_feel_is_asked_for_first(label: str, typed: str, sent: list[cmd.Command]) -> None:
    app = app_as("@")
    choose(app, label)
    assert app.session.sent == []
    app.kit.window.answer("ok", typed)
    assert app.session.sent == sent
    assert len(app.session.profile.timed_masks) == (1 if typed[:1].isdigit() else 0)


def test_thinking_better_of_it_does_nothing() -> None:
    app = app_as("@")
    choose(app, "Remove…")
    app.kit.window.answer("cancel")
    assert app.session.sent == []


def test_a_time_that_is_none_is_asked_for_again() -> None:
    app = app_as("@")
    choose(app, "Block address…")
    app.kit.window.answer("ok", "two hours")
    assert app.session.sent == []
    question = app.kit.window.question
    assert (question.text, question.field_text) == (
        "That is no length of time. Write it like 30m, 2h or 1d.", "two hours")


def test_a_profile_tells_what_is_known_and_offers_the_same() -> None:
    app = app_as("@")
    choose(app, "Profile")
    question = app.kit.window.question
    assert dict(question.table) == {"Now": "Here", "Account": "olu1", "Comes from": "hill", "Also in": "#general"}
    assert "Remove…" in [choice.label for choice in question.choices]
    app.kit.window.answer("kick")
    app.kit.window.answer("ok", "")
    assert app.session.sent == [cmd.Kick(channel="#general", nick="olu")]


def test_a_rank_is_changed_from_the_profile() -> None:
    app = app_as("@")
    choose(app, "Profile")
    app.kit.window.answer("rank")
    assert [choice.label for choice in app.kit.window.question.choices] == [
        "Let write when moderated", "Make helper", "Make admin", "Cancel"]
    app.kit.window.answer("give h")
    assert app.session.sent == [cmd.SetModes(target="#general", modes=("+h", "olu"))]


def test_somebody_is_invited_to_a_channel_they_are_not_in() -> None:
    app = app_as("")
    app.session.enter("#maps")
    app.turn()
    choose(app, "Invite to…")
    app.kit.window.answer("#maps")
    assert app.session.sent == [cmd.Invite(nick="olu", channel="#maps")]


def test_who_is_ignored_can_be_heard_again() -> None:
    app = app_as("")
    choose(app, "Ignore")
    assert [rule.mask for rule in app.session.profile.ignores] == ["olu!*@*"]
    choose(app, "Stop ignoring")
    assert app.session.profile.ignores == ()


def test_what_the_server_refuses_is_told_where_it_was_asked() -> None:
    app = app_as("@")
    choose(app, "Make admin")
    app.session.deliver(ev.ErrorReceived(numeric="482", name="ERR_CHANOPRIVSNEEDED", params=("#general",), reason="No"))
    app.turn()
    assert app.lines[-1] == (
        "* Your rank in #general isn't high enough for that. Type /access to see who has which.")


def test_somebody_who_left_meanwhile_is_not_acted_upon() -> None:
    app = app_as("@")
    choose(app, "Block account…")
    app.session.deliver(ev.UserQuit(source=source("olu")))
    app.kit.window.answer("ok", "")
    assert app.session.sent == []
    assert app.kit.window.question.text.startswith("They have no account any more.")
