"""What we ask about files: a token with which its file host takes and gives them (docs/specs/filehost.md, "Token")."""

from collections.abc import Sequence

from app.protocol.command import Command
from app.protocol.message import Message
from app.values import frozen


@frozen(kw_only=True)
class RequestToken(Command):
    """Ask for a token for `service` that is good for one conversation: a room, or the nick of a person."""

    service: str
    target: str

    def messages(self) -> Sequence[Message]:
        """TOKEN GENERATE."""
        return [Message("TOKEN", ("GENERATE", self.service, self.target))]
