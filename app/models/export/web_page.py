"""A page for browsers: one file that needs no other, no script and no network, light or dark as the reader has it.

What people wrote is text here and nothing else: every character that means something to a browser is escaped.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import quote

from app.models.chats import Entry, EntryKind
from app.models.export.clean_text import clean_text
from app.models.export.page_colours import attributes_of
from app.models.export.page_style import STYLE
from app.models.export.writing import ChatHead, Part, Words
from app.protocol.formatting import Mark, Run
from app.protocol.message_text import runs_of
from app.protocol.web_links import URL, link_at
from app.values import frozen

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_FOOT = "</main>\n</body>\n</html>\n"
_TAGS = ((Mark.BOLD, "b", ""), (Mark.ITALIC, "i", ""), (Mark.UNDERLINE, "u", ""), (Mark.STRIKE, "s", ""),
         (Mark.MONO, "code", ""), (Mark.BLOCK, "code", ""), (Mark.REVERSE, "span", ' class="turned"'),
         (Mark.QUOTE, "span", ' class="quoted"'), (Mark.SPOILER, "span", ' class="spoiler" tabindex="0"'))
_LINK = re.compile(URL, re.IGNORECASE)
_LINK_MAX = 4_096
_QUOTED_MAX = 120
_KNOWN_MAX = 5_000
"""Messages that answers can quote: the newest so many."""


@frozen
class _Known:
    """A message that answers may come to: the file it is in, who said it, and its first words."""

    file: str
    nick: str
    words: str


class WebPageWriter:
    """A `ChatWriter`. Answers lead to what they answer in the files before, too."""

    def __init__(self, head: ChatHead, words: Words) -> None:
        self._head = head
        self._words = words
        self._file = ""
        self._day = ""
        self._known: dict[str, _Known] = {}

    def begin(self, file: str) -> str:
        """The head of the page."""
        self._file, self._day = file, ""
        head = self._head
        moment = self._words.moment(head.exported_ms)
        # The same network's name is not said twice where the chat is the server's own.
        where = f"{head.network} · " if head.name and head.network else ""
        way = f' · <a href="{quote(head.index)}">Contents</a>' if head.index else ""
        return _head(head.name or head.network, f"{_shown(where)}written down on {moment:%Y-%m-%d at %H:%M}{way}")

    def entries(self, entries: Sequence[Entry]) -> str:
        """A line for each, and a heading for each day."""
        return "".join(self._told(entry) for entry in entries)

    def end(self) -> str:
        """The foot of the page."""
        return _FOOT

    def _told(self, entry: Entry) -> str:
        moment = self._words.moment(entry.time_ms)
        day, before = f"{moment:%A, %Y-%m-%d}", ""
        if day != self._day:
            self._day, before = day, f"<h2><span>{day}</span></h2>\n"
        time = f'<time datetime="{moment.isoformat(timespec="milliseconds")}">{moment:%H:%M}</time>'
        if not entry.is_message:
            return f'{before}<p class="what">{time} {_shown(self._words.happening(entry))}</p>\n'
        name = f' id="{_name(entry.msgid)}"' if entry.msgid else ""
        self._remember(entry)
        return (f'{before}<article{name}><b class="who"><bdi>{_shown(entry.nick)}</bdi></b>{time}{self._quote(entry)}'
                f"{_text(entry)}{_reactions(entry)}</article>\n")

    def _remember(self, entry: Entry) -> None:
        if entry.msgid and not entry.is_redacted:
            words = "".join(run.text for run in runs_of(entry.text[: 2 * _QUOTED_MAX]))
            self._known[entry.msgid] = _Known(self._file, entry.nick, " ".join(words.split())[:_QUOTED_MAX])
            if len(self._known) > _KNOWN_MAX:
                del self._known[next(iter(self._known))]

    def _quote(self, entry: Entry) -> str:
        if not entry.reply_to:
            return ""
        known = self._known.get(entry.reply_to)
        if known is None:
            return '<span class="quote">An answer to a message that is not here</span>'
        file = "" if known.file == self._file else quote(known.file)
        return (f'<a class="quote" href="{file}#{_name(entry.reply_to)}">{_shown(known.nick)}: {_shown(known.words)}'
                "</a>")


def index_page(parts: Sequence[Part]) -> str:
    """The page that leads to all others of a folder."""
    items = "".join(f'<li><a href="{quote(part.file)}">{_shown(part.title)}</a> <span class="more">'
                    f"{_shown(part.network)}, {part.count:,} messages</span></li>\n" for part in parts)
    return _head("Contents", "") + f"<ul>\n{items}</ul>\n" + _FOOT


def _head(title: str, below: str) -> str:
    return ('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
            f"<title>{_shown(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<header>\n"
            f"<h1>{_shown(title)}</h1>\n<p>{below}</p>\n</header>\n<main>\n")


def _shown(text: str) -> str:
    """Words that are nothing but words to a browser."""
    return escape(clean_text(text))


def _name(msgid: str) -> str:
    """A msgid as the name of a place in a page, which has no spaces and means the same in a link to it."""
    return quote(msgid.encode("utf-8", "replace"), safe="")


def _text(entry: Entry) -> str:
    if entry.is_redacted:
        return '<div class="what">Message deleted</div>'
    words = "".join(_run(run) for run in runs_of(entry.text))
    if entry.kind is EntryKind.ACTION:
        words = f"<i>* {_shown(entry.nick)} {words}</i>"
    more = ' <span class="more">(edited)</span>' if entry.is_edited else ""
    return f'<div class="text" dir="auto">{words}{more}</div>'


def _run(run: Run) -> str:
    text = clean_text(run.text)
    html = escape(text) if run.marks & (Mark.MONO | Mark.BLOCK | Mark.SPOILER) else "".join(_linked(text))
    attributes = attributes_of(run.fore, run.back) if not run.marks & Mark.SPOILER else ""
    if attributes:
        html = f"<span{attributes}>{html}</span>"
    for mark, tag, look in _TAGS:
        if run.marks & mark:
            html = f"<{tag}{look}>{html}</{tag}>"
    return html


def _linked(text: str) -> Iterator[str]:
    end = 0
    if "://" not in text and "www." not in text.lower():
        yield escape(text)
        return
    for found in _LINK.finditer(text):
        # A part of the rest: to look at all of it for each link would take for ever where there are thousands.
        link = link_at(text[found.start() : found.start() + _LINK_MAX])
        if link is None or found.start() < end or not link.target.lower().startswith(("https://", "http://")):
            continue
        yield escape(text[end : found.start()])
        yield f'<a href="{escape(link.target)}" rel="noreferrer nofollow">{escape(link.shown)}</a>'
        end = found.start() + link.length
    yield escape(text[end:])


def _reactions(entry: Entry) -> str:
    if not entry.reactions:
        return ""
    shown = "".join(f'<span title="{_shown(", ".join(reaction.nicks))}">{_shown(reaction.text)} {len(reaction.nicks)}'
                    "</span>" for reaction in entry.reactions)
    return f'<div class="reactions">{shown}</div>'
