"""Commands about what others see us do, and how little we want to be disturbed."""

from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand, ask_server, parted
from app.controllers.desk import Desk
from app.controllers.plain_text import plain_text
from app.controllers.user_error import UserError
from app.controllers.when import parse_when
from app.controllers.wording.reminders import when_text
from app.models.levels import MAX_SNOOZE_MS
from app.models.metadata_watch import STATUS_KEY
from app.protocol.capabilities import METADATA
from app.protocol.commands import SetMetadata

_MAX_STATUS = 200
_NONE = ("clear", "off", "none", "-")


def _status(desk: Desk, text: str) -> None:
    """A key of METADATA where the server has it (metadata.md, "status"); else it is why we are away."""
    session = desk.session
    has_metadata = not session.capabilities.isdisjoint(METADATA)
    if not text:
        me = session.chat_state.person(session.nick)
        now = me.metadata.get(STATUS_KEY, "") if me is not None else ""
        desk.answer(f"Your status is: {plain_text(now)}" if now else "You have no status. Set one with /status text")
        return
    wanted = "" if text.casefold() in _NONE else text
    if len(wanted.encode()) > _MAX_STATUS:
        raise UserError("That is too long for a status.", f"About {_MAX_STATUS} letters fit.")
    if has_metadata:
        ask_server(desk, SetMetadata(key=STATUS_KEY, value=wanted or None))
        desk.answer(f"Your status is now: {wanted}" if wanted else "You have no status any more.")
        return
    session.set_away(wanted or None)
    desk.answer(f"This server has no place for a status, so you are away with it: {wanted}" if wanted
                else "You are back, and have no status any more.")


def _dnd(desk: Desk, text: str) -> None:
    """Alone, it turns round; with a time, it ends by itself; words behind the time are why we are away."""
    word, rest = parted(text)
    settings = desk.settings
    if word.casefold() in ("off", "on") and not rest:
        settings.do_not_disturb, settings.snoozed_until_ms = word.casefold() == "on", 0
    elif text:
        _quiet_until(desk, text)
        return
    else:
        is_quiet = settings.do_not_disturb or settings.snoozed_until_ms > desk.clock.now_ms()
        settings.do_not_disturb, settings.snoozed_until_ms = not is_quiet, 0
    desk.answer("Nothing asks for your attention until you type /dnd off." if settings.do_not_disturb
                else "You are told again of what is meant for you.")


def _quiet_until(desk: Desk, text: str) -> None:
    now_ms, times = desk.clock.now_ms(), desk.tools.times
    found = parse_when(text, now_ms, times)
    if found is None or found[0] - now_ms > MAX_SNOOZE_MS:
        raise UserError("That is no time in the next month.", "Use it like this: /dnd 2h, or /dnd 18:30, or /dnd off")
    until_ms, reason = found
    desk.settings.do_not_disturb, desk.settings.snoozed_until_ms = False, until_ms
    desk.answer(f"Nothing asks for your attention until {_end_text(desk, until_ms, now_ms)}.")
    if reason:
        desk.session.set_away(reason)
        desk.answer(f"Others see that you are away: {reason}. Type /back when you are back.")


def _end_text(desk: Desk, until_ms: int, now_ms: int) -> str:
    times = desk.tools.times
    when = when_text(times.moment(until_ms), times.moment(now_ms))
    return when.removeprefix("at ").removeprefix("on ")


COMMANDS = (
    SlashCommand(name="status", usage="/status [text, or clear]", run=_status, group=Group.PEOPLE,
                 help="Say what you are doing, for others to see beside your name.", takes=(take.line(),)),
    SlashCommand(name="dnd", usage="/dnd [TIME [reason], on or off]", run=_dnd, group=Group.QUIET,
                 help="Let nothing ask for your attention, for a time such as 2h, or until you say off.",
                 takes=(take.word("TIME", choices=("30m", "1h", "2h", "tomorrow", "off")), take.line(name="reason"))),
)
