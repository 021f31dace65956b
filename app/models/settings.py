"""What is remembered of the app itself: a flat TOML file that people may edit.

Every setting is a field of `Settings`, with its type and default; a file that can't be read is put aside, never
overwritten, and the defaults are used.
"""

import logging
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from app.models.emitter import OrderedEmitter, Unsubscribe
from app.models.file_writer import put_aside
from app.models.option import Section, Value, choice, hours, number, remembered, switch, text, words
from app.values import frozen

_log = logging.getLogger(__name__)
_MAX_BYTES = 65_536
_MAX_TEXT = 4000


@frozen
class SettingChanged:
    """A setting has another value now, whoever changed it: the window, a command, the page of settings, the file."""

    name: str


@dataclass
class Settings:
    """The settings with their defaults; each is one row. Assigning one tells it and saves the file soon.

    What is said of each is shown to people; `models/options` lists them all, and checks what people want to set.
    """

    name: str = field(default="", metadata=text(
        Section.PROFILE, "Your name", "The nick you go by in new chats. Others see it beside what you write."))
    theme: str = field(default="", metadata=choice(
        Section.APPEARANCE, "Theme", "The colours of the window. Empty is the first one."))
    layout: str = field(default="cozy", metadata=choice(
        Section.APPEARANCE, "Layout", "How messages are set: with pictures and space, or close together."))
    geometry: str = field(default="", metadata=remembered("Where the window was."))
    members_shown: bool = field(default=True, metadata=switch(
        Section.APPEARANCE, "Members panel", "Show who is in the room beside its messages."))
    last_chat: str = field(default="", metadata=remembered("The chat that was open."))
    fold_joins: bool = field(default=True, metadata=switch(
        Section.APPEARANCE, "Comings and goings in one line", "Many who join or leave stand in one line together."))
    highlights: str = field(default="", metadata=words(
        Section.NOTIFICATIONS, "Highlight words",
        "Words that count like your own name when others write them, parted by commas."))
    quiet_hours: str = field(default="", metadata=hours(
        Section.NOTIFICATIONS, "Quiet hours",
        "Nothing asks for attention in these hours, such as 22:00-07:00, or 22:00-07:00 fri sat. Empty is never."))
    sound: bool = field(default=True, metadata=switch(
        Section.NOTIFICATIONS, "Sound", "Make a sound for what is meant for you."))
    notifications: bool = field(default=True, metadata=switch(
        Section.NOTIFICATIONS, "Notifications", "Let your computer show what is meant for you."))
    private_notifications: bool = field(default=False, metadata=switch(
        Section.NOTIFICATIONS, "Hide what was said", "Notifications say who wrote to you, and not what."))
    notify_reactions: bool = field(default=True, metadata=switch(
        Section.NOTIFICATIONS, "Reactions", "Be told when somebody reacts to what you said."))
    notify_missed: bool = field(default=True, metadata=switch(
        Section.NOTIFICATIONS, "What you missed", "Be told how much was said while the connection was gone."))
    always_notify: str = field(default="", metadata=words(
        Section.NOTIFICATIONS, "People you always want to hear",
        "Be told of all they say, also in muted and snoozed chats: nicks or accounts, parted by commas."))
    never_notify: str = field(default="", metadata=words(
        Section.NOTIFICATIONS, "People you never want to be told of",
        "What they say is counted only: nicks or accounts, parted by commas."))
    do_not_disturb: bool = field(default=False, metadata=switch(
        Section.NOTIFICATIONS, "Do not disturb", "Nothing asks for your attention; everything is counted."))
    quiet_when_away: bool = field(default=False, metadata=switch(
        Section.NOTIFICATIONS, "Quiet while you are away", "Nothing asks for attention while you are marked as away."))
    snoozed_until_ms: int = field(default=0, metadata=number(
        Section.HIDDEN, "", "Until when nothing asks for attention, in milliseconds since 1970.",
        most=253_402_300_799_999))
    send_typing: bool = field(default=True, metadata=switch(
        Section.PRIVACY, "Show that you are writing", "Others see when you are writing to them."))
    keep_days: int = field(default=0, metadata=number(
        Section.MESSAGES, "Keep messages for", "Older messages are deleted from this computer. 0 keeps all.",
        unit="days", most=36_500))
    keep_megabytes: int = field(default=0, metadata=number(
        Section.MESSAGES, "Keep at most", "The oldest messages beyond this are deleted from this computer. "
        "0 is no limit.", unit="megabytes"))

    def __post_init__(self) -> None:
        self._emitter = OrderedEmitter()
        self._save: Callable[[bytes], None] | None = None
        self._problem = ""

    def __setattr__(self, name: str, value: object) -> None:
        before = getattr(self, name, None)
        super().__setattr__(name, value)
        if name.startswith("_") or before == value or "_emitter" not in self.__dict__:
            return
        if self._save is not None:
            self._save(self.to_toml())
        self._emitter.tell([SettingChanged(name)])

    def subscribe(self, kind: type[SettingChanged], handler: Callable[[SettingChanged], None]) -> Unsubscribe:
        """Call `handler` whenever a setting has another value."""
        return self._emitter.subscribe(kind, handler)

    def keep(self, save: Callable[[bytes], None], problem: str) -> None:
        """From now on hand every change to `save`; `problem` is what people should know, "" for nothing."""
        self._problem = problem
        self._save = save

    def problem(self) -> str:
        """What people should know of what was read, "" for nothing."""
        return self._problem

    def to_toml(self) -> bytes:
        """The file's content. A TOML basic string is written as JSON writes one."""
        # Imported here: nothing is written before the first paint.
        import json

        lines = ["# Settings of Group Chat. It writes this file when a setting changes in its window."]
        for setting in fields(self):
            value = getattr(self, setting.name)
            lines.append(f"{setting.name} = {json.dumps(value, ensure_ascii=False)}")
        return ("\n".join(lines) + "\n").encode()


def declared() -> Iterator[tuple[str, Value, Mapping[str, Any]]]:
    """Name, default and what is said of each setting, in the order of the file."""
    # Any: what a field carries besides its type is untyped; `Option` checks it by its names.
    defaults = vars(Settings())
    for setting in fields(Settings):
        yield setting.name, defaults[setting.name], setting.metadata


def load_settings(path: Path) -> tuple[Settings, str]:
    """Read the settings; what is missing or of the wrong type has its default.

    A file that can't be read is put aside; the second part is the name it has now, "" when all was well.
    """
    settings = Settings()
    try:
        data = path.read_bytes() if path.stat().st_size <= _MAX_BYTES else b"="
        _take(settings, tomllib.loads(data.decode()))
    except FileNotFoundError:
        return settings, ""
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        aside = put_aside(path)
        _log.warning("the settings can't be read and lie in %s now: %s", aside.name, error)
        return settings, aside.name
    except OSError as error:
        _log.warning("the settings can't be read: %s", error)
        return settings, path.name
    return settings, ""


def _take(settings: Settings, values: dict[str, object]) -> None:
    for setting in fields(settings):
        value = values.get(setting.name, getattr(settings, setting.name))
        # A switch is a number to Python, but `keep_days = true` is not one day.
        if type(value) is type(getattr(settings, setting.name)) and len(str(value)) <= _MAX_TEXT:
            setattr(settings, setting.name, value)
        else:
            _log.warning("the setting %s has a value that makes no sense; the default is used", setting.name)
