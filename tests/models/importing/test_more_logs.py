"""mIRC's and ZNC's logs, and what people have set up in WeeChat, irssi and HexChat."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.models.chats import Entry
from app.models.importing.bracketed import MIRC, ZNC, day_of_name
from app.models.importing.hexchat import HEXCHAT
from app.models.importing.irssi import IRSSI
from app.models.importing.log_files import NoLog, recognise
from app.models.importing.log_reader import LogFormat, LogPlace, UnreadableLine
from app.models.importing.weechat import WEECHAT
from app.protocol import events as ev


def read(log_format: LogFormat, *lines: str, day: date | None = None) -> list[Entry]:
    reader = log_format.make(LogPlace(chat="#maps", zone=UTC, day=day))
    return [entry for line in lines for entry in reader.read(line)]


def told(entries: Sequence[Entry]) -> list[tuple[str, str, str, str]]:
    """When, what kind, who and what."""
    return [(f"{datetime.fromtimestamp(entry.time_ms / 1000, UTC):%m-%d %H:%M:%S}", entry.kind.name, entry.nick,
             entry.text if entry.event is None else type(entry.event).__name__) for entry in entries]


def test_znc_tells_the_day_in_the_name_of_the_file() -> None:
    entries = read(
        ZNC,
        "[00:00:01] <ines> Good morning",
        "[00:00:02] * olu waves",
        "[00:00:03] -sam- mind the lock",
        "[00:00:04] *** Joins: tom (~tom@host)",
        "[00:00:05] *** Parts: tom (~tom@host) (bye)",
        "[00:00:06] *** Quits: olu (~olu@host) (Ping timeout)",
        "[00:00:07] *** sam was kicked by ines (enough)",
        "[00:00:08] *** olu is now known as olu_",
        "[00:00:09] *** ines changes topic to 'maps'",
        "[00:00:10] *** ines sets mode: +o olu",
        "[23:59:59] <ines> Good night",
        day=date(2026, 1, 2))
    assert told(entries) == [
        ("01-02 00:00:01", "PRIVMSG", "ines", "Good morning"),
        ("01-02 00:00:02", "ACTION", "olu", "waves"),
        ("01-02 00:00:03", "NOTICE", "sam", "mind the lock"),
        ("01-02 00:00:04", "EVENT", "tom", "UserJoined"),
        ("01-02 00:00:05", "EVENT", "tom", "UserParted"),
        ("01-02 00:00:06", "EVENT", "olu", "UserQuit"),
        ("01-02 00:00:07", "EVENT", "sam", "UserKicked"),
        ("01-02 00:00:08", "EVENT", "olu", "NickChanged"),
        ("01-02 00:00:09", "EVENT", "ines", "TopicChanged"),
        ("01-02 00:00:10", "NOTE", "", "ines sets mode: +o olu"),
        ("01-02 23:59:59", "PRIVMSG", "ines", "Good night"),
    ]
    kicked, topic = entries[6].event, entries[8].event
    assert isinstance(kicked, ev.UserKicked)
    assert (kicked.source.nick, kicked.nick, kicked.reason) == ("ines", "sam", "enough")
    assert isinstance(topic, ev.TopicChanged)
    assert topic.topic == "maps"


def test_mirc_tells_the_day_above_each_session() -> None:
    entries = read(
        MIRC,
        "Session Start: Fri Jan 02 23:58:00 2026",
        "Session Ident: #maps",
        "\x0303[23:58] * Now talking in #maps",
        "[23:58] <@ines> Good evening",
        "[23:59:30] * olu waves",
        "\x0303[23:59] * tom (~tom@host) has joined #maps",
        "[00:01] <ines> still here",
        "Session Time: Sat Jan 03 00:00:00 2026",
        "[00:02] * sam was kicked by ines (enough)",
        "[00:03] * olu (~olu@host) Quit (bye)",
        "[00:04] * ines sets mode: +o olu",
        "Session Close: Sat Jan 03 00:05:00 2026",
    )
    assert told(entries) == [
        ("01-02 23:58:00", "NOTE", "", "Now talking in #maps"),
        ("01-02 23:58:00", "PRIVMSG", "ines", "Good evening"),
        ("01-02 23:59:30", "ACTION", "olu", "waves"),
        ("01-02 23:59:00", "EVENT", "tom", "UserJoined"),
        ("01-03 00:01:00", "PRIVMSG", "ines", "still here"),
        ("01-03 00:02:00", "EVENT", "sam", "UserKicked"),
        ("01-03 00:03:00", "EVENT", "olu", "UserQuit"),
        ("01-03 00:04:00", "NOTE", "", "ines sets mode: +o olu"),
    ]


def test_mirc_without_stamps_has_the_times_of_its_sessions() -> None:
    entries = read(MIRC, "Session Start: Fri Jan 02 23:58:00 2026", "<ines> Good evening")
    assert told(entries) == [("01-02 23:58:00", "PRIVMSG", "ines", "Good evening")]


@pytest.mark.parametrize("head", ["Session Start: soon", "Session Start: Fri Foo 02 23:58:00 2026",
                                  "Session Start: Fri Jan 99 23:58:00 2026"])
def test_a_head_without_a_day_is_told_as_unreadable(head: str) -> None:
    with pytest.raises(UnreadableLine):
        read(MIRC, head)


def test_a_clock_at_the_end_of_time_is_told_as_unreadable() -> None:
    with pytest.raises(UnreadableLine):
        read(MIRC, "Session Start: Fri Dec 31 23:58:00 9999", "[00:01] <ines> hello")


@pytest.mark.parametrize(("stem", "name", "day"), [
    ("2026-01-02", "", date(2026, 1, 2)), ("#maps_20260102", "#maps", date(2026, 1, 2)),
    ("#maps.2026-01-02", "#maps", date(2026, 1, 2)), ("#maps", "#maps", None), ("#2026-13-02", "#2026-13-02", None),
    ("#maps.2026", "#maps.2026", None),
])
def test_the_day_of_a_log_is_in_its_name(stem: str, name: str, day: date | None) -> None:
    assert day_of_name(stem) == (name, day)


def test_a_log_of_znc_is_called_after_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "#maps" / "2026-01-02.log"
    path.parent.mkdir()
    path.write_text("[10:11:12] <ines> hello\n")
    log = recognise(path)
    assert (log.format, log.chat, log.day) == (ZNC, "#maps", date(2026, 1, 2))


def test_times_in_brackets_without_a_day_are_no_log(tmp_path: Path) -> None:
    path = tmp_path / "maps.log"
    path.write_text("[10:11:12] <ines> hello\n")
    with pytest.raises(NoLog):
        recognise(path)


def test_irssi_may_tell_seconds_and_brackets_and_other_dates() -> None:
    entries = read(IRSSI, "--- Log opened 2026-01-02 10:11:12", "[10:11:40] <@ines> hello", "10:12:05 <olu> hi",
                   "--- Day changed 2026-01-03", "[10:13] <ines> bye")
    assert told(entries) == [
        ("01-02 10:11:40", "PRIVMSG", "ines", "hello"), ("01-02 10:12:05", "PRIVMSG", "olu", "hi"),
        ("01-03 10:13:00", "PRIVMSG", "ines", "bye")]


def test_hexchat_may_tell_the_hour_alone() -> None:
    entries = read(HEXCHAT, "**** BEGIN LOGGING AT Fri Jan  2 23:58:00 2026", "[23:58:01] <ines>\thello",
                   "11:59:00 PM <olu>\thi", "[12:01:00 AM] <ines>\tnext day")
    assert told(entries) == [
        ("01-02 23:58:01", "PRIVMSG", "ines", "hello"), ("01-02 23:59:00", "PRIVMSG", "olu", "hi"),
        ("01-03 00:01:00", "PRIVMSG", "ines", "next day")]


def test_weechat_may_have_colours_and_other_signs_around_names() -> None:
    entries = read(
        WEECHAT,
        "\x1b[36m2026-01-02 10:11:12\x1b[0m\t\x1b[1m<@ines>\x1b[0m\thello",
        "2026-01-02 10:11:13\t→\tolu (~o@host) has joined #maps",
        "2026-01-02 10:11:14\t_\thi")
    assert told(entries) == [
        ("01-02 10:11:12", "PRIVMSG", "ines", "hello"), ("01-02 10:11:13", "EVENT", "olu", "UserJoined"),
        ("01-02 10:11:14", "PRIVMSG", "_", "hi")]
