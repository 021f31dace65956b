"""The members panel: few or thousands, and what one can do with them."""

import tkinter as tk

import pytest

from app.contracts.offers import Offer
from app.contracts.regions import MemberGroup, MemberItem, MembersState
from app.views.tk.members import Members
from app.views.tk.popup import unavailable
from app.views.tk.styling import Style
from tests.fakes.view_actions import RecordedActions
from tests.gui.drawn import texts_on
from tests.gui.pumping import pump_until
from tests.gui.scene import avatar, members

pytestmark = pytest.mark.gui


class Shown:
    """A members panel in a window."""

    def __init__(self, root: tk.Tk, style: Style) -> None:
        self.root = root
        self.actions = RecordedActions()
        self.view = Members(root, style)
        self.view.bind(self.actions)
        self.view.frame.pack(side="right", fill="y")
        self.canvas = self.view.list.canvas

    def texts(self) -> list[str]:
        return [drawn.text for drawn in texts_on(self.canvas)]


@pytest.fixture
def shown(root: tk.Tk, style: Style) -> Shown:
    return Shown(root, style)


def crowd(count: int) -> MembersState:
    people = tuple(MemberItem(nick=f"nick{number}", avatar=avatar(f"nick{number}")) for number in range(count))
    return MembersState(total=count, groups=(MemberGroup(title=f"Online — {count}", members=people),))


def test_people_are_shown_in_groups_with_status_and_role(shown: Shown) -> None:
    shown.view.show(members())
    pump_until(shown.root, lambda: "liam" in shown.texts())
    for text in ("Online — 6", "ines", "Host", "On the train until 10", "Away — 1", "Offline — 2"):
        assert text in shown.texts()


def test_of_5000_people_only_those_in_view_are_drawn(shown: Shown) -> None:
    shown.view.show(crowd(5000))
    pump_until(shown.root, lambda: "nick0" in shown.texts())
    assert shown.view.list.rows_drawn < 40
    for _ in range(50):
        shown.canvas.event_generate("<Button-5>")
    pump_until(shown.root, lambda: "nick70" in shown.texts())
    assert len(shown.texts()) < 40


def test_someone_who_leaves_a_crowd_redraws_only_what_moves_in_view(shown: Shown) -> None:
    shown.view.show(crowd(5000))
    pump_until(shown.root, lambda: "nick0" in shown.texts())
    before = shown.view.list.rows_drawn
    shown.view.show(crowd(4999))
    pump_until(shown.root, lambda: "Online — 4999" in shown.texts())
    assert shown.view.list.rows_drawn - before == 1


def test_the_menu_of_a_person_leads_to_them(shown: Shown) -> None:
    shown.actions.offered = ("Message", "Mention", "Profile")
    for entry in shown.view.member_menu("maya"):
        assert entry is not None
        entry[1]()
    assert shown.actions.calls == [("Message", ("maya",)), ("Mention", ("maya",)), ("Profile", ("maya",))]


def test_what_can_not_be_done_with_a_person_is_greyed_behind_a_line(shown: Shown) -> None:
    shown.actions.offered_members = [
        Offer(label="Message", do=shown.view.focus),
        Offer(label="Remove… (stands above you)", do=shown.view.focus, is_enabled=False, begins_group=True),
    ]
    assert shown.view.member_menu("maya") == [
        ("Message", shown.view.focus), None, ("Remove… (stands above you)", unavailable)]


def test_alone_there_is_a_hint_with_a_button_to_invite(shown: Shown) -> None:
    shown.view.show(MembersState(total=1, hint="Just you so far", hint_action="Invite people"))
    shown.root.update()
    shown.view.hint.press()
    assert shown.actions.names() == ["invite"]
    shown.view.show(members())
    shown.root.update()
    assert shown.view.hint.text == ""
