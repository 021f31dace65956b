"""Whether people are there: what the dot on an avatar says."""

from enum import Enum, auto


class Presence(Enum):
    """Whether someone is there."""

    ONLINE = auto()
    AWAY = auto()
    OFFLINE = auto()
    UNKNOWN = auto()
