"""People with accounts: claiming a nick, coming back to it with one device more, and the bytes of SASL."""

import base64
import hashlib
import hmac
from dataclasses import replace

from app.server.core.accounts import AccountState
from app.server.core.events import AccountSaved
from tests.server.house import House, Person, verb_of

PASSWORD = "sesame"


def encoded(message: str | bytes) -> str:
    return base64.b64encode(message.encode() if isinstance(message, str) else message).decode()


def plain(account: str, password: str = PASSWORD, *, wanted: str = "") -> str:
    return encoded(f"{wanted}\0{account}\0{password}")


def log_in(person: Person, account: str, password: str = PASSWORD) -> list[str]:
    """What is heard on the way in by PLAIN, without the first `AUTHENTICATE +`."""
    return person.hears("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain(account, password)}")[1:]


def owner(house: House, nick: str, caps: str = "", *, join: str = "") -> Person:
    """Somebody who has claimed the nick it goes by, and is in these rooms."""
    person = house.person(nick, caps)
    person.types(f"REGISTER * * {PASSWORD}")
    if join:
        person.types(f"JOIN {join}")
    person.reads()
    return person


def device(house: House, account: str, caps: str = "", *, nick: str = "") -> Person:
    """One more connection of an account; what it is told on coming in is not read yet."""
    person = house.connect()
    person.types(f"CAP REQ :sasl {caps}")
    log_in(person, account)
    person.types(f"NICK {nick or account}", f"USER {account} 0 * :{account.title()} Person", "CAP END")
    return person


def claim(person: Person, password: str = PASSWORD) -> list[str]:
    return person.hears(f"REGISTER * * {password}")


def account_of(house: House, name: str) -> AccountState:
    account = house.core.world.accounts.get(name)
    assert account is not None
    return account


def suspend(house: House, name: str) -> None:
    house.core.submit_own(AccountSaved(account=replace(account_of(house, name), is_suspended=True)))


def answers(lines: list[str]) -> list[str]:
    """The code of a FAIL, else the verb."""
    return [line.split(" ")[3] if verb_of(line) == "FAIL" else verb_of(line) for line in lines]


class ScramClient:
    """The client's side of SCRAM-SHA-256 (RFC 5802)."""

    def __init__(self, user: str, password: str, nonce: str = "fyko", header: str = "n,,") -> None:
        self.header = header
        self.bare = f"n={user},r={nonce}"
        self._password = password
        self._signature = b""

    @property
    def first(self) -> str:
        return encoded(self.header + self.bare)

    def final(self, challenge: str, *, binding: str | None = None, nonce: str | None = None) -> str:
        """The answer to the base64 text of a challenge."""
        server_first = base64.b64decode(challenge).decode()
        fields = dict(part.split("=", 1) for part in server_first.split(","))
        salted = hashlib.pbkdf2_hmac("sha256", self._password.encode(), base64.b64decode(fields["s"]), int(fields["i"]))
        key = hmac.digest(salted, b"Client Key", "sha256")
        without_proof = f"c={binding or encoded(self.header)},r={nonce or fields['r']}"
        message = f"{self.bare},{server_first},{without_proof}".encode()
        signature = hmac.digest(hashlib.sha256(key).digest(), message, "sha256")
        self._signature = hmac.digest(hmac.digest(salted, b"Server Key", "sha256"), message, "sha256")
        proof = bytes(left ^ right for left, right in zip(key, signature, strict=True))
        return encoded(f"{without_proof},p={encoded(proof)}")

    def believes(self, answer: str) -> bool:
        """Whether the server has proved that it knows the password too."""
        return base64.b64decode(answer) == b"v=" + encoded(self._signature).encode()
