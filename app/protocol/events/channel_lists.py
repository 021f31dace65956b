"""The lists of a channel: who is kept out, who comes in all the same, who needs no invitation, who is silenced."""

from collections.abc import Sequence

from app.protocol.events.envelope import Event
from app.values import frozen


@frozen(kw_only=True)
class ListedMask:
    """One mask of a list. Who set it and when, in seconds since 1970, where the server tells: else "" and 0."""

    mask: str
    set_by: str = ""
    set_s: int = 0


@frozen(kw_only=True)
class ChannelListReceived(Event):
    """A list of a channel, as the server told it when asked. `letter` is its mode."""

    channel: str
    letter: str
    masks: Sequence[ListedMask]
