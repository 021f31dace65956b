"""Says what is wrong with the settings file, when the app starts and whenever people have edited it."""

from app.contracts.window import WindowView
from app.contracts.workspace import Settings
from app.controllers.watching import Watch
from app.controllers.wording.settings_file import problems_text
from app.models.settings import SettingsRead


class SettingsTold:
    """Lives with the window."""

    def __init__(self, window: WindowView, settings: Settings, watch: Watch) -> None:
        self._window = window
        self._read(SettingsRead(settings.problems()))
        watch.also(settings.subscribe(SettingsRead, self._read))

    def _read(self, read: SettingsRead) -> None:
        if read.problems:
            self._window.toast(problems_text(read.problems), is_error=True)
