"""The note a running server leaves in its folder (`server.json`, docs/server.md), as the app reads it."""

import json
from pathlib import Path

from app.protocol.url import InvalidLink, InviteLink
from app.values import frozen

NOTE = "server.json"
_MAX_BYTES = 65_536


@frozen(kw_only=True)
class RunningServer:
    """A server at work: its process, its invite link, the ports it listens on, and the key that makes one its host."""

    pid: int
    link: InviteLink
    port: int
    host_key: str


def read_note(folder: Path) -> RunningServer | None:
    """What the note in `folder` says, None when there is none or it makes no sense."""
    path = folder / NOTE
    try:
        if path.stat().st_size > _MAX_BYTES:
            return None
        values = json.loads(path.read_text(encoding="utf-8"))
        _, _, port = str(values["listeners"][0]).rpartition(":")
        return RunningServer(
            pid=int(values["pid"]), link=InviteLink.parse(str(values["link"])), port=int(port),
            host_key=str(values["host_key"]),
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError, InvalidLink):
        return None
