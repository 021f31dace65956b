"""Commands that pin messages: they can be found again whatever is said later."""

from app.controllers.chat_keys import key_of
from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand, parted
from app.controllers.desk import Desk, open_chat_of
from app.controllers.formatting import without_formatting
from app.controllers.pinned import pinned_in, share, unpin
from app.controllers.plain_text import plain_text
from app.controllers.user_error import UserError
from app.controllers.wording.times import day_text, time_text
from app.models.chats import Chat, Entry
from app.models.pins import MAX_PINS, Pin

_SHOWN = 160
_MAX_DIGITS = 3


def _pin(desk: Desk, text: str) -> None:
    """Alone, it lists; with words, it pins the newest message that has them; `last` is the newest of all."""
    chat = open_chat_of(desk)
    if not text:
        _list(desk, chat)
        return
    wanted = "" if text.casefold() == "last" else text.casefold()
    entry = next((each for each in reversed(chat.entries) if _fits(each, wanted)), None)
    if entry is None:
        raise UserError(f"No message here has “{text}”." if wanted else "There is no message to pin.",
                        "Type /pin and some of its words.")
    pin = Pin(nick=entry.nick, text=entry.text, time_ms=entry.time_ms, msgid=entry.msgid)
    if not desk.tools.pins.add(key_of(chat.id), pin):
        raise UserError("That is pinned already, or too much is.",
                        f"A chat can have {MAX_PINS}. Type /pin to see them.")
    is_shared = share(desk.session, chat, pin)
    desk.answer(f"{'Pinned for everybody here' if is_shared else 'Pinned on this computer'}: {_text_of(pin)}")


def _fits(entry: Entry, wanted: str) -> bool:
    return entry.is_message and not entry.is_redacted and wanted in without_formatting(entry.text).casefold()


def _list(desk: Desk, chat: Chat) -> None:
    pinned = pinned_in(desk.session, chat, desk.tools.pins)
    desk.answer("Pinned here:" if pinned else "Nothing is pinned here. Pin the newest message with /pin last")
    for number, each in enumerate(pinned, 1):
        whose = "for everybody" if each.is_shared else "on this computer"
        desk.answer(f"{number}. {_text_of(each.pin)} ({whose}{_time_of(desk, each.pin)})")


def _unpin(desk: Desk, text: str) -> None:
    number, chat = parted(text)[0], open_chat_of(desk)
    is_number = number.isascii() and number.isdigit() and len(number) <= _MAX_DIGITS
    removed = unpin(desk.session, chat, desk.tools.pins, int(number)) if is_number else None
    if removed is None:
        raise UserError("There is no pinned message with that number.", "Type /pin to see them.")
    desk.answer(f"No longer pinned: {_text_of(removed.pin)}")


def _text_of(pin: Pin) -> str:
    said = without_formatting(pin.text)
    shown = said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"
    return f"{plain_text(pin.nick)}: {shown}" if pin.nick else shown


def _time_of(desk: Desk, pin: Pin) -> str:
    if not pin.time_ms:
        return ""
    moment = desk.tools.times.moment(pin.time_ms)
    return f", {day_text(moment)}, {time_text(moment)}"


COMMANDS = (
    SlashCommand(name="pin", usage="/pin [last, or words]", run=_pin, group=Group.CHATS,
                 help="Pin the newest message, or the newest with these words; alone, list them. Where you may, it is "
                      "for everybody in the channel, else for you on this computer.",
                 takes=(take.line(name="words"),)),
    SlashCommand(name="unpin", usage="/unpin NUMBER", help="Take away what is pinned under that number.", run=_unpin,
                 group=Group.CHATS, takes=(take.word("NUMBER", "Say which one."),)),
)
