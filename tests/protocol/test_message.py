"""Lines to messages and back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocol.errors import LocalProtocolError, MalformedMessage
from app.protocol.message import (
    Message,
    decode_line,
    escape_tag_value,
    format_tags,
    parse_message,
    parse_tags,
    unescape_tag_value,
)
from tests.protocol.vectors import vectors

plain_text = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=40)
middle = plain_text.map(lambda text: text.replace(" ", "")).filter(lambda text: text != "" and text[0] != ":")
tag_keys = st.from_regex(r"\+?([a-z.]{1,10}/)?[a-z0-9-]{1,10}", fullmatch=True)
tag_values = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
messages = st.builds(
    lambda verb, middles, last, source, tags: Message(verb, (*middles, *last), source, tags),
    verb=st.from_regex(r"[A-Z]{1,12}|[0-9]{3}", fullmatch=True),
    middles=st.lists(middle, max_size=14),
    last=st.lists(plain_text, max_size=1),
    source=st.none() | middle,
    tags=st.dictionaries(tag_keys, tag_values, max_size=5),
)


@pytest.mark.parametrize("case", vectors("msg-split"), ids=lambda case: case["input"])
def test_a_line_is_split_as_the_public_vectors_say(case: dict[str, Any]) -> None:
    atoms = case["atoms"]

    message = parse_message(case["input"])

    assert message.verb == atoms["verb"].upper()
    assert message.params == tuple(atoms.get("params", ()))
    assert message.source == atoms.get("source")
    assert dict(message.tags) == atoms.get("tags", {})


@pytest.mark.parametrize("case", vectors("msg-join"), ids=lambda case: case["desc"])
def test_a_message_is_joined_as_the_public_vectors_say(case: dict[str, Any]) -> None:
    atoms = case["atoms"]

    line = Message(atoms["verb"], tuple(atoms.get("params", ())), atoms.get("source"), atoms.get("tags", {})).to_line()

    assert line in case["matches"]


@given(messages)
def test_a_message_that_is_sent_is_received_as_it_was(message: Message) -> None:
    assert parse_message(decode_line(message.to_bytes().removesuffix(b"\r\n"))) == message


@given(st.binary(max_size=200))
def test_any_line_is_a_message_that_can_be_sent_on_or_none_at_all(line: bytes) -> None:
    try:
        message = parse_message(decode_line(line))
    except MalformedMessage:
        return
    assert parse_message(message.to_line()) == message


@given(st.dictionaries(tag_keys, tag_values, max_size=6))
def test_tags_survive_their_escaping(tags: dict[str, str]) -> None:
    assert parse_tags(format_tags(tags)) == tags


@pytest.mark.parametrize(("escaped", "value"), [
    (r"a\:b", "a;b"), (r"a\sb", "a b"), (r"a\\b", "a\\b"), (r"a\r\nb", "a\r\nb"), (r"a\b", "ab"), ("a\\", "a"),
    (r"\\\\:", r"\\:"), ("", ""),
])
def test_tag_values_are_unescaped_as_the_specification_says(escaped: str, value: str) -> None:
    assert unescape_tag_value(escaped) == value


@given(tag_values)
def test_an_escaped_tag_value_holds_nothing_that_ends_it(value: str) -> None:
    assert not set(escape_tag_value(value)) & set("; \r\n")


def test_the_last_of_two_tags_of_one_name_counts() -> None:
    assert parse_tags("a=1;b;a=2") == {"a": "2", "b": ""}


@pytest.mark.parametrize("line", ["", " ", ":source", ":source ", "@tag", "@tag :source", "::", ":a :b", "@a @b"])
def test_a_line_without_a_command_is_malformed(line: str) -> None:
    with pytest.raises(MalformedMessage):
        parse_message(line)


@pytest.mark.parametrize("line", ["PRIVMSG #a :a\0b", "PRIVMSG #a :a\rQUIT", "@a=\0 PING", ":a\rb PING"])
def test_a_line_with_what_no_message_may_hold_is_malformed(line: str) -> None:
    with pytest.raises(MalformedMessage):
        parse_message(line)


def test_letters_that_only_look_alike_in_upper_case_make_no_command() -> None:
    assert parse_message("PRIVMſG #a :hello").verb != "PRIVMSG"


@pytest.mark.parametrize("message", [
    Message("PRIVMSG", ("#a", "one\r\nQUIT")), Message("PRIVMSG", ("#a", "one\nQUIT")), Message("PRIVMSG", ("#a\0",)),
    Message("PRIV\nMSG"), Message("PING", (), "a\r\nb"), Message("JOIN", ("#a b", "key")), Message("JOIN", ("", "key")),
    Message("JOIN", (":#a", "key")), Message(""), Message("A B"), Message(":A"), Message("@A"), Message("A", (), "b c"),
    Message("A", (), None, {"a b": "1"}), Message("A", (), None, {"a;b": "1"}), Message("A", (), None, {"": "1"}),
    Message("A", (), None, {"a\n": "1"}), Message("A", (), None, {"a": "\0"}), Message("A", ("\ud83d",)),
], ids=repr)
def test_what_would_change_the_meaning_of_a_line_is_never_sent(message: Message) -> None:
    with pytest.raises(LocalProtocolError):
        message.to_bytes()


def test_a_line_break_in_a_tag_is_escaped_and_harmless() -> None:
    assert Message("PING", (), None, {"a": "1\r\nQUIT"}).to_line() == r"@a=1\r\nQUIT PING"


@pytest.mark.parametrize(("line", "text"), [
    ("é€😀".encode(), "é€😀"), (b"caf\xe9", "café"), (b"\xff\xfe", "ÿþ"), (b"\xed\xa0\x80", "í\xa0\x80"), (b"", ""),
])
def test_text_is_utf8_or_else_latin1(line: bytes, text: str) -> None:
    assert decode_line(line) == text


def test_a_missing_parameter_is_the_default() -> None:
    message = parse_message("MODE #a")

    assert (message.param(0), message.param(1), message.param(2, "none")) == ("#a", "", "none")
