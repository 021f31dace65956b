"""What people and channels say of themselves (metadata.md)."""

from app.protocol.events.envelope import Event
from app.values import frozen


@frozen(kw_only=True)
class MetadataChanged(Event):
    """A key of somebody, or of a channel, has this value now; None: it is not set. Keys are in lower case."""

    target: str
    key: str
    value: str | None


@frozen(kw_only=True)
class MetadataPostponed(Event):
    """There is more to be told of a target: it should be asked for, after `wait_s` seconds (774)."""

    target: str
    wait_s: int
