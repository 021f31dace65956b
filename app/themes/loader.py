"""Where themes come from: the built-in ones, and those people put into their own folder."""

import logging
from functools import cache
from pathlib import Path

from app.themes.theme import Theme
from app.themes.theme_file import ThemeError, load_theme_file

__all__ = [
    "BUILTIN_KEYS", "ThemeError", "builtin_themes", "find_theme", "load_builtin", "load_theme_file", "load_user_themes",
]

BUILTIN_KEYS = (
    "daylight",
    "midnight",
    "sand",
    "harbor",
    "ember",
    "contrast-dark",
    "contrast-light",
    "rose",
    "forest",
    "grape",
)
"""In the order they are offered; the first six are on the welcome screen."""

# Not importlib.resources: it costs 18 ms at start, and the app's fonts need real files anyway.
_FOLDER = Path(__file__).with_name("builtin")

log = logging.getLogger(__name__)


def load_builtin(key: str) -> Theme:
    """The built-in theme called `key`; KeyError for a name that is none of `BUILTIN_KEYS`."""
    if key not in BUILTIN_KEYS:
        raise KeyError(key)
    return _loaded(key)


@cache
def _loaded(key: str) -> Theme:
    return load_theme_file(_FOLDER / f"{key}.toml")


def builtin_themes() -> list[Theme]:
    """All built-in themes, in the order they are offered."""
    return [load_builtin(key) for key in BUILTIN_KEYS]


def find_theme(key: str, folder: Path) -> Theme:
    """The theme called `key`, built in or in people's own `folder`; the first built-in one where there is none."""
    if key in BUILTIN_KEYS:
        return load_builtin(key)
    own = folder / f"{key}.toml"
    try:
        # The name, not the path: a key from a settings file leads nowhere else.
        return load_theme_file(own) if own.name == f"{key}.toml" and own.exists() else load_builtin(BUILTIN_KEYS[0])
    except ThemeError as error:
        log.warning("theme not usable: %s", error)
        return load_builtin(BUILTIN_KEYS[0])


def load_user_themes(folder: Path) -> list[Theme | ThemeError]:
    """What is in `folder`, by file name; a file that can't be used stands there as its error."""
    found: list[Theme | ThemeError] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            found.append(load_theme_file(path))
        except ThemeError as error:
            log.warning("theme not usable: %s", error)
            found.append(error)
    return found
