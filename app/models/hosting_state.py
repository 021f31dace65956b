"""What is known of a chat hosted on this computer, as facts."""

from enum import Enum, auto

from app.models.profile import HostedGroup, OperatorCredentials
from app.protocol.url import InviteLink
from app.values import frozen


class HostingState(Enum):
    """How a hosted chat's server is."""

    STARTING = auto()
    RUNNING = auto()
    STOPPED = auto()
    FAILED = auto()


class HostingFailure(Enum):
    """Why a server did not start, or is not running any more."""

    PORT_IN_USE = auto()
    FOLDER_NOT_WRITABLE = auto()
    PACKAGE_MISSING = auto()
    ENDED = auto()
    OTHER = auto()


@frozen(kw_only=True)
class HostingChanged:
    """A hosted chat's server changed. While RUNNING: `link` is for guests, `local_host` and `local_port` for us.

    `wanted_port` differs from the link's when another program had it. `was_running` means that a server which had been
    told to keep running was found. `detail` is the server's own last words when it FAILED.
    """

    group: HostedGroup
    state: HostingState
    link: InviteLink | None = None
    local_host: str = "127.0.0.1"
    local_port: int = 0
    wanted_port: int = 0
    operator: OperatorCredentials | None = None
    was_running: bool = False
    failure: HostingFailure | None = None
    detail: str = ""
