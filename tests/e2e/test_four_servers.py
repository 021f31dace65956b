"""Our client on ngIRCd, InspIRCd, ircd-hybrid and our own server: what people do works on each, with and without IRCv3.

One test is at all four at once. The others are at one each, with two people: ines by TLS, maya in plain text.
"""

import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from app.controllers.wording.missing_features import missing_features_text
from app.models.changes import SessionState
from app.models.chats import Delivery, EntryKind
from app.models.friends import Standing
from app.models.network_thread import NetworkThread
from app.models.store.contract import StoreOpened
from app.models.store.sqlite_store import SqliteStore
from app.protocol import commands as cmd
from app.protocol import events as ev
from tests.e2e.desktop import needs
from tests.e2e.irc_people import Somebody, profile_at, settled, somebody
from tests.e2e.irc_servers import KINDS, OurServer, ServerNearby, start
from tests.wire.flapping import FlappingLink
from tests.wire.owner import Owner

pytestmark = pytest.mark.third_party

ROOM = "#ridge"
LONG = " ".join(f"stage {number}: über die Höhe, 峠を越えて 🏔" for number in range(1, 60))
NAMES = (*(pytest.param(kind.name, marks=needs(kind.program)) for kind in KINDS), OurServer.name)


@pytest.fixture(scope="module", params=NAMES)
def server(request: pytest.FixtureRequest) -> Iterator[ServerNearby]:
    with start(request.param) as running:
        yield running


@pytest.fixture(scope="module")
def owner() -> Owner:
    return Owner()


@pytest.fixture(scope="module")
def network(owner: Owner) -> Iterator[NetworkThread]:
    thread = NetworkThread(owner)
    yield thread
    thread.close()


numbers = itertools.count(1)


class Pair:
    """Two people at one server, in a room of their own for each test, maya its operator: servers remember rooms.

    They stay online from test to test: InspIRCd takes a second to let somebody in.
    """

    room = ""

    def __init__(self, owner: Owner, network: NetworkThread, server: ServerNearby) -> None:
        self._owner, self._network, self._server = owner, network, server
        self.maya = self.another("maya")
        self.ines = somebody(owner, network, profile_at(server.name, server.tls_port, "ines",
                                                        fingerprint=server.fingerprint))
        for person in (self.maya, self.ines):
            person.session.connect()

    def meet(self) -> None:
        """Go into a room nobody has been in."""
        self.room = f"#ridge{next(numbers)}"
        self.maya.enters(self.room)
        self.ines.enters(self.room)
        self.maya.until(lambda: "ines" in self.maya.signs(self.room), "maya sees ines come")
        for person in (self.maya, self.ines):
            person.heard.clear()

    def another(self, nick: str) -> Somebody:
        """One more person, not online yet."""
        return somebody(self._owner, self._network, profile_at(self._server.name, self._server.plain_port, nick))

    def leave(self) -> None:
        for person in (self.ines, self.maya):
            person.session.disconnect("good night")


@pytest.fixture(scope="module")
def people(owner: Owner, network: NetworkThread, server: ServerNearby) -> Iterator[Pair]:
    both = Pair(owner, network, server)
    yield both
    both.leave()


@pytest.fixture
def pair(people: Pair) -> Pair:
    people.meet()
    return people


def test_who_is_in_the_room_is_known_with_what_they_may_do(pair: Pair) -> None:
    assert pair.ines.signs(pair.room)["ines"] == ""
    assert pair.ines.signs(pair.room)["maya"][-1] == "@"
    assert set(pair.ines.signs(pair.room)) == set(pair.maya.signs(pair.room)) == {"ines", "maya"}


def test_what_is_said_in_a_room_goes_both_ways_and_is_confirmed(pair: Pair) -> None:
    there = pair.ines.says(pair.room, "Who brings the rope? 🪢")
    pair.maya.reads(pair.room, "Who brings the rope? 🪢")
    pair.maya.says(pair.room, "I do")
    pair.ines.reads(pair.room, "I do")
    pair.ines.until(lambda: settled(there), "it is confirmed")

    assert [entry.text for entry in pair.ines.messages(pair.room)] == ["Who brings the rope? 🪢", "I do"]


def test_a_message_is_sending_until_the_server_has_it(pair: Pair) -> None:
    there = pair.ines.says(pair.room, "On my way")
    seen = {there.entries[-1].delivery}

    def watch() -> bool:
        seen.add(pair.ines.messages(pair.room)[-1].delivery)
        return settled(there)

    pair.ines.until(watch, "it is confirmed")
    assert seen >= {Delivery.SENDING, Delivery.SENT}
    assert Delivery.FAILED not in seen


@pytest.mark.parametrize(("kind", "shown"), [
    (ev.MessageKind.ACTION, EntryKind.ACTION),
    (ev.MessageKind.NOTICE, EntryKind.NOTICE),
])
def test_actions_and_notices_arrive_as_what_they_are(pair: Pair, kind: ev.MessageKind, shown: EntryKind) -> None:
    pair.ines.says(pair.room, "waves", kind)

    assert pair.maya.reads(pair.room, "waves").kind is shown


def test_two_people_talk_alone(pair: Pair) -> None:
    sent = pair.ines.says("maya", "Just between us")
    pair.maya.reads("ines", "Just between us")
    pair.maya.says("ines", "Of course")
    pair.ines.reads("maya", "Of course")
    pair.ines.until(lambda: settled(sent), "it is confirmed")

    assert pair.ines.messages(pair.room) == []


def test_a_long_text_arrives_whole(pair: Pair) -> None:
    pair.ines.says(pair.room, LONG)

    def arrived() -> str:
        return " ".join(entry.text.strip() for entry in pair.maya.messages(pair.room))

    pair.maya.until(lambda: len(arrived()) >= len(LONG), "all of it has come")
    assert arrived() == LONG


def test_answers_reactions_and_typing_arrive_where_the_server_carries_tags(pair: Pair) -> None:
    said = pair.ines.says(pair.room, "Who brings the rope?")
    there = pair.maya.reads(pair.room, "Who brings the rope?")
    carries = "message-tags" in pair.maya.session.capabilities
    assert bool(there.msgid) is carries
    pair.maya.session.send(cmd.SendTyping(target=pair.room, state=ev.TypingState.ACTIVE))
    pair.maya.session.send_message(pair.maya.session.join(pair.room), "I do", reply_to=there.msgid)

    assert pair.ines.reads(pair.room, "I do").reply_to == there.msgid
    typing = [event.source.nick for event in pair.ines.heard if isinstance(event, ev.TypingReceived)]
    assert typing == (["maya"] if carries else [])
    if carries:
        pair.maya.session.send(cmd.React(target=pair.room, msgid=there.msgid, reaction="🪢"))
        pair.ines.until(lambda: any(entry.reactions for entry in said.entries), "the reaction is seen")


LACKS = {
    "ngIRCd": ["history", "confirm", "reactions"],
    "InspIRCd": ["history"],
    "ircd-hybrid": ["history", "confirm", "reactions"],
    "Group Chat": [],
}


def test_people_are_told_of_what_the_server_lacks_and_of_nothing_else(pair: Pair, server: ServerNearby) -> None:
    told = missing_features_text(pair.ines.session.capabilities)

    assert [word for word in ("history", "confirm", "reactions") if word in told] == LACKS[server.name]


def test_a_topic_is_told_and_stands_for_those_who_come(pair: Pair) -> None:
    pair.maya.session.send(cmd.SetTopic(channel=pair.room, topic="Ridge walk, 7 o’clock"))
    assert pair.ines.hears(ev.TopicChanged).topic == "Ridge walk, 7 o’clock"

    pair.ines.session.part(pair.ines.session.join(pair.room))
    pair.ines.hears(ev.UserParted)
    pair.ines.enters(pair.room)
    channel = pair.ines.session.chat_state.channel(pair.room)
    assert channel is not None
    assert channel.topic == "Ridge walk, 7 o’clock"


def test_modes_of_people_and_of_the_room_are_followed(pair: Pair) -> None:
    pair.maya.session.send(cmd.SetModes(target=pair.room, modes=("+v", "ines")))
    pair.maya.session.send(cmd.SetModes(target=pair.room, modes=("+mk", "rope")))

    pair.ines.until(lambda: pair.ines.signs(pair.room)["ines"] == "+", "the voice is seen")
    channel = pair.ines.session.chat_state.channel(pair.room)
    assert channel is not None
    pair.ines.until(lambda: {"m", "k"} <= channel.modes.keys(), "the room's modes are seen")
    pair.maya.session.send(cmd.SetModes(target=pair.room, modes=("-mk", "rope")))
    pair.ines.until(lambda: not {"m", "k"} & channel.modes.keys(), "they are gone again")


def test_a_moderated_room_says_that_a_message_was_not_taken(pair: Pair) -> None:
    pair.maya.session.send(cmd.SetModes(target=pair.room, modes=("+m",)))
    pair.ines.hears(ev.ModesChanged)
    pair.ines.says(pair.room, "May I?")

    pair.ines.until(lambda: pair.ines.messages(pair.room)[-1].delivery is Delivery.FAILED, "it is refused")
    assert pair.ines.messages(pair.room)[-1].failure is not None


def test_a_new_nick_is_seen_and_one_that_is_taken_is_refused(pair: Pair) -> None:
    pair.ines.session.change_nick("inge")
    pair.maya.until(lambda: set(pair.maya.signs(pair.room)) == {"maya", "inge"}, "the new nick is seen")
    pair.ines.until(lambda: pair.ines.session.nick == "inge", "and known to herself")
    pair.ines.session.change_nick("maya")

    assert pair.ines.hears(ev.ErrorReceived).numeric == "433"
    assert pair.ines.session.nick == "inge"
    pair.ines.session.change_nick("ines")
    pair.maya.until(lambda: set(pair.maya.signs(pair.room)) == {"maya", "ines"}, "she goes by the old one again")


def test_who_comes_with_a_taken_nick_comes_with_another_and_gets_it_back(pair: Pair) -> None:
    other = pair.another("ines")
    other.enters(pair.room)
    assert other.session.nick != "ines"

    pair.ines.session.change_nick("inge")
    other.until(lambda: other.session.nick == "ines", "the nick is free again")
    other.session.disconnect("good night")
    pair.ines.hears(ev.UserQuit)
    pair.ines.session.change_nick("ines")
    pair.maya.until(lambda: set(pair.maya.signs(pair.room)) == {"maya", "ines"}, "all is as it was")


def test_who_is_kicked_is_out_and_knows_why(pair: Pair) -> None:
    pair.maya.session.send(cmd.Kick(channel=pair.room, nick="ines", reason="wrong rope"))

    assert pair.ines.hears(ev.UserKicked).reason == "wrong rope"
    assert pair.ines.session.chat_state.channel(pair.room) is None
    pair.maya.until(lambda: set(pair.maya.signs(pair.room)) == {"maya"}, "maya sees her go")


def test_who_is_away_is_seen_to_be(pair: Pair) -> None:
    pair.ines.session.set_away("on the ridge")
    pair.ines.until(lambda: pair.ines.session.chat_state.is_away, "the server has taken it")
    if "away-notify" not in pair.maya.session.capabilities:
        # Who is written to then says so (RPL_AWAY).
        pair.maya.says("ines", "Are you there?")

    pair.maya.until(lambda: pair.maya.session.chat_state.standing_of("ines") is Standing.AWAY, "ines is away")
    pair.ines.session.set_away(None)
    pair.ines.until(lambda: not pair.ines.session.chat_state.is_away, "ines is back")


def test_who_comes_and_goes_is_seen_without_a_room_only_where_the_server_can(pair: Pair) -> None:
    pair.maya.session.open_direct("olu")
    standing_of = pair.maya.session.chat_state.standing_of
    is_watched = pair.maya.session.chat_state.isupport.has_monitor
    olu = pair.another("olu")
    olu.session.connect()
    olu.until(lambda: olu.session.is_online, "olu is online")
    if is_watched:
        pair.maya.until(lambda: standing_of("olu") is Standing.HERE, "olu is seen to come")
    else:
        assert standing_of("olu") is Standing.UNKNOWN
    olu.enters(pair.room)
    pair.maya.until(lambda: standing_of("olu") is Standing.HERE, "olu is seen in the room")
    olu.session.disconnect("good night")

    assert pair.maya.hears(ev.UserQuit).source.nick == "olu"
    gone = Standing.GONE if is_watched else Standing.UNKNOWN
    pair.maya.until(lambda: standing_of("olu") is gone, "olu is gone")


def test_what_was_written_without_a_connection_arrives_once_and_in_order(
        owner: Owner, network: NetworkThread, server: ServerNearby) -> None:
    number, room = next(numbers), f"#ridge{next(numbers)}"
    maya = somebody(owner, network, profile_at(server.name, server.plain_port, f"maya{number}"))
    maya.enters(room)
    with FlappingLink(server.tls_port) as link:
        ines = somebody(owner, network, profile_at(server.name, link.port, f"ines{number}",
                                                   fingerprint=server.fingerprint))
        there = ines.enters(room)
        ines.says(room, "before")
        ines.until(lambda: settled(there), "the first is confirmed")
        link.cut()
        ines.until(lambda: not ines.session.is_online, "the cut is noticed")
        for count in range(10):
            ines.says(room, f"meanwhile {count}")
        maya.reads(room, "meanwhile 9")
        ines.until(lambda: settled(there), "all is confirmed")
        ines.session.disconnect()

    expected = ["before", *(f"meanwhile {count}" for count in range(10))]
    assert [entry.text for entry in maya.messages(room)] == expected
    assert [entry.text for entry in ines.messages(room)] == expected
    maya.session.disconnect()


@needs(*(kind.program for kind in KINDS))
def test_one_person_is_on_all_four_servers_at_once(owner: Owner, network: NetworkThread, tmp_path: Path) -> None:
    opened: list[StoreOpened] = []
    store = SqliteStore(tmp_path / "chats.sqlite3", owner, lambda _reason: None)
    store.open(opened.append)
    owner.run_until(lambda: opened, "the store is open")
    with ExitStack() as stack:
        servers = [stack.enter_context(start(name)) for name in (*(kind.name for kind in KINDS), OurServer.name)]
        everywhere = [somebody(owner, network, profile_at(server.name, server.tls_port, "ines", rooms=(ROOM,),
                                                          fingerprint=server.fingerprint), store)
                      for server in servers]
        others = [somebody(owner, network, profile_at(server.name, server.plain_port, "maya")) for server in servers]
        for person in (*everywhere, *others):
            person.session.connect()
        for ines, maya in zip(everywhere, others, strict=True):
            ines.enters(ROOM)
            maya.enters(ROOM)
        for number in range(5):
            for ines, maya in zip(everywhere, others, strict=True):
                ines.says(ROOM, f"ines {number} at {ines.session.profile.id}")
                maya.says(ROOM, f"maya {number} at {maya.session.profile.id}")
        for ines, maya in zip(everywhere, others, strict=True):
            ines.reads(ROOM, f"maya 4 at {maya.session.profile.id}")
            maya.reads(ROOM, f"ines 4 at {ines.session.profile.id}")
            owner.run_until(partial(settled, ines.session.join(ROOM)), "all is confirmed")

        for ines, server in zip(everywhere, servers, strict=True):
            texts = [entry.text for entry in ines.messages(ROOM)]
            assert sorted(texts) == sorted(f"{nick} {number} at {server.name}"
                                           for nick in ("ines", "maya") for number in range(5))
            assert ines.session.state is SessionState.ONLINE
        for person in (*everywhere, *others):
            person.session.disconnect()
    store.close()
