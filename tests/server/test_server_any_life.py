"""People come, do anything in any order, and go, while the disk fails and time passes: everybody is told the truth.

`FUZZ_EXAMPLES=5000` looks that often; without it the suite looks for a few seconds.
"""

import os
import string

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.server.crowd import Crowd
from tests.server.phrases import CAPABILITIES, NICKS, PHRASES, ROOMS, WORDS

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))

WHO = st.integers(0, 7)
WHERE = st.sampled_from([*ROOMS, "#x,#y"])
GAPS = [[field for _, field, _, _ in string.Formatter().parse(phrase) if field] for phrase in PHRASES]


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A phrase with its gaps filled, one in eight times by something absurd."""
    number = draw(st.integers(0, len(PHRASES) - 1))
    line = PHRASES[number]
    for gap in GAPS[number]:
        words = WORDS["absurd"] if draw(st.integers(0, 7)) == 7 else WORDS[gap]
        line = line.replace("{" + gap + "}", draw(st.sampled_from(words)), 1)
    return line


class AnyLife(RuleBasedStateMachine):
    """Each rule is something that happens; the crowd looks everything over after it."""

    crowd: Crowd

    @initialize(
        floods=st.booleans(), always_on=st.booleans(), replay=st.sampled_from([0, 50]), events=st.booleans(),
        who=st.lists(st.tuples(st.sampled_from(NICKS), st.sampled_from(CAPABILITIES)), min_size=2, max_size=4),
    )
    def people_are_in_a_room(self, *, floods: bool, always_on: bool, replay: int, events: bool,
                             who: list[tuple[str, str]]) -> None:
        self.crowd = Crowd(
            limits={"flood": floods, "channels_per_user": 4, "monitored": 3, "bans_per_channel": 3},
            accounts={"always_on": always_on}, history={"replay_lines": replay, "events": events})
        for nick, capabilities in who:
            self.crowd.come(nick, capabilities, account=nick if nick in ("amy", "ben") else "")
            self.crowd.answer()
            self.crowd.type(len(self.crowd.sitters) - 1, "JOIN #x")

    @rule(nick=st.sampled_from(NICKS), capabilities=st.sampled_from(CAPABILITIES),
          account=st.sampled_from(["", "", "amy", "ben"]))
    def somebody_comes(self, nick: str, capabilities: str, account: str) -> None:
        self.crowd.come(account or nick, capabilities, account)

    @rule(who=WHO, line=lines(), labelled=st.booleans())
    def somebody_types(self, who: int, line: str, *, labelled: bool) -> None:
        self.crowd.type(who, line, labelled=labelled)

    @rule(who=WHO, line=lines(), labelled=st.booleans())
    def somebody_types_more(self, who: int, line: str, *, labelled: bool) -> None:
        self.crowd.type(who, line, labelled=labelled)

    @rule(who=WHO, line=lines(), labelled=st.booleans())
    def somebody_types_even_more(self, who: int, line: str, *, labelled: bool) -> None:
        self.crowd.type(who, line, labelled=labelled)

    @rule(who=WHO, where=WHERE, labelled=st.booleans())
    def somebody_says_something(self, who: int, where: str, *, labelled: bool) -> None:
        self.crowd.say(who, where, labelled=labelled)

    @rule(who=WHO, rooms=WHERE)
    def somebody_goes_into_rooms(self, who: int, rooms: str) -> None:
        self.crowd.type(who, f"JOIN {rooms}")

    @rule(who=WHO)
    def somebody_rules(self, who: int) -> None:
        self.crowd.type(who, "OPER root secret")

    @rule(who=WHO)
    def somebody_hangs_up(self, who: int) -> None:
        self.crowd.hang_up(who)

    @rule(who=WHO, data=st.binary(max_size=40))
    def somebody_sends_noise(self, who: int, data: bytes) -> None:
        self.crowd.send(who, data)

    @rule(who=WHO, is_slow=st.booleans())
    def somebody_reads_slowly_or_not(self, who: int, *, is_slow: bool) -> None:
        if is_slow:
            self.crowd.clog(who)
        else:
            self.crowd.unclog(who)

    @rule()
    def the_disk_has_saved_all(self) -> None:
        self.crowd.commit()

    @rule()
    def the_disk_fails(self) -> None:
        self.crowd.fail()

    @rule(fails=st.integers(0, 9).map(lambda number: number == 9))
    def the_store_answers(self, *, fails: bool) -> None:
        self.crowd.answer(fails=fails)

    @rule(seconds=st.sampled_from([0.1, 1.0, 4.0, 35.0, 100.0, 200.0]))
    def time_passes(self, seconds: float) -> None:
        self.crowd.wait(seconds)

    @rule(change=st.sampled_from([
        ("accounts", {"register": False}), ("accounts", {"register": True}), ("history", {"replay_lines": 5}),
        ("limits", {"flood": True}), ("limits", {"flood": False}), ("rooms", {"permanent": ("#general", "#y")}),
        ("rooms", {"permanent": ()}), ("limits", {"multiline_lines": 2}), ("accounts", {"always_on": True}),
        ("accounts", {"always_on": False})]))
    def the_config_changes(self, change: tuple[str, dict[str, object]]) -> None:
        section, values = change
        self.crowd.change_config(section, **values)

    def teardown(self) -> None:
        if hasattr(self, "crowd"):
            try:
                self.crowd.settle()
            finally:
                self.crowd.close()


AnyLife.TestCase.settings = settings(
    max_examples=EXAMPLES or 200, stateful_step_count=40, deadline=None, derandomize=False, print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much])
TestAnyLife = AnyLife.TestCase
