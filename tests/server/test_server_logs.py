"""The server's log: one record a line whatever comes in, and nothing in it that is nobody's business."""

import json
import logging
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.server.config import ConfigError, LoggingSection
from app.server.logs import FORMATTERS, set_up_logging
from app.server.options import parse_options
from tests.server.outside import Caller, RunningServer, serve_and_fail


def record(message: str, *args: object, error: BaseException | None = None, **fields: object) -> logging.LogRecord:
    """What a logger makes of a call, at the first millisecond of 2026."""
    made = logging.getLogger("app.server.door").makeRecord(
        "app.server.door", logging.WARNING, __file__, 1, message, args,
        (type(error), error, error.__traceback__) if error is not None else None, extra=fields)
    made.created = 1_767_225_600.001
    return made


def raised(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as caught:
        return caught


@pytest.fixture
def kept_logging() -> Iterator[None]:
    """Logging is the process's; it is as it was when the test ends."""
    root, ours = logging.getLogger(), logging.getLogger("app.server")
    handlers, levels, raises = list(root.handlers), (root.level, ours.level), logging.raiseExceptions
    root.handlers.clear()
    yield
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])
    logging.raiseExceptions = raises


HOSTILE = [
    "a\nb", "a\r\nb", "a\0b", "a\x1b[2Jb", "a\x85b", "a\u2028b", "a\u2029b", "a\u202eb", "a\x0b\x0cb", "a\ud800b",
]


@pytest.mark.parametrize("kind", ["plain", "json"])
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_from_the_network_ends_a_line_or_steers_a_terminal(kind: str, text: str) -> None:
    line = FORMATTERS[kind]().format(record("somebody said %s", text))

    assert line.isprintable()
    assert len(line.splitlines()) == 1


@pytest.mark.parametrize("kind", ["plain", "json"])
def test_the_words_of_an_error_may_quote_somebody_and_are_left_out(kind: str) -> None:
    line = FORMATTERS[kind]().format(record("it went wrong", error=raised(KeyError("a secret\n2026 INFO forged"))))

    assert "secret" not in line
    assert "forged" not in line
    assert "KeyError" in line
    assert "in raised" in line


@pytest.mark.parametrize("error", [sqlite3.OperationalError("database is locked"), OSError(28, "No space left")])
def test_what_the_system_says_of_an_error_is_kept(error: Exception) -> None:
    assert str(error) in FORMATTERS["plain"]().format(record("it went wrong", error=raised(error)))


def test_a_plain_record_begins_its_line_and_the_way_to_an_error_never_does() -> None:
    lines = FORMATTERS["plain"]().format(record("it went wrong", error=raised(OSError("x\ny")))).split("\n")

    assert lines[0].endswith(" WARNING app.server.door: it went wrong")
    assert [line for line in lines[1:] if not line.startswith("    ")] == []


def test_a_json_record_has_its_time_in_utc_and_the_fields_it_was_given() -> None:
    line = FORMATTERS["json"]().format(record("refused %s", "192.0.2.1", address="192.0.2.1", strangers=3))

    assert json.loads(line) == {
        "time": "2026-01-01T00:00:00.001Z", "level": "warning", "logger": "app.server.door",
        "message": "refused 192.0.2.1", "address": "192.0.2.1", "strangers": 3}


def test_a_field_can_not_pass_for_another() -> None:
    assert json.loads(FORMATTERS["json"]().format(record("true", level="forged")))["level"] == "warning"


@pytest.mark.parametrize(("setting", "said"), [
    ("logging.format=xml", "“xml” can't be logging.format: it should be plain or json."),
    ("logging.level=loud", "“loud” can't be logging.level: it should be debug or info or warning or error."),
])
def test_a_log_that_can_not_be_is_refused(setting: str, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse_options(["--set", setting])

    assert str(refused.value) == said


@pytest.mark.usefixtures("kept_logging")
def test_the_level_can_be_changed_while_the_server_runs(tmp_path: Path) -> None:
    file = tmp_path / "server.log"
    logger = logging.getLogger("app.server.door")
    set_up_logging(LoggingSection(level="warning", file=str(file)))
    logger.info("not wanted")
    set_up_logging(LoggingSection(level="debug", file=str(file)))
    logger.debug("wanted")

    assert [line.rpartition(": ")[2] for line in file.read_text().splitlines()] == ["wanted"]


@pytest.mark.usefixtures("kept_logging")
def test_a_log_that_can_not_be_written_changes_nothing(tmp_path: Path) -> None:
    set_up_logging(LoggingSection(file=str(tmp_path / "server.log")))
    before = list(logging.getLogger().handlers)

    with pytest.raises(ConfigError, match="can't be written"):
        set_up_logging(LoggingSection(file=str(tmp_path / "missing" / "server.log")))
    assert logging.getLogger().handlers == before


@pytest.mark.usefixtures("kept_logging")
def test_who_reads_the_log_may_go_without_anybody_noticing(
        monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    class Broken:
        def write(self, _text: str) -> None:
            raise BrokenPipeError

        def flush(self) -> None:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stderr", Broken())
    set_up_logging(LoggingSection())
    logging.getLogger("app.server").warning("is anybody there?")

    assert capfd.readouterr().err == ""


def test_a_running_server_logs_json_without_messages_and_passwords(tmp_path: Path) -> None:
    with RunningServer(tmp_path, "--log-format", "json", "--verbose", "--server-password", "link-key") as server:
        with Caller(server.ports[0]) as ann:
            ann.enters("ann", password="link-key")
            ann.says("PRIVMSG #general :a secret", "OPER host not-this")
            ann.catches_up()
        server.stop()
        assert server.process.stderr is not None
        lines = server.process.stderr.read().splitlines()

    assert {"time", "level", "logger", "message"} <= set.intersection(*(set(json.loads(line)) for line in lines))
    assert any("client" in json.loads(line)["message"] for line in lines)
    assert [line for line in lines if any(word in line for word in ("secret", "not-this", "link-key"))] == []


def test_an_unusable_log_ends_the_start_with_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "missing" / "server.log"
    code, _, said = serve_and_fail("--data-dir", str(tmp_path / "data"), "--set", f"logging.file={file}")

    assert code == 2
    assert said == f"The log {file} can't be written (No such file or directory). Choose another logging.file.\n"
