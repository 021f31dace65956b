"""Every event leaves in the file what a restart needs, and a transaction that fails leaves nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.protocol.casemapping import Folded
from app.protocol.modes import ModeChange
from app.server.core.accounts import AccountState, Verifier
from app.server.core.events import (
    AccessChanged,
    AccountDropped,
    AccountSaved,
    ChannelDropped,
    ChannelRenamed,
    ChannelState,
    Event,
    MarkerMoved,
    MetadataChanged,
    ModesChanged,
    Record,
    ServerBanLifted,
    ServerBanSet,
    Stay,
    StoredState,
    TopicChanged,
)
from app.server.core.history import HistoryQuery, StoredMessage
from app.server.core.sender import Sender
from app.server.core.server_bans import ServerBan
from app.server.storage.reader import read
from app.server.storage.rows import Forget, KeepStay, Restore
from app.server.storage.stored_state import read_state
from tests.server.stores import KeptStore, at, does_all_upkeep, edited, joined, reading, redacted, said, whispered

ANN = Sender(source="ann!~a@h")
ROOM = Folded("#room")
VERIFIER = Verifier(scrypt_salt=b"1", scrypt_hash=b"2", scram_salt=b"3", scram_iterations=4, stored_key=b"5",
                    server_key=b"6")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[KeptStore]:
    store = KeptStore(tmp_path / "chat.db")
    yield store
    store.close()


def state(store: KeptStore) -> StoredState:
    with reading(store.path) as connection:
        return read_state(connection)


def rooms(store: KeptStore) -> dict[str, ChannelState]:
    return {channel.name: channel for channel in state(store).channels}


def history(store: KeptStore, *conversations: str, events: bool = False) -> list[StoredMessage]:
    with reading(store.path) as connection:
        rows = read(connection, HistoryQuery(conversations=conversations or ("#room",), events=events, limit=100))
        return [row for row in rows if isinstance(row, StoredMessage)]


def texts(store: KeptStore, *conversations: str) -> list[str]:
    return [row.text for row in history(store, *conversations)]


def topic(text: str, channel: str = "#room") -> Event:
    return TopicChanged(channel=Folded(channel), display=channel.title(), text=text, sender=ANN)


def modes(*changes: str) -> Event:
    made = tuple(ModeChange(adding=change[0] == "+", letter=change[1], argument=change[3:] or None)
                 for change in changes)
    return ModesChanged(channel=ROOM, display="#Room", changes=made, sender=ANN)


def access(account: str, held: str) -> Event:
    return AccessChanged(channel=ROOM, display="#Room", account=Folded(account), modes=held)


def described(owner: str, key: str, value: str | None) -> Event:
    return MetadataChanged(owner=Folded(owner), changes={key: value}, nick=Folded(""), display=owner.title())


def marked(conversation: str, time_ms: int) -> Event:
    return MarkerMoved(account=Folded("ann"), conversation=conversation, display=conversation, time_ms=time_ms)


def claimed(number: int) -> Record:
    return at(number, AccountSaved(account=AccountState(name="Ann", created_ms=5, verifier=None)))


def renamed(old: str, new: str) -> Event:
    return ChannelRenamed(old=Folded(old), new=new, sender=ANN, reason="")


# Messages that change.

def test_an_edited_message_says_what_it_says_now_and_when_it_was_changed(store: KeptStore) -> None:
    store.writes(said(1, "helo"), said(2, "other"))
    store.writes(edited(3, 1, "hello"), edited(4, 1, "hello!"))

    assert [(row.text, row.edited_ms, row.time_ms) for row in history(store)] == [("hello!", 40, 10), ("other", 0, 20)]
    assert [(row.verb, row.text, row.tags) for row in history(store, events=True)][2:] == [
        ("EDIT", "hello", {"about": "1"}), ("EDIT", "hello!", {"about": "1"})]


def test_of_a_redacted_message_nothing_is_left_but_that_it_was_redacted(store: KeptStore) -> None:
    store.writes(said(1, "secret"), said(2, "other"), edited(3, 1, "also secret"), redacted(4, 1))

    assert texts(store) == ["other"]
    assert [(row.verb, row.tags) for row in history(store, events=True)] == [
        ("PRIVMSG", {}), ("REDACT", {"about": "1"})]
    assert store.asks("SELECT count(*) FROM msg WHERE body LIKE '%secret%'") == [(0,)]


def test_comings_are_seen_by_who_plays_events_back(store: KeptStore) -> None:
    store.writes(said(1, "hi"), joined(2), said(3, "welcome"))

    assert texts(store) == ["hi", "welcome"]
    assert [(row.verb, row.text) for row in history(store, events=True)] == [
        ("PRIVMSG", "hi"), ("JOIN", "Eve"), ("PRIVMSG", "welcome")]


def test_messages_are_found_among_very_many_comings(store: KeptStore) -> None:
    store.writes(said(1, "hi"), *(joined(number) for number in range(2, 3000)))
    store.close()
    does_all_upkeep(store.path)

    assert texts(store) == ["hi"]
    with reading(store.path) as connection:
        plan = connection.execute(
            "EXPLAIN QUERY PLAN SELECT seq FROM msg m WHERE m.target = 1 AND (m.ts, m.seq) > (0, 0)"
            " AND m.kind IN (1, 2) ORDER BY m.ts DESC, m.seq DESC LIMIT 1").fetchall()
    assert "msg_said" in str(plan)


# Rooms.

@pytest.mark.parametrize(("changes", "kept"), [
    (["+m"], {"m": ""}), (["+m", "-m"], {}), (["-n"], {"n": None}), (["-n", "+n"], {}), (["+k key"], {"k": "key"}),
    (["+k key", "-k key"], {}), (["+l 5", "+l 6"], {"l": "6"}), (["+t"], {}), (["-i"], {}),
])
def test_what_differs_from_a_new_rooms_modes_is_kept(store: KeptStore, changes: list[str],
                                                     kept: dict[str, str | None]) -> None:
    store.writes(at(1, topic("T")), *(at(number, modes(change)) for number, change in enumerate(changes, 2)))

    assert rooms(store)["#Room"].modes == kept


def test_who_is_operator_by_account_is_kept_and_who_is_it_as_a_guest_is_not(store: KeptStore) -> None:
    store.writes(at(1, access("ann", "qo")), at(2, access("bob", "v")), at(3, access("bob", "")))
    store.writes(at(4, modes("+o joe")))

    assert rooms(store)["#Room"].access == {"ann": "qo"}
    assert rooms(store)["#Room"].modes == {}


def test_a_room_of_which_nothing_is_left_is_not_known(store: KeptStore) -> None:
    refused = at(1, topic("T"))
    store.writes(refused, at(2, access("ann", "o")), at(3, described("#room", "url", "x")))
    store.writes(at(4, access("ann", "")), at(5, described("#room", "url", None)))
    nothing = ChannelState(name="#Room", folded=ROOM, created_ms=10)
    store.writes(Forget(refused), Restore(nothing), said(6, "", room="#x"))

    assert list(rooms(store)) == ["#x"]


def test_a_guests_prefix_makes_no_room(store: KeptStore) -> None:
    store.writes(at(1, modes("+o ann")))

    assert rooms(store) == {}


def test_a_renamed_room_keeps_everything(store: KeptStore) -> None:
    store.writes(said(1, "hi"), at(2, topic("T")), at(3, modes("+m", "+b a!*@*")), at(4, access("ann", "o")),
                 at(5, described("#room", "url", "x")), claimed(6), at(7, marked("#room", 40)))
    store.writes(at(8, renamed("#room", "#Hall")), said(9, "there", room="#hall"))

    kept = rooms(store)["#Hall"]
    assert (kept.topic, kept.modes, kept.access, kept.metadata) == (
        ("T", ANN.source, 20), {"m": ""}, {"ann": "o"}, {"url": "x"})
    assert [entry[1] for entry in kept.entries] == ["a!*@*"]
    assert texts(store, "#hall") == ["hi", "there"]
    assert texts(store, "#room") == []
    assert state(store).markers == {"ann": {"#hall": 40}}
    assert state(store).renamed == {"#room": "#hall"}


def test_another_room_may_take_the_old_name_of_a_renamed_one(store: KeptStore) -> None:
    store.writes(said(1, "first"))
    store.writes(at(2, renamed("#room", "#hall")), said(3, "second"))

    assert (texts(store, "#hall"), texts(store, "#room")) == (["first"], ["second"])


def test_a_dropped_room_leaves_nothing_to_read(store: KeptStore) -> None:
    store.writes(said(1, "hi"), at(2, topic("T")), at(3, modes("+b a!*@*")), at(4, described("#room", "url", "x")),
                 claimed(5), at(6, marked("#room", 10)), said(7, "here", room="#other"))
    store.writes(at(8, ChannelDropped(channel=ROOM)))

    assert list(rooms(store)) == ["#other"]
    assert texts(store) == []
    assert state(store).markers == {}
    store.writes(said(9, "anew"))
    assert texts(store) == ["anew"]
    assert rooms(store)["#Room"].topic is None


def test_dropping_twice_and_dropping_what_never_was_harm_nobody(store: KeptStore) -> None:
    store.writes(said(1, "hi"), at(2, ChannelDropped(channel=ROOM)), at(3, ChannelDropped(channel=ROOM)),
                 said(4, "anew"), at(5, ChannelDropped(channel=ROOM)), at(6, ChannelDropped(channel=Folded("#no"))))

    assert (texts(store), store.failed) == ([], [])


def test_restoring_takes_back_what_was_written_against_the_rules(store: KeptStore) -> None:
    store.writes(at(1, topic("wrong")), at(2, modes("+m", "+b x!*@*")), at(3, access("eve", "q")))
    right = ChannelState(name="#Room", folded=ROOM, created_ms=10, has_history=True,
                         topic=("right", "b", 5), modes={"s": ""}, entries=(("b", "z!*@*", "b", 6),),
                         access={Folded("ann"): "o"})
    store.writes(Restore(right), said(4, "x", room="#other"))

    assert rooms(store)["#Room"] == right


def test_what_was_written_after_a_state_is_not_lost_when_that_is_restored(store: KeptStore) -> None:
    old = ChannelState(name="#Room", folded=ROOM, created_ms=10, topic=("old", ANN.source, 10), modes={"s": ""})
    store.writes(at(1, topic("old")), at(2, modes("+s")))
    store.writes(at(3, topic("refused")), at(4, modes("+m")), at(5, topic("another room's", "#other")))
    store.writes(at(6, access("ann", "o")), Restore(old, applied=3), at(7, modes("-s")))

    kept = rooms(store)["#Room"]
    assert (kept.topic, kept.modes, kept.access) == (("old", ANN.source, 10), {"m": ""}, {"ann": "o"})
    assert rooms(store)["#Other"].topic == ("another room's", ANN.source, 50)


# A transaction that fails.

@pytest.mark.parametrize("event", [
    renamed("#room", "#hall"), ChannelDropped(channel=ROOM), topic("T"), topic("T", "#hall"),
], ids=["rename", "drop", "topic", "topic of a new room"])
def test_what_failed_is_as_if_it_had_never_been(store: KeptStore, event: Event) -> None:
    store.writes(said(1, "before"))
    (pages,) = store.connection.execute("PRAGMA page_count").fetchone()
    store.connection.execute(f"PRAGMA max_page_count = {pages}")
    store.writes(at(2, event), said(3, "too much" * 10_000, room="#hall"))
    store.connection.execute("PRAGMA max_page_count = 1000000")
    assert [record.position.sequence for record in store.failed] == [2, 3]
    store.writes(said(4, "after"), said(5, "hall", room="#hall"))

    assert texts(store) == ["before", "after"]
    assert texts(store, "#hall") == ["hall"]
    assert state(store).renamed == {}


# People.

def test_accounts_are_kept_with_their_keys_and_certificates(store: KeptStore) -> None:
    ann = AccountState(name="Ann", created_ms=5, verifier=VERIFIER, email="a@b", is_verified=False, code="77",
                       code_until_ms=9, certfps=("aa", "bb"))
    bob = AccountState(name="Bob", created_ms=6, verifier=None, is_suspended=True)
    store.writes(at(1, AccountSaved(account=ann)), at(2, AccountSaved(account=bob)))

    assert sorted(state(store).accounts, key=lambda account: account.name) == [ann, bob]


def test_an_account_without_a_certificate_any_more_has_none(store: KeptStore) -> None:
    first = AccountState(name="Ann", created_ms=5, verifier=VERIFIER, certfps=("aa", "bb"))
    second = AccountState(name="Ann", created_ms=5, verifier=VERIFIER, certfps=("bb",))
    store.writes(at(1, AccountSaved(account=first)), at(2, AccountSaved(account=second)))

    assert state(store).accounts == (second,)


def test_a_dropped_account_leaves_nothing_but_what_it_said(store: KeptStore) -> None:
    stay = Stay(account=Folded("ann"), nick="Ann", user="a", host="h", realname="A", channels={})
    store.writes(at(1, AccountSaved(account=AccountState(name="Ann", created_ms=5, verifier=None, certfps=("aa",)))),
                 at(2, access("ann", "o")), at(3, described("ann", "url", "x")), at(4, marked("#room", 10)),
                 KeepStay("ann", stay), whispered(5, "hi bob", identities=("ann:5", "bob:6")))
    store.writes(at(6, AccountDropped(name=Folded("ann"))))

    found = state(store)
    assert (found.accounts, dict(found.account_metadata), found.markers, found.stays) == ((), {}, {}, ())
    assert rooms(store) == {}
    assert texts(store, "ann:5 bob:6") == ["hi bob"]


def test_a_dropped_account_is_invited_nowhere_any_more(store: KeptStore) -> None:
    store.writes(claimed(1), at(2, modes("+I a:Ann", "+e account:ann", "+I a:other", "+b a:ann")))
    store.writes(at(3, AccountDropped(name=Folded("ann"))))

    assert sorted(entry[:2] for entry in rooms(store)["#Room"].entries) == [("I", "a:other"), ("b", "a:ann")]


def test_metadata_of_accounts_and_rooms_is_kept_apart(store: KeptStore) -> None:
    store.writes(at(1, described("ann", "url", "a")), at(2, described("#room", "url", "r")),
                 at(3, described("ann", "pet", "cat")), at(4, described("ann", "url", None)))

    assert state(store).account_metadata == {"ann": {"pet": "cat"}}
    assert rooms(store)["#Room"].metadata == {"url": "r"}


def test_a_read_marker_only_goes_on(store: KeptStore) -> None:
    store.writes(claimed(1), at(2, marked("#room", 50)), at(3, marked("#room", 40)))

    assert state(store).markers == {"ann": {"#room": 50}}


def test_a_read_marker_of_a_dropped_account_is_not_the_next_ones(store: KeptStore) -> None:
    store.writes(claimed(1), at(2, AccountDropped(name=Folded("ann"))), at(3, marked("#room", 50)), claimed(4))

    assert state(store).markers == {}


def test_bans_of_the_server_are_kept_until_they_are_lifted(store: KeptStore) -> None:
    bans = [ServerBan(target=target, reason="r", set_by="op", set_ms=1, until_ms=7) for target in ("A!*@*", "10.0.0.1")]
    store.writes(*(at(number, ServerBanSet(ban=ban)) for number, ban in enumerate(bans, 1)))
    store.writes(at(3, ServerBanLifted(target=bans[0].folded)))

    assert state(store).bans == (bans[1],)


def test_where_somebody_always_on_is_is_kept_as_it_was_last(store: KeptStore) -> None:
    places = [Stay(account=Folded("ann"), nick="Ann", user="a", host="h", realname="A", channels={room: "o"})
              for room in ("#one", "#two")]
    store.writes(KeepStay("ann", places[0]), KeepStay("ann", places[1]), said(1, "x"))
    assert state(store).stays == (places[1],)
    store.writes(KeepStay("ann", None), said(2, "x"))

    assert state(store).stays == ()
