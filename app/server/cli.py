"""`serve`: read the command line, run the server, and answer how that ended.

Exit codes: 0 ended as asked, 1 could not begin anew at a restart, 2 bad option or config, 3 another server works in the
data folder, 4 the port is taken, 5 the data folder can't be used, 6 a package is missing. What goes wrong is said in
one sentence on stderr.
"""

import asyncio
import sqlite3
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from app.server.certs import CertificateError, PackageMissing
from app.server.config import ConfigError
from app.server.data_folder import DataFolder, FolderInUse, FolderUnusable
from app.server.handover import Handover, RestartFailed, pass_on, take_over
from app.server.listener import ListenError, Listening, PortInUse, listen_everywhere
from app.server.logs import set_up_logging
from app.server.options import Options, parse_options
from app.server.running import ServerRun
from app.server.service_manager import given_sockets
from app.server.starting import check_start
from app.server.storage.schema import DatabaseTooNew

EXIT_OK = 0
EXIT_NOT_RESTARTED = 1
EXIT_BAD_OPTION = 2
EXIT_FOLDER_IN_USE = 3
EXIT_PORT_IN_USE = 4
EXIT_FOLDER_UNUSABLE = 5
EXIT_PACKAGE_MISSING = 6


def main(argv: list[str]) -> int:
    """Run `serve` with these arguments; answer the exit code."""
    handover = take_over()
    try:
        given = given_sockets()
        options = parse_options(argv, has_sockets=bool(given) or (handover is not None and handover.was_given_sockets))
        if options.only_prints:
            return _print_config(options)
        set_up_logging(options.config.logging)
        if options.only_checks:
            return _with_sentences(options.data_folder, lambda: _check(options))
        folder = DataFolder(options.data_folder, handover.lock if handover is not None else None)
    except (ConfigError, ListenError, FolderInUse, FolderUnusable) as error:
        return _complain(error)
    try:
        return _with_sentences(folder.path, lambda: _run(options, folder, handover, given))
    finally:
        with suppress(OSError):
            folder.close()


def _check(options: Options) -> int:
    check_start(options)
    return EXIT_OK


def _print_config(options: Options) -> int:
    # Here, not above: a start has no use for what all options are for.
    from app.server.config_text import config_text

    # As UTF-8 whatever the terminal's encoding: a config file is read as that.
    sys.stdout.buffer.write(config_text(options.config).encode())
    return EXIT_OK


def _with_sentences(folder: Path, act: Callable[[], int]) -> int:
    """Do it and answer the exit code; what goes wrong is one sentence."""
    try:
        return act()
    except (ConfigError, CertificateError, PortInUse, ListenError, RestartFailed) as error:
        return _complain(error)
    except DatabaseTooNew as error:
        return _complain(FolderUnusable(
            f"The messages in {folder} were saved by a newer version ({error}). Update Group Chat."))
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            return _complain(FolderUnusable(
                f"Another program has the messages in {folder} open for itself. Close it, then start again."))
        return _complain(FolderUnusable(
            f"The messages in {folder / 'chat.db'} can't be opened ({error}). Put a backup there, or move it away."))
    except OSError as error:
        return _complain(FolderUnusable(
            f"The folder {folder} can't be used ({error.strerror or error}). Choose another with --data-dir."))


_EXIT_CODES: dict[type[Exception], int] = {
    FolderInUse: EXIT_FOLDER_IN_USE, PortInUse: EXIT_PORT_IN_USE, FolderUnusable: EXIT_FOLDER_UNUSABLE,
    PackageMissing: EXIT_PACKAGE_MISSING, RestartFailed: EXIT_NOT_RESTARTED,
}


def _complain(error: Exception) -> int:
    sys.stderr.write(f"{error}\n")
    return _EXIT_CODES.get(type(error), EXIT_BAD_OPTION)


def _run(options: Options, folder: DataFolder, handover: Handover | None, given: list[Listening]) -> int:
    inherited = [*handover.sockets, *given] if handover is not None else given
    run = ServerRun(options, folder, listen_everywhere(options.config.listen, inherited), handover)
    with _runner() as runner:
        successor = runner.run(run.serve())
    if successor is not None:
        pass_on(successor)
    return EXIT_OK


def _runner() -> asyncio.Runner:
    """Uvloop where it is installed: a tenth to a quarter less CPU at peak. Never required."""
    try:
        import uvloop
    except ImportError:
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)
