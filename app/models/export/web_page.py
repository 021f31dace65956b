"""A page for browsers: one file that needs no other, no script and no network, light or dark as the reader has it.

What people wrote is text here and nothing else: every character that means something to a browser is escaped.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import quote

from app.models.chats import Entry, EntryKind
from app.models.export.writing import ChatHead, Part, Words
from app.protocol.formatting import Mark, Run
from app.protocol.irc_colours import hex_of
from app.protocol.message_text import runs_of
from app.protocol.web_links import URL, link_at

_STYLE = """
:root { color-scheme: light dark; --text: #1a1f27; --faint: #596473; --line: #e2e6ec; --back: #ffffff; --code: #f1f3f6;
  --link: #1f5fcc; --own: #d9e6ff; }
@media (prefers-color-scheme: dark) { :root { --text: #e7ebf1; --faint: #9aa5b4; --line: #262d38; --back: #171b22;
  --code: #10141a; --link: #6fb1ff; --own: #2a4a82; } }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 Inter, "Segoe UI", system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 0; } header p, footer { color: var(--faint); }
h2 { font-size: .85rem; color: var(--faint); text-align: center; border-bottom: 1px solid var(--line);
  line-height: .1em; margin: 2rem 0 1.5rem; } h2 span { background: var(--back); padding: 0 .8rem; }
article { margin: .35rem 0; } article:target { background: var(--own); border-radius: .5rem; }
b.who { margin-right: .4rem; } time, .what, .quote, .more { color: var(--faint); font-size: .85rem; }
.what { margin: .2rem 0; } .text { white-space: pre-wrap; } .quote { border-left: 3px solid var(--line);
  padding-left: .6rem; display: block; text-decoration: none; } a { color: var(--link); }
code, pre { background: var(--code); border-radius: .3rem; padding: .1rem .3rem; font-family: ui-monospace, monospace; }
.spoiler { background: var(--faint); color: var(--faint); border-radius: .2rem; } .spoiler:hover { color: var(--back); }
.reactions span { border: 1px solid var(--line); border-radius: 1rem; padding: 0 .5rem; margin-right: .3rem;
  font-size: .85rem; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_FOOT = "</main>\n</body>\n</html>\n"
_TAGS = ((Mark.BOLD, "b"), (Mark.ITALIC, "i"), (Mark.UNDERLINE, "u"), (Mark.STRIKE, "s"), (Mark.MONO, "code"),
         (Mark.BLOCK, "code"))
_LINK = re.compile(URL, re.IGNORECASE)
_QUOTED_MAX = 120
_KNOWN_MAX = 5_000
"""Messages that answers can quote: the newest so many."""


class WebPageWriter:
    """A `ChatWriter`."""

    def __init__(self, head: ChatHead, words: Words) -> None:
        self._head = head
        self._words = words
        self._day = ""
        self._known: dict[str, tuple[str, str]] = {}

    def begin(self) -> str:
        """The head of the page."""
        head = self._head
        moment = self._words.moment(head.exported_ms)
        return _head(head.name or head.network, f"{head.network} · written down on {moment:%Y-%m-%d at %H:%M}")

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
            return f'{before}<p class="what">{time} {escape(self._words.happening(entry))}</p>\n'
        name = f' id="{escape(entry.msgid)}"' if entry.msgid else ""
        self._remember(entry)
        return (f'{before}<article{name}><b class="who">{escape(entry.nick)}</b>{time}{self._quote(entry)}'
                f"{_text(entry)}{_reactions(entry)}</article>\n")

    def _remember(self, entry: Entry) -> None:
        if entry.msgid and not entry.is_redacted:
            words = "".join(run.text for run in runs_of(entry.text))
            self._known[entry.msgid] = (entry.nick, " ".join(words.split())[:_QUOTED_MAX])
            if len(self._known) > _KNOWN_MAX:
                del self._known[next(iter(self._known))]

    def _quote(self, entry: Entry) -> str:
        known = self._known.get(entry.reply_to) if entry.reply_to else None
        if known is None:
            return ""
        nick, words = known
        return f'<a class="quote" href="#{escape(entry.reply_to)}">{escape(nick)}: {escape(words)}</a>'


def index_page(parts: Sequence[Part]) -> str:
    """The page that leads to all others of a folder."""
    items = "".join(f'<li><a href="{quote(part.file)}">{escape(part.title)}</a> <span class="more">{part.count:,} '
                    "messages</span></li>\n" for part in parts)
    return _head("Contents", "") + f"<ul>\n{items}</ul>\n" + _FOOT


def _head(title: str, below: str) -> str:
    return ('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
            f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<header>\n"
            f"<h1>{escape(title)}</h1>\n<p>{escape(below)}</p>\n</header>\n<main>\n")


def _text(entry: Entry) -> str:
    if entry.is_redacted:
        return '<div class="what">Message deleted</div>'
    words = "".join(_run(run) for run in runs_of(entry.text))
    if entry.kind is EntryKind.ACTION:
        words = f"<i>* {escape(entry.nick)} {words}</i>"
    more = ' <span class="more">(edited)</span>' if entry.is_edited else ""
    return f'<div class="text">{words}{more}</div>'


def _run(run: Run) -> str:
    if run.marks is Mark.NONE and not run.fore and not run.back:
        return "".join(_linked(run.text))
    html = escape(run.text) if run.marks & (Mark.MONO | Mark.BLOCK) else "".join(_linked(run.text))
    for mark, tag in _TAGS:
        if run.marks & mark:
            html = f"<{tag}>{html}</{tag}>"
    if run.marks & Mark.SPOILER:
        return f'<span class="spoiler">{html}</span>'
    look = _look(run)
    return f'<span style="{look}">{html}</span>' if look else html


def _look(run: Run) -> str:
    fore, back = (_hex(colour) for colour in (run.fore, run.back))
    looks = (("color", fore), ("background", back))
    return "; ".join(f"{name}: {colour}" for name, colour in looks if colour)


def _hex(colour: str) -> str:
    return hex_of(colour) if colour else ""


def _linked(text: str) -> Iterator[str]:
    end = 0
    if "://" not in text and "www." not in text.lower():
        yield escape(text)
        return
    for found in _LINK.finditer(text):
        link = link_at(text[found.start() :])
        if link is None or found.start() < end or not link.target.lower().startswith(("https://", "http://")):
            continue
        yield escape(text[end : found.start()])
        yield f'<a href="{escape(link.target)}" rel="noreferrer nofollow">{escape(link.shown)}</a>'
        end = found.start() + link.length
    yield escape(text[end:])


def _reactions(entry: Entry) -> str:
    if not entry.reactions:
        return ""
    shown = "".join(f'<span title="{escape(", ".join(reaction.nicks))}">{escape(reaction.text)} {len(reaction.nicks)}'
                    "</span>" for reaction in entry.reactions)
    return f'<div class="reactions">{shown}</div>'
