"""The server's log: a record a line, for people (plain) or for programs (JSON), on stderr or in a file.

What comes from the network is never trusted here: whatever a record holds, it stays one line, and a line that begins
like a record is one. Of an exception its kind and where it happened are said; its words only where they are the
system's or the database's, since others may quote what somebody wrote.
"""

import json
import logging
import sqlite3
import sys
import traceback

from app.protocol.server_time import format_server_time
from app.server.config import ConfigError, LoggingSection

_OURS = "app.server"
_INDENT = "    "
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""What every record has; anything else was given as `extra` and is a field."""
_SAY_WHY = (OSError, sqlite3.Error)


def set_up_logging(section: LoggingSection) -> None:
    """Log as the config says from now on. Raises ConfigError, and then nothing has changed."""
    handler = _handler(section.file)
    handler.setFormatter(FORMATTERS[section.format]())
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
        old.close()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    # Not the root logger: asyncio says much at DEBUG.
    logging.getLogger(_OURS).setLevel(section.level.upper())
    # Who started us may have gone, and with it the other end of stderr.
    logging.raiseExceptions = False


def _handler(file: str) -> logging.Handler:
    if not file:
        return logging.StreamHandler(sys.stderr)
    from logging.handlers import WatchedFileHandler

    try:
        # Opened anew when it was moved away, as those do who keep old logs.
        return WatchedFileHandler(file, encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"The log {file} can't be written ({error.strerror}). Choose another logging.file.") from error


class PlainFormatter(logging.Formatter):
    """A line for people; where something went wrong inside, the way to it stands below, indented."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        head = f"{self.formatTime(record)} {record.levelname} {record.name}: {in_one_line(record.getMessage())}"
        lines = [_INDENT + in_one_line(line) for line in way_to(record)]
        return "\n".join([head, *lines])


class JsonFormatter(logging.Formatter):
    """An object a line: time (UTC), level, logger, message, the record's own fields, and `way` to what went wrong."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON. All of it is ASCII, so that no reader finds another line in it."""
        values: dict[str, object] = {
            "time": format_server_time(int(record.created * 1000 + 0.5)),
            "level": record.levelname.lower(), "logger": record.name, "message": record.getMessage()}
        fields = {name: value for name, value in vars(record).items() if name not in _STANDARD and name not in values}
        way = way_to(record)
        return json.dumps({**values, **fields, **({"way": way} if way else {})}, default=str)


FORMATTERS: dict[str, type[logging.Formatter]] = {"plain": PlainFormatter, "json": JsonFormatter}
LEVELS = ("debug", "info", "warning", "error")


def in_one_line(text: str) -> str:
    """The text without what could end a line or steer a terminal: such characters are shown as escapes."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def way_to(record: logging.LogRecord) -> list[str]:
    """From where to where the exception of a record went, and what it was; empty for a record without one."""
    if record.exc_info is None or record.exc_info[1] is None:
        return []
    error = record.exc_info[1]
    frames = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    return [*frames, f"{type(error).__name__}: {error}" if isinstance(error, _SAY_WHY) else type(error).__name__]
