"""Work with passwords, on a thread of its own: each check takes some 50 ms on purpose, and the loop must not wait.

scrypt with n = 2^15, r = 8, p = 1 and, for SCRAM-SHA-256, PBKDF2 with 100,000 rounds.
"""

import hashlib
import hmac
import logging
import secrets
import string
import threading
from collections.abc import Callable
from queue import SimpleQueue

from app.protocol.saslprep import saslprep
from app.server.core.accounts import SCRAM_ITERATIONS, Verifier

logger = logging.getLogger(__name__)

_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 2**15, 8, 1
_SCRYPT_MEMORY = 64 * 1024 * 1024
_SALT_BYTES = 16
_WAITING_MAX = 16
_LETTERS = string.ascii_letters + string.digits
_NONCE_LENGTH = 24


def make_verifier(password: str) -> Verifier:
    """What is kept of a password."""
    scrypt_salt, scram_salt = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_SALT_BYTES)
    salted = hashlib.pbkdf2_hmac("sha256", saslprep(password).encode(), scram_salt, SCRAM_ITERATIONS)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    return Verifier(
        scrypt_salt=scrypt_salt, scrypt_hash=_scrypt(password, scrypt_salt), scram_salt=scram_salt,
        scram_iterations=SCRAM_ITERATIONS, stored_key=hashlib.sha256(client_key).digest(),
        server_key=hmac.digest(salted, b"Server Key", "sha256"))


def fits(password: str, verifier: Verifier) -> bool:
    """Whether it is the password that the verifier was made of."""
    return hmac.compare_digest(_scrypt(password, verifier.scrypt_salt), verifier.scrypt_hash)


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=_SCRYPT_N, r=_SCRYPT_R, p=_SCRYPT_P, maxmem=_SCRYPT_MEMORY)


class PasswordThread:
    """Satisfies `app.server.core.accounts.Hashing`. One at a time; when 16 wait, the next is told to come later."""

    def __init__(self, hand_over: Callable[[Callable[[], None]], None]) -> None:
        """`hand_over` runs a call on the core's thread."""
        self._hand_over = hand_over
        self._queue: SimpleQueue[Callable[[], Callable[[], None]] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._nobody = make_nobody()

    def make(self, password: str, answer: Callable[[Verifier | None], None]) -> None:
        """Make a verifier, later."""
        if self._is_full():
            answer(None)
            return

        def work() -> Callable[[], None]:
            verifier = make_verifier(password)
            return lambda: answer(verifier)

        self._put(work)

    def check(self, password: str, verifier: Verifier | None, answer: Callable[[bool | None], None]) -> None:
        """Check a password, later; against nobody's, which takes as long, where there is no account."""
        if self._is_full():
            answer(None)
            return
        compared = verifier or self._nobody

        def work() -> Callable[[], None]:
            is_right = fits(password, compared) and verifier is not None
            return lambda: answer(is_right)

        self._put(work)

    def close(self) -> None:
        """End after what was asked. Waits for that."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()

    def _is_full(self) -> bool:
        return self._queue.qsize() >= _WAITING_MAX

    def _put(self, work: Callable[[], Callable[[], None]]) -> None:
        # Started by the first login: a group without accounts has no thread for them.
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="passwords")
            self._thread.start()
        self._queue.put(work)

    def _run(self) -> None:
        while (work := self._queue.get()) is not None:
            self._hand_over(work())


def make_nobody() -> Verifier:
    """A verifier that no password fits."""
    return Verifier(scrypt_salt=secrets.token_bytes(_SALT_BYTES), scrypt_hash=b"", scram_salt=b"",
                    scram_iterations=SCRAM_ITERATIONS, stored_key=b"", server_key=b"")


class SystemTokens:
    """Satisfies `app.server.core.accounts.Tokens`."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def nonce(self) -> str:
        """24 letters and digits."""
        return "".join(secrets.choice(_LETTERS) for _ in range(_NONCE_LENGTH))

    def code(self) -> str:
        """Six digits."""
        return f"{secrets.randbelow(1_000_000):06}"

    def fake_salt(self, account: str) -> bytes:
        """The same for the same name, and after a restart."""
        return hmac.digest(self._secret, b"salt of " + account.encode(), "sha256")[:_SALT_BYTES]
