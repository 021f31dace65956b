"""A kit of views that remember what they were told to show; a test is the person in front of them.

Each view keeps its actions as `actions`, everything it was told in `shown`, and the latest of it.
"""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from app.contracts import files, first_screen, menu, regions, rows, search, settings_page, sheets, views
from app.contracts.networks import NetworksActions
from app.contracts.progress import Progress
from app.contracts.window import WindowActions
from app.themes.theme import Theme
from tests.fakes.dispatcher import FakeDispatcher

A = TypeVar("A")
S = TypeVar("S")


class _Recording(Generic[A, S]):
    def __init__(self) -> None:
        self.shown: list[S] = []
        self._actions: A | None = None

    def bind(self, actions: A) -> None:
        assert self._actions is None, "bound once"
        self._actions = actions

    @property
    def actions(self) -> A:
        assert self._actions is not None, "bound before it is used"
        return self._actions

    def show(self, state: S) -> None:
        self.shown.append(state)

    @property
    def state(self) -> S:
        """The latest of what was shown."""
        return self.shown[-1]


class FakeSidebar(_Recording[views.SidebarActions, regions.SidebarState]):
    """Networks and chats."""

    def items(self) -> list[regions.ChatItem]:
        return [item for network in self.state.networks for item in (*network.channels, *network.direct)]

    def item(self, title: str) -> regions.ChatItem:
        return next(item for item in self.items() if item.title == title)


class FakeHeader(_Recording[views.HeaderActions, regions.HeaderState]):
    """Title and topic."""


class FakeMembers(_Recording[views.MembersActions, regions.MembersState]):
    """Who is in the room."""


class FakeBanner(_Recording[views.BannerActions, regions.Banner | None]):
    """The line about the connection."""

    @property
    def text(self) -> str:
        """What a person reads of it."""
        banner = self.shown[-1] if self.shown else None
        return "" if banner is None else f"{banner.title} {banner.text} [{banner.action}]"


class FakeFilesView(_Recording[files.FilesActions, Sequence[files.TransferRow]]):
    """Files on their way."""

    def lines(self) -> list[str]:
        """What a person reads, one string a file."""
        rows = self.shown[-1] if self.shown else ()
        return [f"{row.title}: {row.text}" for row in rows]


class FakeWelcome(_Recording[views.WelcomeActions, first_screen.WelcomeState]):
    """The first screen."""


class FakeComposer(_Recording[views.ComposerActions, regions.ComposerState]):
    """The box to write in."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.has_focus = False
        self.error = ""

    def show_error(self, text: str) -> None:
        self.error = text

    def set_text(self, text: str) -> None:
        self.text = text

    def insert(self, text: str) -> None:
        self.text += text

    def focus(self) -> None:
        self.has_focus = True

    def type(self, text: str) -> None:
        """Write, as a person does."""
        self.text = text
        self.error = ""
        self.actions.edited(text)

    def send(self, text: str) -> bool:
        """Write and press Enter."""
        self.type(text)
        accepted = self.actions.submit(text)
        if accepted:
            self.text = ""
        return accepted


class FakeTimeline(_Recording[views.TimelineActions, rows.RowSource]):
    """The messages; `rows` follows the changes as a real view would, so that a wrong change is seen."""

    def __init__(self) -> None:
        super().__init__()
        self.at_key: str | None = None
        self.is_past = False
        self.marked: str | None = None
        self.changes: list[rows.RowsChanged] = []
        self.rows: list[rows.Row] = []
        self.at_end = 0
        self.rows_in_sight = 0
        """How many rows fit below the one a chat is shown at; a real view says by itself that its end is in sight."""

    def show(self, source: rows.RowSource, *, at_key: str | None = None, is_past: bool = False,
             is_marked: bool = False) -> None:
        super().show(source)
        self.at_key = at_key
        self.is_past, self.marked = is_past, at_key if is_marked else None
        self.rows = list(source.range(0, source.count()))
        position = None if at_key is None else source.position_of(at_key)
        if position is not None and len(self.rows) - position <= self.rows_in_sight:
            self.actions.reached_end()

    def rows_changed(self, change: rows.RowsChanged) -> None:
        self.changes.append(change)
        assert 0 <= change.start <= change.start + change.removed <= len(self.rows), change
        fresh = self.state.range(change.start, change.start + change.inserted)
        assert len(fresh) == change.inserted, change
        self.rows[change.start : change.start + change.removed] = fresh
        assert len(self.rows) == self.state.count(), change

    def scroll_to_end(self) -> None:
        self.at_end += 1

    def lines(self) -> list[str]:
        """What a person reads, one string a row."""
        return [line_of(row) for row in self.rows]


class FakeWindow:
    """The window; questions wait in `questions` until the test answers them."""

    def __init__(self) -> None:
        self._actions: WindowActions | None = None
        self.page = ""
        self.title = ""
        self.members_visible: bool | None = None
        self.menu: menu.MenuState | None = None
        self.themes: Sequence[first_screen.ThemeChoice] = ()
        self.current_theme = ""
        self.layouts: Sequence[tuple[str, str]] = ()
        self.current_layout = ""
        self.theme: Theme | None = None
        self.questions: list[tuple[sheets.Question, Callable[[str, str], None]]] = []
        self.invites: list[sheets.InviteState] = []
        self.toasts: list[tuple[str, bool]] = []
        self.clipboard = ""
        self.asked_for = self.suggested_name = ""
        self.chosen_files: list[str] = []
        """What the person chooses in the system's dialogs; nothing cancels them."""
        self.progress: Progress | None = None
        self.cancel_progress: Callable[[], None] = lambda: None
        self.sounds = 0
        self.badge = 0
        self.attention_calls = 0
        self.came_forward = 0
        self.geometry = ""
        self.is_destroyed = False

    def bind(self, actions: WindowActions) -> None:
        self._actions = actions

    @property
    def actions(self) -> WindowActions:
        assert self._actions is not None
        return self._actions

    def show_page(self, page: str) -> None:
        self.page = page

    def show_members(self, *, visible: bool) -> None:
        self.members_visible = visible

    def set_title(self, title: str) -> None:
        self.title = title

    def set_menu(self, state: menu.MenuState) -> None:
        self.menu = state

    def set_themes(self, themes: Sequence[first_screen.ThemeChoice], current: str) -> None:
        self.themes, self.current_theme = themes, current

    def set_layouts(self, layouts: Sequence[tuple[str, str]], current: str) -> None:
        self.layouts, self.current_layout = layouts, current

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme

    def ask(self, question: sheets.Question, on_answer: Callable[[str, str], None]) -> None:
        self.questions.append((question, on_answer))

    def show_invite(self, state: sheets.InviteState) -> None:
        self.invites.append(state)

    def toast(self, text: str, *, is_error: bool = False) -> None:
        self.toasts.append((text, is_error))

    def sound(self) -> None:
        self.sounds += 1

    def set_badge(self, count: int) -> None:
        self.badge = count

    def call_attention(self) -> None:
        self.attention_calls += 1

    def come_forward(self) -> None:
        self.came_forward += 1

    def ask_files(self, title: str, on_answer: Callable[[Sequence[str]], None]) -> None:
        self.asked_for = title
        if self.chosen_files:
            on_answer(self.chosen_files)

    def ask_folder(self, title: str, on_answer: Callable[[str], None]) -> None:
        self.asked_for = title
        if self.chosen_files:
            on_answer(self.chosen_files[0])

    def ask_save(self, title: str, name: str, ending: str, on_answer: Callable[[str], None]) -> None:
        self.asked_for, self.suggested_name = title, name
        if self.chosen_files:
            on_answer(self.chosen_files[0])

    def show_progress(self, progress: Progress | None, on_cancel: Callable[[], None]) -> None:
        self.progress, self.cancel_progress = progress, on_cancel

    def copy_to_clipboard(self, text: str) -> None:
        self.clipboard = text

    def clipboard_text(self) -> str:
        return self.clipboard

    def set_geometry(self, geometry: str) -> None:
        self.geometry = geometry

    def destroy(self) -> None:
        self.is_destroyed = True

    # The person

    @property
    def question(self) -> sheets.Question:
        """The question on screen."""
        return self.questions[0][0]

    def answer(self, choice: str, text: str = "") -> None:
        """Press the button with this key."""
        question, on_answer = self.questions.pop(0)
        assert choice in [known.key for known in question.choices], question
        on_answer(choice, text)


class FakeNetworksView:
    """The list of networks and the form of one."""

    def __init__(self) -> None:
        self._actions: NetworksActions | None = None
        self.list: sheets.NetworksState | None = None
        self.form: sheets.NetworkForm | None = None

    def bind(self, actions: NetworksActions) -> None:
        self._actions = actions

    @property
    def actions(self) -> NetworksActions:
        assert self._actions is not None
        return self._actions

    def show(self, state: sheets.NetworksState | None) -> None:
        self.list = state

    def show_form(self, form: sheets.NetworkForm | None) -> None:
        self.form = form

    # The person

    @property
    def rows(self) -> Sequence[sheets.NetworkRow]:
        """The networks that are listed."""
        assert self.list is not None
        return self.list.rows

    def errors(self) -> dict[str, str]:
        """What is wrong in the form, by the key of the field."""
        assert self.form is not None
        return {field.key: field.error for field in self.form.fields if field.error}

    def save(self, **texts: str) -> None:
        """Write these texts over those in the form, and press Return."""
        assert self.form is not None
        self.actions.save_form({**{field.key: field.text for field in self.form.fields}, **texts})


class FakeSettingsPage:
    """The page of settings."""

    def __init__(self) -> None:
        self._actions: settings_page.SettingsPageActions | None = None
        self.page: settings_page.SettingsPageState | None = None
        self._drawn: settings_page.SettingsPageView | None = None

    def watch(self, drawn: settings_page.SettingsPageView) -> None:
        """Let another view show all that this one is told to."""
        self._drawn = drawn

    def bind(self, actions: settings_page.SettingsPageActions) -> None:
        self._actions = actions

    @property
    def actions(self) -> settings_page.SettingsPageActions:
        assert self._actions is not None
        return self._actions

    def show(self, state: settings_page.SettingsPageState | None) -> None:
        self.page = state
        if self._drawn is not None:
            self._drawn.show(state)

    def row(self, key: str) -> settings_page.SettingRow:
        assert self.page is not None
        return next(row for section in self.page.sections for row in section.rows if row.key == key)


class FakeSearch:
    """The sheet to search in."""

    def __init__(self) -> None:
        self._actions: search.SearchActions | None = None
        self.sheet: search.SearchState | None = None

    def bind(self, actions: search.SearchActions) -> None:
        self._actions = actions

    @property
    def actions(self) -> search.SearchActions:
        assert self._actions is not None
        return self._actions

    def show(self, state: search.SearchState | None) -> None:
        self.sheet = state

    @property
    def state(self) -> search.SearchState:
        assert self.sheet is not None
        return self.sheet

    def texts(self) -> list[str]:
        """What the hits say."""
        return ["".join(text for text, _ in row.pieces) for row in self.state.rows]


class FakeKit:
    """Satisfies ViewKit."""

    def __init__(self, dispatcher: FakeDispatcher | None = None) -> None:
        self.dispatcher = dispatcher or FakeDispatcher()
        self.window = FakeWindow()
        self.welcome = FakeWelcome()
        self.networks = FakeNetworksView()
        self.search = FakeSearch()
        self.settings_page = FakeSettingsPage()
        self.sidebar = FakeSidebar()
        self.header = FakeHeader()
        self.timeline = FakeTimeline()
        self.composer = FakeComposer()
        self.files = FakeFilesView()
        self.members = FakeMembers()
        self.banner = FakeBanner()

    def run(self, started: Callable[[], None]) -> None:
        started()
        self.dispatcher.turn()


def line_of(row: rows.Row) -> str:
    """A row as plain text."""
    match row:
        case rows.DayRow() | rows.UnreadRow():
            return f"--- {row.text}"
        case rows.BeginningRow():
            return f"=== {row.text}"
        case rows.SystemRow():
            return f"* {row.text}"
        case rows.MessageRow():
            text = "".join(span.text for span in row.spans)
            state = {rows.SendState.SENDING: " …", rows.SendState.FAILED: f" ! {row.failure}"}.get(row.state, "")
            badge = f" [{row.badge}]" if row.badge else ""
            quote = f"<{row.quote}> " if row.quote else ""
            after = "".join(f" {each}" for each in (row.remark, row.reactions) if each)
            return f"{'' if row.continues else row.nick + badge + ': '}{quote}{text}{state}{after}"
