"""`serve`: its options, what it prints, its exit codes, and how the app that started it controls it."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.server.config import Config, ConfigError, apply_setting, load_config
from tests.server.outside import PATIENCE_S, ROOT, Caller, RunningServer, serve_and_fail


@pytest.mark.parametrize(("options", "sentence"), [
    (["--set", "limits.nick_lenght=5"], "Did you mean “limits.nick_length”?"),
    (["--set", "limit.nick_length=5"], "Did you mean “limits”?"),
    (["--set", "limits.nick_length=long"], "it should be a whole number of 0 or more"),
    (["--set", "limits.join_seconds=inf"], "can't be inf: it should be a number of 0 or more"),
    (["--set", "limits.join_seconds=nan"], "can't be nan: it should be a number of 0 or more"),
    (["--set", "limits.recvq=99999999999999"], "up to 10^12"),
    (["--set", "limits.nick_length=-1"], "can't be -1: it should be a whole number of 0 or more"),
    (["--set", "limits.flood=maybe"], "it should be true or false"),
    (["--set", "nonsense"], "Write it as SECTION.KEY=VALUE."),
    (["--oper", "root"], "--oper NAME:PASSWORD"),
    (["--tls-cert", "cert.pem"], "give both --tls-cert and --tls-key"),
    (["--tls-cert", "no-cert.pem", "--tls-key", "no-key.pem", "--tls-listen", "127.0.0.1:0"], "Check its name."),
    (["--server-name", "no dots"], "it should look like chat.example.org"),
    (["--listen", "nowhere"], "Write it as HOST:PORT"),
    (["--listen", "127.0.0.1:99999"], "Write it as HOST:PORT"),
    (["--listen", "192.0.2.77:0"], "Choose an address of this machine"),
    (["--config", "no-such-file.toml"], "can't be read"),
    (["--set", "rooms.permanent=[\"general\"]"], "it should look like #general"),
])
def test_a_bad_option_is_named_in_one_sentence(tmp_path: Path, options: list[str], sentence: str) -> None:
    code, out, err = serve_and_fail("--listen", "127.0.0.1:0", "--data-dir", str(tmp_path / "data"), *options)

    assert (code, out) == (2, "")
    assert sentence in err
    assert "Traceback" not in err
    assert err.count("\n") == 1


def test_an_unknown_option_is_a_usage_error() -> None:
    code, _, err = serve_and_fail("--no-such-option", afresh=True)

    assert code == 2
    assert err.startswith("usage: python main.py serve ")


def test_a_second_server_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    with RunningServer(tmp_path):
        code, out, err = serve_and_fail("--listen", "127.0.0.1:0", "--data-dir", str(tmp_path))

    assert (code, out) == (3, "")
    assert err.startswith("Another server already works in ")


def test_a_taken_port_is_said_with_a_next_step(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, out, err = serve_and_fail("--listen", f"127.0.0.1:{port}", "--data-dir", str(tmp_path))

    assert (code, out) == (4, "")
    assert err.startswith(f"Another program uses port {port}. Close it, or choose another port")


def test_with_port_fallback_the_next_free_port_is_taken_and_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with RunningServer(tmp_path, "--listen", f"127.0.0.1:{port}", "--port-fallback", plain=False) as server:
            # One listener more than RunningServer asked for itself: its line follows.
            assert server.process.stdout is not None
            said = [*server.said, server.process.stdout.readline().strip()]
            taken = int(said[-1].rpartition(":")[2])

            assert said[0] == f"Another program uses port {port}. Hosting on {taken} instead; the invite link knows."
            assert f":{taken}/" in said[1]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user whom permissions hold back")
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    assert serve_and_fail("--listen", "127.0.0.1:0", "--data-dir", str(tmp_path / "data"))[0] == 5


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.write_text("not a folder")

    code, out, err = serve_and_fail("--listen", "127.0.0.1:0", "--data-dir", str(folder))

    assert (code, out) == (5, "")
    assert "Traceback" not in err


def test_the_end_of_stdin_stops_a_server_started_by_the_app(tmp_path: Path) -> None:
    with RunningServer(tmp_path, "--stop-with-stdin", stdin=subprocess.PIPE) as server, \
            Caller(server.ports[0]) as ann:
        ann.enters("ann")
        assert server.process.stdin is not None
        server.process.stdin.close()

        assert ann.hears("ERROR")[-1] == "ERROR :The host closed the chat"
        assert server.process.wait(PATIENCE_S) == 0


def test_a_server_told_to_keep_running_outlives_its_window(tmp_path: Path) -> None:
    with RunningServer(tmp_path, "--stop-with-stdin", stdin=subprocess.PIPE) as server:
        assert server.process.stdin is not None
        server.process.stdin.write("keep-running\n")
        server.process.stdin.close()
        with Caller(server.ports[0]) as ann:
            ann.enters("ann")
            assert ann.catches_up() == []
        assert server.process.poll() is None
        assert json.loads((tmp_path / "server.json").read_text())["pid"] == server.process.pid


def test_a_line_stop_on_stdin_stops_the_server(tmp_path: Path) -> None:
    with RunningServer(tmp_path, "--stop-with-stdin", stdin=subprocess.PIPE) as server:
        assert server.process.stdin is not None
        server.process.stdin.write("keep-running\nstop\n")
        server.process.stdin.flush()

        assert server.process.wait(PATIENCE_S) == 0


def test_without_the_option_stdin_means_nothing(tmp_path: Path) -> None:
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as ann:
        ann.enters("ann")
        assert ann.catches_up() == []
        assert server.process.poll() is None


def test_the_server_listens_soon_after_its_start(tmp_path: Path) -> None:
    """The promise is 0.3 s; a busy test machine gets more."""
    with RunningServer(tmp_path, plain=False, tls=True):
        pass
    began = time.monotonic()
    with RunningServer(tmp_path, plain=False, tls=True, afresh=True):
        assert time.monotonic() - began < 2.0


def test_the_package_runs_on_its_own() -> None:
    """Nothing of the app but the protocol is loaded, and nothing slow before it is needed."""
    program = "import sys, app.server.cli; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True,
                          timeout=PATIENCE_S)
    loaded = set(done.stdout.split())

    assert {name.split(".")[1] for name in loaded if name.startswith("app.")} == {"protocol", "server", "values"}
    assert not loaded & {"cryptography", "tkinter", "uvloop"}


def test_a_config_file_and_settings_make_one_config(tmp_path: Path) -> None:
    file = tmp_path / "server.toml"
    file.write_text('[limits]\nflood_burst = 20\n[rooms]\npermanent = ["#a", "#b"]\n[operators]\nroot = "pw"\n')
    settings = ["limits.nick_length=20", "server.motd=Hi there", "operators.eve=5=5", "server.network=7"]
    config = load_config(file, settings)

    assert (config.limits.flood_burst, config.limits.nick_length) == (20.0, 20)
    assert config.rooms.permanent == ("#a", "#b")
    assert (config.server.motd, config.server.network) == ("Hi there", "7")
    assert config.operators == {"root": "pw", "eve": "5=5"}


@pytest.mark.parametrize("text", ["limits = 5", "[limits]\nflood = 'yes'", "[limits", "[nothing]\nx = 1"])
def test_a_damaged_config_file_is_a_plain_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "server.toml"
    file.write_text(text)

    with pytest.raises(ConfigError):
        load_config(file, [])


def test_a_list_can_be_set_as_one_text() -> None:
    assert apply_setting(Config(), "rooms.permanent=#team").rooms.permanent == ("#team",)
