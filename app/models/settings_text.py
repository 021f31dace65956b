"""The text of the settings file: read statement by statement, and changed without touching what people wrote.

TOML has no statement that spans others, so each is read for itself: one that can't be read costs only itself, and its
line is known. What stands below the first table is nobody's setting, and kept as it is. A file of an older version has
the same statements without the words that explain them; it gets those when it is next written.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from enum import Enum, auto

from app.models.options import OPTIONS, InvalidValue, Section, Value, check_value, nearest_name
from app.models.settings_words import HEAD, VERSION_KEY, documented, section_head, toml_of
from app.values import frozen

VERSION = 2
"""1 were the files without a version: the same settings, unexplained."""
_MOST_LINES = 64
_MOST_TRIES = 500
"""How often several lines are tried to be one statement, in a whole file: garbage can look like ever longer ones."""
_OPENERS = ('"""', "'''", "[", "{")
_KEY = re.compile(r"\s*[\"']?([A-Za-z0-9_-]{1,64})[\"']?\s*=")
_LINE_ENDS = re.compile(r"\r?\n")
"""Not all that `splitlines` takes for one: a text in quotes may hold U+2028."""
_OLD_HEAD = "# Settings of Group Chat. It writes this file when a setting changes in its window."
_LOST = "# This line couldn't be read: "


class Trouble(Enum):
    """What may be wrong with a settings file. `reason` says more of values and files."""

    BROKEN = auto()
    """A line is no TOML."""
    UNKNOWN = auto()
    """There is no such setting; `near` may be what was meant."""
    WRONG = auto()
    """The setting can't have this value."""
    TWICE = auto()
    """The setting stands in two lines; the first counts."""
    PUT_ASIDE = auto()
    """The file is no text, or far too long; it was renamed to `key`."""
    NO_TEXT = auto()
    """The file was changed to something that is no text; nothing of it is used."""
    UNREADABLE = auto()
    """The system does not let us read the file."""


@frozen(kw_only=True)
class SettingsProblem:
    """Something wrong with the file, at a line from 1; 0 where the whole file is meant."""

    trouble: Trouble
    line: int = 0
    key: str = ""
    near: str = ""
    reason: str = ""


@frozen(kw_only=True)
class Statement:
    """Lines that belong together. Without a `key` they are a comment, nothing, a broken line, or tables."""

    line: int
    text: str
    key: str = ""
    value: object = None
    is_broken: bool = False


@frozen(kw_only=True)
class SettingsText:
    """What a file says. `values` holds those settings that have a value which makes sense."""

    statements: Sequence[Statement] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    unclear: frozenset[str] = frozenset()
    """Settings the file names with a value nobody can use: what they were before stays."""
    problems: Sequence[SettingsProblem] = ()
    version: int = 1


def read_text(text: str) -> SettingsText:
    """Read what can be read. Never raises: what can't is among the problems."""
    statements = _Reader(_LINE_ENDS.split(text)).read()
    values: dict[str, Value] = {}
    unclear: set[str] = set()
    problems: list[SettingsProblem] = []
    version = _version(statements)
    for statement in statements:
        problem = _take(statement, values)
        if problem is not None:
            if problem.trouble is Trouble.WRONG or problem.trouble is Trouble.BROKEN:
                unclear.add(problem.key)
            # What a newer version wrote is no mistake of anybody's.
            if problem.trouble is not Trouble.UNKNOWN or version <= VERSION:
                problems.append(problem)
    return SettingsText(statements=statements, values=values, unclear=frozenset(unclear - values.keys()),
                        problems=problems, version=version)


def change_text(before: SettingsText, values: Mapping[str, Value], changed: Iterable[str]) -> str:
    """The file with these values for what `changed`, and with what it did not name yet.

    Everything else stays as people wrote it; a line nobody can read becomes a comment.
    """
    if before.version < VERSION:
        return _written_anew(before, values)
    wanted, named = set(changed), set[str]()
    lines: list[str] = []
    tail = 0
    for statement in before.statements:
        is_first = statement.key not in named
        if statement.key:
            named.add(statement.key)
        if _is_table(statement):
            break
        tail += 1
        lines.append(_changed(statement, values) if statement.key in wanted and is_first else _kept(statement))
    for name in OPTIONS:
        if name not in named:
            lines += ["", *documented(OPTIONS[name]), f"{name} = {toml_of(values[name])}"]
    lines += [statement.text for statement in before.statements[tail:]]
    return "\n".join(lines) + "\n"


def _written_anew(before: SettingsText, values: Mapping[str, Value]) -> str:
    """A file of this version, with all that was in an older one which is not ours."""
    above, others = _own_lines(before)
    lines = [*HEAD, f"{VERSION_KEY} = {VERSION}"]
    for section in Section:
        options = [option for option in OPTIONS.values() if option.section is section]
        if options:
            lines += section_head(section)
        for option in options:
            assigned = f"{option.name} = {toml_of(values[option.name])}"
            lines += ["", *documented(option), *above.get(option.name, ()), assigned]
    return "\n".join([*lines, *([""] if others else []), *others]) + "\n"


def _own_lines(before: SettingsText) -> tuple[dict[str, list[str]], list[str]]:
    """What people wrote into an older file: the comments above a setting, and all the rest."""
    ours = {_OLD_HEAD, "", *HEAD, *(line for option in OPTIONS.values() for line in documented(option)),
            *(line for section in Section for line in section_head(section))}
    above: dict[str, list[str]] = {}
    waiting: list[str] = []
    others: list[str] = []
    for statement in before.statements:
        if statement.key in before.values and not statement.is_broken and statement.key not in above:
            above[statement.key], waiting = waiting, []
        elif statement.key == VERSION_KEY or statement.text.strip() in ours:
            continue
        elif statement.key or statement.is_broken:
            others += [*waiting, _kept(statement)]
            waiting = []
        else:
            waiting.append(statement.text)
    return above, [*others, *waiting]


def _is_table(statement: Statement) -> bool:
    return not statement.is_broken and statement.text.lstrip().startswith("[")


def _kept(statement: Statement) -> str:
    return _LOST + statement.text.strip() if statement.is_broken else statement.text


def _changed(statement: Statement, values: Mapping[str, Value]) -> str:
    """The statement with another value; what stands behind it, and before it, stays."""
    if statement.is_broken:
        return f"{_kept(statement)}\n{statement.key} = {toml_of(values[statement.key])}"
    text = f"{statement.text[:len(statement.text) - len(statement.text.lstrip())]}{statement.key} = "
    return text + toml_of(values[statement.key]) + _comment_behind(statement)


def _comment_behind(statement: Statement) -> str:
    """The spaces and the comment behind a value, "" for none."""
    for place in (found.start() for found in re.finditer(r"[ \t]*#", statement.text)):
        try:
            if tomllib.loads(statement.text[:place]) == {statement.key: statement.value}:
                return statement.text[place:].split("\n", 1)[0]
        except tomllib.TOMLDecodeError:
            continue
    return ""


def _version(statements: Sequence[Statement]) -> int:
    found = next((each.value for each in statements if each.key == VERSION_KEY), 1)
    return found if isinstance(found, int) and not isinstance(found, bool) else 1


def _take(statement: Statement, values: dict[str, Value]) -> SettingsProblem | None:
    """Add a statement's value; or say what is wrong with it."""
    key, line = statement.key, statement.line
    if statement.is_broken:
        return SettingsProblem(trouble=Trouble.BROKEN, line=line, key=key)
    if not key or key == VERSION_KEY:
        return None
    option = OPTIONS.get(key)
    if option is None:
        return SettingsProblem(trouble=Trouble.UNKNOWN, line=line, key=key, near=nearest_name(key))
    if key in values:
        return SettingsProblem(trouble=Trouble.TWICE, line=line, key=key)
    try:
        values[key] = check_value(option, statement.value)
    except InvalidValue as error:
        return SettingsProblem(trouble=Trouble.WRONG, line=line, key=key, reason=str(error))
    return None


class _Reader:
    """Parts lines into statements."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._tries = 0

    def read(self) -> list[Statement]:
        found: list[Statement] = []
        at = 0
        while at < len(self._lines):
            statement, length = self._statement(at)
            found.append(statement)
            at += length
        return found

    def _statement(self, at: int) -> tuple[Statement, int]:
        """The statement that begins there, and how many lines it has."""
        text = self._lines[at]
        if not text.strip() or text.lstrip().startswith("#"):
            return Statement(line=at + 1, text=text), 1
        for length in range(1, self._most_lines(text) + 1):
            together = "\n".join(self._lines[at:at + length])
            parsed = self._parsed(together, length)
            if parsed is None:
                continue
            if together.lstrip().startswith("["):
                # A table: all that follows is in it, or in others.
                rest = "\n".join(self._lines[at:])
                return Statement(line=at + 1, text=rest, key=next(iter(parsed))), len(self._lines) - at
            key, value = next(iter(parsed.items()))
            return Statement(line=at + 1, text=together, key=key, value=value), length
        key_found = _KEY.match(text)
        return Statement(line=at + 1, text=text, key=key_found[1] if key_found else "", is_broken=True), 1

    def _most_lines(self, text: str) -> int:
        return _MOST_LINES if any(opener in text for opener in _OPENERS) else 1

    def _parsed(self, text: str, length: int) -> dict[str, object] | None:
        """What TOML makes of it; None for what is none, or once too much was tried."""
        self._tries += length > 1
        if length > 1 and self._tries > _MOST_TRIES:
            return None
        try:
            return tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError):
            return None
