"""Secrets in a file only its owner may read, for computers without a key store."""

import json
import logging
import threading
from pathlib import Path

from app.models.file_writer import put_aside, write_file

_log = logging.getLogger(__name__)
_VERSION = 1
_MAX_BYTES = 4_000_000


class SecretFile:
    """Satisfies `KeyStore`. Without a path nothing is kept."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        # A thread that hung in the key store may come back while another has taken its place.
        self._lock = threading.Lock()

    def get(self, name: str) -> str | None:
        """The secret of that name."""
        return self._secrets().get(name)

    def put(self, name: str, secret: str) -> None:
        """Keep it; it is on the disk then. Raises OSError."""
        with self._lock:
            self._write({**self._secrets(), name: secret})

    def delete(self, name: str) -> None:
        """Forget it. Raises OSError."""
        with self._lock:
            secrets = self._secrets()
            if secrets.pop(name, None) is not None:
                self._write(secrets)

    @property
    def is_there(self) -> bool:
        """Whether secrets were ever kept in it."""
        return self._path is not None and self._path.exists()

    def _secrets(self) -> dict[str, str]:
        if self._path is None:
            return {}
        try:
            with self._path.open("rb") as file:
                document = json.loads(file.read(_MAX_BYTES))
            return {str(name): text for name, text in document["secrets"].items() if isinstance(text, str)}
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, TypeError, AttributeError):
            _log.warning("the file of secrets can't be read and lies in %s now", put_aside(self._path).name)
            return {}

    def _write(self, secrets: dict[str, str]) -> None:
        if self._path is None:
            raise FileNotFoundError("secrets are kept nowhere")
        write_file(self._path, json.dumps({"version": _VERSION, "secrets": secrets}).encode(), mode=0o600)
