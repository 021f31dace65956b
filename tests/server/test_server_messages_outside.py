"""What can be done with messages, with the real store and its threads, over sockets and after a restart."""

from pathlib import Path

from tests.server.house import untagged
from tests.server.kept_house import msgid_of
from tests.server.outside import Caller, RunningServer

CAPS = ("message-tags batch echo-message draft/multiline draft/message-redaction draft/chathistory"
        " groupchat.local/edit groupchat.local/search")


def said(caller: Caller, text: str) -> str:
    """Say it in the room; its msgid."""
    caller.says(f"PRIVMSG #general :{text}")
    return msgid_of(caller.hears(f":{text}")[-1])


def test_corrections_outlive_a_restart(tmp_path: Path) -> None:
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as ann:
        ann.enters("ann", caps=CAPS)
        kept, gone = said(ann, "helo"), said(ann, "secret")
        ann.says(f"EDIT #general {kept} :hello", f"REDACT #general {gone}",
                 "BATCH +1 draft/multiline #general", "@batch=1 PRIVMSG #general :one",
                 "@batch=1 PRIVMSG #general :two", "BATCH -1")
        told = [line.split(" ")[2] for line in ann.hears("BATCH -") if line.startswith("@msgid=")]
        assert told == ["EDIT", "REDACT", "BATCH"]

    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as bob:
        bob.enters("bob", caps=CAPS)
        bob.says("CHATHISTORY LATEST #general * 10")
        texts = [line.rpartition(" :")[2] for line in untagged(bob.catches_up()) if " PRIVMSG " in line]
        assert texts == ["hello", "one", "two"]
        bob.says("SEARCH text=hello;in=#general", "SEARCH text=helo", "SEARCH text=secret")
        found = [line for line in bob.catches_up() if "BATCH" not in line]
        assert [msgid_of(line) for line in found] == [kept]


def test_a_deleted_text_is_gone_from_the_file(tmp_path: Path) -> None:
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as ann:
        ann.enters("ann", caps=CAPS)
        ann.says(f"REDACT #general {said(ann, 'plugh xyzzy')}")
        ann.hears(" REDACT ")

    assert b"plugh xyzzy" not in b"".join(file.read_bytes() for file in tmp_path.glob("chat.db*"))
