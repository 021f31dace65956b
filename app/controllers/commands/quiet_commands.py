"""Commands about what people want to hear: which chats are muted, which words are highlighted."""

from dataclasses import replace

from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand
from app.controllers.desk import Desk, open_chat_of
from app.controllers.user_error import UserError
from app.models.highlights import line_of_words, words_of
from app.models.quiet_hours import quiet_hours

_QUIET_USAGE = "/quiet [FROM-TO [days], or off]"


def _mute(desk: Desk, _text: str) -> None:
    _set_muted(desk, is_muted=True)


def _unmute(desk: Desk, _text: str) -> None:
    _set_muted(desk, is_muted=False)


def _set_muted(desk: Desk, *, is_muted: bool) -> None:
    chat = open_chat_of(desk)
    desk.session.choose(chat, replace(chat.options, is_muted=is_muted))
    name = chat.name or "The server's chat"
    desk.answer(f"{name} is muted." if is_muted else f"{name} is no longer muted.")


def _highlight(desk: Desk, text: str) -> None:
    """A word that is there already is taken out."""
    words = words_of(desk.settings.highlights)
    if text:
        wanted = words_of(text)
        if not wanted:
            raise UserError("That can't be highlighted.", "A word has at most 60 characters.")
        known = {word.casefold() for word in words}
        names = {word.casefold() for word in wanted}
        kept = tuple(word for word in words if word.casefold() not in names)
        words = words_of(line_of_words((*kept, *(word for word in wanted if word.casefold() not in known))))
        desk.settings.highlights = line_of_words(words)
    desk.answer(f"Highlighted besides your name: {line_of_words(words)}." if words
                else "Only your name is highlighted.")


def _quiet(desk: Desk, text: str) -> None:
    if text.casefold() == "off":
        desk.settings.quiet_hours = ""
    elif text:
        if quiet_hours(text) is None:
            raise UserError("Those are no hours.", "Use it like this: /quiet 22:00-07:00 or /quiet 22:00-07:00 fri sat")
        desk.settings.quiet_hours = text
    hours = desk.settings.quiet_hours
    desk.answer(f"Nothing asks for your attention {hours}." if hours else "You have no quiet hours.")


COMMANDS = (
    SlashCommand(name="mute", usage="/mute", help="Let nothing in this chat ask for your attention.", run=_mute,
                 group=Group.QUIET),
    SlashCommand(name="unmute", usage="/unmute", help="Let this chat ask for your attention again.", run=_unmute,
                 group=Group.QUIET),
    SlashCommand(name="quiet", usage=_QUIET_USAGE, help="Choose hours in which nothing asks for your attention.",
                 run=_quiet, group=Group.QUIET, takes=(take.words("FROM-TO", choices=("22:00-07:00", "off")),)),
    SlashCommand(name="highlight", usage="/highlight [word, phrase]", group=Group.QUIET,
                 help="Highlight a word like your name, or no longer; alone, list them.", run=_highlight,
                 takes=(take.line(name="word"),)),
)
