"""The whole product: two app windows and a client others wrote, in one room over TLS."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.protocol.url import InviteLink
from tests.e2e.desktop import Desktop, needs, wait_for
from tests.e2e.irc_clients import WeeChat

pytestmark = [
    pytest.mark.gui,
    pytest.mark.third_party,
    pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="needs a display: install Xvfb"),
    needs("xdotool", "weechat-headless"),
]


@pytest.fixture
def people() -> Iterator[ExitStack]:
    """Ends every process a test has started."""
    with ExitStack() as stack:
        yield stack


def test_a_host_a_guest_and_weechat_talk(people: ExitStack, tmp_path: Path) -> None:
    ines = Desktop(tmp_path / "ines", "--host", "Ridge Walkers", "--name", "ines")
    people.callback(ines.close)
    wait_for(lambda: ines.hosts() and ines.is_online(), "the hosted chat, with its host in it")
    note = json.loads(ines.server_note.read_text())
    link = InviteLink.parse(note["link"])

    olu = WeeChat(tmp_path / "olu", link.port, link.certfp, "olu")
    people.callback(olu.close)
    wait_for(lambda: "Channel #general: 2 nicks" in olu.log(), "olu to find ines in the room")
    maya = Desktop(tmp_path / "maya", note["link"].replace(link.host, "127.0.0.1"), "--name", "maya")
    people.callback(maya.close)
    wait_for(lambda: "maya" in olu.log(), "olu to see maya come")

    ines.write("Good morning")
    wait_for(lambda: "Good morning" in olu.log(), "WeeChat to see what ines wrote")
    maya.write("I bring the maps")
    wait_for(lambda: "I bring the maps" in olu.log(), "WeeChat to see what maya wrote")
    olu.say("Do we need a second car?")

    for window in (ines, maya):
        window.wait_to_show("Good morning", "I bring the maps", "second car")
    assert ines.said() == maya.said() == ""
