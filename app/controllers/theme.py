"""Which colours and which layout are used, and the menus that change them."""

from collections.abc import Callable, Sequence

from app.contracts.first_screen import ThemeChoice
from app.contracts.window import WindowView
from app.contracts.workspace import Settings
from app.controllers.user_error import UserError
from app.controllers.wording.times import list_text
from app.themes.roles import Role
from app.themes.theme import Theme
from app.values import frozen


class ThemeController:
    """Applies a theme at once and remembers it."""

    def __init__(self, window: WindowView, settings: Settings, themes: Sequence[Theme]) -> None:
        self._window = window
        self._settings = settings
        self._themes = themes
        self._current = next((theme for theme in themes if theme.key == settings.theme), themes[0])
        self._chosen: list[Callable[[], None]] = []
        self._of_other_shade: Theme | None = None
        self.choices = tuple(theme_choice(theme) for theme in themes)

    @property
    def current(self) -> str:
        """The key of the theme in use."""
        return self._current.key

    def when_chosen(self, handler: Callable[[], None]) -> None:
        """Call `handler` after another theme was applied."""
        self._chosen.append(handler)

    def apply(self) -> None:
        """Show the current theme, in the window and its menu."""
        self._window.apply_theme(self._current)
        self._window.set_themes(self.choices, self._current.key)
        for handler in self._chosen:
            handler()

    def follow(self) -> None:
        """The setting has changed: use what it says; one that is not there is said, and nothing changes."""
        if not self._settings.theme:
            self._current = self._themes[0]
            self.apply()
            return
        try:
            if self._settings.theme != self._current.key:
                self.choose(self._settings.theme)
        except UserError as error:
            self._window.toast(str(error), is_error=True)

    def names(self) -> Sequence[tuple[str, str]]:
        """Key and name of each theme."""
        return [(theme.key, theme.name) for theme in self._themes]

    def use_themes(self, themes: Sequence[Theme]) -> None:
        """People have changed themes of their own: these are offered now, and the one in use looks as it says."""
        self._themes = themes
        self.choices = tuple(theme_choice(theme) for theme in themes)
        wanted = self._settings.theme or self._current.key
        self._current = next((theme for theme in themes if theme.key == wanted), self._current)
        self.apply()

    def choose(self, name: str) -> None:
        """Use the theme with this key or name. Raises UserError when there is none."""
        wanted = name.strip().casefold()
        found = next((theme for theme in self._themes if wanted in (theme.key.casefold(), theme.name.casefold())), None)
        if found is None:
            names = list_text([theme.name for theme in self._themes])
            said = f"There is no theme called {name}." if wanted else "Say which theme."
            raise UserError(said, f"Choose from {names}.")
        self._current = found
        self._settings.theme = found.key
        self.apply()

    def choose_shade(self, *, is_dark: bool) -> None:
        """Use a dark theme or a light one: the one last used of that kind. Raises UserError when there is none."""
        if self._current.is_dark is is_dark:
            return
        before, self._of_other_shade = self._of_other_shade, self._current
        fits = [theme for theme in self._themes if theme.is_dark is is_dark]
        if not fits:
            raise UserError(f"There is no {'dark' if is_dark else 'light'} theme.", "Choose one with /theme.")
        self.choose((before if before in fits else fits[0]).key)


class LayoutController:
    """Sets the messages in another layout and remembers it. `layouts` are pairs of key and name."""

    def __init__(self, window: WindowView, settings: Settings, layouts: Sequence[tuple[str, str]]) -> None:
        self._window = window
        self._settings = settings
        self._layouts = layouts
        self.current = ""

    @property
    def keys(self) -> Sequence[str]:
        """The keys of the layouts there are."""
        return [key for key, _ in self._layouts]

    def show(self) -> None:
        """Fill the menu, and use the layout of last time."""
        keys = [key for key, _ in self._layouts]
        self.current = self._settings.layout if self._settings.layout in keys else next(iter(keys), "")
        self._window.set_layouts(self._layouts, self.current)

    def follow(self) -> None:
        """The setting has changed: use what it says; one that is not there is said, and nothing changes."""
        try:
            if self._settings.layout != self.current:
                self.choose(self._settings.layout)
        except UserError as error:
            self._window.toast(str(error), is_error=True)

    def choose(self, name: str) -> None:
        """Use the layout with this key or name. Raises UserError when there is none."""
        wanted = name.strip().casefold()
        found = next((key for key, title in self._layouts if wanted in (key.casefold(), title.casefold())), None)
        if found is None:
            names = list_text([title for _, title in self._layouts])
            said = f"There is no layout called {name}." if wanted else "Say which layout."
            raise UserError(said, f"Choose from {names}.")
        self.current = found
        self._settings.layout = found
        self._window.set_layouts(self._layouts, found)


@frozen
class Looks:
    """Both ways to change how the app looks."""

    theme: ThemeController
    layout: LayoutController


def theme_choice(theme: Theme) -> ThemeChoice:
    """A theme as menus and the welcome screen picture it."""
    return ThemeChoice(key=theme.key, name=theme.name, window=theme[Role.WINDOW], text=theme[Role.TEXT],
                       accent=theme[Role.ACCENT], is_dark=theme.is_dark)
