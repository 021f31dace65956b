"""The system's key store (Keychain, Credential Locker, Secret Service, KWallet) through the package `keyring`.

Whatever a back end does may take as long as a person takes to unlock it, and may raise anything: all of it is called in
the vault's own thread. Windows keeps at most 2,560 bytes of UTF-16 under one name, so longer secrets are parted.
"""

from typing import Protocol

SERVICE = "Group Chat"
MOST_CHARACTERS = 1200
_MOST_PARTS = 64


class NoKeyStore(Exception):
    """There is none, it is locked for good, or it does not do what it is asked."""


class KeyStore(Protocol):
    """Where secrets lie by name. Every call may raise anything and take long."""

    def get(self, name: str) -> str | None:
        """The secret of that name."""

    def put(self, name: str, secret: str) -> None:
        """Keep an ASCII secret, and see that it is there. Raises NoKeyStore when it is not."""

    def delete(self, name: str) -> None:
        """Forget it; nothing happens where there is none."""


class Keyring(Protocol):
    """The part of a back end of `keyring` that is used."""

    def get_password(self, service: str, username: str) -> str | None:
        """The secret."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""

    def delete_password(self, service: str, username: str) -> None:
        """Forget it."""


class SystemKeyStore:
    """Satisfies `KeyStore`. The first part of a secret begins with how many there are: "2:…"."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def get(self, name: str) -> str | None:
        """The secret of that name; None where a part of it is missing."""
        count, colon, text = (self._keyring.get_password(SERVICE, name) or "").partition(":")
        if not colon or not count.isdecimal() or not 1 <= int(count) <= _MOST_PARTS:
            return None
        parts = [text, *(self._keyring.get_password(SERVICE, _part(name, at)) for at in range(1, int(count)))]
        return None if None in parts else "".join(part for part in parts if part is not None)

    def put(self, name: str, secret: str) -> None:
        """Keep it. Raises NoKeyStore."""
        parts = [secret[at:at + MOST_CHARACTERS] for at in range(0, len(secret), MOST_CHARACTERS)] or [""]
        if len(parts) > _MOST_PARTS:
            raise NoKeyStore("too long")
        # The first part last: before it the others count for nothing.
        for at in range(len(parts) - 1, 0, -1):
            self._keyring.set_password(SERVICE, _part(name, at), parts[at])
        self._keyring.set_password(SERVICE, name, f"{len(parts)}:{parts[0]}")
        if self.get(name) != secret:
            raise NoKeyStore("it forgets")

    def delete(self, name: str) -> None:
        """Forget all parts."""
        count = (self._keyring.get_password(SERVICE, name) or "").partition(":")[0]
        for at in range(min(int(count), _MOST_PARTS) if count.isdecimal() else 0):
            self._keyring.delete_password(SERVICE, _part(name, at) if at else name)


def open_key_store() -> KeyStore:
    """The key store of this computer. Raises NoKeyStore, and whatever the package raises."""
    try:
        import keyring
        from keyring.backends import fail, null
    except ImportError as error:
        raise NoKeyStore("the package keyring is not installed") from error
    found = keyring.get_keyring()
    if isinstance(found, fail.Keyring | null.Keyring):
        raise NoKeyStore("there is none")
    return SystemKeyStore(found)


def _part(name: str, at: int) -> str:
    return f"{name}.{at}"
