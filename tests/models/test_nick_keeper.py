"""Getting back a nick that somebody else had when we came."""

import pytest

from app.models.nick_keeper import NickKeeper
from app.models.session_part import hearers_of
from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol.isupport import ISupport
from app.protocol.source import Source

TAKE = cmd.ChangeNick(nick="Maya")
WATCH = cmd.Watch(change=cmd.Watching.ADD, nicks=("Maya",))
UNWATCH = cmd.Watch(change=cmd.Watching.REMOVE, nicks=("Maya",))
ASK = cmd.RequestOnline(nicks=("Maya",))
TAKEN = ev.NickRefused(nick="Maya", numeric="433", reason="In use", next_nick="Maya_")
WELCOME = ev.Registered(nick="Maya_", server="irc.example", wanted_nick="Maya")
GONE = ev.PeopleOffline(nicks=("olu", "maya"))


class Keeper:
    """A keeper, what it has heard, and what it asked for since the last look."""

    def __init__(self, *events: ev.Event, tokens: str = "") -> None:
        self.isupport = ISupport()
        self.isupport.update(tokens.split())
        self._asked: list[cmd.Command] = []
        self.keeper = NickKeeper(self._asked.append, lambda: self.isupport)
        self._hearers = hearers_of([self.keeper])
        self.hear(*events)

    def hear(self, *events: ev.Event) -> list[cmd.Command]:
        """What it asks for when this happens."""
        for event in events:
            for hearer in self._hearers.get(type(event), ()):
                hearer(event)
        asked = self._asked[:]
        self._asked.clear()
        return asked


def watching() -> Keeper:
    keeper = Keeper(TAKEN, WELCOME, tokens="MONITOR=100")
    assert keeper.hear(ev.ISupportChanged(tokens=["MONITOR=100"])) == [WATCH]
    return keeper


def looking() -> Keeper:
    """On a server that has no MONITOR."""
    return Keeper(TAKEN, WELCOME, ev.ISupportChanged(tokens=[]))


def quits(nick: str, batch: str = "") -> ev.UserQuit:
    return ev.UserQuit(source=Source(nick), reason="", is_own=False, envelope=ev.Envelope(batch=batch))


def renames(old: str, new: str, *, is_own: bool = False) -> ev.NickChanged:
    return ev.NickChanged(source=Source(old), nick=new, is_own=is_own)


def test_a_nick_is_taken_as_soon_as_whoever_had_it_has_left() -> None:
    assert watching().hear(GONE) == [TAKE]


def test_it_is_watched_once() -> None:
    assert watching().hear(ev.ISupportChanged(tokens=[]), ev.LagMeasured(lag_s=0.1)) == []


@pytest.mark.parametrize("event", [ev.PeopleOffline(nicks=("olu",)), ev.PeopleOnline(sources=(Source("Maya"),))])
def test_whoever_else_comes_or_goes_does_not_matter(event: ev.Event) -> None:
    assert watching().hear(event) == []


@pytest.mark.parametrize("event", [quits("maya"), renames("MAYA", "gone")])
def test_what_is_seen_in_a_channel_is_enough(event: ev.Event) -> None:
    assert looking().hear(event) == [TAKE]


@pytest.mark.parametrize("event", [quits("olu"), quits("Maya", batch="netsplit"), renames("olu", "ines"),
                                   renames("maya", "MAYA")])
def test_a_nick_that_is_not_free_is_left_alone(event: ev.Event) -> None:
    assert looking().hear(event) == []


def test_without_any_notice_it_is_asked_for_when_the_connection_is_checked() -> None:
    keeper = looking()

    assert keeper.hear(ev.LagMeasured(lag_s=0.1)) == [ASK]
    assert keeper.hear(ev.OnlineNicksReceived(nicks=("maya",))) == []
    assert keeper.hear(ev.OnlineNicksReceived(nicks=())) == [TAKE]


def test_a_full_list_of_watched_people_is_no_hindrance() -> None:
    keeper = watching()

    assert keeper.hear(ev.WatchRefused(nicks=("Maya",), limit=1), ev.LagMeasured(lag_s=0.1)) == [ASK]


@pytest.mark.parametrize("nick", ["Maya", "ines"])
def test_the_nick_itself_or_another_that_was_chosen_ends_it(nick: str) -> None:
    keeper = watching()

    assert keeper.hear(renames("Maya_", nick, is_own=True)) == [UNWATCH]
    assert keeper.hear(GONE, ev.LagMeasured(lag_s=0.1), ev.OnlineNicksReceived(nicks=())) == []


@pytest.mark.parametrize("events", [
    [WELCOME],
    [ev.NickRefused(nick="Maya", numeric="432", reason="", next_nick="x"), WELCOME],
    [ev.NickRefused(nick="other", numeric="433", reason="", next_nick="x"), WELCOME],
    [TAKEN, ev.Registered(nick="Maya", server="irc.example", wanted_nick="Maya")],
], ids=["never refused", "impossible", "another refused", "had at last"])
def test_a_nick_that_nobody_took_is_not_waited_for(events: list[ev.Event]) -> None:
    keeper = Keeper(*events, tokens="MONITOR=100")

    assert keeper.hear(ev.ISupportChanged(tokens=[]), GONE, ev.LagMeasured(lag_s=0.1)) == []


def test_the_next_connection_begins_anew() -> None:
    keeper = watching()

    keeper.keeper.disconnected()

    assert keeper.hear(WELCOME, ev.ISupportChanged(tokens=[]), GONE, ev.LagMeasured(lag_s=0.1)) == []
