"""Tab completion the IRC way: nicks with `: ` at the start of a line, `#channels`, `/commands`; Tab again walks on."""

from collections.abc import Callable, Iterable, Sequence

from app.contracts.regions import Completion
from app.values import frozen


@frozen(kw_only=True)
class Words:
    """What can be completed here, `nicks` in the order they are offered. `fold` says which letters are the same."""

    nicks: Sequence[str] = ()
    channels: Sequence[str] = ()
    commands: Sequence[str] = ()
    channel_signs: str = "#"
    fold: Callable[[str], str] = str.casefold


@frozen
class _Walk:
    """A completion under way: the text around the word, and what can stand in its place."""

    before: str
    after: str
    fits: Sequence[str]
    taken: int

    def result(self) -> Completion:
        text = self.fits[self.taken]
        after = self.after[1:] if text.endswith(" ") and self.after.startswith(" ") else self.after
        candidates = (*self.fits[self.taken :], *self.fits[: self.taken])
        return Completion(text=self.before + text + after, cursor=len(self.before) + len(text),
                          candidates=tuple(fit.strip() for fit in candidates))


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
            self._walk = _Walk(walk.before, walk.after, walk.fits, (walk.taken + step) % len(walk.fits))
        else:
            self._walk = _begin(text, cursor, words(), backwards=backwards)
        return None if self._walk is None else self._walk.result()


def _begin(text: str, cursor: int, words: Words, *, backwards: bool) -> _Walk | None:
    start = max(text.rfind(space, 0, cursor) for space in " \n\t") + 1
    word = text[start:cursor]
    fits = list(_fits(word, words, at_start=not text[:start].strip())) if word else []
    return _Walk(text[:start], text[cursor:], fits, len(fits) - 1 if backwards else 0) if fits else None


def _fits(word: str, words: Words, *, at_start: bool) -> Iterable[str]:
    """What may stand in the place of `word`, with what follows it."""
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
