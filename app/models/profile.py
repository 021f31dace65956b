"""How to reach one network and who to be there. A profile is what survives a restart."""

from dataclasses import field, replace
from typing import NewType, Self

from app.models.ignores import Ignore
from app.models.pace import Pace
from app.models.timed_masks import TimedMask
from app.protocol.sasl import SaslCredentials
from app.protocol.url import InviteLink
from app.values import frozen

NetworkId = NewType("NetworkId", str)

RECONNECT_SECONDS = 2.0
"""Shortest pause before a second attempt; it doubles from there."""


@frozen(kw_only=True)
class HostedGroup:
    """A chat hosted on this computer: its name and the folder of its server, inside the app's data folder."""

    name: str
    folder: str


@frozen(kw_only=True)
class OperatorCredentials:
    """Name and password with which the host of a chat claims its rights (OPER)."""

    name: str
    password: str = field(repr=False)


@frozen(kw_only=True)
class Profile:
    """One network. `fingerprints` are SHA-256 of certificates (64 hex digits): with one, no other is taken.

    `server_password` is what the link calls `key`. `channels` are joined whenever we are online.
    `reconnect_s` is the shortest pause before connecting again; None: give up when the connection is lost.
    `proxy` is a way there, `socks5://user:password@host:port` or `http://…`; "" for the direct one.
    `client_certificate` is the path of a PEM file with a certificate and its key: with it SASL EXTERNAL logs in.
    `is_bot`: nobody writes here by hand, which is said where a server has a mode for it.
    `websocket` is the path to ask for where the server is reached by WebSocket, "" where it is not.
    `alternatives` are nicks to try when `nick` is taken. `perform` are lines to send whenever a connection begins (see
    `on_connecting`). `auto_connect`: connect when the app starts. `secrets_name` is what its secrets are kept under
    (`kept_secrets`), "" where the file of networks has them itself.
    `watched` are people whose coming and going is told. `timed_masks` are bans that this app lifts.
    `pace` is how fast lines go out; None: as the server needs it.
    """

    id: NetworkId
    host: str
    port: int
    tls: bool = True
    nick: str = ""
    title: str = ""
    other_hosts: tuple[str, ...] = ()
    fingerprints: tuple[str, ...] = ()
    server_password: str = field(default="", repr=False)
    sasl: SaslCredentials | None = None
    channels: tuple[str, ...] = ()
    reconnect_s: float | None = RECONNECT_SECONDS
    hosted: HostedGroup | None = None
    operator: OperatorCredentials | None = field(default=None, repr=False)
    ignores: tuple[Ignore, ...] = ()
    proxy: str = field(default="", repr=False)
    client_certificate: str = ""
    websocket: str = ""
    is_bot: bool = False
    alternatives: tuple[str, ...] = ()
    perform: tuple[str, ...] = field(default=(), repr=False)
    auto_connect: bool = True
    watched: tuple[str, ...] = ()
    timed_masks: tuple[TimedMask, ...] = ()
    pace: Pace | None = None
    secrets_name: str = field(default="", repr=False)

    @classmethod
    def from_link(cls, link: InviteLink, nick: str, network_id: NetworkId) -> Self:
        """The profile an invite link leads to."""
        return cls(
            id=network_id, host=link.host, port=link.port, tls=link.tls, nick=nick, title=link.name or link.host,
            other_hosts=link.hosts, fingerprints=(link.certfp,) if link.certfp else (), server_password=link.key,
            channels=(link.channel,) if link.channel else (), websocket=link.websocket,
        )

    def to_link(self) -> InviteLink:
        """The link that leads others here."""
        return InviteLink(
            host=self.host, port=self.port, tls=self.tls, channel=self.channels[0] if self.channels else "",
            certfp=self.fingerprints[0] if self.fingerprints else "", key=self.server_password,
            name="" if self.title == self.host else self.title, hosts=self.other_hosts, websocket=self.websocket,
        )

    def in_place_of(self, older: "Profile") -> Self:
        """This way to the same server, with what no link tells kept from the older one.

        The proxy always; who we are there only where this way is as sure as the older one: a link that was made to
        lead us astray names the server we know, and another host beside it.
        """
        known = older if self._is_as_sure_as(older) else self
        return replace(
            self, id=older.id, channels=tuple(dict.fromkeys((*older.channels, *self.channels))), ignores=older.ignores,
            watched=older.watched,
            timed_masks=older.timed_masks, pace=self.pace or older.pace,
            proxy=self.proxy or older.proxy, sasl=self.sasl or known.sasl,
            client_certificate=self.client_certificate or known.client_certificate,
        )

    def _is_as_sure_as(self, older: "Profile") -> bool:
        """Whether nobody can pass for the server on this way who could not on the older one."""
        if self.fingerprints:
            return self.tls and set(self.fingerprints) <= set(older.fingerprints)
        hosts, known = {self.host, *self.other_hosts}, {older.host, *older.other_hosts}
        return not older.fingerprints and self.tls >= older.tls and hosts <= known

    def leads_to_same_place(self, other: "Profile") -> bool:
        """Whether both lead to the same server: the same pin, or the same address."""
        if self.fingerprints and other.fingerprints:
            return bool(set(self.fingerprints) & set(other.fingerprints))
        return (self.host, self.port) == (other.host, other.port)

    def with_channel(self, channel: str, *, present: bool) -> Self:
        """The same profile that joins, or no longer joins, `channel`."""
        others = tuple(name for name in self.channels if name.casefold() != channel.casefold())
        if not present:
            return replace(self, channels=others)
        return self if len(others) < len(self.channels) else replace(self, channels=(*self.channels, channel))
