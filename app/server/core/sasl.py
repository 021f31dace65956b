"""One SASL exchange, as far as it has come. Follows the IRCv3 specifications sasl-3.1 and sasl-3.2."""

from dataclasses import dataclass, field

from app.server.core.accounts import AccountState
from app.server.core.scram import ScramServer

MECHANISMS = ("SCRAM-SHA-256", "EXTERNAL", "PLAIN")
"""What a login may use, the best first. PLAIN only where nobody can read along."""


@dataclass(slots=True)
class SaslExchange:
    """The mechanism that was chosen, and the pieces of the response that is being received.

    `scram` is there after the client's first message, `account` what it named then, if there is such a one;
    `is_proven` says that only the client's last, empty response is missing.
    """

    mechanism: str
    pieces: list[str] = field(default_factory=list)
    scram: ScramServer | None = None
    account: AccountState | None = None
    is_proven: bool = False
