"""Cut to a number of bytes, never inside a character: IRC counts bytes, people write characters."""


def cut(text: str, size: int) -> str:
    """`text`, or as much of it as fits `size` bytes of UTF-8."""
    if len(text) <= size and (text.isascii() or len(text.encode()) <= size):
        return text
    return text.encode()[:size].decode(errors="ignore")
