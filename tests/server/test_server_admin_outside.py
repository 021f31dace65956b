"""`admin` from the command line, beside a running server and without one."""

import base64
import json
import os
import socket
from contextlib import closing
from pathlib import Path

import pytest

from app.server.storage.schema import open_for_writing
from tests.server.outside import Caller, RunningServer
from tests.server.processes import run


def admin(folder: Path, *words: str, typed: str = "", afresh: bool = False) -> tuple[int, str, str]:
    """Run `admin`: exit code, stdout, stderr. Nothing that it may do shows a traceback."""
    code, out, err = run("main.py", "admin", "--data-dir", str(folder), *words, typed=typed, afresh=afresh)
    assert "Traceback" not in err
    return code, out, err


def does(folder: Path, *words: str, typed: str = "", afresh: bool = False) -> str:
    """What a command says that can be carried out."""
    code, out, err = admin(folder, *words, typed=typed, afresh=afresh)
    assert (code, err) == (0, "")
    return out.rstrip("\n")


def answers(folder: Path, *words: str) -> object:
    return json.loads(does(folder, "--json", *words))


def a_chat(folder: Path) -> Path:
    """The folder of a server that ran and ended."""
    with RunningServer(folder):
        pass
    return folder


def log_in(caller: Caller, account: str, password: str) -> str:
    """Log in with SASL PLAIN; the numeric that decides."""
    caller.says("CAP REQ :sasl", "AUTHENTICATE PLAIN",
                "AUTHENTICATE " + base64.b64encode(f"\0{account}\0{password}".encode()).decode())
    return caller.hears(lambda line: line.split(" ")[1] in ("902", "903", "904"))[-1].split(" ")[1]


def test_an_account_can_be_made_and_looked_at_whether_the_server_runs_or_not(tmp_path: Path) -> None:
    folder = a_chat(tmp_path)
    assert does(folder, "accounts", "add", "bob", "--password-stdin", typed="correct horse\n", afresh=True) == (
        "The account bob was added.")
    with RunningServer(folder) as server:
        assert does(folder, "accounts", "add", "carol", "--password-stdin", typed="battery staple\n", afresh=True) == (
            "The account carol was added.")
        with Caller(server.ports[0]) as stranger:
            stranger.says("NICK bob", "USER bob 0 * :bob")
            assert stranger.hears(" 433 ")[-1].split(" :")[0] == ":chat.local 433 * bob"
    listed = answers(folder, "accounts", "list")

    assert isinstance(listed, list)
    assert [(each["name"], each["state"]) for each in listed] == [("bob", "usable"), ("carol", "usable")]


@pytest.mark.parametrize("is_running", [True, False])
def test_who_got_an_account_can_log_in_until_it_is_suspended(tmp_path: Path, is_running: bool) -> None:
    folder = tmp_path if is_running else a_chat(tmp_path)
    if not is_running:
        does(folder, "accounts", "add", "bob", "--password-stdin", typed="correct horse\n")
    with RunningServer(folder) as server, Caller(server.ports[0]) as bob:
        if is_running:
            does(folder, "accounts", "add", "bob", "--password-stdin", typed="correct horse\n")
        assert log_in(bob, "bob", "correct horse") == "903"
        bob.enters("bob", caps="sasl")
        with Caller(server.ports[0]) as stranger:
            assert log_in(stranger, "bob", "wrong horse") == "904"

        does(folder, "accounts", "suspend", "bob")
        assert " 901 " in bob.hears(" 901 ")[-1]
        with Caller(server.ports[0]) as again:
            assert log_in(again, "bob", "correct horse") == "902"


def test_a_ban_puts_somebody_out_at_once_and_keeps_them_out(tmp_path: Path) -> None:
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as ann, Caller(server.ports[0]) as mallory:
        ann.enters("ann")
        mallory.enters("mallory")
        does(tmp_path, "bans", "add", "mallory!*@*", "--reason", "spam", "--for", "7d")

        assert mallory.hears("ERROR")[-1] == "ERROR :Closing link: You are banned from this server: spam"
        assert ann.hears("QUIT")[-1].startswith(":mallory!~mallory@localhost QUIT :You are banned")
        with Caller(server.ports[0]) as again:
            again.says("NICK mallory", "USER mallory 0 * :m")
            assert " 465 mallory :You are banned" in again.hears(" 465 ")[-1]
        does(tmp_path, "bans", "remove", "mallory")
        with Caller(server.ports[0]) as again:
            again.enters("mallory")


def test_rooms_are_shown_run_and_closed(tmp_path: Path) -> None:
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as ann:
        ann.enters("ann", room="#club")
        ann.says("TOPIC #club :Plans \x02for\x1b[2J May")
        ann.catches_up()
        does(tmp_path, "accounts", "add", "bob", "--password-stdin", typed="correct horse\n")
        assert does(tmp_path, "channels", "access", "#club", "bob", "oq") == "bob has +qo in #club now."

        shown = does(tmp_path, "channels", "show", "#club")
        assert "\x1b" not in shown
        assert "bob      qo" in shown
        does(tmp_path, "channels", "delete", "#club", "--yes")
        assert ann.hears("KICK")[-1] == ":chat.local KICK #club ann :This room was closed"
    listed = answers(tmp_path, "channels", "list")
    assert listed == []


def test_an_export_is_what_was_said_in_its_order(tmp_path: Path) -> None:
    texts = [f"line {number}" for number in range(1500)] + ["tab\tand \x02bold\x02", "“quotes” and ünïcode"]
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as ann, Caller(server.ports[0]) as bob:
        ann.enters("ann", room="#club")
        bob.enters("bob")
        for start in range(0, len(texts), 200):
            ann.says(*(f"PRIVMSG #club :{text}" for text in texts[start:start + 200]))
        ann.says("PRIVMSG bob :in private", "PRIVMSG #club :\x01ACTION waves\x01")
        ann.catches_up()
        bob.says("PRIVMSG #general :over here")
        bob.catches_up()
        everything = does(tmp_path, "export", "-", "--private")
        room = does(tmp_path, "export", "-", "--channel", "#CLUB")
    rows = [json.loads(line) for line in room.split("\n")]

    assert [row["text"] for row in rows] == [*texts, "\x01ACTION waves\x01"]
    assert {(row["conversation"], row["from"], row["verb"]) for row in rows} == {
        ("#club", "ann!~ann@localhost", "PRIVMSG")}
    assert [json.loads(line)["text"] for line in does(tmp_path, "export", "-").split("\n")][-1] == "over here"
    assert json.loads(everything.split("\n")[-1])["conversation"] == "~ann and ~bob"
    read = does(tmp_path, "export", "-", "--format", "text", "--channel", "#club").split("\n")
    assert (read[0], read[1][20:], read[-1][20:]) == ("== #club ==", "<ann> line 0", "* ann waves")
    assert read[-3][20:] == "<ann> tab\N{REPLACEMENT CHARACTER}and bold"


def test_a_backup_is_made_while_people_chat_and_put_back_when_the_server_has_stopped(tmp_path: Path) -> None:
    folder, file = tmp_path / "data", tmp_path / "chat.backup"
    with RunningServer(folder) as server, Caller(server.ports[0]) as ann:
        ann.enters("ann")
        ann.says("PRIVMSG #general :before")
        ann.catches_up()
        made = answers(folder, "backup", str(file))
        ann.says("PRIVMSG #general :after")
        ann.catches_up()
        code, out, err = admin(folder, "restore", str(file), "--yes")
        assert (code, out) == (3, "")
        assert err.startswith(f"A server works in {folder}. Stop it first")
    assert made == {"file": str(file), "size_bytes": file.stat().st_size, "files": 0, "files_are_in": ""}
    assert [json.loads(line)["text"] for line in does(folder, "export", "-").split("\n")] == ["before", "after"]

    restored = answers(folder, "restore", str(file), "--yes")
    assert isinstance(restored, dict)
    assert Path(restored["replaced_is_kept_in"]).exists()
    with RunningServer(folder):
        assert [json.loads(line)["text"] for line in does(folder, "export", "-").split("\n")] == ["before"]


def test_a_backup_can_begin_a_new_folder(tmp_path: Path) -> None:
    file = tmp_path / "chat.backup"
    does(a_chat(tmp_path / "old"), "accounts", "add", "bob", "--password-stdin", typed="correct horse\n")
    does(tmp_path / "old", "backup", str(file))

    does(tmp_path / "new", "restore", str(file), "--yes")
    assert "bob" in does(tmp_path / "new", "accounts", "list")


@pytest.mark.parametrize("junk", [b"", b"this is no backup" * 1000])
def test_what_is_no_backup_is_refused_and_changes_nothing(tmp_path: Path, junk: bytes) -> None:
    folder, file = a_chat(tmp_path / "data"), tmp_path / "junk"
    does(folder, "bans", "add", "mallory")
    file.write_bytes(junk)

    for name in (file, tmp_path / "missing"):
        code, out, err = admin(folder, "restore", str(name), "--yes")
        assert (code, out, err.count("\n")) == (1, "", 1)
    assert "mallory" in does(folder, "bans", "list")


def test_an_export_to_a_file_is_for_its_owner_and_never_over_another(tmp_path: Path) -> None:
    folder, file = a_chat(tmp_path / "data"), tmp_path / "said.jsonl"
    assert answers(folder, "export", str(file)) == {"file": str(file), "lines": 0}

    assert file.read_text() == ""
    assert os.name == "nt" or file.stat().st_mode & 0o077 == 0
    code, out, err = admin(folder, "export", str(file))
    assert (code, out, err) == (1, "", f"{file} is there already. Choose another name.\n")
    assert admin(folder, "export", str(tmp_path / "new"), "--channel", "#nowhere")[2] == (
        "Nothing is kept of “#nowhere”.\n")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["data", "said.jsonl"]


def test_an_export_begins_where_it_is_told_to(tmp_path: Path) -> None:
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as ann:
        ann.enters("ann")
        ann.says("PRIVMSG #general :hello")
        ann.catches_up()

    assert does(tmp_path, "export", "-", "--since", "2099-01-01") == ""
    assert "hello" in does(tmp_path, "export", "-", "--since", "2020-01-01T12:00")


def said_long_ago(folder: Path, *texts: str) -> None:
    """Put messages of the year 2020 into the store of a server that doesn't run."""
    time_ms = 1_577_836_800_000
    with closing(open_for_writing(folder / "chat.db")) as connection:
        connection.execute("INSERT INTO target (name, display, created) VALUES ('#general', '#general', ?)", (time_ms,))
        connection.executemany(
            "INSERT INTO msg (seq, target, ts, kind, sender, body) SELECT ?, id, ?, 1, 'old!~old@host', ? FROM target",
            [(time_ms * 16 + number, time_ms, text) for number, text in enumerate(texts)])


@pytest.mark.parametrize("is_running", [True, False])
def test_what_is_older_than_people_want_is_deleted_and_nothing_else(tmp_path: Path, is_running: bool) -> None:
    said_long_ago(a_chat(tmp_path), *(str(number) for number in range(100)))
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as ann:
        ann.enters("ann")
        ann.says("PRIVMSG #general :today")
        ann.catches_up()
        assert "2020-01-01" in does(tmp_path, "retention")
        if is_running:
            said = does(tmp_path, "retention", "--days", "30", "--yes")
    if not is_running:
        said = does(tmp_path, "retention", "--days", "30", "--yes")

    assert said.startswith("100 messages older than 30 days were deleted.")
    assert [json.loads(line)["text"] for line in does(tmp_path, "export", "-").split("\n")] == ["today"]


def test_status_tells_where_a_running_server_is(tmp_path: Path) -> None:
    with RunningServer(tmp_path, "--name", "Rowing Club") as server, Caller(server.ports[0]) as ann:
        ann.enters("ann")
        found = answers(tmp_path, "status")
    assert isinstance(found, dict)
    assert (found["running"], found["name"], found["people"], found["connections"]) == (True, "Rowing Club", 1, 1)
    assert (found["pid"], found["link"]) == (server.process.pid, server.link)
    later = answers(tmp_path, "status")
    assert isinstance(later, dict)
    assert (later["running"], later["name"], later["connections"], "pid" in later) == (False, "", 0, False)


def test_statistics_count_what_was_said(tmp_path: Path) -> None:
    with RunningServer(tmp_path) as server, Caller(server.ports[0]) as ann:
        ann.enters("ann")
        ann.says(*(f"PRIVMSG #general :{number}" for number in range(5)))
        ann.catches_up()
        found = answers(tmp_path, "statistics")
    assert isinstance(found, dict)
    assert (found["messages"], sum(day["messages"] for day in found["messages_by_day"])) == (5, 5)
    assert does(tmp_path, "statistics").startswith("Uptime:")


def test_a_folder_without_a_chat_is_said_and_left_alone(tmp_path: Path) -> None:
    code, out, err = admin(tmp_path / "typo", "accounts", "list")

    assert (code, out) == (5, "")
    assert err.startswith(f"There is no chat in {tmp_path / 'typo'}.")
    assert not (tmp_path / "typo").exists()


def test_a_database_that_is_junk_is_said(tmp_path: Path) -> None:
    (tmp_path / "chat.db").write_bytes(b"this is no database" * 100)

    assert admin(tmp_path, "accounts", "list")[0] == 5
    assert admin(tmp_path, "export", "-")[0] == 5


def test_a_server_that_cannot_be_reached_is_said(tmp_path: Path) -> None:
    with RunningServer(tmp_path) as server:
        note = server.note
        with socket.create_server(("127.0.0.1", 0)) as other:
            free = other.getsockname()[1]
        for changed, sentence in (({"control": free, "control_socket": ""}, "can't be reached"),
                                  ({"control_socket": "gone"}, "can't be reached"),
                                  ({"control": 0, "control_socket": ""}, "Stop it first"),
                                  ({"host_key": "0" * 32}, "gave no answer")):
            (tmp_path / "server.json").write_text(json.dumps({**note, **changed}))
            code, out, err = admin(tmp_path, "accounts", "list")
            assert (code, out) == (3, "")
            assert sentence in err
        (tmp_path / "server.json").unlink()
        assert admin(tmp_path, "accounts", "list")[0] == 3
