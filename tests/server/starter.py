"""A Python that has read the server's modules already, and forks a server whenever it is asked to.

`python -m tests.server.starter FD`: a server started afresh spends nine tenths of its start reading modules, and the
tests start hundreds. What is forked is a process like any other: its own pid, pipes, signals and end, and a command
line that goes through the same `__main__`. `tests.server.processes` is the other side.

Each order comes over the socket FD as one byte with four descriptors: where the order is read and its end told, then
stdin, stdout and stderr. The order is a line of JSON: the words after `python`, and the environment. The answers are
lines, too: the pid, and later the exit code.
"""

import gc
import json
import os
import runpy
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module

READ_BEFORE = (
    "app.command_line", "app.server.admin.cli", "app.server.certs", "app.server.cli", "app.server.running",
    "app.server.tls_protocol", "app.server.websocket_protocol", "concurrent.futures.thread", "uvloop",
)


def main() -> None:
    for name in READ_BEFORE:
        with suppress(ImportError):
            # uvloop is an extra.
            import_module(name)
    gc.freeze()
    # Nobody waits for a watcher: it has no answer but the one it wrote.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=int(sys.argv[1])) as orders:
        while True:
            message, descriptors, _, _ = socket.recv_fds(orders, 1, 4)
            if not message:
                return
            if os.fork() == 0:
                orders.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                watch(*descriptors)
                return
            for descriptor in descriptors:
                os.close(descriptor)


def watch(order: int, *streams: int) -> None:
    """In a process between the two: start a server, wait for its end, and tell it."""
    with socket.socket(fileno=order) as asker:
        with asker.makefile("r", encoding="utf-8") as lines:
            wanted = json.loads(lines.readline())
        pid = os.fork()
        if pid:
            for stream in streams:
                os.close(stream)
            asker.sendall(f"{pid}\n".encode())
            asker.sendall(f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n".encode())
            return
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    serve(wanted["words"], wanted["environment"])


def serve(words: list[str], environment: dict[str, str]) -> None:
    """Be the server that these words of a command line start."""
    os.environ.clear()
    os.environ.update(environment)
    sys.orig_argv = [sys.executable, *words]
    if words[0] == "-m":
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = words
        runpy.run_path(words[0], run_name="__main__")


if __name__ == "__main__":
    main()
