"""TOKEN GENERATE: who may send files where, and for how long that holds."""

from dataclasses import replace

import pytest

from app.server.core.file_tokens import LIFETIME_S, Grant
from tests.server.house import House, Person
from tests.server.logins import owner

SERVICE = "groupchat.local/FILEHOST"


def make_house(**files: object) -> House:
    house = House(files=files)
    house.core.take_identity(replace(house.core.identity, files_port=6697))
    return house


def token(person: Person, target: str) -> str:
    line = person.hears(f"TOKEN GENERATE {SERVICE} {target}")[-1]
    assert line.startswith(f":chat.local TOKEN GENERATE {SERVICE} https://*:6697/files :"), line
    return line.rpartition(":")[2]


def grant(house: House, given: str) -> Grant | None:
    return house.core.file_tokens.grant(given, house.now.monotonic)


def tokens_told(house: House) -> str:
    return " ".join(house.core.isupport)


def test_the_file_host_is_told_of_where_there_is_one() -> None:
    assert SERVICE not in tokens_told(House())
    assert f"{SERVICE}=https://*:6697/files" in tokens_told(make_house())
    assert f"{SERVICE}=https://files.example:443/files" in tokens_told(make_house(host="files.example", port=443))
    assert SERVICE not in tokens_told(make_house(enabled=False))


def test_who_is_here_is_told_when_the_file_host_goes() -> None:
    house = make_house()
    ann = house.person("ann")
    house.core.take_config(replace(house.core.config, files=replace(house.core.config.files, enabled=False)))

    assert any(f" -{SERVICE}" in line for line in ann.reads())
    assert " FAIL TOKEN NO_SUCH_SERVICE " in ann.hears(f"TOKEN GENERATE {SERVICE} #general")[-1]


def test_a_token_is_for_the_room_and_whoever_asked() -> None:
    house = make_house()
    ann = house.person("ann", join="#general")

    assert grant(house, token(ann, "#General")) == Grant(
        identity="~ann", owner="guests of 127.0.0.1", conversations=("#general",), send_to="#general", since_ms=0)
    assert grant(house, "made-up") is None


def test_an_account_has_a_quota_of_its_own() -> None:
    house = make_house()
    ann = owner(house, "ann", join="#general")
    found = grant(house, token(ann, "#general"))

    assert found is not None
    assert (found.is_guest, found.owner) == (False, ann.client.user.identity)


def test_a_token_for_a_person_opens_what_was_said_with_that_nick() -> None:
    house = make_house()
    ann, bob = house.person("ann"), owner(house, "bob")
    found = grant(house, token(ann, "bob"))

    assert found is not None
    assert found.send_to == f"{bob.client.user.identity} ~ann"
    assert found.send_to in found.conversations
    bob.types("QUIT")
    gone = grant(house, token(ann, "bob"))
    assert gone is not None
    assert (gone.send_to, gone.conversations) == ("", found.conversations)


@pytest.mark.parametrize("happens", [
    "ann: PART #general", "bob: KICK #general ann", "ann: QUIT", "ann: NICK anna", "ann: REGISTER * * sesame",
])
def test_a_token_ends_with_what_it_was_given_for(happens: str) -> None:
    house = make_house()
    people = {"bob": house.person("bob", join="#general"), "ann": house.person("ann", join="#general")}
    given = token(people["ann"], "#general")
    assert grant(house, given) is not None
    who, _, line = happens.partition(": ")
    people[who].types(line)

    assert grant(house, given) is None


def test_a_token_is_good_for_a_quarter_of_an_hour() -> None:
    house = make_house()
    given = token(house.person("ann", join="#general"), "#general")

    assert house.core.file_tokens.grant(given, house.now.monotonic + LIFETIME_S - 1) is not None
    assert house.core.file_tokens.grant(given, house.now.monotonic + LIFETIME_S) is None


def test_tokens_that_are_over_are_forgotten() -> None:
    house = make_house()
    ann = house.person("ann", join="#general")
    for _ in range(5):
        token(ann, "#general")
    house.now = house.now._replace(monotonic=house.now.monotonic + LIFETIME_S)
    token(ann, "#general")

    assert len(house.core.file_tokens) == 1


def test_who_is_muted_may_fetch_but_not_send() -> None:
    house = make_house()
    bob, ann = house.person("bob", join="#general"), house.person("ann", join="#general")
    given = token(ann, "#general")
    bob.types("MODE #general +b m:ann!*@*")
    found = grant(house, given)

    assert found is not None
    assert (found.send_to, found.conversations) == ("", ("#general",))


@pytest.mark.parametrize(("line", "answer"), [
    ("TOKEN", " 461 "), ("TOKEN REVOKE x y", "FAIL TOKEN INVALID_PARAMS REVOKE"),
    ("TOKEN GENERATE", "FAIL TOKEN NO_SUCH_SERVICE *"), ("TOKEN GENERATE other #general", "NO_SUCH_SERVICE other"),
    (f"TOKEN GENERATE {SERVICE}", "FAIL TOKEN INVALID_TARGET *"),
    (f"TOKEN GENERATE {SERVICE} #elsewhere", "FAIL TOKEN INVALID_TARGET #elsewhere"),
    (f"TOKEN GENERATE {SERVICE} :a b", "FAIL TOKEN INVALID_TARGET *"), ("TOKEN GENERATE : :", "NO_SUCH_SERVICE *"),
])
def test_a_token_that_can_not_be_given_is_refused_with_a_sentence(line: str, answer: str) -> None:
    ann = make_house().person("ann", join="#general")

    assert answer in ann.hears(line)[-1]


def test_where_guests_may_not_send_they_are_told_to_log_in() -> None:
    house = make_house(guests=False)
    guest, ann = house.person("guest", join="#general"), owner(house, "ann", join="#general")

    assert "FAIL TOKEN ACCOUNT_REQUIRED" in guest.hears(f"TOKEN GENERATE {SERVICE} #general")[-1]
    assert grant(house, token(ann, "#general")) is not None
