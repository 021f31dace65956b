"""What is told of people, wherever they are: away, accounts, hosts, what they say of themselves, who came online.

It changes only what is known of them, never who is in which channel.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from app.models.people import NOTHING_SAID, Channel, Person
from app.protocol import events as ev

if TYPE_CHECKING:
    from app.models.chat_state import ChatState

MAX_KEYS = 32
"""Values that one person or channel may say of themselves."""
MAX_VALUE = 1_024
MAX_METADATA = 50_000


def _away(state: ChatState, event: ev.AwayChanged) -> None:
    if event.is_own:
        state.is_away = event.reason is not None
    person = state.person(event.nick)
    if person is not None:
        person.away = event.reason


def _logged_in(state: ChatState, event: ev.LoggedIn) -> None:
    _have_account(state, event.account)


def _logged_out(state: ChatState, _event: ev.LoggedOut) -> None:
    _have_account(state, "")


def _have_account(state: ChatState, account: str) -> None:
    state.account = account
    me = state.person(state.nick)
    if me is not None:
        me.account = account


def _account(state: ChatState, event: ev.AccountChanged) -> None:
    if state.is_self(event.source.nick):
        state.account = event.account
    person = state.person(event.source.nick)
    if person is not None:
        person.account = event.account


def _host(state: ChatState, event: ev.HostChanged) -> None:
    person = state.person(event.source.nick)
    if person is not None:
        person.user, person.host = event.user or person.user, event.host


def _realname(state: ChatState, event: ev.RealnameChanged) -> None:
    person = state.person(event.source.nick)
    if person is not None:
        person.realname = event.realname


def _said(state: ChatState, event: ev.MessageReceived) -> None:
    """Who writes shows where they are, and maybe that they are a bot, or logged in (account-tag)."""
    person = state.person(event.source.nick)
    if person is None:
        return
    person.learn(event.source)
    if event.envelope.account:
        person.account = event.envelope.account
    if event.envelope.is_bot:
        person.is_bot = True


def _who(state: ChatState, event: ev.WhoReceived) -> None:
    for found in event.people:
        person = state.person(found.source.nick)
        if person is None:
            continue
        person.learn(found.source)
        person.realname = found.realname
        person.away = (person.away or "") if found.is_away else None
        person.is_operator, person.is_bot = found.is_operator, found.is_bot
        if found.account is not None:
            person.account = found.account


def _whois(state: ChatState, event: ev.WhoisReceived) -> None:
    person = state.person(event.nick)
    if person is None:
        return
    if event.host:
        person.user, person.host, person.realname = event.user, event.host, event.realname
    person.account = event.account or person.account
    person.is_operator, person.is_bot = event.is_operator, event.is_bot


def _online(state: ChatState, event: ev.PeopleOnline) -> None:
    for source in event.sources:
        if state.friends.told(state.isupport.fold(source.nick), is_here=True):
            state.meet(source)


def _offline(state: ChatState, event: ev.PeopleOffline) -> None:
    for nick in event.nicks:
        folded = state.isupport.fold(nick)
        if state.friends.told(folded, is_here=False):
            state.forget_unless_known(folded)


def _watch_refused(state: ChatState, event: ev.WatchRefused) -> None:
    state.friends.refused(event.nicks)


def _metadata(state: ChatState, event: ev.MetadataChanged) -> None:
    about: Person | Channel | None = state.channel(event.target) or state.person(event.target)
    if about is None or (event.value is not None and len(event.value) > MAX_VALUE):
        return
    said = dict(about.metadata)
    if event.value is None:
        said.pop(event.key, None)
    elif event.key in said or (len(said) < MAX_KEYS and state.metadata_count < MAX_METADATA):
        said[event.key] = event.value
    state.metadata_count += len(said) - len(about.metadata)
    about.metadata = MappingProxyType(said) if said else NOTHING_SAID


# Any: each handler takes the one event type it stands beside; the table is keyed by that type.
HANDLERS: dict[type[ev.Event], Callable[[ChatState, Any], None]] = {
    ev.AwayChanged: _away,
    ev.LoggedIn: _logged_in,
    ev.LoggedOut: _logged_out,
    ev.AccountChanged: _account,
    ev.HostChanged: _host,
    ev.RealnameChanged: _realname,
    ev.MessageReceived: _said,
    ev.WhoReceived: _who,
    ev.WhoisReceived: _whois,
    ev.PeopleOnline: _online,
    ev.PeopleOffline: _offline,
    ev.WatchRefused: _watch_refused,
    ev.MetadataChanged: _metadata,
}
