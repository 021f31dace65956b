"""The app may end at any moment: what was said to be on disk is there then, once."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.models.store.stores import NETWORK, OpenStore

ROOT = Path(__file__).parents[3]
ENOUGH = 40


def queue_until_killed(path: str) -> None:
    """What the child does: queue messages, and say of each that is on disk, its nonce."""
    from app.models.chats import Delivery
    from tests.models.store.stores import ours

    store = OpenStore(Path(path))
    chat = store.chat()
    for number in range(100_000):
        entry = ours(number, f"message {number}", f"n{number}", delivery=Delivery.QUEUED)
        if store.queue(chat, entry):
            sys.stdout.write(f"{entry.nonce}\n")
            sys.stdout.flush()
        if number % 3 == 0:
            store.store.settle(chat, entry.nonce, entry)


def test_what_was_kept_is_there_after_a_sudden_end(opens: Callable[[], OpenStore], path: Path) -> None:
    code = f"import {__name__.rpartition('.')[2]} as t; t.queue_until_killed({str(path)!r})"
    search = f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(Path(__file__).parent)!r}]; "
    with subprocess.Popen([sys.executable, "-c", search + code], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        told = [child.stdout.readline().strip() for _ in range(ENOUGH)]
        child.send_signal(signal.SIGKILL)
        told += child.stdout.read().split()
    store = opens()
    (kept,) = store.opened.chats[NETWORK]
    page = store.range(kept.row, 0, 100_000)
    nonces = [entry.nonce for entry in (*kept.unsent, *page.entries)]
    assert len(set(nonces)) == len(nonces)
    assert set(told) <= set(nonces)
    assert not store.opened.damaged
