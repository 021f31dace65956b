"""Which ways to show notifications this computer may have, the best first."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from app.models.notifying.backend import Backend
from app.models.notifying.gdbus import GdbusBackend
from app.models.notifying.launcher_badge import LauncherBadge
from app.models.notifying.notify_send import NotifySendBackend
from app.models.notifying.osascript import OsascriptBackend
from app.models.notifying.powershell import PowershellBackend

_BUS, _RUNTIME = "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"


def find_backends(platform: str, environment: Mapping[str, str],
                  which: Callable[[str], object]) -> Sequence[Backend]:
    """Those whose programs are installed; `which` answers None for a program that is not."""
    if platform == "darwin":
        wanted: tuple[Backend, ...] = (OsascriptBackend(),)
    elif platform == "win32":
        wanted = (PowershellBackend(),)
    elif _session_bus(environment):
        wanted = (GdbusBackend(), NotifySendBackend())
    else:
        return ()
    return [backend for backend in wanted if which(backend.name) is not None]


def find_badge(platform: str, environment: Mapping[str, str]) -> LauncherBadge | None:
    """What puts a number on the app's icon in a dock; None where docks listen to nobody."""
    address = "" if platform in ("darwin", "win32") else _session_bus(environment)
    return LauncherBadge(address) if address else None


def _session_bus(environment: Mapping[str, str]) -> str:
    """Its address, "" for none. Without one, programs would start a bus of their own, which nobody listens to."""
    if environment.get(_BUS):
        return environment[_BUS]
    bus = Path(environment.get(_RUNTIME, "")) / "bus"
    return f"unix:path={bus}" if environment.get(_RUNTIME) and bus.exists() else ""
