"""What is kept of a password, and the thread that works with passwords."""

import base64
import hashlib
import threading
from collections.abc import Callable, Iterator
from queue import Queue

import pytest

from app.server.core.accounts import SCRAM_ITERATIONS, Verifier
from app.server.core.scram import ScramKeys, ScramServer, parse_client_first
from app.server.passwords import PasswordThread, SystemTokens, fits, make_verifier
from tests.server.logins import ScramClient, encoded

PATIENCE_S = 20.0


class Desk:
    """Where answers are handed over, in place of the core's loop."""

    def __init__(self) -> None:
        self._calls: Queue[Callable[[], None]] = Queue()
        self.thread = PasswordThread(self._calls.put)

    def check(self, password: str, verifier: Verifier | None) -> bool | None:
        found: list[bool | None] = []
        self.thread.check(password, verifier, found.append)
        if not found:
            self.take_answer()
        return found[0]

    def take_answer(self) -> None:
        self._calls.get(timeout=PATIENCE_S)()

    def take_all_answers(self) -> None:
        while not self._calls.empty():
            self._calls.get_nowait()()


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    return make_verifier("pencil")


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.thread.close()


def test_a_verifier_knows_its_password_and_no_other(verifier: Verifier) -> None:
    assert fits("pencil", verifier)
    assert not fits("Pencil", verifier)
    assert not fits("", verifier)


def test_the_password_is_not_in_it_and_no_two_are_alike(verifier: Verifier) -> None:
    other = make_verifier("pencil")

    assert b"pencil" not in b"".join((verifier.scrypt_hash, verifier.stored_key, verifier.server_key))
    assert (other.scrypt_salt, other.scrypt_hash) != (verifier.scrypt_salt, verifier.scrypt_hash)
    assert other.scram_salt != verifier.scram_salt


def test_its_keys_are_good_for_scram(verifier: Verifier) -> None:
    client = ScramClient("ann", "pencil")
    keys = ScramKeys(salt=verifier.scram_salt, iterations=verifier.scram_iterations, stored_key=verifier.stored_key,
                     server_key=verifier.server_key)
    server = ScramServer(parse_client_first(f"n,,{client.bare}".encode()), keys, "nonce")
    challenge = encoded(server.first_message)
    answer = server.finish(base64.b64decode(client.final(challenge)))

    assert verifier.scram_iterations == SCRAM_ITERATIONS
    assert answer is not None
    assert client.believes(encoded(answer))


def test_the_thread_makes_and_checks(desk: Desk) -> None:
    made: Queue[Verifier | None] = Queue()
    desk.thread.make("open sesame", made.put)
    desk.take_answer()
    verifier = made.get(timeout=PATIENCE_S)

    assert verifier is not None
    assert desk.check("open sesame", verifier) is True
    assert desk.check("open", verifier) is False


def test_an_account_that_is_none_takes_the_same_work(desk: Desk, monkeypatch: pytest.MonkeyPatch,
                                                     verifier: Verifier) -> None:
    """Not by the clock, which a busy machine bends: by the calls of scrypt and their cost."""
    calls: list[dict[str, object]] = []
    scrypt = hashlib.scrypt

    def counted(password: bytes, **cost: object) -> bytes:
        calls.append({name: value for name, value in cost.items() if name != "salt"})
        return scrypt(password, **cost)  # type: ignore[arg-type]

    monkeypatch.setattr(hashlib, "scrypt", counted)
    assert desk.check("wrong", verifier) is False
    assert desk.check("wrong", None) is False
    assert len(calls) == 2
    assert calls[0] == calls[1] == {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}


def test_when_too_much_waits_the_next_is_told_at_once(monkeypatch: pytest.MonkeyPatch, verifier: Verifier) -> None:
    """One is being checked, sixteen wait; nobody waits for the eighteenth."""
    may_go_on, has_begun = threading.Event(), threading.Event()

    def slow(_password: bytes, **_cost: object) -> bytes:
        has_begun.set()
        assert may_go_on.wait(PATIENCE_S)
        return b""

    monkeypatch.setattr(hashlib, "scrypt", slow)
    desk = Desk()
    answers: list[bool | None] = []
    desk.thread.check("first", verifier, answers.append)
    assert has_begun.wait(PATIENCE_S)
    for _ in range(17):
        desk.thread.check("next", verifier, answers.append)
    desk.thread.make("last", lambda made: answers.append(made is not None or None))

    assert answers == [None, None]
    may_go_on.set()
    desk.thread.close()
    desk.take_all_answers()
    assert answers == [None, None] + [False] * 17


def test_a_salt_for_nobody_is_the_same_after_a_restart() -> None:
    first, again, other = SystemTokens(b"secret"), SystemTokens(b"secret"), SystemTokens(b"else")

    assert first.fake_salt("ann") == again.fake_salt("ann") != first.fake_salt("bob")
    assert other.fake_salt("ann") != first.fake_salt("ann")
    assert len(first.fake_salt("ann")) == 16


def test_nonces_and_codes_are_what_they_should_be() -> None:
    tokens = SystemTokens(b"secret")

    assert len({tokens.nonce() for _ in range(100)}) == 100
    assert tokens.nonce().isalnum()
    assert all(len(code) == 6 and code.isdigit() for code in (tokens.code() for _ in range(100)))


def test_however_a_keyboard_writes_a_password_it_is_the_same_for_scram() -> None:
    verifier = make_verifier("cafe\u0301 \u2168")
    client = ScramClient("ann", "caf\u00e9 IX")
    keys = ScramKeys(salt=verifier.scram_salt, iterations=verifier.scram_iterations, stored_key=verifier.stored_key,
                     server_key=verifier.server_key)
    server = ScramServer(parse_client_first(f"n,,{client.bare}".encode()), keys, "nonce")

    assert server.finish(base64.b64decode(client.final(encoded(server.first_message)))) is not None
