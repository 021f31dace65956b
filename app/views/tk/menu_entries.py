"""What is in the menus, and the keys for it: one table, from which the bar and its bindings are made."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.contracts.menu import MenuState
from app.values import frozen

if TYPE_CHECKING:
    from app.contracts.window import WindowActions

Act = Callable[["WindowActions"], object]
Test = Callable[[MenuState], bool]


def _always(_state: MenuState) -> bool:
    return True


def _with_chats(state: MenuState) -> bool:
    return state.has_chats


def _with_network(state: MenuState) -> bool:
    return state.has_network


def _online(state: MenuState) -> bool:
    return state.is_online


@frozen(kw_only=True)
class Entry:
    """A command. In `keys`, `Mod` stands for Ctrl, or Command on macOS; the first is shown beside the text.

    With `is_on` it is a switch that has a mark while that is true.
    """

    text: str
    act: Act
    keys: tuple[str, ...] = ()
    is_enabled: Test = _always
    is_on: Test | None = None


@frozen
class Choices:
    """A submenu of which one entry is marked; the window fills it while it runs."""

    text: str


@frozen
class Line:
    """A line between entries."""


Item = Entry | Choices | Line

THEMES = Choices("Theme")
LAYOUTS = Choices("Layout")

MENUS: dict[str, tuple[Item, ...]] = {
    "Chat": (
        Entry(text="Join or host another chat…", act=lambda to: to.show_welcome()),
        Entry(text="Networks…", act=lambda to: to.show_networks()),
        Entry(text="Settings…", act=lambda to: to.show_settings(), keys=("Mod-comma",)),
        Line(),
        Entry(text="Export this chat…", act=lambda to: to.show_export(), is_enabled=_with_chats),
        Entry(text="Export everything…", act=lambda to: to.show_export_all(), is_enabled=_with_chats),
        Entry(text="Import old logs…", act=lambda to: to.show_import(), is_enabled=_with_network),
        Entry(text="Stored messages…", act=lambda to: to.show_stored_messages()),
        Line(),
        Entry(text="Invite people…", act=lambda to: to.invite(), is_enabled=_with_network),
        Entry(text="New message…", act=lambda to: to.ask_new_message(), keys=("Mod-n",), is_enabled=_online),
        Entry(text="Send a file…", act=lambda to: to.choose_files(), keys=("Mod-u",), is_enabled=_with_chats),
        Entry(text="Join channel…", act=lambda to: to.ask_join_channel(), keys=("Mod-Shift-N",), is_enabled=_online),
        Line(),
        Entry(text="Change name…", act=lambda to: to.ask_change_name(), is_enabled=_with_network),
        Entry(text="Away", act=lambda to: to.toggle_away(), is_enabled=_online, is_on=lambda state: state.is_away),
        Entry(
            text="Reconnect",
            act=lambda to: to.reconnect(),
            is_enabled=lambda state: state.has_network and not state.is_online,
        ),
        Line(),
        Entry(text="Leave this chat", act=lambda to: to.leave_chat(), is_enabled=_with_chats),
        Entry(text="Stop hosting…", act=lambda to: to.stop_hosting(), is_enabled=lambda state: state.is_hosting),
        Line(),
        Entry(text="Quit", act=lambda to: to.close_window(), keys=("Mod-q",)),
    ),
    "View": (
        THEMES,
        LAYOUTS,
        Line(),
        Entry(
            text="Members",
            act=lambda to: to.toggle_members(),
            keys=("Mod-Shift-M",),
            is_enabled=_with_chats,
            is_on=lambda state: state.members_shown,
        ),
        Entry(text="Search…", act=lambda to: to.search(is_here=False), keys=("Mod-Shift-F",), is_enabled=_with_chats),
        Entry(text="Search in this chat…", act=lambda to: to.search(is_here=True), keys=("Mod-f",),
              is_enabled=_with_chats),
        Entry(text="Next hit", act=lambda to: to.next_hit(), keys=("F3",), is_enabled=_with_chats),
        Entry(text="Pinned messages", act=lambda to: to.show_pins(), is_enabled=_with_chats),
        Entry(text="Mentions", act=lambda to: to.show_mentions(), is_enabled=_with_chats),
        Line(),
        Entry(text="Sound", act=lambda to: to.toggle_sound(), is_on=lambda state: state.has_sound),
        Entry(text="Notifications", act=lambda to: to.toggle_notifications(),
              is_on=lambda state: state.has_notifications),
        Entry(text="Do not disturb", act=lambda to: to.toggle_undisturbed(), is_on=lambda state: state.is_undisturbed),
        Entry(
            text="Join and leave messages in one line",
            act=lambda to: to.toggle_fold_joins(),
            is_enabled=_with_chats,
            is_on=lambda state: state.folds_joins,
        ),
    ),
    "Go": (
        Entry(text="Next chat", act=lambda to: to.open_neighbour(1), keys=("Alt-Down",), is_enabled=_with_chats),
        Entry(text="Previous chat", act=lambda to: to.open_neighbour(-1), keys=("Alt-Up",), is_enabled=_with_chats),
        Entry(
            text="Next unread",
            act=lambda to: to.open_neighbour(1, unread_only=True),
            keys=("Alt-Shift-Down",),
            is_enabled=_with_chats,
        ),
        Entry(
            text="Previous unread",
            act=lambda to: to.open_neighbour(-1, unread_only=True),
            keys=("Alt-Shift-Up",),
            is_enabled=_with_chats,
        ),
        Line(),
        Entry(
            text="Mark all as read", act=lambda to: to.mark_all_read(), keys=("Shift-Escape",), is_enabled=_with_chats
        ),
    ),
    "Help": (
        Entry(text="Keys and commands", act=lambda to: to.show_help(), keys=("F1", "Mod-slash")),
        Entry(text="Check that all is well", act=lambda to: to.examine(), is_enabled=_with_chats),
        Entry(text="About Group Chat", act=lambda to: to.show_about()),
    ),
}

POSITION_KEYS = tuple(f"Mod-Key-{digit}" for digit in range(1, 10))
"""Keys of the first nine chats, which are in no menu."""
