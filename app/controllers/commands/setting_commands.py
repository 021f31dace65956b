"""The command that shows and changes every setting there is."""

from collections.abc import Callable

from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand, parted
from app.controllers.commands.parameters import Kind, Parameter
from app.controllers.desk import Desk
from app.controllers.user_error import UserError
from app.models.options import OPTIONS, InvalidValue, Option, Section, Value, nearest_name, parse_value, text_of

_DEFAULT = "default"
_CLEAR = '""'
_SHOWN = 80


def _set(desk: Desk, text: str) -> None:
    name, typed = parted(text)
    if typed.startswith("="):
        # As it stands in the file.
        typed = typed[1:].strip()
    if not name:
        _list(desk)
        return
    option = _option(name)
    if not typed:
        _explain(desk, option)
    else:
        _change(desk, option, typed)


def _list(desk: Desk) -> None:
    for section in Section:
        options = [option for option in OPTIONS.values() if option.section is section and option.is_listed]
        if options:
            desk.answer(f"{section.value}:")
        for option in options:
            desk.answer(f"{option.name} = {_shown(option, _value(desk, option))} — {option.label}")
    desk.answer("To change one, type /set NAME VALUE. /set NAME explains it.")


def _explain(desk: Desk, option: Option) -> None:
    desk.answer(f"{option.name} = {_shown(option, _value(desk, option))} — {option.help}")
    if option.choices:
        desk.answer(f"Choose from {', '.join(key for key, _ in option.choices)}.")
    desk.answer(f"Without being changed it is {_shown(option, option.default)}. To have that again, "
                f"type /set {option.name} {_DEFAULT}")


def _change(desk: Desk, option: Option, typed: str) -> None:
    try:
        is_default = typed.casefold() == _DEFAULT
        value = option.default if is_default else parse_value(option, "" if typed == _CLEAR else typed)
    except InvalidValue as error:
        raise UserError(f"{option.name} {error}.", f"Type /set {option.name} to see what it is.") from error
    chosen = _CHOSEN_ELSEWHERE.get(option.name)
    if chosen is not None and value:
        chosen(desk, str(value))
    else:
        setattr(desk.settings, option.name, value)
    desk.answer(f"{option.name} = {_shown(option, _value(desk, option))}")


def _option(name: str) -> Option:
    option = OPTIONS.get(name.casefold())
    if option is None or not option.is_listed:
        near = nearest_name(name)
        raise UserError(f"There is no setting {name}.", f"Did you mean {near}?" if near else "Type /set to list them.")
    return option


def _value(desk: Desk, option: Option) -> Value:
    value: Value = getattr(desk.settings, option.name)
    return value


def _shown(option: Option, value: Value) -> str:
    text = text_of(option, value) or "nothing"
    unit = f" {option.unit}" if option.unit else ""
    return (text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…") + unit


_CHOSEN_ELSEWHERE: dict[str, Callable[[Desk, str], None]] = {
    "theme": lambda desk, key: desk.choose_theme(key),
    "layout": lambda desk, key: desk.choose_layout(key),
}
"""What has keys that only the window knows."""

COMMANDS = (
    SlashCommand(name="set", usage="/set [NAME [VALUE, or default]]", run=_set, group=Group.APP,
                 help="List the settings, explain one, or change it.",
                 takes=(Parameter(name="NAME", kind=Kind.OPTION), take.line(name="VALUE"))),
)
