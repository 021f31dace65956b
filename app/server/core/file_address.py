"""Addresses of the file host: where files are sent to, and which files a message names. `docs/specs/filehost.md`."""

import re

from app.server.config import FilesSection

SERVICE = "groupchat.local/FILEHOST"
PATH = "/files"
HOST_OF_THE_CONNECTION = "*"
"""Stands for the host by which a client reached the server, which no server knows that is at home."""

_NAMED_MAX = 16
_FILE = re.compile(rf"{PATH}/([0-9a-f]{{32}})(?![0-9a-f])")


def upload_address(section: FilesSection, port: int) -> str:
    """Where to send files to; empty where there is no file host. `port` is that of the listener that takes them."""
    if not section.enabled or not port:
        return ""
    return f"https://{section.host or HOST_OF_THE_CONNECTION}:{section.port or port}{PATH}"


def files_named_in(text: str) -> tuple[str, ...]:
    """The ids of the first files whose addresses are in a message."""
    if PATH not in text:
        return ()
    return tuple(dict.fromkeys(_FILE.findall(text)))[:_NAMED_MAX]
