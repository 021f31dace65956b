"""SCRAM-SHA-256: the example of RFC 7677, and everything that isn't it."""

import base64
import hashlib
import hmac

import pytest

from app.protocol.scram import ScramError
from app.server.core.scram import ScramKeys, ScramServer, parse_client_first
from tests.server.house import House, Person, verb_of
from tests.server.logins import PASSWORD, ScramClient, encoded, owner

# RFC 7677, 3: user "user", password "pencil".
CLIENT_FIRST = b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO"
SERVER_FIRST = b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
CLIENT_FINAL = (b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                b"p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
SERVER_FINAL = b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="


def keys_of(password: str, salt: bytes, iterations: int) -> ScramKeys:
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, iterations)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    return ScramKeys(salt=salt, iterations=iterations, stored_key=hashlib.sha256(client_key).digest(),
                     server_key=hmac.digest(salted, b"Server Key", "sha256"))


def example(password: str = "pencil") -> ScramServer:
    keys = keys_of(password, base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096)
    return ScramServer(parse_client_first(CLIENT_FIRST), keys, "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0")


def test_the_example_of_the_rfc() -> None:
    server = example()

    assert server.first_message == SERVER_FIRST
    assert server.finish(CLIENT_FINAL) == SERVER_FINAL


def test_the_proof_of_another_password_is_wrong() -> None:
    assert example("pen").finish(CLIENT_FINAL) is None


@pytest.mark.parametrize("final", [
    CLIENT_FINAL.replace(b"c=biws", b"c=eSws"),
    CLIENT_FINAL.replace(b"c=biws", b"c=!"),
    CLIENT_FINAL.replace(b"r=rOpr", b"r=xOpr"),
    CLIENT_FINAL.partition(b",p=")[0],
    CLIENT_FINAL.replace(b"VQ=", b"V"),
    CLIENT_FINAL + b",x=y",
    b"", b"\xff", b"c=,r=,p=", CLIENT_FIRST,
])
def test_what_does_not_go_on_from_the_first_message_is_refused(final: bytes) -> None:
    with pytest.raises(ScramError):
        example().finish(final)


@pytest.mark.parametrize("proof", ["", "AAAA", "A" * 400])
def test_a_proof_of_another_length_is_wrong(proof: str) -> None:
    assert example().finish(CLIENT_FINAL.partition(b",p=")[0] + b",p=" + proof.encode()) is None


@pytest.mark.parametrize("first", [
    b"", b"n", b"n,,", b"n,,n=user", b"n,,r=abc", b"n=user,r=abc", b"x,,n=user,r=abc", b"p=tls-unique,,n=user,r=abc",
    b"n,,m=ext,n=user,r=abc", b"n,,n=user,r=", b"n,,n=us=er,r=abc", b"n,,n=user,r=a b", b"\xff,,n=u,r=x",
])
def test_what_is_no_first_message_is_refused(first: bytes) -> None:
    with pytest.raises(ScramError):
        parse_client_first(first)


def test_a_name_may_hold_what_the_protocol_needs() -> None:
    first = parse_client_first(b"y,a=x=2Cy,n=a=2Cb=3Dc,r=abc,ext=1")

    assert (first.user, first.authzid, first.nonce) == ("a,b=c", "x,y", "abc")


# In a login.

@pytest.fixture
def house() -> House:
    house = House()
    owner(house, "ann").types("QUIT")
    return house


def challenge_of(person: Person, client: ScramClient) -> str:
    (_, answer) = person.hears("AUTHENTICATE SCRAM-SHA-256", f"AUTHENTICATE {client.first}")
    return answer.split(" ")[1]


def test_both_sides_prove_that_they_know_the_password(house: House) -> None:
    person, client = house.connect(), ScramClient("ann", PASSWORD)
    challenge = challenge_of(person, client)
    (answer,) = person.hears(f"AUTHENTICATE {client.final(challenge)}")

    assert client.believes(answer.split(" ")[1])
    assert [verb_of(line) for line in person.hears("AUTHENTICATE +")] == ["900", "903"]


@pytest.mark.parametrize("client", [
    ScramClient("ann", "wrong"), ScramClient("nobody", PASSWORD), ScramClient("ann=2Cx", PASSWORD),
])
def test_who_does_not_know_it_fails_at_the_proof(house: House, client: ScramClient) -> None:
    person = house.connect()
    challenge = challenge_of(person, client)

    assert person.hears(f"AUTHENTICATE {client.final(challenge)}") == [
        ":chat.local 904 * :The name or the password is wrong"]
    assert person.numerics("AUTHENTICATE +") == ["908", "904"]


@pytest.mark.parametrize("first", [
    "+", encoded("n,,n=,r=abc"), encoded("p=tls-unique,,n=ann,r=abc"), encoded("n,a=bob,n=ann,r=abc"), "AAAA", "!",
])
def test_a_bad_beginning_ends_the_exchange(house: House, first: str) -> None:
    assert house.connect().numerics("AUTHENTICATE SCRAM-SHA-256", f"AUTHENTICATE {first}") == ["AUTHENTICATE", "904"]


@pytest.mark.parametrize("changed", [{"binding": encoded("y,,")}, {"nonce": "fykononce99"}])
def test_a_wrong_binding_or_nonce_fails(house: House, changed: dict[str, str]) -> None:
    person, client = house.connect(), ScramClient("ann", PASSWORD)
    final = client.final(challenge_of(person, client), **changed)

    assert person.numerics(f"AUTHENTICATE {final}") == ["904"]


def test_what_was_said_once_is_worth_nothing_the_next_time(house: House) -> None:
    person, client = house.connect(), ScramClient("ann", PASSWORD)
    final = client.final(challenge_of(person, client))
    thief = house.connect()
    challenge_of(thief, client)

    assert thief.numerics(f"AUTHENTICATE {final}") == ["904"]


@pytest.mark.parametrize("last", [encoded("x"), encoded("c=biws")])
def test_the_last_response_is_empty(house: House, last: str) -> None:
    person, client = house.connect(), ScramClient("ann", PASSWORD)
    final = client.final(challenge_of(person, client))

    assert person.numerics(f"AUTHENTICATE {final}", f"AUTHENTICATE {last}") == ["AUTHENTICATE", "904"]


def test_a_proof_that_is_not_followed_up_logs_nobody_in(house: House) -> None:
    person, client = house.connect(), ScramClient("ann", PASSWORD)
    person.types(f"AUTHENTICATE {client.final(challenge_of(person, client))}")

    assert person.user.account == ""


def test_an_account_that_is_none_has_a_salt_that_stays_the_same(house: House) -> None:
    def salt_of(name: str, nonce: str) -> str:
        text = base64.b64decode(challenge_of(house.connect(), ScramClient(name, "x", nonce))).decode()
        return text.split(",")[1]

    assert salt_of("nobody", "a") == salt_of("NOBODY", "b") != salt_of("somebody", "c")
    assert len(salt_of("nobody", "a")) == len(salt_of("ann", "b"))


def test_a_long_challenge_comes_in_pieces(house: House) -> None:
    person, client = house.connect(), ScramClient("ann", PASSWORD, nonce="n" * 700)
    first = client.first
    person.types("AUTHENTICATE SCRAM-SHA-256", f"AUTHENTICATE {first[:400]}", f"AUTHENTICATE {first[400:800]}",
                 f"AUTHENTICATE {first[800:]}")
    (_, *pieces) = (line.split(" ")[1] for line in person.reads())
    final = client.final("".join(pieces))
    person.types(*(f"AUTHENTICATE {final[start:start + 400]}" for start in range(0, len(final), 400)))
    (answer,) = person.reads()

    assert [len(piece) for piece in pieces[:-1]] == [400] * (len(pieces) - 1)
    assert client.believes(answer.split(" ")[1])


def test_guessing_by_scram_is_limited_too(house: House) -> None:
    for _ in range(3):
        person, client = house.connect(), ScramClient("ann", "wrong")
        person.types(f"AUTHENTICATE {client.final(challenge_of(person, client))}")
    person, client = house.connect(), ScramClient("ann", PASSWORD)
    final = client.final(challenge_of(person, client))

    assert person.hears(f"AUTHENTICATE {final}") == [
        ":chat.local 904 * :There were too many wrong passwords. Wait a minute, then try again."]
