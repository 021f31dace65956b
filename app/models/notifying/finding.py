"""Which ways to show notifications this computer may have, the best first."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from app.models.notifying.backend import Backend
from app.models.notifying.gdbus import GdbusBackend
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
    elif _has_session_bus(environment):
        wanted = (GdbusBackend(), NotifySendBackend())
    else:
        return ()
    return [backend for backend in wanted if which(backend.name) is not None]


def _has_session_bus(environment: Mapping[str, str]) -> bool:
    """Without one, both programs would start a bus of their own, which nobody listens to."""
    if environment.get(_BUS):
        return True
    return bool(environment.get(_RUNTIME)) and (Path(environment[_RUNTIME]) / "bus").exists()
