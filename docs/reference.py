"""Writes docs/reference.md: all commands, settings and rules of notifications, from the tables the app itself uses.

    python docs/reference.py

The suite checks that the page is what this script would write.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.models.option import Option

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference.md"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")


def page() -> str:
    """The page as it should be."""
    return "\n".join((*_head(), *_commands(), *_settings(), *_rules()))


def _head() -> Iterator[str]:
    yield "# Commands, settings, notifications"
    yield ""
    yield "Made from the app by `python docs/reference.py`; don't edit it by hand."
    yield ""


def _commands() -> Iterator[str]:
    from app.controllers.commands.command import Group
    from app.controllers.slash_commands import COMMANDS

    yield "## Commands"
    yield ""
    yield ("Type them where you write messages; Tab completes names and what follows them. `/help NAME` says the same "
           "in the app. A text that begins with a slash is sent with two: `//like this`.")
    for group in Group:
        yield ""
        yield f"### {group.value}"
        yield ""
        yield "| command | what it does | also |"
        yield "| --- | --- | --- |"
        for command in COMMANDS:
            if command.group is group:
                also = ", ".join(f"`/{alias}`" for alias in command.aliases)
                yield f"| `{_cell(command.usage)}` | {_cell(command.help)} | {also} |"
    yield ""


def _settings() -> Iterator[str]:
    from app.models.option import Section
    from app.models.options import OPTIONS

    yield "## Settings"
    yield ""
    yield ("*Chat › Settings…* (Ctrl+,) lists them all; `/set NAME VALUE` changes one; the file `settings.toml` may be "
           "edited while the app runs, and counts at once. *Stored messages…* and the chats' own menus have the rest.")
    for section in Section:
        options = [option for option in OPTIONS.values() if option.section is section and option.is_listed]
        if not options:
            continue
        yield ""
        yield f"### {section.value}"
        yield ""
        yield "| setting | what it is | values | default |"
        yield "| --- | --- | --- | --- |"
        for option in options:
            yield (f"| `{option.name}`<br>{_cell(option.label)} | {_cell(option.help)} | {_cell(_values(option))} | "
                   f"{_cell(_default(option))} |")
    yield ""


def _values(option: "Option") -> str:
    from app.models.option import Kind

    if option.kind is Kind.NUMBER:
        return f"{option.least:,} to {option.most:,} {option.unit}".rstrip()
    if option.choices:
        return ", ".join(f"`{key}`" for key, _ in option.choices)
    return {
        Kind.SWITCH: "`on`, `off`", Kind.CHOICE: "what the app finds", Kind.TEXT: "text",
        Kind.WORDS: "words, parted by commas", Kind.HOURS: "such as `22:00-07:00 fri sat`", Kind.FILE: "a file",
        Kind.FOLDER: "a folder",
    }[option.kind]


def _default(option: "Option") -> str:
    from app.models.options import text_of

    shown = text_of(option, option.default)
    return f"`{shown}`" if shown else "empty"


def _rules() -> Iterator[str]:
    from app.models.notification_rules import RULES, Effect

    effects = {
        Effect.NOTHING: "nothing", Effect.COUNT: "counted in its chat", Effect.BADGE: "counted in title and icon too",
        Effect.TELL: "sound and notification too",
    }
    yield "## Notifications"
    yield ""
    yield ("Whatever may ask for attention goes through these rules; the first that fits decides. Each step includes "
           "those above it: counted in its chat, counted in the title and on the icon, sound and notification.")
    yield ""
    yield "| rule | what it says | what happens |"
    yield "| --- | --- | --- |"
    for rule in RULES:
        yield f"| {rule.name} | {_cell(rule.help)} | {effects[rule.effect]} |"
    yield ""


def _cell(text: str) -> str:
    """A text as a cell of a table."""
    return text.replace("\n", " ").replace("|", "\\|")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
