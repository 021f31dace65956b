"""What server operators may do: KILL, WALLOPS, REHASH, CHGHOST; STATS for everybody."""

from dataclasses import replace

import pytest

from app.server.core.events import ServerBanLifted, ServerBanSet
from app.server.core.names import fold
from app.server.core.server_bans import ServerBan
from tests.server.house import START_MS, House, Person, untagged, verb_of


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def boss(house: House) -> Person:
    boss = house.person("boss", join="#x")
    boss.types("OPER host hostkey")
    boss.reads()
    return boss


@pytest.mark.parametrize("line", ["KILL eve", "WALLOPS :hi", "REHASH", "CHGHOST eve u h.example", "SETHOST h.example"])
def test_these_are_for_operators_only(house: House, line: str) -> None:
    house.person("eve")

    assert house.person("ann").numerics(line) == ["481"]


def test_a_wallop_reaches_those_who_want_to_know(house: House, boss: Person) -> None:
    wanting, other = house.person("ann"), house.person("bob")
    wanting.types("MODE ann +w")
    wanting.reads()
    boss.types("WALLOPS :tea at five")

    assert wanting.reads() == [":boss!~boss@localhost WALLOPS :tea at five"]
    assert (other.reads(), boss.reads()) == ([], [])


def test_rehash_takes_the_config_as_it_is_now(house: House, boss: Person) -> None:
    house.next_config = replace(house.core.config, server=replace(house.core.config.server, motd="New words"))

    assert boss.numerics("REHASH")[0] == "382"
    assert boss.hears("MOTD")[1] == ":chat.local 372 boss :- New words"


def test_a_host_is_changed_for_those_who_know_and_by_leaving_and_coming_for_the_others(
    house: House, boss: Person,
) -> None:
    boss.types("JOIN #y")
    knowing, other = house.person("ann", "chghost", join="#x"), house.person("bob", "extended-join", join="#x,#y")
    victim = house.person("eve", "chghost", join="#x")
    boss.types("MODE #x +v eve")
    for person in (knowing, other, victim, boss):
        person.reads()
    boss.types("CHGHOST eve ~guest tea.example")

    changed = ":eve!~eve@localhost CHGHOST ~guest tea.example"
    assert (knowing.reads(), victim.reads()) == ([changed], [changed])
    assert other.reads() == [
        ":eve!~eve@localhost QUIT :Changing host", ":eve!~guest@tea.example JOIN #x * :Eve Person",
        ":eve!~guest@tea.example MODE #x +v eve"]
    victim.types("PRIVMSG #x :hi")
    assert knowing.reads() == [":eve!~guest@tea.example PRIVMSG #x :hi"]


@pytest.mark.parametrize("host", ["bad host", "@x", "x!y", "-x", "x" * 64])
def test_a_host_that_would_not_be_one_is_refused(house: House, boss: Person, host: str) -> None:
    (answer,) = boss.hears(f"SETHOST :{host}")

    assert answer.startswith(":chat.local FAIL SETHOST INVALID_HOST ")


@pytest.mark.parametrize(("line", "verbs"), [("STATS u", ["242", "219"]), ("STATS", ["219"]), ("STATS z", ["219"])])
def test_stats_tells_how_long_the_server_is_up(house: House, line: str, verbs: list[str]) -> None:
    house.wait(90_061)
    lines = house.person("ann").hears(line)

    assert [verb_of(each) for each in lines] == verbs
    assert ("Server Up 1 days 1:01:01" in lines[0]) is (verbs[0] == "242")


@pytest.mark.parametrize(("target", "nick", "address", "stays"), [
    ("eve!*@*", "eve", "127.0.0.1", False),
    ("*!*@localhost", "eve", "127.0.0.1", False),
    ("192.0.2.7", "eve", "192.0.2.7", False),
    ("192.0.2.0/24", "eve", "192.0.2.7", False),
    ("192.0.2.0/24", "eve", "192.0.3.7", True),
    ("2001:db8::/32", "eve", "2001:db8::1", False),
    ("ann", "eve", "127.0.0.1", True),
])
def test_a_ban_of_the_server_puts_out_and_keeps_out(target: str, nick: str, address: str, stays: bool) -> None:
    house = House()
    ban = ServerBan(target=target, reason="spam", set_by="boss", set_ms=START_MS)
    early = house.connect(address)
    early.types(f"NICK {nick}", "USER e 0 * :Eve")
    house.core.submit_own(ServerBanSet(ban=ban))
    late = house.connect(address)
    late.types(f"NICK {nick}2", "USER e 0 * :Eve") if stays else late.types(f"NICK {nick}", "USER e 0 * :Eve")

    assert (early.is_closed, late.is_closed) == (not stays, not stays)
    if not stays:
        assert "465" in [verb_of(line) for line in late.reads()]


def test_a_ban_ends_when_it_is_lifted_or_over(house: House) -> None:
    house.core.submit_own(ServerBanSet(ban=ServerBan(target="eve", reason="r", set_by="b", set_ms=0)))
    short = ServerBan(target="bob", reason="r", set_by="b", set_ms=0, until_ms=START_MS + 5000)
    house.core.submit_own(ServerBanSet(ban=short))
    house.core.submit_own(ServerBanLifted(target=fold("EVE")))

    assert not house.person("eve").is_closed
    assert house.person("bob").is_closed
    house.wait(6)
    assert not house.person("bob").is_closed


def test_an_operators_lines_say_so_to_those_who_asked(house: House, boss: Person) -> None:
    knowing = house.person("ann", "draft/oper message-tags", join="#x")
    plain = house.person("bob", "message-tags", join="#x")
    for person in (knowing, plain):
        person.reads()
    boss.types("PRIVMSG #x :hi", "TOPIC #x :t")

    assert all("draft/oper=host" in line for line in knowing.reads())
    assert not any("draft/oper" in line for line in plain.reads())


def test_who_is_put_out_before_the_history_of_its_room_has_come_is_told_why(house: House, boss: Person) -> None:
    house.person("ann", join="#x").types("PRIVMSG #x :Good morning")
    eve = house.person("eve")
    eve.types("JOIN #x")
    (_, answer), = house.history.asked
    boss.types("KILL eve :enough")

    assert eve.reads()[-1] == "ERROR :Closing link: Killed (boss (enough))"
    answer([])
    assert eve.reads() == []


def test_killing_ends_every_device_and_is_told_once(house: House, boss: Person) -> None:
    eve = house.person("eve", join="#x")
    watcher = house.person("ann", join="#x")
    boss.types("KILL eve :enough")

    assert eve.is_closed
    assert untagged(watcher.reads()) == [":eve!~eve@localhost QUIT :Killed (boss (enough))"]
