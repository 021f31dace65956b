"""Commands about what people want to hear: whom they ignore, which chats are muted, which words are highlighted."""

from dataclasses import replace

from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand
from app.controllers.desk import Desk, open_chat_of
from app.controllers.user_error import UserError
from app.controllers.wording.times import list_text
from app.models.highlights import line_of_words, words_of
from app.models.ignores import ALL_KINDS, MAX_IGNORES, Ignore, IgnoreKind, mask_of, with_ignore, without_ignore
from app.models.quiet_hours import quiet_hours

_IGNORE_USAGE = "/ignore [NAME or MASK] [messages notices invites ctcp]"
_QUIET_USAGE = "/quiet [FROM-TO [days], or off]"
_NO_MASK = "That is no name and no mask."


def _ignore(desk: Desk, text: str) -> None:
    rules = desk.session.profile.ignores
    if not text:
        _list_ignored(desk, rules)
        return
    typed, *named = text.split()
    mask = mask_of(typed)
    if not mask:
        raise UserError(_NO_MASK, f"Use it like this: {_IGNORE_USAGE}")
    after = with_ignore(rules, Ignore(mask, _kinds(named)))
    if after == rules and mask not in [rule.mask for rule in rules]:
        raise UserError(f"You ignore {MAX_IGNORES} already, and more can't be kept.", "Take one out with /unignore.")
    desk.session.ignore(after)
    desk.answer(f"You ignore {mask} from now on.")


def _kinds(named: list[str]) -> tuple[IgnoreKind, ...]:
    if not named or "all" in named:
        return ALL_KINDS
    known = {kind.value: kind for kind in IgnoreKind}
    for name in named:
        if name.casefold() not in known:
            raise UserError(f"{name} can't be ignored.", f"Choose from {list_text([*known, 'all'])}.")
    return tuple(kind for name, kind in known.items() if name in [each.casefold() for each in named])


def _list_ignored(desk: Desk, rules: tuple[Ignore, ...]) -> None:
    if not rules:
        desk.answer("You ignore nobody here.")
    for rule in rules:
        what = "" if rule.kinds == ALL_KINDS else f" ({list_text([kind.value for kind in rule.kinds])})"
        desk.answer(f"You ignore {rule.mask}{what}.")


def _unignore(desk: Desk, text: str) -> None:
    rules, mask = desk.session.profile.ignores, mask_of(text)
    after = without_ignore(rules, mask)
    if after == rules:
        raise UserError(f"You don't ignore {text}." if text else "Say whom to hear again.",
                        "Type /ignore to see whom you ignore.")
    desk.session.ignore(after)
    desk.answer(f"You hear {mask} again.")


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
    SlashCommand(name="ignore", usage=_IGNORE_USAGE, help="Hear nothing of someone, or list whom you ignore.",
                 run=_ignore, group=Group.QUIET,
                 takes=(take.nick(), take.words("messages", choices=(*(kind.value for kind in IgnoreKind), "all")))),
    SlashCommand(name="unignore", usage="/unignore NAME or MASK", help="Hear someone again.", run=_unignore,
                 group=Group.QUIET, takes=(take.nick("Say whom to hear again."),)),
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
