"""What is true on the server now: people, channels, who is where. State lives here, rules live elsewhere."""

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.protocol.casemapping import Folded
from app.server.core.accounts import Accounts
from app.server.core.client import Client
from app.server.core.masks import UserMask
from app.server.core.name_lists import NameLists
from app.server.core.names import fold
from app.server.core.recent import Recent
from app.server.core.server_bans import ServerBans
from app.server.core.user import User
from app.values import frozen


@dataclass(slots=True)
class Membership:
    """How somebody stands in one channel: prefix mode letters, most powerful first."""

    modes: str = ""


@frozen(kw_only=True)
class Topic:
    """A channel's topic, who set it and when."""

    text: str
    set_by: str
    set_ms: int


@frozen(kw_only=True)
class ListEntry:
    """One mask of a channel's lists: of bans (b), exceptions (e) or standing invitations (I)."""

    mask: UserMask
    set_by: str
    set_ms: int


@dataclass(slots=True, kw_only=True, eq=False)
class Channel:
    """A room. It is forgotten when empty unless it is permanent or has something to keep.

    `access` says which prefix modes an account gets when it comes in: who runs a room outlives a restart.
    """

    name: str
    folded: Folded
    created_ms: int
    is_permanent: bool = False
    has_history: bool = False
    topic: Topic | None = None
    flags: set[str] = field(default_factory=set)
    key: str | None = None
    limit: int | None = None
    forward: str | None = None
    lists: dict[str, dict[Folded, ListEntry]] = field(default_factory=lambda: {"b": {}, "e": {}, "I": {}})
    access: dict[Folded, str] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
    members: dict[User, Membership] = field(default_factory=dict)
    renamed_at: float = -math.inf
    names: NameLists = field(default_factory=NameLists)
    _audience: list[Client] | None = None

    @property
    def is_kept_when_empty(self) -> bool:
        """Whether the next to come should find what was here."""
        has_modes = self.flags != {"n", "t"} or any((self.key, self.limit, self.forward, self.metadata, self.access))
        has_entries = any(self.lists.values())
        return self.is_permanent or self.has_history or self.topic is not None or has_entries or has_modes

    def has_mode(self, user: User, letter: str) -> bool:
        """Whether a member holds this prefix mode."""
        membership = self.members.get(user)
        return membership is not None and letter in membership.modes

    def has_operator(self) -> bool:
        """Whether anyone here is a channel operator."""
        return any("o" in membership.modes for membership in self.members.values())

    def add(self, user: User, modes: str) -> None:
        """Somebody is in."""
        self.members[user] = Membership(modes)
        user.channels[self.folded] = self
        self.names.add(user, modes)
        if self._audience is not None:
            self._audience.extend(user.devices)

    def remove(self, user: User) -> None:
        """Somebody is out."""
        del self.members[user]
        del user.channels[self.folded]
        self.names.forget()
        self.audience_changed()

    def audience(self) -> list[Client]:
        """Every device of every member. Made once and kept, since every message goes through it."""
        audience = self._audience
        if audience is None:
            audience = self._audience = [device for member in self.members for device in member.devices]
        return audience

    def audience_changed(self) -> None:
        """A member or a member's device came or went."""
        self._audience = None


@frozen(kw_only=True)
class Departed:
    """Who was here: for WHOWAS."""

    nick: str
    user: str
    host: str
    realname: str
    account: str
    left_ms: int


class World:
    """Every person and channel, by folded name, and what is kept of them."""

    def __init__(self, whowas_size: int = 1000) -> None:
        self.connections: dict[int, Client] = {}
        # Also of those who are not through registration: the nick is theirs from the moment they ask for it.
        self.users: dict[Folded, User] = {}
        self.channels: dict[Folded, Channel] = {}
        self.accounts = Accounts()
        self.account_metadata: dict[Folded, dict[str, str]] = {}
        self.markers: dict[Folded, dict[str, int]] = {}
        self.bans = ServerBans()
        # Old names of renamed channels, to those who come to an old name.
        self.renamed: dict[Folded, Folded] = {}
        # Names that a rename on its way to the disk takes.
        self.promised: set[Folded] = set()
        self.reactions_told = Recent()
        self.watchers: dict[Folded, set[Client]] = {}
        self.departed: deque[Departed] = deque(maxlen=whowas_size)
        # Counted as they change: LUSERS is part of every welcome.
        self.people = 0
        self.most_people = 0
        self.rooms_in_use = 0
        self.invisible: set[User] = set()
        self.opers: set[User] = set()

    def user(self, nick: str) -> User | None:
        """The registered person of that nick."""
        found = self.users.get(fold(nick))
        return found if found is not None and found.is_registered else None

    def channel(self, name: str) -> Channel | None:
        """The channel of that name."""
        return self.channels.get(fold(name))

    def forget_channel(self, channel: Channel) -> None:
        """The channel is no more; its old names lead nowhere, and nobody is invited to the next of its name."""
        del self.channels[channel.folded]
        for user in self.users.values():
            user.invited_to.discard(channel.folded)
        self.renamed = {old: new for old, new in self.renamed.items() if new != channel.folded}

    def admit(self, user: User) -> None:
        """The user, whose nick is taken already, is through registration."""
        user.is_registered = True
        self.people += 1
        self.most_people = max(self.most_people, self.people)
        if "i" in user.modes:
            self.invisible.add(user)

    def remove(self, user: User) -> None:
        """The user is gone."""
        del self.users[user.folded]
        user.is_gone = True
        self.people -= 1
        self.invisible.discard(user)
        self.opers.discard(user)

    def make_oper(self, user: User, name: str) -> None:
        """The user is a server operator by this name."""
        user.is_oper, user.oper_name = True, name
        user.modes.add("o")
        user.refresh_sender()
        self.opers.add(user)

    def unmake_oper(self, user: User) -> None:
        """The user is no server operator any more."""
        user.is_oper, user.oper_name = False, ""
        user.modes -= {"o", "w"}
        user.refresh_sender()
        self.opers.discard(user)

    def registered(self) -> Iterator[User]:
        """Everyone who is through registration."""
        return (user for user in self.users.values() if user.is_registered)

    def devices_of(self, account: str) -> Iterator[Client]:
        """Every device that is logged in to an account, under whatever nick."""
        folded = fold(account)
        return (client for client in self.connections.values()
                if client.user.account and fold(client.user.account) == folded)

    def neighbours(self, user: User) -> set[Client]:
        """Every device of everyone who shares a channel with `user`, without the user's own."""
        found: set[Client] = set()
        for channel in user.channels.values():
            found.update(channel.audience())
        found.difference_update(user.devices)
        return found

    def observers(self, user: User, *needed: str) -> set[Client]:
        """Who is told of a change of the user: neighbours, and those who watch the nick with extended-monitor.

        `needed` are capabilities without which somebody is not told. The user's own devices are not among them.
        """
        watching = self.watchers.get(user.folded, ())
        found = self.neighbours(user).union(each for each in watching if each.has("extended-monitor"))
        found.difference_update(user.devices)
        return {each for each in found if all(each.has(capability) for capability in needed)}
