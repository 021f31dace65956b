"""Addresses in a text: where each ends, where it leads, and how it is shown so that it can't pretend to be another.

Only web pages and chats are links. `mailto:` and `xmpp:` are left as text: they start other programs with whatever the
sender put behind the address.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from app.values import frozen

_ENDS = r"\s\\<>\"“”«»„，。、；：？！（）「」『』【】《》"
"""A backslash ends an address too: to some programs it is a slash, to others a part of a login, so that nobody could
say where it leads."""
URL = rf"(?<![0-9A-Za-z\u00c0-\u0dff@])(?:(?:https?|ircs?)://|www\.(?=[\w-]+\.\w))[^{_ENDS}]+"
"""Finds an address with what may still belong to the sentence behind it; see `url_end`."""
_URL = re.compile(URL, re.IGNORECASE)
_PARTS = re.compile(r"(?P<scheme>[a-z]+://)(?P<login>[^/?#\\]*@)?(?P<host>\[[^\]]*\]|[^/?#:\\@]*)", re.IGNORECASE)
_AFTER_URL = ".,;:!?'’…*_~|`"
_PAIRS = {")": "(", "]": "[", "}": "{"}

_TOGETHER = (
    frozenset({"CJK", "HIRAGANA", "KATAKANA"}), frozenset({"CJK", "HANGUL"}), frozenset({"CJK", "BOPOMOFO"}),
)
"""Scripts that are written in one word."""
_LIKE_LATIN = {
    "CYRILLIC": frozenset("асеһіјӏорԛѕԝхуԁԍьѵѡгпкмтвн"),
    "GREEK": frozenset("αβεγικνορτυωχηρ"),
}
"""Letters that look like Latin ones: a name of nothing else may be read as another."""
_LAST_LATIN = "\u024f"


@frozen(kw_only=True)
class WebLink:
    """An address in a text, `length` characters long. `before`, `host` and `after` together are what is shown of it.

    `host` is where it really leads, as people should read it: names that mix scripts, or are made of look-alikes, are
    in the ASCII form that the network uses. `has_login`: something stands in front of the host that may pass for it.
    """

    length: int
    target: str
    before: str
    host: str
    after: str
    has_login: bool

    @property
    def shown(self) -> str:
        """The address as people see it."""
        return self.before + self.host + self.after


def link_at(text: str) -> WebLink | None:
    """The link that `text` begins with, None where it leads nowhere."""
    found = _URL.match(text)
    written = text[: url_end(found[0])] if found is not None else ""
    has_scheme = "://" in written[:8]
    address = written if has_scheme else f"https://{written}"
    parts = _PARTS.match(address)
    if not written or parts is None or not parts["host"].strip("."):
        return None
    host = safe_host(parts["host"])
    after = address[parts.end() :]
    before = address[: parts.start("host")]
    return WebLink(
        length=len(written), target=before + host + after, before=before if has_scheme else "", host=host,
        after=after, has_login=parts["login"] is not None,
    )


def host_of(url: str) -> str:
    """Where a URL leads, as people should read it; "" for what is no link."""
    link = link_at(url)
    return link.host.lower() if link is not None else ""


def url_end(url: str) -> int:
    """Where a URL ends: before what belongs to the sentence around it, such as a full stop or a bracket not opened."""
    unopened = {closing: url.count(closing) - url.count(opening) for closing, opening in _PAIRS.items()}
    end = len(url)
    while end and (url[end - 1] in _AFTER_URL or unopened.get(url[end - 1], 0) > 0):
        end -= 1
        if url[end] in unopened:
            unopened[url[end]] -= 1
    return end


@lru_cache(maxsize=256)
def safe_host(host: str) -> str:
    """A host's name as it can be shown: in ASCII where its letters may deceive."""
    if host.isascii():
        return host
    labels = re.split("[.\u3002\uff0e\uff61]", host)
    top_scripts = _scripts(labels[-1])
    return ".".join(label if _is_honest(label, top_scripts) else _in_ascii(label) for label in labels)


def _is_honest(label: str, top_scripts: frozenset[str]) -> bool:
    if label.isascii():
        return True
    letters = label.replace("-", "")
    scripts = _scripts(letters)
    if unicodedata.normalize("NFKC", label).lower() != label.lower() or not letters.isalnum():
        return False
    if scripts == {"LATIN"}:
        return max(letters) <= _LAST_LATIN
    if len(scripts) != 1 and not any(scripts <= together for together in _TOGETHER):
        return False
    alike = next((_LIKE_LATIN[script] for script in scripts if script in _LIKE_LATIN), frozenset[str]())
    return scripts == top_scripts or not set(letters.lower()) <= alike | set("0123456789")


def _scripts(letters: Iterable[str]) -> frozenset[str]:
    """The scripts of letters, by the first word of their names; digits and hyphens have none."""
    return frozenset(unicodedata.name(char, "UNKNOWN").split(" ")[0] for char in letters if char.isalpha())


def _in_ascii(label: str) -> str:
    folded = unicodedata.normalize("NFKC", label).lower()
    return folded if folded.isascii() else f"xn--{folded.encode('punycode').decode('ascii')}"
