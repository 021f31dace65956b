"""What we ask of a server, one frozen dataclass each, named in the imperative.

`messages()` says how it looks on the wire. A `label` ties the answer to the question where the server can
(labeled-response); the connection leaves it out where it can't.
"""

from collections.abc import Sequence

from app.protocol.account_commands import LogIn, RegisterAccount, RequestOnline, VerifyAccount
from app.protocol.client_tags import NONCE_TAG, reply_tags
from app.protocol.command import Command
from app.protocol.errors import LocalProtocolError
from app.protocol.events import MessageKind
from app.protocol.file_commands import RequestToken
from app.protocol.history_commands import (
    RequestHistory,
    RequestHistoryTargets,
    RequestReadMarker,
    Search,
    SetReadMarker,
)
from app.protocol.message import Message
from app.protocol.message_commands import EditMessage, React, Redact, SendMultiline, SendTyping
from app.protocol.state_commands import (
    FollowMetadata,
    RenameChannel,
    RequestMetadata,
    RequestWho,
    SetMetadata,
    SetRealname,
    Watch,
    Watching,
)
from app.values import frozen

__all__ = [
    "NONCE_TAG",
    "ChangeNick",
    "Command",
    "EditMessage",
    "FollowMetadata",
    "Invite",
    "Join",
    "Kick",
    "LogIn",
    "LogInAsOperator",
    "Part",
    "Ping",
    "Quit",
    "React",
    "Redact",
    "RegisterAccount",
    "RenameChannel",
    "RequestHistory",
    "RequestHistoryTargets",
    "RequestList",
    "RequestMetadata",
    "RequestNames",
    "RequestOnline",
    "RequestReadMarker",
    "RequestToken",
    "RequestWho",
    "RequestWhois",
    "RequestWhowas",
    "Search",
    "SendCtcp",
    "SendMessage",
    "SendMultiline",
    "SendRaw",
    "SendTyping",
    "SetAway",
    "SetMetadata",
    "SetModes",
    "SetReadMarker",
    "SetRealname",
    "SetTopic",
    "VerifyAccount",
    "Watch",
    "Watching",
]


@frozen(kw_only=True)
class SendMessage(Command):
    """Say one line to a channel or a nick. Raises LocalProtocolError on sending when it holds a line break."""

    target: str
    text: str
    kind: MessageKind = MessageKind.PRIVMSG
    reply_to: str = ""
    nonce: str = ""

    def messages(self) -> Sequence[Message]:
        """PRIVMSG or NOTICE; an action is a CTCP inside a PRIVMSG; a reply names its msgid (client-tags/reply.md)."""
        if not self.text:
            raise LocalProtocolError("an empty message can't be sent")
        verb = "NOTICE" if self.kind is MessageKind.NOTICE else "PRIVMSG"
        text = f"\x01ACTION {self.text}\x01" if self.kind is MessageKind.ACTION else self.text
        tags = reply_tags(self.reply_to)
        if self.nonce:
            tags[NONCE_TAG] = self.nonce
        return [Message(verb, (self.target, text), tags=tags)]


@frozen(kw_only=True)
class SendCtcp(Command):
    """A CTCP query, or an answer to one."""

    target: str
    command: str
    argument: str = ""
    is_reply: bool = False

    def messages(self) -> Sequence[Message]:
        """Queries go by PRIVMSG, answers by NOTICE."""
        body = f"{self.command} {self.argument}" if self.argument else self.command
        return [Message("NOTICE" if self.is_reply else "PRIVMSG", (self.target, f"\x01{body}\x01"))]


@frozen(kw_only=True)
class Join(Command):
    """Enter a channel, with its key where it has one."""

    channel: str
    key: str = ""

    def messages(self) -> Sequence[Message]:
        """JOIN."""
        return [Message("JOIN", (self.channel, self.key) if self.key else (self.channel,))]


@frozen(kw_only=True)
class Part(Command):
    """Leave a channel."""

    channel: str
    reason: str = ""

    def messages(self) -> Sequence[Message]:
        """PART."""
        return [Message("PART", (self.channel, self.reason) if self.reason else (self.channel,))]


@frozen(kw_only=True)
class SetTopic(Command):
    """Set a channel's topic; an empty one clears it."""

    channel: str
    topic: str

    def messages(self) -> Sequence[Message]:
        """TOPIC."""
        return [Message("TOPIC", (self.channel, self.topic))]


@frozen(kw_only=True)
class ChangeNick(Command):
    """Go by another nick."""

    nick: str

    def messages(self) -> Sequence[Message]:
        """NICK."""
        return [Message("NICK", (self.nick,))]


@frozen(kw_only=True)
class SetAway(Command):
    """Be away with a reason, or back with None."""

    reason: str | None = None

    def messages(self) -> Sequence[Message]:
        """AWAY."""
        return [Message("AWAY", (self.reason,) if self.reason else ())]


@frozen(kw_only=True)
class Kick(Command):
    """Remove somebody from a channel."""

    channel: str
    nick: str
    reason: str = ""

    def messages(self) -> Sequence[Message]:
        """KICK."""
        return [Message("KICK", (self.channel, self.nick, *((self.reason,) if self.reason else ())))]


@frozen(kw_only=True)
class SetModes(Command):
    """Change, or with no `modes` ask for, the modes of a channel or of ourselves."""

    target: str
    modes: Sequence[str] = ()

    def messages(self) -> Sequence[Message]:
        """MODE."""
        return [Message("MODE", (self.target, *self.modes))]


@frozen(kw_only=True)
class Invite(Command):
    """Invite somebody to a channel."""

    nick: str
    channel: str

    def messages(self) -> Sequence[Message]:
        """INVITE."""
        return [Message("INVITE", (self.nick, self.channel))]


@frozen(kw_only=True)
class RequestNames(Command):
    """Ask who is in a channel."""

    channel: str

    def messages(self) -> Sequence[Message]:
        """NAMES."""
        return [Message("NAMES", (self.channel,))]


@frozen(kw_only=True)
class RequestWhois(Command):
    """Ask who somebody is."""

    nick: str

    def messages(self) -> Sequence[Message]:
        """WHOIS."""
        return [Message("WHOIS", (self.nick,))]


@frozen(kw_only=True)
class RequestWhowas(Command):
    """Ask who had a nick lately."""

    nick: str

    def messages(self) -> Sequence[Message]:
        """WHOWAS."""
        return [Message("WHOWAS", (self.nick,))]


@frozen(kw_only=True)
class RequestList(Command):
    """Ask for the channels there are, or for those whose name fits a mask where the server can look (ELIST=M)."""

    mask: str = ""

    def messages(self) -> Sequence[Message]:
        """LIST."""
        return [Message("LIST", (self.mask,) if self.mask else ())]


@frozen(kw_only=True)
class Ping(Command):
    """Ask for a PONG with this token: it comes when the server has taken all that was sent before."""

    token: str

    def messages(self) -> Sequence[Message]:
        """PING."""
        return [Message("PING", (self.token,))]


@frozen(kw_only=True)
class LogInAsOperator(Command):
    """Claim the rights of an operator of the server."""

    name: str
    password: str

    def messages(self) -> Sequence[Message]:
        """OPER."""
        return [Message("OPER", (self.name, self.password))]


@frozen(kw_only=True)
class SendRaw(Command):
    """A line as it was typed after /quote."""

    message: Message

    def messages(self) -> Sequence[Message]:
        """The message itself."""
        return [self.message]


@frozen(kw_only=True)
class Quit(Command):
    """Leave the network; the server closes the connection."""

    reason: str = ""

    def messages(self) -> Sequence[Message]:
        """QUIT."""
        return [Message("QUIT", (self.reason,) if self.reason else ())]
