"""What the regions around the timeline show: sidebar, header, members, banner and composer."""

from collections.abc import Sequence
from enum import Enum, auto

from app.contracts.presence import Presence
from app.contracts.rows import Avatar
from app.values import frozen


class ChatKind(Enum):
    """What a chat is: a channel of many, a conversation of two, or what the server itself says."""

    CHANNEL = auto()
    DIRECT = auto()
    SERVER = auto()


class NotifyLevel(Enum):
    """What of a chat asks for attention."""

    ALL = auto()
    MENTIONS = auto()
    NOTHING = auto()


@frozen(kw_only=True)
class ChatItem:
    """A chat in the sidebar. `title` is without the `#` of a channel. `avatar` and `presence` are for DIRECT ones.

    A muted chat is faint. `level` is what of it asks for attention when it is neither muted nor snoozed.
    """

    key: str
    kind: ChatKind
    title: str
    unread: int = 0
    mentions: int = 0
    is_joined: bool = True
    has_draft: bool = False
    is_muted: bool = False
    is_snoozed: bool = False
    level: NotifyLevel = NotifyLevel.MENTIONS
    avatar: Avatar | None = None
    presence: Presence = Presence.UNKNOWN


@frozen(kw_only=True)
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


@frozen(kw_only=True)
class SidebarState:
    """All the sidebar shows. `selected` is the key of the open chat. `own_*` is for its foot."""

    networks: Sequence[NetworkItem] = ()
    selected: str = ""
    own_nick: str = ""
    own_avatar: Avatar | None = None
    own_status: str = ""
    own_presence: Presence = Presence.OFFLINE


@frozen(kw_only=True)
class HeaderState:
    """The line above the messages. `presence` is for DIRECT chats."""

    kind: ChatKind
    title: str
    topic: str = ""
    can_set_topic: bool = False
    members: int | None = None


@frozen(kw_only=True)
class MemberItem:
    """Someone in the room. `role` is the text of the pill ("Host", "Admin", "Voice"), empty for none."""

    nick: str
    avatar: Avatar
    role: str = ""
    status: str = ""
    presence: Presence = Presence.ONLINE


@frozen(kw_only=True)
class MemberGroup:
    """Members under one heading, such as "Online — 6"."""

    title: str
    members: Sequence[MemberItem]


@frozen(kw_only=True)
class MembersState:
    """The members panel; `hint` is shown when nobody else is there ("Just you so far")."""

    total: int = 0
    groups: Sequence[MemberGroup] = ()
    hint: str = ""
    hint_action: str = ""


class BannerTone(Enum):
    """How loud a banner is."""

    WARNING = auto()
    DANGER = auto()
    INFO = auto()


@frozen(kw_only=True)
class Banner:
    """A line on top of the messages: what happened, what the app does about it, and what people can do."""

    title: str
    text: str
    action: str = ""
    tone: BannerTone = BannerTone.WARNING


@frozen(kw_only=True)
class ComposerState:
    """The box to write in. A disabled one shows `placeholder` as the reason. `typing` says who else is writing."""

    placeholder: str
    is_enabled: bool = True
    hint: str = ""
    typing: str = ""


@frozen(kw_only=True)
class Completion:
    """The box's text and cursor after a completion; `candidates` are all that would have fit, the taken one first."""

    text: str
    cursor: int
    candidates: Sequence[str] = ()
