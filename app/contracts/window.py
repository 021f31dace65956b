"""The window around the regions: what controllers may show of it, and what people do with it and its menus."""

from collections.abc import Callable, Sequence
from typing import Protocol

from app.contracts.first_screen import ThemeChoice
from app.contracts.menu import MenuState
from app.contracts.progress import Progress
from app.contracts.sheets import InviteState, Question
from app.themes.theme import Theme


class WindowActions(Protocol):
    """What people do with the window and its menus."""

    def close_window(self) -> None:
        """The window's close button or Quit: close, after a question where one is due."""

    def show_welcome(self) -> None:
        """Join or host another chat."""

    def choose_files(self) -> None:
        """Choose files to send to the open chat."""

    def show_networks(self) -> None:
        """List all networks, to connect, change and remove them."""

    def show_settings(self) -> None:
        """Show all settings, to change them."""

    def show_export(self) -> None:
        """Write the open chat down, into a file of their choice."""

    def show_export_all(self) -> None:
        """Write all chats down, into a folder of their choice."""

    def show_import(self) -> None:
        """Take in logs that other programs wrote."""

    def show_stored_messages(self) -> None:
        """Say how much is kept on this computer, and let people choose for how long."""

    def invite(self) -> None:
        """Show the invite sheet of the open chat's network."""

    def ask_join_channel(self) -> None:
        """Ask for a channel and join it on the open chat's network."""

    def ask_new_message(self) -> None:
        """Ask for a nick and open the conversation with it."""

    def ask_change_name(self) -> None:
        """Ask for another nick."""

    def toggle_away(self) -> None:
        """Be away, or be back."""

    def reconnect(self) -> None:
        """Connect the open chat's network again now."""

    def leave_chat(self) -> None:
        """Leave the open chat."""

    def stop_hosting(self) -> None:
        """Stop the chat hosted on this computer (asks first)."""

    def choose_theme(self, theme_key: str) -> None:
        """Use this theme from now on."""

    def choose_layout(self, layout_key: str) -> None:
        """Use this layout of the messages from now on."""

    def toggle_members(self) -> None:
        """Show or hide the members panel."""

    def search(self, *, is_here: bool) -> None:
        """Find what was said, in the open chat or everywhere."""

    def next_hit(self) -> None:
        """Go to the next message that was found."""

    def show_mentions(self) -> None:
        """List what was meant for us and is not read."""

    def toggle_sound(self) -> None:
        """Hear what is meant for us, or be silent."""

    def toggle_notifications(self) -> None:
        """Let the computer show what is meant for us, or not."""

    def toggle_undisturbed(self) -> None:
        """Let nothing ask for attention, or let it again."""

    def toggle_fold_joins(self) -> None:
        """Show comings and goings in one line, or in a line each."""

    def open_neighbour(self, step: int, *, unread_only: bool = False) -> None:
        """Show the next (+1) or previous (-1) chat."""

    def open_position(self, position: int) -> None:
        """Show the chat at `position`, from 0."""

    def mark_all_read(self) -> None:
        """Count nothing as unread."""

    def focus_changed(self, *, has_focus: bool) -> None:
        """The window got or lost the keyboard."""

    def show_help(self) -> None:
        """List keys and commands."""

    def show_pins(self) -> None:
        """List what is pinned in the open chat."""

    def examine(self) -> None:
        """Look whether all is well, and say so in the open chat."""

    def show_about(self) -> None:
        """Say what this is, with its version and licence."""

    def place_changed(self, geometry: str) -> None:
        """The window was moved or resized; `geometry` is for the same kit to read next time."""


class WindowView(Protocol):
    """The window around the regions: which page is shown, sheets, toasts, menus, look."""

    def bind(self, actions: WindowActions) -> None:
        """Take the receiver of gestures; called once."""

    def show_page(self, page: str) -> None:
        """Show `"welcome"` or `"chat"`."""

    def show_members(self, *, visible: bool) -> None:
        """Show or hide the members panel."""

    def set_title(self, title: str) -> None:
        """The text of the title bar."""

    def set_menu(self, state: MenuState) -> None:
        """Enable the entries that make sense."""

    def set_themes(self, themes: Sequence[ThemeChoice], current: str) -> None:
        """Fill View, Theme with these and mark the current one."""

    def set_layouts(self, layouts: Sequence[tuple[str, str]], current: str) -> None:
        """Fill View, Layout with (key, name) pairs and mark the current one."""

    def apply_theme(self, theme: Theme) -> None:
        """Restyle everything at once, in place: scroll place, selection and texts stay."""

    def ask(self, question: Question, on_answer: Callable[[str, str], None]) -> None:
        """Show a sheet and return at once. `on_answer(choice_key, field_text)` follows when it is answered.

        A question asked while another is shown waits its turn.
        """

    def show_invite(self, state: InviteState) -> None:
        """Show the invite sheet."""

    def toast(self, text: str, *, is_error: bool = False) -> None:
        """Show a short result at the bottom, 4 seconds; an error stays until it is clicked."""

    def set_badge(self, count: int) -> None:
        """Put a number on the app's icon, where the system lets a window do that; 0 for none."""

    def call_attention(self) -> None:
        """Let the window's place among the others ask for attention until people look at it; no window moves."""

    def sound(self) -> None:
        """Make the sound the system has for what wants to be heard."""

    def come_forward(self) -> None:
        """Put the window in front of all others, also when it was minimized."""

    def ask_files(self, title: str, on_answer: Callable[[Sequence[str]], None]) -> None:
        """Let people choose files; `on_answer` follows with their paths, unless they chose none."""

    def ask_folder(self, title: str, on_answer: Callable[[str], None]) -> None:
        """Let people choose a folder that is there; `on_answer` follows, unless they chose none."""

    def ask_save(self, title: str, name: str, ending: str, on_answer: Callable[[str], None]) -> None:
        """Let people say what a new file or folder shall be called, by default `name`; one there is asked about."""

    def show_progress(self, progress: Progress | None, on_cancel: Callable[[], None]) -> None:
        """Show how far something is, in the place of what was shown before; None takes it away."""

    def copy_to_clipboard(self, text: str) -> None:
        """Put `text` on the clipboard."""

    def clipboard_text(self) -> str:
        """What is on the clipboard, "" if it is no text."""

    def set_geometry(self, geometry: str) -> None:
        """Put the window where `place_changed` said it was; ignored when it is off the screen now."""

    def destroy(self) -> None:
        """Close the window for good; ends the kit's main loop."""
