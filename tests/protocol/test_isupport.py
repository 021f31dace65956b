"""What a server says of itself, and modes read by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocol.casemapping import CaseMapping
from app.protocol.isupport import ISupport
from app.protocol.modes import ModeChange, format_mode_changes, parse_mode_changes


def isupport(*tokens: str) -> ISupport:
    known = ISupport()
    known.update(tokens)
    return known


def test_a_server_that_says_nothing_has_the_defaults() -> None:
    known = isupport()

    assert known.casemapping is CaseMapping.RFC1459
    assert known.chantypes == "#&"
    assert known.prefixes == {"o": "@", "v": "+"}
    assert (known.nicklen, known.channellen, known.chathistory_max) == (9, 200, 0)


@pytest.mark.parametrize(("token", "prefixes"), [
    ("PREFIX=(qaohv)~&@%+", {"q": "~", "a": "&", "o": "@", "h": "%", "v": "+"}),
    ("PREFIX=", {}), ("PREFIX", {}), ("PREFIX=()", {}),
    ("PREFIX=(ov)@", {"o": "@", "v": "+"}), ("PREFIX=ov@+", {"o": "@", "v": "+"}), ("prefix=(y)!", {"y": "!"}),
])
def test_membership_signs_are_read_or_the_usual_ones_taken(token: str, prefixes: dict[str, str]) -> None:
    assert isupport(token).prefixes == prefixes


@pytest.mark.parametrize(("tokens", "nicklen"), [
    (["NICKLEN=30"], 30), (["NICKLEN="], 9), (["NICKLEN=-1"], 9), (["NICKLEN=x"], 9), (["NICKLEN=²"], 9),
    (["NICKLEN=99999999999999999999"], 9), (["NICKLEN=30", "-NICKLEN"], 9), (["NICKLEN=30", "NICKLEN=12"], 12),
])
def test_a_number_that_makes_no_sense_counts_as_unset(tokens: list[str], nicklen: int) -> None:
    assert isupport(*tokens).nicklen == nicklen


def test_escaped_characters_of_a_value_are_themselves() -> None:
    assert isupport(r"NETWORK=Night\x20Owls").network == "Night Owls"


@pytest.mark.parametrize(("target", "parts"), [
    ("@#room", ("@", "#room")), ("@+#room", ("@+", "#room")), ("#room", ("", "#room")), ("@maya", ("", "@maya")),
    ("", ("", "")), ("@", ("", "@")),
])
def test_messages_to_some_members_are_told_from_those_to_all(target: str, parts: tuple[str, str]) -> None:
    assert isupport("STATUSMSG=@+").split_statusmsg(target) == parts


@given(st.lists(st.text(max_size=30) | st.sampled_from([
    "PREFIX=(((", "CHANMODES=,,,,,,", "CHANTYPES=", "CASEMAPPING=", "STATUSMSG=", r"NETWORK=\x", r"\x00=\xff", "=", "-",
])))
def test_no_tokens_ever_break_a_client(tokens: list[str]) -> None:
    known = isupport(*tokens)

    known.fold("Maya")
    known.is_channel("#room")
    known.split_statusmsg("@#room")
    known.sort_prefixes("@+")
    parse_mode_changes(["+ovbkl-imn", "a", "b"], known.chanmodes)


def test_no_number_of_tokens_fills_the_memory() -> None:
    known = isupport(*(f"T{number}" for number in range(10_000)))

    assert "T0" in known
    assert "T9999" not in known


@pytest.mark.parametrize(("params", "changes"), [
    (["+o", "maya"], ["+o maya"]),
    (["+ov-b", "maya", "olu", "*!*@host"], ["+o maya", "+v olu", "-b *!*@host"]),
    (["+k-k", "secret", "secret"], ["+k secret", "-k secret"]),
    (["+l-l", "5"], ["+l 5", "-l"]),
    (["b"], ["+b"]),
    (["+imn-t"], ["+i", "+m", "+n", "-t"]),
    (["+oo", "maya"], ["+o maya", "+o"]),
    ([], []), ([""], []), (["+-+-"], []),
])
def test_mode_changes_take_their_parameters(params: list[str], changes: list[str]) -> None:
    assert [str(change) for change in parse_mode_changes(params, isupport().chanmodes)] == changes


mode_changes = st.lists(st.one_of(
    st.builds(ModeChange, adding=st.booleans(), letter=st.sampled_from("ovbeIk"), argument=st.sampled_from(["a", "b"])),
    st.builds(ModeChange, adding=st.booleans(), letter=st.sampled_from("imnst")),
    st.just(ModeChange(adding=True, letter="l", argument="5")), st.just(ModeChange(adding=False, letter="l")),
), min_size=1)


@given(mode_changes)
def test_mode_changes_survive_the_wire(changes: list[ModeChange]) -> None:
    assert parse_mode_changes(format_mode_changes(changes), isupport().chanmodes) == changes
