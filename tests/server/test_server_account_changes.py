"""Another password for an account; and what becomes of people whose account is suspended, deleted or banned."""

import pytest

from app.server.core.events import AccessChanged, AccountDropped
from app.server.core.server_bans import ServerBan
from tests.server.house import House, verb_of
from tests.server.logins import PASSWORD, account_of, answers, claim, device, log_in, owner, suspend


def test_people_change_their_password_themselves() -> None:
    house = House()
    ann = owner(house, "ann")

    assert ann.hears(f"PASSWD {PASSWORD} :open up") == [
        ":chat.local NOTE PASSWD PASSWORD_CHANGED ann :You have another password now."]
    assert [verb_of(line) for line in log_in(house.connect(), "ann")] == ["904"]
    assert [verb_of(line) for line in log_in(house.connect(), "ann", "open up")] == ["900", "903"]


@pytest.mark.parametrize(("line", "code"), [
    ("PASSWD wrong! newsesame", "WRONG_PASSWORD"),
    ("PASSWD sesame short", "WEAK_PASSWORD"),
    ("PASSWD sesame two words", "UNACCEPTABLE_PASSWORD"),
    ("PASSWD sesame", "461"),
])
def test_another_password_is_refused(line: str, code: str) -> None:
    house = House()
    ann = owner(house, "ann")

    assert answers(ann.hears(line)) == [code]
    assert [verb_of(each) for each in log_in(house.connect(), "ann")] == ["900", "903"]


def test_a_guest_has_no_password_to_change() -> None:
    assert answers(House().person("ann").hears("PASSWD old-one new-one")) == ["ACCOUNT_REQUIRED"]


def test_the_old_password_is_not_guessed() -> None:
    ann = owner(House(), "ann")

    codes = answers(ann.hears(*["PASSWD wrong! newsesame"] * 4))
    assert codes == ["WRONG_PASSWORD"] * 3 + ["TEMPORARILY_UNAVAILABLE"]


def test_a_new_password_does_not_undo_what_was_done_to_the_account_meanwhile() -> None:
    house = House()
    ann = owner(house, "ann")
    house.log.commits_at_once = False
    suspend(house, "ann")

    assert answers(ann.hears(f"PASSWD {PASSWORD} newsesame")) == ["TEMPORARILY_UNAVAILABLE"]
    house.commit()
    assert account_of(house, "ann").is_suspended


# What becomes of an account.

def test_who_is_suspended_is_a_guest_at_once() -> None:
    house = House()
    ann = owner(house, "ann", "account-notify", join="#x")
    bob = house.person("bob", "account-notify", join="#x")
    suspend(house, "ann")

    assert bob.reads() == [":ann!~ann@localhost ACCOUNT *"]
    assert ":chat.local 901 ann ann!~ann@localhost :Your account was suspended" in ann.reads()
    assert ann.user.account == ""


def test_a_deleted_account_leaves_the_nick_free() -> None:
    house = House()
    owner(house, "ann").types("QUIT")
    house.core.submit_own(AccountDropped(name=account_of(house, "ann").folded))

    assert answers(claim(house.person("ann")))[0] == "REGISTER"


def test_an_invitation_of_a_deleted_account_is_not_the_next_ones() -> None:
    house = House()
    zoe = house.person("zoe", join="#club")
    zoe.types("MODE #club +iIII a:ann account:Ann a:other", "MODE #club +b a:ann")
    owner(house, "ann").types("QUIT")
    house.core.submit_own(AccountDropped(name=account_of(house, "ann").folded))
    zoe.reads()

    assert verb_of(owner(house, "ann").hears("JOIN #club")[0]) in ("473", "474")
    assert [line.split()[4] for line in zoe.hears("MODE #club I")[:-1]] == ["a:other"]
    assert [line.split()[4] for line in zoe.hears("MODE #club b")[:-1]] == ["a:ann"]


@pytest.mark.parametrize(("before", "after"), [("PING x", "JOIN #new"), ("MODE #club +o ann", "PING x")])
def test_what_is_on_its_way_while_an_account_is_deleted_leaves_it_no_rights(before: str, after: str) -> None:
    house = House()
    bob, ann = owner(house, "bob"), owner(house, "ann")
    bob.types("JOIN #club")
    ann.types("JOIN #club")
    house.log.commits_at_once = False
    bob.types(before)
    house.core.submit_own(AccountDropped(name=account_of(house, "ann").folded))
    ann.types(after)
    for _ in range(3):
        house.commit()

    events = [record.event for record in house.log.kept]
    kept = [event.modes for event in events if isinstance(event, AccessChanged) and event.account == "ann"]
    assert kept[-1] == ""
    assert all("ann" not in channel.access for channel in house.core.world.channels.values())


def test_a_ban_of_an_account_keeps_it_out_before_and_after_the_welcome() -> None:
    house = House()
    owner(house, "ann").types("QUIT")
    house.core.world.bans.load([ServerBan(target="a:ann", reason="spam", set_by="root", set_ms=0)])
    early, late = device(house, "ann"), house.person("guest")

    assert ":chat.local 465 ann :You are banned from this server: spam" in early.reads()
    assert [verb_of(line) for line in log_in(late, "ann")] == ["465", "ERROR"]
    assert early.is_closed
    assert late.is_closed
