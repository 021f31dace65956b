"""Real servers as child processes on loopback, for tests over the wire."""

from collections.abc import Sequence
from pathlib import Path

from app.protocol.url import InviteLink
from tests.server.processes import start

MAIN = Path(__file__).parents[2] / "main.py"


class Host:
    """`main.py serve` in a folder; `link` is its invite link."""

    def __init__(self, folder: Path, *options: str, listen: Sequence[str] = ("--tls-listen", "127.0.0.1:0")) -> None:
        self._command = [str(MAIN), "serve", "--data-dir", str(folder), "--no-flood-limits", "--name", "Ridge Walkers",
                         *listen, *options]
        self.start()

    def start(self) -> None:
        """Start it, and wait until it listens."""
        self.process = start(*self._command, stderr=None)
        assert self.process.stdout is not None
        self.link = InviteLink.parse(self.process.stdout.readline())
        assert self.process.stdout.readline().startswith("ready ")

    def start_again(self) -> None:
        """Start it once more at the same port."""
        index = self._command.index("127.0.0.1:0") if "127.0.0.1:0" in self._command else -1
        if index >= 0:
            self._command[index] = f"127.0.0.1:{self.link.port}"
        self.start()

    def kill(self) -> None:
        """End it without a goodbye."""
        self.process.kill()
        self._reap()

    def stop(self) -> None:
        """End it as an administrator would."""
        if self.process.poll() is None:
            self.process.terminate()
        self._reap()

    def _reap(self) -> None:
        self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()
