"""What is true on the server now: clients, channels, who is where. State lives here, rules live elsewhere."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.protocol.casemapping import Folded
from app.protocol.mask import Mask, compile_mask
from app.server.core.client import CASEMAPPING, Client, fold


@dataclass(slots=True)
class Membership:
    """How one client stands in one channel: prefix mode letters, most powerful first."""

    modes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A channel's topic, who set it and when."""

    text: str
    set_by: str
    set_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """One mask of a channel's ban list."""

    mask: str
    set_by: str
    set_ms: int
    compiled: Mask

    @classmethod
    def make(cls, mask: str, set_by: str, set_ms: int) -> "ListEntry":
        """Compile the mask once, when it is set."""
        return cls(mask=mask, set_by=set_by, set_ms=set_ms, compiled=compile_mask(mask, CASEMAPPING))


@dataclass(slots=True, kw_only=True, eq=False)
class Channel:
    """A room. It is forgotten when empty unless it is permanent or has something to keep."""

    name: str
    folded: Folded
    created_ms: int
    is_permanent: bool = False
    has_history: bool = False
    topic: Topic | None = None
    flags: set[str] = field(default_factory=set)
    key: str | None = None
    limit: int | None = None
    bans: dict[Folded, ListEntry] = field(default_factory=dict)
    members: dict[Client, Membership] = field(default_factory=dict)

    @property
    def is_kept_when_empty(self) -> bool:
        """Whether the next to come should find what was here."""
        has_modes = self.flags != {"n", "t"} or self.key is not None or self.limit is not None
        return self.is_permanent or self.has_history or self.topic is not None or bool(self.bans) or has_modes

    def has_mode(self, client: Client, letter: str) -> bool:
        """Whether a member holds this prefix mode."""
        membership = self.members.get(client)
        return membership is not None and letter in membership.modes

    def has_operator(self) -> bool:
        """Whether anyone here is a channel operator."""
        return any("o" in membership.modes for membership in self.members.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """Who was here: for WHOWAS."""

    nick: str
    user: str
    host: str
    realname: str
    left_ms: int


class World:
    """Every client and channel, by folded name."""

    def __init__(self, whowas_size: int = 1000) -> None:
        self.connections: dict[int, Client] = {}
        self.clients: dict[Folded, Client] = {}
        self.channels: dict[Folded, Channel] = {}
        self.departed: deque[Departed] = deque(maxlen=whowas_size)
        # Counted as they change: LUSERS is part of every welcome.
        self.people = 0
        self.most_people = 0
        self.rooms_in_use = 0
        self.invisible: set[Client] = set()
        self.opers: set[Client] = set()

    def client(self, nick: str) -> Client | None:
        """The registered client of that nick."""
        found = self.clients.get(fold(nick))
        return found if found is not None and found.is_registered else None

    def channel(self, name: str) -> Channel | None:
        """The channel of that name."""
        return self.channels.get(fold(name))

    def admit(self, client: Client) -> None:
        """The client, whose nick is taken already, is through registration."""
        client.is_registered = True
        self.people += 1
        self.most_people = max(self.most_people, self.people)

    def remove(self, client: Client) -> None:
        """The client is gone."""
        del self.clients[client.folded]
        self.people -= 1
        self.invisible.discard(client)
        self.opers.discard(client)

    def make_oper(self, client: Client, name: str) -> None:
        """The client is a server operator by this name."""
        client.is_oper, client.oper_name = True, name
        client.modes.add("o")
        self.opers.add(client)

    def unmake_oper(self, client: Client) -> None:
        """The client is no server operator any more."""
        client.is_oper, client.oper_name = False, ""
        client.modes.discard("o")
        self.opers.discard(client)

    def registered(self) -> Iterator[Client]:
        """Everyone who is through registration."""
        return (client for client in self.clients.values() if client.is_registered)

    def neighbours(self, client: Client) -> set[Client]:
        """Everyone who shares a channel with `client`, without `client`."""
        found: set[Client] = set()
        for channel in client.channels.values():
            found.update(channel.members)
        found.discard(client)
        return found
