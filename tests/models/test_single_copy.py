"""A second copy of the app hands its link over to the first and leaves; nobody else can."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.folder_lock import FolderInUse, lock_folder
from app.models.single_copy import ADDRESS_FILE, OtherCopies, hand_over
from tests.wire.owner import Owner

LINK = "ircs://ridge.example.net:6697/%23general?name=Ridge%20Walkers"


@pytest.fixture
def first(tmp_path: Path) -> Iterator[OtherCopies]:
    copy = OtherCopies(tmp_path)
    yield copy
    copy.close()


def test_a_folder_has_one_copy_at_a_time(tmp_path: Path) -> None:
    lock = lock_folder(tmp_path)
    with pytest.raises(FolderInUse):
        lock_folder(tmp_path)

    lock.close()

    lock_folder(tmp_path).close()


def test_a_copy_that_was_killed_leaves_the_folder_free(tmp_path: Path) -> None:
    code = ("import sys, pathlib; from app.models.folder_lock import lock_folder; "
            "kept = lock_folder(pathlib.Path(sys.argv[1])); print('taken', flush=True); sys.stdin.read()")
    child = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             cwd=Path(__file__).parents[2])
    assert child.stdout is not None
    assert child.stdout.readline() == b"taken\n"
    with pytest.raises(FolderInUse):
        lock_folder(tmp_path)

    child.kill()
    child.communicate()

    lock_folder(tmp_path).close()


@pytest.mark.parametrize("link", [LINK, ""])
def test_the_second_copy_hands_its_link_to_the_first(first: OtherCopies, tmp_path: Path, link: str) -> None:
    owner = Owner()
    opened: list[str] = []
    first.listen(owner, opened.append)

    assert hand_over(tmp_path, link)

    owner.run_until(lambda: opened, "the link arrives")
    assert opened == [link]


def test_who_does_not_know_the_secret_hands_over_nothing(first: OtherCopies, tmp_path: Path) -> None:
    owner = Owner()
    opened: list[str] = []
    first.listen(owner, opened.append)
    address = json.loads((tmp_path / ADDRESS_FILE).read_text())

    for said in (b"GET / HTTP/1.1\r\n\r\n", b"{}\n", b'{"secret": "", "link": "x"}\n', b'{"secret": 1, "link": 2}\n',
                 b"\xff" * 9_000, b""):
        with socket.create_connection(("127.0.0.1", address["port"]), timeout=5) as connection:
            try:
                connection.sendall(said)
                connection.shutdown(socket.SHUT_WR)
                assert connection.recv(10) == b""
            except OSError:
                # Hung up on before it had finished.
                continue

    assert hand_over(tmp_path, "ours")
    owner.run_until(lambda: opened, "ours arrives")
    assert opened == ["ours"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_the_secret_is_for_its_owner_only(first: OtherCopies, tmp_path: Path) -> None:
    first.listen(Owner(), lambda _link: None)

    assert (tmp_path / ADDRESS_FILE).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"{}", b'{"port": "x", "secret": 1}', b'{"port": 1, "secret": "s"}', b"\xff"])
def test_an_address_that_makes_no_sense_is_no_answer(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ADDRESS_FILE).write_bytes(content)

    assert not hand_over(tmp_path, LINK)
