"""Two models that share nothing hear the same server, whatever it says: both have to end in the same truth."""

import pytest
from hypothesis import assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.models.naive_state import Known, NaiveState
from tests.models.talking_server import Server

nicks = st.sampled_from(["maya", "Maya", "olu", "OLU", "ines", "k[m", "k{m"])
rooms = st.sampled_from(["#a", "#A", "#b", "#c[", "#c{"])
accounts = st.sampled_from(["", "one", "two"])
members = st.lists(st.tuples(st.sampled_from(["", "@", "+", "@+"]), nicks), max_size=4)
mode_changes = st.lists(st.tuples(
    st.sampled_from(["+o", "-o", "+v", "-v", "+b", "+n", "-n", "+t", "+k", "-k"]), nicks), max_size=3)


class TwoModels(RuleBasedStateMachine):
    """Lines of a server, each told to the naive model in its own words."""

    def __init__(self) -> None:
        super().__init__()
        self.server = Server()
        self.naive = NaiveState(own="maya", known=[Known("maya")])

    @rule(nick=nicks, room=rooms, account=accounts, realname=st.sampled_from(["", "Real"]))
    def joins(self, nick: str, room: str, account: str, realname: str) -> None:
        self._assume_we_are_spelled_right(nick)
        self.server.says(f":{nick}!u@h JOIN {room} {account or '*'} :{realname}")
        self.naive.joins(nick, room, account, realname)

    @rule(nick=nicks, room=rooms)
    def joins_without_extended_join(self, nick: str, room: str) -> None:
        self._assume_we_are_spelled_right(nick)
        self.server.says(f":{nick}!u@h JOIN {room}")
        self.naive.joins(nick, room, "", "")

    @rule(nick=nicks, room=rooms)
    def parts(self, nick: str, room: str) -> None:
        self.server.says(f":{nick}!u@h PART {room}")
        self.naive.leaves(nick, room)

    @rule(nick=nicks, by=nicks, room=rooms)
    def is_kicked(self, nick: str, by: str, room: str) -> None:
        self.server.says(f":{by}!u@h KICK {room} {nick}")
        self.naive.leaves(nick, room)

    @rule(who=st.lists(nicks, min_size=1, max_size=3), is_split=st.booleans())
    def quit(self, who: list[str], is_split: bool) -> None:
        lines = [f":{nick}!u@h QUIT :a.x b.x" for nick in who]
        if is_split:
            lines = ["BATCH +s netsplit a.x b.x", *(f"@batch=s {line}" for line in lines), "BATCH -s"]
        self.server.says(*lines)
        for nick in who:
            self.naive.quits(nick)

    @rule(old=nicks, new=nicks)
    def is_called(self, old: str, new: str) -> None:
        self.server.says(f":{old}!u@h NICK {new}")
        self.naive.is_called(old, new)

    @rule(room=rooms, changes=mode_changes)
    def has_modes(self, room: str, changes: list[tuple[str, str]]) -> None:
        arguments = " ".join(nick for change, nick in changes if change[1] in "ovbk")
        self.server.says(f":s.x MODE {room} {''.join(change for change, _ in changes)} {arguments}")
        self.naive.has_modes(room, changes)

    @rule(room=rooms, names=members)
    def lists_names(self, room: str, names: list[tuple[str, str]]) -> None:
        self._assume_we_are_spelled_right(*(nick for _, nick in names))
        self.server.says(f":s.x 353 maya = {room} :{' '.join(sign + nick for sign, nick in names)}")
        self.naive.lists_names(room, names)

    @rule(room=rooms)
    def has_listed(self, room: str) -> None:
        self.server.says(f":s.x 366 maya {room} :End")
        self.naive.has_listed(room)

    @rule(room=rooms, topic=st.sampled_from(["", "tea", "cake"]), is_new=st.booleans())
    def is_about(self, room: str, topic: str, is_new: bool) -> None:
        self.server.says(f":olu!u@h TOPIC {room} :{topic}" if is_new else f":s.x 332 maya {room} :{topic}")
        self.naive.is_about(room, topic)

    @rule(old=rooms, new=rooms)
    def is_renamed(self, old: str, new: str) -> None:
        self.server.says(f":olu!u@h RENAME {old} {new} :")
        self.naive.is_renamed(old, new)

    @rule(nick=nicks, reason=st.sampled_from([None, "lunch"]))
    def goes_away(self, nick: str, reason: str | None) -> None:
        self.server.says(f":{nick}!u@h AWAY" + (f" :{reason}" if reason else ""))
        self.naive.goes_away(nick, reason)

    @rule(nick=nicks, account=accounts)
    def logs_in(self, nick: str, account: str) -> None:
        self.server.says(f":{nick}!u@h ACCOUNT {account or '*'}")
        self.naive.logs_in(nick, account)

    @rule(mapping=st.sampled_from(["ascii", "rfc1459"]))
    def compares_names(self, mapping: str) -> None:
        self.server.says(f":s.x 005 maya CASEMAPPING={mapping} :are supported")
        self.naive.compares_names(mapping)

    def _assume_we_are_spelled_right(self, *nicks: str) -> None:
        """A server calls us what it told us we are called; who else has a nick that folds alike is nobody."""
        state = self.server.state
        assume(not any(nick != state.nick and state.is_self(nick) for nick in nicks))

    @invariant()
    def the_same_people_are_in_the_same_rooms_with_the_same_signs(self) -> None:
        state = self.server.state
        assert {channel.name: {person.nick: signs for person, signs in state.members(channel.name)}
                for channel in state.channels.values()} == {
            room.name: self.naive.members(room) for room in self.naive.rooms}

    @invariant()
    def the_rooms_are_as_they_are(self) -> None:
        assert {channel.name: (channel.topic, channel.modes) for channel in self.server.state.channels.values()} == {
            room.name: (room.topic, room.modes) for room in self.naive.rooms}

    @invariant()
    def the_same_is_known_of_the_same_people(self) -> None:
        state = self.server.state
        assert {(person.nick, person.away, person.account) for person in state.people.values()} == {
            (known.nick, known.away, known.account) for known in self.naive.known}
        assert (state.nick, state.is_away) == (self.naive.own, self.naive.is_away)
        assert state.nick == self.server.connection.nick

    @invariant()
    def everybody_is_found_under_their_name_and_knows_where_they_are(self) -> None:
        state = self.server.state
        assert all(state.isupport.fold(person.nick) == folded for folded, person in state.people.items())
        assert all(state.isupport.fold(channel.name) == folded for folded, channel in state.channels.items())
        for folded, person in state.people.items():
            assert sorted(person.channels) == sorted(
                key for key, channel in state.channels.items() if folded in channel.members)


TwoModels.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestTwoModels = TwoModels.TestCase


LISTING = [":s.x 353 maya = #a :maya @olu", ":s.x 353 maya = #a :+ines", ":s.x 366 maya #a :End"]


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize(("happens", "expected"), [
    (":kim!k@h JOIN #a", {"maya": "", "olu": "@", "ines": "+", "kim": ""}),
    (":olu!o@h PART #a", {"maya": "", "ines": "+"}),
    (":ines!i@h PART #a", {"maya": "", "olu": "@"}),
    (":ines!i@h QUIT", {"maya": "", "olu": "@"}),
    (":olu!o@h KICK #a ines", {"maya": "", "olu": "@"}),
    (":olu!o@h NICK olu2", {"maya": "", "olu2": "@", "ines": "+"}),
    (":olu!o@h MODE #a -o+v olu olu", {"maya": "", "olu": "+", "ines": "+"}),
])
def test_what_happens_while_names_are_listed_ends_as_if_it_had_come_after(
        happens: str, expected: dict[str, str], at: int) -> None:
    """Whether or not the rest of the list was made before."""
    server = Server()
    server.says(":maya!m@h JOIN #a")

    server.says(*LISTING[:at], happens, *LISTING[at:])

    assert {person.nick: signs for person, signs in server.state.members("#a")} == expected


def test_a_list_made_after_an_arrival_and_one_made_before_end_alike() -> None:
    before, after = Server(), Server()
    for server in (before, after):
        server.says(":maya!m@h JOIN #a")

    before.says(":kim!k@h JOIN #a", ":s.x 353 maya = #a :maya kim @olu", ":s.x 366 maya #a :End")
    after.says(":s.x 353 maya = #a :maya @olu", ":s.x 366 maya #a :End", ":kim!k@h JOIN #a")

    assert {person.nick: signs for person, signs in before.state.members("#a")} == {
        person.nick: signs for person, signs in after.state.members("#a")}
