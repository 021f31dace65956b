"""Files written whole, in the background."""

import stat
import sys
from pathlib import Path

import pytest

from app.models.file_writer import FileWriter, write_file


def test_the_newest_content_is_on_disk_after_close(tmp_path: Path) -> None:
    writer = FileWriter(lambda path, error: None)
    for number in range(100):
        writer.write(tmp_path / "deep" / "file", str(number).encode())
    writer.close()

    assert (tmp_path / "deep" / "file").read_text() == "99"
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["file"]


def test_a_file_that_cannot_be_written_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file where a folder should be")
    told: list[str] = []
    writer = FileWriter(lambda path, error: told.append(path.name))
    for name in ("one", "two"):
        writer.write(tmp_path / "blocked" / name, b"content")
    writer.close()

    assert len(told) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permission bits")
def test_only_the_owner_may_read_what_may_hold_a_password(tmp_path: Path) -> None:
    write_file(tmp_path / "networks.json", b"{}")

    assert stat.S_IMODE((tmp_path / "networks.json").stat().st_mode) == 0o600


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    write_file(file, b"old")

    def no_space(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        write_file(file, b"new")

    assert file.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
