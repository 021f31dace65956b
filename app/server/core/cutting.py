"""Cut to a number of bytes, never inside a character: IRC counts bytes, people write characters."""


def cut(text: str, size: int) -> str:
    """`text`, or as much of it as fits `size` bytes of UTF-8."""
    if bytes_of(text) <= size:
        return text
    return text.encode()[:size].decode(errors="ignore")


def bytes_of(text: str) -> int:
    """The size of a text on the wire."""
    return len(text) if text.isascii() else len(text.encode())
