"""Networks and their chats at the left: head, list, foot. Narrow windows show it as a rail of pictures."""

import tkinter as tk
from functools import partial

from app.contracts.regions import ChatItem, ChatKind, NetworkItem, NotifyLevel, SidebarState
from app.contracts.views import SidebarActions
from app.themes.roles import Role
from app.views.tk.network_head import NetworkHead
from app.views.tk.own_foot import OwnFoot
from app.views.tk.pen import Pen
from app.views.tk.popup import Entry, PopupMenu
from app.views.tk.row_list import Look, RowList
from app.views.tk.sidebar_rows import (
    ChatRow,
    NetworkRow,
    SectionRow,
    SidebarRow,
    draw_rail,
    draw_wide,
    sidebar_rows,
)
from app.views.tk.styling import Style
from app.views.tk.timeline.typesetter import clean_line

WIDTH = 264
RAIL_WIDTH = 64
_LEVELS = {
    NotifyLevel.ALL: "all messages", NotifyLevel.MENTIONS: "mentions only", NotifyLevel.NOTHING: "nothing",
}


class Sidebar:
    """The sidebar (a `SidebarView`) in `frame`."""

    def __init__(self, parent: tk.Misc, style: Style) -> None:
        self._actions: SidebarActions | None = None
        self._state = SidebarState()
        self._is_rail = False
        self._style = style
        self.frame = tk.Frame(parent, width=style.px(WIDTH), borderwidth=0)
        self.frame.pack_propagate(flag=False)
        style.paint(self.frame, background=Role.SIDEBAR)
        self._menu = PopupMenu(self.frame, style)
        self._head = NetworkHead(self.frame, style, self._show_network_menu)
        self._foot = OwnFoot(self.frame, style, change_name=self._change_name, toggle_away=self._toggle_away)
        line = tk.Frame(self.frame, height=style.px(1), borderwidth=0)
        style.paint(line, background=Role.BORDER)
        self.list: RowList[SidebarRow] = RowList(
            self.frame, style, background=Role.SIDEBAR, draw=self._draw, choose=self._choose, menu=self._show_menu
        )
        self.list.on_hover = self._name_hovered
        self._name = self._make_name()
        self._head.frame.pack(fill="x")
        line.pack(fill="x")
        self._foot.frame.pack(side="bottom", fill="x")
        self.list.frame.pack(fill="both", expand=True)

    def bind(self, actions: SidebarActions) -> None:
        """Take the receiver of gestures."""
        self._actions = actions

    def show(self, state: SidebarState) -> None:
        """Show this; only rows that differ are drawn again."""
        has_moved = state.selected != self._state.selected
        self._state = state
        self._head.show(state.networks[0] if state.networks else None)
        self._foot.show(state)
        self._show_rows()
        if has_moved:
            self._see_selected()

    def set_rail(self, *, is_rail: bool) -> None:
        """Show the rail of pictures instead of the list, or the list."""
        if is_rail == self._is_rail:
            return
        self._is_rail = is_rail
        self.frame.configure(width=self._style.px(RAIL_WIDTH if is_rail else WIDTH))
        self.list.draw_anew()
        self._show_rows()

    @property
    def hovered_name(self) -> str:
        """The name shown beside the rail, "" for none."""
        return str(self._name.cget("text")) if self._name.winfo_manager() else ""

    def focus(self) -> None:
        """Give it the keyboard."""
        self.list.focus()

    def _show_rows(self) -> None:
        self.list.show(sidebar_rows(self._state, is_rail=self._is_rail))

    def _see_selected(self) -> None:
        for position, row in enumerate(self.list.entries):
            if isinstance(row, ChatRow) and row.is_selected:
                self.list.see(position)

    def _make_name(self) -> tk.Label:
        """The name of what the pointer is at in the rail, where only pictures are."""
        px = self._style.px
        name = tk.Label(
            self.frame.winfo_toplevel(), font=self._style.fonts.row, padx=px(10), pady=px(6), borderwidth=0,
            highlightthickness=px(1),
        )
        self._style.paint(
            name, background=Role.RAISED, foreground=Role.TEXT, highlightbackground=Role.BORDER_CONTROL
        )
        return name

    def _name_hovered(self, row: SidebarRow | None, y: int) -> None:
        if not self._is_rail or not isinstance(row, ChatRow | NetworkRow):
            self._name.place_forget()
            return
        self._name.configure(text=clean_line(row.item.title))
        self._name.place(in_=self.list.canvas, relx=1, x=self._style.px(6), y=y, anchor="w")
        self._name.lift()

    def _draw(self, pen: Pen, row: SidebarRow, look: Look) -> None:
        (draw_rail if self._is_rail else draw_wide)(pen, row, look)

    # Gestures

    def _choose(self, row: SidebarRow, x: int, y: int) -> None:
        if self._actions is None:
            return
        match row:
            case ChatRow():
                self._actions.open_chat(row.item.key)
            case SectionRow(kind=ChatKind.CHANNEL):
                self._actions.ask_join_channel(row.network)
            case SectionRow():
                self._actions.ask_new_message(row.network)
            case NetworkRow():
                self._show_network_menu(row.item, x, y)

    def _show_menu(self, row: SidebarRow, x: int, y: int) -> None:
        match row:
            case ChatRow():
                self._menu.show(self.chat_menu(row.item), x, y)
            case NetworkRow():
                self._show_network_menu(row.item, x, y)

    def _show_network_menu(self, item: NetworkItem, x: int, y: int) -> None:
        self._menu.show(self.network_menu(item), x, y)

    def chat_menu(self, item: ChatItem) -> list[Entry]:
        """What one can do with a chat."""
        actions = self._actions
        if actions is None:
            return []
        leave = "Leave" if item.kind is ChatKind.CHANNEL else "Close"
        entries: list[Entry] = [("Open", lambda: actions.open_chat(item.key))]
        if item.unread or item.mentions:
            entries.append(("Mark as read", lambda: actions.mark_read(item.key)))
        entries += [None, *self._attention_menu(actions, item)]
        if item.kind is not ChatKind.SERVER:
            entries += [None, (leave, lambda: actions.leave_chat(item.key))]
        return entries

    def _attention_menu(self, actions: SidebarActions, item: ChatItem) -> list[Entry]:
        """How much of a chat is heard."""
        key = item.key
        levels: list[Entry] = [
            (f"{'✓ ' if level is item.level else ''}Notify me of {what}", partial(actions.choose_level, key, level))
            for level, what in _LEVELS.items()
        ]
        return [
            ("Unmute" if item.is_muted else "Mute", lambda: actions.toggle_mute(key)),
            ("Stop snoozing" if item.is_snoozed else "Snooze for an hour", lambda: actions.snooze(key)),
            *levels,
        ]

    def network_menu(self, item: NetworkItem) -> list[Entry]:
        """What one can do with a network."""
        actions, key = self._actions, item.key
        if actions is None:
            return []
        return [
            ("Invite people…", lambda: actions.invite(key)),
            ("Join channel…", lambda: actions.ask_join_channel(key)),
            ("New message…", lambda: actions.ask_new_message(key)),
            None,
            ("Disconnect", lambda: actions.disconnect(key))
            if item.is_online
            else ("Reconnect", lambda: actions.reconnect(key)),
            ("Edit network…", lambda: actions.edit_network(key)),
            ("Remove…", lambda: actions.remove_network(key)),
        ]

    def _change_name(self) -> None:
        if self._actions is not None:
            self._actions.ask_change_name()

    def _toggle_away(self) -> None:
        if self._actions is not None:
            self._actions.toggle_away()
