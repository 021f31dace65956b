"""A second copy of the app hands its link over to the first, and leaves.

The first listens on a port of this computer alone; the port and a secret stand in a file that only its owner can read,
so nobody else can hand over links.
"""

import contextlib
import hmac
import json
import logging
import secrets
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

from app.models.file_writer import write_file
from app.models.owner_thread import Poster

_log = logging.getLogger(__name__)

ADDRESS_FILE = "running.json"
_MAX_BYTES = 8_192
_PATIENCE_S = 2.0
_BACKLOG = 8
_BETWEEN_TRIES_S = 0.1


class OtherCopies:
    """Listens for other copies of the app. `close` ends it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._secret = secrets.token_urlsafe(24)
        self._listener: socket.socket | None = None

    def listen(self, poster: Poster, opened: Callable[[str], None]) -> None:
        """Call `opened` on the owner thread with the link of each other copy, "" for none. Raises OSError."""
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=_BACKLOG)
        address = {"port": self._listener.getsockname()[1], "secret": self._secret}
        write_file(self._folder / ADDRESS_FILE, json.dumps(address).encode())
        threading.Thread(target=self._serve, args=(self._listener, poster, opened), name="other-copies",
                         daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        if self._listener is not None:
            # shutdown wakes the thread that waits in accept; close alone would not everywhere.
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            with contextlib.suppress(OSError):
                (self._folder / ADDRESS_FILE).unlink()

    def _serve(self, listener: socket.socket, poster: Poster, opened: Callable[[str], None]) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                    connection.settimeout(_PATIENCE_S)
                    link = self._take(connection)
                    connection.sendall(b"taken\n")
                    poster.post(lambda link=link: opened(link))  # type: ignore[misc]  # mypy can't infer a default

    def _take(self, connection: socket.socket) -> str:
        """The link another copy hands over. Raises ValueError, KeyError or TypeError for one that may not."""
        said = json.loads(_line(connection))
        secret, link = said["secret"], said["link"]
        if not isinstance(secret, str) or not isinstance(link, str):
            raise TypeError("texts were expected")
        if not hmac.compare_digest(secret.encode(), self._secret.encode()):
            raise ValueError("somebody who does not know the secret")
        return link


def hand_over(folder: Path, link: str, *, tries: int = 1) -> bool:
    """Give the link to the copy that has `folder`. False: it does not answer.

    One that is only just starting can't listen yet: several `tries` wait a tenth of a second for each other.
    """
    for number in range(tries):
        if number:
            time.sleep(_BETWEEN_TRIES_S)
        if _try_to_hand_over(folder, link):
            return True
    return False


def _try_to_hand_over(folder: Path, link: str) -> bool:
    try:
        address = json.loads((folder / ADDRESS_FILE).read_bytes()[:_MAX_BYTES])
        request = json.dumps({"secret": address["secret"], "link": link}).encode() + b"\n"
        with socket.create_connection(("127.0.0.1", int(address["port"])), timeout=_PATIENCE_S) as connection:
            connection.sendall(request)
            return _line(connection) == b"taken"
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.info("the copy of the app that is open does not answer: %s", error)
        return False


def _line(connection: socket.socket) -> bytes:
    received = b""
    while b"\n" not in received and len(received) < _MAX_BYTES:
        part = connection.recv(_MAX_BYTES)
        if not part:
            break
        received += part
    return received.partition(b"\n")[0]
