"""kill -9 under load, again and again: what was acknowledged is there afterwards, once, in order, and whole.

The number of rounds comes from the environment: KILL_ROUNDS=500 takes some minutes.
"""

import os
import random
import re
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.server.outside import PATIENCE_S, Caller, RunningServer
from tests.server.stores import does_all_upkeep, index_is_right, reading

ROUNDS = int(os.environ.get("KILL_ROUNDS", "25"))
WINDOW = 16
CAPS = "echo-message labeled-response batch message-tags"
MULTILINE = f"{CAPS} draft/multiline"
EDIT = f"{CAPS} groupchat.local/edit"


@dataclass
class Promises:
    """What writers sent, and what the server acknowledged; a bell for each acknowledgement."""

    sent: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    acknowledged: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    bell: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def sends(self, writer: str, text: str) -> None:
        self.sent[writer].append(text)

    def hears(self, writer: str, text: str) -> None:
        self.acknowledged[writer].append(text)
        self.bell.release()

    @property
    def count(self) -> int:
        return sum(map(len, self.acknowledged.values()))


Writer = Callable[[Caller, Promises, str, int], None]


def talk(caller: Caller, promises: Promises, name: str, life: int) -> None:
    """Say one thing after the other, with some on their way at any time."""
    number = 0
    while True:
        while number < len(promises.acknowledged[f"{name}-{life}"]) + WINDOW:
            text = f"{name}-{life}-{number}"
            promises.sends(f"{name}-{life}", text)
            caller.says(f"PRIVMSG #general :{text}")
            number += 1
        promises.hears(f"{name}-{life}", _next(caller, f"PRIVMSG #general :{name}-").rpartition(":")[2])


def paste(caller: Caller, promises: Promises, name: str, life: int) -> None:
    """Say things of three lines."""
    for number in range(1_000_000):
        text = f"{name}-{life}-{number}"
        promises.sends(f"{name}-{life}", f"{text}\nmore\nand more")
        caller.says("BATCH +1 draft/multiline #general", *(
            f"@batch=1 PRIVMSG #general :{line}" for line in (text, "more", "and more")), "BATCH -1")
        _next(caller, f"PRIVMSG #general :{text}")
        _next(caller, "BATCH -")
        promises.hears(f"{name}-{life}", f"{text}\nmore\nand more")


def correct(caller: Caller, promises: Promises, name: str, life: int) -> None:
    """Say things and change each at once."""
    for number in range(1_000_000):
        text = f"{name}-{life}-{number}"
        caller.says(f"PRIVMSG #general :{text}")
        msgid = re.search(r"msgid=([^; ]+)", _next(caller, f"PRIVMSG #general :{text}"))
        assert msgid is not None
        promises.sends(f"{name}-{life}", f"{text} corrected")
        caller.says(f"EDIT #general {msgid[1]} :{text} corrected")
        _next(caller, f":{text} corrected")
        promises.hears(f"{name}-{life}", f"{text} corrected")


def rename_topics(caller: Caller, promises: Promises, name: str, life: int) -> None:
    """Set one topic after the other."""
    caller.says("JOIN #topics")
    caller.hears(" 366 ")
    for number in range(1_000_000):
        text = f"{name}-{life}-{number}"
        promises.sends(name, text)
        caller.says(f"TOPIC #topics :{text}")
        _next(caller, f"TOPIC #topics :{text}")
        promises.hears(name, text)


WRITERS: dict[str, tuple[Writer, str]] = {
    "ann": (talk, CAPS), "bob": (talk, CAPS), "eve": (talk, CAPS), "pat": (paste, MULTILINE), "edi": (correct, EDIT),
    "top": (rename_topics, CAPS),
}


def _next(caller: Caller, wanted: str) -> str:
    """The line with this in it that comes next from oneself. Raises ConnectionError when the server is gone."""
    while True:
        line = caller.line()
        if not line:
            raise ConnectionError
        assert " FAIL " not in line, line
        if wanted in line:
            return line


def write_until_killed(port: int, promises: Promises, name: str, life: int) -> None:
    write, caps = WRITERS[name]
    try:
        with Caller(port) as caller:
            caller.enters(name, caps=caps)
            write(caller, promises, name, life)
    except (ConnectionError, AssertionError) as error:
        # Killed while it entered: there is nothing to be said then either.
        if isinstance(error, AssertionError) and "the connection ended" not in str(error):
            raise


def live_and_die(folder: Path, promises: Promises, life: int, patience: int) -> None:
    """A server's life: everybody writes, and after so many acknowledgements it is killed."""
    promises.bell = threading.Semaphore(0)
    with RunningServer(folder) as server:
        writers = [threading.Thread(target=write_until_killed, args=(server.ports[0], promises, name, life))
                   for name in WRITERS]
        for writer in writers:
            writer.start()
        for _ in range(patience):
            assert promises.bell.acquire(timeout=PATIENCE_S)
        server.kill()
        for writer in writers:
            writer.join(PATIENCE_S)
            assert not writer.is_alive()


@dataclass
class Aftermath:
    """The database after all lives, what was promised in them, and what is kept of each life, in the log's order."""

    database: Path
    promises: Promises
    kept: defaultdict[str, list[str]]


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Aftermath:
    folder = tmp_path_factory.mktemp("killed")
    promises = Promises()
    moments = random.Random(9)
    for life in range(ROUNDS):
        live_and_die(folder, promises, life, moments.randint(1, 800))
    print(f"\n{ROUNDS} rounds, {promises.count} acknowledged")  # noqa: T201 - the figure is asked for with -s
    kept = defaultdict(list)
    with reading(folder / "chat.db") as connection:
        for (body,) in connection.execute("SELECT body FROM msg WHERE kind = 1 ORDER BY seq"):
            kept[body.rpartition("-")[0]].append(body)
    return Aftermath(folder / "chat.db", promises, kept)


pytestmark = pytest.mark.timeout(120 + 3 * ROUNDS)


@pytest.mark.parametrize("name", ["ann", "bob", "eve", "pat"])
def test_every_acknowledged_message_is_kept_once_in_order_and_whole(
        aftermath: Aftermath, name: str) -> None:
    for life in range(ROUNDS):
        writer = f"{name}-{life}"
        stored, acknowledged = aftermath.kept[writer], aftermath.promises.acknowledged[writer]

        assert stored[:len(acknowledged)] == acknowledged
        assert stored == aftermath.promises.sent[writer][:len(stored)]


def test_every_acknowledged_edit_is_kept(aftermath: Aftermath) -> None:
    for life in range(ROUNDS):
        stored, acknowledged = aftermath.kept[f"edi-{life}"], aftermath.promises.acknowledged[f"edi-{life}"]

        assert stored[:len(acknowledged)] == acknowledged
        assert len({text.split()[0] for text in stored}) == len(stored)


def test_the_topic_is_the_last_acknowledged_one_or_one_sent_after_it(aftermath: Aftermath) -> None:
    promises = aftermath.promises
    with reading(aftermath.database) as connection:
        ((topic,),) = connection.execute("SELECT topic FROM channel WHERE name = '#topics'").fetchall()

    assert promises.sent["top"].index(topic) >= promises.sent["top"].index(promises.acknowledged["top"][-1])


def test_the_file_is_sound_after_all_that(aftermath: Aftermath) -> None:
    database = aftermath.database
    does_all_upkeep(database)
    with reading(database) as connection:
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    assert index_is_right(database)
    assert [path.name for path in database.parent.iterdir() if "damaged" in path.name] == []


def test_each_round_was_under_load(aftermath: Aftermath) -> None:
    promises = aftermath.promises

    assert promises.count > 40 * ROUNDS
    assert all(any(key.startswith(name) for key in promises.acknowledged) for name in WRITERS)


def test_places_in_the_log_go_up_with_the_times(aftermath: Aftermath) -> None:
    with reading(aftermath.database) as connection:
        times = [ts for (ts,) in connection.execute("SELECT ts FROM msg ORDER BY seq")]

    assert times == sorted(times)
