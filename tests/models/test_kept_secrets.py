"""The file of networks holds no password that is safe elsewhere, and each that is not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from app.models.chat_session import ChatSession
from app.models.kept_secrets import WAIT_S, KeptSecrets
from app.models.network_secrets import NetworkSecrets, secrets_of, without_secrets
from app.models.networks import SAVE_AFTER_S, SavedNetworks
from app.models.profile import NetworkId, Profile
from app.models.saved_networks import load_networks, save_networks
from app.protocol.sasl import SaslCredentials
from tests.fakes.link import FakeLinks
from tests.fakes.store import MemoryStore
from tests.fakes.turned_clock import TurnedClock

SECRET = ("sesame", "opensky", "proxypw", "nickpw")
PROFILE = Profile(
    id=NetworkId("n1"), host="ridge.example.net", port=6697, nick="ines", server_password="sesame",
    sasl=SaslCredentials(account="ines", password="opensky"), proxy="socks5://me:proxypw@127.0.0.1:9050",
    perform=("MODE %n +x", "PRIVMSG NickServ :IDENTIFY nickpw"),
)


@dataclass
class FakeVault:
    """Keeps what it is given when the test lets it."""

    kept: dict[str, NetworkSecrets] = field(default_factory=dict)
    waiting: list[Callable[[], None]] = field(default_factory=list)

    def read(self, names: Sequence[str], found: Callable[[Mapping[str, NetworkSecrets]], None]) -> None:
        self.waiting.append(lambda: found({name: self.kept[name] for name in names if name in self.kept}))

    def keep(self, name: str, secrets: NetworkSecrets, kept: Callable[[], None]) -> None:
        def put() -> None:
            self.kept[name] = secrets
            kept()

        self.waiting.append(put)

    def forget(self, name: str) -> None:
        self.kept.pop(name, None)

    def work(self) -> None:
        waiting, self.waiting = self.waiting, []
        for each in waiting:
            each()


class App:
    """One run of the app with its file of networks and a vault."""

    def __init__(self, file: Path, vault: FakeVault) -> None:
        self.file, self.vault = file, vault
        self.clock, self.late = TurnedClock(), dict[NetworkId, NetworkSecrets]()
        store, links = MemoryStore(), FakeLinks()
        self.networks = SavedNetworks(
            lambda profile: ChatSession(profile, links.open, self.clock, self.clock, lambda: 0.5, store),
            self._write, self.clock.call_later, lambda: None)
        self.secrets = KeptSecrets(vault, self.clock, self.networks.save_soon)
        self.networks.keep_secrets(self.secrets)
        profiles, _ = load_networks(file)
        self.secrets.fill(profiles, lambda filled: self.networks.restore(filled, {}), self.late.__setitem__)

    def _write(self, content: bytes) -> None:
        self.file.write_bytes(content)

    def settle(self) -> str:
        """Let everything be kept and written."""
        for _ in range(3):
            self.vault.work()
            self.clock.advance(SAVE_AFTER_S)
        return self.file.read_text()

    @property
    def profile(self) -> Profile:
        (session,) = self.networks.sessions
        return session.profile


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., App]:
    vault = FakeVault()
    return lambda: App(tmp_path / "networks.json", vault)


def kept(app: App) -> Profile:
    return replace(app.profile, secrets_name="")


def test_passwords_leave_the_file_once_they_are_safe_and_come_back_at_the_next_start(start: Callable[..., App]) -> None:
    app = start()
    app.networks.add(PROFILE)
    app.clock.advance(SAVE_AFTER_S)
    assert all(secret in app.file.read_text() for secret in SECRET)

    written = app.settle()

    assert not any(secret in written for secret in SECRET)
    assert "MODE %n +x" in written
    again = start()
    again.settle()
    assert kept(again) == PROFILE


def test_a_file_of_before_gives_its_passwords_to_the_vault(start: Callable[..., App], tmp_path: Path) -> None:
    (tmp_path / "networks.json").write_bytes(save_networks([PROFILE]))
    app = start()
    assert kept(app) == PROFILE
    assert not any(secret in app.settle() for secret in SECRET)


def test_without_the_vault_the_network_stays_and_its_password_can_be_given_again(start: Callable[..., App]) -> None:
    app = start()
    app.networks.add(PROFILE)
    app.settle()
    lost, app.vault.kept = app.vault.kept, {}

    poor = start()
    poor.settle()
    assert poor.profile == replace(without_secrets(PROFILE), secrets_name=poor.profile.secrets_name)
    app.vault.kept = lost
    rich = start()
    rich.settle()
    assert kept(rich) == PROFILE

    app.vault.kept = {}
    last = start()
    last.settle()
    last.networks.replace_profile(last.networks.sessions[0], replace(last.profile, server_password="another"))
    assert "another" not in last.settle()
    assert [secrets.server_password for secrets in last.vault.kept.values()] == ["another"]


def test_a_changed_password_is_never_mixed_up_with_the_old_one(start: Callable[..., App]) -> None:
    app = start()
    app.networks.add(PROFILE)
    app.settle()
    (session,) = app.networks.sessions
    for password in ("second", "third"):
        app.networks.replace_profile(session, replace(app.profile, server_password=password))
        app.clock.advance(SAVE_AFTER_S)
    app.settle()

    assert [secrets.server_password for secrets in app.vault.kept.values()] == ["third"]
    again = start()
    again.settle()
    assert again.profile.server_password == "third"


def test_a_network_that_is_removed_takes_its_secrets_along(start: Callable[..., App]) -> None:
    app = start()
    app.networks.add(PROFILE)
    app.settle()
    app.networks.remove(app.networks.sessions[0])
    app.settle()
    assert app.vault.kept == {}


def test_a_start_does_not_wait_for_a_key_store_that_has_to_be_unlocked(start: Callable[..., App]) -> None:
    app = start()
    app.networks.add(PROFILE)
    app.settle()

    slow = start()
    assert slow.networks.sessions == ()
    slow.clock.advance(WAIT_S)
    assert slow.profile.server_password == ""
    slow.vault.work()
    assert slow.late == {PROFILE.id: secrets_of(PROFILE)}


def test_a_network_without_secrets_asks_no_vault(start: Callable[..., App]) -> None:
    app = start()
    app.networks.add(Profile(id=NetworkId("n1"), host="ridge.example.net", port=6697, perform=("MODE %n +x",)))
    app.settle()
    assert app.vault.kept == {}
    assert len(start().networks.sessions) == 1
