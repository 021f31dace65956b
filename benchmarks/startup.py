"""How soon the window is painted and the server listens, and how often an idle app wakes up.

Run it on a desktop, or under Xvfb:  python benchmarks/startup.py [--runs 7] [--idle 10]

A start is measured from the start of the process to the moment when the first frame of the window has been drawn, and
to the moment when it takes gestures, against a bare Tk window in the same run; each process tells both by itself. The
server's, with TLS, goes until it says that it listens, against a process that only loads asyncio. An idle app (with the
chat it hosts) is watched through the kernel's count of context switches, for both processes.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]

BARE = """
import tkinter
root = tkinter.Tk()
root.geometry("1360x850")
tkinter.Label(root, text="A bare window").pack()
root.update()
print("painted", flush=True)
"""

OURS = """
import sys
sys.path.insert(0, {root!r})
import app.views.tk.kit as kit

def run(self, started):
    self._root.deiconify()
    self._root.update()
    print("painted", flush=True)
    started()
    self._root.update()
    print("ready", flush=True)

kit.TkKit.run = run
import main
main.main(["--data-dir", {folder!r}])
"""


def start(program: str, cache: str) -> tuple[float, float]:
    """Seconds from the start of the process until it has painted, and until it takes gestures.

    Compiled modules are kept in `cache`, as they are on every computer from the second start on.
    """
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True,
                          env=environment) as process:
        assert process.stdout is not None
        times = [time.perf_counter() - began for _line in process.stdout]
    if not times:
        raise SystemExit("the window did not open; is there a display?")
    return times[0], times[-1]


def serve(command: list[str]) -> float:
    """Seconds from the start of the process until it says that it is ready."""
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          cwd=ROOT) as process:
        assert process.stdout is not None
        while not process.stdout.readline().startswith("ready"):
            if process.poll() is not None:
                raise SystemExit("the server did not start")
        took = time.perf_counter() - began
        process.terminate()
    return took


def server_starts(runs: int) -> dict[str, float]:
    """Medians of a bare asyncio process, of a server in an empty folder, and of one that was there before."""
    times: dict[str, list[float]] = {"bare asyncio": [], "new server": [], "server again": []}
    for run in range(runs + 1):
        with tempfile.TemporaryDirectory() as folder:
            ours = ["main.py", "serve", "--tls-listen", "127.0.0.1:0", "--data-dir", folder]
            took = [serve(["-c", "import asyncio; print('ready', flush=True)"]), serve(ours), serve(ours)]
        if run:  # the first warms the disk's cache for all
            for name, seconds in zip(times, took, strict=True):
                times[name].append(seconds)
    return {name: statistics.median(values) for name, values in times.items()}


def switches(pid: int) -> int:
    """Voluntary context switches of all threads of a process: how often it woke up and went to sleep again."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        for line in (task / "status").read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches"):
                total += int(line.split()[1])
    return total


def children(pid: int) -> list[int]:
    return [int(child) for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()]


def idle(seconds: float) -> dict[str, float]:
    """Wake-ups a second of an idle app that hosts a chat, and of its server."""
    with tempfile.TemporaryDirectory() as folder:
        app = subprocess.Popen([sys.executable, str(ROOT / "main.py"), "--data-dir", folder, "--name", "ines",
                                "--host", "Bench"], stderr=subprocess.DEVNULL)
        try:
            time.sleep(6)
            found = {"window": app.pid, "server": children(app.pid)[0]}
            before = {name: switches(pid) for name, pid in found.items()}
            time.sleep(seconds)
            return {name: (switches(pid) - before[name]) / seconds for name, pid in found.items()}
        finally:
            app.terminate()
            app.wait(10)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--idle", type=float, default=10.0, metavar="SECONDS")
    options = parser.parse_args()
    times: dict[str, list[tuple[float, float]]] = {"bare Tk window": [], "Group Chat": []}
    with tempfile.TemporaryDirectory() as folder:
        ours = OURS.format(root=str(ROOT), folder=folder)
        for run in range(options.runs + 1):
            pair = (start(BARE, f"{folder}/cache"), start(ours, f"{folder}/cache"))
            if run:  # the first warms the disk's cache for both
                for name, result in zip(times, pair, strict=True):
                    times[name].append(result)
    print(f"{'':16} first paint, s   ready, s   (medians of {options.runs})")
    for name, results in times.items():
        paint, ready = (statistics.median(values) for values in zip(*results, strict=True))
        print(f"{name:16} {paint:14.3f} {ready:10.3f}")
    ratio = statistics.median(paint for paint, _ in times["Group Chat"]) / statistics.median(
        paint for paint, _ in times["bare Tk window"])
    print(f"ratio            {ratio:14.2f}   (aim: at most 2.5)")
    for name, seconds in server_starts(options.runs).items():
        print(f"{name:16} {'':14} {seconds:10.3f}")
    if options.idle and Path("/proc/self/task").exists():
        for name, rate in idle(options.idle).items():
            print(f"idle {name:11} {rate:14.2f} wake-ups a second")


if __name__ == "__main__":
    main()
