"""The sidebar's state as a list of rows, and how each of them is drawn, as a list and as a narrow rail."""

from collections.abc import Callable, Iterator

from app.contracts.regions import ChatItem, ChatKind, NetworkItem, SidebarState
from app.themes.roles import Role
from app.values import frozen
from app.views.tk.pen import Pen
from app.views.tk.row_list import Look
from app.views.tk.timeline.typesetter import clean_line

ROW = 34
RAIL = 64
RAIL_TILE = 36
_MOST = 999


@frozen
class Gap:
    """Room between rows, with a rule through it where a network begins."""

    height: int
    has_rule: bool = False
    is_choosable: bool = False


@frozen
class SectionRow:
    """A heading with a + that adds to what is below it."""

    network: str
    kind: ChatKind
    height: int = 28
    is_choosable: bool = True


@frozen
class NetworkRow:
    """The head of a further network."""

    item: NetworkItem
    height: int = 42
    is_choosable: bool = True


@frozen
class ChatRow:
    """A channel or a conversation."""

    item: ChatItem
    is_selected: bool
    height: int = ROW
    is_choosable: bool = True


SidebarRow = Gap | SectionRow | NetworkRow | ChatRow


def sidebar_rows(state: SidebarState, *, is_rail: bool) -> list[SidebarRow]:
    """All rows below the head of the first network."""
    rows: list[SidebarRow] = []
    for number, network in enumerate(state.networks):
        if number:
            rows += [Gap(16, has_rule=True), NetworkRow(_bare(network))]
        rows += _network_rows(network, state.selected, is_rail=is_rail, is_first=number == 0)
    return rows


def _bare(network: NetworkItem) -> NetworkItem:
    """Without its chats, so that a count in one of them does not redraw the head."""
    return NetworkItem(
        key=network.key, title=network.title, avatar=network.avatar, status=network.status,
        is_online=network.is_online, is_hosted=network.is_hosted,
    )


def _network_rows(network: NetworkItem, selected: str, *, is_rail: bool, is_first: bool) -> Iterator[SidebarRow]:
    """A network's chats. Those of further networks stand below its head without headings: its menu adds to them."""
    height = RAIL_TILE + 8 if is_rail else ROW
    if is_rail:
        yield Gap(8)
    for kind, items in ((ChatKind.CHANNEL, network.channels), (ChatKind.DIRECT, network.direct)):
        if is_first and not is_rail:
            yield Gap(10 if kind is ChatKind.CHANNEL else 14)
            yield SectionRow(network.key, kind)
        for item in items:
            yield ChatRow(item, item.key == selected, height)


_SECTION_TITLES = {ChatKind.CHANNEL: "Channels", ChatKind.DIRECT: "Direct messages", ChatKind.SERVER: "Server"}


def draw_wide(pen: Pen, row: SidebarRow, look: Look) -> None:
    """Draw a row of the list."""
    match row:
        case Gap():
            if row.has_rule:
                pen.line(16, pen.width - 16, row.height / 2)
        case SectionRow():
            _draw_section(pen, row, look)
        case NetworkRow():
            _draw_network(pen, row, look)
        case ChatRow():
            _draw_chat(pen, row, look)


def _draw_section(pen: Pen, row: SectionRow, look: Look) -> None:
    if look.is_focused:
        _ring(pen)
    fonts, painter = pen.style.fonts, pen.style.painter
    middle = row.height / 2
    pen.text(20, middle, _SECTION_TITLES[row.kind], fonts.caps, Role.MUTED, room=pen.width - 64)
    ink = Role.TEXT if look.is_hovered or look.is_focused else Role.MUTED
    pen.image(pen.width - 28, middle, painter.icon("plus", 18, ink, pen.background), "center")


def _draw_network(pen: Pen, row: NetworkRow, look: Look) -> None:
    if look.is_focused:
        _ring(pen)
    elif look.is_hovered:
        pen.pill(Role.HOVER)
    item, middle = row.item, row.height / 2
    painter, fonts = pen.style.painter, pen.style.fonts
    picture = painter.avatar(item.avatar.initial, item.avatar.colour, 24, backdrop=pen.background, square=True)
    pen.image(18, middle, picture)
    pen.text(54, middle - 8, clean_line(item.title), fonts.row_bold, Role.TEXT, room=pen.width - 100)
    dot = painter.dot(8, Role.ONLINE if item.is_online else Role.AWAY, pen.background)
    pen.image(54, middle + 9, dot)
    pen.text(67, middle + 9, item.status, fonts.meta, Role.MUTED, room=pen.width - 110)
    pen.image(pen.width - 27, middle, painter.icon("chevron_down", 18, Role.MUTED, pen.background), "center")


def _draw_chat(pen: Pen, row: ChatRow, look: Look) -> None:
    item, middle = row.item, row.height / 2
    _draw_background(pen, look, is_selected=row.is_selected)
    _CHAT_PICTURES[item.kind](pen, item, 28, middle)
    right = _draw_marks(pen, item, pen.width - 18, middle)
    left = 54 if item.kind is ChatKind.DIRECT else 48
    font = pen.style.fonts.row_bold if _is_loud(item) else pen.style.fonts.row
    pen.text(left, middle, clean_line(item.title), font, _ink(row), room=right - left - 6)


def _draw_background(pen: Pen, look: Look, *, is_selected: bool) -> None:
    border = Role.ACCENT if look.is_focused else None
    if is_selected:
        pen.pill(Role.SELECTED, border)
    elif look.is_hovered:
        pen.pill(Role.HOVER, border)
    elif look.is_focused:
        _ring(pen)


def _ring(pen: Pen) -> None:
    pen.pill(pen.background, Role.ACCENT)


def _is_loud(item: ChatItem) -> bool:
    return bool(item.unread or item.mentions) and not item.is_muted


def _ink(row: ChatRow) -> Role:
    if row.is_selected or _is_loud(row.item):
        return Role.TEXT
    return _quiet_ink(row.item)


def _quiet_ink(item: ChatItem) -> Role:
    return Role.MUTED if item.is_joined and not item.is_muted else Role.FAINT


def _draw_icon(name: str) -> Callable[[Pen, ChatItem, float, float], None]:
    def draw(pen: Pen, item: ChatItem, x: float, y: float) -> None:
        pen.image(x, y, pen.style.painter.icon(name, 18, _quiet_ink(item), pen.background), "center")

    return draw


def _draw_person(pen: Pen, item: ChatItem, x: float, y: float) -> None:
    if item.avatar is None:
        _draw_icon("chat")(pen, item, x, y)
        return
    picture = pen.style.painter.avatar(
        item.avatar.initial, item.avatar.colour, 24, backdrop=pen.background, presence=item.presence
    )
    pen.image(x - 10, y - 12, picture, "nw")


_CHAT_PICTURES: dict[ChatKind, Callable[[Pen, ChatItem, float, float], None]] = {
    ChatKind.CHANNEL: _draw_icon("hash"),
    ChatKind.SERVER: _draw_icon("server"),
    ChatKind.DIRECT: _draw_person,
}


def _draw_marks(pen: Pen, item: ChatItem, right: float, middle: float) -> float:
    """Counts and the draft's pencil, from the right. Returns where they begin."""
    if item.mentions and not item.is_muted:
        right = pen.badge(right, middle, _count(item.mentions), Role.DANGER_FILL, Role.ON_DANGER) - 6
    elif item.unread:
        right = pen.badge(right, middle, _count(item.unread), Role.BADGE, Role.BADGE_TEXT) - 6
    if item.has_draft:
        pen.image(right - 8, middle, pen.style.painter.icon("pencil", 16, Role.MUTED, pen.background), "center")
        right -= 22
    return right


def _count(number: int) -> str:
    return str(number) if number <= _MOST else f"{_MOST}+"


def draw_rail(pen: Pen, row: SidebarRow, look: Look) -> None:
    """Draw a row of the rail: pictures only."""
    match row:
        case Gap():
            if row.has_rule:
                pen.line(14, RAIL - 14, row.height / 2)
        case NetworkRow():
            _draw_tile(pen, row.item.avatar.initial, row.item.avatar.colour, row.height, look)
        case ChatRow():
            _draw_rail_chat(pen, row, look)
        case SectionRow():
            pass


def _draw_tile(pen: Pen, initial: str, colour: int, height: int, look: Look) -> None:
    if look.is_focused:
        _ring(pen)
    picture = pen.style.painter.avatar(initial, colour, 34, backdrop=pen.background, square=True)
    pen.image(RAIL / 2, height / 2, picture, "center")


def _draw_rail_chat(pen: Pen, row: ChatRow, look: Look) -> None:
    _draw_background(pen, look, is_selected=row.is_selected)
    item, middle = row.item, row.height / 2
    if item.kind is ChatKind.CHANNEL:
        letter = clean_line(item.title)[:2]
        pen.text(RAIL / 2, middle, f"#{letter}", pen.style.fonts.row_bold, _ink(row), room=RAIL - 20, anchor="center")
    else:
        _CHAT_PICTURES[item.kind](pen, item, RAIL / 2 - (2 if item.kind is ChatKind.DIRECT else 0), middle)
    if item.is_muted:
        return
    if item.mentions:
        pen.badge(RAIL - 4, middle - 14, _count(item.mentions), Role.DANGER_FILL, Role.ON_DANGER)
    elif item.unread:
        pen.image(RAIL - 16, middle - 13, pen.style.painter.dot(10, Role.UNREAD, pen.background), "center")
