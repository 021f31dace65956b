"""Commands of people's own: what `/name` is to stand for."""

from collections.abc import Callable

from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand, parted
from app.controllers.desk import Desk
from app.controllers.user_error import UserError
from app.models.aliases import MAX_ALIASES, NAME, PARTING, aliases_of, setting_of
from app.models.options import MOST_TEXT

_EXAMPLE = "Use it like this: /alias hi say Hello $1, nice to see you"


def commands(is_taken: Callable[[str], bool]) -> tuple[SlashCommand, ...]:
    """The commands; `is_taken` says whether the app has a command of that name, which no alias may hide."""
    return (
        SlashCommand(name="alias", usage="/alias [NAME command]", group=Group.APP,
                     run=lambda desk, text: _alias(desk, text, is_taken),
                     help="Make a command of your own: $1 is its first word, $2- the rest; alone, list them.",
                     takes=(take.word("NAME"), take.line(name="command"))),
        SlashCommand(name="unalias", usage="/unalias NAME", help="Take away a command of your own.", run=_unalias,
                     group=Group.APP, takes=(take.word("NAME", "Say which one."),)),
    )


def _alias(desk: Desk, text: str, is_taken: Callable[[str], bool]) -> None:
    """Alone, it lists; a name alone is explained; a name and a text are kept."""
    aliases = aliases_of(desk.settings.aliases)
    name, meaning = parted(text)
    name = name.removeprefix("/").casefold()
    if not text:
        _list(desk, aliases)
    elif not meaning:
        if name not in aliases:
            raise UserError(f"There is no alias /{name}.", _EXAMPLE)
        desk.answer(f"/{name} stands for /{aliases[name]}")
    else:
        if is_taken(name):
            raise UserError(f"/{name} is a command already, and an alias would hide it.", "Choose another name.")
        _add(desk, aliases, name, meaning.removeprefix("/"))


def _list(desk: Desk, aliases: dict[str, str]) -> None:
    if not aliases:
        desk.answer(f"You have no aliases. {_EXAMPLE}")
    for name, meaning in sorted(aliases.items()):
        desk.answer(f"/{name} stands for /{meaning}")


def _add(desk: Desk, aliases: dict[str, str], name: str, meaning: str) -> None:
    if not NAME.fullmatch(name):
        raise UserError("An alias has a short name of letters and digits.", _EXAMPLE)
    if PARTING in meaning or not meaning.isprintable():
        raise UserError(f"An alias is one line without {PARTING}.", _EXAMPLE)
    after = {**aliases, name: meaning}
    kept = setting_of(after)
    if len(after) > MAX_ALIASES or len(kept) > MOST_TEXT:
        raise UserError("You have as many aliases as can be kept.", "Take one away with /unalias NAME.")
    desk.settings.aliases = kept
    desk.answer(f"/{name} stands for /{meaning}")


def _unalias(desk: Desk, text: str) -> None:
    name = parted(text)[0].removeprefix("/").casefold()
    aliases = aliases_of(desk.settings.aliases)
    if aliases.pop(name, None) is None:
        raise UserError(f"There is no alias /{name}.", "Type /alias to see them.")
    desk.settings.aliases = setting_of(aliases)
    desk.answer(f"/{name} stands for nothing any more.")

