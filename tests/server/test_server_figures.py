"""What is counted and looked at of a running server, and how `admin` and STATS tell it."""

import json
from pathlib import Path

import pytest

from app.server.admin.metrics import METRICS, PREFIX, as_metrics
from app.server.admin.show import shown
from app.server.core.figures import Durations, Figures, kind_of_end
from tests.server.house import House
from tests.server.outside import ROOT, Caller, RunningServer
from tests.server.test_server_admin_outside import a_chat, answers, does


@pytest.mark.parametrize(("durations", "found"), [
    ([], [0.0, 0.0, 0.0]), ([5.0], [5.0, 5.0, 5.0]), ([float(n) for n in range(100)], [50.0, 99.0, 99.0]),
    ([9.0, *[1.0] * 999], [1.0, 1.0, 9.0]), ([9.0, *[1.0] * 1000], [1.0, 1.0, 1.0]),
])
def test_durations_are_of_the_last_thousand(durations: list[float], found: list[float]) -> None:
    kept = Durations()
    for each in durations:
        kept.add(each)

    assert kept.at(0.5, 0.99, 1.0) == found
    assert kept.count == len(durations)


def test_rates_are_of_the_last_minute() -> None:
    figures = Figures(1000.0)
    for second in range(120):
        figures.messages += 2 if second < 60 else 5
        figures.tick(1000.0 + second, 1000.0 + second)

    assert figures.per_second(1119.0)[0] == pytest.approx(5.0, abs=0.1)


def test_a_young_server_has_rates_of_its_life_and_an_idle_one_none() -> None:
    figures = Figures(1000.0)
    figures.messages = 20
    figures.tick(1010.0, 1010.0)

    assert figures.per_second(1010.0)[0] == 2.0
    assert figures.per_second(1100.0)[0] == 0.0


def test_reasons_can_not_fill_the_memory() -> None:
    figures = Figures()
    for number in range(1000):
        figures.refuse(f"reason {number}")

    assert len(figures.refused) <= 65
    assert sum(figures.refused.values()) == 1000


def test_messages_and_their_copies_are_counted_once_each() -> None:
    house = House()
    ann, bob = house.person("ann", join="#x"), house.person("bob", join="#x")
    house.person("eve")
    ann.types("PRIVMSG #x :one", "PRIVMSG #x,bob :two", "PRIVMSG #nowhere :lost")
    bob.types("NOTICE ann :three")

    assert (house.core.figures.messages, house.core.figures.delivered) == (4, 6)


def test_a_busy_rooms_messages_are_counted_as_others_are() -> None:
    house = House()
    ann = house.person("ann", join="#x")
    house.person("bob", join="#x")
    house.log.commits_at_once = False
    ann.types(*["PRIVMSG #x :hi"] * 4)
    house.commit()

    assert (house.core.figures.messages, house.core.figures.delivered) == (4, 8)


@pytest.mark.parametrize(("line", "kind"), [("QUIT :bye", "quit"), ("QUIT", "quit")])
def test_who_leaves_is_counted_by_how(line: str, kind: str) -> None:
    house = House()
    house.person("ann").types(line)
    house.person("bob").hangs_up()
    house.connect()
    house.wait(31)

    assert house.core.figures.closed == {kind: 1, "hung up": 1, "registration timeout": 1}
    assert house.core.figures.accepted == 3


@pytest.mark.parametrize(("reason", "kind"), [
    ("Ping timeout: 180 seconds", "ping timeout"), ("Send queue is full", "send queue"), ("Killed (a (b))", "killed"),
    ("You are banned from this server: spam", "banned"), ("Something new", "other"),
])
def test_a_reason_is_counted_as_its_kind(reason: str, kind: str) -> None:
    assert kind_of_end(reason) == kind


STATUS: dict[str, object] = {
    "running": True, "version": 'group-chat-1"\\\n', "uptime_seconds": 5, "connections_refused": {'a "b"': 2},
    "commits": {"count": 3, "p50_ms": 1.5, "p99_ms": 2, "longest_ms": 2.5}, "messages": {"taken": 12345678901},
}


def test_metrics_have_base_units_and_escaped_labels() -> None:
    lines = as_metrics(STATUS).split("\n")

    assert lines[:3] == ["# HELP groupchat_up Whether the server runs.", "# TYPE groupchat_up gauge", "groupchat_up 1"]
    assert r'groupchat_build_info{version="group-chat-1\"\\\n"} 1' in lines
    assert r'groupchat_connections_refused_total{reason="a \"b\""} 2' in lines
    assert 'groupchat_commit_seconds{quantile="0.99"} 0.002' in lines
    assert "groupchat_messages_taken_total 12345678901" in lines
    assert "groupchat_commits_total 3" in lines
    assert "groupchat_people" not in as_metrics(STATUS)


def test_groups_of_figures_are_lines_for_people() -> None:
    assert shown({"messages": {"taken": 2, "in_bytes": 5000}, "commits": {"p50_ms": 1.5}, "refused": {}}) == (
        "Messages:  taken 2, in 5.0 kB\nCommits:   p50 1.5 ms\nRefused:   -")


def test_every_metric_is_documented() -> None:
    document = (ROOT / "docs" / "admin.md").read_text("utf-8")

    assert [metric.name for metric in METRICS if f"`{metric.name}`" not in document] == []


def test_a_running_server_tells_all_of_it(tmp_path: Path) -> None:
    file = tmp_path / "chat.prom"
    websocket = ("--set", 'listen.websocket=["127.0.0.1:0"]')
    with RunningServer(tmp_path / "data", *websocket, tls=True, more=1) as server, Caller(server.ports[0]) as ann, \
            Caller(server.ports[1], tls=True) as bob, Caller(server.ports[0]) as stranger:
        ann.enters("ann")
        bob.enters("bob")
        stranger.catches_up()
        ann.says("PRIVMSG #general :hello")
        bob.hears("hello")
        found = answers(tmp_path / "data", "status")
        assert does(tmp_path / "data", "metrics", "--file", str(file)) == f"File:  {file}"
        does(tmp_path / "data", "metrics", "--file", str(file))
    assert isinstance(found, dict)
    assert found["connections_by_kind"] == {
        "plain": 2, "tls": 1, "websocket": 0, "websocket_tls": 0, "unregistered": 1}
    assert (found["messages"]["taken"], found["messages"]["delivered"]) == (1, 2)
    assert min(found["messages"]["in_bytes"], found["messages"]["out_bytes"]) > 100
    assert found["commits"]["count"] >= 1
    assert found["commits"]["longest_ms"] >= found["commits"]["p50_ms"] > 0
    assert found["ticks"]["count"] > 3
    assert found["process"]["memory_bytes"] > 1_000_000
    assert found["versions"]["python"]
    names = {line.split("{")[0].split(" ")[0].removeprefix(PREFIX) for line in file.read_text().splitlines()
             if not line.startswith("#")}
    # Nobody was refused and nobody has left.
    assert {metric.name for metric in METRICS} - names == {"connections_refused_total", "connections_closed_total"}


def test_who_does_not_get_through_a_handshake_is_counted(tmp_path: Path) -> None:
    options = ("--set", "limits.handshake_seconds=0.05")
    with RunningServer(tmp_path, *options, plain=False, tls=True) as server, Caller(server.ports[0]) as silent:
        assert silent.line() == ""
        found = answers(tmp_path, "status")
    assert isinstance(found, dict)
    assert found["connections_refused"] == {"handshake timeout": 1}


def test_of_a_server_that_does_not_run_only_that_is_told(tmp_path: Path) -> None:
    folder = a_chat(tmp_path)

    assert does(folder, "metrics").split("\n")[-1] == "groupchat_up 0"
    assert "ticks" not in json.dumps(answers(folder, "status"))
