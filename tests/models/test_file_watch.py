"""What editors do to a file is heard, however they write it."""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.models.file_watch import FileWatch
from app.models.settings import SettingChanged
from app.models.settings_file import SettingsFile

pytest.importorskip("watchdog")
LONGEST_S = 5.0


class Owner:
    """An owner thread that does at once what it is given."""

    def post(self, call: Callable[[], None]) -> None:
        call()

    def call_later(self, delay_s: float, call: Callable[[], None]) -> Callable[[], None]:
        call()
        return lambda: None


class Ear:
    """A folder that is listened to."""

    def __init__(self, folder: Path, changed: Callable[[], object] = lambda: None) -> None:
        self.folder = folder
        self.file = folder / "settings.toml"
        self.heard = threading.Event()
        self._changed = changed
        self.is_up = threading.Event()
        self.watch = FileWatch(Owner())
        self.watch.watch(folder, lambda name: name == "settings.toml", self._hear)
        self.watch.watch(folder, lambda name: name == "up", self.is_up.set)
        self.watch.start()
        for _ in range(100):
            # There is no telling from outside when the system has begun to listen.
            (folder / "up").write_text("x")
            if self.is_up.wait(0.05):
                break

    def _hear(self) -> None:
        self._changed()
        self.heard.set()


@pytest.fixture
def ear(tmp_path: Path) -> Iterator[Ear]:
    (tmp_path / "settings.toml").write_text("a = 1")
    made = Ear(tmp_path)
    yield made
    made.watch.close()


def _in_place(file: Path) -> None:
    file.write_text("a = 2")


def _replaced(file: Path) -> None:
    other = file.with_name(".settings.swp")
    other.write_text("a = 2")
    other.replace(file)


def _made_anew(file: Path) -> None:
    file.unlink()
    file.write_text("a = 2")


def _moved_in(file: Path) -> None:
    outside = file.parent.parent / f"{file.parent.name}-elsewhere"
    outside.write_text("a = 2")
    outside.replace(file)


@pytest.mark.parametrize("edit", [_in_place, _replaced, _made_anew, _moved_in])
def test_a_file_that_is_saved_is_heard_of(ear: Ear, edit: Callable[[Path], None]) -> None:
    edit(ear.file)

    assert ear.heard.wait(LONGEST_S)


def test_a_setting_that_is_edited_is_used(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("version = 2\nkeep_days = 1\n")
    kept, heard = SettingsFile(file), threading.Event()
    kept.settings.subscribe(SettingChanged, lambda changed: heard.set())
    ear = Ear(tmp_path, kept.reload)
    file.write_text("version = 2\nkeep_days = 2\n")
    heard.wait(LONGEST_S)
    ear.watch.close()

    assert kept.settings.keep_days == 2


def test_what_happens_to_other_files_is_not_told(ear: Ear) -> None:
    ear.is_up.clear()
    (ear.folder / "store.db").write_text("busy")
    (ear.folder / "up").write_text("y")

    assert ear.is_up.wait(LONGEST_S)
    assert not ear.heard.is_set()


def test_without_the_package_the_log_says_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setitem(sys.modules, "watchdog", None)
    before = threading.active_count()
    watch = FileWatch(Owner())
    watch.watch(tmp_path, lambda name: True, lambda: None)

    with caplog.at_level("INFO"):
        watch.start()
        for thread in [each for each in threading.enumerate() if each.name == "file-watch"]:
            thread.join(LONGEST_S)

    assert [record.message for record in caplog.records] == [
        "edited files are used at the next start: the package watchdog is not installed"]
    assert threading.active_count() <= before
    watch.close()
