"""Draws `app/views/tk/assets/masks.bin`: the coverage masks of our icons and of the avatars' letters.

    python -m tools.make_masks

Needs Pillow, which the app itself does not need to draw. The file's form is told in `app/views/tk/masks.py`.
"""

import unicodedata
import zlib
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from app.views.tk.masks import ICON_SIZES, LEVELS, RECORD
from tools.icon_strokes import ICONS, PERSON, Drawing, Stroke

ASSETS = Path(__file__).resolve().parent.parent / "app" / "views" / "tk" / "assets"
LETTER_FONT = ASSETS / "fonts" / "Inter-SemiBold.otf"

GRID = 24
STROKE = 1.9
OVERSAMPLING = 8
LETTER_EM = 56  # a capital is then 41 px high, enough for an avatar of 38 at three times the size

Entry = tuple[str, int, int, bytes]


def main() -> None:
    entries = [icon_entry(name, drawing, size) for name, drawing in ICONS.items() for size in ICON_SIZES]
    entries += [letter_entry(letter) for letter in letters()]
    entries.append(("letter:", *mask_of(render(PERSON, LETTER_EM, 2.6).crop((4, 4, 52, 52)))))
    packed = pack(entries)
    (ASSETS / "masks.bin").write_bytes(packed)
    print(f"{len(entries)} masks, {len(packed)} bytes")


def letters() -> list[str]:
    """Digits and capitals of the Latin, Greek and Cyrillic scripts, and the two signs an initial may be."""
    ranges = [range(0x30, 0x3A), range(0x41, 0x5B), range(0xC0, 0x180), range(0x386, 0x3AC), range(0x400, 0x430)]
    ranges += [range(0x490, 0x4F8, 2), range(0x1E80, 0x1EFA, 2)]
    found = [chr(code) for block in ranges for code in block]
    kept = [letter for letter in found if unicodedata.category(letter) in {"Lu", "Nd"} and letter.upper() == letter]
    return [*kept, "ß", "#", "?"]


def icon_entry(name: str, drawing: Drawing, size: int) -> Entry:
    return (f"icon:{name}:{size}", *mask_of(render(drawing, size, STROKE)))


def letter_entry(letter: str) -> Entry:
    font = ImageFont.truetype(str(LETTER_FONT), LETTER_EM * 4)
    left, top, right, bottom = font.getbbox(letter, anchor="ls")
    image = Image.new("L", (int(right - left) // 4 * 4 + 4, int(bottom - top) // 4 * 4 + 4))
    ImageDraw.Draw(image).text((-left, -top), letter, fill=255, font=font, anchor="ls")
    return (f"letter:{letter}", *mask_of(image.resize((image.width // 4, image.height // 4), Image.Resampling.BOX)))


def render(drawing: Drawing, size: int, weight: float) -> Image.Image:
    """`drawing` as a grey image whose brightness is the coverage."""
    unit = size * OVERSAMPLING / GRID
    image = Image.new("L", (size * OVERSAMPLING, size * OVERSAMPLING))
    pen = ImageDraw.Draw(image)
    for part in drawing:
        if isinstance(part, Stroke):
            draw_stroke(pen, part, unit, weight)
        else:
            disc(pen, part.x * unit, part.y * unit, part.radius * unit)
    return image.resize((size, size), Image.Resampling.BOX)


def draw_stroke(pen: ImageDraw.ImageDraw, stroke: Stroke, unit: float, weight: float) -> None:
    points = [(x * unit, y * unit) for x, y in stroke.points]
    if len(points) > 1:
        pen.line(points, fill=255, width=round(weight * unit))
    for x, y in points:
        disc(pen, x, y, weight * unit / 2)


def disc(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    pen.ellipse((x - radius, y - radius, x + radius - 1, y + radius - 1), fill=255)


def mask_of(image: Image.Image) -> tuple[int, int, bytes]:
    levels = bytes((value * LEVELS + 127) // 255 for value in image.tobytes())
    return image.width, image.height, levels


def pack(entries: list[Entry]) -> bytes:
    pixels = [zlib.compress(levels, 9) for *_size, levels in entries]
    records = (
        RECORD.pack(name.encode(), width, height, len(deflated))
        for (name, width, height, _levels), deflated in zip(entries, pixels, strict=True)
    )
    table = zlib.compress(b"".join(records), 9)
    return len(table).to_bytes(2) + table + b"".join(pixels)


if __name__ == "__main__":
    main()
