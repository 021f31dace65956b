"""What every command is: something we ask of a server. The commands themselves are taken from `commands`."""

from collections.abc import Sequence
from typing import ClassVar

from app.protocol.message import Message
from app.values import frozen

TYPING_LABEL = "typing"
"""The label of what tells that we are writing: a refusal of it concerns nobody."""


@frozen(kw_only=True)
class Command:
    """Anything we ask. `needs` is the capability without which it is not sent, "" for none."""

    label: str = ""

    needs: ClassVar[str] = ""

    def messages(self) -> Sequence[Message]:
        """The messages that ask it, in order. Raises LocalProtocolError when they can't be sent."""
        raise NotImplementedError
