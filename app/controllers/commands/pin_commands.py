"""Commands that pin messages: they can be found again whatever is said later."""

from app.controllers.chat_keys import key_of
from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand, parted
from app.controllers.desk import Desk, open_chat_of
from app.controllers.formatting import without_formatting
from app.controllers.plain_text import plain_text
from app.controllers.user_error import UserError
from app.controllers.wording.times import day_text, time_text
from app.models.chats import Chat, Entry
from app.models.pins import MAX_PINS, Pin

_SHOWN = 160
_LISTED = "Pinned here, on this computer alone:"
_NO_NUMBER = "There is no pinned message with that number."


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
    desk.answer(f"Pinned for you: {_text_of(pin)}")


def _fits(entry: Entry, wanted: str) -> bool:
    return entry.is_message and not entry.is_redacted and wanted in without_formatting(entry.text).casefold()


def _list(desk: Desk, chat: Chat) -> None:
    pins, times = desk.tools.pins.of(key_of(chat.id)), desk.tools.times
    desk.answer(_LISTED if pins else "Nothing is pinned here. Pin the newest message with /pin last")
    for number, pin in enumerate(pins, 1):
        moment = times.moment(pin.time_ms)
        desk.answer(f"{number}. {_text_of(pin)} — {day_text(moment)}, {time_text(moment)}")


def _unpin(desk: Desk, text: str) -> None:
    number, chat = parted(text)[0], open_chat_of(desk)
    pins = desk.tools.pins
    removed = pins.remove(key_of(chat.id), int(number)) if number.isdecimal() and len(number) < len("1000") else None
    if removed is None:
        raise UserError(_NO_NUMBER, "Type /pin to see them.")
    desk.answer(f"No longer pinned: {_text_of(removed)}")


def _text_of(pin: Pin) -> str:
    said = without_formatting(pin.text)
    return f"{plain_text(pin.nick)}: {said if len(said) <= _SHOWN else said[:_SHOWN] + '…'}"


COMMANDS = (
    SlashCommand(name="pin", usage="/pin [last, or words]", run=_pin, group=Group.CHATS,
                 help="Pin the newest message, or the newest with these words; alone, list what is pinned here.",
                 takes=(take.line(name="words"),)),
    SlashCommand(name="unpin", usage="/unpin NUMBER", help="Take away what is pinned under that number.", run=_unpin,
                 group=Group.CHATS, takes=(take.word("NUMBER", "Say which one."),)),
)
