"""What docs/deploy offers names only what there is."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from app.server.admin.commands import parse
from app.server.config import load_config
from app.server.options import parse_options
from tests.server.outside import PATIENCE_S, ROOT

DEPLOY = ROOT / "docs" / "deploy"
SERVICE = (DEPLOY / "group-chat.service").read_text()
SOCKET = (DEPLOY / "group-chat.socket").read_text()
CONTAINER = (DEPLOY / "Containerfile").read_text()
OF_THE_WINDOW = ("emoji", "keyring", "pillow", "platformdirs", "regex", "watchdog")
"""Packages that the server never reads."""


def words_of(instruction: str) -> list[str]:
    """What an instruction of the container file names in its list form."""
    found = re.search(rf'{instruction} (\[.*\])$', CONTAINER, re.MULTILINE)
    assert found is not None
    words = tomllib.loads(f"words = {found[1]}")["words"]
    assert isinstance(words, list)
    return words


def test_the_config_has_only_options_that_exist() -> None:
    assert load_config(DEPLOY / "server.toml", []).listen.tls == ("*:6697",)


def test_the_unit_starts_the_server_with_options_that_exist() -> None:
    words = shlex.split(re.findall(r"^ExecStart=(.*)$", SERVICE, re.MULTILINE)[0])
    at = words.index("main.py")

    assert words[at + 1] == "serve"
    config = words.index("--config")
    words[config + 1] = str(DEPLOY / "server.toml")
    assert parse_options(words[at + 2:]).data_folder == Path("/var/lib/group-chat")


def test_the_socket_unit_names_what_is_spoken_there() -> None:
    assert re.findall(r"^FileDescriptorName=(.*)$", SOCKET, re.MULTILINE) == ["tls"]
    assert parse_options([], has_sockets=True).config.listen.tls == ()


def test_the_container_serves_and_asks_how_the_server_is() -> None:
    assert words_of("ENTRYPOINT") == ["python", "main.py"]
    serve, *options = words_of("^CMD")
    assert (serve, parse_options(options).data_folder) == ("serve", Path("/data"))
    python, main, admin, *asked = words_of("CMD")
    assert [python, main, admin] == ["python", "main.py", "admin"]
    assert (parse(asked).command.words, parse(asked).folder) == ("status", Path("/data"))


def test_the_container_has_the_packages_that_the_project_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    known = [*project["dependencies"], *project["optional-dependencies"]["fast"]]
    wanted = [line.partition(";")[0] for line in known if not line.startswith(OF_THE_WINDOW)]

    assert [package for package in wanted if f'"{package}"' not in CONTAINER] == []


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for name, text in (("group-chat.service", SERVICE), ("group-chat.socket", SOCKET)):
        # Verified is, too, whether the program is there.
        (tmp_path / name).write_text(re.sub(r"^ExecStart=\S+", f"ExecStart={sys.executable}", text, flags=re.MULTILINE))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
                          capture_output=True, text=True, timeout=PATIENCE_S, check=False)

    assert (done.returncode, [line for line in done.stderr.splitlines() if "group-chat" in line]) == (0, [])
