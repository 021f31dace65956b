"""Policies by which a host is reached with TLS only."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocol.sts import DURATION_MAX_S, StsPolicies, StsValue, parse_sts

HOST = "irc.example.com"


@pytest.mark.parametrize(("value", "known"), [
    ("port=6697", StsValue(port=6697)),
    ("duration=300", StsValue(duration_s=300)),
    ("duration=0", StsValue(duration_s=0)),
    ("unheard-of=1,port=6697,duration=300,preload", StsValue(port=6697, duration_s=300)),
    ("port=1,port=2", StsValue(port=1)),
    ("", StsValue()), ("port", StsValue()), ("port=", StsValue()), ("port=0", StsValue()), ("port=65536", StsValue()),
    ("port=-1", StsValue()), ("port=²", StsValue()), ("port= 6697", StsValue()), ("port=" + "9" * 9_000, StsValue()),
    ("duration=-1", StsValue()), ("duration=x", StsValue()), ("duration=1e9", StsValue()),
    ("duration=999999999999", StsValue(duration_s=DURATION_MAX_S)),
    ("if-host-match=*.a|b||,port-if-match=7", StsValue(host_masks=("*.a", "b"), port_if_match=7)),
])
def test_a_value_is_read_and_what_makes_no_sense_left_out(value: str, known: StsValue) -> None:
    assert parse_sts(value) == known


@pytest.mark.parametrize(("value", "port"), [
    ("port=6697", 6697), ("duration=1", None), ("", None),
    ("if-host-match=*.example.net|*.EXAMPLE.com,port-if-match=7", 7),
    ("if-host-match=*.example.net,port-if-match=7", None), ("port-if-match=7", None), ("if-host-match=*", None),
])
def test_a_plain_connection_is_left_for_the_port_that_holds_for_its_host(value: str, port: int | None) -> None:
    assert parse_sts(value).upgrade_port("Irc.Example.com.") == port


@given(st.text(max_size=200))
def test_no_value_breaks_a_client(value: str) -> None:
    parse_sts(value).upgrade_port(HOST)


def policies(duration_s: int = 100, now_s: float = 1_000.0) -> StsPolicies:
    known = StsPolicies()
    known.received(HOST, 6697, duration_s, now_s)
    return known


def test_a_host_is_reached_on_the_secure_port_until_its_time_is_over() -> None:
    known = policies()

    assert [known.port_for(host, 1_099.0) for host in (HOST, "IRC.example.COM.", "example.com")] == [6697, 6697, None]
    assert known.port_for(HOST, 1_100.0) is None


def test_each_time_the_policy_is_told_its_time_begins_anew() -> None:
    known = policies()

    known.received(HOST, 7000, 50, 1_090.0)

    assert known.port_for(HOST, 1_139.0) == 7000
    assert known.port_for(HOST, 1_140.0) is None


def test_the_time_runs_from_the_end_of_the_connection() -> None:
    known = policies()

    known.closed(HOST, 5_000.0)
    known.closed("example.com", 5_000.0)

    assert known.port_for(HOST, 5_099.0) == 6697
    assert known.port_for("example.com", 5_000.0) is None


def test_a_duration_of_nothing_takes_the_policy_back() -> None:
    known = policies()

    known.received(HOST, 6697, 0, 1_001.0)

    assert known.port_for(HOST, 1_001.0) is None


def test_people_can_have_a_policy_forgotten() -> None:
    known = policies()

    known.forget(HOST)
    known.forget("example.com")

    assert known.port_for(HOST, 1_001.0) is None


def test_policies_survive_a_restart() -> None:
    restored = StsPolicies.from_json(policies().to_json())

    assert restored.port_for(HOST, 1_099.0) == 6697
    assert restored.port_for(HOST, 1_100.0) is None
    assert restored.to_json() == policies().to_json()


@pytest.mark.parametrize("text", [
    "", "null", "[]", "7", '{"a": 1}', '{"a": [1, 2]}', '{"a": [1, 2, 3, 4]}', '{"a": ["1", 2, 3]}',
    '{"a": [1, 2.5, 3]}', '{"a": [1, true, 3]}', "{", '"x"',
])
def test_a_text_without_policies_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no policies"):
        StsPolicies.from_json(text)


def test_of_a_thousand_hosts_the_one_whose_time_is_over_first_is_forgotten() -> None:
    known = policies(duration_s=1)
    for number in range(1_000):
        known.received(f"host{number}", 6697, 1_000, 1_000.0)

    assert len(json.loads(known.to_json())) == 1_000
    assert known.port_for(HOST, 1_000.0) is None
