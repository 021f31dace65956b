"""Where the app keeps things on this computer."""

import logging
from pathlib import Path

from app.values import frozen

SETTINGS_FILE = "settings.toml"
NETWORKS_FILE = "networks.json"
STS_FILE = "sts.json"
SECRETS_FILE = "secrets.json"
STORE_FILE = "chats.sqlite3"
_LOG_BYTES = 1_000_000


@frozen
class DataFolder:
    """The app's folder. Everything it keeps is inside, so that moving or deleting it takes all along."""

    path: Path

    @classmethod
    def default(cls) -> "DataFolder":
        """Where the system wants an app's data to be."""
        # Imported here: a folder that was named needs no search.
        from platformdirs import user_data_path

        return cls(user_data_path("group-chat", appauthor=False))

    @property
    def settings(self) -> Path:
        """The file of settings."""
        return self.path / SETTINGS_FILE

    @property
    def networks(self) -> Path:
        """The file of networks."""
        return self.path / NETWORKS_FILE

    @property
    def store(self) -> Path:
        """The database of all that was said, drafts and unsent messages."""
        return self.path / STORE_FILE

    @property
    def sts(self) -> Path:
        """The file of hosts that are reached by TLS alone."""
        return self.path / STS_FILE

    @property
    def servers(self) -> Path:
        """Where each hosted chat has its folder."""
        return self.path / "servers"

    @property
    def themes(self) -> Path:
        """Where people put themes of their own."""
        return self.path / "themes"

    @property
    def log(self) -> Path:
        """The log."""
        return self.path / "group-chat.log"

    def why_not_writable(self) -> str:
        """Make the folder; the system's reason why nothing can be kept there, "" when it can."""
        probe = self.path / ".writable"
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe.touch()
            probe.unlink()
        except OSError as error:
            return error.strerror or str(error)
        return ""

    def log_here(self) -> None:
        """Send the log to a file that stays small, and what is worse than usual to stderr as well."""
        # Imported here: with all it brings along it costs as much as a window.
        from logging.handlers import RotatingFileHandler

        form = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
        console = logging.StreamHandler()
        console.setLevel(logging.WARNING)
        file = RotatingFileHandler(self.log, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8", delay=True)
        root = logging.getLogger()
        root.setLevel(logging.INFO)
        for handler in (console, file):
            handler.setFormatter(form)
            root.addHandler(handler)
