"""What comes back after a restart: networks, drafts, unsent messages."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

import pytest

from app.models.changes import SessionAdded, SessionRemoved
from app.models.chat_session import ChatSession
from app.models.chats import Delivery
from app.models.ignores import Ignore, IgnoreKind
from app.models.networks import SAVE_AFTER_S, SavedNetworks
from app.models.profile import HostedGroup, NetworkId, OperatorCredentials, Profile
from app.models.saved_networks import load_networks, save_networks
from app.protocol.sasl import SaslCredentials
from tests.fakes.link import FakeLinks
from tests.fakes.store import MemoryStore
from tests.fakes.turned_clock import TurnedClock

FULL = Profile(
    id=NetworkId("n1"), host="ridge.example.net", port=6698, nick="ines", title="Ridge Walkers",
    other_hosts=("192.0.2.7",), fingerprints=("ab" * 32,), server_password="sesame", channels=("#general", "#maps"),
    sasl=SaslCredentials(account="ines", password="secret"), hosted=HostedGroup(name="Ridge Walkers", folder="ridge"),
    operator=OperatorCredentials(name="host", password="key of this run"),
    ignores=(Ignore("spam*!*@*"), Ignore("$a:spammer", (IgnoreKind.CTCP,))),
    proxy="socks5://127.0.0.1:9050", client_certificate="ines.pem", websocket="/irc", is_bot=True,
    alternatives=("ines_", "ines2"), perform=("MODE %n +x", "PRIVMSG NickServ :IDENTIFY secret"), auto_connect=False,
    watched=("tom", "olu"),
)


@dataclass
class App:
    """One run of the app with its file of networks."""

    file: Path
    store: MemoryStore
    links: FakeLinks = field(default_factory=FakeLinks)
    clock: TurnedClock = field(default_factory=TurnedClock)

    def __post_init__(self) -> None:
        self.networks = SavedNetworks(self._session, self._write,
                                      self.clock.call_later, lambda: None)
        profiles, self.damaged = load_networks(self.file)
        self.store.open(lambda opened: self.networks.restore(profiles, opened.chats))

    def _write(self, content: bytes) -> None:
        self.file.write_bytes(content)

    def _session(self, profile: Profile) -> ChatSession:
        return ChatSession(profile, self.links.open, self.clock, self.clock, lambda: 0.5, self.store)


@pytest.fixture
def start(tmp_path: Path) -> Callable[[], App]:
    store = MemoryStore()
    return lambda: App(tmp_path / "networks.json", store)


def test_a_network_comes_back_with_all_that_leads_to_it(start: Callable[[], App]) -> None:
    app = start()
    app.networks.add(FULL)
    app.clock.advance(SAVE_AFTER_S)

    (session,) = start().networks.sessions

    kept = {each.name: getattr(FULL, each.name) for each in fields(FULL)}
    assert session.profile == Profile(**{**kept, "operator": None})


def test_the_key_of_a_run_is_not_kept(start: Callable[[], App]) -> None:
    app = start()
    app.networks.add(FULL)
    app.networks.close()

    assert "key of this run" not in app.file.read_text()


def test_drafts_and_unsent_messages_come_back(start: Callable[[], App]) -> None:
    app = start()
    session = app.networks.add(FULL)
    chat = session.join("#general")
    session.set_draft(chat, "half a sent")
    session.send_message(chat, "written offline")
    app.networks.close()

    (again,) = start().networks.sessions
    chat_again = again.chats.find("#general")

    assert chat_again is not None
    assert chat_again.draft == "half a sent"
    assert [(entry.text, entry.delivery) for entry in chat_again.entries] == [("written offline", Delivery.QUEUED)]


def test_a_message_under_way_when_the_app_ended_is_sent_again_only_if_it_did_not_arrive(
        start: Callable[[], App]) -> None:
    capabilities = ("batch", "draft/chathistory", "echo-message", "labeled-response", "message-tags", "server-time")
    app = start()
    session = app.networks.add(replace(FULL, sasl=None))
    session.connect()
    app.links.last.welcomes("ines", *capabilities)
    app.links.last.admits("ines")
    chat = session.chats.find("#general")
    assert chat is not None
    session.send_message(chat, "arrived")
    session.send_message(chat, "lost")
    app.networks.close()

    again = start()
    (session,) = again.networks.sessions
    session.connect()
    again.links.last.welcomes("ines", *capabilities)
    again.links.last.admits("ines")
    again.links.last.says("BATCH +1 chathistory #general",
                          "@batch=1;msgid=a;time=2036-11-23T12:00:00.000Z :ines!i@h PRIVMSG #general :arrived",
                          "BATCH -1")
    again.links.last.says("BATCH +2 chathistory #general", "BATCH -2")

    assert [line.rpartition(" ")[2] for line in again.links.last.sent if "PRIVMSG" in line] == ["lost"]


def test_changes_are_gathered_before_the_file_is_written(start: Callable[[], App]) -> None:
    app = start()
    session = app.networks.add(FULL)
    for channel in ("#a", "#b", "#c"):
        session.join(channel)
    assert not app.file.exists()

    app.clock.advance(SAVE_AFTER_S)

    assert len(json.loads(app.file.read_text())["networks"][0]["channels"]) == 5


def test_a_link_to_a_place_that_is_there_already_leads_to_the_same_session(start: Callable[[], App]) -> None:
    app = start()
    first = app.networks.add(FULL)
    moved = Profile(id=NetworkId("n2"), host="198.51.100.4", port=7000, nick="ines", fingerprints=FULL.fingerprints,
                    channels=("#photos",))

    assert app.networks.add(moved) is first
    assert first.profile.host == "198.51.100.4"
    assert first.profile.channels == ("#general", "#maps", "#photos")
    assert first.profile.id == "n1"


def test_coming_and_going_is_told_and_a_removed_network_does_not_come_back(start: Callable[[], App]) -> None:
    app = start()
    told: list[object] = []
    app.networks.subscribe(SessionAdded, told.append)
    app.networks.subscribe(SessionRemoved, told.append)

    session = app.networks.add(FULL)
    app.networks.remove(session)
    app.networks.close()

    assert told == [SessionAdded(network=FULL.id), SessionRemoved(network=FULL.id)]
    assert not start().networks.sessions


@pytest.mark.parametrize("content", [
    "", "{", "[]", '{"networks": 7}',
    '{"networks": [{"id": "a"}]}', '{"networks": [{"id": "a", "host": "h", "port": 0}]}',
    '{"networks": [{"id": 1, "host": "h", "port": 6697}]}', "\u2028" * 10, "null",
])
def test_a_damaged_file_is_put_aside(start: Callable[[], App], tmp_path: Path, content: str) -> None:
    (tmp_path / "networks.json").write_text(content, encoding="utf-8")

    app = start()

    assert not app.networks.sessions
    assert (tmp_path / app.damaged).read_text(encoding="utf-8") == content


def test_a_removed_network_leaves_nothing_of_what_was_said_there(start: Callable[[], App]) -> None:
    app = start()
    session = app.networks.add(FULL)
    session.set_draft(session.join("#general"), "half a sent")

    app.networks.remove(session)

    assert not [chat for chat in app.store.chats if chat.network == FULL.id]


def test_half_a_character_does_not_keep_the_rest_from_being_saved() -> None:
    content = save_networks([replace(FULL, title="half\ud800")])

    assert json.loads(content)["networks"][0]["host"] == FULL.host
