"""All networks in one sheet: what each is doing, and a form to change how it is reached.

While the form is open the list below it rests; it is told again when the form is gone.
"""

from collections.abc import Callable, Mapping

from app.contracts.dispatch import Call
from app.contracts.networks import NetworksView
from app.contracts.session import Session
from app.contracts.sheets import Choice, NetworkRow, NetworksState, Question, Standing
from app.contracts.window import WindowView
from app.contracts.workspace import SessionAdded, SessionRemoved
from app.controllers.network_form import FormErrors, form_of, profile_from, texts_of
from app.controllers.nick_colours import avatar_of
from app.controllers.plain_text import plain_text
from app.controllers.stage import Stage
from app.controllers.wording import networks as words
from app.controllers.wording.hosting import hosting_status_text
from app.models.changes import ProfileChanged, SelfChanged, SessionState, StateChanged
from app.models.chats import ChatKind
from app.models.clock import Clock
from app.models.hosting_state import HostingChanged, HostingState
from app.models.profile import Profile
from app.protocol.events import ISupportChanged
from app.protocol.url import TLS_PORT
from app.values import frozen

_TICK_S = 1.0
_NOW = "now"
_UNDER_WAY = (SessionState.CONNECTING, SessionState.REGISTERING, SessionState.WAITING)
_OF_THE_CONNECTION = ("host", "port", "tls", "server_password", "sasl", "proxy", "client_certificate")
"""Fields of a profile that only another connection can make true."""


@frozen(kw_only=True)
class _Editing:
    """The form that is open: of which network (None: a new one), and its profile when the form was opened."""

    session: Session | None
    profile: Profile


class NetworksController:
    """Shows the list and the form, and does what is done there. `entered` shows a network that was added."""

    def __init__(self, view: NetworksView, window: WindowView, stage: Stage, clock: Clock,
                 entered: Callable[[Session], None]) -> None:
        self._view = view
        self._window = window
        self._networks = stage.networks
        self._hosting = stage.hosting
        self._settings = stage.settings
        self._navigator = stage.navigator
        self._prompts = stage.prompts
        self._dispatcher = stage.dispatcher
        self._clock = clock
        self._entered = entered
        self._is_listed = False
        self._editing: _Editing | None = None
        self._stop_tick: Call | None = None
        self._refresh = stage.refresh(self._show)
        for kind in (StateChanged, ProfileChanged, SelfChanged, ISupportChanged):
            stage.watch.each(kind, self._refresh.request)
        stage.watch.networks(SessionAdded, self._refresh.request)
        stage.watch.networks(SessionRemoved, self._removed)
        stage.watch.also(stage.hosting.subscribe(HostingChanged, self._refresh.request))
        stage.watch.also(self._cancel_tick)
        view.bind(self)

    def open(self) -> None:
        """Show the list."""
        self._is_listed = True
        self._refresh.now()

    # What is shown

    def _show(self) -> None:
        self._cancel_tick()
        if not self._is_listed or self._editing is not None:
            return
        sessions = self._networks.sessions
        self._view.show(NetworksState(
            title=words.LIST_TITLE, text=words.LIST_TEXT if sessions else words.EMPTY_TEXT,
            rows=[self._row(session) for session in sessions]))
        if any(session.state is SessionState.WAITING for session in sessions):
            self._stop_tick = self._dispatcher.call_later(_TICK_S, self._refresh.now)

    def _row(self, session: Session) -> NetworkRow:
        title = plain_text(session.title)
        closed = self._closed_hosting(session)
        left_s = 0.0 if session.retry_at is None else session.retry_at - self._clock.monotonic()
        return NetworkRow(
            key=session.profile.id, title=title, avatar=avatar_of(title), address=_address(session.profile),
            status=words.network_status_text(session.state, session.problem, session.nick, left_s)
            if closed is None else closed, standing=_standing(session), toggle=self._toggle_text(session),
        )

    def _closed_hosting(self, session: Session) -> str | None:
        """How the server of a chat hosted here stands while it is not running; None for all others."""
        hosted = session.profile.hosted
        if hosted is None or session.state is SessionState.ONLINE:
            return None
        change = self._hosting.current(hosted)
        is_running = change is not None and change.state is HostingState.RUNNING
        return None if is_running else hosting_status_text(change)

    def _toggle_text(self, session: Session) -> str:
        if session.state is SessionState.ONLINE:
            return words.DISCONNECT
        if session.state in _UNDER_WAY:
            return words.STOP
        return words.CONNECT if self._closed_hosting(session) is None else words.START_HOSTING

    def _show_form(self, texts: Mapping[str, str], errors: Mapping[str, str]) -> None:
        editing = self._editing
        if editing is None:
            return
        session = editing.session
        self._view.show_form(form_of(
            texts, errors, is_hosted=editing.profile.hosted is not None,
            title=words.ADD_TITLE if session is None else words.edit_title(session.title),
            save=words.CONNECT if session is None else words.SAVE))

    # What people do in the list

    def toggle_network(self, network_key: str) -> None:
        """Connect this network, or disconnect it."""
        session = self._navigator.session_of(network_key)
        if session is None:
            return
        hosted = session.profile.hosted
        if session.state is not SessionState.OFFLINE:
            session.disconnect()
        elif hosted is not None and self._closed_hosting(session) is not None:
            self._hosting.start(hosted)
        else:
            session.connect()

    def edit_network(self, network_key: str) -> None:
        """Show the form of this network."""
        session = self._navigator.session_of(network_key)
        if session is not None:
            self._edit(_Editing(session=session, profile=session.profile))

    def remove_network(self, network_key: str) -> None:
        """Forget the network, after a question."""
        session = self._navigator.session_of(network_key)
        if session is not None:
            self._prompts.ask_remove_network(session)

    def add_network(self) -> None:
        """Show the form of a new network."""
        self._edit(_Editing(session=None, profile=Profile(
            id=self._networks.new_id(), host="", port=TLS_PORT, nick=self._settings.name)))

    def close_networks(self) -> None:
        """Take the list away."""
        self._is_listed = False
        self._cancel_tick()
        self._view.show(None)

    def _edit(self, editing: _Editing) -> None:
        self._editing = editing
        self._show_form(texts_of(editing.profile), {})

    # What people do in the form

    def save_form(self, texts: Mapping[str, str]) -> None:
        """Keep what the fields say, or say what is wrong with it."""
        editing = self._editing
        if editing is None:
            return
        before = editing.profile if editing.session is None else editing.session.profile
        try:
            profile = profile_from(texts, before)
            self._check_place(profile)
        except FormErrors as error:
            self._show_form(texts, error.texts)
            return
        self.close_form()
        if editing.session is None:
            self._add(profile)
        else:
            self._keep(editing.session, before, profile)

    def close_form(self) -> None:
        """Take the form away."""
        self._editing = None
        self._view.show_form(None)
        self._refresh.now()

    def _check_place(self, profile: Profile) -> None:
        """Two networks of one place would be one. Raises FormErrors."""
        for session in self._networks.sessions:
            if session.profile.id != profile.id and session.profile.leads_to_same_place(profile):
                raise FormErrors({"host": words.known_already(session.title)})

    def _add(self, profile: Profile) -> None:
        session = self._networks.add(profile)
        for channel in profile.channels:
            # Its chat is there at once, so that there is one to show.
            session.join(channel)
        session.connect()
        self._entered(session)

    def _keep(self, session: Session, before: Profile, profile: Profile) -> None:
        was_online = session.state is SessionState.ONLINE
        self._networks.replace_profile(session, profile)
        _enter_and_leave(session, before, profile)
        if was_online and profile.nick != before.nick:
            session.change_nick(profile.nick)
        is_moved = any(getattr(before, name) != getattr(profile, name) for name in _OF_THE_CONNECTION)
        if was_online and is_moved:
            self._ask_reconnect(session)
        elif session.state in _UNDER_WAY and (is_moved or profile.nick != before.nick):
            _reconnect(session)

    def _ask_reconnect(self, session: Session) -> None:

        def answered(choice: str, _text: str) -> None:
            if choice == _NOW:
                _reconnect(session)

        self._window.ask(Question(
            title=words.RECONNECT_TITLE, text=words.reconnect_text(session.title),
            choices=(Choice(key="later", label=words.RECONNECT_LATER, is_cancel=True),
                     Choice(key=_NOW, label=words.RECONNECT_NOW, is_default=True)),
        ), answered)

    # What happens

    def _removed(self, removed: SessionRemoved) -> None:
        editing = self._editing
        if editing is not None and editing.session is not None and editing.session.profile.id == removed.network:
            self.close_form()
        self._refresh.request()

    def _cancel_tick(self) -> None:
        if self._stop_tick is not None:
            self._stop_tick()
            self._stop_tick = None


def _enter_and_leave(session: Session, before: Profile, profile: Profile) -> None:
    """Be in the channels that were added, and no longer in those taken away: open ones would be entered again."""
    fold = session.chat_state.isupport.fold
    had = {fold(name): name for name in before.channels}
    has = {fold(name): name for name in profile.channels}
    for channel in (name for folded, name in has.items() if folded not in had):
        session.join(channel)
    for channel in (name for folded, name in had.items() if folded not in has):
        chat = session.chats.find(channel)
        if chat is not None and chat.kind is ChatKind.CHANNEL:
            session.part(chat)


def _reconnect(session: Session) -> None:
    session.disconnect()
    session.connect()


def _address(profile: Profile) -> str:
    host = f"[{profile.host}]" if ":" in profile.host else profile.host
    return plain_text(f"{host}:{profile.port}")


def _standing(session: Session) -> Standing:
    if session.state is SessionState.ONLINE:
        return Standing.ONLINE
    if session.state in _UNDER_WAY:
        return Standing.ON_THE_WAY
    return Standing.OFFLINE if session.problem is None else Standing.FAILED
