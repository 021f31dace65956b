"""Sentences about what is wrong with the settings file."""

from collections.abc import Callable, Mapping, Sequence

from app.models.data_folder import SETTINGS_FILE
from app.models.settings_text import SettingsProblem, Trouble

_MOST = 3
"""So many are said; the rest is counted."""


def problems_text(problems: Sequence[SettingsProblem]) -> str:
    """What people should know of the file. There is at least one problem."""
    said = " ".join(_WORDS[problem.trouble](problem) for problem in problems[:_MOST])
    more = len(problems) - _MOST
    if more > 0:
        said += f" There is more like this in {more} other {'line' if more == 1 else 'lines'}."
    return said


def _broken(problem: SettingsProblem) -> str:
    key = f" ({problem.key})" if problem.key else ""
    return f"{_place(problem)}{key} can't be read and is left out. All other settings are used."


def _unknown(problem: SettingsProblem) -> str:
    meant = f" Did you mean {problem.near}?" if problem.near else ""
    return f"{_place(problem)}: there is no setting called {problem.key}.{meant}"


def _wrong(problem: SettingsProblem) -> str:
    return f"{_place(problem)}: {problem.key} {problem.reason}. It stays as it was."


def _twice(problem: SettingsProblem) -> str:
    return f"{_place(problem)}: {problem.key} is there already. The first line counts."


def _put_aside(problem: SettingsProblem) -> str:
    return f"Your settings couldn't be read, so the usual ones are used. The old file is kept as {problem.key}."


def _no_text(_problem: SettingsProblem) -> str:
    return f"{SETTINGS_FILE} can't be read as text now. The settings stay as they were."


def _unreadable(problem: SettingsProblem) -> str:
    return (f"{SETTINGS_FILE} can't be read ({problem.reason}), so the usual settings are used, and changes are not "
            "saved. Check the file.")


def _place(problem: SettingsProblem) -> str:
    return f"{SETTINGS_FILE}, line {problem.line}"


_WORDS: Mapping[Trouble, Callable[[SettingsProblem], str]] = {
    Trouble.BROKEN: _broken,
    Trouble.UNKNOWN: _unknown,
    Trouble.WRONG: _wrong,
    Trouble.TWICE: _twice,
    Trouble.PUT_ASIDE: _put_aside,
    Trouble.NO_TEXT: _no_text,
    Trouble.UNREADABLE: _unreadable,
}
