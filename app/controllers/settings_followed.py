"""Who follows which setting: what is changed in the file, by a command or on the page of settings is used at once."""

from collections.abc import Callable, Mapping

from app.contracts.workspace import SettingChanged, Settings
from app.controllers.watching import Watch


class SettingsFollowed:
    """Calls the follower of a setting when it has another value. What reads its setting at each use needs none."""

    def __init__(self, settings: Settings, watch: Watch, followers: Mapping[str, Callable[[], None]]) -> None:
        self._followers = followers
        watch.also(settings.subscribe(SettingChanged, self._changed))

    def _changed(self, changed: SettingChanged) -> None:
        follow = self._followers.get(changed.name)
        if follow is not None:
            follow()
