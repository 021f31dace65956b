"""Those we watch: what is asked of the server, and what is known of them."""

import pytest

from app.models.chat_state import ChatState
from app.models.friends import MAX_WATCHED, Standing
from app.protocol import events as ev
from app.protocol.commands import Watch, Watching
from app.protocol.source import Source

ADD, REMOVE = Watching.ADD, Watching.REMOVE


def connected(*tokens: str) -> ChatState:
    state = ChatState()
    state.apply(ev.Registered(nick="maya", server="s.x", wanted_nick="maya"))
    state.apply(ev.ISupportChanged(tokens=tokens or ("MONITOR=100",)))
    return state


def test_only_what_changes_is_asked_for_and_those_who_go_first() -> None:
    state = connected()

    assert state.watch(["olu", "ines"]) == [Watch(change=ADD, nicks=["olu", "ines"])]
    assert state.watch(["OLU", "ines"]) == []
    assert state.watch(["kim", "ines"]) == [Watch(change=REMOVE, nicks=["olu"]), Watch(change=ADD, nicks=["kim"])]


@pytest.mark.parametrize("nick", ["", "#a", "a b", "a,b", "olu!o@h", "*", "x" * 65, "a\x07"])
def test_what_can_be_no_nick_is_not_watched(nick: str) -> None:
    assert connected().watch([nick]) == []


def test_a_server_without_monitor_is_asked_nothing_and_nothing_is_known() -> None:
    state = connected("NETWORK=x")

    assert state.watch(["olu"]) == []
    assert state.standing_of("olu") is Standing.UNKNOWN


@pytest.mark.parametrize(("token", "most"), [
    ("MONITOR=2", 2), ("MONITOR", MAX_WATCHED), ("MONITOR=9999", MAX_WATCHED), ("MONITOR=many", MAX_WATCHED),
])
def test_no_more_are_watched_than_the_server_takes(token: str, most: int) -> None:
    (watch,) = connected(token).watch(f"n{number}" for number in range(MAX_WATCHED + 100))

    assert len(watch.nicks) == most


def test_a_server_that_takes_fewer_than_it_said_is_believed() -> None:
    state = connected()
    state.watch(["olu", "ines", "kim"])

    state.apply(ev.WatchRefused(nicks=["kim"], limit=2))

    assert state.watch(["olu", "ines", "kim"]) == []
    assert state.watch(["kim", "olu", "ines"]) == [
        Watch(change=REMOVE, nicks=["ines"]), Watch(change=ADD, nicks=["kim"])]


def test_a_refusal_of_what_somebody_else_asked_changes_nothing() -> None:
    state = connected()

    state.apply(ev.WatchRefused(nicks=["stranger"], limit=0))

    assert state.watch(["olu"]) == [Watch(change=ADD, nicks=["olu"])]


def test_after_a_new_registration_all_are_asked_for_again() -> None:
    state = connected()
    state.watch(["olu"])

    state.disconnected("maya")
    assert state.watch(["olu"]) == []
    state.apply(ev.Registered(nick="maya", server="s.x", wanted_nick="maya"))
    assert state.watch(["olu"]) == [Watch(change=ADD, nicks=["olu"])]


OLU = Source("olu", "o", "host")


@pytest.mark.parametrize(("events", "expected"), [
    ([], Standing.UNKNOWN),
    ([ev.PeopleOnline(sources=[OLU])], Standing.HERE),
    ([ev.PeopleOffline(nicks=["OLU"])], Standing.GONE),
    ([ev.PeopleOnline(sources=[OLU]), ev.PeopleOffline(nicks=["olu"])], Standing.GONE),
    ([ev.PeopleOnline(sources=[OLU]), ev.AwayChanged(nick="olu", reason="lunch")], Standing.AWAY),
    ([ev.PeopleOnline(sources=[OLU]), ev.AwayChanged(nick="olu", reason="lunch"),
      ev.AwayChanged(nick="olu", reason=None)], Standing.HERE),
    ([ev.PeopleOnline(sources=[OLU]), ev.UserQuit(source=OLU)], Standing.GONE),
    ([ev.PeopleOnline(sources=[OLU]), ev.NickChanged(source=OLU, nick="olu2")], Standing.GONE),
])
def test_whether_a_friend_is_there_follows_what_is_told(events: list[ev.Event], expected: Standing) -> None:
    state = connected()
    state.watch(["olu"])

    for event in events:
        state.apply(event)

    assert state.standing_of("olu") is expected


def test_friends_in_no_room_are_known_with_all_that_extended_monitor_tells() -> None:
    state = connected()
    state.watch(["olu"])

    for event in (ev.PeopleOnline(sources=[OLU]), ev.AccountChanged(source=OLU, account="olu-account"),
                  ev.HostChanged(source=OLU, user="o2", host="host2"), ev.RealnameChanged(source=OLU, realname="Olu")):
        state.apply(event)

    olu = state.person("olu")
    assert olu is not None
    assert (olu.account, olu.user, olu.host, olu.realname) == ("olu-account", "o2", "host2", "Olu")


def test_who_is_not_watched_any_more_is_forgotten() -> None:
    state = connected()
    state.watch(["olu"])
    state.apply(ev.PeopleOnline(sources=[OLU]))

    state.watch([])

    assert (state.person("olu"), state.standing_of("olu")) == (None, Standing.UNKNOWN)


def test_people_nobody_watches_are_not_taken_in() -> None:
    state = connected()

    state.apply(ev.PeopleOnline(sources=[Source(f"n{number}") for number in range(100)]))
    state.apply(ev.PeopleOffline(nicks=["stranger"]))

    assert list(state.people) == ["maya"]
    assert state.standing_of("stranger") is Standing.UNKNOWN


def test_a_friend_who_leaves_the_last_shared_channel_is_still_there() -> None:
    state = connected()
    state.watch(["olu"])
    state.apply(ev.UserJoined(source=Source("maya"), channel="#a", is_own=True))
    for event in (ev.UserJoined(source=OLU, channel="#a"), ev.PeopleOnline(sources=[OLU]),
                  ev.UserParted(source=OLU, channel="#a")):
        state.apply(event)

    assert state.standing_of("olu") is Standing.HERE


def test_friends_are_found_when_names_are_compared_in_another_way() -> None:
    state = connected()
    state.watch(["olu[1]"])
    state.apply(ev.PeopleOffline(nicks=["olu[1]"]))

    state.apply(ev.ISupportChanged(tokens=("CASEMAPPING=ascii",)))

    assert state.standing_of("olu[1]") is Standing.GONE
    assert state.standing_of("olu{1}") is Standing.UNKNOWN
