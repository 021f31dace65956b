"""Notifications from wish to screen: over a runner that only writes down, with real processes, on a real bus."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.models.notifying.backend import Backend, Command
from app.models.notifying.gdbus import GdbusBackend
from app.models.notifying.launcher_badge import LauncherBadge
from app.models.notifying.notification import Notification
from app.models.notifying.notifier import SystemNotifier
from app.models.notifying.notify_send import NotifySendBackend
from app.models.notifying.processes import Outcome, Processes
from tests.fakes.desktop import FakeDesktop, FakeDock

needs_bus = pytest.mark.skipif(shutil.which("gdbus") is None or shutil.which("dbus-daemon") is None
                               or sys.platform == "win32", reason="there is no D-Bus here")


def wait_until(holds: Callable[[], object], patience_s: float = 8.0) -> None:
    """Wait for a condition on another thread."""
    end = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.005)


class DirectPoster:
    """Calls at once, on whatever thread."""

    def post(self, call: Callable[[], None]) -> None:
        call()


class FakeRunner:
    """Writes commands down; `broken` programs fail, and numbers are given in order."""

    def __init__(self, *broken: str) -> None:
        self.broken = set(broken)
        self.commands: list[Command] = []
        self.watching: list[Callable[[str], None]] = []
        self.is_closed = False
        self._shown = 0

    def run(self, command: Command) -> Outcome:
        self.commands.append(command)
        if command.arguments[0] in self.broken:
            return Outcome(1)
        if command.arguments[-2:-1] == ("--method",) or "--help" in command.arguments:
            return Outcome(0, "['actions']")
        self._shown += 1
        return Outcome(0, f"(uint32 {self._shown},)")

    def watch(self, command: Command, on_line: Callable[[str], None]) -> Callable[[], None]:
        self.watching.append(on_line)
        return lambda: self.watching.remove(on_line)

    def close(self) -> None:
        self.is_closed = True

    def shown(self) -> list[tuple[str, ...]]:
        """The title and text, and what each replaces, of all that was shown by gdbus."""
        return [(command.arguments[12], *command.arguments[14:16]) for command in self.commands
                if "org.freedesktop.Notifications.Notify" in command.arguments]


class Scene:
    """A notifier with what it told."""

    def __init__(self, runner: FakeRunner, *backends: Backend) -> None:
        self.runner = runner
        self.chosen: list[str] = []
        self.failed: list[str] = []
        self.notifier = SystemNotifier(DirectPoster(), lambda: backends or (GdbusBackend(),), runner)
        self.notifier.listen(self.chosen.append, lambda failed: self.failed.append(failed.title))

    def show(self, key: str, text: str = "look") -> None:
        self.notifier.show(Notification(key=key, title=f"maya in {key}", text=text))

    def say(self, line: str) -> None:
        self.runner.watching[0](f"/org/freedesktop/Notifications: org.freedesktop.Notifications.{line}")


@pytest.fixture
def scenes() -> Iterator[Callable[..., Scene]]:
    made: list[Scene] = []

    def make(runner: FakeRunner, *backends: Backend) -> Scene:
        made.append(Scene(runner, *backends))
        return made[-1]

    yield make
    for scene in made:
        scene.notifier.close()


def test_a_later_notification_of_a_chat_takes_the_place_of_the_earlier_one(scenes: Callable[..., Scene]) -> None:
    scene = scenes(FakeRunner())
    scene.show("#maps", "one")
    wait_until(lambda: len(scene.runner.shown()) == 1)
    scene.show("#maps", "two")
    wait_until(lambda: len(scene.runner.shown()) == 2)
    assert scene.runner.shown() == [("uint32 0", "'maya in #maps'", "'one'"),
                                    ("uint32 1", "'maya in #maps'", "'two'")]


def test_a_click_names_what_was_clicked_and_the_last_end_ends_the_listening(scenes: Callable[..., Scene]) -> None:
    scene = scenes(FakeRunner())
    scene.show("#maps")
    scene.show("#general")
    wait_until(lambda: len(scene.runner.shown()) == 2)
    scene.say("ActionInvoked (uint32 2, 'default')")
    scene.say("ActionInvoked (uint32 77, 'default')")
    wait_until(lambda: scene.chosen)
    scene.say("NotificationClosed (uint32 2, uint32 2)")
    scene.say("NotificationClosed (uint32 1, uint32 2)")
    wait_until(lambda: not scene.runner.watching)
    assert scene.chosen == ["#general"]


def test_what_was_read_is_taken_away(scenes: Callable[..., Scene]) -> None:
    scene = scenes(FakeRunner())
    scene.notifier.withdraw("#maps")
    scene.show("#maps")
    wait_until(scene.runner.shown)
    scene.notifier.withdraw("#maps")
    wait_until(lambda: not scene.runner.watching)
    assert scene.runner.commands[-1].arguments[-2:] == ("org.freedesktop.Notifications.CloseNotification", "uint32 1")


def test_a_way_that_fails_gives_way_to_the_next_and_with_none_the_notification_comes_back(
        scenes: Callable[..., Scene]) -> None:
    runner = FakeRunner("gdbus")
    scene = scenes(runner, GdbusBackend(), NotifySendBackend())
    scene.show("#maps")
    wait_until(lambda: any("--" in command.arguments for command in runner.commands))
    runner.broken.add("notify-send")
    scene.show("#general")
    wait_until(lambda: scene.failed)
    assert scene.failed == ["maya in #general"]
    runner.broken.clear()
    scene.show("#tea")
    wait_until(lambda: len(runner.shown()) == 1)


def test_nothing_is_started_before_there_is_something_to_show_nor_after_the_end(scenes: Callable[..., Scene]) -> None:
    scene = scenes(FakeRunner())
    scene.notifier.close()
    scene.show("#maps")
    assert scene.runner.is_closed
    assert not scene.runner.commands


# Real processes


def python(code: str) -> Command:
    return Command((sys.executable, "-c", code), {"GIVEN": "it's $(here)"})


def test_a_process_is_given_its_environment_and_its_answer_is_taken() -> None:
    processes = Processes()
    assert processes.run(python("import os; print(os.environ['GIVEN'])")) == Outcome(0, "it's $(here)" + os.linesep)
    assert processes.run(python("raise SystemExit(3)")).code == 3


def test_a_program_that_is_not_there_and_an_argument_no_system_takes_are_failures() -> None:
    assert Processes().run(Command(("no-such-program-here",))).code < 0
    assert Processes().run(Command((sys.executable, "nul\0nul"))).code < 0
    Processes().watch(Command(("no-such-program-here",)), print)()


def test_no_child_outlives_the_app() -> None:
    processes = Processes()
    lines: list[str] = []
    processes.watch(python("import os, time; print(os.getpid(), flush=True); time.sleep(60)"), lines.append)
    wait_until(lambda: lines)
    processes.close()
    if sys.platform != "win32":
        with pytest.raises(ProcessLookupError):
            os.kill(int(lines[0]), 0)
    assert processes.run(python("pass")).code < 0


# A real bus


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    address = f"unix:path={tmp_path}/bus"
    daemon = subprocess.Popen(["dbus-daemon", "--session", "--nofork", f"--address={address}", "--nopidfile"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until((tmp_path / "bus").exists)
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address
    finally:
        daemon.terminate()
        daemon.wait()


@needs_bus
def test_a_desktop_shows_it_and_a_click_comes_back(bus: str) -> None:
    desktop = FakeDesktop(bus)
    processes = Processes()
    notifier = SystemNotifier(DirectPoster(), lambda: (GdbusBackend(),), processes)
    chosen: list[str] = []
    failed: list[Notification] = []
    notifier.listen(chosen.append, failed.append)
    hostile = "it's \\' <b> '), uint32 7, ('\nand 🐕"
    notifier.show(Notification(key="#maps", title="--help", text=hostile))
    wait_until(lambda: desktop.shown or failed)
    assert (desktop.shown[0].title, desktop.shown[0].text) == ("--help", hostile)

    def clicked() -> bool:
        # The one who hears clicks may be a moment later than the notification.
        desktop.click(1)
        time.sleep(0.02)
        return bool(chosen)

    wait_until(clicked)
    notifier.withdraw("#maps")
    wait_until(lambda: desktop.withdrawn == [1])
    notifier.close()
    desktop.close()
    assert (set(chosen), failed) == ({"#maps"}, [])


@needs_bus
def test_docks_hear_the_number_and_forget_it_when_the_app_leaves(bus: str) -> None:
    dock = FakeDock(bus)
    notifier = SystemNotifier(DirectPoster(), tuple, Processes(), LauncherBadge(bus))
    notifier.set_badge(0)
    notifier.set_badge(3)
    wait_until(lambda: dock.counts == [3])
    notifier.set_badge(0)
    wait_until(lambda: dock.counts == [3, 0])
    notifier.set_badge(20_000)
    wait_until(lambda: dock.counts == [3, 0, 9_999])
    notifier.close()
    wait_until(lambda: dock.has_left)
    dock.close()


@pytest.mark.parametrize("address", ["", "tcp:host=localhost", "unix:path=/no/such/bus", "unix:abstract=no-such-bus"])
def test_without_a_bus_there_is_no_number(address: str) -> None:
    badge = LauncherBadge(address)
    for count in (0, 3, 0):
        badge.show(count)
    badge.close()


@needs_bus
def test_a_bus_without_a_desktop_gives_the_notification_back(bus: str) -> None:
    notifier = SystemNotifier(DirectPoster(), lambda: (GdbusBackend(),), Processes())
    failed: list[Notification] = []
    notifier.listen(print, failed.append)
    notifier.show(Notification(key="#maps", title="maya", text="look"))
    wait_until(lambda: failed)
    notifier.close()
