"""What a file is, told by its first bytes: what its sender says of it is no more than a hint.

Only pictures, sound, video and plain text are shown as such. Everything that could run in a browser is a file to be
saved: a picture that is SVG, a page, a document.
"""

OTHER = "application/octet-stream"
TEXT = "text/plain; charset=utf-8"
HEAD_BYTES = 4096
"""So much of a file is looked at."""

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"), (b"OggS", "audio/ogg"), (b"fLaC", "audio/flac"), (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"), (b"\xff\xf3", "audio/mpeg"), (b"\x1aE\xdf\xa3", "video/webm"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_MP4 = {b"M4A ": "audio/mp4", b"qt  ": "video/quicktime"}
_THUMBNAILS = frozenset({"image/jpeg", "image/png", "image/webp"})
_MARKUP = (b"<", b"\xef\xbb\xbf<")
_SPOKEN_BY_TEXT = frozenset(range(32, 127)) | {9, 10, 13} | frozenset(range(128, 256))


def kind_of(head: bytes) -> str:
    """The type to give a file back with, by its first `HEAD_BYTES`."""
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning):
            return kind
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], OTHER)
    if head[4:8] == b"ftyp":
        return _MP4.get(head[8:12], "video/mp4")
    return TEXT if _is_text(head) else OTHER


def thumbnail_kind(head: bytes) -> str:
    """The type of a thumbnail; empty for what can't be one."""
    kind = kind_of(head)
    return kind if kind in _THUMBNAILS else ""


def is_shown(kind: str) -> bool:
    """Whether a browser may show it in its place."""
    return kind != OTHER


def _is_text(head: bytes) -> bool:
    """Plain text in UTF-8, and nothing that a browser might take for a page."""
    if not head or head.lstrip().startswith(_MARKUP) or not _SPOKEN_BY_TEXT.issuperset(head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # The last character may be cut in the middle.
        return len(head) == HEAD_BYTES and error.start > HEAD_BYTES - 4
    return True
