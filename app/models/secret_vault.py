"""Where the passwords of networks are kept: in the key store of the system, else in a file only its owner may read.

Theory of operation: a key store may ask a person to unlock it, hang, forget, or raise anything. So a thread of its own
asks it, one order after the other. Once an order has not been carried out within `PATIENCE_S`, the store is not asked
again in this run: another thread carries out all that is left, with the file. Nobody is told that a secret is kept
before it is.
"""

import logging
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from enum import Enum, auto
from pathlib import Path

from app.models.key_store import KeyStore, NoKeyStore, open_key_store
from app.models.network_secrets import NetworkSecrets, secrets_from
from app.models.owner_thread import OwnerThread
from app.models.secret_file import SecretFile

_log = logging.getLogger(__name__)
PATIENCE_S = 60.0
"""Long enough for a person to unlock the store."""
_CLOSE_S = 1.0

Done = Callable[[], None]
Work = Callable[[Sequence[KeyStore]], Done]
"""What is done in the vault's thread, with the stores, the best first; it gives what the owner thread does then."""


class VaultNews(Enum):
    """What people should know of where their passwords are."""

    IN_A_FILE = auto()
    """There is no key store: they are in a file from now on. Told once."""
    NOT_KEPT = auto()
    """They can be kept nowhere else, and stay in the file of networks."""
    MISSING = auto()
    """Some that were kept can't be had."""


class SecretVault:
    """Keeps secrets by name. All methods and answers are the owner thread's; the thread starts with the first order."""

    def __init__(self, file: Path | None, owner: OwnerThread, tell: Callable[[VaultNews], None],
                 open_store: Callable[[], KeyStore] = open_key_store) -> None:
        """Without a `file` secrets are kept in the key store alone."""
        self._owner = owner
        self._tell = tell
        self._open_store = open_store
        self._file = SecretFile(file)
        self._told: set[VaultNews] = set()
        self._waiting: dict[int, Work] = {}
        self._given = 0
        self._is_store_trusted = True
        self._orders: queue.SimpleQueue[int | None] | None = None
        self._thread: threading.Thread | None = None

    @property
    def uses_key_store(self) -> bool:
        """Whether secrets go to the key store, as far as is known by now."""
        return VaultNews.IN_A_FILE not in self._told

    def read(self, names: Sequence[str], found: Callable[[Mapping[str, NetworkSecrets]], None]) -> None:
        """Look these up; `found` gets those there are: at once where the file has them all."""
        here = {name: each for name in names if (each := _read(self._file, name)) is not None}
        elsewhere = [name for name in dict.fromkeys(names) if name not in here]

        def work(stores: Sequence[KeyStore]) -> Done:
            best = stores[0]
            secrets = here | {name: each for name in elsewhere if (each := _read(best, name)) is not None}
            return lambda: self._found(names, secrets, found)

        if elsewhere:
            self._order(work)
        else:
            found(here)
        for name in here:
            self._move(name)

    def keep(self, name: str, secrets: NetworkSecrets, kept: Done) -> None:
        """Keep these under that name; `kept` follows when they are safe."""
        text = secrets.to_text()

        def work(stores: Sequence[KeyStore]) -> Done:
            had_file = self._file.is_there
            for store in stores:
                if _is_done(store.put, name, text) and self._counts(store):
                    news = VaultNews.IN_A_FILE if store is self._file and not had_file else None
                    for other in stores:
                        if other is not store:
                            _is_done(other.delete, name)
                    return lambda: self._kept(kept, news)
            return lambda: self._say(VaultNews.NOT_KEPT)

        self._order(work)

    def _move(self, name: str) -> None:
        """Let what lies in the file lie in the key store from now on, where there is one today."""

        def work(stores: Sequence[KeyStore]) -> Done:
            text = self._file.get(name)
            best = stores[0]
            if text is not None and best is not self._file and _is_done(best.put, name, text) and self._counts(best):
                _is_done(self._file.delete, name)
            return _nothing

        self._order(work)

    def forget(self, name: str) -> None:
        """Delete what is kept under that name."""

        def work(stores: Sequence[KeyStore]) -> Done:
            for store in stores:
                _is_done(store.delete, name)
            return _nothing

        self._order(work)

    def close(self) -> None:
        """Take no more orders; those that were given are carried out where that takes no longer than a second."""
        if self._orders is not None and self._thread is not None:
            self._orders.put(None)
            self._thread.join(_CLOSE_S)
            self._waiting.clear()

    # Orders

    def _order(self, work: Work) -> None:
        self._given += 1
        number = self._given
        self._waiting[number] = work
        if self._orders is None:
            self._begin()
        else:
            self._orders.put(number)
        self._owner.call_later(PATIENCE_S, lambda: self._look_after(number))

    def _begin(self) -> None:
        """Start a thread, and give it all there is to do."""
        self._orders = orders = queue.SimpleQueue[int | None]()
        for number in self._waiting:
            orders.put(number)
        self._thread = threading.Thread(target=self._run, args=(orders,), name="secret-vault", daemon=True)
        self._thread.start()

    def _look_after(self, number: int) -> None:
        if number in self._waiting and self._is_store_trusted:
            self._is_store_trusted = False
            _log.warning("the key store does not answer and is not asked again")
            self._begin()

    def _counts(self, store: KeyStore) -> bool:
        """Whether a store is still asked: one that hung may come back when the file has taken its place."""
        return self._is_store_trusted or store is self._file

    def _run(self, orders: "queue.SimpleQueue[int | None]") -> None:
        """The vault's thread."""
        stores = [*(self._opened() if self._is_store_trusted else ()), self._file]
        while orders is self._orders and (number := orders.get()) is not None:
            work = self._waiting.get(number)
            if work is not None:
                self._hand_over(number, work(stores))

    def _hand_over(self, number: int, done: Done) -> None:
        """Answer an order, unless another thread has while this one hung."""

        def answer() -> None:
            if self._waiting.pop(number, None) is not None:
                done()

        self._owner.post(answer)

    def _opened(self) -> list[KeyStore]:
        try:
            return [self._open_store()]
        except NoKeyStore as error:
            _log.info("secrets are kept in a file, since this computer's key store is of no use: %s", error)
        except Exception as error:  # noqa: BLE001 - back ends raise what they like
            _log.warning("secrets are kept in a file, since the key store can't be opened: %s", type(error).__name__)
        return []

    # On the owner thread

    def _found(self, names: Sequence[str], secrets: Mapping[str, NetworkSecrets],
               found: Callable[[Mapping[str, NetworkSecrets]], None]) -> None:
        if len(secrets) < len(set(names)):
            self._say(VaultNews.MISSING)
        found(secrets)

    def _kept(self, kept: Done, news: VaultNews | None) -> None:
        if news is not None:
            self._say(news)
        kept()

    def _say(self, news: VaultNews) -> None:
        if news not in self._told:
            self._told.add(news)
            self._tell(news)


def _read(store: KeyStore, name: str) -> NetworkSecrets | None:
    """What the store has under that name; what can't be read counts for nothing."""
    try:
        text = store.get(name)
        return None if text is None else secrets_from(text)
    except Exception as error:  # noqa: BLE001 - back ends raise what they like
        _log.warning("a secret can't be read: %s", type(error).__name__)
        return None


def _is_done(act: Callable[..., None], *arguments: str) -> bool:
    try:
        act(*arguments)
    except Exception as error:  # noqa: BLE001 - back ends raise what they like
        # The kind alone: the words of an error may quote the secret.
        _log.warning("a secret can't be changed: %s", type(error).__name__)
        return False
    return True


def _nothing() -> None:
    """Nobody waits for it."""
