"""Getting back the nick we wished for, when somebody else had it as we came.

Whoever had it leaves sooner or later, and often it was our own lost connection. MONITOR tells when; without it, what is
seen in our channels does, and an ISON beside each PING that goes out anyway: an app at rest does not wake up for this.
Another nick that people, or the server, choose ends it.
"""

from collections.abc import Callable, Mapping

from app.models.session_part import Hearer
from app.protocol import events as ev
from app.protocol import numerics as num
from app.protocol.commands import ChangeNick, Command, RequestOnline, Watch, Watching
from app.protocol.isupport import ISupport

_TAKEN = frozenset({num.ERR_NICKNAMEINUSE, num.ERR_NICKCOLLISION, num.ERR_UNAVAILRESOURCE})


class NickKeeper:
    """Satisfies SessionPart. `nick` is what it tries to get back, "" for nothing."""

    def __init__(self, send: Callable[[Command], None], isupport: Callable[[], ISupport]) -> None:
        self.nick = ""
        self._send = send
        self._isupport = isupport
        self._taken: set[str] = set()
        self._is_watched = False

    def hears(self) -> Mapping[type[ev.Event], Hearer]:
        """Who came and went, and what became of our nick."""
        return {
            ev.NickRefused: self._refused,
            ev.Registered: self._registered,
            ev.ISupportChanged: self._isupport_changed,
            ev.NickChanged: self._nick_changed,
            ev.UserQuit: self._quit,
            ev.PeopleOffline: self._offline,
            ev.WatchRefused: self._watch_refused,
            ev.LagMeasured: self._connection_checked,
            ev.OnlineNicksReceived: self._online,
        }

    def disconnected(self) -> tuple[()]:
        """The next connection begins with the nick we wish for."""
        self.nick = ""
        self._taken.clear()
        self._is_watched = False
        return ()

    def _refused(self, event: ev.NickRefused) -> None:
        if event.numeric in _TAKEN:
            self._taken.add(event.nick)

    def _registered(self, event: ev.Registered) -> None:
        # A nick that the server merely cut short can't be had later either.
        if event.nick != event.wanted_nick and event.wanted_nick in self._taken:
            self.nick = event.wanted_nick
        self._taken.clear()

    def _isupport_changed(self, _event: ev.ISupportChanged) -> None:
        if self.nick and not self._is_watched and self._isupport().has_monitor:
            self._is_watched = True
            self._send(Watch(change=Watching.ADD, nicks=(self.nick,)))

    def _watch_refused(self, event: ev.WatchRefused) -> None:
        if self._is_ours(*event.nicks):
            self._is_watched = False

    def _nick_changed(self, event: ev.NickChanged) -> None:
        if event.is_own:
            self._is_over()
        elif self._is_ours(event.source.nick) and not self._is_ours(event.nick):
            self._take()

    def _quit(self, event: ev.UserQuit) -> None:
        # Who is behind a lost server comes back, and then two would have the nick.
        if self._is_ours(event.source.nick) and event.envelope.batch != "netsplit":
            self._take()

    def _offline(self, event: ev.PeopleOffline) -> None:
        if self._is_ours(*event.nicks):
            self._take()

    def _connection_checked(self, _event: ev.LagMeasured) -> None:
        if self.nick and not self._is_watched:
            self._send(RequestOnline(nicks=(self.nick,)))

    def _online(self, event: ev.OnlineNicksReceived) -> None:
        if self.nick and not self._is_ours(*event.nicks):
            self._take()

    def _is_ours(self, *nicks: str) -> bool:
        fold = self._isupport().fold
        return self.nick != "" and fold(self.nick) in map(fold, nicks)

    def _take(self) -> None:
        self._send(ChangeNick(nick=self.nick))

    def _is_over(self) -> None:
        if self._is_watched:
            self._send(Watch(change=Watching.REMOVE, nicks=(self.nick,)))
        self.nick = ""
        self._is_watched = False
