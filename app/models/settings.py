"""What is remembered of the app itself: each setting is a field of `Settings`, with its type, default and meaning.

`settings_file` keeps them in a file that people may edit, and hears when they do.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar

from app.models.emitter import OrderedEmitter, Unsubscribe
from app.models.option import Section, Value, choice, folder, hours, number, remembered, switch, text, words
from app.values import frozen

if TYPE_CHECKING:
    from app.models.settings_text import SettingsProblem

T = TypeVar("T")


@frozen
class SettingChanged:
    """A setting has another value now, whoever changed it: the window, a command, the page of settings, the file."""

    name: str


@frozen
class SettingsRead:
    """The file was read, with these problems: most often none."""

    problems: Sequence["SettingsProblem"]


@dataclass
class Settings:
    """The settings with their defaults; each is one row. Assigning one tells it and saves the file soon.

    What is said of each is shown to people; `models/options` lists them all, and checks what people want to set.
    """

    name: str = field(default="", metadata=text(
        Section.PROFILE, "Your name", "The nick you go by in new chats. Others see it beside what you write."))
    theme: str = field(default="", metadata=choice(
        Section.APPEARANCE, "Theme", "The colours of the window."))
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
    format_text: bool = field(default=True, metadata=switch(
        Section.MESSAGES, "Formatting", "Read *these*, **these** and `these` signs in messages as italics, bold and "
        "code, and names of emoji such as :tada: as their pictures."))
    emoticons: bool = field(default=False, metadata=switch(
        Section.MESSAGES, "Faces as emoji", "Send faces made of signs, such as :-) or <3, as emoji."))
    paste_lines: int = field(default=8, metadata=number(
        Section.MESSAGES, "Ask before sending more than", "A text with more lines is sent only after a question. "
        "0 never asks.", unit="lines", most=10_000))
    strip_location: bool = field(default=True, metadata=switch(
        Section.PRIVACY, "Take the place out of photos",
        "Photos you send don't tell where they were taken. The file on your computer stays as it is."))
    show_pictures: bool = field(default=True, metadata=switch(
        Section.MESSAGES, "Show pictures", "Fetch small pictures of files that people send in this group, and show "
        "them among the messages."))
    download_folder: str = field(default="", metadata=folder(
        Section.MESSAGES, "Folder for files", "Where files you save go. Empty is your usual folder for downloads."))
    keep_days: int = field(default=0, metadata=number(
        Section.MESSAGES, "Keep messages for", "Older messages are deleted from this computer. 0 keeps all.",
        unit="days", most=36_500))
    keep_megabytes: int = field(default=0, metadata=number(
        Section.MESSAGES, "Keep at most", "The oldest messages beyond this are deleted from this computer. "
        "0 is no limit.", unit="megabytes"))
    aliases: str = field(default="", metadata=text(
        Section.ADVANCED, "Commands of your own",
        "A name and what it stands for, as in: hi say Hello $1. Several are parted by two semicolons."))

    def __post_init__(self) -> None:
        self._emitter = OrderedEmitter()
        self._keep: Callable[[str], None] | None = None
        self._problems: Sequence[SettingsProblem] = ()

    def __setattr__(self, name: str, value: object) -> None:
        before = getattr(self, name, None)
        super().__setattr__(name, value)
        if name.startswith("_") or before == value or "_emitter" not in self.__dict__:
            return
        if self._keep is not None:
            self._keep(name)
        self._emitter.tell([SettingChanged(name)])

    def subscribe(self, kind: type[T], handler: Callable[[T], None]) -> Unsubscribe:
        """Call `handler` on each SettingChanged, or SettingsRead."""
        return self._emitter.subscribe(kind, handler)

    def keep(self, keep: Callable[[str], None]) -> None:
        """From now on tell `keep` the name of each setting that changes: it is to be written."""
        self._keep = keep

    def problems(self) -> Sequence["SettingsProblem"]:
        """What was wrong with the file when it was last read."""
        return self._problems

    def found(self, problems: Sequence["SettingsProblem"]) -> None:
        """The file was read."""
        self._problems = problems
        self._emitter.tell([SettingsRead(problems)])


def declared() -> Iterator[tuple[str, Value, Mapping[str, Any]]]:
    """Name, default and what is said of each setting, in the order of the file."""
    # Any: what a field carries besides its type is untyped; `Option` checks it by its names.
    defaults = vars(Settings())
    for setting in fields(Settings):
        yield setting.name, defaults[setting.name], setting.metadata
