"""What Tab offers behind a slash command: what the row of the command says it takes there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

from app.controllers.commands.command import SlashCommand
from app.controllers.commands.parameters import TEXTS, Kind, Parameter
from app.models.option import Kind as OptionKind
from app.models.options import OPTIONS
from app.values import frozen

_SWITCH = ("on", "off")
_DEFAULT = "default"


def _nothing() -> Sequence[str]:
    return ()


@frozen(kw_only=True)
class Offers:
    """The words there are of each kind now."""

    nicks: Sequence[str] = ()
    channels: Sequence[str] = ()
    commands: Mapping[str, SlashCommand] = field(default_factory=dict)
    themes: Callable[[], Sequence[str]] = _nothing
    layouts: Callable[[], Sequence[str]] = _nothing


def offered(before: str, offers: Offers) -> Sequence[str] | None:
    """What may stand behind `before`, the part of a command up to the word; None where any text may.

    Nothing is offered behind what is no command.
    """
    name, *words = before[1:].split() or [""]
    command = offers.commands.get(name.casefold())
    parameter = None if command is None else _parameter_at(command, len(words))
    if command is None or parameter is None:
        return None
    if command.name == "set" and words:
        return _values_of(words[0])
    if parameter.choices:
        return parameter.choices
    return None if parameter.kind in TEXTS else _words_of(parameter.kind, offers)


def _parameter_at(command: SlashCommand, place: int) -> Parameter | None:
    if place < len(command.takes):
        return command.takes[place]
    last = command.takes[-1] if command.takes else None
    return last if last is not None and (last.repeats or last.kind in TEXTS) else None


def _words_of(kind: Kind, offers: Offers) -> Sequence[str] | None:
    match kind:
        case Kind.NICK:
            return offers.nicks
        case Kind.CHANNEL:
            return offers.channels
        case Kind.TARGET:
            return (*offers.nicks, *offers.channels)
        case Kind.THEME:
            return offers.themes()
        case Kind.LAYOUT:
            return offers.layouts()
        case Kind.OPTION:
            return [option.name for option in OPTIONS.values() if option.is_listed]
        case Kind.COMMAND:
            return sorted({command.name for command in offers.commands.values()})
        case _:
            return None


def _values_of(name: str) -> Sequence[str]:
    option = OPTIONS.get(name.casefold())
    if option is None:
        return ()
    choices = _SWITCH if option.kind is OptionKind.SWITCH else tuple(key for key, _ in option.choices)
    return (*choices, _DEFAULT)
