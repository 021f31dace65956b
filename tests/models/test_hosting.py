"""Hosting as seen by the app: a child process that is played by a small script."""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.models.hosting import ChildHosting, folder_name
from app.models.hosting_state import HostingChanged, HostingFailure, HostingState
from app.models.profile import HostedGroup
from tests.wire.owner import Owner

LINK = "ircs://192.0.2.7:6698/%23general?certfp=sha256:" + "ab" * 32
NOTE = {"pid": 0, "name": "Ridge", "link": LINK, "listeners": ["0.0.0.0:6698"], "host_key": "key"}

GOOD = """
import json, os, pathlib, sys
folder = pathlib.Path(sys.argv[sys.argv.index("--data-dir") + 1])
(folder / "arguments").write_text(" ".join(sys.argv[1:]))
note = json.loads(os.environ["NOTE"]); note["pid"] = os.getpid()
(folder / "server.json").write_text(json.dumps(note))
print(note["link"]); print("ready 0.0.0.0:6698", flush=True)
for line in sys.stdin:
    (folder / "heard").write_text(line)
    if line == "stop\\n":
        break
"""


def failing(code: int, words: str) -> str:
    return f"import sys; sys.stderr.write({words!r} + '\\n'); sys.exit({code})"


@pytest.fixture
def owner() -> Owner:
    return Owner()


@pytest.fixture
def hosting_with(owner: Owner, tmp_path: Path,
                 monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ChildHosting]]:
    monkeypatch.setenv("NOTE", json.dumps(NOTE))
    made: list[ChildHosting] = []

    def make(program: str) -> ChildHosting:
        hosting = ChildHosting((sys.executable, "-c", program), tmp_path, owner)
        made.append(hosting)
        return hosting

    yield make
    for hosting in made:
        hosting.close()


def state_of(owner: Owner, hosting: ChildHosting, group: HostedGroup, *states: HostingState) -> HostingChanged:
    """Wait until the group's server is in one of these states."""
    owner.run_until(lambda: (now := hosting.current(group)) is not None and now.state in states, str(states))
    now = hosting.current(group)
    assert now is not None
    return now


def test_a_started_server_tells_where_it_is_and_who_the_host_is(
        owner: Owner, hosting_with: Callable[[str], ChildHosting], tmp_path: Path) -> None:
    hosting = hosting_with(GOOD)
    group = hosting.new_group("Ridge Walkers")

    hosting.start(group)
    now = state_of(owner, hosting, group, HostingState.RUNNING)

    assert now.link is not None
    assert (now.link.host, now.link.name) == ("192.0.2.7", "Ridge Walkers")
    assert (now.local_port, now.wanted_port) == (6698, 6697)
    assert now.operator is not None
    assert now.operator.password == "key"
    assert hosting.running() == [group]
    assert "--stop-with-stdin" in (tmp_path / group.folder / "arguments").read_text()


def test_a_stopped_server_was_asked_politely(
        owner: Owner, hosting_with: Callable[[str], ChildHosting], tmp_path: Path) -> None:
    hosting = hosting_with(GOOD)
    group = hosting.new_group("Ridge Walkers")
    hosting.start(group)
    state_of(owner, hosting, group, HostingState.RUNNING)

    hosting.stop(group)
    state_of(owner, hosting, group, HostingState.STOPPED)

    assert (tmp_path / group.folder / "heard").read_text() == "stop\n"


@pytest.mark.parametrize(("code", "failure"), [
    (4, HostingFailure.PORT_IN_USE),
    (5, HostingFailure.FOLDER_NOT_WRITABLE),
    (6, HostingFailure.PACKAGE_MISSING),
    (9, HostingFailure.OTHER),
])
def test_a_server_that_cannot_start_says_why(
        owner: Owner, hosting_with: Callable[[str], ChildHosting], code: int, failure: HostingFailure) -> None:
    hosting = hosting_with(failing(code, "Something is in the way."))
    group = hosting.new_group("Ridge Walkers")

    hosting.start(group)
    now = state_of(owner, hosting, group, HostingState.FAILED)

    assert (now.failure, now.detail) == (failure, "Something is in the way.")


def test_a_server_that_dies_is_told(
        owner: Owner, hosting_with: Callable[[str], ChildHosting], tmp_path: Path) -> None:
    hosting = hosting_with(GOOD)
    group = hosting.new_group("Ridge Walkers")
    hosting.start(group)
    state_of(owner, hosting, group, HostingState.RUNNING)

    pid = json.loads((tmp_path / group.folder / "server.json").read_text())["pid"]
    os.kill(pid, signal.SIGTERM)

    assert state_of(owner, hosting, group, HostingState.FAILED).failure is HostingFailure.ENDED


def test_a_server_that_was_told_to_keep_running_is_found_again(
        owner: Owner, hosting_with: Callable[[str], ChildHosting], tmp_path: Path) -> None:
    group = HostedGroup(name="Ridge Walkers", folder="ridge")
    (tmp_path / "ridge").mkdir()
    (tmp_path / "ridge" / "server.json").write_text(json.dumps(NOTE))
    hosting = hosting_with(failing(3, "Another server already works here."))

    hosting.start(group)

    assert state_of(owner, hosting, group, HostingState.RUNNING).was_running


def test_a_server_that_kept_running_can_be_stopped(
        owner: Owner, hosting_with: Callable[[str], ChildHosting], tmp_path: Path) -> None:
    first = hosting_with(GOOD)
    group = first.new_group("Ridge Walkers")
    first.start(group)
    state_of(owner, first, group, HostingState.RUNNING)
    later = hosting_with(failing(3, "Another server already works here."))
    later.start(group)
    state_of(owner, later, group, HostingState.RUNNING)

    later.stop(group)

    state_of(owner, later, group, HostingState.STOPPED)
    state_of(owner, first, group, HostingState.FAILED)


def test_keep_running_reaches_the_server_and_closing_leaves_it_alone(
        owner: Owner, hosting_with: Callable[[str], ChildHosting], tmp_path: Path) -> None:
    hosting = hosting_with(GOOD)
    group = hosting.new_group("Ridge Walkers")
    hosting.start(group)
    state_of(owner, hosting, group, HostingState.RUNNING)

    hosting.keep_running()
    hosting.close()
    heard = tmp_path / group.folder / "heard"
    owner.run_until(lambda: heard.exists() and heard.read_text() == "keep-running\n")

    os.kill(json.loads((tmp_path / group.folder / "server.json").read_text())["pid"], signal.SIGKILL)


def test_a_program_that_cannot_be_run_at_all_is_a_failure(owner: Owner, tmp_path: Path) -> None:
    hosting = ChildHosting((str(tmp_path / "nothing"),), tmp_path, owner)
    group = hosting.new_group("x")

    hosting.start(group)

    assert state_of(owner, hosting, group, HostingState.FAILED).failure is HostingFailure.OTHER


@pytest.mark.parametrize(("one", "other"), [("Ridge Walkers", "ridge walkers"), ("Über uns", "über uns")])
def test_a_name_leads_to_one_folder_however_it_is_written(one: str, other: str) -> None:
    assert folder_name(one) == folder_name(other)


@pytest.mark.parametrize("name", ["../../etc", "con", "a/b\\c", "群聊", "🐕", "", ".", "x" * 500, "a\0b"])
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    folder = folder_name(name)
    assert folder
    assert folder == Path(folder).name
    assert folder != "con"
    assert set(folder) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_different_names_have_different_folders() -> None:
    assert len({folder_name(name) for name in ("群聊", "家族", "🐕", "Über", "Uber")}) == 5
