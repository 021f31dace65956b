"""Linux and BSD desktops: `org.freedesktop.Notifications` over D-Bus, called by `gdbus`, which comes with GLib.

The names and numbers are those of the Desktop Notifications Specification 1.2. Values are written as GVariant text.

No `desktop-entry` hint is sent: a shell that finds an application by it takes its notifications away when the caller
leaves the bus, and `gdbus call` leaves at once.
"""

import re
from collections.abc import Sequence

from app.models.notifying.backend import Command, Fate, Heard
from app.models.notifying.notification import Notification

_SERVICE = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_PATIENCE_S = 5
_HINTS = "{'urgency': <byte 1>, 'category': <'im.received'>, 'suppress-sound': <true>}"
_LEFT_TO_THE_SYSTEM = "int32 -1"
_ACTIONS = "['default', 'Open']"
_NO_ACTIONS = "@as []"
_ID = re.compile(r"uint32 (\d{1,10})")
_SIGNAL = re.compile(
    rf"{re.escape(_PATH)}: {re.escape(_SERVICE)}\.(ActionInvoked|NotificationClosed) \(uint32 (\d{{1,10}}), (.*)\)\s*"
)


class GdbusBackend:
    """Calls the desktop's notification service."""

    name = "gdbus"

    def __init__(self) -> None:
        self._has_markup = True
        self._has_actions = True

    def probe(self) -> Command:
        """Ask what the service can do; fails where there is none."""
        return _call("GetCapabilities")

    def probed(self, output: str) -> None:
        """Remember whether it reads marks in texts, and takes clicks."""
        self._has_markup = "'body-markup'" in output
        self._has_actions = "'actions'" in output

    def show(self, notification: Notification, replaces: int) -> Command:
        """Notify (app_name, replaces_id, app_icon, summary, body, actions, hints, expire_timeout)."""
        text = without_markup(notification.text) if self._has_markup else notification.text
        return _call("Notify", (
            gvariant_text("Group Chat"), f"uint32 {replaces}", gvariant_text(""), gvariant_text(notification.title),
            gvariant_text(text), _ACTIONS if self._has_actions else _NO_ACTIONS, _HINTS, _LEFT_TO_THE_SYSTEM,
        ))

    def shown_id(self, output: str) -> int:
        """`(uint32 7,)` is 7."""
        found = _ID.search(output)
        return 0 if found is None else int(found[1])

    def withdraw(self, shown_id: int) -> Command:
        """Close it."""
        return _call("CloseNotification", (f"uint32 {shown_id}",))

    def monitor(self) -> Command | None:
        """Print the service's signals."""
        return Command(("gdbus", "monitor", "--session", "--dest", _SERVICE, "--object-path", _PATH))

    def heard(self, line: str) -> Heard | None:
        """A click on the notification or its button, or its end."""
        found = _SIGNAL.fullmatch(line)
        if found is None:
            return None
        return Heard(int(found[2]), Fate.CHOSEN if found[1] == "ActionInvoked" else Fate.CLOSED)


def gvariant_text(text: str) -> str:
    """`text` as a GVariant string: in quotes, so that it can be neither another type nor an option."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"


def without_markup(text: str) -> str:
    """The text for a service that would read `<b>` as bold."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _call(method: str, arguments: Sequence[str] = ()) -> Command:
    return Command((
        "gdbus", "call", "--session", "--timeout", str(_PATIENCE_S), "--dest", _SERVICE, "--object-path", _PATH,
        "--method", f"{_SERVICE}.{method}", *arguments,
    ))
