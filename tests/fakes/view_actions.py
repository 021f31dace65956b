"""Actions that write down what a view reported, for every region at once.

One object stands for all receivers: the names of their methods do not clash in meaning, and a test reads one list.
"""

from collections.abc import Callable, Sequence
from functools import partial

from app.contracts.offers import Offer
from app.contracts.regions import Completion, NotifyLevel

Call = tuple[str, tuple[object, ...]]


class RecordedActions:
    """Satisfies the actions of sidebar, header, timeline, composer, members, banner, welcome and window."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.accepts = True
        self.completion: Completion | None = None
        self.offered: Sequence[str] = ()
        self.offered_members: Sequence[Offer] = ()
        self.recalled: dict[int, str] = {}
        self.on_need_older: Callable[[], None] | None = None

    def names(self) -> list[str]:
        """What was called, in order, without arguments."""
        return [name for name, _ in self.calls]

    def arguments(self, name: str) -> list[tuple[object, ...]]:
        """The arguments of each call of `name`."""
        return [arguments for called, arguments in self.calls if called == name]

    def _note(self, name: str, *arguments: object) -> None:
        self.calls.append((name, arguments))

    # Sidebar

    def open_chat(self, chat_key: str) -> None:
        self._note("open_chat", chat_key)

    def open_neighbour(self, step: int, *, unread_only: bool = False) -> None:
        self._note("open_neighbour", step, unread_only)

    def open_position(self, position: int) -> None:
        self._note("open_position", position)

    def ask_join_channel(self, network_key: str = "") -> None:
        self._note("ask_join_channel", network_key)

    def ask_new_message(self, network_key: str = "") -> None:
        self._note("ask_new_message", network_key)

    def leave_chat(self, chat_key: str = "") -> None:
        self._note("leave_chat", chat_key)

    def mark_read(self, chat_key: str) -> None:
        self._note("mark_read", chat_key)

    def toggle_mute(self, chat_key: str) -> None:
        self._note("toggle_mute", chat_key)

    def snooze(self, chat_key: str) -> None:
        self._note("snooze", chat_key)

    def choose_level(self, chat_key: str, level: NotifyLevel) -> None:
        self._note("choose_level", chat_key, level)

    def invite(self, network_key: str = "") -> None:
        self._note("invite", network_key)

    def reconnect(self, network_key: str = "") -> None:
        self._note("reconnect", network_key)

    def disconnect(self, network_key: str) -> None:
        self._note("disconnect", network_key)

    def edit_network(self, network_key: str) -> None:
        self._note("edit_network", network_key)

    def remove_network(self, network_key: str) -> None:
        self._note("remove_network", network_key)

    def ask_change_name(self) -> None:
        self._note("ask_change_name")

    def toggle_away(self) -> None:
        self._note("toggle_away")

    # Header, members, banner

    def ask_topic(self) -> None:
        self._note("ask_topic")

    def toggle_members(self) -> None:
        self._note("toggle_members")

    def member_offers(self, nick: str) -> Sequence[Offer]:
        return self.offered_members or [Offer(label=name, do=partial(self._note, name, nick)) for name in self.offered]

    def close_members(self) -> None:
        self._note("close_members")

    def banner_action(self) -> None:
        self._note("banner_action")

    # Timeline

    def need_older(self) -> None:
        self._note("need_older")
        if self.on_need_older is not None:
            self.on_need_older()

    def need_newer(self) -> None:
        self._note("need_newer")

    def leave_past(self) -> None:
        self._note("leave_past")

    def reached_end(self) -> None:
        self._note("reached_end")

    def left_end(self) -> None:
        self._note("left_end")

    def retry(self, row_key: str) -> None:
        self._note("retry", row_key)

    def delete(self, row_key: str) -> None:
        self._note("delete", row_key)

    def offers(self, row_key: str) -> Sequence[tuple[str, Callable[[], None]]]:
        return [(name, partial(self._note, name, row_key)) for name in self.offered]

    def open_target(self, target: str, shown: str = "") -> None:
        self._note("open_target", target, *([shown] if shown else []))

    # Composer

    def submit(self, text: str) -> bool:
        self._note("submit", text)
        return self.accepts

    def complete(self, text: str, cursor: int, *, backwards: bool = False) -> Completion | None:
        self._note("complete", text, cursor, backwards)
        return self.completion

    def edited(self, text: str) -> None:
        self._note("edited", text)

    def recall(self, step: int, text: str) -> str | None:
        self._note("recall", step, text)
        return self.recalled.get(step)

    # Welcome

    def join(self, name: str, link: str) -> None:
        self._note("join", name, link)

    def host(self, name: str, group_name: str) -> None:
        self._note("host", name, group_name)

    def cancel(self) -> None:
        self._note("cancel")

    def back(self) -> None:
        self._note("back")

    # Window

    def close_window(self) -> None:
        self._note("close_window")

    def show_welcome(self) -> None:
        self._note("show_welcome")

    def choose_files(self) -> None:
        self._note("choose_files")

    def show_networks(self) -> None:
        self._note("show_networks")

    def show_settings(self) -> None:
        self._note("show_settings")

    def show_export(self) -> None:
        self._note("show_export")

    def show_export_all(self) -> None:
        self._note("show_export_all")

    def show_import(self) -> None:
        self._note("show_import")

    def show_stored_messages(self) -> None:
        self._note("show_stored_messages")

    def stop_hosting(self) -> None:
        self._note("stop_hosting")

    def choose_theme(self, theme_key: str) -> None:
        self._note("choose_theme", theme_key)

    def choose_layout(self, layout_key: str) -> None:
        self._note("choose_layout", layout_key)

    def search(self, *, is_here: bool) -> None:
        self._note("search", is_here)

    def next_hit(self) -> None:
        self._note("next_hit")

    def show_mentions(self) -> None:
        self._note("show_mentions")

    def toggle_sound(self) -> None:
        self._note("toggle_sound")

    def toggle_notifications(self) -> None:
        self._note("toggle_notifications")

    def toggle_undisturbed(self) -> None:
        self._note("toggle_undisturbed")

    def toggle_fold_joins(self) -> None:
        self._note("toggle_fold_joins")

    def mark_all_read(self) -> None:
        self._note("mark_all_read")

    def focus_changed(self, *, has_focus: bool) -> None:
        self._note("focus_changed", has_focus)

    def show_help(self) -> None:
        self._note("show_help")

    def show_pins(self) -> None:
        self._note("show_pins")

    def examine(self) -> None:
        self._note("examine")

    def show_about(self) -> None:
        self._note("show_about")

    def place_changed(self, geometry: str) -> None:
        self._note("place_changed", geometry)
