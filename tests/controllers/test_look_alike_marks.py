"""Whoever looks like somebody else has a word beside the name."""

from app.contracts.rows import MessageRow
from app.protocol import events as ev
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import source


def badges(app: AppInHand) -> dict[str, str]:
    return {row.nick: row.badge for row in app.kit.timeline.rows if isinstance(row, MessageRow)}


def statuses(app: AppInHand) -> dict[str, str]:
    return {member.nick: member.status for group in app.kit.members.state.groups for member in group.members}


def test_a_message_of_somebody_who_looks_like_an_admin_says_so() -> None:
    app = app_in_general(members=[("@", "maya"), ("", "rnaya")])
    app.session.hear("rnaya", "send me your password")
    app.session.hear("maya", "hello")
    app.turn()
    assert badges(app) == {"rnaya": "looks like maya", "maya": ""}


def test_the_members_panel_and_the_profile_say_so_too() -> None:
    app = app_in_general(members=[("@", "maya"), ("", "rnaya")])
    assert statuses(app) == {"maya": "", "rnaya": "Looks like maya", "sam": "You"}
    next(offer for offer in app.kit.members.actions.member_offers("rnaya") if offer.label == "Profile").do()
    assert app.kit.window.question.text == "Careful: the name looks like maya, and this is somebody else."


def test_who_talks_with_us_in_private_is_the_one_we_know() -> None:
    app = app_in_general(members=[("", "o1u"), ("", "bo")])
    app.session.hear("olu", "hi", target="sam")
    app.session.hear("o1u", "hi")
    app.turn()
    assert badges(app) == {"o1u": "looks like olu"}


def test_the_mark_comes_with_the_one_who_looks_alike_and_goes_with_them() -> None:
    app = app_in_general(members=[("@", "maya")])
    app.session.deliver(ev.UserJoined(source=source("rnaya"), channel="#general"))
    app.turn()
    assert statuses(app)["rnaya"] == "Looks like maya"
    app.session.deliver(ev.UserQuit(source=source("maya")))
    app.turn()
    assert statuses(app)["rnaya"] == ""


def test_in_a_crowd_what_was_found_is_good_for_a_second() -> None:
    app = app_in_general(members=[("@", "maya"), *(("", f"guest-{number}") for number in range(600))])
    app.session.hear("guest-1", "hi")
    app.session.deliver(ev.UserJoined(source=source("rnaya"), channel="#general"))
    app.dispatcher.advance(2.0)
    app.session.hear("rnaya", "hi")
    app.turn()
    assert badges(app)["rnaya"] == "looks like maya"
