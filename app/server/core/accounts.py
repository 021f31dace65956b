"""Accounts: what proves who somebody is. Passwords are never here, only what they can be checked against."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from app.protocol.casemapping import Folded
from app.server.core.names import fold
from app.values import frozen

SCRAM_ITERATIONS = 100_000
"""Rounds of PBKDF2 (RFC 7677 asks for 4,096 or more). An account that is none pretends to have as many."""


@frozen(kw_only=True)
class Verifier:
    """What a password is checked against: a scrypt hash for PLAIN, the two keys of SCRAM-SHA-256 (RFC 5802, 3)."""

    scrypt_salt: bytes
    scrypt_hash: bytes
    scram_salt: bytes
    scram_iterations: int
    stored_key: bytes
    server_key: bytes


@frozen(kw_only=True)
class AccountState:
    """All that is kept of an account. `code` is asked by VERIFY while `is_verified` is not yet so."""

    name: str
    created_ms: int
    verifier: Verifier | None
    email: str = ""
    is_verified: bool = True
    code: str = ""
    code_until_ms: int = 0
    is_suspended: bool = False
    certfps: tuple[str, ...] = ()

    @property
    def folded(self) -> Folded:
        """The name that tables know it by."""
        return fold(self.name)

    @property
    def identity(self) -> str:
        """The name of its private conversations: who claims a dropped account's name later is somebody else."""
        return f"{self.folded}:{self.created_ms}"

    @property
    def is_usable(self) -> bool:
        """Whether anybody can log in."""
        return self.is_verified and not self.is_suspended

    def holds_name(self, now_ms: int) -> bool:
        """Whether the name is taken: not any more where nobody gave the code in time."""
        return self.is_verified or now_ms < self.code_until_ms


@dataclass(slots=True)
class Accounts:
    """Every account, by folded name and by certificate.

    `changing` counts the changes of an account that are on their way through the log. Each carries all of the account,
    so one that is made of what was before another would undo that.
    """

    by_name: dict[Folded, AccountState] = field(default_factory=dict)
    by_certfp: dict[str, Folded] = field(default_factory=dict)
    changing: Counter[Folded] = field(default_factory=Counter)

    def get(self, name: str) -> AccountState | None:
        """The account of that name."""
        return self.by_name.get(fold(name))

    def claiming(self, nick: str, now_ms: int) -> AccountState | None:
        """The account that keeps a nick for its owner."""
        account = self.get(nick)
        return account if account is not None and account.holds_name(now_ms) else None

    def is_free(self, name: str, now_ms: int) -> bool:
        """Whether an account of that name can be made."""
        return self.claiming(name, now_ms) is None and not self.changing[fold(name)]

    def of_certificate(self, certfp: str) -> AccountState | None:
        """The account that a certificate logs in to."""
        folded = self.by_certfp.get(certfp)
        return self.by_name.get(folded) if folded is not None else None

    def put(self, account: AccountState) -> None:
        """Take an account, new or changed."""
        self.remove(account.name)
        self.by_name[account.folded] = account
        for certfp in account.certfps:
            self.by_certfp[certfp] = account.folded

    def remove(self, name: str) -> AccountState | None:
        """Forget an account."""
        account = self.by_name.pop(fold(name), None)
        for certfp in account.certfps if account is not None else ():
            if self.by_certfp.get(certfp) == fold(name):
                del self.by_certfp[certfp]
        return account

    def change_began(self, name: Folded | None) -> None:
        """A change is on its way; None: of no account."""
        if name is not None:
            self.changing[name] += 1

    def change_ended(self, name: Folded | None) -> None:
        """A change is applied, or was refused."""
        if name is not None:
            self.changing[name] -= 1
            if not self.changing[name]:
                del self.changing[name]

    def load(self, accounts: Iterable[AccountState]) -> None:
        """Take all that are stored."""
        for account in accounts:
            self.put(account)


class Hashing(Protocol):
    """Slow work with passwords, done elsewhere. Answers come later, on the core's thread; None: too much is waiting."""

    def make(self, password: str, answer: Callable[[Verifier | None], None]) -> None:
        """Make a verifier of a password."""

    def check(self, password: str, verifier: Verifier | None, answer: Callable[[bool | None], None]) -> None:
        """Check a password. Without a verifier, for an account that is none, it takes as long and answers False."""


class Tokens(Protocol):
    """Random text: nonces, codes. The core makes no randomness of its own."""

    def nonce(self) -> str:
        """Text nobody can guess, of letters and digits."""

    def code(self) -> str:
        """Six digits a person can copy."""

    def fake_salt(self, account: str) -> bytes:
        """A salt for an account that is none: always the same for the same name, so that asking tells nothing."""
