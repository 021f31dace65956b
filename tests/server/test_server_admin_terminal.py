"""How `admin` talks to people: what it asks at a terminal, and how its answers look."""

import getpass
import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.server.admin.cli import main
from app.server.admin.export import as_text
from app.server.admin.office import Answer
from app.server.admin.show import shown
from app.server.core.history import StoredMessage
from app.server.core.sender import Sender
from app.server.storage.schema import open_for_writing

Types = Callable[..., None]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a chat in which nothing happened yet."""
    open_for_writing(tmp_path / "chat.db").close()
    return tmp_path


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> Types:
    """Somebody sits at a terminal and will type these lines, and these passwords when asked for one."""
    def sit_down(*lines: str, passwords: tuple[str, ...] = ()) -> None:
        left = list(passwords)
        monkeypatch.setattr(sys, "stdin", Terminal("".join(line + "\n" for line in lines)))
        monkeypatch.setattr(getpass, "getpass", lambda _prompt: left.pop(0))

    return sit_down


def run(folder: Path, *words: str) -> int:
    return main(["--data-dir", str(folder), *words])


def test_a_password_is_asked_twice(folder: Path, types: Types, capfd: pytest.CaptureFixture[str]) -> None:
    types(passwords=("correct horse", "correct horse"))

    assert run(folder, "accounts", "add", "bob") == 0
    assert capfd.readouterr().out == "The account bob was added.\n"


def test_two_different_passwords_change_nothing(folder: Path, types: Types, capfd: pytest.CaptureFixture[str]) -> None:
    types(passwords=("correct horse", "correct hose"))

    assert run(folder, "accounts", "add", "bob") == 1
    assert capfd.readouterr().err == "The two passwords are different. Nothing was done.\n"
    assert run(folder, "accounts", "show", "bob") == 1


@pytest.mark.parametrize(("typed", "code"), [("y", 0), ("YES", 0), ("n", 1), ("", 1), ("yellow", 1)])
def test_only_a_yes_deletes(folder: Path, types: Types, capfd: pytest.CaptureFixture[str], typed: str,
                            code: int) -> None:
    types(passwords=("correct horse", "correct horse"))
    run(folder, "accounts", "add", "bob")
    types(typed)

    assert run(folder, "accounts", "delete", "bob") == code
    assert "Delete the account bob? This can't be undone. [y/N]" in capfd.readouterr().err
    assert run(folder, "accounts", "show", "bob") == (1 if code == 0 else 0)


def test_ctrl_c_at_a_question_is_a_no(folder: Path, types: Types, monkeypatch: pytest.MonkeyPatch,
                                      capfd: pytest.CaptureFixture[str]) -> None:
    def interrupted(_prompt: str) -> str:
        raise KeyboardInterrupt

    types()
    monkeypatch.setattr(getpass, "getpass", interrupted)

    assert run(folder, "accounts", "add", "bob") == 1
    assert capfd.readouterr().err.endswith("Interrupted.\n")


@pytest.mark.parametrize("words", [("--json", "accounts", "list"), ("accounts", "list", "--json")])
def test_json_may_stand_before_or_behind_the_command(folder: Path, words: tuple[str, ...],
                                                     capfd: pytest.CaptureFixture[str]) -> None:
    assert run(folder, *words) == 0
    assert capfd.readouterr().out == "[]\n"


@pytest.mark.parametrize(("words", "code", "sentence"), [
    (("accounts", "delete", "bob"), 2, "That can't be undone. Say --yes if it is meant.\n"),
    (("channels", "delete", "#general"), 2, "That can't be undone. Say --yes if it is meant.\n"),
    (("retention", "--days", "3"), 2, "That can't be undone. Say --yes if it is meant.\n"),
    (("restore", "backup.db"), 2, "That can't be undone. Say --yes if it is meant.\n"),
    (("accounts", "add", "bob"), 2,
     "There is no terminal to ask for the password. Say --password-stdin and give it there.\n"),
    (("accounts", "delete", "bob", "--yes"), 1, "There is no account “bob”. See: admin accounts list.\n"),
])
def test_where_nobody_can_be_asked_a_yes_or_a_password_has_to_be_given(
        folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], words: tuple[str, ...],
        code: int, sentence: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))

    assert run(folder, *words) == code
    assert capfd.readouterr() == ("", sentence)


@pytest.mark.parametrize("words", [
    (), ("accounts",), ("nonsense",), ("bans", "add"), ("bans", "add", "x", "--for", "soon"),
    ("bans", "add", "x", "--for", "0d"), ("export", "-", "--since", "yesterday"), ("retention", "--days", "0"),
    ("retention", "--days", "9" * 30), ("retention", "--days", "3", "--show"),
    ("export", "-", "--since", "0001-01-01T00:00+14:00"), ("accounts", "certificate", "add", "bob"),
])
def test_a_command_that_makes_no_sense_is_a_usage_error(folder: Path, capfd: pytest.CaptureFixture[str],
                                                        words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as left:
        run(folder, *words)

    assert left.value.code == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("usage: ")


@pytest.mark.parametrize(("answer", "text"), [
    ([], "None."),
    ({"message": "Done."}, "Done."),
    ([{"name": "bob", "set_by": "ann"}, {"name": "caroline", "set_by": ""}],
     "NAME      SET BY\nbob       ann\ncaroline  -"),
    ({"running": True, "size_bytes": 1_234_567, "uptime_seconds": 90_061},
     "Running:  yes\nSize:     1.2 MB\nUptime:   1 d 1:01:01"),
    ({"people": 0, "listeners": ["a:1", "b:2"], "rooms": [{"room": "#a", "modes": "o"}], "email": ""},
     "People:     0\nListeners:  a:1, b:2\nRooms:\n    ROOM  MODES\n    #a    o\nEmail:      -"),
    ([{"topic": "red \x1b[31m\nalert"}], "TOPIC\nred \N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}alert"),
    ({"size_bytes": 999, "other_bytes": 1000}, "Size:   999 bytes\nOther:  1.0 kB"),
])
def test_answers_are_aligned_and_steer_no_terminal(answer: Answer, text: str) -> None:
    assert shown(answer) == text


@pytest.mark.parametrize(("verb", "text", "line"), [
    ("PRIVMSG", "hello", "<ann> hello"), ("NOTICE", "hello", "-ann- hello"),
    ("PRIVMSG", "\x01ACTION waves\x01", "* ann waves"), ("PRIVMSG", "\x01ACTION\x01", "* ann "),
    ("PRIVMSG", "\x02bold\x02 \x0304,01red\x03 \x04ff0000hex\x04", "<ann> bold red hex"),
    ("PRIVMSG", "one\ntwo", "<ann> one\n    two"), ("PRIVMSG", "one \rgoes on", "<ann> one goes on"),
    ("PRIVMSG", "\x1b[2J", "<ann> \N{REPLACEMENT CHARACTER}[2J"), ("PRIVMSG", "", "<ann> "),
])
def test_an_export_as_text_is_plain(verb: str, text: str, line: str) -> None:
    message = StoredMessage(sequence=1, event=1, time_ms=1_767_225_600_000, verb=verb,
                            sender=Sender(source="ann!~ann@host"), target="#general", text=text)

    assert as_text(message)[20:] == line
