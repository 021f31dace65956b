"""Who is in the room, and what one can do with them."""

import pytest

from app.contracts.presence import Presence
from app.controllers.members import role_of
from app.models.changes import SelfChanged
from app.protocol.commands import RequestWhois
from app.protocol.events import AwayChanged, MetadataChanged, ModesChanged, UserJoined, UserQuit, WhoisReceived
from app.protocol.modes import ModeChange
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import source


def choose(app: AppInHand, nick: str, label: str) -> None:
    next(offer for offer in app.kit.members.actions.member_offers(nick) if offer.label == label).do()


def groups(app: AppInHand) -> dict[str, list[str]]:
    return {group.title: [member.nick for member in group.members] for group in app.kit.members.state.groups}


def test_people_stand_by_presence_then_power_then_name() -> None:
    app = app_in_general(members=(("", "olu"), ("+", "jonas"), ("@", "maya"), ("@", "ines"), ("", "Adam")))
    app.session.deliver(AwayChanged(nick="jonas", reason="On the train until 10"))
    app.turn()
    assert groups(app) == {"Online — 5": ["ines", "maya", "Adam", "olu", "sam"], "Away — 1": ["jonas"]}
    assert app.kit.members.state.total == 6
    away = app.kit.members.state.groups[1].members[0]
    assert (away.status, away.presence, away.role) == ("On the train until 10", Presence.AWAY, "Voice")


@pytest.mark.parametrize(("signs", "role"), [
    ("~", "Host"), ("&@", "Host"), ("@+", "Admin"), ("%", "Helper"), ("+", "Voice"), ("", ""), ("?", ""),
])
def test_a_sign_is_a_role_in_words(signs: str, role: str) -> None:
    assert role_of(signs) == role


def test_we_are_called_you() -> None:
    app = app_in_general()
    mine = next(member for member in app.kit.members.state.groups[0].members if member.nick == "sam")
    assert mine.status == "You"


def test_what_people_are_doing_stands_beside_their_names() -> None:
    app = app_in_general()
    app.session.deliver(MetadataChanged(target="maya", key="status", value="On the \x02ridge"),
                        MetadataChanged(target="sam", key="status", value="Climbing"))
    app.session.emit(SelfChanged())
    app.turn()
    said = {member.nick: member.status for member in app.kit.members.state.groups[0].members}
    assert (said["maya"], said["sam"], said["olu"]) == ("On the ridge", "You · Climbing", "")


def test_why_somebody_is_away_comes_before_what_they_are_doing() -> None:
    app = app_in_general()
    app.session.deliver(MetadataChanged(target="maya", key="status", value="Climbing"),
                        AwayChanged(nick="maya", reason="Asleep"))
    app.turn()
    assert app.kit.members.state.groups[1].members[0].status == "Asleep"


def test_alone_one_is_invited_to_invite() -> None:
    app = app_in_general(members=())
    assert (app.kit.members.state.hint, app.kit.members.state.hint_action) == ("Just you so far", "Invite people")
    app.session.deliver(UserJoined(source=source("maya"), channel="#general"))
    app.turn()
    assert app.kit.members.state.hint == ""


def test_a_netsplit_is_one_drawing() -> None:
    app = app_in_general(members=[("", f"guest{number}") for number in range(200)])
    shown = len(app.kit.members.shown)
    app.session.deliver(*(UserQuit(source=source(f"guest{number}")) for number in range(200)))
    app.turn()
    assert len(app.kit.members.shown) == shown + 1
    assert app.kit.members.state.total == 1


def test_power_that_is_given_shows() -> None:
    app = app_in_general()
    app.session.deliver(ModesChanged(source=source("maya"), target="#general",
                                     changes=[ModeChange(adding=True, letter="o", argument="olu")]))
    app.turn()
    assert app.lines[-1] == "* maya made olu an admin"
    olu = next(member for member in app.kit.members.state.groups[0].members if member.nick == "olu")
    assert olu.role == "Admin"


def test_writing_to_someone_and_mentioning_them() -> None:
    app = app_in_general()
    choose(app, "maya", "Mention")
    assert app.kit.composer.text == "@maya "
    choose(app, "maya", "Message")
    assert app.kit.header.state.title == "maya"
    assert app.kit.members.state.total == 0


def test_a_profile_is_asked_for_and_answered_in_the_chat() -> None:
    app = app_in_general()
    choose(app, "maya", "Profile")
    app.kit.window.answer("more")
    assert app.session.sent == [RequestWhois(nick="maya")]
    app.session.deliver(WhoisReceived(nick="maya", user="m", host="example.org", realname="Maya Lopez",
                                      channels="@#general", idle_s=3700))
    app.turn()
    assert app.lines[-1] == ("* maya is Maya Lopez · comes from m@example.org · in @#general · "
                             "quiet for 1 hour 1 minute")


def test_the_panel_hides_and_comes_back_and_is_remembered() -> None:
    app = app_in_general()
    app.kit.members.actions.close_members()
    hidden = app.kit.window.members_visible, app.settings.members_shown
    app.kit.header.actions.toggle_members()
    shown = app.kit.window.members_visible, app.settings.members_shown
    assert (hidden, shown) == ((False, False), (True, True))


def test_a_room_of_thousands_is_drawn_a_few_times_a_second_at_most() -> None:
    app = app_in_general(members=[("", f"guest{number}") for number in range(600)])
    shown = len(app.kit.members.shown)
    for number in range(100):
        app.session.deliver(UserQuit(source=source(f"guest{number}")))
        app.dispatcher.advance(0.01)
    assert len(app.kit.members.shown) - shown <= 6
    app.dispatcher.advance(1)
    assert app.kit.members.state.total == 501
