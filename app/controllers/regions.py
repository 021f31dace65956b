"""The controllers of a window's regions, each told of those it needs.

Theory of operation: each is made when it is first asked for, by `open` at the latest. So two that know of each other
are no riddle: one has the other, and the other asks for it when something happens.
"""

from collections.abc import Callable
from functools import cached_property

from app.contracts.session import Session
from app.contracts.views import ViewKit
from app.controllers.answers import AnswersController
from app.controllers.channel_lists import ChannelListsController
from app.controllers.comings import ComingsController
from app.controllers.composer import ComposerController
from app.controllers.connection import ConnectionController
from app.controllers.ctcp import CtcpController
from app.controllers.doctor import Doctor
from app.controllers.exporting import ExportController
from app.controllers.files import FilesController
from app.controllers.header import HeaderController
from app.controllers.hosting import HostingController
from app.controllers.importing import ImportController
from app.controllers.last_log import LastLog
from app.controllers.look_alike_marks import LookAlikeMarks
from app.controllers.member_menu import MemberMenu
from app.controllers.members import MembersController
from app.controllers.mentions import MentionsController
from app.controllers.message_menu import MessageMenu
from app.controllers.missing_features import MissingFeatures
from app.controllers.networks import NetworksController
from app.controllers.notices import Notices
from app.controllers.paste_guard import PasteGuard
from app.controllers.places import Places
from app.controllers.reading import Reading
from app.controllers.reminding import ReminderController
from app.controllers.search import SearchController, SearchMeans
from app.controllers.settings_followed import SettingsFollowed
from app.controllers.settings_page import SettingsPageController
from app.controllers.sidebar import SidebarController
from app.controllers.slash_commands import carry_out
from app.controllers.stage import Stage
from app.controllers.stored_messages import StoredMessagesController
from app.controllers.surroundings import Surroundings
from app.controllers.targets import Targets
from app.controllers.theme import Looks
from app.controllers.timeline import TimelineController
from app.controllers.tools import WindowTools
from app.controllers.trust import TrustController
from app.controllers.user_error import UserError
from app.controllers.window import WindowController, WindowGestures
from app.controllers.window_desk import WindowDesk
from app.models.chats import Chat
from app.models.files.shelf import FactsFound
from app.protocol.events import CtcpReceived
from app.values import frozen


@frozen(kw_only=True)
class Ways:
    """Where regions lead people: to pages, to other chats, out of the app. `declined`: a certificate is not trusted."""

    show_chat: Callable[[], None]
    show_welcome: Callable[[], None]
    show_link: Callable[[str], None]
    enter: Callable[[Session], None]
    invite: Callable[[Session], None]
    host: Callable[[str], None]
    declined: Callable[[Session], None]
    close: Callable[[], None]
    quit: Callable[[str], None]


class Regions:
    """All of them. Views and subscriptions hold what nothing here holds."""

    def __init__(self, kit: ViewKit, around: Surroundings, stage: Stage, looks: Looks, hosting: HostingController,
                 ways: Ways) -> None:
        self._kit = kit
        self._around = around
        self._stage = stage
        self._looks = looks
        self._hosting = hosting
        self._ways = ways

    def open(self) -> None:
        """Make all that has not been asked for."""
        kit, around, stage = self._kit, self._around, self._stage
        self._made = (self.notices, self.composer, self.timeline, self.search, self.networks, self.window)
        ChannelListsController(stage, self.answers)
        ComingsController(stage, self.answers.answer)
        MissingFeatures(stage)
        stage.watch.each(CtcpReceived, CtcpController(around.clock, around.version, self.answers.answer).heard)
        SettingsFollowed(around.settings, stage.watch, {"send_typing": self.composer.typing_switched})
        shelf = around.files.shelf
        stage.watch.also(shelf.subscribe(FactsFound, lambda found: self.timeline.file_changed(found.address)))
        ConnectionController(kit.banner, stage, around.clock, TrustController(kit.window, stage, self._ways.declined))
        SidebarController(kit.sidebar, stage, around.clock, self._ways.invite, self.networks.edit_network)
        HeaderController(kit.header, stage, self.window.toggle_members)
        menu = MemberMenu(kit.window, self.desk, self.marks, lambda nick: kit.composer.insert(f"@{nick} "),
                          self._complain)
        MembersController(kit.members, stage, self.desk, menu, self.marks, self.window.toggle_members)

    # What is said, written and shown

    @cached_property
    def answers(self) -> AnswersController:
        """Answers to commands, and what servers refuse."""
        return AnswersController(self._kit.window, self._stage)

    @cached_property
    def composer(self) -> ComposerController:
        """The box to write in."""
        guard = PasteGuard(self._kit.window, self._around.settings, self.files)
        return ComposerController(self._kit.composer, self._stage, self.desk, guard, self._kit.timeline.scroll_to_end)

    @cached_property
    def timeline(self) -> TimelineController:
        """The messages."""
        menu = MessageMenu(self.composer.answer, self.composer.change, self._complain)
        return TimelineController(self._kit.timeline, self._stage, self.reading, self._around.times, self._follow, menu,
                                  self.marks, self.files.card)

    @cached_property
    def reading(self) -> Reading:
        """What counts as read."""
        return Reading(self._stage.open_chat)

    @cached_property
    def marks(self) -> LookAlikeMarks:
        """Names that look like others."""
        return LookAlikeMarks(self._stage)

    @cached_property
    def targets(self) -> Targets:
        """What a click in a text opens."""
        return Targets(self._kit.window, self._stage.open_chat, self._around.open_url, self._ways.show_link)

    def _follow(self, target: str, shown: str) -> None:
        self.files.follow(target, lambda other: self.targets.follow(other, shown))

    # What is found, told and kept

    @cached_property
    def places(self) -> Places:
        """The way to where something was said."""
        return Places(self._kit.window, self._stage.open_chat, self.timeline, self._around.archive)

    @cached_property
    def search(self) -> SearchController:
        """Finding what was said."""
        around = self._around
        means = SearchMeans(archive=around.archive, clock=around.clock, times=around.times, places=self.places)
        return SearchController(self._kit.search, self._kit.window, self._stage, means)

    @cached_property
    def notices(self) -> Notices:
        """What asks for attention."""
        around = self._around
        return Notices(self._kit.window, self._stage, around.clock, around.times, around.notifier, self._ways.show_chat,
                       self._show_place)

    @cached_property
    def files(self) -> FilesController:
        """Files on their way, and on cards."""
        return FilesController(self._kit.files, self._kit.window, self._stage, self._around.files,
                               self._make_rows_again)

    @cached_property
    def exporting(self) -> ExportController:
        """Chats going out as files."""
        around = self._around
        return ExportController(self._kit.window, around.networks, self._stage.open_chat, around.exports,
                                around.imports, around.clock, around.times)

    @cached_property
    def importing(self) -> ImportController:
        """Old logs coming in."""
        around = self._around
        return ImportController(self._kit.window, self._stage.open_chat, around.imports, around.exports, around.stored,
                                around.clock, around.times)

    # What commands and menus do

    @cached_property
    def desk(self) -> WindowDesk:
        """Where slash commands are carried out."""
        around = self._around
        return WindowDesk(open_chat=self._stage.open_chat, answers=self.answers, looks=self._looks,
                          settings=around.settings, leave_app=self._ways.quit, invite=self._invite_here,
                          start_hosting=self._ways.host, clock=around.clock, tools=self._tools())

    def _tools(self) -> WindowTools:
        around, theme, layout = self._around, self._looks.theme, self._looks.layout
        doctor = Doctor(self._stage, around.stored, around.clock, around.version, around.facts)
        reminding = ReminderController(self._kit.window, self._stage, around.clock, around.reminders,
                                       self.notices.announce)
        return WindowTools(
            search=lambda text, *, is_here: self.search.open(text, is_here=is_here),
            last_log=LastLog(around.archive, around.clock, around.times).tell, export=self.exporting.command,
            import_logs=self.importing.command, networks=around.networks, times=around.times, pins=around.pins,
            reminders=around.reminders, notices=self.notices, send_file=self.files.send_file,
            reminders_changed=reminding.look, open_link=self._ways.show_link, examine=doctor.examine,
            choose_shade=theme.choose_shade, themes=lambda: [choice.key for choice in theme.choices],
            layouts=lambda: layout.keys, clear_view=self._clear_view,
            show_keys=self._show_keys)

    @cached_property
    def networks(self) -> NetworksController:
        """The list of networks."""
        return NetworksController(self._kit.networks, self._kit.window, self._stage, self._around.clock,
                                  entered=self._ways.enter)

    @cached_property
    def settings_page(self) -> SettingsPageController:
        """The page of settings."""
        around = self._around
        choices = {"theme": self._looks.theme.names, "layout": lambda: around.layouts}
        return SettingsPageController(self._kit.settings_page, self._kit.window, self._stage, choices,
                                      around.open_settings_file)

    @cached_property
    def window(self) -> WindowController:
        """The window with its menus."""
        return WindowController(self._kit.window, self._stage, self._looks, self.reading, self._hosting,
                                self._gestures(), self._around.version)

    def _gestures(self) -> WindowGestures:
        mentions = MentionsController(self._kit.window, self._stage, self._around.times, self.timeline.show_entry)
        stored = StoredMessagesController(self._kit.window, self._around.stored)
        return WindowGestures(
            search=lambda is_here: self.search.open(is_here=is_here), next_hit=self.search.next_hit,
            show_export=self.exporting.show, show_export_all=self.exporting.show_all,
            show_import=self.importing.show, choose_files=self.files.choose_files,
            focus_changed=self.notices.focus_changed, show_settings=self.settings_page.open, close=self._ways.close,
            carry_out=self._carry_out, show_welcome=self._ways.show_welcome, invite=self._invite_here,
            rows_made_otherwise=self.timeline.rows_made_otherwise, show_mentions=mentions.show,
            show_networks=self.networks.open, show_stored=stored.show)

    # What is asked for when it happens: these are made after those that ask

    def _show_place(self, session: Session, chat: Chat, msgid: str, time_ms: int) -> None:
        self.places.show_place(session, chat, msgid, time_ms)

    def _make_rows_again(self) -> None:
        self.timeline.rows_made_otherwise()

    def _clear_view(self) -> None:
        self.timeline.clear()

    def _show_keys(self) -> None:
        self.window.show_help()

    def _invite_here(self) -> None:
        if self._stage.open_chat.session is not None:
            self._ways.invite(self._stage.open_chat.session)

    def _carry_out(self, command: str) -> None:
        """Do what a menu says as if it had been typed."""
        try:
            carry_out(self.desk, command)
        except UserError as error:
            self._complain(str(error))

    def _complain(self, text: str) -> None:
        self._kit.window.toast(text, is_error=True)
