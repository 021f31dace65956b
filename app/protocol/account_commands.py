"""Who is who: make an account, confirm it, log in to it (account-registration.md, sasl-3.2.md); who is there (ISON)."""

from collections.abc import Sequence
from dataclasses import field
from typing import ClassVar

from app.protocol.capabilities import ACCOUNT_REGISTRATION
from app.protocol.command import Command
from app.protocol.errors import LocalProtocolError
from app.protocol.message import Message
from app.values import frozen


@frozen(kw_only=True)
class RegisterAccount(Command):
    """Make an account, of our nick where no name is given. Some servers want an address for mail."""

    password: str = field(repr=False)
    account: str = ""
    email: str = ""

    needs: ClassVar[str] = ACCOUNT_REGISTRATION

    def messages(self) -> Sequence[Message]:
        """REGISTER."""
        if not self.password:
            raise LocalProtocolError("an account needs a password")
        return [Message("REGISTER", (self.account or "*", self.email or "*", self.password))]


@frozen(kw_only=True)
class VerifyAccount(Command):
    """Confirm an account with the code that came by mail or otherwise."""

    account: str
    code: str

    needs: ClassVar[str] = ACCOUNT_REGISTRATION

    def messages(self) -> Sequence[Message]:
        """VERIFY."""
        return [Message("VERIFY", (self.account, self.code))]


@frozen(kw_only=True)
class RequestOnline(Command):
    """Ask which of these nicks are there."""

    nicks: Sequence[str]

    def messages(self) -> Sequence[Message]:
        """ISON."""
        return [Message("ISON", tuple(self.nicks))]


@frozen(kw_only=True)
class LogIn(Command):
    """Log in by the best way the server and this connection have. The connection says what that takes."""

    account: str
    password: str = field(repr=False)

    def messages(self) -> Sequence[Message]:
        """Nothing by itself: AUTHENTICATE is a conversation."""
        return ()
