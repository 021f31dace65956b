"""*Chat › Settings…*: all options in one place, each used at once."""

from collections.abc import Callable, Mapping, Sequence

from app.contracts.settings_page import (
    ON,
    SettingKind,
    SettingRow,
    SettingsPageState,
    SettingsPageView,
    SettingsSection,
)
from app.contracts.sheets import Choice, Question
from app.contracts.window import WindowView
from app.contracts.workspace import SettingChanged
from app.controllers.names import checked_nick
from app.controllers.stage import Stage
from app.controllers.user_error import UserError
from app.controllers.wording import settings_page as words
from app.models.options import OPTIONS, InvalidValue, Kind, Option, Section, Value, parse_value, text_of

Choices = Callable[[], Sequence[tuple[str, str]]]
_KINDS = {
    Kind.SWITCH: SettingKind.SWITCH, Kind.NUMBER: SettingKind.NUMBER, Kind.CHOICE: SettingKind.CHOICE,
    Kind.TEXT: SettingKind.TEXT, Kind.WORDS: SettingKind.TEXT, Kind.HOURS: SettingKind.TEXT,
    Kind.FILE: SettingKind.FILE, Kind.FOLDER: SettingKind.FOLDER,
}
_LIMITS = frozenset({"keep_days", "keep_megabytes"})
"""With less of these, messages are deleted: people are asked first."""
_WITHOUT_DEFAULT = frozenset({"name"})
"""Nobody goes by no name."""
_DELETE = "delete"


class SettingsPageController:
    """Fills the page from the table of options; an option that is added to the table is on the page."""

    def __init__(self, view: SettingsPageView, window: WindowView, stage: Stage, choices: Mapping[str, Choices],
                 open_file: Callable[[], str]) -> None:
        """`choices` are of options whose choices are known only now, by name; `open_file` opens the settings file.

        It answers the file's path where no program opens it, else "".
        """
        self._view = view
        self._window = window
        self._settings = stage.settings
        self._choices = choices
        self._open_file = open_file
        self._is_open = False
        self._query = ""
        self._refused: dict[str, tuple[str, str]] = {}
        self._refresh = stage.refresh(self._show)
        stage.watch.also(stage.settings.subscribe(SettingChanged, self._refresh.request))
        view.bind(self)

    def open(self) -> None:
        """Show the page."""
        self._is_open = True
        self._query = ""
        self._refused.clear()
        self._show()

    # What people do

    def set_setting(self, key: str, text: str) -> None:
        """Use this from now on, or say what is wrong with it."""
        option = OPTIONS[key]
        self._refused.pop(key, None)
        try:
            value = _checked(option, text)
        except (InvalidValue, UserError) as error:
            said = words.wrong_value(str(error)) if isinstance(error, InvalidValue) else str(error)
            self._refused[key] = (text, said)
        else:
            self._set(option, value)
        self._show()

    def reset_setting(self, key: str) -> None:
        """Use the default again."""
        self._refused.pop(key, None)
        self._set(OPTIONS[key], OPTIONS[key].default)
        self._show()

    def find_settings(self, text: str) -> None:
        """Show only settings that have these words."""
        self._query = text
        self._show()

    def open_settings_file(self) -> None:
        """Open the file in an editor."""
        path = self._open_file()
        if path:
            self._window.toast(words.not_opened(path))

    def close_settings(self) -> None:
        """Take the page away."""
        self._is_open = False
        self._view.show(None)

    def _set(self, option: Option, value: Value) -> None:
        if option.name in _LIMITS and _is_less(value, getattr(self._settings, option.name)):
            self._ask_less(option, value)
        else:
            setattr(self._settings, option.name, value)

    def _ask_less(self, option: Option, value: Value) -> None:
        def answered(choice: str, _text: str) -> None:
            if choice == _DELETE:
                setattr(self._settings, option.name, value)
            self._show()

        self._window.ask(Question(title=words.LESS_KEPT_TITLE, text=words.LESS_KEPT_TEXT, choices=(
            Choice(key="cancel", label="Cancel", is_default=True, is_cancel=True),
            Choice(key=_DELETE, label=words.LESS_KEPT, is_danger=True),
        )), answered)

    # What is shown

    def _show(self) -> None:
        if not self._is_open:
            return
        sections = [SettingsSection(title=section.value, rows=rows)
                    for section in Section if (rows := self._rows(section))]
        self._view.show(SettingsPageState(title=words.TITLE, sections=sections,
                                          note="" if sections else words.NOTHING_FOUND))

    def _rows(self, section: Section) -> list[SettingRow]:
        return [self._row(option) for option in OPTIONS.values()
                if option.is_listed and option.section is section and self._is_found(option)]

    def _is_found(self, option: Option) -> bool:
        said = f"{option.label} {option.help} {option.name} {option.section.value}".casefold()
        return all(word in said for word in self._query.casefold().split())

    def _row(self, option: Option) -> SettingRow:
        value: Value = getattr(self._settings, option.name)
        text, error = self._refused.get(option.name, (_shown(option, value), ""))
        choices = self._choices.get(option.name)
        return SettingRow(
            key=option.name, label=option.label, help=option.help, kind=_KINDS[option.kind], text=text, error=error,
            unit=option.unit, choices=option.choices if choices is None else choices(),
            is_changed=value != option.default and option.name not in _WITHOUT_DEFAULT)


def _checked(option: Option, text: str) -> Value:
    """The value that is meant. Raises InvalidValue, or UserError for a name nobody can have."""
    if option.kind is Kind.SWITCH:
        return text == ON
    return checked_nick(text) if option.name == "name" else parse_value(option, text)


def _shown(option: Option, value: Value) -> str:
    if option.kind is Kind.SWITCH:
        return ON if value else ""
    return text_of(option, value)


def _is_less(value: Value, before: Value) -> bool:
    """Whether a limit lets less be kept; 0 is none."""
    return bool(value) and (not before or int(value) < int(before))
