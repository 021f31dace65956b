"""Files as the window works with them: what can be sent and fetched, what is known, and opening what is here."""

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from app.models.chats import Chat
from app.models.clock import Clock
from app.models.desktop import open_file
from app.models.files.courier import Courier
from app.models.files.failures import Failure
from app.models.files.file_session import FileSession, FileSessions, host_of
from app.models.files.kept_transfers import load_transfers
from app.models.files.outgoing import OutgoingFile
from app.models.files.shelf import Shelf
from app.models.files.transfers import Transfers
from app.models.owner_thread import Timers
from app.models.settings import Settings

TRANSFERS_FILE = "transfers.json"


class Files:
    """The files of a run: `transfers` on their way, a `shelf` with what is known of those in messages."""

    def __init__(self, sessions: FileSessions, courier: Courier, timers: Timers, clock: Clock, settings: Settings, *,
                 keep: Callable[[bytes], None], folder: Path | None, opener: Callable[[Path], object] = open_file,
                 ) -> None:
        """`folder` is the app's own, for copies made to be sent; `opener` lets the system show a file."""
        self.transfers = Transfers(sessions, courier, timers, clock, settings, keep)
        self.shelf = Shelf(courier, clock, settings, self.transfers.tokens)
        self._courier = courier
        self._folder = folder
        self._opener = opener

    def restore(self) -> None:
        """Go on with what was on its way when the app ended."""
        if self._folder is not None:
            self.transfers.restore(load_transfers(self._folder / TRANSFERS_FILE))

    def has_host(self, session: FileSession) -> bool:
        """Whether the session's server has a place for files."""
        return host_of(session) is not None

    @property
    def can_send_text(self) -> bool:
        """Whether there is a place for a copy of a text."""
        return self._folder is not None

    def look_at(self, paths: Sequence[str], seen: Callable[[Sequence[OutgoingFile | Failure]], None]) -> None:
        """Look at files that are to be sent; the answer follows, one for each."""
        self._courier.look_at(paths, seen)

    def send_text(self, session: FileSession, chat: Chat, text: str, name: str,
                  failed: Callable[[Failure], None]) -> None:
        """Send a text as a file of that name: a copy is made for the time until it is sent."""
        if self._folder is None:
            return
        place = self._folder / "outgoing" / secrets.token_hex(8) / name

        def looked(seen: Sequence[OutgoingFile | Failure]) -> None:
            for one in seen:
                if isinstance(one, Failure):
                    failed(one)
                else:
                    self.transfers.send(session, chat, [one], is_own_copy=True)

        self._courier.write_text(text, str(place), lambda: self._courier.look_at([str(place)], looked), failed)

    def open_place(self, place: str) -> None:
        """Let the system show a file, with whatever program people have for it."""
        self._opener(Path(place))

    def close(self) -> None:
        """End all work on files."""
        self.transfers.close()
