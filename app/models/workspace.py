"""All that one run of the app keeps and talks with: settings, networks, hosting, the threads behind them."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from app.models.changes import SessionRemoved
from app.models.chat_session import ChatSession
from app.models.clock import SystemClock
from app.models.data_folder import NETWORKS_FILE, SECRETS_FILE, SETTINGS_FILE, STORE_FILE, STS_FILE, DataFolder
from app.models.export.exports import Exports
from app.models.file_watch import FileWatch
from app.models.file_writer import FileWriter
from app.models.files.courier import NetworkCourier
from app.models.files.facts_store import FactsStore
from app.models.files.files import TRANSFERS_FILE, Files
from app.models.hosting import ChildHosting
from app.models.importing.imports import Imports
from app.models.keepsakes import load_keepsakes
from app.models.kept_secrets import KeptSecrets
from app.models.network_secrets import NetworkSecrets
from app.models.network_thread import NetworkThread
from app.models.networks import SavedNetworks
from app.models.owner_thread import OwnerThread
from app.models.profile import NetworkId, Profile
from app.models.saved_networks import load_networks
from app.models.secret_vault import SecretVault, VaultNews
from app.models.secure_links import SecureLinks
from app.models.settings import Settings
from app.models.settings_file import SettingsFile
from app.models.store.contract import Store, StoreOpened
from app.models.store.nothing import NoStore
from app.models.stored_messages import StoredMessages
from app.models.sts_store import StsStore, load_policies
from app.protocol.sts import StsPolicies


class Workspace:
    """The models of a run, wired. Made on the owner thread; `start` once there is a dispatcher."""

    def __init__(self, folder: DataFolder | None, settings: Settings, kept: SettingsFile | None = None) -> None:
        """`unwritable` is the system's reason why nothing can be kept in the folder, "" when it can.

        Without a folder nothing is kept, and nothing is wrong with that. The settings were read before, since the
        window needs them; `kept` is the file they came from.
        """
        self.folder = folder
        self.settings = settings
        self._kept = kept
        self.unwritable = folder.why_not_writable() if folder is not None else ""
        self.damaged_networks = ""
        self._owner: OwnerThread | None = None

    def start(self, owner: OwnerThread, server_command: Sequence[str], on_not_saved: Callable[[str, str], None],
              ready: Callable[[], None], on_vault_news: Callable[[VaultNews], None] | None = None) -> None:
        """Open the store and bring back the networks there were; from now on all that changes is kept.

        `on_not_saved(file name, reason)` is called on the owner thread when a file can't be written, and `ready` once
        everything is there. `damaged_networks` is then the name a damaged list of networks was given, "" when all
        was well; `store_opened` says the same of the store.
        """
        self._owner = owner
        self._on_not_saved = on_not_saved
        self._clock = SystemClock()
        self._writer = FileWriter(self._not_saved)
        self._network = NetworkThread(owner, self._network_changed)
        self._links = SecureLinks(self._network.open_link, self._sts_store())
        servers = self.folder.servers if self.folder is not None else Path()
        self.hosting = ChildHosting(server_command, servers, owner)
        self.file_watch = FileWatch(owner)
        self.networks = SavedNetworks(self._session, lambda content: self._write(NETWORKS_FILE, content),
                                      owner.call_later, self._network.close)
        self._keep_secrets(owner, on_vault_news or _unsaid)
        self.files = Files(
            self.networks, NetworkCourier(self._network, owner, self._facts_store()), owner, self._clock, self.settings,
            keep=lambda content: self._write(TRANSFERS_FILE, content),
            folder=self.folder.path if self.folder is not None and not self.unwritable else None)
        self.networks.subscribe(SessionRemoved, lambda gone: self.files.transfers.forget_network(gone.network))
        if self._kept is not None and not self.unwritable:
            path = self._kept.path
            self._kept.keep(lambda content: self._writer.write(path, content), owner,
                            lambda reason: on_not_saved(SETTINGS_FILE, reason))
            self.file_watch.watch(path.parent, lambda name: name == path.name, self._kept.reload)
        self.keepsakes = load_keepsakes(self.folder.path if self.folder is not None else None, self._write)
        self._store = self._make_store(owner)
        self.exports = Exports(self._store, owner, self._clock)
        self.imports = Imports(self._store, owner)
        self.stored = StoredMessages(self._store, self.settings, self._clock, owner)
        self._store.open(lambda opened: self._opened(opened, ready))

    def _keep_secrets(self, owner: OwnerThread, tell: Callable[[VaultNews], None]) -> None:
        """Passwords lie apart from the rest, where anything is kept at all."""
        self._vault: SecretVault | None = None
        self._secrets: KeptSecrets | None = None
        if self.folder is not None and not self.unwritable:
            self._vault = SecretVault(self.folder.path / SECRETS_FILE, owner, tell)
            self._secrets = KeptSecrets(self._vault, owner, self.networks.save_soon)
            self.networks.keep_secrets(self._secrets)

    @property
    def uses_key_store(self) -> bool:
        """Whether passwords are kept in the computer's key store."""
        return self._vault is not None and self._vault.uses_key_store

    def _facts_store(self) -> FactsStore | None:
        return None if self.folder is None or self.unwritable else FactsStore(self.folder.path / "pictures")

    def _make_store(self, owner: OwnerThread) -> Store:
        if self.folder is None or self.unwritable:
            return NoStore()
        # Imported here: a run that keeps nothing needs no database.
        from app.models.store.sqlite_store import SqliteStore

        return SqliteStore(self.folder.store, owner, self._store_told)

    def _store_told(self, reason: str) -> None:
        """Why the store can't be written; "" once it can again, which people need not be told."""
        if reason:
            self._on_not_saved(STORE_FILE, reason)

    def _opened(self, opened: StoreOpened, ready: Callable[[], None]) -> None:
        self.store_opened = opened
        if self.folder is None:
            self._restored(ready)
            return
        profiles, self.damaged_networks = load_networks(self.folder.networks)
        if self._secrets is None:
            self._restore(profiles, ready)
        else:
            self._secrets.fill(profiles, lambda filled: self._restore(filled, ready), self._secrets_came)

    def _restore(self, profiles: Sequence[Profile], ready: Callable[[], None]) -> None:
        self.networks.restore(profiles, self.store_opened.chats)
        self.files.restore()
        self._restored(ready)

    def _restored(self, ready: Callable[[], None]) -> None:
        self.stored.start()
        ready()

    def _secrets_came(self, network: NetworkId, secrets: NetworkSecrets) -> None:
        """The key store was unlocked when the app had begun already: log in with what it gave."""
        session = self.networks.find(network)
        if session is None:
            return
        self.networks.replace_profile(session, secrets.put_into(session.profile))
        if session.profile.auto_connect:
            session.disconnect()
            session.connect()

    def open_settings_file(self) -> str:
        """Open the file of settings in the program the system has for it; its path where there is none."""
        # Imported here: seldom asked for.
        from app.models.desktop import open_file

        if self._kept is None:
            return ""
        try:
            return "" if open_file(self._kept.for_editor()) else str(self._kept.path)
        except OSError as error:
            self._on_not_saved(SETTINGS_FILE, error.strerror or str(error))
            return ""

    @property
    def archive(self) -> Store:
        """What was said, to search in and to read."""
        return self._store

    def close(self) -> None:
        """End everything that still runs, and write what is left. May be called twice."""
        self.file_watch.close()
        self.stored.close()
        self.exports.close()
        self.imports.close()
        self.files.close()
        self.networks.close()
        self.hosting.close()
        self._store.close()
        if self._vault is not None:
            self._vault.close()
        if self._kept is not None:
            self._kept.close()
        self._writer.close()

    def _session(self, profile: Profile) -> ChatSession:
        assert self._owner is not None, "networks are made after start"
        session = ChatSession(profile, self._links.open, self._owner, self._clock, random.random, self._store)
        session.chats.words = lambda: self.settings.highlights
        return session

    def _sts_store(self) -> StsStore:
        policies = load_policies(self.folder.sts) if self.folder is not None else StsPolicies()
        return StsStore(self._clock, lambda content: self._write(STS_FILE, content), policies)

    def _network_changed(self) -> None:
        for session in self.networks.sessions:
            session.network_changed()

    def _write(self, name: str, content: bytes) -> None:
        if self.folder is not None and not self.unwritable:
            self._writer.write(self.folder.path / name, content)

    def _not_saved(self, path: Path, error: OSError) -> None:
        """Called by the writer's thread."""
        assert self._owner is not None, "nothing is written before start"
        self._owner.post(lambda: self._on_not_saved(path.name, error.strerror or str(error)))


def _unsaid(_news: VaultNews) -> None:
    """Nobody reads along."""
