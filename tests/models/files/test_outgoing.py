"""Files on their way out: only what is an ordinary file goes, under a name that tells no path."""

import os
import socket
from pathlib import Path

import pytest

from app.models.files.failures import Reason, TransferError
from app.models.files.outgoing import OpenFile, look_at


def why_not(path: object) -> Reason:
    with pytest.raises(TransferError) as caught:
        look_at(str(path))
    return caught.value.failure.reason


def test_a_file_is_known_by_its_last_name_alone(tmp_path: Path) -> None:
    (tmp_path / "family tree.txt").write_text("sam")
    file = look_at(str(tmp_path / "family tree.txt"))
    assert (file.name, file.type, file.size) == ("family tree.txt", "text/plain", 3)


def test_a_link_leads_to_the_file_and_keeps_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "secret-place.jpg").write_text("x")
    (tmp_path / "photo.jpg").symlink_to(tmp_path / "secret-place.jpg")
    file = look_at(str(tmp_path / "photo.jpg"))
    assert (file.name, file.path) == ("photo.jpg", str(tmp_path / "secret-place.jpg"))


def test_the_home_folder_has_a_short_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "a.txt").write_text("x")
    assert look_at("~/a.txt").path == str(tmp_path / "a.txt")


def test_what_is_packed_is_not_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "notes.txt.gz").write_text("x")
    assert look_at(str(tmp_path / "notes.txt.gz")).type == "application/octet-stream"


@pytest.mark.parametrize(("path", "reason"), [
    ("missing.txt", Reason.MISSING), ("", Reason.FOLDER), ("empty.txt", Reason.EMPTY), ("pipe", Reason.NO_FILE),
    ("socket", Reason.NO_FILE), ("loop", Reason.UNREADABLE), ("empty.txt/x", Reason.MISSING),
    ("nul\0.txt", Reason.MISSING), ("x" * 5000, Reason.UNREADABLE), ("dangling", Reason.MISSING),
])
def test_what_is_no_file_does_not_go(tmp_path: Path, path: str, reason: Reason) -> None:
    (tmp_path / "empty.txt").touch()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(tmp_path)  # the path of a socket has to be short
        listener.bind("socket")
        os.chdir(here)
        assert why_not(f"{tmp_path}/{path}") is reason


def test_a_device_is_no_file() -> None:
    assert why_not("/dev/zero") is Reason.NO_FILE


@pytest.mark.skipif(os.geteuid() == 0, reason="an administrator may read everything")
def test_a_file_one_may_not_read_does_not_go(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "secret").chmod(0)
    assert why_not(tmp_path / "secret") is Reason.NOT_ALLOWED


def test_a_file_is_read_whole_and_hashed(tmp_path: Path) -> None:
    data = os.urandom(400_000)
    (tmp_path / "a.bin").write_bytes(data)
    opened = OpenFile(look_at(str(tmp_path / "a.bin")), keeps_location=True)
    tail = opened.skip_to(200_000)
    while piece := opened.read():
        tail += piece
    opened.close()
    assert tail == data[200_000:]


def test_a_file_that_became_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    place.write_text("x")
    file = look_at(str(place))
    place.unlink()
    os.mkfifo(place)
    with pytest.raises(TransferError) as caught:
        OpenFile(file, keeps_location=True)
    assert caught.value.failure.reason is Reason.CHANGED


@pytest.mark.parametrize("change", ["longer", "shorter", "another"])
def test_a_file_that_is_another_now_is_not_sent(tmp_path: Path, change: str) -> None:
    place = tmp_path / "a.txt"
    place.write_text("first")
    file = look_at(str(place))
    if change == "another":
        (tmp_path / "b.txt").write_text("other")
        (tmp_path / "b.txt").replace(place)
    else:
        place.write_text("first and more" if change == "longer" else "")
    with pytest.raises(TransferError) as caught:
        OpenFile(file, keeps_location=True)
    assert caught.value.failure.reason is Reason.CHANGED
