"""The settings: each change is told to whoever uses the setting."""

from app.models.settings import SettingChanged, Settings


def test_a_change_is_told_and_handed_on_to_be_kept() -> None:
    told: list[str] = []
    kept: list[str] = []
    settings = Settings(theme="sand")
    settings.subscribe(SettingChanged, lambda changed: told.append(changed.name))
    settings.keep(kept.append)

    settings.theme = "midnight"

    assert (told, kept) == (["theme"], ["theme"])


def test_what_stays_the_same_is_not_told() -> None:
    told: list[SettingChanged] = []
    settings = Settings(theme="sand")
    settings.subscribe(SettingChanged, told.append)

    settings.theme = "sand"

    assert told == []


def test_a_change_made_while_one_is_told_is_told_after_it() -> None:
    told: list[str] = []
    settings = Settings()

    def follow(changed: SettingChanged) -> None:
        if changed.name == "sound":
            settings.fold_joins = False

    settings.subscribe(SettingChanged, follow)
    settings.subscribe(SettingChanged, lambda changed: told.append(changed.name))

    settings.sound = False

    assert told == ["sound", "fold_joins"]
