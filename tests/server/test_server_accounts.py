"""Claiming a nick: REGISTER and VERIFY; and who else can't have it."""

from dataclasses import replace

import pytest

from app.server.core.server_bans import ServerBan
from tests.server.house import House, Person, verb_of
from tests.server.logins import PASSWORD, answers, claim, log_in, owner

FAR = "192.0.2.7"
DAY_S = 24 * 3600


def test_a_claimed_nick_is_confirmed_and_logged_in() -> None:
    ann = House().person("ann")

    assert claim(ann) == [
        ":chat.local REGISTER SUCCESS ann :ann is yours now",
        ":chat.local 900 ann ann!~ann@localhost ann :You are now logged in as ann",
    ]


def test_a_nick_can_be_claimed_while_capabilities_are_negotiated() -> None:
    house = House()
    house.hashing.answers_at_once = False
    ann = house.connect()
    ann.types("CAP LS 302", "NICK ann", "USER ann 0 * :Ann", f"REGISTER * * {PASSWORD}", "CAP END")
    assert "001" not in map(verb_of, ann.reads())
    house.hashing.answer()

    verbs = [verb_of(line) for line in ann.reads()]
    assert verbs[:3] == ["REGISTER", "900", "001"]


def test_registration_waits_for_a_claim_on_its_way_to_the_disk() -> None:
    house = House()
    house.log.commits_at_once = False
    ann = house.connect()
    ann.types("NICK ann", f"REGISTER * * {PASSWORD}", "USER ann 0 * :Ann")
    assert ann.reads() == []
    house.commit()

    assert [verb_of(line) for line in ann.reads()][:3] == ["REGISTER", "900", "001"]


def test_those_who_asked_see_somebody_claim_its_nick() -> None:
    house = House()
    ann = house.person("ann", "account-notify", join="#x")
    bob, eve = house.person("bob", "account-notify", join="#x"), house.person("eve", join="#x")
    bob.reads()

    assert ":ann!~ann@localhost ACCOUNT ann" in claim(ann)
    assert bob.reads()[-1] == ":ann!~ann@localhost ACCOUNT ann"
    assert eve.reads() == []


@pytest.mark.parametrize(("line", "code"), [
    ("REGISTER ann * sesame", "REGISTER"),
    ("REGISTER ANN * sesame", "REGISTER"),
    ("REGISTER * ann@example.org sesame", "REGISTER"),
    ("REGISTER * * :two words", "REGISTER"),
    ("REGISTER bob * sesame", "ACCOUNT_NAME_MUST_BE_NICK"),
    ("REGISTER a!b@c * sesame", "BAD_ACCOUNT_NAME"),
    ("REGISTER 1st * sesame", "BAD_ACCOUNT_NAME"),
    ("REGISTER * * short", "WEAK_PASSWORD"),
    ("REGISTER * * :" + " " * 9, "WEAK_PASSWORD"),
    ("REGISTER * * :", "WEAK_PASSWORD"),
    ("REGISTER * * two words", "UNACCEPTABLE_PASSWORD"),
    ("REGISTER * * " + "\u00e9" * 151, "UNACCEPTABLE_PASSWORD"),
    ("REGISTER * nobody sesame", "INVALID_EMAIL"),
    ("REGISTER * a@b@c sesame", "INVALID_EMAIL"),
    ("REGISTER * a\x85b@c sesame", "INVALID_EMAIL"),
    ("REGISTER * " + "x" * 250 + "@b.org sesame", "INVALID_EMAIL"),
    ("REGISTER * *", "461"),
    ("REGISTER", "461"),
    ("VERIFY ann", "461"),
    ("VERIFY ann 123456", "INVALID_CODE"),
])
def test_registering_is_answered(line: str, code: str) -> None:
    assert answers(House().person("ann").hears(line))[0] == code


def test_a_name_is_no_password_for_itself() -> None:
    assert answers(claim(House().person("longnick"), "LongNick")) == ["WEAK_PASSWORD"]


@pytest.mark.parametrize(("config", "lines", "code"), [
    ({}, [], "NEED_NICK"),
    ({}, ["NICK 1st"], "NEED_NICK"),
    ({}, ["NICK claimed"], "ACCOUNT_EXISTS"),
    ({}, ["NICK held"], "ACCOUNT_EXISTS"),
    ({"accounts": {"register": False}}, ["NICK ann"], "TEMPORARILY_UNAVAILABLE"),
    ({"accounts": {"register_before_connect": False}}, ["NICK ann"], "COMPLETE_CONNECTION_REQUIRED"),
    ({"accounts": {"email_required": True}}, ["NICK ann"], "INVALID_EMAIL"),
    ({"server": {"password": "pw"}}, ["NICK ann"], "TEMPORARILY_UNAVAILABLE"),
    ({"server": {"password": "pw"}}, ["PASS wrong", "NICK ann"], "TEMPORARILY_UNAVAILABLE"),
    ({"server": {"password": "pw"}}, ["PASS pw", "NICK ann"], "REGISTER"),
])
def test_a_stranger_who_claims_is_answered(config: dict[str, dict[str, object]], lines: list[str], code: str) -> None:
    house = House()
    owner(house, "claimed")
    owner(house, "other").types("NICK held")
    for section, values in config.items():
        changed = replace(getattr(house.core.config, section), **values)
        house.core.config = replace(house.core.config, **{section: changed})
    stranger = house.connect()
    stranger.types("CAP LS", *lines)
    stranger.reads()

    assert answers(claim(stranger))[0] == code


def test_a_banned_stranger_can_claim_nothing() -> None:
    house = House()
    house.core.world.bans.load([ServerBan(target="127.0.0.1", reason="spam", set_by="root", set_ms=0)])
    stranger = house.connect()

    assert answers(stranger.hears("NICK ann", f"REGISTER * * {PASSWORD}")) == ["TEMPORARILY_UNAVAILABLE"]


def test_claiming_twice_is_refused() -> None:
    assert answers(claim(owner(House(), "ann"))) == ["ALREADY_AUTHENTICATED"]


def test_no_password_is_taken_where_others_could_read_it() -> None:
    house = House()
    ann = house.connect(FAR, secure=False)
    ann.types("NICK ann", "USER ann 0 * :Ann")
    ann.reads()

    assert answers(claim(ann)) == ["SECURE_CONNECTION_REQUIRED"]
    assert house.hashing.checked == []


def test_with_too_much_to_hash_people_are_asked_to_come_later() -> None:
    house = House()
    house.hashing.is_full = True
    ann = house.person("ann")

    assert answers(claim(ann)) == ["TEMPORARILY_UNAVAILABLE"]
    assert house.core.world.accounts.get("ann") is None


def test_an_account_that_could_not_be_saved_is_none() -> None:
    house = House()
    house.log.commits_at_once = False
    ann = house.person("ann")
    ann.types(f"REGISTER * * {PASSWORD}")
    house.fail()
    assert answers(ann.reads()) == ["STORAGE_FAILED"]

    house.log.commits_at_once = True
    assert answers(claim(ann)) == ["REGISTER", "900"]


def test_from_one_address_few_accounts_are_made_in_an_hour() -> None:
    house = House(limits={"flood": True, "registrations_per_hour": 2})
    for nick, code in (("ann", "REGISTER"), ("bob", "REGISTER"), ("eve", "TEMPORARILY_UNAVAILABLE")):
        person = house.connect(FAR)
        assert answers(person.hears(f"NICK {nick}", f"REGISTER * * {PASSWORD}"))[0] == code
    assert "REGISTER" in answers(house.connect().hears("NICK loc", f"REGISTER * * {PASSWORD}"))
    house.wait(3601.0)

    again = house.connect(FAR)
    assert "REGISTER" in answers(again.hears("NICK eve", f"REGISTER * * {PASSWORD}"))


def test_who_left_while_the_password_was_hashed_still_gets_the_account() -> None:
    house = House()
    house.hashing.answers_at_once = False
    ann = house.person("ann")
    ann.types(f"REGISTER * * {PASSWORD}")
    ann.hangs_up()
    house.hashing.answer()
    house.hashing.answers_at_once = True

    assert "900" in map(verb_of, log_in(house.connect(), "ann"))


def test_who_was_sent_away_while_the_password_was_hashed_gets_no_account() -> None:
    house = House()
    house.hashing.answers_at_once = False
    ann = house.person("ann")
    ann.types(f"REGISTER * * {PASSWORD}")
    house.core.close(ann.client, "Killed")
    house.hashing.answer()

    assert house.core.world.accounts.get("ann") is None


# The nick is its owner's.

def test_a_guest_cannot_take_a_claimed_nick() -> None:
    house = House()
    owner(house, "ann").types("QUIT")
    guest = house.person("guest")

    assert guest.hears("NICK Ann") == [
        ":chat.local 433 guest Ann :That nick belongs to an account. Log in to it, or choose another nick."]


def test_a_stranger_cannot_come_in_under_a_claimed_nick_but_under_another() -> None:
    house = House()
    owner(house, "ann").types("QUIT")
    guest = house.connect()

    assert guest.hears("NICK ann", "USER x 0 * :X") == [
        ":chat.local 433 * ann :That nick belongs to an account. Log in to it, or choose another nick."]
    assert "001" in guest.numerics("NICK guest")


def test_the_owner_takes_its_nick_back() -> None:
    house = House()
    owner(house, "ann").types("QUIT")
    back = house.person("guest")
    log_in(back, "ann")

    assert back.hears("NICK ann") == [":guest!~guest@localhost NICK :ann"]


# Codes by mail.

def with_mail() -> tuple[House, Person]:
    house = House(accounts={"email_required": True}, mail={"host": "mail.example.org"})
    return house, house.person("ann")


def test_a_code_is_sent_and_completes_the_claim() -> None:
    house, ann = with_mail()
    (line,) = ann.hears(f"REGISTER * ann@example.org {PASSWORD}")
    assert line == (":chat.local REGISTER VERIFICATION_REQUIRED ann :A code was sent to ann@example.org. "
                    "Give it within 24 hours: VERIFY ann CODE")
    address, subject, text = house.mails[0]
    assert (address, subject) == ("ann@example.org", "Your code for Group Chat")
    assert "000001" in text

    assert answers(ann.hears("VERIFY ann 000002", "VERIFY nobody 000001")) == ["INVALID_CODE", "INVALID_CODE"]
    assert ann.hears("VERIFY ANN 000001") == [
        ":chat.local VERIFY SUCCESS ann :ann is yours now",
        ":chat.local 900 ann ann!~ann@localhost ann :You are now logged in as ann"]
    assert answers(ann.hears("VERIFY ann 000001")) == ["ALREADY_AUTHENTICATED"]


def test_where_no_mail_is_sent_the_host_has_the_code() -> None:
    ann = House(accounts={"email_required": True}).person("ann")

    assert "Ask who hosts this server for a code" in ann.hears(f"REGISTER * ann@example.org {PASSWORD}")[0]


def test_without_the_code_nobody_logs_in_and_nobody_else_gets_the_nick() -> None:
    house, ann = with_mail()
    ann.types(f"REGISTER * ann@example.org {PASSWORD}", "QUIT")

    other = house.connect()
    assert [verb_of(line) for line in log_in(other, "ann")] == ["904"]
    assert answers(other.hears("NICK ann", f"REGISTER * b@example.org {PASSWORD}")) == ["ACCOUNT_EXISTS"]


def test_a_code_is_good_for_a_day_and_then_the_nick_is_free() -> None:
    house, ann = with_mail()
    ann.types(f"REGISTER * ann@example.org {PASSWORD}", "QUIT")
    house.wait(DAY_S + 1)
    other = house.person("ann")

    assert answers(other.hears("VERIFY ann 000001")) == ["INVALID_CODE"]
    assert answers(other.hears(f"REGISTER * b@example.org {PASSWORD}")) == ["REGISTER"]


def test_codes_are_not_guessed() -> None:
    _, ann = with_mail()
    ann.types(f"REGISTER * ann@example.org {PASSWORD}")
    ann.reads()
    wrong = [f"VERIFY ann {guess}" for guess in range(10)]

    assert set(answers(ann.hears(*wrong))) == {"INVALID_CODE"}
    assert answers(ann.hears("VERIFY ann 000001")) == ["TEMPORARILY_UNAVAILABLE"]
