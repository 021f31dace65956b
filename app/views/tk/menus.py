"""What is in the menus, and the keys of the entries. Made after the first paint: nobody can choose anything before."""

import tkinter as tk
from collections.abc import Callable, Sequence

from app.contracts.first_screen import ThemeChoice
from app.contracts.menu import MenuState
from app.contracts.window import WindowActions
from app.views.tk.menu_bar import MenuBar
from app.views.tk.menu_entries import LAYOUTS, MENUS, POSITION_KEYS, THEMES, Act, Choices, Entry, Item, Test
from app.views.tk.styling import Style

_TAKEN_FROM_TEXT = {"<<NextLine>>": "<Control-n>", "<<SelectAll>>": "<Control-slash>", "<<LineStart>>": "<Control-a>"}
"""What Tk lets a text do at our keys as well; on X11 it follows Emacs."""

_GIVEN_TO_TEXT = {"<<SelectAll>>": "<Control-a>"}
"""What people expect a text to do."""

_ROW_HEIGHT = 28

_KEY_NAMES = {"slash": "/", "comma": ",", "Escape": "Esc", "Mod": "Ctrl"}


class Menus:
    """Fills the menus of `bar`; says what was chosen to the actions that were bound."""

    def __init__(self, root: tk.Tk, style: Style, bar: MenuBar) -> None:
        self._root = root
        self._actions: WindowActions | None = None
        self._state = MenuState()
        windowing = str(root.tk.call("tk", "windowingsystem"))
        self._is_mac = windowing == "aqua"
        # Where Tk draws menus itself, an entry is as high as its picture: this one, of nothing, gives it some air.
        self._air = tk.PhotoImage(master=root, width=1, height=style.px(_ROW_HEIGHT)) if windowing == "x11" else ""
        self._entries: list[_Placed] = []
        self._marks: dict[str, tk.BooleanVar] = {}
        self._themes = self._make_choices(bar, lambda to, key: to.choose_theme(key))
        self._layouts = self._make_choices(bar, lambda to, key: to.choose_layout(key))
        self._submenus = {THEMES: self._themes.menu, LAYOUTS: self._layouts.menu}
        for title, items in MENUS.items():
            menu = bar.make_menu()
            for item in items:
                self._add(menu, item)
            bar.hang(title, menu)
        self._bind_keys()
        self.set_menu(self._state)

    def bind_actions(self, actions: WindowActions) -> None:
        """Take the receiver of what is chosen."""
        self._actions = actions

    def set_menu(self, state: MenuState) -> None:
        """Enable the entries that make sense, and mark what is on."""
        self._state = state
        for menu, index, entry in self._entries:
            menu.entryconfigure(index, state="normal" if entry.is_enabled(state) else "disabled")
            if entry.is_on is not None:
                self._marks[entry.text].set(entry.is_on(state))

    def set_themes(self, themes: Sequence[ThemeChoice], current: str) -> None:
        """Offer these themes, with the current one marked."""
        self._themes.show([(theme.key, theme.name) for theme in themes], current)

    def set_layouts(self, layouts: Sequence[tuple[str, str]], current: str) -> None:
        """Offer these (key, name) pairs, with the current one marked."""
        self._layouts.show(layouts, current)

    def _make_choices(self, bar: MenuBar, choose: Callable[[WindowActions, str], object]) -> "_ChoiceMenu":
        return _ChoiceMenu(bar.make_menu(), self._air, lambda key: self._do(lambda to: choose(to, key)))

    def _add(self, menu: tk.Menu, item: Item) -> None:
        match item:
            case Entry():
                self._add_entry(menu, item)
            case Choices():
                menu.add_cascade(label=item.text, menu=self._submenus[item], image=self._air, compound="left")
            case _:
                menu.add_separator()

    def _add_entry(self, menu: tk.Menu, entry: Entry) -> None:
        shown = self._shown_key(entry.keys[0]) if entry.keys else ""

        def command() -> None:
            self._chosen(entry)

        if entry.is_on is None:
            menu.add_command(label=entry.text, accelerator=shown, command=command, image=self._air, compound="left")
        else:
            mark = self._marks[entry.text] = tk.BooleanVar(self._root)
            menu.add_checkbutton(
                label=entry.text, accelerator=shown, command=command, variable=mark, image=self._air, compound="left"
            )
        self._entries.append((menu, int(menu.index("end") or 0), entry))

    def _chosen(self, entry: Entry) -> None:
        if entry.is_on is not None:
            # Tk has turned the mark already; it has to say what is, not what was wished for.
            self._marks[entry.text].set(entry.is_on(self._state))
        self._do(entry.act)

    def _do(self, act: Act) -> None:
        if self._actions is not None:
            act(self._actions)

    def _bind_keys(self) -> None:
        for virtual, sequence in _TAKEN_FROM_TEXT.items():
            self._root.event_delete(virtual, sequence)
        for virtual, sequence in _GIVEN_TO_TEXT.items():
            self._root.event_add(virtual, sequence)
        for _menu, _index, entry in self._entries:
            for keys in entry.keys:
                self._bind_key(keys, entry.act, entry.is_enabled)
        for position, keys in enumerate(POSITION_KEYS):
            self._bind_key(keys, _open_position(position), lambda state: state.has_chats)
        if self._is_mac:
            self._root.createcommand("::tk::mac::Quit", lambda: self._do(lambda to: to.close_window()))

    def _bind_key(self, keys: str, act: Act, is_enabled: Test) -> None:
        def pressed(_event: "tk.Event[tk.Misc]") -> str:
            # A sheet holds a grab: it has to be dealt with before anything else.
            if is_enabled(self._state) and not self._root.tk.call("grab", "current", self._root):
                self._do(act)
            return "break"

        self._root.bind(f"<{keys.replace('Mod', self._modifier)}>", pressed, add="+")

    @property
    def _modifier(self) -> str:
        return "Command" if self._is_mac else "Control"

    def _shown_key(self, keys: str) -> str:
        """Such as `Ctrl+Shift+N`; macOS draws its own signs for `Command-Shift-N`."""
        parts = keys.replace("Mod", "Command").split("-") if self._is_mac else keys.split("-")
        names = [_KEY_NAMES.get(part, part.upper() if len(part) == 1 else part) for part in parts]
        # Tk's own menus leave no room at the right edge.
        return "-".join(names) if self._is_mac else "+".join(names) + "   "


def _open_position(position: int) -> Act:
    return lambda to: to.open_position(position)


_Placed = tuple[tk.Menu, int, Entry]


class _ChoiceMenu:
    """A submenu of which one entry is marked."""

    def __init__(self, menu: tk.Menu, air: tk.PhotoImage | str, on_choose: Callable[[str], None]) -> None:
        self.menu = menu
        self._air = air
        self._on_choose = on_choose
        self._current = tk.StringVar(menu)
        self._shown: list[tuple[str, str]] = []

    def show(self, choices: Sequence[tuple[str, str]], current: str) -> None:
        """Offer these (key, name) pairs."""
        if list(choices) != self._shown:
            self._shown = list(choices)
            self.menu.delete(0, "end")
            for key, name in self._shown:
                self.menu.add_radiobutton(
                    label=name,
                    variable=self._current,
                    value=key,
                    command=self._chosen,
                    image=self._air,
                    compound="left",
                )
        self._current.set(current)

    def _chosen(self) -> None:
        self._on_choose(self._current.get())
