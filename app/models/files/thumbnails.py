"""Small pictures, made with Pillow where it is installed: thumbnails of what we send, and received ones for the view.

Pictures from the network are hostile: only four formats are read, and none with more pixels than a camera makes.
Everything here takes time, so it is called in a thread of its own; Pillow is imported there, when it is first needed.
"""

import io
import logging
from typing import TYPE_CHECKING

from app.values import frozen

if TYPE_CHECKING:
    from PIL import Image

_log = logging.getLogger(__name__)

MOST = (344, 260)
"""The largest picture among messages (ux.md, 3)."""
MOST_BYTES = 65_536
_MOST_PIXELS = 64_000_000
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_QUALITIES = (82, 65, 45, 25)


@frozen(kw_only=True)
class SmallPicture:
    """A picture ready to be shown: a PNG of that size, without transparency."""

    png: bytes
    width: int
    height: int


def make_thumbnail(path: str) -> tuple[str, bytes] | None:
    """The type and bytes of a file's thumbnail, of at most `MOST_BYTES`; None where none can be made."""
    try:
        picture = _opened(path)
        return None if picture is None else _encoded(picture)
    # Pillow raises whatever its decoders come upon; a file that is no picture is sent all the same.
    except Exception as error:  # noqa: BLE001 - see above
        _log.info("no thumbnail: %s", error)
        return None


def small_picture(data: bytes) -> SmallPicture | None:
    """A received thumbnail as a PNG of at most `MOST`; None for what is no picture, or where there is no Pillow."""
    try:
        picture = _opened(io.BytesIO(data))
        if picture is None:
            return None
        out = io.BytesIO()
        _opaque(picture).save(out, "PNG", compress_level=1)
        return SmallPicture(png=out.getvalue(), width=picture.width, height=picture.height)
    except Exception as error:  # noqa: BLE001 - as above: bytes of a stranger
        _log.info("a thumbnail can't be shown: %s", error)
        return None


def _opened(source: "str | io.BytesIO") -> "Image.Image | None":
    """The picture, upright and small; None without Pillow, or for one too large."""
    try:
        from PIL import Image, ImageOps
    except ImportError:
        return None
    with Image.open(source, formats=_FORMATS) as picture:
        if picture.width * picture.height > _MOST_PIXELS:
            return None
        picture.draft("RGB", (2 * MOST[0], 2 * MOST[1]))
        small = ImageOps.exif_transpose(picture)
        has_alpha = "A" in small.getbands() or "transparency" in small.info
        small = small.convert("RGBA" if has_alpha else "RGB")
    small.thumbnail(MOST)
    small.info.clear()
    return small


def _opaque(picture: "Image.Image") -> "Image.Image":
    """Upon white: Tk takes long to draw what can be seen through, and most such pictures were made for paper."""
    if picture.mode != "RGBA":
        return picture
    from PIL import Image

    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _encoded(picture: "Image.Image") -> tuple[str, bytes] | None:
    if picture.mode == "RGBA":
        out = io.BytesIO()
        picture.save(out, "PNG", optimize=True)
        if out.tell() <= MOST_BYTES:
            return "image/png", out.getvalue()
        picture = _opaque(picture)
    for quality in _QUALITIES:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality)
        if out.tell() <= MOST_BYTES:
            return "image/jpeg", out.getvalue()
    return None
