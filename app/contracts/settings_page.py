"""The page of settings: all options by section, changed in place."""

from collections.abc import Sequence
from enum import Enum, auto
from typing import Protocol

from app.values import frozen


class SettingKind(Enum):
    """How a setting is changed: `FOLDER` and `FILE` are texts with a button that finds one."""

    SWITCH = auto()
    NUMBER = auto()
    CHOICE = auto()
    TEXT = auto()
    FILE = auto()
    FOLDER = auto()


ON = "on"
"""The text of a switch that is on; it is "" when off."""


@frozen(kw_only=True)
class SettingRow:
    """One setting. `text` is what is set, or with an `error` what people typed; of a choice, its key.

    `is_changed`: it has another value than the default.
    """

    key: str
    label: str
    help: str
    kind: SettingKind
    text: str
    error: str = ""
    unit: str = ""
    choices: Sequence[tuple[str, str]] = ()
    is_changed: bool = False


@frozen(kw_only=True)
class SettingsSection:
    """Settings that belong together."""

    title: str
    rows: Sequence[SettingRow]


@frozen(kw_only=True)
class SettingsPageState:
    """The page. `note` stands in the place of sections where nothing was found."""

    title: str
    sections: Sequence[SettingsSection]
    note: str = ""


class SettingsPageActions(Protocol):
    """What people do on the page. Keys are those of rows."""

    def set_setting(self, key: str, text: str) -> None:
        """Use this from now on; or show the row again with what is wrong."""

    def reset_setting(self, key: str) -> None:
        """Use the default again."""

    def find_settings(self, text: str) -> None:
        """Show only settings that have these words."""

    def open_settings_file(self) -> None:
        """Open the file in an editor."""

    def close_settings(self) -> None:
        """Take the page away."""


class SettingsPageView(Protocol):
    """The page of settings."""

    def bind(self, actions: SettingsPageActions) -> None:
        """Take the receiver of gestures; called once, before `show`."""

    def show(self, state: SettingsPageState | None) -> None:
        """Show this page, or none. What is being typed stays, unless the row says otherwise than before."""
