"""Long text into pieces that fit an IRC line, cut where a reader would cut.

IRC counts bytes, people see graphemes: a family emoji is 25 bytes and one thing.
"""

from collections.abc import Sequence

from app.protocol.formatting import CODE, has_codes, is_quote
from app.protocol.lines import BODY_MAX

_NEAR_END = 0.6
_CODE_POINT_BYTES = 4
"""A cut at a space is taken when it lies in the last part of a piece; else the piece is filled."""


def message_budget(verb: str, target: str, source_bytes: int) -> int:
    """Bytes of text that fit in one message to `target` as others will receive it.

    `source_bytes` is the length of our `nick!user@host`: the server puts it in front, and cuts what is too long.
    Follows modern.ircdocs.horse, "Message format": 512 bytes with CR LF.
    """
    overhead = len(f": {verb} ") + source_bytes + len(target.encode()) + len(" :\r\n")
    return max(BODY_MAX - overhead, 1)


def split_message(text: str, budget: int) -> list[str]:
    """Cut `text` into pieces of at most `budget` UTF-8 bytes, at spaces where one is near, never inside a grapheme.

    Line breaks part pieces too; empty lines are left out, since IRC can't send them. Halves of surrogate pairs, as some
    toolkits hand them out, are put together; a lone half becomes U+FFFD.
    A grapheme larger than the budget (a letter under thousands of accents) is cut after all, since nothing typed is
    lost. Raises ValueError when a single code point is larger than the budget.
    """
    pieces: list[str] = []
    for line in whole_characters(text).replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if not line.strip():
            continue
        pieces.extend([line] if len(line.encode()) <= budget else _split_line(line, budget))
    return pieces


def _split_formatted(line: str, budget: int) -> list[str]:
    """The same for a line with formatting codes, or a quote: each piece has the look it has in the whole."""
    # Imported here: few messages are long and formatted, and the server splits texts too.
    from app.protocol.message_text import cut_line, words_of_line

    return cut_line(line, budget, _that_fit(_graphemes(words_of_line(line)), budget))


def _split_line(line: str, budget: int) -> list[str]:
    if has_codes(line) or is_quote(line):
        return _split_formatted(line, budget)
    pieces: list[str] = []
    graphemes = _that_fit(_graphemes(line), budget)
    start = 0
    while start < len(graphemes):
        end = _fill(graphemes, start, budget)
        if end < len(graphemes):
            end = _last_space(graphemes, start, end)
        piece = "".join(graphemes[start:end])
        if piece.strip():
            pieces.append(piece.strip(" ") if pieces else piece.rstrip(" "))
        start = end
    return pieces


def wrap_line(line: str, budget: int) -> list[str]:
    """Cut one line into pieces of at most `budget` UTF-8 bytes that are the line again when put together.

    A cut is made behind a space where one is near, as multiline.md, "Splitting long lines", recommends.
    Raises ValueError as `split_message` does.
    """
    if len(line.encode()) <= budget:
        return [line]
    pieces: list[str] = []
    graphemes = _that_fit(_whole_codes(line), budget)
    start = 0
    while start < len(graphemes):
        end = _fill(graphemes, start, budget)
        if end < len(graphemes):
            end = _behind_space(graphemes, start, end)
        pieces.append("".join(graphemes[start:end]))
        start = end
    return pieces


def _that_fit(graphemes: Sequence[str], budget: int) -> Sequence[str]:
    """The graphemes, those larger than the budget as their code points."""
    if max(map(len, graphemes)) * _CODE_POINT_BYTES <= budget:
        return graphemes
    return [part for grapheme in graphemes for part in ([grapheme] if len(grapheme.encode()) <= budget else grapheme)]


def _fill(graphemes: Sequence[str], start: int, budget: int) -> int:
    """The end of the longest piece from `start` on that fits."""
    size = 0
    for index in range(start, len(graphemes)):
        size += len(graphemes[index].encode())
        if size > budget:
            if index == start:
                raise ValueError(f"one character takes more than {budget} bytes")
            return index
    return len(graphemes)


def _last_space(graphemes: Sequence[str], start: int, end: int) -> int:
    """Just after the last space before `end`, if it is near; else `end`."""
    nearest = start + int((end - start) * _NEAR_END)
    for index in range(end, nearest, -1):
        if graphemes[index - 1] == " " or (index < len(graphemes) and graphemes[index] == " "):
            return index
    return end


def _behind_space(graphemes: Sequence[str], start: int, end: int) -> int:
    """Just behind the last space before `end`, if it is near; else `end`."""
    nearest = start + int((end - start) * _NEAR_END)
    return next((index for index in range(end, nearest, -1) if graphemes[index - 1] == " "), end)


def whole_characters(text: str) -> str:
    """Halves of surrogate pairs put together; a lone half becomes U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _whole_codes(line: str) -> Sequence[str]:
    """The graphemes of a line; a formatting code is one with all that belongs to it."""
    if not has_codes(line):
        return _graphemes(line)
    parts: list[str] = []
    start = 0
    for code in CODE.finditer(line):
        parts += [*(_graphemes(line[start : code.start()]) if code.start() > start else ()), code[0]]
        start = code.end()
    return [*parts, *(_graphemes(line[start:]) if start < len(line) else ())]


def _graphemes(text: str) -> Sequence[str]:
    if text.isascii():
        return text
    # Imported here: most lines are ASCII or short, and the window should be up before this is read.
    import regex

    found: list[str] = regex.findall(r"\X", text)
    return found
