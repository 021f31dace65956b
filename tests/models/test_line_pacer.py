"""Lines are held back so that no server takes us for a flood, and nobody waits longer than they must."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.line_pacer import LinePacer
from app.models.pace import CAREFUL, OWN_SERVER, UNHINDERED, InvalidPace, Pace, pace_for


def say(number: int, target: str = "#a") -> bytes:
    return f"PRIVMSG {target} :{number}\r\n".encode()


def paste(count: int, target: str = "#a") -> bytes:
    return b"".join(say(number, target) for number in range(count))


class Clock:
    """A pacer and the time it is told."""

    def __init__(self, pace: Pace = CAREFUL, *, own: bool = False) -> None:
        self.now = 100.0
        self.pacer = LinePacer(pace, self.now, counts_as_own_server=own)

    def take(self, after_s: float = 0.0) -> list[str]:
        self.now += after_s
        return self.pacer.take(self.now).decode().splitlines()

    def take_all(self) -> list[tuple[float, str]]:
        """Every line with the second it went at."""
        begin, went = self.now, [(0.0, line) for line in self.take()]
        while (due := self.pacer.next_due()) is not None:
            went += [(round(due - begin, 3), line) for line in self.take(max(due - self.now, 0.0))]
        return went


def test_a_few_lines_go_at_once_and_the_rest_at_a_pace() -> None:
    clock = Clock()
    clock.pacer.put(paste(8))
    assert [at_s for at_s, _ in clock.take_all()] == [0, 0, 0, 0, 0, 2, 4, 6]


def test_the_order_of_a_chat_stays() -> None:
    clock = Clock()
    clock.pacer.put(paste(50))
    assert [line for _, line in clock.take_all()] == paste(50).decode().splitlines()


def test_who_rests_may_say_several_lines_again() -> None:
    clock = Clock()
    clock.pacer.put(paste(5))
    clock.take()
    clock.pacer.put(paste(9))
    assert len(clock.take(after_s=100.0)) == 5


@pytest.mark.parametrize("line", [b"PONG :abc\r\n", b"PING lag-123\r\n", b"@label=1 PONG x\r\n"])
def test_what_keeps_the_connection_alive_is_never_held_back(line: bytes) -> None:
    clock = Clock()
    clock.pacer.put(paste(50))
    clock.take()
    clock.pacer.put(line)
    assert clock.take() == [line.decode().strip()]


def test_goodbye_is_said_at_once_and_is_the_last() -> None:
    clock = Clock()
    clock.pacer.put(paste(50))
    clock.take()
    clock.pacer.put(b"QUIT :bye\r\n")
    assert clock.take() == ["QUIT :bye"]
    assert clock.pacer.next_due() is None


@pytest.mark.parametrize("line", [b"KICK #a olu\r\n", b"MODE #a +b x!*@*\r\n", b"WHOIS olu\r\n", b"PRIVMSG #b :hi\r\n",
                                  b"@+draft/reply=1 PRIVMSG #b :hi\r\n", b"JOIN #c\r\n"])
def test_what_does_not_belong_behind_a_paste_goes_next(line: bytes) -> None:
    clock = Clock()
    clock.pacer.put(paste(50))
    clock.take()
    clock.pacer.put(line)
    assert clock.take(after_s=2.0) == [line.decode().strip()]


@pytest.mark.parametrize("line", [b"PART #A\r\n", b"JOIN #a\r\n", b"TOPIC #a :x\r\n"])
def test_who_leaves_has_said_everything_before(line: bytes) -> None:
    clock = Clock()
    clock.pacer.put(paste(7) + line)
    assert [said for _, said in clock.take_all()][-1] == line.decode().strip()


def test_what_the_app_asks_by_itself_lets_people_go_first() -> None:
    clock = Clock()
    clock.pacer.put(b"".join(b"WHO #%d\r\n" % number for number in range(20)))
    clock.take()
    clock.pacer.put(say(1))
    assert clock.take(after_s=2.0) == ["PRIVMSG #a :1"]


def test_a_ping_behind_messages_goes_when_they_have_gone() -> None:
    clock = Clock()
    clock.pacer.put(paste(6) + b"PING sent-1\r\n" + say(90) + say(91) + b"WHOIS olu\r\n")
    went = [line for _, line in clock.take_all()]
    assert went.index("PING sent-1") == went.index("PRIVMSG #a :5") + 1


def test_a_message_of_several_lines_goes_in_one_piece() -> None:
    clock = Clock()
    clock.pacer.put(paste(5))
    clock.take()
    batch = b"BATCH +1 draft/multiline #a\r\n" + b"@batch=1 PRIVMSG #a :x\r\n" * 30 + b"BATCH -1\r\n"
    clock.pacer.put(batch[:40])
    assert clock.take(after_s=2.0) == []


def test_a_batch_goes_whole_and_is_paid_for_afterwards() -> None:
    clock = Clock()
    lines = b"@batch=1 PRIVMSG #a :x\r\n" * 30
    clock.pacer.put(b"@label=m1 BATCH +1 draft/multiline #a\r\n" + lines + b"BATCH -1\r\n" + say(1))
    went = clock.take_all()
    assert [at_s for at_s, _ in went[:32]] == [0] * 32
    assert went[-1] == (0.2, "PRIVMSG #a :1")


def test_long_lines_count_as_more() -> None:
    clock = Clock()
    clock.pacer.put((b"PRIVMSG #a :" + b"x" * 490 + b"\r\n") * 4)
    assert len(clock.take()) == 2


def test_what_was_missed_in_many_chats_does_not_take_minutes() -> None:
    clock = Clock()
    clock.pacer.put(b"".join(b"CHATHISTORY LATEST #%d * 100\r\n" % number for number in range(50)))
    assert clock.take_all()[-1][0] == 15.0


def test_our_own_server_counts_as_it_says() -> None:
    clock = Clock(OWN_SERVER, own=True)
    clock.pacer.put(b"WHO #a\r\n" * 3)
    assert [at_s for at_s, _ in clock.take_all()] == [0, 0, 1]


def test_what_has_not_left_is_known_by_its_labels() -> None:
    clock = Clock()
    for number in range(7):
        clock.pacer.put(say(number), f"m{number}")
    clock.take()
    clock.pacer.put(b"WHOIS olu\r\n")
    assert clock.pacer.waiting_labels == {"m5", "m6"}


@given(st.lists(st.tuples(st.sampled_from(["#a", "#b", "olu"]), st.floats(0, 5)), max_size=60))
def test_whatever_comes_when_no_server_gets_more_than_it_takes(script: list[tuple[str, float]]) -> None:
    clock = Clock()
    went: list[tuple[float, str]] = []
    for number, (target, pause_s) in enumerate(script):
        clock.pacer.put(say(number, target))
        went += [(clock.now, line) for line in clock.take(after_s=pause_s)]
    while (due := clock.pacer.next_due()) is not None:
        went += [(clock.now, line) for line in clock.take(max(due - clock.now, 0.0))]
    assert len(went) == len(script)
    for target in ("#a", "#b", "olu"):
        numbers = [int(line.rpartition(":")[2]) for _, line in went if f" {target} " in line]
        assert numbers == sorted(numbers)
    for index, (at_s, _) in enumerate(went):
        in_ten = [when for when, _ in went[index:] if when < at_s + 10]
        assert len(in_ten) <= 5 + 10 / 2 + 1


@pytest.mark.parametrize(("text", "pace"), [
    ("", None), (" 5 2 ", CAREFUL), ("10, 0.5", OWN_SERVER), ("none", UNHINDERED),
])
def test_a_pace_is_read_and_written(text: str, pace: Pace | None) -> None:
    assert Pace.parse(text) == pace
    assert pace is None or Pace.parse(str(pace)) == pace


@pytest.mark.parametrize("text", ["5", "0 2", "5 0", "5 -2", "99999 1", "five two", "5 2 1", "5 99", "٥ 2"])
def test_what_is_no_pace_is_refused(text: str) -> None:
    with pytest.raises(InvalidPace):
        Pace.parse(text)


@pytest.mark.parametrize(("wished", "is_near", "is_own", "pace"), [
    (None, True, False, UNHINDERED), (None, False, True, OWN_SERVER), (None, False, False, CAREFUL),
    (Pace(lines=3, seconds=1.0), True, True, Pace(lines=3, seconds=1.0)),
])
def test_every_server_has_a_pace(wished: Pace | None, is_near: bool, is_own: bool, pace: Pace) -> None:
    assert pace_for(wished, is_near=is_near, is_own_server=is_own) == pace
