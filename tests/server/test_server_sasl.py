"""Logging in: AUTHENTICATE with PLAIN, EXTERNAL and SCRAM-SHA-256, whatever a client sends."""

from dataclasses import replace

import pytest

from app.server.core.events import AccountSaved
from tests.server.house import House, Person, verb_of
from tests.server.logins import PASSWORD, ScramClient, account_of, device, encoded, log_in, owner, plain, suspend

FAR, FARTHER = "192.0.2.7", "198.51.100.9"
CERTFP = "ab" * 32


@pytest.fixture
def house() -> House:
    """With an account that nobody uses just now."""
    house = House()
    owner(house, "ann").types("QUIT")
    return house


@pytest.fixture
def stranger(house: House) -> Person:
    return house.connect()


def scram(person: Person, client: ScramClient) -> list[str]:
    """The whole exchange; what comes after the challenge."""
    (_, challenge) = person.hears("AUTHENTICATE SCRAM-SHA-256", f"AUTHENTICATE {client.first}")
    return person.hears(f"AUTHENTICATE {client.final(challenge.split(' ')[1])}", "AUTHENTICATE +")


def external(person: Person, response: str = "+") -> list[str]:
    return person.hears("AUTHENTICATE EXTERNAL", f"AUTHENTICATE {response}")[1:]


def test_plain_logs_in(stranger: Person) -> None:
    assert stranger.hears("AUTHENTICATE PLAIN") == ["AUTHENTICATE +"]
    assert stranger.hears(f"AUTHENTICATE {plain('ann')}") == [
        ":chat.local 900 * *!*@localhost ann :You are now logged in as ann",
        ":chat.local 903 * :You are logged in",
    ]


def test_who_logs_in_later_hears_of_the_login_before_the_account_is_announced(house: House) -> None:
    bob = house.person("bob", "sasl account-notify")

    assert [verb_of(line) for line in log_in(bob, "ann")] == ["900", "ACCOUNT", "903"]


@pytest.mark.parametrize("response", [
    plain("ann", wanted="ann"), plain("ANN"), plain("ann", wanted="Ann"),
])
def test_a_name_may_be_said_twice_and_in_any_case(stranger: Person, response: str) -> None:
    assert stranger.numerics("AUTHENTICATE plain", f"AUTHENTICATE {response}")[-1] == "903"


@pytest.mark.parametrize("response", [
    plain("ann", "wrong"), plain("nobody"), plain("ann", ""), plain("", PASSWORD), plain("ann", wanted="bob"),
    encoded("ann\0sesame"), encoded("\0ann\0sesame\0"), encoded(b"\0ann\0\xff\xfe"), encoded("\0" * 200), "+",
    "====", "a", "!!!!", ":", "\u00e9\u00e9", "AAAA=AAA", encoded("\0ann\r\n\0sesame"),
    encoded("\0" + "x" * 200 + "\0y"),
])
def test_what_is_no_login_fails_and_may_be_tried_again(stranger: Person, response: str) -> None:
    assert stranger.numerics("AUTHENTICATE PLAIN", f"AUTHENTICATE {response}") == ["AUTHENTICATE", "904"]
    assert [verb_of(line) for line in log_in(stranger, "ann")] == ["900", "903"]


def test_an_account_that_is_none_costs_the_same_check(house: House, stranger: Person) -> None:
    wrong, unknown = log_in(stranger, "ann", "wrong"), log_in(stranger, "nobody", "wrong")

    assert wrong == unknown
    assert house.hashing.checked == [("wrong", True), ("wrong", False)]


@pytest.mark.parametrize("size", [1, 299, 300, 301, 389, 391, 392, 700, 1000])
def test_long_passwords_come_in_pieces(size: int) -> None:
    """400 characters of base64 are 300 bytes; a full last piece is followed by `+`."""
    house = House()
    password = "x" * size
    owner(house, "ann")
    state = account_of(house, "ann")
    assert state.verifier is not None
    verifier = replace(state.verifier, scrypt_hash=password.encode())
    house.core.submit_own(AccountSaved(account=replace(state, verifier=verifier)))
    text = plain("ann", password)
    pieces = [text[start:start + 400] for start in range(0, len(text), 400)]
    if len(pieces[-1]) == 400:
        pieces.append("+")

    heard = house.connect().numerics("AUTHENTICATE PLAIN", *(f"AUTHENTICATE {piece}" for piece in pieces))
    assert heard == ["AUTHENTICATE", "900", "903"]


@pytest.mark.parametrize(("lines", "verbs"), [
    (["x" * 401], ["905"]),
    (["x" * 480], ["905"]),
    (["A" * 400] * 17, ["905"]),
    (["A" * 400] * 3 + ["*"], ["906"]),
    (["*"], ["906"]),
    (["A" * 400, "+"], ["904"]),
    (["A" * 400, "!"], ["904"]),
])
def test_an_exchange_that_goes_wrong_ends(stranger: Person, lines: list[str], verbs: list[str]) -> None:
    stranger.types("AUTHENTICATE PLAIN")
    stranger.reads()

    assert stranger.numerics(*(f"AUTHENTICATE {line}" for line in lines)) == verbs
    assert [verb_of(line) for line in log_in(stranger, "ann")] == ["900", "903"]


@pytest.mark.parametrize("mechanism", ["FOO", "EXTERNAL", "SCRAM-SHA-1", "+", ":", ":PLAIN x", "x" * 400])
def test_an_unknown_mechanism_is_answered_with_those_there_are(stranger: Person, mechanism: str) -> None:
    assert stranger.hears(f"AUTHENTICATE {mechanism}") == [
        ":chat.local 908 * SCRAM-SHA-256,PLAIN :are the ways to log in here", ":chat.local 904 * :The login failed"]


def test_what_is_missing_or_given_up_without_an_exchange(stranger: Person) -> None:
    assert stranger.numerics("AUTHENTICATE", "AUTHENTICATE *") == ["461", "906"]


def test_a_password_is_not_said_where_others_could_read_it(house: House) -> None:
    far = house.connect(FAR, secure=False)

    assert far.numerics("AUTHENTICATE PLAIN") == ["908", "904"]
    assert [verb_of(line) for line in scram(far, ScramClient("ann", PASSWORD))] == ["AUTHENTICATE", "900", "903"]


@pytest.mark.parametrize(("secure", "certfp", "offered"), [
    (True, "", "SCRAM-SHA-256,PLAIN"), (True, CERTFP, "SCRAM-SHA-256,EXTERNAL,PLAIN"), (False, "", "SCRAM-SHA-256"),
])
def test_the_capability_names_what_this_connection_can_use(
        house: House, secure: bool, certfp: str, offered: str) -> None:
    person = house.connect(FAR, secure=secure, certfp=certfp)

    assert f" sasl={offered} " in " ".join(person.hears("CAP LS 302"))


def test_a_login_is_not_the_password_of_the_server(house: House, stranger: Person) -> None:
    server = replace(house.core.config.server, password="open")
    house.core.config = replace(house.core.config, server=server)
    log_in(stranger, "ann")

    assert stranger.numerics("NICK ann", "USER a 0 * :A") == ["464", "ERROR"]


def test_one_logs_in_once_before_the_welcome_and_anew_after_it(house: House, stranger: Person) -> None:
    owner(house, "bob").types("QUIT")
    log_in(stranger, "ann")
    assert stranger.numerics("AUTHENTICATE PLAIN") == ["907"]
    stranger.types("NICK eve", "USER e 0 * :E")
    stranger.reads()

    assert [verb_of(line) for line in log_in(stranger, "bob")] == ["900", "903"]
    assert stranger.user.account == "bob"


def test_a_failed_new_login_changes_nothing(house: House) -> None:
    eve = owner(house, "eve")

    assert [verb_of(line) for line in log_in(eve, "ann", "wrong")] == ["904"]
    assert eve.user.account == "eve"


def test_the_welcome_gives_up_an_exchange_that_is_not_done(house: House, stranger: Person) -> None:
    verbs = stranger.numerics("CAP LS", "AUTHENTICATE PLAIN", "NICK eve", "USER e 0 * :E", "CAP END")

    assert verbs[:4] == ["CAP", "AUTHENTICATE", "906", "001"]
    assert stranger.numerics(f"AUTHENTICATE {plain('ann')}") == ["908", "904"]


def test_the_welcome_waits_for_a_password_that_is_being_checked(house: House, stranger: Person) -> None:
    house.hashing.answers_at_once = False
    stranger.types("CAP LS", "NICK ann", "USER a 0 * :A", "AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('ann')}",
                   "CAP END")
    assert [verb_of(line) for line in stranger.reads()] == ["CAP", "AUTHENTICATE"]
    house.hashing.answer()

    assert [verb_of(line) for line in stranger.reads()][:3] == ["900", "903", "001"]
    assert stranger.user.nick == "ann"


@pytest.mark.parametrize("ending", ["hangs up", "is sent away"])
def test_who_leaves_while_the_password_is_checked_is_gone(house: House, stranger: Person, ending: str) -> None:
    house.hashing.answers_at_once = False
    stranger.types("NICK eve", "USER e 0 * :E", "AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('ann')}")
    if ending == "hangs up":
        stranger.hangs_up()
    else:
        house.core.close(stranger.client, "Killed")
    house.hashing.answer()

    assert house.core.world.user("eve") is None
    assert stranger.client.is_gone


def test_a_full_queue_is_no_wrong_try(house: House, stranger: Person) -> None:
    house.hashing.is_full = True
    assert {verb_of(line) for _ in range(9) for line in log_in(stranger, "ann")} == {"904"}
    house.hashing.is_full = False

    assert [verb_of(line) for line in log_in(stranger, "ann")] == ["900", "903"]


def test_the_answer_of_a_labelled_login_carries_the_label(stranger: Person) -> None:
    stranger.types("CAP REQ :labeled-response batch", "AUTHENTICATE PLAIN")
    stranger.reads()

    lines = stranger.hears(f"@label=x AUTHENTICATE {plain('ann')}")
    assert lines[0].startswith("@label=x :chat.local BATCH +")
    assert [verb_of(line) for line in lines[1:]] == ["900", "903", "BATCH"]


# Suspended accounts, by each path.

@pytest.mark.parametrize("way", ["PLAIN", "SCRAM-SHA-256", "EXTERNAL"])
def test_nobody_logs_in_to_a_suspended_account(way: str) -> None:
    house = House()
    first = house.connect(certfp=CERTFP)
    first.types("NICK ann", "USER a 0 * :A", f"REGISTER * * {PASSWORD}", "QUIT")
    suspend(house, "ann")
    person = house.connect(certfp=CERTFP)
    ways = {"PLAIN": lambda: log_in(person, "ann"), "EXTERNAL": lambda: external(person),
            "SCRAM-SHA-256": lambda: scram(person, ScramClient("ann", PASSWORD))[1:2]}

    assert ways[way]() == [":chat.local 902 * :That account is suspended. Ask who hosts this server."]
    assert person.user.account == ""


def test_a_wrong_password_does_not_tell_that_an_account_is_suspended(house: House, stranger: Person) -> None:
    suspend(house, "ann")

    assert log_in(stranger, "ann", "wrong") == [":chat.local 904 * :The name or the password is wrong"]


def test_an_account_that_is_suspended_while_the_password_is_checked(house: House, stranger: Person) -> None:
    house.hashing.answers_at_once = False
    stranger.types("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('ann')}")
    suspend(house, "ann")
    house.hashing.answer()

    assert [verb_of(line) for line in stranger.reads()] == ["AUTHENTICATE", "902"]


# Certificates.

def test_the_certificate_that_claimed_a_nick_logs_in_to_it() -> None:
    house = House()
    first = house.connect(certfp=CERTFP)
    first.types("NICK ann", "USER a 0 * :A", f"REGISTER * * {PASSWORD}", "QUIT")

    assert [verb_of(line) for line in external(house.connect(certfp=CERTFP))] == ["900", "903"]
    assert [verb_of(line) for line in external(house.connect(certfp=CERTFP), encoded("Ann"))] == ["900", "903"]
    assert [verb_of(line) for line in external(house.connect(certfp=CERTFP), encoded("bob"))] == ["904"]
    assert [verb_of(line) for line in external(house.connect(certfp=CERTFP), encoded(b"\xff"))] == ["904"]
    assert [verb_of(line) for line in external(house.connect(certfp="cd" * 32))] == ["904"]


def test_a_certificate_stays_with_the_first_account_it_claimed() -> None:
    house = House()
    for nick in ("ann", "bob"):
        house.connect(certfp=CERTFP).types(f"NICK {nick}", "USER a 0 * :A", f"REGISTER * * {PASSWORD}", "QUIT")

    assert " ann :" in external(house.connect(certfp=CERTFP))[0]


# Guessing.

def tries(house: House, address: str, account: str, passwords: list[str]) -> list[str]:
    person = house.connect(address)
    return [verb_of(log_in(person, account, password)[-1]) for password in passwords]


def test_passwords_are_not_guessed_from_one_address() -> None:
    house = House(limits={"flood": True})
    for nick in ("ann", "bob"):
        owner(house, nick).types("QUIT")

    assert tries(house, FAR, "nobody", ["wrong"] * 3) == ["904"] * 3
    assert tries(house, FAR, "ann", [PASSWORD]) == ["904"]
    assert len(house.hashing.checked) == 3
    house.wait(61.0)
    assert tries(house, FAR, "ann", [PASSWORD]) == ["903"]


def test_the_passwords_of_one_account_are_not_guessed_from_many_addresses(house: House) -> None:
    house.connect("127.0.0.1")
    for number in range(3):
        assert tries(house, f"192.0.2.{number}", "ann", ["wrong"]) == ["904"]
    assert tries(house, FAR, "ann", [PASSWORD]) == ["904"]
    house.wait(61.0)
    assert tries(house, FAR, "ann", [PASSWORD]) == ["903"]


def test_who_guesses_elsewhere_does_not_keep_the_owner_out(house: House) -> None:
    assert tries(house, FAR, "ann", [PASSWORD]) == ["903"]
    tries(house, FARTHER, "ann", ["wrong"] * 5)

    assert tries(house, FAR, "ann", [PASSWORD]) == ["903"]


def test_right_passwords_are_never_too_many(house: House) -> None:
    assert [tries(house, FAR, "ann", [PASSWORD]) for _ in range(5)] == [["903"]] * 5


def test_many_tries_at_once_are_no_way_around(house: House) -> None:
    house.hashing.answers_at_once = False
    for number in range(6):
        house.connect(f"192.0.2.{number}").types("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('ann', 'wrong')}")

    assert len(house.hashing.checked) == 3


def test_a_network_of_ipv6_is_one_address() -> None:
    house = House(limits={"flood": True})

    answers = [tries(house, f"2001:db8::{number}", f"nobody{number}", ["wrong"]) for number in range(4)]
    assert answers == [["904"]] * 4
    assert len(house.hashing.checked) == 3


def test_a_device_of_another_account_does_not_bring_the_others_along(house: House) -> None:
    owner(house, "bob").types("QUIT")
    first, second = device(house, "ann"), device(house, "ann")
    second.reads()

    assert [verb_of(line) for line in log_in(second, "bob")] == ["907"]
    assert first.user.account == "ann"
