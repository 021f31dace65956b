"""Logins with bytes at every edge, given up and begun anew at every step. The exchanges themselves: `sasl`, `scram`."""

import base64

import pytest

from tests.server.hostile import assert_goes_on_or_was_told
from tests.server.house import House, Person, verb_of
from tests.server.logins import PASSWORD, ScramClient, encoded, owner, plain, suspend

pytestmark = pytest.mark.usefixtures("nothing_logged")

CHUNK = 400


@pytest.fixture
def house() -> House:
    house = House()
    owner(house, "ann")
    return house


def begun(house: House, mechanism: str) -> Person:
    eve = house.connect(certfp="ab" * 32)
    eve.types("CAP REQ :sasl", f"AUTHENTICATE {mechanism}")
    eve.reads()
    return eve


def logs_in_after_all(person: Person) -> bool:
    return [verb_of(line) for line in person.hears("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('ann')}")] == [
        "AUTHENTICATE", "900", "903"]


@pytest.mark.parametrize(("pieces", "numerics"), [
    ([399], ["904"]), ([400], []), ([401], ["905"]), ([400, 399], ["904"]), ([400, 400], []), ([400, 401], ["905"]),
    ([400, 4], ["904"]), ([400, 0], ["904"]), ([0], ["904"]), ([400] * 16, []), ([400] * 17, ["905"]),
    ([4, 400], ["904", "908", "904"]), ([400] * 15 + [0], ["904"]), ([480], ["905"]),
])
@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256"])
def test_pieces_at_the_edge_of_a_chunk(house: House, mechanism: str, pieces: list[int], numerics: list[str]) -> None:
    """A piece of 0 is `+`. A full one waits for the next, one that is too full ends the exchange."""
    eve = begun(house, mechanism)

    assert eve.numerics(*(f"AUTHENTICATE {'A' * size or '+'}" for size in pieces)) == numerics
    eve.hears("AUTHENTICATE *")
    assert logs_in_after_all(eve)


STEPS = {
    "PLAIN": ["A" * CHUNK, "A" * CHUNK],
    "EXTERNAL": ["A" * CHUNK],
    "SCRAM-SHA-256": ["first", "final", "A" * CHUNK],
}


def walk(eve: Person, mechanism: str, steps: int) -> None:
    """Some steps of an exchange that could go well."""
    client, challenge = ScramClient("ann", PASSWORD), ""
    for step in STEPS[mechanism][:steps]:
        said = client.first if step == "first" else client.final(challenge) if step == "final" else step
        lines = eve.hears(f"AUTHENTICATE {said}")
        challenge = lines[-1].rpartition(" ")[2] if lines else ""


@pytest.mark.parametrize(("mechanism", "steps"), [
    (mechanism, steps) for mechanism, all_steps in STEPS.items() for steps in range(len(all_steps) + 1)])
@pytest.mark.parametrize(("instead", "verbs"), [
    ("AUTHENTICATE *", ["906"]), ("AUTHENTICATE", ["461"]), ("AUTHENTICATE :", None), ("AUTHENTICATE PLAIN", None),
    ("AUTHENTICATE ====", None), ("AUTHENTICATE + +", None), ("CAP REQ :-sasl", ["CAP"]), ("CAP END", None),
    ("NICK eve\r\nUSER eve 0 * :Eve\r\nCAP END", None), ("AUTHENTICATE \u00e9\u00e9\u00e9\u00e9", None),
])
def test_an_exchange_is_given_up_or_spoiled_at_every_step(
    house: House, mechanism: str, steps: int, instead: str, verbs: list[str] | None,
) -> None:
    eve = begun(house, mechanism)
    walk(eve, mechanism, steps)
    heard = eve.numerics(instead)

    assert verbs is None or heard == verbs
    # Who has proved itself ends the exchange with an empty response, however that is said.
    has_proved = mechanism == "SCRAM-SHA-256" and steps == 2
    assert eve.user.account == ("ann" if has_proved and instead in ("AUTHENTICATE :", "AUTHENTICATE + +") else "")
    assert_goes_on_or_was_told(eve)
    eve.hears("AUTHENTICATE *")
    assert eve.user.account or logs_in_after_all(eve)


@pytest.mark.parametrize("more", ["PLAIN", "SCRAM-SHA-256", "EXTERNAL", "+", "*", "A" * CHUNK, "A" * 401, plain("ann")])
def test_after_a_login_nothing_of_it_can_be_said_again(house: House, more: str) -> None:
    eve = house.connect()
    assert logs_in_after_all(eve)
    heard = eve.numerics(f"AUTHENTICATE {more}", f"AUTHENTICATE {more}")

    assert "900" not in heard
    assert set(heard) <= {"907", "906"}
    assert eve.user.account == "ann"


@pytest.mark.parametrize("size", [1_000, 10_000, 100_000])
@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "EXTERNAL"])
def test_huge_base64_ends_the_exchange_long_before_its_end(house: House, mechanism: str, size: int) -> None:
    eve = begun(house, mechanism)
    text = base64.b64encode(b"\0ann\0" + b"x" * size).decode()
    heard = eve.numerics(*(f"AUTHENTICATE {text[start:start + CHUNK]}" for start in range(0, len(text), CHUNK)))

    assert "900" not in heard
    assert eve.client.sasl is None or len(eve.client.sasl.pieces) <= 16
    # A stranger may send so many bytes in all.
    assert eve.is_closed is (heard[-1:] == ["ERROR"]) is (size > 5_000)


@pytest.mark.parametrize("response", ["+", encoded("ann"), encoded("bob"), encoded("\0ann"), "AAAA"])
def test_a_certificate_that_nobody_has_bound_and_none_at_all_log_nobody_in(house: House, response: str) -> None:
    unbound, without = begun(house, "EXTERNAL"), house.connect()

    assert unbound.numerics(f"AUTHENTICATE {response}") == ["904"]
    assert without.numerics("AUTHENTICATE EXTERNAL") == ["908", "904"]
    assert (unbound.user.account, without.user.account) == ("", "")


@pytest.mark.parametrize("way", ["PLAIN", "SCRAM-SHA-256", "PASSWD", "REGISTER", "NICK"])
def test_a_suspended_account_has_no_way_in_and_keeps_its_name(house: House, way: str) -> None:
    suspend(house, "ann")
    eve = house.person("eve")
    client = ScramClient("ann", PASSWORD)
    challenge = eve.hears("AUTHENTICATE SCRAM-SHA-256", f"AUTHENTICATE {client.first}")[-1].rpartition(" ")[2]
    lines = {
        "PLAIN": ["AUTHENTICATE *", "AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('ann')}"],
        "SCRAM-SHA-256": [f"AUTHENTICATE {client.final(challenge)}", "AUTHENTICATE +"],
        "PASSWD": [f"PASSWD {PASSWORD} open-it"], "REGISTER": [f"REGISTER ann * {PASSWORD}"], "NICK": ["NICK ann"],
    }
    heard = eve.numerics(*lines[way])

    assert not {"900", "903", "REGISTER", "PASSWD", "NICK"} & set(heard)
    assert eve.user.account == ""
    assert eve.user.nick == "eve"
