"""All options, as they are declared in `models/settings`, and the check every value passes before it is set.

The file, `/set` and the page of settings hand values over here.
"""

from app.models.option import Kind, Option, Section, Value
from app.models.settings import declared

__all__ = ["OPTIONS", "InvalidValue", "Kind", "Option", "Section", "Value", "check_value", "nearest_name",
           "parse_value", "text_of"]

MOST_TEXT = 4000
_SWITCH_WORDS = {"on": True, "yes": True, "true": True, "1": True,
                 "off": False, "no": False, "false": False, "0": False}

OPTIONS: dict[str, Option] = {
    name: Option(name=name, default=default, **said) for name, default, said in declared()
}
"""By name, in the order of the file."""


class InvalidValue(ValueError):
    """A value an option can't have. The message says what it may be: "has to be on or off"."""


def check_value(option: Option, value: object) -> Value:
    """The value, when the option may have it. Raises InvalidValue."""
    if option.kind is Kind.SWITCH:
        if not isinstance(value, bool):
            raise InvalidValue("has to be on or off (true or false in the file)")
        return value
    if option.kind is Kind.NUMBER:
        return _check_number(option, value)
    if not isinstance(value, str):
        raise InvalidValue('has to be a text (in "quotes" in the file)')
    return _check_text(option, value)


def parse_value(option: Option, typed: str) -> Value:
    """The value people mean by what they typed. Raises InvalidValue."""
    typed = typed.strip()
    if option.kind is Kind.SWITCH:
        return check_value(option, _SWITCH_WORDS.get(typed.casefold(), typed))
    if option.kind is Kind.NUMBER:
        sign, digits = typed[:1] if typed[:1] in ("-", "+") else "", typed.lstrip("+-")
        is_number = digits.isascii() and digits.isdigit() and len(digits) <= len(str(option.most)) + 1
        return check_value(option, int(sign + digits) if is_number else typed)
    if option.kind is Kind.CHOICE and option.choices:
        folded = typed.casefold()
        typed = next((key for key, name in option.choices if folded in (key.casefold(), name.casefold())), typed)
    return check_value(option, typed)


def text_of(option: Option, value: Value) -> str:
    """A value as people read and type it; `parse_value` gives the value again."""
    if option.kind is Kind.SWITCH:
        return "on" if value else "off"
    return str(value)


def nearest_name(name: str) -> str:
    """The option that may have been meant by a name there is none of; "" when none is near."""
    # Imported here: names are seldom misspelt.
    from difflib import get_close_matches

    return next(iter(get_close_matches(name[:64].casefold(), OPTIONS, n=1, cutoff=0.7)), "")


def _check_number(option: Option, value: object) -> int:
    # A switch is a number to Python, but `keep_days = true` is not one day.
    if isinstance(value, bool) or not isinstance(value, int) or not option.least <= value <= option.most:
        unit = f" {option.unit}" if option.unit else ""
        raise InvalidValue(f"has to be a whole number from {option.least} to {option.most}{unit}")
    return value


def _check_text(option: Option, value: str) -> str:
    if len(value) > MOST_TEXT:
        raise InvalidValue(f"has to be shorter than {MOST_TEXT} characters")
    if option.is_listed and not value.isprintable():
        raise InvalidValue("has to be one line of readable characters")
    if option.kind is Kind.CHOICE and option.choices and value not in dict(option.choices):
        raise InvalidValue(f"has to be one of {', '.join(key for key, _ in option.choices)}")
    if option.kind is Kind.HOURS and value:
        # Imported here: most people keep no quiet hours.
        from app.models.quiet_hours import quiet_hours

        if quiet_hours(value) is None:
            raise InvalidValue("has to be hours such as 22:00-07:00, or 22:00-07:00 fri sat")
    return value
