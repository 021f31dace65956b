"""The scene of the design's pictures as display rows, for tests and for looking."""

from collections.abc import Sequence

from app.contracts.presence import Presence
from app.contracts.regions import (
    Banner,
    ChatItem,
    ChatKind,
    ComposerState,
    HeaderState,
    MemberGroup,
    MemberItem,
    MembersState,
    NetworkItem,
    SidebarState,
)
from app.contracts.rows import (
    Avatar,
    DayRow,
    MessageRow,
    Row,
    RowsChanged,
    SendState,
    Span,
    SpanStyle,
    SystemRow,
    UnreadRow,
)

COLOURS = {"maya": 7, "tomas": 1, "ines": 3, "olu": 4, "priya": 8, "jonas": 5, "sam": 6, "keiko": 9, "liam": 4}


class RowList:
    """A `RowSource` over a list that counts what it was asked for."""

    def __init__(self, rows: Sequence[Row] = ()) -> None:
        self.rows = list(rows)

    def count(self) -> int:
        return len(self.rows)

    def range(self, start: int, stop: int) -> Sequence[Row]:
        return self.rows[max(0, start) : max(0, stop)]

    def position_of(self, key: str) -> int | None:
        return next((position for position, row in enumerate(self.rows) if row.key == key), None)

    def splice(self, start: int, removed: int, rows: Sequence[Row]) -> RowsChanged:
        """Change the rows and say how."""
        self.rows[start : start + removed] = rows
        return RowsChanged(start=start, removed=removed, inserted=len(rows))

    def append(self, *rows: Row) -> RowsChanged:
        return self.splice(len(self.rows), 0, rows)

    def prepend(self, *rows: Row) -> RowsChanged:
        return self.splice(0, 0, rows)


def avatar(nick: str) -> Avatar:
    return Avatar(initial=nick[:1].upper(), colour=COLOURS.get(nick, sum(map(ord, nick)) % 10))


def message(
    key: str,
    nick: str,
    *spans: Span | str,
    time: str = "09:00",
    continues: bool = False,
    is_own: bool = False,
    is_mention: bool = False,
    is_action: bool = False,
    state: SendState = SendState.RECEIVED,
    failure: str = "",
) -> MessageRow:
    return MessageRow(
        key=key,
        nick=nick,
        avatar=avatar(nick),
        time=time,
        full_time=f"Sunday, 22 November 2026, {time}",
        spans=tuple(Span(span) if isinstance(span, str) else span for span in spans),
        continues=continues,
        is_own=is_own,
        is_mention=is_mention,
        is_action=is_action,
        state=state,
        failure=failure,
    )


def messages(count: int, prefix: str = "m") -> list[Row]:
    """Many messages, four by each sender in turn."""
    nicks = list(COLOURS)
    return [
        message(
            f"{prefix}{n}",
            nicks[n // 4 % len(nicks)],
            f"{prefix}{n}: a message of usual length, such as people write to each other",
            time=f"{n // 60 % 24:02}:{n % 60:02}",
            continues=n % 4 != 0,
        )
        for n in range(count)
    ]


LINK = Span("https://example.org/ridge-walk", SpanStyle.LINK, "https://example.org/ridge-walk")
CHANNEL = Span("#maps", SpanStyle.CHANNEL, "#maps")


def conversation() -> list[Row]:
    """What the design's main window shows, as far as this issue goes."""
    return [
        DayRow(key="day1", text="Saturday, 21 November 2026"),
        message("1", "ines", "The hut confirmed our booking for six people. Dinner is at seven, so we can take the "
                "slow route up.", time="18:02"),
        message("2", "ines", "I put the packing list here: ", LINK, time="18:03", continues=True),
        message("3", "jonas", "Perfect. I’ll bring the stove and enough coffee for everyone", time="18:20"),
        message("4", "olu", "Do we still need a second car?", time="18:41"),
        DayRow(key="day2", text="Sunday, 22 November 2026"),
        message("5", "maya", "Good morning! Weather looks clear until Sunday afternoon. I’d leave at ",
                Span("7:30", SpanStyle.BOLD), " from the station.", time="09:12"),
        message("6", "maya", "Route notes are in ", CHANNEL, ", and the GPX import is just ",
                Span("trail import ridge.gpx", SpanStyle.CODE), ".", time="09:13", continues=True),
        message("7", "tomas", "Found the picture from last year’s summit. Same view, less fog this time, I hope.",
                time="09:27"),
        SystemRow(key="7s", time="09:28", text="keiko joined"),
        message("8", "sam", "That light! I can drive and take three people from the east side.", time="09:31",
                is_own=True, state=SendState.SENT),
        UnreadRow(key="unread", text="New messages"),
        message("9", "priya", Span("@sam", SpanStyle.MENTION, "sam"),
                " could you pick me up on the way? I’m right by the bridge", time="09:40", is_mention=True),
        message("10", "jonas", "waves from the train", time="09:41", is_action=True),
        message("11", "sam", "Sure, 7:10 at the bridge. I’ll message you when I’m close", time="09:42", is_own=True,
                state=SendState.SENDING),
        message("12", "sam", "One more thing", time="09:43", is_own=True, continues=True, state=SendState.FAILED,
                failure="Not sent — no connection."),
    ]


def sidebar() -> SidebarState:
    def channel(title: str, **more: int) -> ChatItem:
        return ChatItem(key=f"ridge/#{title}", kind=ChatKind.CHANNEL, title=title, **more)  # type: ignore[arg-type]

    def direct(nick: str, presence: Presence, unread: int = 0, *, has_draft: bool = False) -> ChatItem:
        return ChatItem(key=f"ridge/{nick}", kind=ChatKind.DIRECT, title=nick, unread=unread, avatar=avatar(nick),
                        presence=presence, has_draft=has_draft)

    return SidebarState(
        networks=(
            NetworkItem(
                key="ridge", title="Ridge Walkers", avatar=Avatar(initial="R", colour=5), status="Connected · TLS",
                is_online=True, is_hosted=True,
                channels=(
                    channel("general"), channel("maps", unread=3), channel("photos", unread=2, mentions=2),
                    channel("recipes"), channel("gear-swap", is_joined=False),
                ),
                direct=(
                    direct("maya", Presence.ONLINE), direct("priya", Presence.ONLINE, 1),
                    direct("tomas", Presence.AWAY, has_draft=True), direct("jonas", Presence.OFFLINE),
                ),
            ),
            NetworkItem(
                key="libera", title="Libera Chat", avatar=Avatar(initial="L", colour=8), status="Connecting…",
                is_online=False,
                channels=(
                    ChatItem(key="libera/#python", kind=ChatKind.CHANNEL, title="python", unread=1),
                    ChatItem(key="libera/#hiking", kind=ChatKind.CHANNEL, title="hiking", unread=12),
                ),
            ),
        ),
        selected="ridge/#general", own_nick="sam", own_avatar=avatar("sam"), own_status="Online",
        own_presence=Presence.ONLINE,
    )


def members() -> MembersState:
    def member(nick: str, presence: Presence = Presence.ONLINE, role: str = "", status: str = "") -> MemberItem:
        return MemberItem(nick=nick, avatar=avatar(nick), role=role, status=status, presence=presence)

    return MembersState(
        total=9,
        groups=(
            MemberGroup(title="Online — 6", members=(
                member("ines", role="Host"), member("maya", role="Admin"), member("olu"),
                member("priya", status="On the train until 10"), member("jonas"), member("sam", status="You"),
            )),
            MemberGroup(title="Away — 1", members=(member("tomas", Presence.AWAY, status="Back tonight"),)),
            MemberGroup(title="Offline — 2", members=(
                member("keiko", Presence.OFFLINE), member("liam", Presence.OFFLINE),
            )),
        ),
    )


HEADER = HeaderState(
    kind=ChatKind.CHANNEL, title="general", topic="Autumn ridge walk, 28–29 November", can_set_topic=True, members=9
)
COMPOSER = ComposerState(placeholder="Message #general", hint="Enter to send · Shift+Enter for a new line")
OFFLINE = Banner(
    title="Connection lost.",
    text="Trying again in 4 seconds. You can keep writing, messages are sent when you’re back.",
    action="Retry now",
)
