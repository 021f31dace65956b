"""Servers that lose and find each other: many go and come at once, and it is one event (batches/netsplit.md)."""

from functools import partial

import pytest

from app.protocol import events as ev
from tests.protocol.server_side import MODERN, hear, hear_at_every_cut, registered, wire

QUITS = ["@batch=s :olu!o@host QUIT :a.example b.example", "@batch=s :kim!k@host QUIT :a.example b.example"]


def test_all_who_went_with_a_server_are_one_event() -> None:
    lines = ["BATCH +s netsplit a.example b.example", QUITS[0], ":ines!i@host PRIVMSG #a :meanwhile", QUITS[1],
             "BATCH -s"]

    (_, split), _ = hear_at_every_cut(partial(registered, *MODERN), wire(*lines))

    assert isinstance(split, ev.NetSplit)
    assert split.servers == ("a.example", "b.example")
    assert [event.source.nick for event in split.quits] == ["olu", "kim"]
    assert list(split.events) == split.quits


def test_all_who_come_back_are_one_event_with_what_they_are_in_their_channels() -> None:
    (joined,) = hear(
        registered(*MODERN), "@time=2026-11-23T12:00:00.000Z BATCH +j netjoin a.example b.example",
        "@batch=j :olu!o@host JOIN #a", "@batch=j :olu!o@host JOIN #b", "@batch=j :a.example MODE #a +o olu",
        "@batch=j :olu!o@host AWAY :lunch", "BATCH -j")

    assert isinstance(joined, ev.NetJoin)
    assert joined.envelope.time_ms == 1_795_435_200_000
    assert [(event.source.nick, event.channel) for event in joined.joins] == [("olu", "#a"), ("olu", "#b")]
    assert [type(event) for event in joined.events] == [
        ev.UserJoined, ev.UserJoined, ev.ModesChanged, ev.AwayChanged]


@pytest.mark.parametrize("opening", ["BATCH +s netsplit", "BATCH +s netsplit a.example", "BATCH +s netsplit a b c d"])
def test_servers_may_stay_unnamed(opening: str) -> None:
    (split,) = hear(registered(*MODERN), opening, *QUITS, "BATCH -s")

    assert isinstance(split, ev.NetSplit)
    assert len(split.servers) <= 2


def test_a_split_without_anybody_is_none() -> None:
    assert hear(registered(*MODERN), "BATCH +s netsplit a b", "BATCH -s") == []


def test_a_quit_outside_a_batch_stays_a_quit() -> None:
    (event,) = hear(registered(*MODERN), ":olu!o@host QUIT :a.example b.example")

    assert isinstance(event, ev.UserQuit)


def test_an_own_change_of_nick_inside_counts_at_once() -> None:
    client = registered(*MODERN)

    hear(client, "BATCH +j netjoin a b", "@batch=j :maya!m@host NICK maya_")

    assert client.nick == "maya_"


def test_a_split_without_end_is_told_in_parts() -> None:
    client = registered(*MODERN)
    hear(client, "BATCH +s netsplit a b")

    happened = [event for _ in range(21) for event in hear(client, *QUITS * 500)]
    happened += hear(client, "BATCH -s")

    assert {type(event) for event in happened} == {ev.NetSplit}
    assert sum(len(event.events) for event in happened if isinstance(event, ev.NetSplit)) == 21_000
