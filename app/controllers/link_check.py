"""What may deceive about a link: a text that isn't its address, a name in front of the host, letters that look alike.

Nothing is said against a link that shows plainly where it leads.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum

from app.protocol.web_links import link_at

_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_ENCODED_NAME = re.compile(r"(?:^|\.)xn--", re.IGNORECASE)
_SHOWN_HOST = re.compile(r" \([^()\s]+\)$")
_UNSEEN = frozenset({"Cf", "Cc", "Zs", "Zl", "Zp"})


class Hazard(Enum):
    """Why people should look twice."""

    OTHER_TEXT = "other text"
    LOGIN = "login"
    ODD_NAME = "odd name"
    UNSEEN = "unseen"


def hazards_of(url: str, shown: str = "") -> tuple[Hazard, ...]:
    """What may deceive about a web address; `shown` is the text it stands behind, "" where that is the address."""
    return tuple(_hazards(url, shown))


def _hazards(url: str, shown: str) -> Iterator[Hazard]:
    link = link_at(url)
    if shown and not _is_plainly(url, shown):
        yield Hazard.OTHER_TEXT
    if link is None or link.length != len(url):
        # A part of it is no part of an address as people read it.
        yield Hazard.UNSEEN
        return
    if link.has_login:
        yield Hazard.LOGIN
    if _ENCODED_NAME.search(link.host) or link.host.lower() != _host_as_written(url):
        yield Hazard.ODD_NAME
    if any(unicodedata.category(char) in _UNSEEN for char in url):
        yield Hazard.UNSEEN


def _host_as_written(url: str) -> str:
    link = link_at(url)
    start = 0 if link is None else len(link.before)
    return url[start : start + (0 if link is None else len(link.host))].lower()


def _is_plainly(url: str, shown: str) -> bool:
    """Whether the text is the address, perhaps without what every address begins with."""
    return _bare(without_host(shown)) == _bare(url)


def without_host(shown: str) -> str:
    """The text of a link without the host that stands behind it in brackets."""
    return _SHOWN_HOST.sub("", shown.strip())


def _bare(address: str) -> str:
    return _SCHEME.sub("", address).removesuffix("/")
