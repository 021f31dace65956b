"""Which colours and which layout are used, and the menus that change them."""

from collections.abc import Callable, Sequence

from app.contracts.first_screen import ThemeChoice
from app.contracts.views import WindowView
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


class LayoutController:
    """Sets the messages in another layout and remembers it. `layouts` are pairs of key and name."""

    def __init__(self, window: WindowView, settings: Settings, layouts: Sequence[tuple[str, str]]) -> None:
        self._window = window
        self._settings = settings
        self._layouts = layouts

    def show(self) -> None:
        """Fill the menu, and use the layout of last time."""
        keys = [key for key, _ in self._layouts]
        current = self._settings.layout if self._settings.layout in keys else next(iter(keys), "")
        self._window.set_layouts(self._layouts, current)

    def choose(self, name: str) -> None:
        """Use the layout with this key or name. Raises UserError when there is none."""
        wanted = name.strip().casefold()
        found = next((key for key, title in self._layouts if wanted in (key.casefold(), title.casefold())), None)
        if found is None:
            names = list_text([title for _, title in self._layouts])
            said = f"There is no layout called {name}." if wanted else "Say which layout."
            raise UserError(said, f"Choose from {names}.")
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
