"""RESTART, DIE and STATS, as server operators use them; and what everybody is told of a restart."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from app.server.core.events import ServerBanSet
from app.server.core.farewell import restart_reason, warn_of_restart
from app.server.core.server_bans import ServerBan
from tests.server.house import START_MS, House, Person


@dataclass
class FakeDeparting:
    """Satisfies Departing; the test answers."""

    stopped: list[str] = field(default_factory=list)
    asked: list[tuple[int, str]] = field(default_factory=list)
    answers: list[Callable[[str], None]] = field(default_factory=list)

    def stop(self, reason: str) -> None:
        self.stopped.append(reason)

    def restart(self, seconds: int, reason: str, answer: Callable[[str], None]) -> None:
        self.asked.append((seconds, reason))
        self.answers.append(answer)


@pytest.fixture
def house() -> House:
    return House(operators={"root": "secret", "admin": "secret"})


@pytest.fixture
def departing(house: House) -> FakeDeparting:
    departing = FakeDeparting()
    house.core.outside = replace(house.core.outside, departing=departing)
    return departing


@pytest.fixture
def boss(house: House) -> Person:
    boss = house.person("boss", "batch labeled-response standard-replies")
    boss.types("OPER root secret")
    boss.reads()
    return boss


@pytest.mark.parametrize("line", ["RESTART", "RESTART 5 :why", "DIE", "DIE :why"])
def test_who_is_no_operator_can_not_end_the_server(house: House, departing: FakeDeparting, line: str) -> None:
    assert house.person("ann").numerics(line) == ["481"]
    assert (departing.asked, departing.stopped) == ([], [])


@pytest.mark.parametrize(("line", "asked"), [
    ("RESTART", (10, "")), ("RESTART 0", (0, "")), ("RESTART 60 :for an upgrade", (60, "for an upgrade")),
    ("RESTART :for an upgrade", (10, "for an upgrade")), ("RESTART 99999999999999999999", (86_400, "")),
    ("RESTART -1", (10, "-1")), ("RESTART ²", (10, "²")), (f"RESTART 5 :{'x' * 300}", (5, "x" * 200)),
    (f"RESTART 5 :{'ü' * 150}", (5, "ü" * 100)),
    ("RESTART :", (10, "")),
])
def test_an_operator_says_when_and_why(
        boss: Person, departing: FakeDeparting, line: str, asked: tuple[int, str]) -> None:
    boss.types(line)

    assert departing.asked == [asked]


def test_the_answer_to_restart_comes_when_it_is_known(boss: Person, departing: FakeDeparting) -> None:
    assert boss.hears("@label=a RESTART 5") == []
    departing.answers[0]("The server would not start again.")
    assert boss.reads() == [
        "@label=a :chat.local FAIL RESTART CANNOT_RESTART :The server would not start again."]

    boss.types("@label=b RESTART 5")
    departing.answers[1]("")
    assert boss.reads() == ["@label=b :chat.local ACK"]


def test_who_asked_for_a_restart_may_be_gone_when_it_is_answered(
        house: House, boss: Person, departing: FakeDeparting) -> None:
    boss.types("RESTART 5")
    boss.hangs_up()
    assert house.core.world.user("boss") is not None
    departing.answers[0]("No.")

    assert house.core.world.user("boss") is None


@pytest.mark.parametrize(("line", "reason"), [
    ("DIE", "The server is shutting down"), ("DIE :good night", "The server is shutting down (good night)")])
def test_an_operator_ends_the_server(boss: Person, departing: FakeDeparting, line: str, reason: str) -> None:
    boss.types(line)

    assert departing.stopped == [reason]


@pytest.mark.parametrize("verb", ["RESTART", "DIE"])
def test_a_core_that_serves_nobody_says_that_it_can_not(boss: Person, verb: str) -> None:
    (line,) = boss.hears(verb)

    assert line.startswith(f":chat.local FAIL {verb} CANNOT_{verb} :")


def test_everybody_is_told_of_a_restart_in_the_way_they_know(house: House) -> None:
    knowing, other, stranger = house.person("ann", "standard-replies"), house.person("bob"), house.connect()
    warn_of_restart(house.core, 60, "a new version")

    text = "The server restarts in 60 seconds (a new version). You will be back about 3 seconds later."
    assert knowing.reads() == [f":chat.local NOTE * RESTARTING 60 :{text}"]
    assert other.reads() == [f":chat.local NOTICE bob :{text}"]
    assert stranger.reads() == []


@pytest.mark.parametrize(("seconds", "when"), [(0, "now"), (1, "in 1 second"), (2, "in 2 seconds")])
def test_the_time_of_a_restart_is_said_plainly(house: House, seconds: int, when: str) -> None:
    ann = house.person("ann")
    warn_of_restart(house.core, seconds, "")

    assert f"The server restarts {when}. " in ann.reads()[0]


def test_the_longest_reason_fits_a_line(house: House) -> None:
    ann = house.person("ann", "standard-replies")
    warn_of_restart(house.core, 86_400, "x" * 200)

    assert len(ann.reads()[0].encode()) <= 510
    assert len(f"ERROR :{restart_reason('x' * 200)}") <= 510


@pytest.mark.parametrize(("letter", "lines"), [
    ("o", ["243 boss O * * :admin", "243 boss O * * :root"]), ("O", ["243 boss O * * :admin", "243 boss O * * :root"]),
    ("p", ["249 boss p :boss (boss!~boss@localhost)"]),
    ("k", ["216 boss K 192.0.2.7 * * :spam", "216 boss K a:eve * * :no reason given"]), ("z", []),
])
def test_stats_letters_tell_operators_what_they_ask(house: House, boss: Person, letter: str, lines: list[str]) -> None:
    for target, reason in (("192.0.2.7", "spam"), ("a:eve", "")):
        house.core.submit_own(ServerBanSet(ban=ServerBan(target=target, reason=reason, set_by="b", set_ms=START_MS)))
    boss.reads()

    assert boss.hears(f"STATS {letter}") == [
        *(f":chat.local {line}" for line in lines), f":chat.local 219 boss {letter} :End of STATS"]


def test_stats_t_has_what_was_counted(house: House, boss: Person) -> None:
    boss.types("JOIN #x", "PRIVMSG #x :hi")
    house.person("eve").types("QUIT")
    boss.reads()
    lines = [line.partition(" :")[2] for line in boss.hears("STATS t")]

    assert lines[0].startswith("messages taken 1, ")
    assert "connections closed, quit: 1" in lines


@pytest.mark.parametrize("letter", ["o", "O", "p", "k", "K", "t"])
def test_other_people_learn_nothing_by_stats(house: House, letter: str) -> None:
    assert house.person("ann").numerics(f"STATS {letter}") == ["481", "219"]
