"""Floods that would have the server remember: everything is bounded, and nothing stays of who is gone."""

import gc
from collections.abc import Callable

import pytest

from app.protocol.lines import BODY_MAX, TAGS_FROM_CLIENT_MAX
from app.server.core.client_batch import ClientBatch
from app.server.core.request import Request
from app.server.core.state import Channel
from tests.server.hostile import ALL_CAPS, assert_each_fits, assert_goes_on_or_was_told, scene
from tests.server.house import House, Person, verb_of

pytestmark = pytest.mark.usefixtures("nothing_logged")


def alive(kind: type) -> int:
    """How many of these there are."""
    gc.collect()
    return sum(type(each) is kind for each in gc.get_objects())


def room(house: House, name: str) -> Channel:
    found = house.core.world.channel(name)
    assert found is not None
    return found


@pytest.mark.parametrize("piece", [
    b"x" * 65_536, b"@" + b"t" * 65_535, b"\r" * 65_536, b"PRIVMSG #x :" + b"\xff" * 65_524,
])
def test_a_line_without_end_is_not_kept(piece: bytes) -> None:
    place = scene()
    for _ in range(100):
        place.eve.sends(piece)
        assert place.eve.client.buffer.pending_bytes <= TAGS_FROM_CLIENT_MAX + BODY_MAX
    place.eve.sends(b"\r\n")

    assert place.eve.numerics("PING x")[-1] == "PONG"
    place.others_go_on()


def test_joining_without_end_opens_as_many_rooms_as_one_may_be_in() -> None:
    place = scene(House(limits={"channels_per_user": 20}))
    for start in range(0, 2000, 50):
        place.eve.types("JOIN " + ",".join(f"#r{start + number}" for number in range(50)))

    assert len(place.eve.user.channels) == 20
    assert len(place.house.core.world.channels) == 21
    place.others_go_on()


def test_coming_and_going_without_end_leaves_no_rooms() -> None:
    place = scene()
    before = len(place.house.core.world.channels)
    for number in range(1000):
        place.eve.types(f"JOIN #r{number}", f"JOIN #r{number}", f"PART #r{number}")
    place.eve.types("JOIN #a,#b,#c", "JOIN 0")

    assert len(place.house.core.world.channels) == before
    place.others_go_on()


def test_many_batches_are_one_and_cost_nothing_when_they_are_over() -> None:
    place = scene(caps=ALL_CAPS)
    batches, requests = alive(ClientBatch), alive(Request)
    for number in range(10_000):
        place.eve.types(f"@label={number} BATCH +b{number} draft/multiline #x")
    assert alive(ClientBatch) - batches <= 1
    place.eve.types("BATCH -b9999")
    place.eve.reads()

    assert (alive(ClientBatch), alive(Request)) == (batches, requests)
    place.others_go_on()


def test_a_batch_takes_no_more_than_a_message_may_have() -> None:
    place = scene(caps=ALL_CAPS)
    place.eve.types("BATCH +b draft/multiline #x")
    place.eve.types(*[f"@batch=b PRIVMSG #x :{'x' * 400}"] * 5000)

    batch = place.eve.client.batch
    assert batch is not None
    assert len(batch.lines) == 0
    assert [verb_of(line) for line in place.eve.reads()] == ["FAIL"]
    place.others_go_on()


@pytest.mark.parametrize("line", [
    "PRIVMSG #x :text", "PING x", "TOPIC #x :text", "WHO *", "JOIN #y", "CHATHISTORY LATEST #x * 5", "NOSUCH",
])
def test_ten_thousand_labels_are_answered_and_forgotten(line: str) -> None:
    place = scene(caps=ALL_CAPS)
    requests = alive(Request)
    for number in range(10_000 if line == "PING x" else 500):
        place.eve.types(f"@label=l{number} {line}")
        while place.house.history.asked:
            place.house.history.asked.pop()[1]([])
    place.eve.reads()
    place.house.log.kept.clear()
    place.house.log.remembered.clear()

    assert alive(Request) - requests <= 1
    place.others_go_on()


FLOODS: list[tuple[str, Callable[[Person], int], int]] = [
    ("METADATA * SET key{} :value", lambda eve: len(eve.user.metadata), 32),
    ("METADATA #x SET key{} :value", lambda eve: len(room(eve.house, "#x").metadata), 32),
    ("METADATA * SUB key{}", lambda eve: len(eve.client.subscriptions), 64),
    ("MONITOR + nick{}", lambda eve: len(eve.client.monitored), 100),
    ("MONITOR + a{0},b{0},c{0},d{0}", lambda eve: len(eve.house.core.world.watchers), 100),
    ("MODE #x +b ban{}", lambda eve: len(room(eve.house, "#x").lists["b"]), 100),
    ("MODE #x +beI a{0} b{0} c{0}", lambda eve: sum(map(len, room(eve.house, "#x").lists.values())), 100),
    ("MARKREAD nick{} timestamp=2026-01-01T00:00:00.000Z", lambda eve: len(eve.user.markers), 1000),
    ("NICK nick{}", lambda eve: len(eve.house.core.world.departed), 1000),
    ("NICK other{}", lambda eve: len(eve.house.core.world.users), 3),
    ("RENAME #x #x{}", lambda eve: len(eve.house.core.world.renamed), 20),
    ("INVITE eve #x", lambda eve: len(eve.user.invited_to), 100),
    ("CAP REQ batch", lambda eve: len(eve.client.capabilities), 40),
    ("AUTHENTICATE PLAIN\r\nAUTHENTICATE " + "A" * 400,
     lambda eve: len(eve.client.sasl.pieces if eve.client.sasl else []), 16),
    ("@+draft/react=x{};+draft/reply=0e7tn8g000000 TAGMSG #x", lambda eve: len(eve.house.core.world.channels), 3),
]


@pytest.mark.parametrize(("line", "size", "at_most"), FLOODS, ids=[line[:28] for line, _, _ in FLOODS])
def test_a_flood_fills_what_is_bounded(line: str, size: Callable[[Person], int], at_most: int) -> None:
    place = scene(caps=ALL_CAPS)
    for number in range(1200):
        place.eve.types(line.format(number))
        place.house.wait(0.001)

    assert size(place.eve) <= at_most
    assert_goes_on_or_was_told(place.eve)
    assert place.ann.numerics("PING x")[-1] == "PONG"


@pytest.mark.parametrize("lines", [
    ["NICK a{}", "USER a 0 * :A"], ["PASS x{}"], ["CAP REQ :batch"], ["AUTHENTICATE PLAIN", "AUTHENTICATE *"],
    ["METADATA * SET key{} :value"], ["AWAY :{}"], ["PING {}"], ["NOSUCH {}"], ["\t{}"], ["WEBIRC a b c d"],
    ["REGISTER * * password{}"], ["ISUPPORT"],
])
def test_a_stranger_that_goes_on_without_registering_is_sent_away(lines: list[str]) -> None:
    house = House(accounts={"register": False})
    stranger = house.connect()
    stranger.types("CAP LS 302")
    for number in range(1000):
        stranger.types(*(line.format(number) for line in lines))

    assert stranger.is_closed
    assert stranger.reads()[-1].startswith("ERROR :Closing link: ")
    assert len(house.core.world.users) == 0


def test_nothing_stays_of_somebody_who_is_gone() -> None:
    house = House()
    world = house.core.world
    house.person("ann", join="#x")
    before = [len(table) for table in (world.users, world.channels, world.watchers, world.invisible, world.connections)]
    eve = house.person("eve", ALL_CAPS, join="#x,#y,#z")
    eve.types("MONITOR + ann,bob,cat", "MODE eve +i", "METADATA * SUB key", "METADATA * SET key :value", "AWAY :gone",
              "INVITE ann #y", "BATCH +1 draft/multiline #x", "@batch=1 PRIVMSG #x :text")
    eve.hangs_up()

    assert [len(table) for table in (
        world.users, world.channels, world.watchers, world.invisible, world.connections)] == before
    assert world.people == 1


def test_the_names_of_a_crowd_come_in_lines_that_fit_each_name_once() -> None:
    house = House()
    ann = house.person("ann", "userhost-in-names multi-prefix", join="#x")
    crowd = [house.person(f"{'n' * 20}{number}").user for number in range(2000)]
    for user in crowd:
        room(house, "#x").add(user, "ov")
    lines = ann.hears("NAMES #x")

    assert_each_fits(lines)
    names = [name for line in lines if verb_of(line) == "353" for name in line.rpartition(" :")[2].split()]
    assert len(names) == len(set(names)) == 2001
    assert ann.numerics("WHO #x").count("352") == 2001
