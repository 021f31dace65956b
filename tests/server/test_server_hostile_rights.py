"""Every command by those who may not: outsiders, the banned, the muted, and operators who are none any more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.hostile import ALL_CAPS, Scene, answer_all, scene
from tests.server.house import House, untagged
from tests.server.kept_house import KeptHouse, says

pytestmark = pytest.mark.usefixtures("nothing_logged")

SECRETS = ("hush", "whisper", "klaxon", "mallow", "hidden", "a2026!*@*")
"""What stands in the secret room: a message, the topic, the key, a metadata value, a member's nick, a ban."""

PRYING = [
    "JOIN {room}", "JOIN {room} wrong", "PART {room}", "NAMES {room}", "TOPIC {room}", "TOPIC {room} :mine",
    "MODE {room}", "MODE {room} b", "MODE {room} e", "MODE {room} I", "MODE {room} +b x", "MODE {room} -k x",
    "MODE {room} +o eve", "MODE #x +f {room}", "KICK {room} ann", "KICK {room} eve", "INVITE bob {room}",
    "INVITE eve {room}", "RENAME {room} #mine", "WHO {room}", "WHO {room} %tcuihsnfdlaor,1", "WHO {room},{room}",
    "LIST {room}", "LIST", "LIST >0", "LIST !#x", "LIST *", "WHO *", "WHO 0", "WHO hush*", "WHOIS ann", "WHOIS eve",
    "METADATA {room} LIST", "METADATA {room} GET url", "METADATA {room} SYNC", "METADATA *ALL SYNC",
    "METADATA {room} SET url mine", "METADATA {room} CLEAR", "CHATHISTORY LATEST {room} * 50",
    "CHATHISTORY BEFORE {room} msgid={msgid} 50", "CHATHISTORY AFTER {room} timestamp=2000-01-01T00:00:00.000Z 50",
    "CHATHISTORY AROUND {room} msgid={msgid} 50", "CHATHISTORY AROUND bob msgid={msgid} 50",
    "CHATHISTORY AROUND #x msgid={msgid} 50", "CHATHISTORY LATEST hidden * 50",
    "CHATHISTORY BETWEEN {room} timestamp=2000-01-01T00:00:00.000Z timestamp=2100-01-01T00:00:00.000Z 50",
    "CHATHISTORY TARGETS timestamp=2000-01-01T00:00:00.000Z timestamp=2100-01-01T00:00:00.000Z 50",
    "SEARCH text=hush", "SEARCH in={room}", "SEARCH in={room};text=hush", "SEARCH from=ann", "SEARCH from=hidden",
    "SEARCH text=h*", 'SEARCH text="hush', "SEARCH text=-nothing", "REDACT {room} {msgid}", "REDACT #x {msgid}",
    "REDACT ann {msgid}", "EDIT {room} {msgid} mine", "EDIT #x {msgid} mine", "EDIT ann {msgid} mine",
    "MARKREAD {room}", "MARKREAD {room} timestamp=2026-01-01T00:00:00.000Z", "PRIVMSG {room} :mine",
    "NOTICE {room} :mine", "PRIVMSG @{room} :mine", "@+draft/react=x;+draft/reply={msgid} TAGMSG {room}",
    "@+draft/react=x;+draft/reply={msgid} TAGMSG #x", "@+typing=active TAGMSG {room}", "MONITOR + hush,whisper",
    "WHOWAS hush", "USERHOST hush", "STATS u", "WALLOPS :mine", "KILL ann", "REHASH", "CHGHOST ann a b", "SETHOST a",
]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[KeptHouse]:
    house = KeptHouse(tmp_path)
    yield house
    house.close()


@pytest.mark.parametrize("room", ["#secret", "#SECRET", "#old"])
def test_nobody_outside_learns_anything_of_a_secret_room_or_changes_it(kept: KeptHouse, room: str) -> None:
    eve = kept.person("eve", ALL_CAPS, join="#x")
    eve.types("METADATA * SUB url")
    bob = kept.person("bob", ALL_CAPS, join="#x")
    ann = kept.person("ann", ALL_CAPS, join="#old")
    hidden = kept.person("hidden", join="#old")
    ann.types("RENAME #old #secret", "MODE #secret +isk klaxon", "MODE #secret +b a2026!*@*", "TOPIC #secret :whisper",
              "METADATA #secret SET url mallow")
    hidden.types("MODE hidden +i")
    msgid = says(ann, "#secret", "hush")
    for person in (eve, bob, ann, hidden):
        person.reads()
    told = []
    for template in PRYING:
        unasked = [secret for secret in SECRETS if secret not in template]
        told += [line for line in eve.hears(template.format(room=room, msgid=msgid))
                 if "PRIVMSG #secret" in line or any(secret in line for secret in unasked)]

    assert told == []
    assert [line for line in untagged(hidden.reads()) if not line.startswith(":ann!")] == []
    channel = kept.core.world.channel("#secret")
    assert channel is not None
    assert channel.topic is not None
    assert (channel.topic.text, channel.key, len(channel.members)) == ("whisper", "klaxon", 2)


@pytest.mark.parametrize("line", [
    "MODE {} e", "MODE {} +k x", "MODE {} +b", "MODE {} b", "WHO {} %tn,1", "NOTICE {} :hi", "TAGMSG {}", "KICK {} eve",
    "METADATA {} GET url", "METADATA {} SET url x", "METADATA {} SYNC", "METADATA {} CLEAR", "MARKREAD {}",
    "MARKREAD {} timestamp=2026-01-01T00:00:00.000Z", "SEARCH in={}", "REDACT {} 0e7tn8g000000", "MODE #x +f {}",
    "EDIT {} 0e7tn8g000000 text", "CHATHISTORY AROUND {} timestamp=2026-01-01T00:00:00.000Z 9", "PRIVMSG @{} :hi",
    "LIST {},!#x", "TOPIC {} :x", "MODE {} -s",
])
def test_a_secret_room_and_one_that_is_none_are_answered_alike(line: str) -> None:
    house = House()
    house.person("boss", join="#secret").types("MODE #secret +s")
    eve = house.person("eve", ALL_CAPS.replace("server-time", ""), join="#x")
    eve.reads()

    there = eve.hears(line.format("#secret"))
    assert [each.replace("#secret", "#missing") for each in there] == eve.hears(line.format("#missing"))


SPEAKING = [
    "PRIVMSG #x :evil", "NOTICE #x :evil", "PRIVMSG @#x :evil", "PRIVMSG +#x :evil", "PRIVMSG #x :\x01ACTION evil\x01",
    "@+evil=1 TAGMSG #x", "@+draft/react=evil;+draft/reply={msgid} TAGMSG #x", "EDIT #x {msgid} evil",
    "BATCH +1 draft/multiline #x\r\n@batch=1 PRIVMSG #x :evil\r\n@batch=1 PRIVMSG #x :evil\r\nBATCH -1",
    "TOPIC #x :evil", "METADATA #x SET url evil", "RENAME #x #evil", "MODE #x +k evil", "KICK #x bob :evil",
]


@pytest.mark.parametrize("silencing", ["MODE #x +m", "MODE #x +b m:eve", "MODE #x +b eve", "KICK #x eve", ""])
@pytest.mark.parametrize("last_word", ["PART #x :evil", "QUIT :evil"])
def test_who_may_not_speak_has_no_other_way_to_be_heard(kept: KeptHouse, silencing: str, last_word: str) -> None:
    ann = kept.person("ann", join="#x")
    eve, bob = kept.person("eve", ALL_CAPS, join="#x"), kept.person("bob", ALL_CAPS, join="#x")
    ann.types("MODE #x -t")
    msgid = says(eve, "#x", "before")
    if silencing:
        ann.types(silencing)
    else:
        eve.types("PART #x")
    for person in (ann, eve, bob):
        person.reads()
    for line in [*SPEAKING, last_word]:
        eve.types(line.format(msgid=msgid))

        assert (line, [each for each in ann.reads() + bob.reads() if "evil" in each]) == (line, [])
    assert bob.numerics("PING x")[-1] == "PONG"


RULING = [
    "TOPIC #x :evil", "MODE #x +b evil", "MODE #x +k evil", "MODE #x +o bob", "MODE #x -b old!*@*", "MODE #x +i",
    "METADATA #x SET url evil", "METADATA #x CLEAR", "REDACT #x {msgid}", "PRIVMSG #x :evil", "NOTICE #x :evil",
    "@+draft/react=evil;+draft/reply={msgid} TAGMSG #x", "RENAME #x #evil",
    "BATCH +1 draft/multiline #x\r\n@batch=1 PRIVMSG #x :evil\r\nBATCH -1",
]


@pytest.fixture
def ruled(kept: KeptHouse) -> Scene:
    """Eve is an operator of #x, as Ann is; without being one she may not even speak."""
    ann = kept.person("ann", ALL_CAPS, join="#x")
    eve, bob = kept.person("eve", ALL_CAPS, join="#x"), kept.person("bob", ALL_CAPS, join="#x")
    ann.types("MODE #x +mb old!*@*", "METADATA #x SET url old")
    return Scene(kept, eve, ann, bob)


def begin_again(place: Scene) -> tuple[object, ...]:
    """Eve is there again, and an operator; nobody has anything left to read."""
    place.house.log.commits_at_once = True
    place.eve.types("JOIN #x")
    place.ann.types("MODE #x +o eve")
    for person in (place.ann, place.eve, place.bob):
        person.reads()
    return state_of(place.house)


def state_of(house: House) -> tuple[object, ...]:
    channel, bob = house.core.world.channel("#x"), house.core.world.user("bob")
    assert channel is not None
    assert bob is not None
    return (channel.name, channel.topic, channel.key, sorted(channel.flags), sorted(channel.lists["b"]),
            dict(channel.metadata), channel.has_mode(bob, "o"))


def told_of_evil(place: Scene) -> list[str]:
    return [line for line in place.bob.reads() + place.ann.reads() if "evil" in line or "REDACT" in line]


@pytest.mark.parametrize("losing", ["MODE #x -o eve", "KICK #x eve"])
def test_what_was_asked_before_a_right_was_lost_but_comes_after_it_is_not_done(ruled: Scene, losing: str) -> None:
    msgid = says(ruled.ann, "#x", "before")
    for line in RULING:
        before = begin_again(ruled)
        ruled.house.log.commits_at_once = False
        ruled.ann.types(losing)
        ruled.eve.types(line.format(msgid=msgid))
        for _ in range(3):
            ruled.house.commit()

        assert (line, state_of(ruled.house), told_of_evil(ruled)) == (line, before, [])


@pytest.mark.parametrize("losing", ["MODE #x -o eve", "PART #x", "KICK #x eve", "JOIN 0"])
@pytest.mark.parametrize("commits_at_once", [True, False], ids=["at once", "later"])
def test_a_right_given_up_in_the_same_burst_of_bytes_is_gone(
    ruled: Scene, losing: str, commits_at_once: bool,
) -> None:
    msgid = says(ruled.ann, "#x", "before")
    for line in [*RULING, "KICK #x bob :evil"]:
        before = begin_again(ruled)
        ruled.house.log.commits_at_once = commits_at_once
        ruled.eve.sends(f"{losing}\r\n{line.format(msgid=msgid)}\r\nPING last\r\n".encode())
        for _ in range(4):
            ruled.house.commit()

        assert (line, state_of(ruled.house), told_of_evil(ruled)) == (line, before, [])
        assert ruled.eve.reads()[-1].endswith(" :last")


def test_an_answer_for_somebody_who_is_gone_goes_nowhere() -> None:
    place = scene(caps=ALL_CAPS)
    place.eve.types("CHATHISTORY LATEST #x * 9", "SEARCH text=word", "EDIT #x 0e7tn8g000000 evil", "QUIT")
    place.eve.hangs_up()
    for _ in range(4):
        answer_all(place.house)

    assert place.house.history.asked == []
    place.others_go_on()
