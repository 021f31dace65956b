"""What the first screen shows. It is painted before anything else is read, so this file needs no other."""

from collections.abc import Sequence

from app.values import frozen


@frozen(kw_only=True)
class ThemeChoice:
    """A theme to choose: its id, its name, and three colours that picture it."""

    key: str
    name: str
    window: str
    text: str
    accent: str
    is_dark: bool


@frozen(kw_only=True)
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
