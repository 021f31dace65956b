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

from collections.abc import Callable, Sequence
from dataclasses import field

from app.contracts.data import Exports, Imports
from app.contracts.notifier import Notifier
from app.contracts.search import Archive
from app.contracts.session import Session
from app.contracts.views import ViewKit
from app.contracts.workspace import Hosting, Networks, SessionRemoved, Settings, StoredMessages
from app.controllers.answers import AnswersController
from app.controllers.channel_lists import ChannelListsController
from app.controllers.comings import ComingsController
from app.controllers.composer import ComposerController
from app.controllers.connection import ConnectionController
from app.controllers.ctcp import CtcpController
from app.controllers.doctor import Doctor, RunFacts
from app.controllers.exporting import ExportController
from app.controllers.files import FilesController
from app.controllers.header import HeaderController
from app.controllers.hosting import HostingController
from app.controllers.importing import ImportController
from app.controllers.inviting import invite_state
from app.controllers.last_log import LastLog
from app.controllers.local_time import LocalTime
from app.controllers.look_alike_marks import LookAlikeMarks
from app.controllers.member_menu import MemberMenu
from app.controllers.members import MembersController
from app.controllers.mentions import MentionsController
from app.controllers.message_menu import MessageMenu
from app.controllers.missing_features import MissingFeatures
from app.controllers.navigation import Navigator
from app.controllers.networks import NetworksController
from app.controllers.notices import Notices
from app.controllers.open_chat import OpenChat
from app.controllers.paste_guard import PasteGuard
from app.controllers.places import Places
from app.controllers.prompts import Prompts
from app.controllers.reading import Reading
from app.controllers.reminding import ReminderController
from app.controllers.search import SearchController, SearchMeans
from app.controllers.settings_followed import SettingsFollowed
from app.controllers.settings_page import SettingsPageController
from app.controllers.settings_told import SettingsTold
from app.controllers.sidebar import SidebarController
from app.controllers.slash_commands import carry_out
from app.controllers.stage import Stage
from app.controllers.stored_messages import StoredMessagesController
from app.controllers.targets import Targets
from app.controllers.theme import LayoutController, Looks, ThemeController
from app.controllers.timeline import TimelineController
from app.controllers.tools import WindowTools
from app.controllers.trust import TrustController
from app.controllers.user_error import UserError
from app.controllers.watching import Watch
from app.controllers.welcome import WelcomeController
from app.controllers.window import WindowController, WindowGestures
from app.controllers.window_desk import WindowDesk
from app.controllers.wording.files import networks_text
from app.models.changes import ChatAdded, ChatRemoved
from app.models.clock import Clock
from app.models.files.files import Files
from app.models.files.shelf import FactsFound
from app.models.notifying.nothing import NoNotifier
from app.models.pins import Pins
from app.models.reminders import Reminders
from app.models.store.nothing import NoStore
from app.protocol.events import CtcpReceived
from app.themes.theme import Theme
from app.values import frozen


@frozen(kw_only=True)
class Surroundings:
    """What the controllers work with besides views. `layouts` are pairs of key and name."""

    networks: Networks
    hosting: Hosting
    settings: Settings
    stored: StoredMessages
    exports: Exports
    imports: Imports
    files: Files
    themes: Sequence[Theme]
    clock: Clock
    open_url: Callable[[str], object]
    times: LocalTime = field(default_factory=LocalTime)
    login_name: str = ""
    archive: Archive = field(default_factory=NoStore)
    notifier: Notifier = field(default_factory=NoNotifier)
    version: str = ""
    layouts: Sequence[tuple[str, str]] = ()
    open_settings_file: Callable[[], str] = lambda: ""
    pins: Pins = field(default_factory=Pins)
    reminders: Reminders = field(default_factory=Reminders)
    facts: RunFacts = field(default_factory=RunFacts)


@frozen(kw_only=True)
class Start:
    """What the app was started with.

    A link alone only fills the field, since it may come from a web page; with `join_at_once` it was typed by a person.
    `host_name` starts hosting a group of that name. `damaged_networks` is where an unreadable list of networks
    was put, `store_problem` what people should know of what was kept, "" for nothing.
    """

    link: str = ""
    name: str = ""
    join_at_once: bool = False
    host_name: str = ""
    damaged_networks: str = ""
    store_problem: str = ""


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
        self._open_regions()
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

    def _open_regions(self) -> None:
        """Make the controllers of the regions. Views and subscriptions hold them."""
        kit, around, stage = self._kit, self._around, self._stage
        answers = AnswersController(kit.window, stage)
        ChannelListsController(stage, answers)
        ComingsController(stage, answers.answer)
        stage.watch.each(CtcpReceived, CtcpController(around.clock, around.version, answers.answer).heard)
        doctor = Doctor(stage, around.stored, around.clock, around.version, around.facts)
        notices = Notices(kit.window, stage, around.clock, around.times, around.notifier, self._show_chat,
                          lambda *place: places.show_place(*place))  # noqa: PLW0108  # it is made below
        reminding = ReminderController(kit.window, stage, around.clock, around.reminders, notices.announce)
        files = FilesController(kit.files, kit.window, stage, around.files,
                                lambda: timeline.rows_made_otherwise())  # noqa: PLW0108  # it is made below
        exporting = ExportController(kit.window, around.networks, stage.open_chat, around.exports, around.clock,
                                     around.times)
        importing = ImportController(kit.window, stage.open_chat, around.imports, around.times)
        tools = WindowTools(search=lambda text, *, is_here: search.open(text, is_here=is_here),
                            last_log=LastLog(around.archive, around.clock, around.times).tell,
                            export=exporting.command, import_logs=importing.command,
                            networks=around.networks, times=around.times, pins=around.pins, reminders=around.reminders,
                            notices=notices, send_file=files.send_file,
                            reminders_changed=reminding.look, open_link=self._show_link, examine=doctor.examine,
                            choose_shade=self._looks.theme.choose_shade,
                            themes=lambda: [choice.key for choice in self._looks.theme.choices],
                            layouts=lambda: self._looks.layout.keys,
                            clear_view=lambda: timeline.clear(),  # noqa: PLW0108  # it is made below
                            show_keys=lambda: window.show_help())  # noqa: PLW0108  # it is made below
        desk = WindowDesk(open_chat=stage.open_chat, answers=answers, looks=self._looks,
                          settings=around.settings, leave_app=self._quit, invite=self._invite_here,
                          start_hosting=self._host, clock=around.clock, tools=tools)
        reading = Reading(stage.open_chat)
        targets = Targets(kit.window, stage.open_chat, around.open_url, self._show_link)

        def follow_target(target: str, shown: str) -> None:
            files.follow(target, lambda other: targets.follow(other, shown))

        composer = ComposerController(kit.composer, stage, desk, PasteGuard(kit.window, around.settings, files),
                                      kit.timeline.scroll_to_end)
        SettingsFollowed(around.settings, stage.watch, {"send_typing": composer.typing_switched})
        menu = MessageMenu(composer.answer, composer.change, self._complain)
        marks = LookAlikeMarks(stage)
        timeline = TimelineController(kit.timeline, stage, reading, around.times,
                                      follow_target, menu, marks, files.card)
        stage.watch.also(around.files.shelf.subscribe(FactsFound, lambda found: timeline.file_changed(found.address)))
        places = Places(kit.window, stage.open_chat, timeline, around.archive)
        search = SearchController(kit.search, kit.window, stage, SearchMeans(
            archive=around.archive, clock=around.clock, times=around.times, places=places))
        mentions = MentionsController(kit.window, stage, around.times, timeline.show_entry)
        MissingFeatures(stage)
        networks = NetworksController(kit.networks, kit.window, stage, around.clock,
                                      entered=lambda session: self._enter(session, ""))
        settings_page = SettingsPageController(kit.settings_page, kit.window, stage, {
            "theme": self._looks.theme.names, "layout": lambda: around.layouts,
        }, around.open_settings_file)
        gestures = WindowGestures(search=lambda is_here: search.open(is_here=is_here), next_hit=search.next_hit,
            show_export=exporting.show, show_export_all=exporting.show_all, show_import=importing.show,
            choose_files=files.choose_files,
                                  focus_changed=notices.focus_changed,
                                  show_settings=settings_page.open, close=self._ask_close,
                                  carry_out=lambda command: self._carry_out(desk, command),
                                  show_welcome=self._show_welcome, invite=self._invite_here,
                                  rows_made_otherwise=timeline.rows_made_otherwise, show_mentions=mentions.show,
                                  show_networks=networks.open,
                                  show_stored=StoredMessagesController(kit.window, around.stored).show)
        window = WindowController(kit.window, stage, self._looks, reading, self._hosting, gestures, around.version)
        trust = TrustController(kit.window, stage, self._welcome.declined)
        ConnectionController(kit.banner, stage, around.clock, trust)
        SidebarController(kit.sidebar, stage, around.clock, self._invite, networks.edit_network)
        HeaderController(kit.header, stage, window.toggle_members)
        member_menu = MemberMenu(kit.window, desk, marks, lambda nick: kit.composer.insert(f"@{nick} "), self._complain)
        MembersController(kit.members, stage, desk, member_menu, marks, window.toggle_members)

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

    def _invite_here(self) -> None:
        if self._open_chat.session is not None:
            self._invite(self._open_chat.session)

    def _invite(self, session: Session) -> None:
        try:
            self._kit.window.show_invite(invite_state(session, self._around.hosting))
        except UserError as error:
            self._complain(str(error))

    def _host(self, group_name: str) -> None:
        self._show_welcome()
        self._welcome.host(self._welcome.name, group_name)

    def _carry_out(self, desk: WindowDesk, command: str) -> None:
        """Do what a menu says as if it had been typed."""
        try:
            carry_out(desk, command)
        except UserError as error:
            self._complain(str(error))

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
