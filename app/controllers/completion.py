"""Tab completion the IRC way: nicks with `: ` at the start of a line, `#channels`, `/commands`, `:emoji`.

Tab again walks on.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field

from app.contracts.regions import Completion
from app.values import frozen

_EXPLAINED = 2
"""So many commands fit a line with what each does."""


def _any_text(_before: str) -> None:
    """Any word may stand there."""


def _no_help(_name: str) -> str:
    return ""


def _no_emoji(_beginning: str) -> Sequence[tuple[str, str]]:
    return ()


@frozen(kw_only=True)
class Words:
    """What can be completed here, `nicks` in the order they are offered. `fold` says which letters are the same.

    `emoji` gives the emoji whose names begin so, each with its name. `arguments` gives what may stand behind a part of
    a command, None where any text may; `help_on` one line about a command.
    """

    nicks: Sequence[str] = ()
    channels: Sequence[str] = ()
    commands: Sequence[str] = ()
    channel_signs: str = "#"
    fold: Callable[[str], str] = str.casefold
    emoji: Callable[[str], Sequence[tuple[str, str]]] = _no_emoji
    arguments: Callable[[str], Sequence[str] | None] = _any_text
    help_on: Callable[[str], str] = _no_help


@frozen
class _Walk:
    """A completion under way: the text around the word, what can stand in its place, `labels` for what needs one."""

    before: str
    after: str
    fits: Sequence[str]
    taken: int
    labels: Mapping[str, str] = field(default_factory=dict)

    def result(self) -> Completion:
        text = self.fits[self.taken]
        after = self.after[1:] if text.endswith(" ") and self.after.startswith(" ") else self.after
        candidates = (*self.fits[self.taken :], *self.fits[: self.taken])
        return Completion(text=self.before + text + after, cursor=len(self.before) + len(text),
                          candidates=tuple(self.labels.get(fit, fit.strip()) for fit in candidates))


class Completer:
    """Completes words; remembers its last answer, so that Tab pressed again takes the next candidate."""

    def __init__(self) -> None:
        self._walk: _Walk | None = None

    def complete(self, text: str, cursor: int, words: Callable[[], Words], *,
                 backwards: bool = False) -> Completion | None:
        """The text with the word before `cursor` completed; None when nothing fits."""
        cursor = min(max(cursor, 0), len(text))
        walk = self._walk
        if walk is not None and (last := walk.result()).text == text and last.cursor == cursor:
            step = -1 if backwards else 1
            self._walk = _Walk(walk.before, walk.after, walk.fits, (walk.taken + step) % len(walk.fits),
                               walk.labels)
        else:
            self._walk = _begin(text, cursor, words(), backwards=backwards)
        return None if self._walk is None else self._walk.result()


def _begin(text: str, cursor: int, words: Words, *, backwards: bool) -> _Walk | None:
    start = max(text.rfind(space, 0, cursor) for space in " \n\t") + 1
    word = text[start:cursor]
    labels = {f"{picture} ": f"{picture} :{name}:" for picture, name in _emoji(word, words)}
    fits = list(labels or _fits(word, words, text[:start]))
    if 1 < len(fits) <= _EXPLAINED and word.startswith("/") and not text[:start].strip():
        labels = {fit: words.help_on(fit.strip().removeprefix("/")) or fit.strip() for fit in fits}
    return _Walk(text[:start], text[cursor:], fits, len(fits) - 1 if backwards else 0, labels) if fits else None


def _emoji(word: str, words: Words) -> Sequence[tuple[str, str]]:
    return words.emoji(word[1:].removesuffix(":")) if word.startswith(":") else ()


def _fits(word: str, words: Words, before: str) -> Iterable[str]:
    """What may stand in the place of `word`, with what follows it. An empty one may be an argument of a command."""
    at_start = not before.strip()
    if before[:1] == "/" and before[:2] != "//":
        arguments = words.arguments(before)
        if arguments is not None:
            return _beginning(word, arguments, " ", words.fold)
    if not word:
        return ()
    if word.startswith("/") and at_start:
        return _beginning(word, [f"/{name}" for name in words.commands], " ", words.fold)
    if words.channel_signs and word[0] in words.channel_signs:
        return _beginning(word, words.channels, " ", words.fold)
    if word.startswith("@"):
        return _beginning(word, [f"@{nick}" for nick in words.nicks], " ", words.fold)
    return _beginning(word, words.nicks, ": " if at_start else " ", words.fold)


def _beginning(word: str, candidates: Iterable[str], ending: str, fold: Callable[[str], str]) -> list[str]:
    folded = fold(word)
    return [candidate + ending for candidate in candidates if fold(candidate).startswith(folded)]
