"""The settings file: people write in it, and so does the app; neither loses what the other wrote."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.options import OPTIONS
from app.models.settings import SettingChanged
from app.models.settings_file import SAVE_AFTER_S, SettingsFile
from app.models.settings_text import Trouble, change_text, read_text
from tests.fakes.turned_clock import TurnedClock

WELL = 'version = 2\nsound = false\n# mine\ntheme = "sand"  # warm\n'
DEFAULTS = {name: option.default for name, option in OPTIONS.items()}


@dataclass
class Kept:
    """A settings file in use."""

    path: Path
    clock: TurnedClock = field(default_factory=TurnedClock)
    refused: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    writes: int = 0

    def __post_init__(self) -> None:
        self.file = SettingsFile(self.path)
        self.settings = self.file.settings
        self.file.keep(self._write, self.clock, self.refused.append)
        self.settings.subscribe(SettingChanged, lambda changed: self.told.append(changed.name))

    def _write(self, content: bytes) -> None:
        self.writes += 1
        self.path.write_bytes(content)

    def save(self) -> str:
        self.clock.advance(SAVE_AFTER_S)
        return self.path.read_text()

    @property
    def troubles(self) -> list[tuple[Trouble, int, str]]:
        return [(each.trouble, each.line, each.key) for each in self.settings.problems()]


def kept(folder: Path, content: str | bytes | None = None) -> Kept:
    path = folder / "settings.toml"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Kept(path)


def test_without_a_file_the_defaults_are_used_and_nothing_is_written(tmp_path: Path) -> None:
    one = kept(tmp_path)

    one.clock.advance(60)

    assert {name: getattr(one.settings, name) for name in OPTIONS} == DEFAULTS
    assert (one.troubles, one.writes) == ([], 0)


def test_the_first_change_writes_a_file_that_explains_every_option(tmp_path: Path) -> None:
    one = kept(tmp_path)

    one.settings.name = 'ines "the\\host" \x7f 🐕'
    text = one.save()

    assert tomllib.loads(text)["name"] == one.settings.name
    for option in OPTIONS.values():
        above = text.split(f"\n{option.name} = ")[0].splitlines()[-2:]
        assert option.help in above[0]
        assert "Default: " in above[1]


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    one = kept(tmp_path)
    one.settings.members_shown = False
    one.settings.keep_days = 30
    one.save()

    again = kept(tmp_path).settings

    assert (again.members_shown, again.keep_days, again.sound) == (False, 30, True)


def test_what_the_window_remembers_may_be_any_text(tmp_path: Path) -> None:
    one = kept(tmp_path)
    one.settings.last_chat = "n1\n#general"
    one.save()

    assert kept(tmp_path).settings.last_chat == "n1\n#general"


def test_a_change_leaves_all_that_people_wrote_as_it_is(tmp_path: Path) -> None:
    one = kept(tmp_path, WELL + "\n[my.notes]\nsound = 'no option'\n")

    one.settings.theme = "midnight"
    text = one.save()

    assert text.startswith('version = 2\nsound = false\n# mine\ntheme = "midnight"  # warm\n')
    assert text.endswith("\n[my.notes]\nsound = 'no option'\n\n")
    assert tomllib.loads(text)["my"] == {"notes": {"sound": "no option"}}


def test_a_file_of_the_first_version_is_explained_and_loses_nothing(tmp_path: Path) -> None:
    one = kept(tmp_path, '# Settings of Group Chat. It writes this file when a setting changes in its window.\n'
                         'name = "ines"\n# by doctor\'s orders\nsound = false\nplugin = "x"\n# the end\n')

    one.settings.theme = "sand"
    text = one.save()

    values = tomllib.loads(text)
    assert (values["version"], values["name"], values["sound"], values["plugin"]) == (2, "ines", False, "x")
    assert "# by doctor's orders\nsound = false" in text
    assert "# the end" in text
    assert "It writes this file" not in text


def test_line_ends_and_the_mark_of_an_editor_stay(tmp_path: Path) -> None:
    one = kept(tmp_path, b"\xef\xbb\xbf" + WELL.replace("\n", "\r\n").encode())

    one.settings.sound = True
    one.save()

    content = one.path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfversion = 2\r\nsound = true\r\n")
    assert content.count(b"\r\n") == content.count(b"\n")


@pytest.mark.parametrize(("line", "trouble"), [
    ("sound = ", (Trouble.BROKEN, 2, "sound")),
    ("sound = fal", (Trouble.BROKEN, 2, "sound")),
    ("= 3", (Trouble.BROKEN, 2, "")),
    ("[[[", (Trouble.BROKEN, 2, "")),
    ('name = """never closed', (Trouble.BROKEN, 2, "name")),
    ("sounds = false", (Trouble.UNKNOWN, 2, "sounds")),
    ('sound = "no"', (Trouble.WRONG, 2, "sound")),
    ("keep_days = true", (Trouble.WRONG, 2, "keep_days")),
    ("keep_days = -1", (Trouble.WRONG, 2, "keep_days")),
    ('quiet_hours = "always"', (Trouble.WRONG, 2, "quiet_hours")),
    ("sound = " + "[" * 5000, (Trouble.BROKEN, 2, "sound")),
    ("name = 2026-01-01", (Trouble.WRONG, 2, "name")),
    ('layout = "cozy"\nlayout = "compact"', (Trouble.TWICE, 3, "layout")),
])
def test_a_line_that_makes_no_sense_is_named_and_costs_only_itself(
    tmp_path: Path, line: str, trouble: tuple[Trouble, int, str],
) -> None:
    one = kept(tmp_path, f'version = 2\n{line}\nfold_joins = false\ntheme = "sand"\n')

    assert one.troubles == [trouble]
    assert (one.settings.sound, one.settings.fold_joins, one.settings.theme) == (True, False, "sand")


def test_a_misspelt_name_is_told_with_the_nearest(tmp_path: Path) -> None:
    assert [each.near for each in kept(tmp_path, "version = 2\nsounds = false\n").settings.problems()] == ["sound"]


def test_what_a_newer_version_wrote_is_no_mistake_and_stays(tmp_path: Path) -> None:
    one = kept(tmp_path, "version = 3\nfrom_the_future = 7\n")
    one.settings.sound = False

    text = one.save()

    assert one.troubles == []
    assert "version = 3\nfrom_the_future = 7\n" in text


def test_a_line_nobody_can_read_becomes_a_comment_when_the_file_is_written(tmp_path: Path) -> None:
    one = kept(tmp_path, "version = 2\nsound = fal\ngarbage\n")

    one.settings.sound = False
    text = one.save()

    assert tomllib.loads(text)["sound"] is False
    assert "couldn't be read: sound = fal\n" in text
    assert "couldn't be read: garbage\n" in text


@pytest.mark.parametrize("content", [b"\xff\xfe\0", b"name = '\xe9'", b"# long\n" * 1_500_000])
def test_a_file_that_is_no_text_is_put_aside_and_never_overwritten(tmp_path: Path, content: bytes) -> None:
    one = kept(tmp_path, content)

    assert one.troubles == [(Trouble.PUT_ASIDE, 0, "settings.toml.damaged")]
    assert (tmp_path / "settings.toml.damaged").read_bytes() == content
    one.settings.sound = False
    assert "sound = false" in one.save()


def test_a_folder_in_the_place_of_the_file_is_told_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    one = kept(tmp_path)

    one.settings.sound = False
    one.clock.advance(SAVE_AFTER_S)

    assert [trouble for trouble, _, _ in one.troubles] == [Trouble.UNREADABLE]
    assert one.writes == 0


def test_a_file_that_is_write_protected_stays_as_it_is(tmp_path: Path) -> None:
    one = kept(tmp_path, WELL)
    one.path.chmod(0o444)

    one.settings.theme = "midnight"

    assert one.save() == WELL
    one.settings.theme = "daylight"
    assert one.save() == WELL
    assert len(one.refused) == 1


def test_an_edit_is_used_and_told_and_nothing_is_written(tmp_path: Path) -> None:
    one = kept(tmp_path, WELL)

    one.path.write_text("version = 2\nsound = true\ntheme = 'midnight'\n")
    one.file.reload()
    one.clock.advance(60)

    assert (one.settings.sound, one.settings.theme) == (True, "midnight")
    assert (sorted(one.told), one.writes) == (["sound", "theme"], 0)


def test_a_line_that_was_deleted_has_its_default_again_and_is_not_written_back(tmp_path: Path) -> None:
    one = kept(tmp_path, WELL)

    one.path.write_text("version = 2\n")
    one.file.reload()
    one.clock.advance(60)

    assert (one.settings.sound, one.settings.theme, one.writes) == (True, "", 0)


def test_a_wrong_value_in_an_edit_leaves_the_setting_as_it_was(tmp_path: Path) -> None:
    one = kept(tmp_path, WELL)

    one.path.write_text('version = 2\nsound = "no"\n')
    one.file.reload()

    assert one.settings.sound is False
    assert one.troubles == [(Trouble.WRONG, 2, "sound")]


def test_own_writing_does_not_come_back(tmp_path: Path) -> None:
    one = kept(tmp_path, WELL)
    one.settings.theme = "midnight"
    one.save()
    one.settings.theme = "daylight"

    one.file.reload()

    assert one.settings.theme == "daylight"


def test_an_edit_the_watch_has_not_told_of_yet_is_not_overwritten(tmp_path: Path) -> None:
    one = kept(tmp_path, WELL)

    one.path.write_text(WELL.replace("# mine", "# mine, and more") + "keep_days = 9\n")
    one.settings.theme = "midnight"
    text = one.save()

    assert "# mine, and more" in text
    assert (one.settings.keep_days, one.settings.theme, one.settings.sound) == (9, "midnight", False)


@pytest.mark.parametrize("content", [b"\xff\xff", None])
def test_a_file_that_is_gone_or_no_text_for_a_moment_changes_nothing(tmp_path: Path, content: bytes | None) -> None:
    one = kept(tmp_path, WELL)

    one.path.unlink()
    if content is not None:
        one.path.write_bytes(content)
    one.file.reload()

    assert (one.settings.sound, one.settings.theme, one.told) == (False, "sand", [])


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    real = tmp_path / "dotfiles" / "chat.toml"
    real.write_text(WELL)
    (tmp_path / "settings.toml").symlink_to(real)

    assert SettingsFile(tmp_path / "settings.toml").path == real


def test_a_link_that_leads_nowhere_but_to_itself_is_told(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").symlink_to(tmp_path / "settings.toml")

    assert [trouble for trouble, _, _ in Kept(tmp_path / "settings.toml").troubles] == [Trouble.UNREADABLE]


def test_closing_writes_what_is_left(tmp_path: Path) -> None:
    one = kept(tmp_path)
    one.settings.sound = False

    one.file.close()

    assert "sound = false" in one.path.read_text()


@given(st.text(alphabet="sound=\n\r# [].\"'ax{}1\u2028", max_size=200))
def test_whatever_the_file_says_it_is_read_and_can_be_changed_and_read_again(text: str) -> None:
    said = read_text(text)

    changed = change_text(said, {**DEFAULTS, **said.values, "sound": False}, {"sound"})

    again = read_text(changed)
    assert again.values["sound"] is False or "[sound" in text.replace("'", "").replace('"', "").replace(" ", "")
    assert {name: value for name, value in again.values.items() if name in said.values and name != "sound"} == {
        name: value for name, value in said.values.items() if name != "sound"}
