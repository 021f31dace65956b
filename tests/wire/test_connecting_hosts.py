"""Several hosts of one server, tried side by side: the first that is trusted wins, whatever the others do."""

import socket
import time

import pytest

from app.models.problem import ProblemKind
from tests.wire.certificates import Authority
from tests.wire.conftest import Dial, Play
from tests.wire.scripted import noting, secured, until_closed, welcoming

ONE, TWO, THREE = "127.0.0.1", "127.0.0.2", "127.0.0.3"
"""Linux has the whole of 127/8 on its loopback; elsewhere these tests are skipped."""


@pytest.fixture(autouse=True)
def _several_addresses() -> None:
    try:
        socket.create_server((TWO, 0)).close()
    except OSError:
        pytest.skip("this loopback has one address only")


def test_a_host_that_refuses_makes_way_for_the_next_at_once(dial: Dial, scripted: Play) -> None:
    port = scripted(welcoming, THREE).port
    began = time.monotonic()

    assert dial(port, ONE, TWO, THREE).is_welcome()

    assert time.monotonic() - began < 0.25


def test_a_host_that_never_answers_holds_up_the_next_for_a_quarter_of_a_second_only(
        dial: Dial, scripted: Play, authority: Authority) -> None:
    certified = authority.certify("ridge")
    port = scripted(secured(certified), TWO).port
    # Where TLS is wanted, a server that says nothing is one that never answers.
    scripted(until_closed, ONE, port)
    began = time.monotonic()

    assert dial(port, ONE, TWO, tls=True, fingerprints=(certified.fingerprint,)).is_welcome()

    assert 0.2 < time.monotonic() - began < 3.0


def test_a_host_with_a_wrong_certificate_stops_nobody_and_hears_nothing(
        dial: Dial, scripted: Play, authority: Authority) -> None:
    right, wrong, heard = authority.certify("ridge"), authority.certify("elsewhere"), [b""]
    server = scripted(secured(wrong, noting(heard)), ONE)
    scripted(secured(right), TWO, server.port)

    assert dial(server.port, ONE, TWO, tls=True, fingerprints=(right.fingerprint,)).is_welcome()

    server.close()
    assert b"".join(heard) == b""


def test_when_no_host_proves_itself_the_wrong_certificate_is_what_is_told(
        dial: Dial, scripted: Play, authority: Authority) -> None:
    wrong = authority.certify("elsewhere")
    port = scripted(secured(wrong), TWO).port

    problem = dial(port, ONE, TWO, THREE, tls=True, fingerprints=("ab" * 32,)).fails()

    assert (problem.kind, problem.host, problem.seen) == (ProblemKind.CERTIFICATE_DIFFERS, TWO, wrong.fingerprint)
    assert problem.expected == ("ab" * 32,)


def test_when_all_fail_alike_the_first_host_is_named(dial: Dial, scripted: Play) -> None:
    port = scripted(welcoming, THREE).port

    problem = dial(port, ONE, TWO).fails()

    assert (problem.kind, problem.host) == (ProblemKind.REFUSED, ONE)


def test_a_host_given_twice_or_none_at_all_does_no_harm(dial: Dial, scripted: Play) -> None:
    port = scripted(welcoming, TWO).port

    assert dial(port, "no host\r\nat all", TWO, TWO).is_welcome()


def test_leaving_while_several_are_tried_ends_all_of_it(dial: Dial, scripted: Play, authority: Authority) -> None:
    port = scripted(until_closed, ONE).port
    scripted(until_closed, TWO, port)
    call = dial(port, ONE, TWO, tls=True, fingerprints=(authority.certify("ridge").fingerprint,))

    call.link.close("I have to go")

    assert call.ends() is None
