"""Strict transport security: what a server says of it, and the policies we keep (sts.md). Pure: no clock, no disk.

On a plain connection the `port` counts: leave, and come again with TLS. On a secure one the `duration` counts: for so
long no plain connection to that host is made. Who keeps policies calls `received` for what came, and `closed` when
that connection ends, since the time runs from then ("Rescheduling expiry on disconnect").
"""

import json
from typing import Self

from app.protocol.mask import Mask
from app.values import frozen

DURATION_MAX_S = 10 * 365 * 86_400
"""A server that names a longer time is held to ten years."""
_MAX_HOSTS = 1_000
_MAX_MASKS = 20


@frozen(kw_only=True)
class StsValue:
    """The value of the `sts` capability. What is missing or makes no sense is None.

    `host_masks` and `port_if_match` stand for a port that holds for some names of the server only.
    """

    port: int | None = None
    duration_s: int | None = None
    host_masks: tuple[str, ...] = ()
    port_if_match: int | None = None

    def upgrade_port(self, host: str) -> int | None:
        """Where to come again with TLS, for those who asked for `host`; None: stay ("The `port` key")."""
        if self.port is not None:
            return self.port
        is_meant = any(Mask(mask).matches(folded_host(host)) for mask in self.host_masks)
        return self.port_if_match if is_meant else None


def parse_sts(value: str) -> StsValue:
    """Read a value. Unknown keys are passed over; of a key that comes twice the first counts."""
    known: dict[str, str] = {}
    for token in value.split(","):
        key, _, text = token.partition("=")
        known.setdefault(key, text)
    return StsValue(
        port=_port(known.get("port", "")), duration_s=_duration(known.get("duration", "")),
        host_masks=tuple(mask for mask in known.get("if-host-match", "").split("|")[:_MAX_MASKS] if mask),
        port_if_match=_port(known.get("port-if-match", "")),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _port(text: str) -> int | None:
    number = _number(text)
    return number if number is not None and 0 < number < 65_536 else None


def _duration(text: str) -> int | None:
    number = _number(text)
    return None if number is None else min(number, DURATION_MAX_S)


def folded_host(host: str) -> str:
    """The one form of a host's name."""
    return host.rstrip(".").lower()


@frozen(kw_only=True)
class StsPolicy:
    """Until `until_s` (seconds since 1970) a host is reached with TLS only, on `port`."""

    port: int
    duration_s: int
    until_s: int


class StsPolicies:
    """The policies in force, by host."""

    def __init__(self) -> None:
        self._by_host: dict[str, StsPolicy] = {}

    def received(self, host: str, port: int, duration_s: int, now_s: float) -> None:
        """A host reached with TLS on `port` has told its policy; no duration takes an older one back."""
        name = folded_host(host)
        self._by_host.pop(name, None)
        if not 0 < port < 65_536 or duration_s <= 0:
            return
        if len(self._by_host) >= _MAX_HOSTS:
            del self._by_host[min(self._by_host, key=lambda known: self._by_host[known].until_s)]
        duration_s = min(duration_s, DURATION_MAX_S)
        self._by_host[name] = StsPolicy(port=port, duration_s=duration_s, until_s=int(now_s) + duration_s)

    def closed(self, host: str, now_s: float) -> None:
        """A secure connection to the host has ended: its time begins anew, if it has a policy at all."""
        policy = self._by_host.get(folded_host(host))
        if policy is not None:
            self.received(host, policy.port, policy.duration_s, now_s)

    def port_for(self, host: str, now_s: float) -> int | None:
        """The only port a host may be reached on now, with TLS; None: any way is fine."""
        policy = self._by_host.get(folded_host(host))
        return policy.port if policy is not None and now_s < policy.until_s else None

    def forget(self, host: str) -> None:
        """Take a policy back, as people may wish ("STS policy deletion or rejection")."""
        self._by_host.pop(folded_host(host), None)

    def to_json(self) -> str:
        """All of them as text to keep."""
        return json.dumps({host: [policy.port, policy.duration_s, policy.until_s]
                           for host, policy in self._by_host.items()})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The policies of such a text. Raises ValueError for one that is none."""
        policies = cls()
        try:
            for host, (port, duration_s, until_s) in json.loads(text).items():
                began_s = _whole(until_s) - min(_whole(duration_s), DURATION_MAX_S)
                policies.received(host, _whole(port), duration_s, began_s)
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError(f"these are no policies: {error}") from None
        return policies


def _whole(number: object) -> int:
    if type(number) is not int:
        raise TypeError("a policy is made of whole numbers")
    return number
