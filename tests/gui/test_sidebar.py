"""The sidebar: what is drawn, how little of it is drawn again, and what gestures mean."""

import tkinter as tk
from dataclasses import replace

import pytest

from app.contracts.regions import ChatItem, ChatKind, NetworkItem, NotifyLevel, SidebarState
from app.themes.roles import Role
from app.views.tk.sidebar import Sidebar
from app.views.tk.sidebar_rows import ChatRow, NetworkRow, SectionRow
from app.views.tk.styling import Style
from tests.fakes.view_actions import RecordedActions
from tests.gui.drawn import texts_on
from tests.gui.pumping import pump_until
from tests.gui.scene import avatar, sidebar

pytestmark = pytest.mark.gui


class Shown:
    """A sidebar in a window."""

    def __init__(self, root: tk.Tk, style: Style, state: SidebarState) -> None:
        self.root = root
        self.actions = RecordedActions()
        self.view = Sidebar(root, style)
        self.view.bind(self.actions)
        self.view.frame.pack(side="left", fill="y")
        self.canvas = self.view.list.canvas
        self.show(state)

    def show(self, state: SidebarState) -> None:
        self.view.show(state)
        self.settle()

    def settle(self) -> None:
        """Until what was asked for is drawn."""
        done: list[bool] = []
        self.root.after(40, lambda: done.append(True))
        pump_until(self.root, lambda: bool(done))

    def texts(self) -> list[str]:
        return [drawn.text for drawn in texts_on(self.canvas)]

    def click(self, title: str) -> None:
        y = next(drawn.y for drawn in texts_on(self.canvas) if drawn.text == title)
        self.canvas.event_generate("<ButtonRelease-1>", x=60, y=y)
        self.root.update()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.canvas.event_generate(key)
        self.root.update()


@pytest.fixture
def shown(root: tk.Tk, style: Style) -> Shown:
    return Shown(root, style, sidebar())


def many(count: int, selected: str = "net/#c0") -> SidebarState:
    chats = tuple(ChatItem(key=f"net/#c{n}", kind=ChatKind.CHANNEL, title=f"c{n}") for n in range(count))
    network = NetworkItem(
        key="net", title="Net", avatar=avatar("n"), status="Connected", is_online=True, channels=chats
    )
    return SidebarState(networks=(network,), selected=selected, own_nick="sam", own_avatar=avatar("sam"))


def with_unread(state: SidebarState, key: str, unread: int) -> SidebarState:
    network = state.networks[0]
    channels = tuple(replace(chat, unread=unread) if chat.key == key else chat for chat in network.channels)
    return replace(state, networks=(replace(network, channels=channels), *state.networks[1:]))


def test_all_chats_are_there_with_their_counts(shown: Shown) -> None:
    texts = shown.texts()
    for title in ("Channels", "general", "maps", "3", "photos", "2", "Direct messages", "maya", "Libera Chat", "12"):
        assert title in texts


def test_a_count_that_changes_draws_one_row(shown: Shown) -> None:
    before = shown.view.list.rows_drawn
    shown.show(with_unread(sidebar(), "ridge/#maps", 4))
    assert "4" in shown.texts()
    assert shown.view.list.rows_drawn - before == 1


def test_opening_another_chat_draws_two_rows(shown: Shown) -> None:
    before = shown.view.list.rows_drawn
    shown.show(replace(sidebar(), selected="ridge/#maps"))
    assert shown.view.list.rows_drawn - before == 2


def test_the_same_state_again_draws_nothing(shown: Shown) -> None:
    before = shown.view.list.rows_drawn
    shown.show(sidebar())
    assert shown.view.list.rows_drawn == before


def test_only_chats_in_view_are_drawn(root: tk.Tk, style: Style) -> None:
    shown = Shown(root, style, many(1000))
    assert shown.view.list.rows_drawn < 60


def test_the_selected_chat_is_scrolled_into_view(root: tk.Tk, style: Style) -> None:
    shown = Shown(root, style, many(300))
    shown.show(many(300, selected="net/#c200"))
    assert "c200" in shown.texts()


def test_the_wheel_scrolls_a_long_list(root: tk.Tk, style: Style) -> None:
    shown = Shown(root, style, many(300))
    for _ in range(40):
        shown.canvas.event_generate("<Button-5>")
    shown.root.update()
    assert "c0" not in shown.texts()
    assert "c70" in shown.texts()


def test_a_click_opens_a_chat(shown: Shown) -> None:
    shown.click("maps")
    assert shown.actions.calls == [("open_chat", ("ridge/#maps",))]


def test_the_plus_beside_a_section_adds_to_it(shown: Shown) -> None:
    shown.click("Channels")
    shown.click("Direct messages")
    assert shown.actions.calls == [("ask_join_channel", ("ridge",)), ("ask_new_message", ("ridge",))]


def test_chats_can_be_reached_and_opened_by_keyboard(shown: Shown) -> None:
    shown.view.focus()
    pump_until(shown.root, lambda: shown.root.focus_get() is shown.canvas)
    shown.press("<Home>", "<Down>", "<Down>", "<Return>")
    assert shown.actions.calls == [("open_chat", ("ridge/#maps",))]


def entry_labels(entries: list[tuple[str, object] | None]) -> list[str]:
    return [entry[0] for entry in entries if entry is not None]


def test_the_menu_of_a_channel_leaves_it_and_that_of_a_person_closes_it(shown: Shown) -> None:
    network = sidebar().networks[0]
    channel, unread, person = (entry_labels([*shown.view.chat_menu(item)])
                               for item in (*network.channels[:2], network.direct[0]))
    assert (channel[0], channel[-1]) == ("Open", "Leave")
    assert unread[:2] == ["Open", "Mark as read"]
    assert (person[0], person[-1]) == ("Open", "Close")


def test_the_menu_of_a_chat_says_how_much_of_it_is_heard_and_changes_that(shown: Shown) -> None:
    item = sidebar().networks[0].channels[0]
    assert entry_labels([*shown.view.chat_menu(item)])[1:-1] == [
        "Mute", "Snooze for an hour", "Notify me of all messages", "✓ Notify me of mentions only",
        "Notify me of nothing",
    ]
    for entry in shown.view.chat_menu(item):
        if entry is not None and entry[0] in ("Mute", "Snooze for an hour", "Notify me of nothing"):
            entry[1]()
    assert shown.actions.calls == [("toggle_mute", (item.key,)), ("snooze", (item.key,)),
                                   ("choose_level", (item.key, NotifyLevel.NOTHING))]
    assert entry_labels([*shown.view.chat_menu(replace(item, is_muted=True, is_snoozed=True))])[1:3] == [
        "Unmute", "Stop snoozing"]


def test_a_muted_chat_is_faint(shown: Shown, style: Style) -> None:
    network = sidebar().networks[0]
    muted = replace(network.channels[1], is_muted=True, is_joined=True)
    shown.show(replace(sidebar(), networks=(replace(network, channels=(network.channels[0], muted)),)))
    drawn = next(each for each in texts_on(shown.canvas) if each.text == muted.title)
    assert drawn.fill == style.theme[Role.FAINT]


def test_the_menu_of_a_network_offers_what_its_state_allows(shown: Shown) -> None:
    online, offline = sidebar().networks
    assert "Disconnect" in entry_labels([*shown.view.network_menu(online)])
    assert "Reconnect" in entry_labels([*shown.view.network_menu(offline)])


def test_the_rail_has_a_picture_for_every_chat_and_no_headings(shown: Shown) -> None:
    shown.view.set_rail(is_rail=True)
    shown.settle()
    assert shown.view.frame.winfo_reqwidth() == 64
    kinds = {type(row) for row in shown.view.list.entries}
    assert {ChatRow, NetworkRow} <= kinds
    assert SectionRow not in kinds
    shown.view.set_rail(is_rail=False)
    shown.settle()
    assert "general" in shown.texts()


def test_the_rail_names_what_the_pointer_is_at(shown: Shown) -> None:
    shown.view.set_rail(is_rail=True)
    shown.settle()
    shown.canvas.event_generate("<Motion>", x=30, y=30)
    shown.settle()
    assert shown.view.hovered_name == "general"
    shown.canvas.event_generate("<Leave>")
    shown.settle()
    assert shown.view.hovered_name == ""


def test_names_of_any_length_and_script_are_cut_to_their_room(root: tk.Tk, style: Style) -> None:
    state = many(2)
    network = state.networks[0]
    chats = (
        replace(network.channels[0], title="x" * 200, unread=12_345),
        replace(network.channels[1], title="שלום 你好 👍🏽\n" * 20, has_draft=True),
    )
    shown = Shown(root, style, replace(state, networks=(replace(network, title="y" * 200, channels=chats),)))
    assert all(drawn.right <= shown.canvas.winfo_width() for drawn in texts_on(shown.canvas))
    assert "999+" in shown.texts()
