"""The command line as people meet it: what is missing or wrong is one sentence, never a traceback."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

MAIN = Path(__file__).parents[2] / "main.py"


def run(*arguments: str, python: Sequence[str] = (),
        environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the app; `python` are options of the interpreter."""
    return subprocess.run([sys.executable, *python, str(MAIN), *arguments], capture_output=True, text=True, timeout=30,
                          check=False, env={**os.environ, **(environment or {})})


def without(folder: Path, *packages: str) -> dict[str, str]:
    """An environment in which these packages can't be imported."""
    for package in packages:
        (folder / f"{package}.py").write_text(f"raise ModuleNotFoundError('no {package}', name={package!r})\n")
    return {"PYTHONPATH": str(folder)}


def one_sentence(text: str) -> bool:
    return len(text.splitlines()) == 1 and "Traceback" not in text


def test_without_a_display_the_way_out_is_named(tmp_path: Path) -> None:
    done = run("--data-dir", str(tmp_path), environment={"DISPLAY": ""})
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert "connect --headless" in done.stderr


def test_without_tk_the_package_to_install_is_named(tmp_path: Path) -> None:
    done = run("--data-dir", str(tmp_path / "data"), environment=without(tmp_path, "tkinter"))
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert "python3-tk" in done.stderr


def test_without_its_packages_the_command_that_installs_them_is_named() -> None:
    done = run("connect", "irc://127.0.0.1:1", "--headless", python=("-S",))
    assert done.returncode == 6
    assert one_sentence(done.stderr)
    assert "pip install -r requirements.txt" in done.stderr


def test_a_server_that_can_not_make_its_certificate_says_so(tmp_path: Path) -> None:
    done = run("serve", "--tls-listen", "127.0.0.1:0", "--data-dir", str(tmp_path / "data"),
               environment=without(tmp_path, "cryptography"))
    assert done.returncode == 6
    assert one_sentence(done.stderr)


def test_the_version_is_told() -> None:
    assert run("--version").stdout.startswith("Group Chat ")


@pytest.mark.parametrize("arguments", [
    ("--theme", "neon"), ("--layout", "round"), ("--nonsense",), ("connect", "--headless"), ("serve", "--set", "x"),
])
def test_a_wrong_option_ends_with_the_usage(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_profile_that_makes_no_sense_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "profile.json").write_text('{"host": 7}')
    done = run("connect", "--headless", "--config", str(tmp_path / "profile.json"))
    assert done.returncode == 2
    assert one_sentence(done.stderr)


def test_a_server_that_is_not_there_is_the_exit_code() -> None:
    done = run("connect", "irc://127.0.0.1:1/%23room", "--headless", "--name", "bot")
    assert done.returncode == 1
    assert "isn't answering" in done.stderr


@pytest.mark.parametrize("module", ["app.controllers.app", "app.controllers.headless", "app.models.workspace",
                                    "app.views.console.run", "app.server.cli", "app.themes.loader", "main"])
def test_nothing_but_the_window_loads_the_toolkit(module: str) -> None:
    program = f"import sys, {module}; sys.exit('tkinter' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=MAIN.parent, check=False).returncode == 0
