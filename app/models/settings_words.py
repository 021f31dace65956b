"""How the settings file explains itself: each option has its meaning, its kind and its default above it."""

from app.models.option import Kind, Option, Section, Value

VERSION_KEY = "version"
HEAD = (
    "# Settings of Group Chat. Change them here or in its window: what you save here is used at once.",
    "# Lines that begin with # explain; your own ones stay. Group Chat changes nothing else than values.",
    "",
    "# Which form this file has. Leave it as it is.",
)
_FORMS = {
    Kind.SWITCH: "true or false",
    Kind.TEXT: "a text",
    Kind.WORDS: "words or phrases, parted by commas",
    Kind.HOURS: "hours of the day, and days if not all",
    Kind.FILE: "the path of a file",
    Kind.FOLDER: "the path of a folder",
    Kind.CHOICE: "the short name of one",
}


def section_head(section: Section) -> list[str]:
    """The lines above the first option of a section."""
    return ["", "", f"# ---- {section.value or 'Remembered'} ----"]


def documented(option: Option) -> list[str]:
    """The comment above an option."""
    said = f"# {option.label}: {option.help}" if option.label else f"# {option.help} Kept by the window itself."
    return [said, f"# Has to be {_form(option)}. Default: {toml_of(option.default)}"]


def toml_of(value: Value) -> str:
    """A value as TOML writes it: a basic string is written as JSON writes one."""
    # Imported here: nothing is written before the first paint.
    import json

    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _form(option: Option) -> str:
    if option.kind is Kind.NUMBER:
        unit = f" {option.unit}" if option.unit else ""
        return f"a whole number from {option.least} to {option.most}{unit}"
    if option.choices:
        return f"one of {', '.join(toml_of(key) for key, _ in option.choices)}"
    return _FORMS[option.kind]
