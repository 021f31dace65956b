"""The policies of strict transport security, kept in a small file (sts.md). Each change is written at once."""

import logging
from collections.abc import Callable
from pathlib import Path

from app.models.clock import Clock
from app.models.file_writer import put_aside
from app.protocol.sts import StsPolicies

_log = logging.getLogger(__name__)
_MAX_BYTES = 1_000_000


class StsStore:
    """Which hosts are reached by TLS alone. Owner thread only."""

    def __init__(self, clock: Clock, write: Callable[[bytes], None], policies: StsPolicies | None = None) -> None:
        """`write` takes the file's new content; `policies` are those of the last run."""
        self._clock = clock
        self._write = write
        self._policies = policies if policies is not None else StsPolicies()

    def port_for(self, host: str) -> int | None:
        """The port a host has to be reached on, with TLS; None: it may be reached in any way."""
        return self._policies.port_for(host, self._now_s())

    def received(self, host: str, port: int, duration_s: int) -> None:
        """A host that is reached by TLS on `port` has told its policy."""
        self._policies.received(host, port, duration_s, self._now_s())
        self._save()

    def closed(self, host: str) -> None:
        """A connection by TLS has ended: the time of the host's policy begins anew."""
        if self.port_for(host) is not None:
            self._policies.closed(host, self._now_s())
            self._save()

    def _now_s(self) -> float:
        return self._clock.now_ms() / 1000

    def _save(self) -> None:
        self._write(self._policies.to_json().encode())


def load_policies(path: Path) -> StsPolicies:
    """The policies of a file; none for one that is damaged, which is put aside."""
    try:
        if path.stat().st_size <= _MAX_BYTES:
            return StsPolicies.from_json(path.read_text(encoding="utf-8"))
        reason = "it is far too long"
    except FileNotFoundError:
        return StsPolicies()
    except ValueError as error:
        reason = str(error)
    except OSError as error:
        _log.warning("the policies of hosts can't be read: %s", error)
        return StsPolicies()
    _log.warning("the policies of hosts can't be read and lie in %s now: %s", put_aside(path).name, reason)
    return StsPolicies()
