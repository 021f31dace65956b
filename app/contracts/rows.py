"""Finished rows for views: text, spans and times as they are shown. No view needs to know IRC.

Keys stay the same while a row changes (a message that was sending and is sent), so that a view can replace it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, Flag, auto
from typing import Protocol


class SpanStyle(Flag):
    """How a piece of text looks; styles combine."""

    PLAIN = 0
    BOLD = auto()
    ITALIC = auto()
    UNDERLINE = auto()
    STRIKE = auto()
    CODE = auto()
    MENTION = auto()
    CHANNEL = auto()
    LINK = auto()


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a message. `target` is what a click opens: a URL, a channel name, a nick; empty for plain text."""

    text: str
    style: SpanStyle = SpanStyle.PLAIN
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Avatar:
    """A round picture with a letter: `colour` is an index into the theme's avatar fills and nick colours (0 to 9)."""

    initial: str
    colour: int


class SendState(Enum):
    """What became of a message; others' messages are RECEIVED."""

    RECEIVED = auto()
    SENDING = auto()
    SENT = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """A line with the date above the first message of a day."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadRow:
    """The line above the first message not read yet."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginningRow:
    """The start of a chat's history: a title and a line below it."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemRow:
    """Something that happened in the chat, or an answer to a command. `is_error` asks for the danger colour."""

    key: str
    time: str
    text: str
    is_error: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """A message. `continues` is true when it goes on below one of the same sender: no name, no avatar, no time.

    `failure` is the sentence shown below a message that FAILED, with "Try again" and "Delete" beside it.
    """

    key: str
    nick: str
    avatar: Avatar
    time: str
    full_time: str
    spans: Sequence[Span]
    continues: bool = False
    is_own: bool = False
    is_mention: bool = False
    is_action: bool = False
    is_notice: bool = False
    state: SendState = SendState.RECEIVED
    failure: str = ""


Row = DayRow | UnreadRow | BeginningRow | SystemRow | MessageRow


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsChanged:
    """Rows `[start, start + removed)` are gone, and `inserted` rows stand in their place.

    All changes are of this kind: an appended row is (count, 0, 1), a row that changed (n, 1, 1), rows of older
    history (0, 0, n).
    """

    start: int
    removed: int
    inserted: int


class RowSource(Protocol):
    """The rows of one chat, pulled by the view as it needs them: a million rows cost nothing."""

    def count(self) -> int:
        """How many rows there are now."""

    def range(self, start: int, stop: int) -> Sequence[Row]:
        """Rows `start` to `stop` (exclusive), cut to what there is."""

    def position_of(self, key: str) -> int | None:
        """Where the row with `key` stands now, None if it is not here."""


class ChatKind(Enum):
    """What a chat is: a channel of many, a conversation of two, or what the server itself says."""

    CHANNEL = auto()
    DIRECT = auto()
    SERVER = auto()


class Presence(Enum):
    """Whether someone is there."""

    ONLINE = auto()
    AWAY = auto()
    OFFLINE = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatItem:
    """A chat in the sidebar. `title` is without the `#` of a channel. `avatar` and `presence` are for DIRECT ones."""

    key: str
    kind: ChatKind
    title: str
    unread: int = 0
    mentions: int = 0
    is_joined: bool = True
    has_draft: bool = False
    avatar: Avatar | None = None
    presence: Presence = Presence.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkItem:
    """A network in the sidebar with its chats: channels first, then direct messages, each in order."""

    key: str
    title: str
    avatar: Avatar
    status: str
    is_online: bool
    is_hosted: bool = False
    channels: Sequence[ChatItem] = ()
    direct: Sequence[ChatItem] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SidebarState:
    """All the sidebar shows. `selected` is the key of the open chat. `own_*` is for its foot."""

    networks: Sequence[NetworkItem] = ()
    selected: str = ""
    own_nick: str = ""
    own_avatar: Avatar | None = None
    own_status: str = ""
    own_presence: Presence = Presence.OFFLINE


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderState:
    """The line above the messages. `presence` is for DIRECT chats."""

    kind: ChatKind
    title: str
    topic: str = ""
    can_set_topic: bool = False
    members: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberItem:
    """Someone in the room. `role` is the text of the pill ("Host", "Admin", "Voice"), empty for none."""

    nick: str
    avatar: Avatar
    role: str = ""
    status: str = ""
    presence: Presence = Presence.ONLINE


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberGroup:
    """Members under one heading, such as "Online — 6"."""

    title: str
    members: Sequence[MemberItem]


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersState:
    """The members panel; `hint` is shown when nobody else is there ("Just you so far")."""

    total: int = 0
    groups: Sequence[MemberGroup] = ()
    hint: str = ""
    hint_action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuState:
    """Which menu entries make sense now."""

    has_chats: bool = False
    has_network: bool = False
    is_online: bool = False
    is_hosting: bool = False
    is_away: bool = False
    members_shown: bool = True


class BannerTone(Enum):
    """How loud a banner is."""

    WARNING = auto()
    DANGER = auto()
    INFO = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """A line on top of the messages: what happened, what the app does about it, and what people can do."""

    title: str
    text: str
    action: str = ""
    tone: BannerTone = BannerTone.WARNING


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposerState:
    """The box to write in. A disabled one shows `placeholder` as the reason."""

    placeholder: str
    is_enabled: bool = True
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """The box's text and cursor after a completion; `candidates` are all that would have fit, the taken one first."""

    text: str
    cursor: int
    candidates: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeChoice:
    """A theme to choose: its id, its name, and three colours that picture it."""

    key: str
    name: str
    window: str
    text: str
    accent: str
    is_dark: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeState:
    """The first screen. An error stands below the field it is about; `busy` is what is being done, empty for nothing.

    `can_go_back` is true when there is a chat to go back to.
    """

    name: str
    link: str = ""
    group_name: str = ""
    name_error: str = ""
    join_error: str = ""
    host_error: str = ""
    busy: str = ""
    can_go_back: bool = False
    themes: Sequence[ThemeChoice] = ()
    theme: str = ""


class Reach(Enum):
    """From where a hosted chat can be reached, as far as we know."""

    THIS_COMPUTER = auto()
    LOCAL_NETWORK = auto()
    INTERNET = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteState:
    """The invite sheet. `details` are pairs of a label and a value for people who type it into another IRC app."""

    title: str
    link: str
    explanation: str
    reach: Reach
    reach_text: str
    details: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A button of a question. The `is_default` one is taken by Return, the `is_cancel` one by Escape."""

    key: str
    label: str
    is_default: bool = False
    is_cancel: bool = False
    is_danger: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something to decide in a sheet. With a `field_label` there is a box to write in, filled with `field_text`.

    `facts` are shown below the text as label and value, in a fixed-width font (fingerprints).
    """

    title: str
    text: str
    choices: Sequence[Choice]
    field_label: str = ""
    field_text: str = ""
    facts: Sequence[tuple[str, str]] = ()
