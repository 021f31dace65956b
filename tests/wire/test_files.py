"""Files from one person to another by the real server's file host, over TLS with its pinned certificate."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app.models.chat_session import ChatSession
from app.models.chats import Chat
from app.models.clock import SystemClock
from app.models.files.courier import NetworkCourier
from app.models.files.failures import Failure, Reason
from app.models.files.files import Files
from app.models.files.outgoing import OutgoingFile
from app.models.files.transfer import Transfer, TransferState
from app.models.files.transfers import TransferEnded, TransfersChanged
from app.models.network_thread import NetworkThread
from app.models.profile import NetworkId
from app.models.settings import Settings
from tests.wire.hosts import Host
from tests.wire.owner import Owner
from tests.wire.test_sessions_talk import enter

Join = Callable[..., ChatSession]


class Person:
    """A session in #general with files."""

    def __init__(self, owner: Owner, network: NetworkThread, session: ChatSession, folder: Path) -> None:
        self.owner = owner
        self.session = session
        self.ended: list[Transfer] = []
        self.kept = b""
        self.folder = folder / session.nick
        self.folder.mkdir(exist_ok=True)
        self.files = Files(self, NetworkCourier(network, owner), owner, SystemClock(),
                           Settings(download_folder=str(self.folder / "Downloads")), keep=self._keep,
                           folder=self.folder)
        self.files.transfers.subscribe(TransferEnded, lambda change: self.ended.append(change.transfer))
        enter(owner, session)

    def _keep(self, content: bytes) -> None:
        self.kept = content

    def find(self, network_id: NetworkId) -> ChatSession | None:
        return self.session if self.session.profile.id == network_id else None

    @property
    def general(self) -> Chat:
        chat = self.session.chats.find("#general")
        assert chat is not None
        return chat

    def send(self, path: Path, chat: Chat | None = None) -> None:
        """Send a file, and return at once."""
        def looked(seen: object) -> None:
            assert isinstance(seen, list)
            self.files.transfers.send(self.session, chat or self.general,
                                      [one for one in seen if isinstance(one, OutgoingFile)])

        self.files.look_at([str(path)], looked)

    def wait_for_end(self, count: int = 1) -> Transfer:
        self.owner.run_until(lambda: len(self.ended) >= count, f"{self.session.nick}'s file comes to an end")
        return self.ended[-1]

    def address(self, chat: Chat | None = None) -> str:
        """The newest message's text, once there is one."""
        where = chat or self.general
        self.owner.run_until(lambda: any(entry.is_message for entry in where.entries), "a message comes")
        return where.entries[-1].text

    def save(self, address: str) -> Transfer:
        """Fetch a file, and wait until it is here or can't be."""
        before = len(self.ended)
        self.files.transfers.save(self.session, self.general, address)
        return self.wait_for_end(before + 1)


@pytest.fixture
def join(owner: Owner, network: NetworkThread, host: Host, session_for: Join,
         tmp_path: Path) -> Callable[[str], Person]:
    return lambda nick: Person(owner, network, session_for(host.link, nick), tmp_path)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    image = pytest.importorskip("PIL.Image")
    place = tmp_path / "summit view.png"
    noise = image.effect_noise((900, 600), 60)
    noise.save(place)
    return place


def test_a_photo_gets_to_the_others_in_the_room(join: Callable[[str], Person], photo: Path) -> None:
    ines, maya = join("ines"), join("maya")
    ines.send(photo)
    assert ines.wait_for_end().state is TransferState.DONE
    address = maya.address()
    assert address.endswith("/summit%20view.png")
    shelf = maya.files.shelf
    maya.owner.run_until(lambda: shelf.facts(maya.session, "#general", address), "the facts come")
    facts = shelf.facts(maya.session, "#general", address)
    assert facts is not None
    assert (facts.size, facts.type) == (photo.stat().st_size, "image/png")
    assert facts.picture is not None
    assert facts.picture.width == 344
    saved = maya.save(address)
    assert Path(saved.place).read_bytes() == photo.read_bytes()


def test_a_private_file_is_for_the_other_alone(join: Callable[[str], Person], tmp_path: Path) -> None:
    ines, maya, tom = join("ines"), join("maya"), join("tom")
    (tmp_path / "plan.txt").write_text("surprise")
    ines.send(tmp_path / "plan.txt", ines.session.open_direct("maya"))
    ines.wait_for_end()
    maya.owner.run_until(lambda: maya.session.chats.find("ines"), "a conversation begins")
    private = maya.session.chats.find("ines")
    assert private is not None
    address = maya.address(private)
    maya.files.transfers.save(maya.session, private, address)
    assert Path(maya.wait_for_end().place).read_text() == "surprise"
    assert tom.save(address).failure is not None


def test_what_is_too_large_is_told_before_it_is_sent(join: Callable[[str], Person], tmp_path: Path) -> None:
    ines = join("ines")
    with (tmp_path / "film.mkv").open("wb") as film:
        film.truncate(64_000_000)
    ines.send(tmp_path / "film.mkv")
    failure = ines.wait_for_end().failure
    assert isinstance(failure, Failure)
    assert (failure.reason, failure.size) == (Reason.TOO_LARGE, 64_000_000)
    assert failure.limit > 0


def test_a_file_goes_on_after_the_server_was_away(join: Callable[[str], Person], host: Host, tmp_path: Path) -> None:
    ines = join("ines")
    data = os.urandom(20_000_000)
    (tmp_path / "film.mkv").write_bytes(data)
    was_killed: list[bool] = []

    def kill_once(_change: object) -> None:
        if not was_killed and any(transfer.begun for transfer in ines.files.transfers.current):
            was_killed.append(True)
            host.kill()
            host.start_again()

    ines.files.transfers.subscribe(TransfersChanged, kill_once)
    ines.send(tmp_path / "film.mkv")
    assert ines.wait_for_end().state is TransferState.DONE
    assert was_killed
    saved = ines.save(ines.address())
    assert Path(saved.place).read_bytes() == data


def test_a_text_goes_as_a_file(join: Callable[[str], Person]) -> None:
    ines = join("ines")
    failures: list[Failure] = []
    ines.files.send_text(ines.session, ines.general, "one\ntwo\n" * 50, "paste.txt", failures.append)
    ines.wait_for_end()
    assert failures == []
    saved = ines.save(ines.address())
    assert Path(saved.place).read_text() == "one\ntwo\n" * 50
    ines.owner.run_until(lambda: not list((ines.folder / "outgoing").iterdir()), "the copy goes")
