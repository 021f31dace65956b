"""A person on the server: a nick and what belongs to it, whichever and however many devices they sit at."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.protocol.casemapping import Folded
from app.server.core.accounts import AccountState
from app.server.core.names import fold, guest_identity
from app.server.core.outgoing import Outgoing
from app.server.core.sender import Sender

if TYPE_CHECKING:
    from app.server.core.client import Client, Moment
    from app.server.core.rates import Purse
    from app.server.core.state import Channel


class User:
    """Who sits at one or several connections. Somebody who is always on may have none.

    Until a connection is registered it has a user of its own, which the world does not know but by its nick.
    """

    __slots__ = (
        "account",
        "account_identity",
        "away",
        "channels",
        "connected_ms",
        "devices",
        "folded",
        "host",
        "invited_to",
        "is_gone",
        "is_oper",
        "is_registered",
        "last_spoke_at",
        "markers",
        "metadata",
        "modes",
        "nick",
        "nick_since_ms",
        "oper_name",
        "purse",
        "realname",
        "sender",
        "user",
    )

    def __init__(self, host: str, now: "Moment") -> None:
        self.devices: list[Client] = []
        self.is_registered = False
        self.is_gone = False
        self.nick = self.user = self.realname = ""
        self.folded = Folded("")
        self.host = host
        self.account = self.account_identity = ""
        self.modes: set[str] = set()
        self.is_oper = False
        self.oper_name = ""
        self.away: str | None = None
        self.channels: dict[Folded, Channel] = {}
        self.invited_to: set[Folded] = set()
        self.metadata: dict[str, str] = {}
        # A guest's own read markers: an account's are the world's to keep.
        self.markers: dict[str, int] = {}
        self.connected_ms = self.nick_since_ms = now.wall_ms
        self.last_spoke_at = now.monotonic
        # What is left of the person's rates, once there was something to count.
        self.purse: Purse | None = None
        self.sender = Sender(source="")

    @property
    def name(self) -> str:
        """The nick as a numeric addresses it; `*` before there is one."""
        return self.nick or "*"

    @property
    def source(self) -> str:
        """`nick!user@host`, as others see it."""
        return self.sender.source

    @property
    def identity(self) -> str:
        """The name under which this person's private messages are kept: the account's, or `~nick` of a guest."""
        return self.account_identity or guest_identity(self.folded)

    @property
    def is_bot(self) -> bool:
        """Whether the user said to be a program (IRCv3 bot-mode)."""
        return "B" in self.modes

    @property
    def is_secure(self) -> bool:
        """Whether nobody can read along: every device is encrypted."""
        return bool(self.devices) and all(device.peer.is_secure for device in self.devices)

    def send(self, line: Outgoing) -> None:
        """Queue a line for every device, each in the form it understands."""
        for device in self.devices:
            device.send(line)

    def others(self, device: "Client") -> "Iterator[Client]":
        """The user's devices but this one."""
        return (each for each in self.devices if each is not device)

    def forget_devices(self) -> None:
        """The user is gone: a circle of it and its devices, which only the collector would find, and that seldom."""
        self.devices.clear()

    def rename(self, nick: str, now: "Moment") -> None:
        """Take a nick. A change of case alone is the same name, and keeps its age."""
        folded = fold(nick)
        if folded != self.folded:
            self.nick_since_ms = now.wall_ms
        self.nick, self.folded = nick, folded
        self.refresh_sender()

    def log_in(self, account: AccountState | None) -> None:
        """Be known under an account; None logs out."""
        self.account = account.name if account is not None else ""
        self.account_identity = account.identity if account is not None else ""
        self.refresh_sender()

    def refresh_sender(self) -> None:
        """Make anew what goes out with everything the user says, after a part of it changed."""
        self.sender = Sender(source=f"{self.nick}!{self.user}@{self.host}", account=self.account, is_bot=self.is_bot,
                             oper=self.oper_name if self.is_oper else "")
        for channel in self.channels.values():
            channel.names.forget()

    def line(self, rest: str) -> Outgoing:
        """A line from this user that has no place in the log."""
        return Outgoing(f":{self.sender.source} {rest}", sender=self.sender)
