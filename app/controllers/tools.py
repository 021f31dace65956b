"""What slash commands may ask of the window around the chats."""

from collections.abc import Callable, Sequence
from typing import Protocol

from app.contracts.workspace import Networks
from app.controllers.local_time import LocalTime
from app.controllers.notices import Notices
from app.models.chats import Chat
from app.models.pins import Pins
from app.models.reminders import Reminders
from app.values import frozen


class Tools(Protocol):
    """The window's own means. The real ones are `WindowTools`."""

    @property
    def networks(self) -> Networks:
        """All networks there are."""

    @property
    def times(self) -> LocalTime:
        """The clock people look at."""

    @property
    def notices(self) -> Notices:
        """What asks for attention."""

    @property
    def pins(self) -> Pins:
        """The messages people pinned."""

    @property
    def reminders(self) -> Reminders:
        """What people want to be reminded of."""

    def reminders_changed(self) -> None:
        """Another reminder may be the next one now."""

    def export(self, text: str) -> None:
        """Write the open chat down as `text` says. Raises UserError."""

    def import_logs(self, text: str) -> None:
        """Take in the log that `text` names, or ask for some. Raises UserError."""

    def themes(self) -> Sequence[str]:
        """The keys of the themes there are."""

    def layouts(self) -> Sequence[str]:
        """The keys of the layouts there are."""

    def clear_view(self) -> None:
        """Show nothing of what has been said in the open chat so far, until it is opened again."""

    def show_keys(self) -> None:
        """List the keys."""

    def search(self, text: str, *, is_here: bool) -> None:
        """Find what was said, in the open chat or everywhere."""

    def last_log(self, text: str, chat: Chat, answer: Callable[[str], None]) -> None:
        """Tell the last messages of a chat with these words. Raises UserError where they can't be read."""

    def choose_shade(self, *, is_dark: bool) -> None:
        """Use a dark theme, or a light one. Raises UserError when there is none."""

    def open_link(self, link: str) -> None:
        """Show the way to another chat in the field, for people to go it."""

    def send_file(self, path: str) -> None:
        """Send a file to the open chat. Raises UserError where there is no place for files."""

    def examine(self, answer: Callable[[Sequence[str]], None]) -> None:
        """Look whether all is well; `answer` is told line by line, some of them later."""


@frozen(kw_only=True)
class WindowTools:
    """Satisfies Tools with what other controllers offer."""

    networks: Networks
    times: LocalTime
    notices: Notices
    pins: Pins
    reminders: Reminders
    reminders_changed: Callable[[], None]
    export: Callable[[str], None]
    import_logs: Callable[[str], None]
    themes: Callable[[], Sequence[str]]
    layouts: Callable[[], Sequence[str]]
    clear_view: Callable[[], None]
    show_keys: Callable[[], None]
    search: Callable[..., None]
    last_log: Callable[[str, Chat, Callable[[str], None]], None]
    choose_shade: Callable[..., None]
    open_link: Callable[[str], None]
    send_file: Callable[[str], None]
    examine: Callable[[Callable[[Sequence[str]], None]], None]
