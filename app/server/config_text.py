"""A config as a TOML file that explains itself: what `serve --print-config` prints, and the documented defaults.

Passwords are left out: what is printed is often shown to others.
"""

import json
from dataclasses import fields

from app.server.config import Config
from app.server.option_words import SECTION_WORDS, WORDS

_COLUMN = 39
_SECRETS = frozenset({("server", "password"), ("mail", "password")})
_HEAD = """\
# Every option of the Group Chat server. Keep what you change, delete the rest, and start it with:
#   python main.py serve --config FILE.toml
# REHASH and SIGHUP read the file again; [listen] and server.name count from the next start on.
"""


def config_text(config: Config) -> str:
    """The config as TOML, each option with what it is for; where it was changed, with its default."""
    defaults, parts = Config(), [_HEAD]
    for name in (each.name for each in fields(Config)):
        section = getattr(config, name)
        parts.append(_commented(f"[{name}]", SECTION_WORDS.get(name, "")))
        if isinstance(section, dict):
            parts.extend(f"# {_value(key)} = (a password that is not shown)" for key in section)
        else:
            default = getattr(defaults, name)
            parts.extend(_option(name, each.name, getattr(section, each.name), getattr(default, each.name))
                         for each in fields(section))
        parts.append("")
    return "\n".join(parts)


def _option(section: str, key: str, value: object, default: object) -> str:
    words = WORDS[section][key]
    if value == default:
        return _commented(f"{key} = {_value(value)}", words)
    if (section, key) in _SECRETS:
        return _commented(f"# {key} = (is set, and not shown)", words)
    return _commented(f"{key} = {_value(value)}", f"{words} (default: {_value(default)})")


def _commented(text: str, words: str) -> str:
    return f"{text.ljust(_COLUMN - 1)} # {words}" if words else text


def _value(value: object) -> str:
    """A value as TOML writes it. JSON writes texts, truths and lists the same, but leaves DEL as it is."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
