"""Nicks, channels, sources, masks, hosts: which are the same, which match, which can be."""

import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.protocol.casemapping import CaseMapping
from app.protocol.hostname import is_host, is_irc_host_name
from app.protocol.mask import compile_mask
from app.protocol.source import Source
from tests.protocol.vectors import vectors

any_mapping = st.sampled_from(CaseMapping)


@pytest.mark.parametrize(("mapping", "one", "other", "same"), [
    (CaseMapping.ASCII, "Maya", "mAYA", True),
    (CaseMapping.ASCII, "maya[]", "maya{}", False),
    (CaseMapping.ASCII, "ÄRGER", "ärger", False),
    (CaseMapping.RFC1459, "maya[]\\~", "MAYA{}|^", True),
    (CaseMapping.RFC1459_STRICT, "maya[]\\", "MAYA{}|", True),
    (CaseMapping.RFC1459_STRICT, "maya~", "maya^", False),
    (CaseMapping.PRECIS, "ÄRGER", "ärger", True),
    (CaseMapping.PRECIS, "Ａｌｉ", "ali", True),
    (CaseMapping.PRECIS, "e\u0301", "é", True),
    (CaseMapping.PRECIS, "maya[]", "maya{}", False),
])
def test_names_are_the_same_as_the_casemapping_says(mapping: CaseMapping, one: str, other: str, *, same: bool) -> None:
    assert (mapping.fold(one) == mapping.fold(other)) is same


@given(any_mapping, st.text())
@example(CaseMapping.PRECIS, "\uff76\uff9e")
@example(CaseMapping.PRECIS, "İΑΣ")
def test_folding_twice_is_folding_once(mapping: CaseMapping, name: str) -> None:
    assert mapping.fold(mapping.fold(name)) == mapping.fold(name)


@pytest.mark.parametrize(("token", "mapping"), [
    ("ascii", CaseMapping.ASCII), ("RFC1459", CaseMapping.RFC1459), ("rfc1459-strict", CaseMapping.RFC1459_STRICT),
    ("strict-rfc1459", CaseMapping.RFC1459_STRICT), ("rfc8265", CaseMapping.PRECIS), ("klingon", None), ("", None),
])
def test_a_casemapping_is_known_by_its_token(token: str, mapping: CaseMapping | None) -> None:
    assert CaseMapping.from_token(token) is mapping


@pytest.mark.parametrize("case", vectors("userhost-split"), ids=lambda case: case["source"])
def test_a_source_is_split_as_the_public_vectors_say(case: dict[str, Any]) -> None:
    atoms = case["atoms"]

    source = Source.parse(case["source"])

    assert (source.nick, source.user, source.host) == (atoms["nick"], atoms.get("user", ""), atoms.get("host", ""))
    assert str(source) == case["source"]


@pytest.mark.parametrize("case", vectors("mask-match"), ids=lambda case: case["mask"])
def test_a_mask_matches_as_the_public_vectors_say(case: dict[str, Any]) -> None:
    mask = compile_mask(case["mask"])

    assert [text for text in case["matches"] if not mask.matches(text)] == []
    assert [text for text in case["fails"] if mask.matches(text)] == []


@pytest.mark.parametrize(("mask", "mapping", "text"), [
    ("*!*@HOST", CaseMapping.ASCII, "a!b@host"), ("ma\\*a", CaseMapping.RFC1459, "MA*A"),
    ("[a]*", CaseMapping.RFC1459, "{A}bc"), ("e\u0301*", CaseMapping.PRECIS, "É!b@c"),
    ("a\\", CaseMapping.ASCII, "a\\"), ("a\\b", CaseMapping.ASCII, "a\\b"),
    ("?", CaseMapping.ASCII, "\n"), ("*", CaseMapping.ASCII, ""),
    ("a*a", CaseMapping.ASCII, "aa"),
])
def test_a_mask_folds_as_names_do(mask: str, mapping: CaseMapping, text: str) -> None:
    assert compile_mask(mask, mapping).matches(text)


def test_the_ends_of_a_mask_do_not_share_a_character() -> None:
    assert not compile_mask("a*a").matches("a")


@given(st.text(max_size=30), any_mapping)
def test_a_name_with_its_wildcards_escaped_matches_itself(name: str, mapping: CaseMapping) -> None:
    escaped = name.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?")

    assert compile_mask(escaped, mapping).matches(name)


@given(st.text("ab", max_size=12), st.lists(st.booleans(), min_size=12, max_size=12))
def test_a_star_stands_for_any_part_of_a_name(name: str, hidden: list[bool]) -> None:
    mask = "".join("*" if hide else char for char, hide in zip(name, hidden, strict=False))

    assert compile_mask(mask).matches(name)


def test_a_mask_made_to_be_slow_is_not() -> None:
    mask = compile_mask("*a" * 250 + "b")
    begin = time.perf_counter()

    assert not mask.matches("a" * 500)

    assert time.perf_counter() - begin < 0.05


@pytest.mark.parametrize("case", vectors("validate-hostname"), ids=lambda case: repr(case["host"]))
def test_a_host_name_is_valid_as_the_public_vectors_say(case: dict[str, Any]) -> None:
    assert is_irc_host_name(case["host"]) is case["valid"]


@pytest.mark.parametrize("text", [
    "localhost", "raspberry-pi", "chat_server", "192.0.2.7", "2001:db8::1", "fe80::1%eth0", "xn--bcher-kva.ch", "a.b.",
])
def test_one_can_connect_to_names_of_one_label_and_to_addresses(text: str) -> None:
    assert is_host(text)


@pytest.mark.parametrize("text", [
    "", ".", "a..b", "-a.b", "a-.b", "1.2.3.999", "1.2.3", "a b", "a\n", "::g", "a" * 64 + ".b", "a." * 127 + "b",
    "é.b", "a/b", "[::1]", "192.0.2.7 ",
])
def test_one_cannot_connect_to_what_is_no_host(text: str) -> None:
    assert not is_host(text)
