"""What HexChat, XChat, WeeChat, irssi and Halloy wrote down becomes entries, line by line."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.chats import Entry, EntryKind
from app.models.importing.bracketed import MIRC, ZNC
from app.models.importing.halloy import HALLOY
from app.models.importing.hexchat import HEXCHAT
from app.models.importing.irssi import IRSSI
from app.models.importing.jsonl import JSON_LINES
from app.models.importing.log_reader import LogFormat, LogPlace, UnreadableLine
from app.models.importing.weechat import WEECHAT
from app.protocol import events as ev

ALL = (HEXCHAT, WEECHAT, IRSSI, HALLOY, JSON_LINES, MIRC, ZNC)


def read(log_format: LogFormat, *lines: str, zone: str = "UTC") -> list[Entry]:
    reader = log_format.make(LogPlace(chat="#maps", zone=ZoneInfo(zone)))
    return [entry for line in lines for entry in reader.read(line)]


def told(entries: Sequence[Entry]) -> list[tuple[str, str, str, str]]:
    """When (in UTC), what kind, who and what."""
    return [(f"{datetime.fromtimestamp(entry.time_ms / 1000, UTC):%Y-%m-%d %H:%M:%S}", entry.kind.name,
             entry.nick, entry.text if entry.event is None else type(entry.event).__name__) for entry in entries]


def test_weechat_tells_who_said_and_did_what() -> None:
    entries = read(
        WEECHAT,
        "2026-01-02 10:11:12\t-->\tolu [olu] (root) (~root@localhost) has joined #maps",
        "2026-01-02 10:11:13\t@ines\tGood morning\tall",
        "2026-01-02 10:11:14\t *\tolu waves",
        "2026-01-02 10:11:15\t--\tNotice(sam) -> #maps: mind the lock",
        "2026-01-02 10:11:16\t--\tolu is now known as olu_",
        '2026-01-02 10:11:17\t--\tines has changed topic for #maps from "old" to "new"',
        "2026-01-02 10:11:18\t--\tMode #maps [+o sam] by ines",
        "2026-01-02 10:11:19\t<--\tines has kicked sam (enough)",
        "2026-01-02 10:11:20\t<--\tolu_ (~root@localhost) has quit (Ping timeout)",
        "2026-01-02T10:11:21.250Z\tines\tlater versions",
    )
    assert told(entries) == [
        ("2026-01-02 10:11:12", "EVENT", "olu", "UserJoined"),
        ("2026-01-02 10:11:13", "PRIVMSG", "ines", "Good morning\tall"),
        ("2026-01-02 10:11:14", "ACTION", "olu", "waves"),
        ("2026-01-02 10:11:15", "NOTICE", "sam", "mind the lock"),
        ("2026-01-02 10:11:16", "EVENT", "olu", "NickChanged"),
        ("2026-01-02 10:11:17", "EVENT", "ines", "TopicChanged"),
        ("2026-01-02 10:11:18", "NOTE", "", "Mode #maps [+o sam] by ines"),
        ("2026-01-02 10:11:19", "EVENT", "sam", "UserKicked"),
        ("2026-01-02 10:11:20", "EVENT", "olu_", "UserQuit"),
        ("2026-01-02 10:11:21", "PRIVMSG", "ines", "later versions"),
    ]
    joined, kicked, gone = entries[0].event, entries[7].event, entries[8].event
    assert isinstance(joined, ev.UserJoined)
    assert (joined.source.nick, joined.source.user, joined.source.host, joined.channel) == (
        "olu", "~root", "localhost", "#maps")
    assert isinstance(kicked, ev.UserKicked)
    assert (kicked.source.nick, kicked.nick, kicked.reason) == ("ines", "sam", "enough")
    assert isinstance(gone, ev.UserQuit)
    assert gone.reason == "Ping timeout"


def test_irssi_tells_days_above_and_minutes_beside() -> None:
    entries = read(
        IRSSI,
        "--- Log opened Tue Nov 24 19:19:52 2026",
        "19:19 -!- olu [~olu@localhost] has joined #maps",
        "19:19 [Users #maps]",
        "19:19 <@ines> Good morning",
        "19:19 < olu> ",
        "19:20  * olu waves",
        "19:21 -ines:#maps- mind the lock",
        "--- Day changed Wed Nov 25 2026",
        "00:01 -!- olu [~olu@localhost] has left #maps [bye]",
        "00:02 -!- sam was kicked from #maps by ines [enough]",
        "00:03 -!- mode/#maps [+o sam] by ines",
        "--- Log closed Wed Nov 25 00:04:00 2026",
    )
    assert told(entries) == [
        ("2026-11-24 19:19:00", "EVENT", "olu", "UserJoined"),
        ("2026-11-24 19:19:00", "NOTE", "", "[Users #maps]"),
        ("2026-11-24 19:19:00", "PRIVMSG", "ines", "Good morning"),
        ("2026-11-24 19:19:00", "PRIVMSG", "olu", ""),
        ("2026-11-24 19:20:00", "ACTION", "olu", "waves"),
        ("2026-11-24 19:21:00", "NOTICE", "ines", "mind the lock"),
        ("2026-11-25 00:01:00", "EVENT", "olu", "UserParted"),
        ("2026-11-25 00:02:00", "EVENT", "sam", "UserKicked"),
        ("2026-11-25 00:03:00", "NOTE", "", "mode/#maps [+o sam] by ines"),
    ]
    times = [entry.time_ms for entry in entries]
    assert times == sorted(set(times)), "lines of a minute keep their order by a millisecond each"


def test_hexchat_tells_the_year_in_the_head_of_each_session() -> None:
    entries = read(
        HEXCHAT,
        "**** BEGIN LOGGING AT Thu Dec 31 23:58:00 2026", "",
        "Dec 31 23:58:01 *\tNow talking on #maps",
        "Dec 31 23:58:02 <ines>\tGood evening",
        "Dec 31 23:58:03 *\tolu waves",
        "Dec 31 23:58:04 *\tolu (~root@localhost) has joined",
        "Dec 31 23:58:05 -sam/#maps-\tmind the lock",
        "Jan 01 00:00:01 <ines>\tHappy new year",
        "Jan 01 00:00:02 *\tolu has quit (bye)",
        "**** ENDING LOGGING AT Fri Jan  1 00:01:00 2027", "",
    )
    assert told(entries) == [
        ("2026-12-31 23:58:01", "NOTE", "", "Now talking on #maps"),
        ("2026-12-31 23:58:02", "PRIVMSG", "ines", "Good evening"),
        ("2026-12-31 23:58:03", "ACTION", "olu", "waves"),
        ("2026-12-31 23:58:04", "EVENT", "olu", "UserJoined"),
        ("2026-12-31 23:58:05", "NOTICE", "sam", "mind the lock"),
        ("2027-01-01 00:00:01", "PRIVMSG", "ines", "Happy new year"),
        ("2027-01-01 00:00:02", "EVENT", "olu", "UserQuit"),
    ]


def test_months_of_other_languages_are_learned_from_their_order() -> None:
    entries = read(
        HEXCHAT,
        "**** BEGIN LOGGING AT Sat Feb 28 23:58:00 2026",
        "févr. 28 23:58:02 <ines>\tbonsoir",
        "mars 01 00:00:01 <ines>\tbonjour",
        "mars 31 23:00:00 <ines>\tencore",
        "avril 01 00:00:01 <ines>\tpoisson",
    )
    assert [f"{datetime.fromtimestamp(entry.time_ms / 1000, UTC):%m-%d}" for entry in entries] == [
        "02-28", "03-01", "03-31", "04-01"]


def test_hexchat_lines_without_a_stamp_have_the_time_of_their_session() -> None:
    entries = read(HEXCHAT, "**** BEGIN LOGGING AT Tue Nov 24 19:20:26 2026", "", "*\tNow talking on #general",
                   "<ines>\tGood morning", "<olu>\tDo we need a second car?")
    assert [(entry.time_ms % 1000, entry.nick) for entry in entries] == [(0, ""), (1, "ines"), (2, "olu")]


def halloy_message(text: str, source: object, time: str = "2026-01-02T10:11:12.123456789Z") -> dict[str, object]:
    return {"received_at": 1, "server_time": time, "direction": "Received", "text": text, "content": {"Plain": text},
            "target": {"Channel": {"channel": {"prefixes": [], "normalized": "#maps", "raw": "#Maps"},
                                   "source": source}}, "id": None, "hidden_urls": []}


def test_halloy_tells_who_said_and_did_what() -> None:
    lines = map(json.dumps, [
        halloy_message("Good morning", {"User": "@ines!~ines@host"}),
        halloy_message("olu waves", {"Action": "olu"}),
        halloy_message("olu has joined", {"Server": {"kind": "join", "nick": "olu", "change": None}}),
        halloy_message("connected", {"Internal": {"Status": "Success"}}),
    ])
    assert told(read(HALLOY, *lines)) == [
        ("2026-01-02 10:11:12", "PRIVMSG", "ines", "Good morning"),
        ("2026-01-02 10:11:12", "ACTION", "olu", "waves"),
        ("2026-01-02 10:11:12", "EVENT", "olu", "UserJoined"),
        ("2026-01-02 10:11:12", "NOTE", "", "connected"),
    ]


def test_halloys_fragments_are_put_together() -> None:
    message = halloy_message("", {"User": "ines"})
    del message["text"]
    message["content"] = {"Fragments": [
        {"Text": "ask "}, {"User": ["olu!u@h", "olu"]}, {"Text": " in "}, {"Channel": {"raw": "#maps"}},
        {"Text": ": "}, {"Url": "https://a.example/"}, {"Formatted": {"text": "!", "formatting": {}}}]}
    assert read(HALLOY, json.dumps(message))[0].text == "ask olu in #maps: https://a.example/!"


def test_an_hour_that_comes_twice_is_the_second_one_when_the_first_is_over() -> None:
    entries = read(
        WEECHAT, "2026-10-25 01:59:00\tines\tbefore", "2026-10-25 02:30:00\tines\tfirst",
        "2026-10-25 02:59:00\tines\tfirst too", "2026-10-25 02:10:00\tines\tsecond",
        "2026-10-25 03:00:00\tines\tafter", zone="Europe/Berlin")
    times = [entry.time_ms for entry in entries]
    assert times == sorted(times)
    assert times[3] - times[2] == 11 * 60_000


@pytest.mark.parametrize(("log_format", "line"), [
    (WEECHAT, "hello"), (WEECHAT, "2026-13-02 10:11:12\tines\thello"), (WEECHAT, "2026-01-02 25:11:12\tines\thello"),
    (IRSSI, "12:00 <ines> before any day"), (IRSSI, "--- Day changed Wed Nox 25 2026"),
    (IRSSI, "--- Day changed Wed Feb 30 2026"), (HEXCHAT, "<ines>\tbefore any session"),
    (HEXCHAT, "**** BEGIN LOGGING AT yesterday"), (HALLOY, "[]"), (HALLOY, '{"server_time": 5}'), (HALLOY, "{"),
    (JSON_LINES, '{"time":"2026-01-02T10:11:12.000Z","type":"message"}'), (JSON_LINES, '{"format":"other"}'),
])
def test_a_line_of_another_kind_is_told_as_such(log_format: LogFormat, line: str) -> None:
    with pytest.raises(UnreadableLine):
        read(log_format, line)


PIECES = st.sampled_from([
    "**** BEGIN LOGGING AT ", "Tue Nov 24 19:20:26 2026", "--- Log opened ", "--- Day changed ", "Nov 24 19:20:26 ",
    "2026-01-02 10:11:12", "\t", "<", ">", "ines", " has joined", " has quit (", ")", "-!- ", "12:00 ", "*", " ", "[",
    '{"format":"group-chat","version":1}', '{"time":', '"2026-01-02T10:11:12.000Z"', '"type":"event"', "\x00",
    "é", "\u202e",
])


@given(st.sampled_from(ALL), st.lists(st.lists(PIECES | st.text(max_size=5), max_size=8).map("".join), max_size=8))
def test_no_line_breaks_a_reader(log_format: LogFormat, lines: list[str]) -> None:
    reader = log_format.make(LogPlace(chat="#maps"))
    for line in lines:
        try:
            reader.read(line)
        except UnreadableLine:
            continue


@pytest.mark.parametrize("line", [
    "2026-01-02 10:11:12\t-->\t" + "(" * 60_000, "2026-01-02 10:11:12\t--\t" + "[a] (b) " * 8_000,
    "2026-01-02 10:11:12\t--\ta" + " has changed topic for #x from \"" * 2_000,
    "2026-01-02 10:11:12\t--\ta has kicked " + "b (" * 20_000,
])
def test_a_line_made_to_take_long_takes_no_longer(line: str) -> None:
    assert read(WEECHAT, line)[0].kind is EntryKind.NOTE
