"""Polls that work on every server: a numbered message; people react with a number, or where they can't, write it."""

from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand
from app.controllers.commands.writing_commands import say
from app.controllers.desk import Desk, open_chat_of
from app.controllers.formatting import without_formatting
from app.controllers.message_deeds import REACTIONS
from app.controllers.user_error import UserError
from app.controllers.wording.times import count_text
from app.models.chats import Chat, Entry

NUMBERS = ("1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣", "7️⃣", "8️⃣", "9️⃣")
_BEGINNING = "📊 "
_BETWEEN = " · "
_HINT = "Use it like this: /poll Where to? | Ridge | Lake"


def _poll(desk: Desk, text: str) -> None:
    if not text:
        _count(desk)
        return
    question, *options = (part.strip() for part in text.split("|"))
    options = [option for option in options if option]
    if not question or len(options) < 2:
        raise UserError("A poll has a question and two answers or more, parted by |.", _HINT)
    if len(options) > len(NUMBERS):
        raise UserError(f"A poll has {len(NUMBERS)} answers at most.", "Leave some out.")
    numbered = _BETWEEN.join(f"{number} {option}" for number, option in zip(NUMBERS, options, strict=False))
    say(desk, f"{_BEGINNING}{question} {numbered}")
    if REACTIONS.is_there(desk.session):
        desk.answer(f"People vote by reacting with {NUMBERS[0]} and so on. Type /poll to count.")
    else:
        desk.answer("This server can't carry reactions: people vote by writing the number. Type /poll to count.")


def _count(desk: Desk) -> None:
    """The votes for the newest poll of the open chat: a reaction each, or a message that is nothing but its number."""
    chat = open_chat_of(desk)
    found = next((index for index in range(len(chat.entries) - 1, -1, -1) if _is_poll(chat.entries[index])), None)
    if found is None:
        raise UserError("There is no poll here.", _HINT)
    written = without_formatting(chat.entries[found].text)
    options = [number for number in NUMBERS if number in written]
    votes = {number: _voters(chat, found, number) for number in options}
    title = written.removeprefix(_BEGINNING).split(NUMBERS[0])[0].strip()
    counted = _BETWEEN.join(f"{number} {count_text(len(voters), 'vote')}" for number, voters in votes.items())
    desk.answer(f"{title} {counted}")


def _is_poll(entry: Entry) -> bool:
    return entry.is_message and not entry.is_redacted and entry.text.startswith(_BEGINNING) and NUMBERS[0] in entry.text


def _voters(chat: Chat, poll: int, number: str) -> set[str]:
    """By name, each once for each answer."""
    entry = chat.entries[poll]
    reacted = {nick.casefold() for each in entry.reactions if each.text == number for nick in each.nicks}
    digit = number[0]
    wrote = {each.nick.casefold() for each in chat.entries[poll + 1 :]
             if each.is_message and not each.is_redacted and each.text.strip() in (digit, number)}
    return reacted | wrote


COMMANDS = (
    SlashCommand(name="poll", usage="/poll [question | answer | answer …]", run=_poll, group=Group.WRITING,
                 help="Ask a question with numbered answers, for people to vote by reacting; alone, count the votes.",
                 takes=(take.line(name="question"),)),
)
