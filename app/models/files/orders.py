"""What the network thread is asked to carry, and what it tells of it. Values: both threads hold them."""

from dataclasses import field

from app.models.files.outgoing import OutgoingFile
from app.models.files.way import Way
from app.protocol.file_host import FileHost
from app.values import frozen


@frozen(kw_only=True)
class UploadOrder:
    """Send a file. `authorization` is the header's value, "" for none.

    `begun` is the path that an earlier attempt was given by the host, "" for none.
    """

    way: Way
    host: FileHost
    file: OutgoingFile
    authorization: str = field(default="", repr=False)
    begun: str = ""
    keeps_location: bool = False


@frozen(kw_only=True)
class DownloadOrder:
    """Fetch the file at `path` of the host into `folder` under `name`, or another where that is taken."""

    way: Way
    path: str
    folder: str
    name: str
    authorization: str = field(default="", repr=False)


@frozen(kw_only=True)
class FactsOrder:
    """Ask what is known of the file at `path`; with its thumbnail, if `wants_picture` and there is one."""

    way: Way
    path: str
    authorization: str = field(default="", repr=False)
    wants_picture: bool = True


@frozen(kw_only=True)
class Begun:
    """The host knows of the upload, by this path."""

    path: str
