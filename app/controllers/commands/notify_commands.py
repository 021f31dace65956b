"""Commands about notifications: what of a chat is told, of whom, for how long nothing is, and why something was."""

from dataclasses import replace

from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand, parted
from app.controllers.desk import Desk, open_chat_of
from app.controllers.plain_text import plain_text
from app.controllers.user_error import UserError
from app.controllers.when import parse_when
from app.controllers.wording.reminders import when_text
from app.controllers.wording.times import list_text
from app.models.attention import chosen_level
from app.models.levels import MAX_SNOOZE_MS, Level
from app.models.notification_rules import MAX_PEOPLE

_NOTIFY_USAGE = "/notify [all, mentions, nothing, why, test, or: always NAME, never NAME, normal NAME]"
_SNOOZE_USAGE = "/snooze [all] [TIME or off]"
_HOUR_MS = 3_600_000
_MAX_LINE = 4000
_LEVELS = {Level.ALL: "all messages", Level.MENTIONS: "mentions", Level.NOTHING: "nothing"}
_PEOPLE = ("always", "never", "normal")


def _notify(desk: Desk, text: str) -> None:
    word, rest = parted(text)
    word = word.casefold()
    level = next((each for each in Level if each.value == word), None)
    if not word:
        _list(desk)
    elif word in _PEOPLE:
        _sort_people(desk, word, rest)
    elif rest or (level is None and word not in ("why", "test")):
        raise UserError("Say what you want to know of.", f"Use it like this: {_NOTIFY_USAGE}")
    elif level is not None:
        chat = open_chat_of(desk)
        desk.session.choose(chat, replace(chat.options, level=level))
        desk.answer(f"You are notified of {_LEVELS[level]} here.")
    elif word == "why":
        desk.answer(desk.tools.notices.why(desk.session, open_chat_of(desk)))
    else:
        desk.answer(desk.tools.notices.test())


def _list(desk: Desk) -> None:
    """What holds in this chat, and for whom."""
    settings = desk.settings
    if desk.chat is not None:
        desk.answer(f"You are notified of {_LEVELS[chosen_level(desk.chat)]} here.")
    for said, line in (("always", settings.always_notify), ("never", settings.never_notify)):
        names = _names(line)
        if names:
            desk.answer(f"You are {said} notified of {list_text(names)}.")
    if not settings.notifications:
        desk.answer("Notifications are off. Turn them on in the menu View.")


def _sort_people(desk: Desk, word: str, text: str) -> None:
    """Everybody is in one list at most."""
    named = _names(text)
    if not named:
        raise UserError("Say whom you mean.", f"Use it like this: /notify {word} NAME")
    settings = desk.settings
    folded = {name.casefold() for name in named}
    lists = {"always": settings.always_notify, "never": settings.never_notify}
    for key, line in lists.items():
        others = [name for name in _names(line) if name.casefold() not in folded]
        after = [*others, *named] if key == word else others
        lists[key] = ", ".join(after)
        if len(after) > MAX_PEOPLE or len(lists[key]) > _MAX_LINE:
            raise UserError("Those are too many people.", "Take some out with /notify normal NAME.")
    settings.always_notify, settings.never_notify = lists["always"], lists["never"]
    people = plain_text(list_text(named))
    desk.answer(f"You are notified of {people} as of anybody else." if word == "normal"
                else f"You are {word} notified of {people}.")


def _names(line: str) -> list[str]:
    """The people of a line, each once."""
    return list({name.casefold(): name for name in line.replace(",", " ").split()}.values())


def _snooze(desk: Desk, text: str) -> None:
    """An hour where no time is said; a snooze that is on already is ended by "off"."""
    word, rest = parted(text)
    is_all = word.casefold() == "all"
    wanted = rest if is_all else text
    until_ms = 0 if wanted.casefold() == "off" else _until(desk, wanted)
    if is_all:
        desk.settings.snoozed_until_ms = until_ms
    else:
        chat = open_chat_of(desk)
        desk.session.choose(chat, replace(chat.options, snoozed_until_ms=until_ms))
    what = "Nothing" if is_all else "Nothing here"
    if not until_ms:
        desk.answer("You are told again of what is meant for you." if is_all else "This chat may speak up again.")
        return
    times, now_ms = desk.tools.times, desk.clock.now_ms()
    end = when_text(times.moment(until_ms), times.moment(now_ms)).removeprefix("at ").removeprefix("on ")
    desk.answer(f"{what} asks for your attention until {end}.")


def _until(desk: Desk, wanted: str) -> int:
    now_ms = desk.clock.now_ms()
    if not wanted:
        return now_ms + _HOUR_MS
    found = parse_when(wanted, now_ms, desk.tools.times)
    if found is None or found[1] or found[0] - now_ms > MAX_SNOOZE_MS:
        raise UserError("That is no time in the next month.",
                        "Use it like this: /snooze 2h, /snooze all 18:30, or /snooze off")
    return found[0]


COMMANDS = (
    SlashCommand(name="notify", usage=_NOTIFY_USAGE, run=_notify, group=Group.QUIET,
                 help="Choose what you are told of this chat, or of whom; ask why, or see a notification.",
                 takes=(take.word("what", choices=("all", "mentions", "nothing", "why", "test", *_PEOPLE)),
                        take.Parameter(name="NAME", kind=take.Kind.NICK, repeats=True))),
    SlashCommand(name="snooze", usage=_SNOOZE_USAGE, run=_snooze, group=Group.QUIET,
                 help="Let nothing in this chat, or in all, ask for your attention for a while.",
                 takes=(take.word("TIME", choices=("30m", "1h", "2h", "tomorrow", "all", "off")), take.line())),
)
