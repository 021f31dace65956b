"""The command lines that show notifications on each system, and that no text gets out of its place in them."""

import base64
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.notifying.backend import Backend, Command, Fate, Heard
from app.models.notifying.finding import find_backends, find_badge
from app.models.notifying.gdbus import GdbusBackend, gvariant_text
from app.models.notifying.notification import MAX_TEXT, MAX_TITLE, Notification, harmless
from app.models.notifying.notify_send import NotifySendBackend
from app.models.notifying.osascript import OsascriptBackend
from app.models.notifying.powershell import SCRIPT, TAG, TEXT, TITLE, PowershellBackend

HOSTILE = [
    "it's \"quoted\"", "$(touch /tmp/x) `id` ${HOME}", "two\nlines\r\n", "</text><action/>", "--replace-id=1", "-e",
    "nul\0nul", "\\' \\x41 \\n", "'), uint32 7, ('", "<b>bold</b> & <img src=x>", "%s%n {0}", "\u202eevil\u202c", "",
    "\ud83d half", "🐕 ünïcödé", "@as []", "uint32 5", "x" * 100_000, "\x1b[31mred", "' & 'calc.exe",
]
GDBUS = ("gdbus", "call", "--session", "--timeout", "5", "--dest", "org.freedesktop.Notifications", "--object-path",
         "/org/freedesktop/Notifications", "--method")


def note(text: str, title: str = "maya in #maps", key: str = "n/#maps") -> Notification:
    return harmless(Notification(key=key, title=title, text=text))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_becomes_short_and_readable(text: str) -> None:
    made = note(text, title=text)
    assert 0 < len(made.title) <= MAX_TITLE
    assert len(made.text) <= MAX_TEXT
    assert "\n" not in made.title
    assert not re.search("[\0-\x08\x0b-\x1f\x7f\u202a-\u202e\ud800-\udfff]", made.title + made.text)


def test_gdbus_is_given_each_value_as_one_argument() -> None:
    assert GdbusBackend().show(note("look"), 7).arguments == (
        *GDBUS, "org.freedesktop.Notifications.Notify", "'Group Chat'", "uint32 7", "''", "'maya in #maps'", "'look'",
        "['default', 'Open']", "{'urgency': <byte 1>, 'category': <'im.received'>, 'suppress-sound': <true>}",
        "int32 -1")
    assert GdbusBackend().withdraw(7).arguments == (
        *GDBUS, "org.freedesktop.Notifications.CloseNotification", "uint32 7")


def test_gdbus_takes_what_the_service_can_do_into_account() -> None:
    backend = GdbusBackend()
    backend.probed("(['body', 'actions', 'body-markup'],)")
    assert backend.show(note("<b>"), 0).arguments[15:17] == ("'&lt;b&gt;'", "['default', 'Open']")
    backend.probed("(['body'],)")
    assert backend.show(note("<b>"), 0).arguments[15:17] == ("'<b>'", "@as []")


@given(st.text(max_size=60))
def test_any_text_is_one_string_to_gdbus(text: str) -> None:
    written = gvariant_text(text)
    assert re.fullmatch(r"'(?:[^'\\\n]|\\[\\'n])*'", written, re.DOTALL)
    assert written[1:-1].replace("\\\\", "\0").replace("\\'", "'").replace("\\n", "\n").replace(
        "\0", "\\") == text or "\0" in text


@pytest.mark.parametrize(
    ("line", "heard"),
    [
        ("/org/freedesktop/Notifications: org.freedesktop.Notifications.ActionInvoked (uint32 3, 'default')\n",
         Heard(3, Fate.CHOSEN)),
        ("/org/freedesktop/Notifications: org.freedesktop.Notifications.NotificationClosed (uint32 3, uint32 2)\n",
         Heard(3, Fate.CLOSED)),
        ("The name org.freedesktop.Notifications is owned by :1.2\n", None),
        ("/org/freedesktop/Notifications: org.freedesktop.Notifications.ActivationToken (uint32 3, 'x')\n", None),
        ("/evil: org.freedesktop.Notifications.ActionInvoked (uint32 3, 'default')\n", None),
        ("", None),
    ],
)
def test_the_monitor_of_gdbus_tells_clicks_and_ends(line: str, heard: Heard | None) -> None:
    assert GdbusBackend().heard(line) == heard


@pytest.mark.parametrize(("output", "shown_id"), [("(uint32 7,)\n", 7), ("", 0), ("()", 0), ("(uint32 x,)", 0)])
def test_gdbus_answers_a_number(output: str, shown_id: int) -> None:
    assert GdbusBackend().shown_id(output) == shown_id


def test_notify_send_gets_what_its_version_knows() -> None:
    backend = NotifySendBackend()
    backend.probed("  -u, --urgency=LEVEL\n")
    plain = ("notify-send", "--app-name=Group Chat", "--category=im.received")
    assert backend.show(note("a\\n <b>"), 7).arguments == (*plain, "--", "maya in #maps", "a\\\\n &lt;b&gt;")
    backend.probed("  -p, --print-id\n  -r, --replace-id=REPLACE_ID\n")
    assert backend.show(note("x"), 0).arguments == (*plain, "--print-id", "--", "maya in #maps", "x")
    assert backend.show(note("x"), 7).arguments[3:5] == ("--print-id", "--replace-id=7")
    assert (backend.shown_id("7\n"), backend.shown_id("seven"), backend.shown_id("²")) == (7, 0, 0)


@pytest.mark.parametrize("backend", [OsascriptBackend(), PowershellBackend()], ids=lambda backend: backend.name)
@pytest.mark.parametrize("text", HOSTILE)
def test_a_script_never_changes_and_never_holds_a_text(backend: Backend, text: str) -> None:
    harmless_one, hostile = backend.show(note("look"), 0), backend.show(note(text, title=text), 0)
    if isinstance(backend, OsascriptBackend):
        assert hostile.arguments[:-2] == harmless_one.arguments[:-2]
        assert all(argument.startswith("=") and len(argument) > 1 for argument in hostile.arguments[-2:])
        return
    assert hostile.arguments == harmless_one.arguments
    assert base64.b64decode(hostile.arguments[-1]).decode("utf-16-le") == SCRIPT
    assert hostile.environment == {TITLE: note("", title=text).title, TEXT: note(text).text,
                                   TAG: harmless_one.environment[TAG]}


@pytest.mark.parametrize("text", HOSTILE)
def test_an_argument_of_notify_send_stays_behind_the_options(text: str) -> None:
    arguments = NotifySendBackend().show(note(text, title=text), 0).arguments
    assert arguments[3] == "--"
    assert len(arguments) == 6


@pytest.mark.parametrize(
    ("platform", "environment", "installed", "names"),
    [
        ("linux", {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/x"}, {"gdbus", "notify-send"}, ["gdbus", "notify-send"]),
        ("linux", {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/x"}, {"notify-send"}, ["notify-send"]),
        ("linux", {"XDG_RUNTIME_DIR": "{folder}"}, {"gdbus"}, ["gdbus"]),
        ("linux", {"XDG_RUNTIME_DIR": "/nowhere"}, {"gdbus"}, []),
        ("linux", {}, {"gdbus", "notify-send"}, []),
        ("freebsd14", {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/x"}, {"gdbus"}, ["gdbus"]),
        ("darwin", {}, {"osascript"}, ["osascript"]),
        ("win32", {}, {"powershell.exe"}, ["powershell.exe"]),
        ("win32", {}, set(), []),
    ],
)
def test_the_ways_a_computer_has_are_found(tmp_path: Path, platform: str, environment: dict[str, str],
                                           installed: set[str], names: list[str]) -> None:
    (tmp_path / "bus").touch()
    here = {name: value.format(folder=tmp_path) for name, value in environment.items()}
    found = find_backends(platform, here, lambda name: name if name in installed else None)
    assert [backend.name for backend in found] == names
    assert (find_badge(platform, here) is not None) is ("gdbus" in names or "notify-send" in names)


@pytest.mark.skipif(shutil.which("gdbus") is None, reason="gdbus is not installed")
def test_gdbus_itself_reads_a_hostile_text_as_one_string() -> None:
    """It says so before it connects: an argument it can't read is an error of its own."""
    for text in ("it's \\' <b>\n", "'), uint32 7, ('", "--help"):
        command = GdbusBackend().show(note(text, title=text), 0)
        assert "parsing" not in _stderr(command)


def _stderr(command: Command) -> str:
    done = subprocess.run(
        command.arguments, capture_output=True, check=False, timeout=10,
        env={"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"})
    return done.stderr.decode()
