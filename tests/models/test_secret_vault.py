"""Passwords lie in the key store of the system or in a file of their own; whatever it does, none is lost."""

import stat
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from app.models.key_store import MOST_CHARACTERS, KeyStore, NoKeyStore, SystemKeyStore
from app.models.network_secrets import NetworkSecrets
from app.models.secret_vault import PATIENCE_S, SecretVault, VaultNews
from tests.fakes.dispatcher import FakeDispatcher
from tests.fakes.turned_clock import TurnedClock

SECRETS = NetworkSecrets(server_password="sesame", sasl_password="hüsh 🐕", proxy="socks5://me:pw@127.0.0.1:9050",
                         perform=("MODE %n +x", "PRIVMSG NickServ :IDENTIFY secret"))
LONG = NetworkSecrets(perform=tuple(f"PRIVMSG NickServ :IDENTIFY {'é' * 150}" for _ in range(20)))


class FakeKeyring:
    """A back end that does what the test says."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.problem: Exception | None = None
        self.forgets = False
        self.hangs: threading.Event | None = None

    def _meet(self) -> None:
        if self.hangs is not None:
            self.hangs.wait(5)
        if self.problem is not None:
            raise self.problem

    def get_password(self, service: str, username: str) -> str | None:
        self._meet()
        return None if self.forgets else self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._meet()
        # Windows: 2,560 bytes of UTF-16.
        assert len(password.encode("utf-16-le")) <= 2560
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._meet()
        del self.kept[service, username]


class Run:
    """A vault of one run of the app."""

    def __init__(self, file: Path, open_store: Callable[[], KeyStore]) -> None:
        self.clock = TurnedClock()
        self.owner = FakeDispatcher(self.clock)
        self.news: list[VaultNews] = []
        self.vault = SecretVault(file, self.owner, self.news.append, open_store)
        self.kept: list[str] = []

    def wait(self, is_so: Callable[[], object]) -> None:
        for _ in range(500):
            self.owner.turn()
            if is_so():
                return
            threading.Event().wait(0.01)
        raise AssertionError("it did not happen")

    def keep(self, name: str = "n1", secrets: NetworkSecrets = SECRETS) -> None:
        self.vault.keep(name, secrets, lambda: self.kept.append(name))

    def read(self, *names: str) -> Mapping[str, NetworkSecrets]:
        answers: list[Mapping[str, NetworkSecrets]] = []
        self.vault.read(names, answers.append)
        self.wait(lambda: answers)
        return answers[0]


@pytest.fixture
def keyring() -> FakeKeyring:
    return FakeKeyring()


@pytest.fixture
def start(tmp_path: Path, keyring: FakeKeyring) -> Iterator[Callable[[], Run]]:
    runs: list[Run] = []

    def make() -> Run:
        runs.append(Run(tmp_path / "secrets.json", lambda: SystemKeyStore(keyring)))
        return runs[-1]

    yield make
    for run in runs:
        run.vault.close()


def _none() -> KeyStore:
    raise NoKeyStore("there is none")


@pytest.mark.parametrize("secrets", [SECRETS, LONG, NetworkSecrets(server_password="x" * MOST_CHARACTERS)])
def test_what_the_key_store_keeps_is_there_at_the_next_start_and_in_no_file(
    start: Callable[[], Run], keyring: FakeKeyring, tmp_path: Path, secrets: NetworkSecrets,
) -> None:
    run = start()
    run.keep(secrets=secrets)
    run.wait(lambda: run.kept)

    assert start().read("n1", "n1") == {"n1": secrets}
    assert keyring.kept
    assert (run.news, list(tmp_path.iterdir())) == ([], [])


def test_without_a_key_store_a_file_of_the_owner_keeps_them_which_is_told_once(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    run = Run(file, _none)
    run.keep("n1")
    run.keep("n2")
    run.wait(lambda: len(run.kept) == 2)
    again = Run(file, _none)
    again.keep("n3")
    again.wait(lambda: again.kept)

    assert again.read("n1", "n2", "n3") == {"n1": SECRETS, "n2": SECRETS, "n3": SECRETS}
    assert (run.news, again.news) == ([VaultNews.IN_A_FILE], [])
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("problem", [RuntimeError("sesame"), OSError("locked"), ValueError(), AttributeError()])
def test_a_key_store_that_raises_anything_costs_nothing_and_the_log_quotes_no_secret(
    start: Callable[[], Run], keyring: FakeKeyring, problem: Exception, caplog: pytest.LogCaptureFixture,
) -> None:
    keyring.problem = problem
    run = start()
    run.keep()
    run.wait(lambda: run.kept)

    assert run.read("n1") == {"n1": SECRETS}
    assert run.news == [VaultNews.IN_A_FILE]
    assert "sesame" not in caplog.text


def test_a_key_store_that_forgets_is_found_out(start: Callable[[], Run], keyring: FakeKeyring) -> None:
    keyring.forgets = True
    run = start()
    run.keep()
    run.wait(lambda: run.kept)

    assert run.read("n1") == {"n1": SECRETS}


def test_a_key_store_that_hangs_is_left_alone_after_a_while(start: Callable[[], Run], keyring: FakeKeyring) -> None:
    keyring.hangs = threading.Event()
    run = start()
    run.keep("n1")
    run.keep("n2")
    run.owner.turn()
    assert run.kept == []

    run.clock.advance(PATIENCE_S)
    run.wait(lambda: len(run.kept) == 2)
    keyring.hangs.set()
    run.owner.turn()

    assert run.read("n1") == {"n1": SECRETS}
    assert run.kept == ["n1", "n2"]


def test_what_lay_in_the_file_moves_to_the_key_store_that_is_there_now(
    start: Callable[[], Run], keyring: FakeKeyring, tmp_path: Path,
) -> None:
    before = Run(tmp_path / "secrets.json", _none)
    before.keep()
    before.wait(lambda: before.kept)

    run = start()
    assert run.read("n1") == {"n1": SECRETS}
    run.wait(lambda: "sesame" not in (tmp_path / "secrets.json").read_text())
    assert start().read("n1") == {"n1": SECRETS}
    assert keyring.kept
    assert "sesame" not in (tmp_path / "secrets.json").read_text()


def test_what_lies_in_the_file_needs_no_key_store_that_hangs(
    start: Callable[[], Run], keyring: FakeKeyring, tmp_path: Path,
) -> None:
    before = Run(tmp_path / "secrets.json", _none)
    before.keep()
    before.wait(lambda: before.kept)
    keyring.hangs = threading.Event()

    answers: list[Mapping[str, NetworkSecrets]] = []
    start().vault.read(["n1"], answers.append)
    keyring.hangs.set()

    assert answers == [{"n1": SECRETS}]


def test_what_is_gone_is_told_and_the_others_are_read(start: Callable[[], Run], keyring: FakeKeyring) -> None:
    run = start()
    run.keep("n1")
    run.wait(lambda: run.kept)

    assert run.read("n1", "n2") == {"n1": SECRETS}
    assert run.news == [VaultNews.MISSING]


@pytest.mark.parametrize("text", ["", "1:", "9999999999:x", "1:[]", '1:{"perform": 7}', "x:y", '1:{"proxy": 1}'])
def test_what_others_put_into_the_key_store_is_no_secret(
    start: Callable[[], Run], keyring: FakeKeyring, text: str,
) -> None:
    keyring.kept["Group Chat", "n1"] = text
    assert start().read("n1") == {}


def test_what_is_forgotten_is_gone_with_all_its_parts(start: Callable[[], Run], keyring: FakeKeyring) -> None:
    run = start()
    run.keep(secrets=LONG)
    run.vault.forget("n1")

    assert run.read("n1") == {}
    assert keyring.kept == {}


def test_a_damaged_file_of_secrets_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{")
    run = Run(tmp_path / "secrets.json", _none)

    assert run.read("n1") == {}
    assert (tmp_path / "secrets.json.damaged").read_text() == "{"


def test_where_nothing_can_be_kept_it_is_told_and_nobody_believes_it_is(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file where a folder should be")
    run = Run(tmp_path / "blocked" / "secrets.json", _none)
    run.keep()
    run.wait(lambda: run.news)

    assert (run.news, run.kept) == ([VaultNews.NOT_KEPT], [])


def test_nobody_sees_a_secret_in_what_python_shows() -> None:
    assert "sesame" not in repr(SECRETS)
    assert "secret" not in repr(SECRETS)
