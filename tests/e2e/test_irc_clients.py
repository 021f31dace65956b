"""WeeChat, irssi and HexChat on a chat of ours: TLS, a login, both ways of talking, and what was said before."""

import os
from pathlib import Path

import pytest

from app.models.chats import EntryKind
from app.models.importing.log_files import lines_of, recognise
from app.models.importing.log_reader import LogPlace
from tests.e2e.desktop import needs, wait_for
from tests.e2e.irc_clients import HexChat, IrcClient, Irssi, WeeChat
from tests.server.outside import Caller, RunningServer

pytestmark = pytest.mark.third_party

_ON_A_SCREEN = [pytest.mark.gui, needs("hexchat", "xdotool"),
                pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="needs a display: install Xvfb")]


@pytest.mark.parametrize("program", [
    pytest.param(WeeChat, marks=needs("weechat-headless")),
    pytest.param(Irssi, marks=needs("irssi")),
    pytest.param(HexChat, marks=_ON_A_SCREEN),
])
def test_a_program_others_wrote_logs_in_talks_and_sees_what_was_said(program: type, tmp_path: Path) -> None:
    with RunningServer(tmp_path / "server", plain=True, tls=True) as server, Caller(server.ports[0]) as ines:
        claim(server.ports[0], "olu", "rowing-boat")
        ines.enters("ines", caps="account-tag message-tags")
        ines.says("PRIVMSG #general :Good morning")
        ines.catches_up()
        olu: IrcClient = program(tmp_path / "olu", server.ports[1], server.invite.certfp, "olu", "rowing-boat")
        try:
            wait_for(lambda: "Good morning" in olu.log(), "what was said before")
            olu.say("Do we need a second car?")
            heard = ines.hears("second car")[-1]
            ines.says("PRIVMSG #general :Yes, the blue one")
            wait_for(lambda: "the blue one" in olu.log(), "what ines answered")
        finally:
            olu.close()

        assert "account=olu" in heard
        assert ":olu!" in heard
        assert heard.endswith("PRIVMSG #general :Do we need a second car?")
        assert_is_imported(olu.log(), tmp_path / "#general.log")


def assert_is_imported(log: str, path: Path) -> None:
    """What the program wrote down can be taken in, line by line, as what it was."""
    path.write_text(log)
    file = recognise(path)
    reader = file.format.make(LogPlace(chat=file.chat))
    entries = [entry for line in lines_of(path) for entry in reader.read(line or "")]
    assert file.chat == "#general"
    assert [(entry.nick, entry.text) for entry in entries if entry.kind is EntryKind.PRIVMSG] == [
        ("ines", "Good morning"), ("olu", "Do we need a second car?"), ("ines", "Yes, the blue one")]


def claim(port: int, nick: str, password: str) -> None:
    """Make the nick an account's."""
    with Caller(port) as person:
        person.enters(nick)
        person.says(f"REGISTER * * {password}")
        person.hears("REGISTER SUCCESS")
