"""The command that reminds people of something."""

from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand, parted
from app.controllers.desk import Desk
from app.controllers.user_error import UserError
from app.controllers.when import NEXT_STEP, NO_TIME, parse_when
from app.controllers.wording.reminders import listed_text, when_text
from app.models.reminders import MAX_REMINDERS, MAX_TEXT

_MAX_DIGITS = 4
_USAGE = "/remind [TIME text, list, or cancel NUMBER]"


def _remind(desk: Desk, text: str) -> None:
    word, rest = parted(text)
    if word.casefold() in ("", "list") and not rest:
        _list(desk)
    elif word.casefold() == "cancel":
        _cancel(desk, rest)
    else:
        _add(desk, text)


def _add(desk: Desk, text: str) -> None:
    tools, now_ms = desk.tools, desk.clock.now_ms()
    found = parse_when(text, now_ms, tools.times)
    if found is None:
        raise UserError(NO_TIME, NEXT_STEP)
    due_ms, what = found
    if not what:
        raise UserError("Say what to remind you of.", NEXT_STEP)
    if len(what) > MAX_TEXT:
        raise UserError("That is too long to be a reminder.", f"{MAX_TEXT} letters fit.")
    chat = desk.chat
    added = tools.reminders.add(what, due_ms, network=desk.session.profile.id,
                                chat_name="" if chat is None else chat.name)
    if added is None:
        raise UserError(f"You have {MAX_REMINDERS} reminders already.", "Cancel one first: /remind cancel NUMBER")
    tools.reminders_changed()
    when = when_text(tools.times.moment(due_ms), tools.times.moment(now_ms))
    desk.answer(f"You will be reminded {when}. To cancel it, type /remind cancel {added.number}")


def _list(desk: Desk) -> None:
    tools = desk.tools
    if not tools.reminders.all:
        desk.answer("You have no reminders. Make one with /remind 20m text")
    now = tools.times.moment(desk.clock.now_ms())
    for reminder in tools.reminders.all:
        desk.answer(listed_text(reminder, tools.times.moment(reminder.due_ms), now))


def _cancel(desk: Desk, number: str) -> None:
    is_number = number.isascii() and number.isdigit() and len(number) <= _MAX_DIGITS
    cancelled = desk.tools.reminders.cancel(int(number)) if is_number else None
    if cancelled is None:
        raise UserError("There is no reminder with that number.", "Type /remind list to see them.")
    desk.tools.reminders_changed()
    desk.answer(f"You won't be reminded: {cancelled.text}")


COMMANDS = (
    SlashCommand(name="remind", usage=_USAGE, run=_remind, group=Group.APP,
                 help="Be reminded: /remind 20m tea, /remind 18:30 call olu, /remind in 2 hours text.",
                 takes=(take.word("list", choices=("list", "cancel", "20m", "1h", "18:00", "tomorrow")),
                        take.text())),
)
