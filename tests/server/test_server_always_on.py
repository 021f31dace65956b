"""With accounts.always_on, who is logged in stays in its rooms when the last app closes, and over a restart."""

import pytest

from app.server.core.events import AccountDropped, AccountSaved, ServerBanSet, Stay, StoredState
from app.server.core.server_bans import ServerBan
from tests.server.house import House, Person, verb_of
from tests.server.logins import device, owner

ALWAYS_ON: dict[str, object] = {"always_on": True}


@pytest.fixture
def house() -> House:
    return House(accounts=ALWAYS_ON)


@pytest.fixture
def bob(house: House) -> Person:
    """In the room with Ann, whose app has closed."""
    ann = owner(house, "ann", join="#x")
    bob = house.person("bob", "away-notify", join="#x")
    ann.hangs_up()
    return bob


def names(person: Person, room: str = "#x") -> set[str]:
    return set(person.hears(f"NAMES {room}")[0].rpartition(":")[2].split())


def stays_of(house: House) -> list[Stay]:
    return [stay for stay in house.log.stays.values() if stay is not None]


def restarted(house: House, *, always_on: bool = True) -> House:
    """A new server over what the first has kept."""
    accounts = tuple(record.event.account for record in house.log.kept if isinstance(record.event, AccountSaved))
    return House(stored=StoredState(accounts=accounts, stays=tuple(stays_of(house))), accounts={"always_on": always_on})


def test_who_is_always_on_is_away_and_does_not_leave(bob: Person) -> None:
    assert bob.reads() == [":ann!~ann@localhost AWAY :Not connected"]
    assert names(bob) == {"~ann", "bob"}


def test_what_is_written_to_it_is_answered_as_to_somebody_away(bob: Person) -> None:
    bob.reads()

    assert bob.hears("PRIVMSG ann :hello") == [":chat.local 301 bob ann :Not connected"]


def test_it_comes_back_into_its_rooms_by_logging_in(house: House, bob: Person) -> None:
    bob.reads()
    ann = device(house, "ann")

    lines = ann.reads()
    assert ":ann!~ann@localhost JOIN #x" in lines
    assert "353" in map(verb_of, lines)
    assert bob.reads() == [":ann!~ann@localhost AWAY"]


def test_a_guest_cannot_come_back_in_its_place(house: House, bob: Person) -> None:
    assert house.connect().numerics("NICK ann", "USER a 0 * :A") == ["433"]


def test_guests_leave_as_ever(house: House, bob: Person) -> None:
    eve = house.person("eve", join="#x")
    bob.reads()
    eve.types("QUIT")

    assert [verb_of(line) for line in bob.reads()] == ["QUIT"]


def test_under_another_nick_than_its_own_nobody_stays(house: House) -> None:
    """A nick that nobody keeps for it could not be come back to."""
    ann = owner(house, "ann", join="#x")
    bob = house.person("bob", join="#x")
    ann.types("NICK annie", "QUIT")

    assert [verb_of(line) for line in bob.reads()] == ["NICK", "QUIT"]
    assert stays_of(house) == []


def test_a_second_person_of_the_account_leaves_without_the_first(house: House, bob: Person) -> None:
    second = device(house, "ann", nick="annie")
    second.types("JOIN #x", "QUIT")

    assert [verb_of(line) for line in bob.reads()] == ["AWAY", "JOIN", "MODE", "QUIT"]
    assert [stay.nick for stay in stays_of(house)] == ["ann"]


def test_it_stays_over_a_restart_with_its_rooms_and_modes(house: House, bob: Person) -> None:
    ann = device(house, "ann")
    ann.types("JOIN #y", "MODE #y +v ann", "SETNAME :Ann of old", "JOIN #z", "PART #z")
    ann.hangs_up()
    again = restarted(house)
    eve = again.person("eve", join="#y")

    assert names(eve, "#y") == {"~ann", "eve"}
    assert "#z" not in again.core.world.channels
    assert next(line for line in eve.hears("WHOIS ann") if " 311 " in line).endswith(":Ann of old")
    back = device(again, "ann")
    rooms = {line.split(" ")[2] for line in back.reads() if verb_of(line) == "JOIN"}
    assert rooms == {"#x", "#y"}


def test_modes_that_others_gave_it_are_kept_too(house: House) -> None:
    ann, bob = owner(house, "ann"), house.person("bob", join="#y")
    ann.types("JOIN #y")
    bob.types("MODE #y +h ann")
    ann.hangs_up()

    assert "%ann" in names(restarted(house).person("eve", join="#y"), "#y")


def test_without_the_setting_nobody_is_there_after_a_restart(house: House, bob: Person) -> None:
    assert restarted(house, always_on=False).core.world.user("ann") is None


def test_a_kill_ends_it(house: House, bob: Person) -> None:
    bob.reads()
    root = house.person("root")
    root.types("OPER host hostkey", "KILL ann :spam")

    assert [verb_of(line) for line in bob.reads()] == ["QUIT"]
    assert stays_of(house) == []


def test_a_kick_is_not_forgotten_over_a_restart(house: House, bob: Person) -> None:
    root = house.person("root")
    root.types("OPER host hostkey", "JOIN #x", "KICK #x ann")

    assert "#x" not in {name for stay in stays_of(house) for name in stay.channels}


def test_a_deleted_account_leaves(house: House, bob: Person) -> None:
    bob.reads()
    account = house.core.world.accounts.get("ann")
    assert account is not None
    house.core.submit_own(AccountDropped(name=account.folded))

    assert bob.reads() == [":ann!~ann@localhost QUIT :Your account was deleted"]
    assert stays_of(house) == []


def test_a_ban_of_the_account_ends_it(house: House, bob: Person) -> None:
    bob.reads()
    house.core.submit_own(ServerBanSet(ban=ServerBan(target="a:ann", reason="spam", set_by="root", set_ms=0)))

    assert bob.reads() == [":ann!~ann@localhost QUIT :You are banned from this server: spam"]


def test_logging_in_later_is_enough_to_stay(house: House) -> None:
    ann = house.person("ann", join="#x")
    bob = house.person("bob", join="#x")
    ann.types("REGISTER * * sesame")
    ann.hangs_up()

    assert "QUIT" not in map(verb_of, bob.reads())
    assert [list(stay.channels) for stay in stays_of(house)] == [["#x"]]
