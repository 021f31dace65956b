"""Emoji by name: `:tada:` becomes 🎉, `:ta` is completed. The names are those of Unicode, and the short ones chats use.

The names are read when the first one is asked for: most messages have none, and reading takes a tenth of a second.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from app.protocol.web_links import URL

_NAME = re.compile(rf"(?P<url>{URL})|(?<![\w:/]):(?P<name>[a-z0-9_+\-]+):(?![\w:/])", re.IGNORECASE)
_FACES = {
    ":)": "🙂", ":-)": "🙂", ":D": "😀", ":-D": "😀", ";)": "😉", ";-)": "😉", ":(": "🙁", ":-(": "🙁", ":P": "😛",
    ":-P": "😛", ":'(": "😢", ":O": "😮", ":-O": "😮", "<3": "❤️", ":*": "😘", ":-*": "😘", "B-)": "😎",
}
_FACE = re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, _FACES))})(?!\S)")
_FULLY_QUALIFIED = 2
_MOST_OFFERED = 50
_SHORTEST_BEGINNING = 2


def with_emoji(text: str) -> str:
    """The text with emoji for their names. Unknown names, times and addresses stay."""
    return _NAME.sub(_picture_or_same, text) if text.count(":") > 1 else text


def with_faces(text: str) -> str:
    """The text with emoji for faces made of signs, which stand alone."""
    return _FACE.sub(lambda found: _FACES[found[0]], text)


def named(beginning: str) -> Sequence[tuple[str, str]]:
    """The emoji whose names begin like this, each with its name, the shortest names first."""
    beginning = beginning.lower()
    if len(beginning) < _SHORTEST_BEGINNING:
        return ()
    names, pictures = _sorted_names(), _pictures()
    found = []
    for name in names[bisect_left(names, beginning) :]:
        if not name.startswith(beginning):
            break
        found.append((pictures[name], name))
    found.sort(key=lambda pair: (len(pair[1]), pair[1]))
    first_names: dict[str, str] = {}
    for picture, name in found:
        first_names.setdefault(picture, name)
    return list(first_names.items())[:_MOST_OFFERED]


def _picture_or_same(found: re.Match[str]) -> str:
    name = found["name"]
    return found[0] if name is None or name.isdigit() else _pictures().get(name.lower(), found[0])


@cache
def _pictures() -> dict[str, str]:
    # Imported here: it is large, and the window should be up before it is read.
    from emoji import EMOJI_DATA

    pictures: dict[str, str] = {}
    for picture, about in EMOJI_DATA.items():
        if about["status"] == _FULLY_QUALIFIED:
            for name in (about["en"], *about.get("alias", ())):
                pictures.setdefault(name.strip(":").lower(), picture)
    return pictures


@cache
def _sorted_names() -> list[str]:
    return sorted(_pictures())
