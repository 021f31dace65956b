"""Opens and closes the controllers of one window. It decides which page and which chat is shown, and nothing else.

How `main.py` wires it, once the window is painted (`kit.run(begin)`):

    controller = AppController(kit, Surroundings(
        networks=networks, hosting=hosting, settings=settings, stored=stored, exports=exports, imports=imports,
        themes=builtin_themes(),
        clock=SystemClock(), open_url=webbrowser.open, login_name=getpass.getuser(), version=app.__version__,
        layouts=tuple(LAYOUT_NAMES.items()),
    ))
    controller.open(Start(link=link, name=name, join_at_once=bool(link and name)))

`leave` closes the app, `close` only lets go of the views: another kit may take their place while sessions live on.
Quitting in the window closes `networks` and `hosting`. `main.py` may close both once more after `kit.run`.
"""

from collections.abc import Sequence

from app.contracts.session import Session
from app.contracts.views import ViewKit
from app.contracts.workspace import SessionRemoved
from app.controllers.hosting import HostingController
from app.controllers.inviting import invite_state
from app.controllers.navigation import Navigator
from app.controllers.open_chat import OpenChat
from app.controllers.prompts import Prompts
from app.controllers.regions import Regions, Ways
from app.controllers.settings_followed import SettingsFollowed
from app.controllers.settings_told import SettingsTold
from app.controllers.stage import Stage
from app.controllers.surroundings import Start, Surroundings
from app.controllers.theme import LayoutController, Looks, ThemeController
from app.controllers.user_error import UserError
from app.controllers.watching import Watch
from app.controllers.welcome import WelcomeController
from app.controllers.wording.files import networks_text
from app.models.changes import ChatAdded, ChatRemoved
from app.themes.theme import Theme


def _make_stage(kit: ViewKit, around: Surroundings) -> Stage:
    open_chat = OpenChat()
    return Stage(
        networks=around.networks, hosting=around.hosting, settings=around.settings, dispatcher=kit.dispatcher,
        watch=Watch(around.networks), open_chat=open_chat, navigator=Navigator(around.networks, open_chat),
        prompts=Prompts(kit.window, around.networks, open_chat),
    )


class AppController:
    """All controllers of a window."""

    def __init__(self, kit: ViewKit, around: Surroundings) -> None:
        self._kit = kit
        self._around = around
        self._stage = stage = _make_stage(kit, around)
        self._open_chat, self._navigator = stage.open_chat, stage.navigator
        self._looks = Looks(ThemeController(kit.window, around.settings, around.themes),
                            LayoutController(kit.window, around.settings, around.layouts))
        self._hosting = HostingController(kit.window, stage)
        self._welcome = WelcomeController(kit.welcome, stage, self._looks.theme, self._hosting, entered=self._enter,
                                          go_back=self._show_chat, login_name=around.login_name)
        Regions(kit, around, stage, self._looks, self._hosting, self._ways()).open()
        stage.watch.each(ChatAdded, self._chat_added)
        stage.watch.each(ChatRemoved, self._chat_removed)
        stage.watch.networks(SessionRemoved, self._session_removed)

    def open(self, start: Start) -> None:
        """Show the window as it was left, connect the networks there are, and do what the app was started for."""
        settings, window = self._around.settings, self._kit.window
        self._looks.theme.apply()
        self._looks.layout.show()
        if settings.geometry:
            window.set_geometry(settings.geometry)
        SettingsTold(window, settings, self._stage.watch)
        SettingsFollowed(settings, self._stage.watch, {
            "theme": self._looks.theme.follow, "layout": self._looks.layout.follow,
            "name": self._welcome.name_changed,
        })
        if start.damaged_networks:
            window.toast(networks_text(start.damaged_networks), is_error=True)
        if start.store_problem:
            window.toast(start.store_problem, is_error=True)
        self._restore()
        self._begin(start)

    def handed_over(self, link: str) -> None:
        """Another copy of the app was started, and left: show the window, and the link it had in the field."""
        self._kit.window.come_forward()
        if link:
            self._begin(Start(link=link))

    def themes_changed(self, themes: Sequence[Theme]) -> None:
        """People have edited themes of their own."""
        self._looks.theme.use_themes(themes)

    def close(self) -> None:
        """Let go of the views and the models. The sessions live on."""
        self._stage.watch.close()

    # Opening

    def _ways(self) -> Ways:
        return Ways(
            show_chat=self._show_chat, show_welcome=self._show_welcome, show_link=self._show_link,
            enter=lambda session: self._enter(session, ""), invite=self._invite, host=self._host,
            declined=self._welcome.declined, close=self._ask_close, quit=self._quit)

    def _restore(self) -> None:
        sessions = self._around.networks.sessions
        for session in sessions:
            if session.profile.hosted is not None:
                self._hosting.resume(session)
            elif session.profile.auto_connect:
                session.connect()
        if not self._navigator.open_key(self._around.settings.last_chat) and sessions:
            self._navigator.open_session(sessions[0])

    def _begin(self, start: Start) -> None:
        if start.host_name:
            self._show_welcome(name=start.name)
            self._welcome.host(start.name or self._welcome.name, start.host_name)
        elif start.link:
            self._show_welcome(link=start.link, name=start.name)
            if start.join_at_once:
                self._welcome.join(start.name or self._welcome.name, start.link)
        elif self._around.networks.sessions:
            self._show_chat()
        else:
            self._show_welcome(name=start.name)

    # Pages

    def _show_welcome(self, *, link: str = "", name: str = "") -> None:
        self._welcome.show(link=link, name=name)
        self._kit.window.show_page("welcome")

    def _show_link(self, link: str) -> None:
        self._show_welcome(link=link)

    def _show_chat(self) -> None:
        self._kit.window.show_page("chat")

    def _enter(self, session: Session, channel: str) -> None:
        chat = session.chats.find(channel) if channel else None
        if chat is not None:
            self._open_chat.open(session, chat)
        else:
            self._navigator.open_session(session)
        self._show_chat()

    # What happens: chats are opened in a turn of their own, when the models have told all of theirs

    def _chat_added(self, session: Session, _change: ChatAdded) -> None:
        if self._open_chat.chat is None and self._open_chat.session in (None, session):
            self._kit.dispatcher.post(lambda: self._open_if_none(session))

    def _open_if_none(self, session: Session) -> None:
        if self._open_chat.chat is None and session in self._around.networks.sessions:
            self._navigator.open_session(session)

    def _chat_removed(self, session: Session, change: ChatRemoved) -> None:
        if self._open_chat.is_open(change.chat):
            self._kit.dispatcher.post(lambda: self._navigator.leave_closed(session))

    def _session_removed(self, removed: SessionRemoved) -> None:
        session = self._open_chat.session
        if session is not None and session.profile.id == removed.network:
            self._kit.dispatcher.post(lambda: self._leave_session(session))

    def _leave_session(self, session: Session) -> None:
        self._navigator.leave_closed(session)
        if not self._around.networks.sessions:
            self._show_welcome()

    # What people do

    def _invite(self, session: Session) -> None:
        try:
            self._kit.window.show_invite(invite_state(session, self._around.hosting))
        except UserError as error:
            self._complain(str(error))

    def _host(self, group_name: str) -> None:
        self._show_welcome()
        self._welcome.host(self._welcome.name, group_name)

    def _complain(self, text: str) -> None:
        self._kit.window.toast(text, is_error=True)

    def _ask_close(self) -> None:
        self._hosting.before_closing(self.leave)

    def _quit(self, reason: str) -> None:
        self._hosting.before_closing(lambda: self.leave(reason))

    def leave(self, reason: str = "") -> None:
        """Close the app at once, without a question; everything is kept."""
        self.close()
        self._around.networks.close(reason)
        self._around.hosting.close()
        self._around.notifier.close()
        self._kit.window.destroy()
